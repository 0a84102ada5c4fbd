"""Signed addresses of our own storage: parts are PUT, outputs are GET, without a key."""

import hashlib
from collections.abc import AsyncIterator
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from ..blobs.grants import Grant
from ..blobs.own import OwnBlobs
from ..deps import ServiceDep
from ..described import errors
from ..problems import Problem
from ..service import Service

routes = APIRouter(prefix="/v1/blobs", tags=["signed addresses"])

MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
}


@routes.put(
    "/{token}",
    response_class=Response,
    responses=errors("LINK_EXPIRED", "PAYLOAD_TOO_LARGE", "REQUEST_TIMED_OUT"),
    openapi_extra={"requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}},
)
async def put_part(token: str, request: Request, service: ServiceDep) -> Response:
    """Keep one part of a file, as it streams in; the ETag of the answer is wanted when the upload is completed."""
    blobs, grant = _granted(service, token, "PUT")
    digest, received = hashlib.md5(usedforsecurity=False), 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal received
        async for chunk in request.stream():
            received += len(chunk)
            if received > grant.max_bytes:
                raise Problem("PAYLOAD_TOO_LARGE", f"This part has at most {grant.max_bytes} bytes.")
            digest.update(chunk)
            if chunk:
                yield chunk

    await blobs.put_chunks(grant.key, counted())
    return Response(headers={"ETag": f'"{digest.hexdigest()}"'})


@routes.get("/{token}", response_class=StreamingResponse, responses=errors("LINK_EXPIRED", "OUTPUT_EXPIRED"))
async def get_file(token: str, service: ServiceDep) -> StreamingResponse:
    """Download an output."""
    blobs, grant = _granted(service, token, "GET")
    size = await blobs.size(grant.key)
    if size is None:
        raise Problem("OUTPUT_EXPIRED")
    suffix = grant.name[grant.name.rfind(".") :]
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(grant.name)}",
        "Content-Length": str(size),
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(blobs.chunks(grant.key), headers=headers, media_type=MEDIA_TYPES.get(suffix))


def _granted(service: Service, token: str, method: str) -> tuple[OwnBlobs, Grant]:
    if isinstance(service.blobs, OwnBlobs) and (grant := service.blobs.grants.read(token, method)):
        return service.blobs, grant
    raise Problem("LINK_EXPIRED")
