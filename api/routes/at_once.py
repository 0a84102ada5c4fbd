"""One call from files to rows."""

import hashlib
import json
from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from uuid import uuid4

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from ...schemas import wire
from ..deps import ServiceDep, base_url, limited
from ..described import errors
from ..problems import invalid
from ..services import at_once, submissions
from ..services.keys import Caller

T = TypeVar("T")

routes = APIRouter(prefix="/v1/extract", tags=["extractions"])

EXAMPLE = {
    "success": True,
    "status": "completed",
    "extraction_id": "0b9c1a52-5d0e-4c55-9d1e-2f6f7d0c8a11",
    "columns": ["Source File", "Invoice Number", "Total Amount", "Review Needed"],
    "rows": [{"Source File": "a.pdf (Page 1)", "Invoice Number": "RE-2026-017", "Total Amount": "119.00"}],
    "total_rows": 1,
    "evidence": {"cells": 2, "verified": 2},
}


@routes.post(
    "",
    responses={
        200: {"description": "It has ended.", "content": {"application/json": {"example": EXAMPLE}}},
        202: {
            "description": "It goes on: ask GET /v1/extractions/{extraction_id}, or watch its events.",
            "content": {"application/json": {"example": {
                "success": True, "status": "processing", "extraction_id": EXAMPLE["extraction_id"], "progress": 40,
            }}},
        },
        **errors(
            "FILE_NOT_FOUND", "UPLOAD_ID_NOT_FOUND", "SUBMISSION_ID_ALREADY_USED", "SUBMISSIONS_PAUSED",
            "INSUFFICIENT_CREDITS", "SESSION_ALREADY_INITIALIZED", "DUPLICATE_FILE_NAME", "DUPLICATE_FILE_ID",
            "FILE_TOO_LARGE", "TOTAL_UPLOAD_SIZE_LIMIT_EXCEEDED", "OBJECT_SIZE_MISMATCH", "UPLOAD_COMPLETE_FAILED",
        ),
    },
)  # fmt: skip
async def extract(
    caller: Annotated[Caller, Depends(limited("extract", "write"))],
    service: ServiceDep,
    request: Request,
    response: Response,
    files: Annotated[list[UploadFile] | None, File(description="Documents: PDF, JPEG or PNG.")] = None,
    prompt: Annotated[str | None, Form(description="What to extract: words, or a structured prompt as JSON.")] = None,
    built_in: Annotated[str | None, Form(alias="schema", description="'invoice' instead of a prompt.")] = None,
    addons: Annotated[str, Form(description="Add-ons of the schema, with commas.")] = "",
    output_structure: Annotated[wire.Structure, Form()] = "automatic",
    options: Annotated[str, Form(description="Options as in POST /v1/extractions, as JSON.")] = "{}",
    task_name: Annotated[str | None, Form()] = None,
    submission_id: Annotated[
        str | None, Form(description="Sent again with the same one, nothing is done twice.")
    ] = None,
    upload_session_id: Annotated[str | None, Form(description="Uploaded files instead of `files`.")] = None,
    file_ids: Annotated[str | None, Form(description="Which of them, as a JSON list.")] = None,
    wait: Annotated[float | None, Form(ge=0, le=300, description="Seconds to wait; at most the service's own.")] = None,
) -> dict[str, Any]:
    """Extract in one call: files and a prompt (or schema) in, rows out.

    Answers 200 when the extraction ends within the service's time limit (FAKTUM_WAIT_S), with the first 1,000 rows and
    how many cells were found on their pages; else 202 with the id, and the extraction goes on.
    """
    submission = submission_id or f"extract-{uuid4()}"
    if bool(files) == bool(upload_session_id):
        raise invalid("send files, or upload_session_id with file_ids", "files")
    session = upload_session_id
    ids: Any = _json(file_ids, "file_ids") if file_ids else []
    if files:
        session = f"extract-{hashlib.sha256(submission.encode()).hexdigest()[:32]}"
        ids = await at_once.take_files(service, caller, _checked(lambda: at_once.declared(session, files)), files)
    asked = {
        "submission_id": submission,
        "upload_session_id": session,
        "file_ids": ids,
        **({"prompt": _json(prompt, "prompt") if prompt.lstrip().startswith("{") else prompt} if prompt else {}),
        **({"schema": built_in} if built_in else {}),
        "addons": [name.strip() for name in addons.split(",") if name.strip()],
        "output_structure": output_structure,
        "options": _json(options, "options"),
        **({"task_name": task_name} if task_name else {}),
    }
    body = _checked(lambda: wire.ExtractRequest.model_validate(asked))
    extraction_id = await submissions.submit(service, caller, body)
    most = service.settings.wait_s
    extraction = await at_once.ended(service, caller, extraction_id, most if wait is None else min(wait, most))
    response.status_code = 202 if extraction.status in ("processing", "input_required") else 200
    return await at_once.shown(service, extraction, base_url(service, request))


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise invalid("this is no JSON", name) from error


def _checked(make: Callable[[], T]) -> T:
    """What is made, or INVALID_INPUT naming what is wrong."""
    try:
        return make()
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from error
