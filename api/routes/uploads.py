"""Upload sessions: declare files, ask where their parts go, say that they are complete."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request

from ...schemas import wire, wire_responses
from ..blobs.store import PART_BYTES
from ..deps import ServiceDep, base_url, limited
from ..described import answers
from ..services import uploads
from ..services.keys import Caller
from . import examples

routes = APIRouter(prefix="/v1/uploads/sessions", tags=["uploads"])

Uploader = Annotated[Caller, Depends(limited("uploads", "write"))]
SessionId = Annotated[wire.ClientId, Path()]


@routes.post(
    "",
    response_model=None,
    responses=answers(
        examples.CREATED_SESSION,
        wire_responses.CreateUploadSessionResponse,
        "INSUFFICIENT_CREDITS",
        "SESSION_ALREADY_INITIALIZED",
        "DUPLICATE_FILE_NAME",
        "DUPLICATE_FILE_ID",
        "FILE_TOO_LARGE",
        "TOTAL_UPLOAD_SIZE_LIMIT_EXCEEDED",
        "UPLOAD_ID_NOT_FOUND",
    ),
)
async def create_upload_session(
    body: wire.CreateUploadSessionRequest, caller: Uploader, service: ServiceDep
) -> dict[str, Any]:
    """Declare the files that will be uploaded together; the same declaration may be sent again."""
    files = await uploads.create_session(service, caller, body)
    return {
        "success": True,
        "upload_session_id": body.upload_session_id,
        "files": [{"file_id": f.file_id, "file_name": f.name, "part_size": PART_BYTES} for f in files],
    }


@routes.post(
    "/{upload_session_id}/parts",
    response_model=None,
    responses=answers(
        examples.PART_URLS,
        wire_responses.GetUploadPartUrlsResponse,
        "FILE_NOT_FOUND",
        "FILE_NOT_UPLOADABLE",
        "UPLOAD_ID_NOT_FOUND",
    ),
)
async def get_upload_part_urls(
    upload_session_id: SessionId,
    body: wire.GetUploadPartUrlsRequest,
    caller: Uploader,
    service: ServiceDep,
    request: Request,
) -> dict[str, Any]:
    """Ask where the parts of a file are PUT; the addresses hold for 15 minutes and need no key."""
    base = base_url(service, request)
    file, urls = await uploads.part_urls(service, caller, upload_session_id, body, base)
    return {
        "success": True,
        "upload_session_id": upload_session_id,
        "file_id": file.file_id,
        "file_name": file.name,
        "part_size": PART_BYTES,
        "part_urls": [{"part_number": number, "url": url} for number, url in urls],
    }


@routes.post(
    "/{upload_session_id}/complete",
    response_model=None,
    responses=answers(
        examples.COMPLETED_FILE,
        wire_responses.CompleteFileUploadResponse,
        "FILE_NOT_FOUND",
        "FILE_ABORTED",
        "UPLOAD_ID_NOT_FOUND",
        "INVALID_COMPLETION_PARTS",
        "OBJECT_SIZE_MISMATCH",
        "UPLOAD_COMPLETE_FAILED",
    ),
)
async def complete_file_upload(
    upload_session_id: SessionId, body: wire.CompleteFileUploadRequest, caller: Uploader, service: ServiceDep
) -> dict[str, Any]:
    """Say that all parts of a file were uploaded, with the ETags they were answered with."""
    file, now_complete = await uploads.complete_file(service, caller, upload_session_id, body)
    told: dict[str, Any] = {
        "success": True,
        "upload_session_id": upload_session_id,
        "file_id": file.file_id,
        "file_name": file.name,
    }
    return told | ({"status": "completed"} if now_complete else {})
