"""What was used."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from ..deps import ServiceDep, limited
from ..services.keys import Caller
from ..services.usage import usage_of

routes = APIRouter(prefix="/v1/usage", tags=["usage"])

EXAMPLE = {
    "extractions": 12,
    "documents": 240,
    "pages": 611,
    "pages_failed": 2,
    "model_calls": 0,
    "input_tokens": 0,
    "output_tokens": 0,
    "cost_usd": "0.000000",
    "documents_of_unknown_cost": 0,
}


@routes.get(
    "",
    responses={
        200: {
            "content": {
                "application/json": {
                    "example": {"success": True, "months": [{"month": "2026-11", **EXAMPLE}], "total": EXAMPLE}
                }
            }
        }
    },
)
async def usage(caller: Annotated[Caller, Depends(limited("usage"))], service: ServiceDep) -> dict[str, Any]:
    """Show what the organisation used, by month and in all: extractions, pages, model calls, tokens and their cost.

    Work of test keys is not counted. `cost_usd` is what is known: `documents_of_unknown_cost` were read by a model
    whose price is not.
    """
    return await usage_of(service, caller.org_id)
