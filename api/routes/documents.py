"""Single documents of an extraction: cells with their evidence, and the pages to look at."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import StreamingResponse

from ..deps import ServiceDep, limited
from ..described import answers, errors
from ..problems import Problem
from ..services import documents, submissions
from ..services.keys import Caller
from ..services.views import expired
from .extractions import ExtractionId, Scope

routes = APIRouter(prefix="/v1/extractions/{extraction_id}/documents", tags=["documents"])

Reader = Annotated[Caller, Depends(limited("documents"))]
Number = Annotated[int, Path(ge=1, le=6000, description="From 1, in the order submitted.")]

CELL = {
    "value": "RE-2026-017",
    "printed": "RE-2026-017",
    "status": "verified",
    "confidence": 0.98,
    "source": "page",
    "evidence": [{"page": 1, "box": [410.2, 88.1, 471.0, 98.4], "quote": "RE-2026-017"}],
}
LINE = {
    "file": "invoice.pdf",
    "status": "ok",
    "error": None,
    "pages": [{"page": 1, "status": "ok", "text_source": "text_layer", "reason": None, "error_code": None}],
    "records": [{"kind": "invoice", "pages": [1], "fields": {"Invoice Number": CELL}, "line_items": [], "notes": []}],
    "notes": [],
}
"""A line, shortened."""


@routes.get(
    "",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}},
        **errors("EXTRACTION_NOT_FOUND", "OUTPUT_EXPIRED"),
    },
)
async def all_documents(
    extraction_id: ExtractionId, caller: Reader, service: ServiceDep, scope: Scope = "own"
) -> StreamingResponse:
    """Read everything about the documents that are done, a JSON object a line: what GET …/documents/{number} shows."""
    extraction = await submissions.find(service, caller, extraction_id, scope)
    if expired(extraction):
        raise Problem("OUTPUT_EXPIRED")
    return StreamingResponse(documents.lines_of(service, extraction), media_type="application/x-ndjson")


@routes.get(
    "/{number}",
    response_class=Response,
    responses=answers(LINE, None, "EXTRACTION_NOT_FOUND", "DOCUMENT_NOT_FOUND", "DOCUMENT_NOT_READY", "OUTPUT_EXPIRED"),
)
async def one_document(
    extraction_id: ExtractionId, number: Number, caller: Reader, service: ServiceDep, scope: Scope = "own"
) -> Response:
    """Show everything about one document: every cell with its printed words, its places on the page and its trust.

    Boxes are [x0, y0, x1, y1] in PDF points from the top left.
    """
    extraction = await submissions.find(service, caller, extraction_id, scope)
    return Response(await documents.line_of(service, extraction, number), media_type="application/json")


@routes.get(
    "/{number}/pages/{page}.png",
    response_class=Response,
    responses={
        200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
        **errors("EXTRACTION_NOT_FOUND", "DOCUMENT_NOT_FOUND", "PAGE_NOT_FOUND", "PAGE_UNREADABLE", "UPLOAD_EXPIRED"),
    },
)
async def one_page(
    extraction_id: ExtractionId,
    number: Number,
    page: Annotated[int, Path(ge=1, le=5000, description="From 1.")],
    caller: Reader,
    service: ServiceDep,
    scope: Scope = "own",
    longest_side: Annotated[int, Query(ge=100, le=4096, description="Most pixels of the longer side.")] = 2048,
) -> Response:
    """Look at a page, as long as the upload is kept."""
    extraction = await submissions.find(service, caller, extraction_id, scope)
    png = await documents.page_of(service, extraction, number, page, longest_side)
    return Response(png, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})
