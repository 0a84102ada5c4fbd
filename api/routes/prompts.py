"""Prompts: what one becomes, before anything is uploaded."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from ...prompts.compiler import compile_prompt
from ...prompts.describe import describe
from ...schemas import wire
from ...schemas.errors import InputError, PromptError
from ..deps import limited
from ..described import answers
from ..problems import Problem, invalid
from ..services.keys import Caller

routes = APIRouter(prefix="/v1/prompts", tags=["prompts"])


EXAMPLE: dict[str, Any] = {
    "success": True,
    "compiled": {
        "fields": [{"name": "Due Date", "kind": "date", "term": "DueDate"}],
        "structure": "per_invoice",
        "structure_reason": "No field of line items is asked for.",
        "general": "",
        "rules": {"credit_notes_negative": False, "only_invoices": True, "skip_pages": []},
        "assumptions": [],
        "schema": None,
        "version": "5f0e3ad1c4b29a77",
        "json_schema": {"type": "object"},
    },
}
"""Shortened."""


@routes.post("/compile", responses=answers(EXAMPLE, None, "PROMPT_UNCLEAR", "PROMPT_REJECTED", "PROMPT_INVALID"))
async def compile(
    body: wire.CompilePromptRequest, caller: Annotated[Caller, Depends(limited("compile"))]
) -> dict[str, Any]:
    """Show what a prompt becomes: fields with their kinds and formats, structure, rules, assumptions, JSON Schema.

    No document and no model is touched, and the same prompt always becomes the same (`version`).
    """
    prompt = body.prompt if isinstance(body.prompt, str | None) else body.prompt.model_dump(exclude_none=True)
    try:
        compiled = compile_prompt(prompt, body.output_structure, schema=body.built_in, addons=body.addons)
    except PromptError as error:
        raise Problem(error.code, error.message) from error
    except InputError as error:
        raise invalid(error.message, "prompt") from error
    return {"success": True, "compiled": describe(compiled)}
