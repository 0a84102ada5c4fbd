"""Upload sessions: declare files, ask where their parts go, say that they are complete."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request

from ...schemas import wire
from ..blobs.store import PART_BYTES
from ..deps import ServiceDep, base_url, limited
from ..services import uploads
from ..services.keys import Caller

routes = APIRouter(prefix="/v1/uploads/sessions", tags=["uploads"])

Uploader = Annotated[Caller, Depends(limited("uploads", "write"))]
SessionId = Annotated[wire.ClientId, Path()]


@routes.post("")
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


@routes.post("/{upload_session_id}/parts")
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


@routes.post("/{upload_session_id}/complete")
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
