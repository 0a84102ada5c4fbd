"""An extraction whose files are all read: its outputs made and kept, or its questions asked, or why it failed."""

import asyncio
import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select, update

from ...engine.standing import Standing
from ..problems import error_object
from ..service import Service
from ..store.tables import Extraction, ExtractionFile, Output
from ..store.types import new_id, now
from ..webhooks import events
from . import questions
from .compiling import compiled
from .ending import fail
from .made_files import Made, make_all
from .under_way import all_done, still, under_way

log = structlog.get_logger()

FETCHED_AT_A_TIME = 32
"""Results fetched from the storage side by side."""

FAILURES: Mapping[str, tuple[str, str]] = {
    "ENCRYPTED_FILE": ("ENCRYPTED_FILE", "Every file is protected by a password. Save them without one."),
    "FILE_PAGE_LIMIT_EXCEEDED": ("FILE_PAGE_LIMIT_EXCEEDED", "Every file has more pages than the limit. Split them."),
    "FILE_TOO_LARGE": ("FILE_SIZE_LIMIT_EXCEEDED", "Every file is larger than the limit. Split them."),
    "IMAGE_TOO_LARGE": (
        "PROCESSING_FILE_SIZE_LIMIT_EXCEEDED",
        "Every file has a picture of more pixels than can be processed. Save them smaller.",
    ),
    "NO_PAGES_FOUND": ("NO_PAGES_FOUND", "The files have no pages."),
}
"""Why all documents failed → how the extraction fails; any other reason is VALIDATION_FAILED."""


async def finish(service: Service, engine: Standing, extraction_id: str, turn: int) -> None:
    """Make the outputs, and say that the extraction is complete; or ask, where questions were wanted and are open."""
    extraction = await under_way(service, extraction_id)
    if extraction is None or extraction.round != turn or not await all_done(service, extraction_id):
        return
    folder = Path(tempfile.mkdtemp(prefix="faktum-"))
    try:
        spool = folder / "documents.jsonl"
        await _spool(service, extraction_id, spool)
        prompt = compiled(extraction)
        made = await make_all(engine.workers.run, spool, folder, prompt, extraction.options)
        if made.failures:
            await fail(service, extraction_id, await _common_failure(service, extraction_id, made))
        elif asked := questions.unsettled(extraction, made.questions):
            await questions.ask(service, extraction, asked)
        else:
            await _complete(service, extraction, made)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, True)


async def _spool(service: Service, extraction_id: str, spool: Path) -> None:
    """Write the results of all files, in order, a line each."""
    async with service.database.reading() as session:
        kept = await session.scalars(
            select(ExtractionFile.result_key)
            .where(ExtractionFile.extraction_id == extraction_id)
            .order_by(ExtractionFile.number)
        )
        keys = list(kept)
    with open(spool, "wb") as lines:
        for at in range(0, len(keys), FETCHED_AT_A_TIME):
            some = [key or "" for key in keys[at : at + FETCHED_AT_A_TIME]]
            for line in await service.blobs.get_all(some):
                lines.write(line + b"\n")


async def _complete(service: Service, extraction: Extraction, made: Made) -> None:
    """Keep the outputs and say so. Every try has its own place, so that none writes over what another one told of."""
    place = f"extractions/{extraction.id}/outputs/{new_id()}"
    outputs: list[Output] = []
    for format, file in made.files.items():
        data = await asyncio.to_thread(file.read_bytes)
        await service.blobs.put(f"{place}/{file.name}", data)
        outputs.append(
            Output(
                extraction_id=extraction.id,
                format=format,
                org_id=extraction.org_id,
                blob_key=f"{place}/{file.name}",
                size_bytes=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
            )
        )
    for number, file in enumerate(made.row_files):
        await service.blobs.put(rows_key(extraction.id, number), await asyncio.to_thread(file.read_bytes))
    moment = now()
    async with service.database.writing() as session:
        done = await session.execute(
            update(Extraction)
            .where(*still(extraction))
            .values(
                status="completed",
                progress=100,
                summary=made.summary,
                resolved_structure=made.summary["output_structure"],
                finished_at=moment,
                output_expires_at=moment + timedelta(days=service.settings.output_days),
            )
            .returning(Extraction.id)
        )
        completed = done.first() is not None
        if completed:
            session.add_all(outputs)
            await events.record(session, extraction.id)
    if completed:
        log.info("extraction completed", extraction_id=extraction.id)
    else:
        await service.blobs.delete_all(place)


def rows_key(extraction_id: str, number: int) -> str:
    """Where the rows from number x ROWS_PER_FILE on are kept."""
    return f"extractions/{extraction_id}/rows/{number:06}.json"


async def _common_failure(service: Service, extraction_id: str, made: Made) -> dict[str, Any]:
    """Why an extraction failed of which no document could be read."""
    common, _ = Counter(made.failures).most_common(1)[0]
    code, message = FAILURES.get(common, ("VALIDATION_FAILED", "No file could be read."))
    if set(made.failures) != {common}:
        code, message = "VALIDATION_FAILED", "No file could be read."
    async with service.database.reading() as session:
        names = await session.scalars(
            select(ExtractionFile.name)
            .where(ExtractionFile.extraction_id == extraction_id)
            .order_by(ExtractionFile.number)
        )
    details = {"file_names": list(names)} if code not in ("NO_PAGES_FOUND", "VALIDATION_FAILED") else None
    return error_object(code, message, False, details)
