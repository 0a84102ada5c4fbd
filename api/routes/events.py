"""Progress as it happens: server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from ..deps import ServiceDep, base_url, limited
from ..described import errors
from ..service import Service
from ..services import submissions, views
from ..services.keys import Caller
from ..store.tables import Extraction
from .extractions import ExtractionId, Scope

routes = APIRouter(prefix="/v1/extractions", tags=["extractions"])

LOOK_S = 0.5
"""How often the database is asked."""

ENDED = ("completed", "failed", "cancelled")


@routes.get(
    "/{extraction_id}/events",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}, "example": (
        'event: progress\ndata: {"status":"processing","progress":49,"files_done":1,"file_count":2}\n\n'
        'event: completed\ndata: {"success":true,"status":"completed","extraction_id":"…"}\n\n'
    )}}}, **errors("EXTRACTION_NOT_FOUND")},
)  # fmt: skip
async def watch_extraction(
    extraction_id: ExtractionId,
    caller: Annotated[Caller, Depends(limited("events"))],
    service: ServiceDep,
    request: Request,
    scope: Scope = "own",
) -> EventSourceResponse:
    """Watch an extraction as server-sent events.

    `progress` comes whenever a file is done and never falls; `input_required` where questions wait for answers; the
    last event is named `completed`, `failed` or `cancelled` and carries what GET …/{extraction_id} answers.
    """
    extraction = await submissions.find(service, caller, extraction_id, scope)
    return EventSourceResponse(_events(service, extraction, base_url(service, request)))


async def _events(service: Service, extraction: Extraction, base: str) -> AsyncIterator[ServerSentEvent]:
    """What happens from now on; ends with the extraction, deleted ones included."""
    told: tuple[Any, ...] = ()
    now: Extraction | None = extraction
    while now is not None and now.status not in ENDED:
        state = (now.status, now.round, now.progress, now.files_done)
        if state != told:
            told = state
            if now.status == "input_required":
                yield _event("input_required", await views.status_of(service, now, base))
            else:
                names = ("status", "progress", "files_done", "file_count")
                yield _event("progress", {name: getattr(now, name) for name in names})
        await asyncio.sleep(LOOK_S)
        async with service.database.reading() as session:
            now = await session.get(Extraction, extraction.id)
    if now is not None:
        yield _event(now.status, await views.status_of(service, now, base))


def _event(name: str, data: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(orjson.dumps(data).decode(), event=name)
