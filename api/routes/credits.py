"""Credits that are left."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from ...schemas import wire_responses
from ..deps import ServiceDep, limited
from ..described import answers
from ..services.credits import balance
from ..services.keys import Caller
from . import examples

routes = APIRouter(prefix="/v1/credits", tags=["credits"])


@routes.get(
    "/balance",
    response_model=None,
    responses=answers(examples.BALANCE, wire_responses.CreditsBalanceResponse),
)
async def credits_balance(
    caller: Annotated[Caller, Depends(limited("balance"))], service: ServiceDep
) -> dict[str, Any]:
    """Show the organisation's credits; those reserved are held for extractions under way."""
    held = await balance(service.database, caller.org_id)
    return {"success": True, "credits_balance": held.balance, "credits_reserved": held.reserved}
