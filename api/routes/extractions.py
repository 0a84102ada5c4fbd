"""Extractions: submit, watch, read, download, answer, cancel, delete."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request

from ...schemas import wire, wire_responses
from ..blobs.store import DOWNLOAD_SECONDS
from ..deps import ServiceDep, base_url, limited
from ..described import answers
from ..problems import Problem, invalid
from ..service import Service
from ..services import questions, submissions, views
from ..services.keys import Caller
from ..store.tables import Extraction
from . import examples

routes = APIRouter(prefix="/v1/extractions", tags=["extractions"])

LOOK_S = 0.25
"""How often a held request looks again."""

ExtractionId = Annotated[str, Path(description="As submitting answered it.")]
Scope = Annotated[Literal["own", "team"], Query()]


@routes.post(
    "",
    status_code=202,
    response_model=None,
    responses=answers(
        examples.SUBMITTED,
        wire_responses.SubmitExtractionResponse,
        "FILE_NOT_FOUND",
        "UPLOAD_ID_NOT_FOUND",
        "SUBMISSION_ID_ALREADY_USED",
        "SUBMISSIONS_PAUSED",
        status=202,
    ),
)
async def submit_extraction(
    body: wire.SubmitExtractionRequest,
    caller: Annotated[Caller, Depends(limited("submit", "write"))],
    service: ServiceDep,
) -> dict[str, Any]:
    """Begin an extraction over uploaded files; the same submission may be sent again."""
    extraction_id = await submissions.submit(service, caller, body)
    return {"success": True, "extraction_id": extraction_id, "submission_state": "received"}


@routes.get(
    "",
    response_model=None,
    responses=answers(examples.LISTED, wire_responses.ListExtractionsResponse),
)
async def list_extractions(
    caller: Annotated[Caller, Depends(limited("list"))],
    service: ServiceDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: str | None = None,
    status: wire.Status | None = None,
    submission_method: Literal["api", "web_app"] | None = None,
    created_after: str | None = None,
    created_before: str | None = None,
    scope: Scope = "own",
) -> dict[str, Any]:
    """List extractions, the newest first."""
    filters: list[Any] = []
    if status:
        filters.append(Extraction.status == status)
    if submission_method:
        filters.append(Extraction.method == submission_method)
    if created_after:
        filters.append(Extraction.created_at > _moment(created_after, "created_after"))
    if created_before:
        filters.append(Extraction.created_at < _moment(created_before, "created_before"))
    return await views.listed(service, caller, scope, filters, limit, cursor)


@routes.get(
    "/{extraction_id}",
    response_model=None,
    responses=answers(examples.COMPLETED, wire_responses.ExtractionStatusResponse, "EXTRACTION_NOT_FOUND"),
)
async def get_extraction_status(
    extraction_id: ExtractionId,
    caller: Annotated[Caller, Depends(limited("status"))],
    service: ServiceDep,
    request: Request,
    wait: Annotated[int | None, Query(ge=1, le=45)] = None,
    scope: Scope = "own",
) -> dict[str, Any]:
    """Tell how far an extraction is; with `wait`, as soon as it is no longer processing, or after so many seconds."""
    extraction = await submissions.find(service, caller, extraction_id, scope)
    ends = time.monotonic() + (wait or 0)
    while extraction.status == "processing" and time.monotonic() < ends:
        await asyncio.sleep(min(LOOK_S, max(0.0, ends - time.monotonic())))
        if await request.is_disconnected():
            break
        extraction = await submissions.find(service, caller, extraction_id, scope)
    return await views.status_of(service, extraction, base_url(service, request))


@routes.get(
    "/{extraction_id}/details",
    response_model=None,
    responses=answers(examples.DETAILS, wire_responses.ExtractionDetailsResponse, "EXTRACTION_NOT_FOUND"),
)
async def get_extraction_details(
    extraction_id: ExtractionId,
    caller: Annotated[Caller, Depends(limited("details"))],
    service: ServiceDep,
    scope: Scope = "own",
) -> dict[str, Any]:
    """Show everything that is known about an extraction: prompt, options, files, and how it went."""
    return await views.details_of(service, await submissions.find(service, caller, extraction_id, scope))


@routes.get(
    "/{extraction_id}/results",
    response_model=None,
    responses=answers(
        examples.ROWS,
        wire_responses.ExtractionResultsResponse,
        "EXTRACTION_NOT_FOUND",
        "OUTPUT_NOT_AVAILABLE",
        "OUTPUT_EXPIRED",
    ),
)
async def get_extraction_results(
    extraction_id: ExtractionId,
    caller: Annotated[Caller, Depends(limited("results"))],
    service: ServiceDep,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    scope: Scope = "own",
) -> dict[str, Any]:
    """Page through the rows."""
    extraction = await submissions.find(service, caller, extraction_id, scope)
    return await views.results_of(service, extraction, offset, limit)


@routes.get(
    "/{extraction_id}/output",
    response_model=None,
    responses=answers(
        examples.OUTPUT,
        wire_responses.OutputDownloadUrlResponse,
        "EXTRACTION_NOT_FOUND",
        "OUTPUT_NOT_AVAILABLE",
        "OUTPUT_EXPIRED",
    ),
)
async def get_output_url(
    extraction_id: ExtractionId,
    format: wire.Format,
    caller: Annotated[Caller, Depends(limited("output"))],
    service: ServiceDep,
    request: Request,
    scope: Scope = "own",
) -> dict[str, Any]:
    """Ask where an output can be downloaded, for 300 seconds, without a key."""
    extraction = await submissions.find(service, caller, extraction_id, scope)
    views.ready(extraction)
    url = (await views.output_urls(service, extraction, base_url(service, request))).get(format)
    if url is None:
        raise Problem("OUTPUT_NOT_AVAILABLE")
    return {"download_url": url, "format": format, "expires_in_seconds": DOWNLOAD_SECONDS}


@routes.post(
    "/{extraction_id}/cancel",
    response_model=None,
    responses=answers(
        examples.CANCELLED,
        wire_responses.ExtractionStatusResponse,
        "EXTRACTION_NOT_FOUND",
        "EXTRACTION_NOT_CANCELLABLE",
    ),
)
async def cancel_extraction(
    extraction_id: ExtractionId,
    caller: Annotated[Caller, Depends(limited("cancel", "write"))],
    service: ServiceDep,
    request: Request,
    scope: Scope = "own",
) -> dict[str, Any]:
    """Stop an extraction; pages that were done by then are charged."""
    extraction = await submissions.find(service, caller, extraction_id, scope)
    await submissions.cancel(service, extraction)
    return await _shown(service, caller, extraction_id, scope, request)


@routes.post(
    "/{extraction_id}/answers",
    response_model=None,
    responses=answers(examples.PROCESSING, wire_responses.ExtractionStatusResponse, "EXTRACTION_NOT_FOUND"),
)
async def answer_questions(
    extraction_id: ExtractionId,
    body: wire.AnswerQuestionsRequest,
    caller: Annotated[Caller, Depends(limited("answers", "write"))],
    service: ServiceDep,
    request: Request,
    scope: Scope = "own",
) -> dict[str, Any]:
    """Answer the questions an extraction stopped to ask; it goes on when all are answered."""
    extraction = await submissions.find(service, caller, extraction_id, scope)
    if extraction.status == "input_required":
        await questions.answer(service, extraction.id, body.answers)
    return await _shown(service, caller, extraction_id, scope, request)


@routes.delete(
    "/{extraction_id}",
    response_model=None,
    responses=answers(examples.DELETED, wire_responses.Success, "EXTRACTION_NOT_FOUND", "EXTRACTION_IN_PROGRESS"),
)
async def delete_extraction(
    extraction_id: ExtractionId, caller: Annotated[Caller, Depends(limited("delete", "write"))], service: ServiceDep
) -> dict[str, Any]:
    """Delete an extraction with its outputs and rows, for good."""
    await submissions.remove(service, await submissions.find(service, caller, extraction_id))
    return {"success": True}


async def _shown(service: Service, caller: Caller, extraction_id: str, scope: str, request: Request) -> dict[str, Any]:
    extraction = await submissions.find(service, caller, extraction_id, scope)
    return await views.status_of(service, extraction, base_url(service, request))


def _moment(text: str, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise invalid("give a moment in ISO 8601, as 2026-01-31T00:00:00Z", name) from error
    raise invalid("give the moment with its time zone, as 2026-01-31T00:00:00Z", name)
