"""An extraction in one call: files, prompt and answer. It goes the way of every other: session, submission, jobs."""

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any

import orjson
from fastapi import UploadFile as FormFile

from ...schemas import wire
from ..blobs.store import CHUNK_BYTES, HEAD_BYTES, Stored
from ..service import Service
from ..store.tables import Extraction, UploadFile
from . import submissions, uploads, views
from .documents import lines_of
from .keys import Caller

LOOK_S = 0.05
"""After so long the database is first asked whether the end has come; then ever more seldom."""

SELDOM_S = 0.5

MOST_ROWS = 1000
"""Rows of one answer; the rest is paged through as usual."""


def declared(session_id: str, files: Sequence[FormFile]) -> wire.CreateUploadSessionRequest:
    """The session that files of a form go into.

    Raises:
        ValidationError: a name or a size that no upload may have.
    """
    return wire.CreateUploadSessionRequest(
        upload_session_id=session_id,
        files=[
            wire.DeclaredFile(file_id=f"file-{number:04}", file_name=one.filename or "", file_size_bytes=one.size or 0)
            for number, one in enumerate(files, 1)
        ],
    )


async def take_files(
    service: Service, caller: Caller, request: wire.CreateUploadSessionRequest, files: Sequence[FormFile]
) -> list[str]:
    """The ids of files that are put into a session of their own, complete; sent again, they are not stored again.

    Raises:
        Problem: see uploads.create_session.
    """
    known = await uploads.create_session(service, caller, request)
    for upload, file in zip(known, files, strict=True):
        if upload.status == "pending":
            await _store(service, upload, file)
    return [one.file_id for one in request.files]


async def _store(service: Service, upload: UploadFile, file: FormFile) -> None:
    digest, size, head = hashlib.sha256(), 0, b""

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal size, head
        while piece := await file.read(CHUNK_BYTES):
            digest.update(piece)
            size += len(piece)
            head = head or piece[:HEAD_BYTES]
            yield piece

    await service.blobs.put_chunks(upload.blob_key, pieces())
    await uploads.mark_complete(service, upload, Stored(size, digest.hexdigest(), head))


async def ended(service: Service, caller: Caller, extraction_id: str, wait_s: float) -> Extraction:
    """The extraction when it is no longer processing, or after so many seconds."""
    ends, pause = time.monotonic() + wait_s, LOOK_S
    while True:
        extraction = await submissions.find(service, caller, extraction_id)
        left = ends - time.monotonic()
        if extraction.status != "processing" or left <= 0:
            return extraction
        await asyncio.sleep(min(pause, left))
        pause = min(1.5 * pause, SELDOM_S)


async def shown(service: Service, extraction: Extraction, base: str) -> dict[str, Any]:
    """What POST /v1/extract answers: the status, and of a completed one the first rows and the evidence in numbers."""
    status = await views.status_of(service, extraction, base)
    if extraction.status != "completed":
        return status
    rows = await views.results_of(service, extraction, 0, MOST_ROWS)
    return status | rows | {"evidence": await _evidence(service, extraction)}


async def _evidence(service: Service, extraction: Extraction) -> dict[str, int]:
    """Cells by how far they can be trusted to stand on their page."""
    counts: Counter[str] = Counter()
    async for line in lines_of(service, extraction):
        for record in orjson.loads(line)["records"]:
            tables = [record["line_items"], *record["tables"].values()]
            for cells in (record["fields"], *(row for table in tables for row in table)):
                counts.update(cell["status"] for cell in cells.values())
    return {"cells": counts.total(), **counts}
