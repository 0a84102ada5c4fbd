"""Prompts: what one becomes, before anything is uploaded."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from ...prompts.compiler import compile_prompt
from ...prompts.describe import describe
from ...schemas import wire
from ...schemas.errors import InputError, PromptError
from ..deps import limited
from ..problems import Problem, invalid
from ..services.keys import Caller

routes = APIRouter(prefix="/v1/prompts", tags=["prompts"])


@routes.post("/compile")
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
