"""An extraction under way: begun, its files read in portions, finished. Every step may be done again.

What is done is marked file by file in the database, together with what it costs, in one transaction; whatever dies,
the next one goes on after the last mark. Nothing is charged or counted twice, because a file is marked only once.
"""

import asyncio
import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Integer, Select, case, cast, func, select, update

from ...engine.batch import each
from ...engine.reading.counting import count_pages
from ...engine.rows.to_documents import document_line
from ...engine.sources import Source
from ...engine.standing import Standing
from ...prompts.compiled import CompiledPrompt
from ...schemas.document import PageStatus
from ...schemas.errors import PromptError, WorkerDied
from ...schemas.record import DocumentResult
from ..jobs.port import Job
from ..problems import error_object
from ..service import Service
from ..store.tables import Extraction, ExtractionFile, Output, UploadFile
from ..store.types import now
from . import credits, questions, tallies
from .compiling import compiled
from .ending import fail
from .fixture import fixture
from .made_files import Made, make_files

log = structlog.get_logger()

PORTION = 16
"""Files of one job: small enough for many workers to share a batch, large enough to cost the queue little."""

TOO_OFTEN = 3
"""Files that were begun so often without an end are read one at a time; at twice that they are given up."""

LOOK_S = 1.0
"""How often work under way looks whether it was cancelled."""

FAILURES: Mapping[str, tuple[str, str]] = {
    "ENCRYPTED_FILE": ("ENCRYPTED_FILE", "Every file is protected by a password. Save them without one."),
    "FILE_PAGE_LIMIT_EXCEEDED": ("FILE_PAGE_LIMIT_EXCEEDED", "Every file has more pages than the limit. Split them."),
    "FILE_TOO_LARGE": ("FILE_SIZE_LIMIT_EXCEEDED", "Every file is larger than the limit. Split them."),
    "NO_PAGES_FOUND": ("NO_PAGES_FOUND", "The files have no pages."),
}
"""Why all documents failed → how the extraction fails; any other reason is VALIDATION_FAILED."""


# -- begin ------------------------------------------------------------------------------------------------------------


async def start(service: Service, engine: Standing, extraction_id: str) -> None:
    """Reserve credits and hand the files out in portions."""
    extraction = await _under_way(service, extraction_id)
    if extraction is None:
        return
    try:
        compiled(extraction)
    except PromptError as error:
        code = "PROMPT_REJECTED" if error.code == "PROMPT_REJECTED" else "PROMPT_UNCLEAR"
        await fail(service, extraction_id, error_object(code, error.message, False))
        return
    if extraction.billed and extraction.round == 0 and not await _reserve(service, engine, extraction):
        return
    async with service.database.reading() as session:
        open_files = select(ExtractionFile.number).where(
            ExtractionFile.extraction_id == extraction_id, ExtractionFile.status == "open"
        )
        numbers = sorted(await session.scalars(open_files))
    portions = [numbers[at : at + PORTION] for at in range(0, len(numbers), PORTION)]
    turn = extraction.round
    for portion in portions:
        job_id = f"read-{extraction_id}-{turn}-{portion[0]}"
        await service.jobs.enqueue(Job("read", job_id, {"id": extraction_id, "round": turn, "files": portion}))
    if not portions:
        await _hand_to_finish(service, extraction_id, turn)


async def _reserve(service: Service, engine: Standing, extraction: Extraction) -> bool:
    """Hold a credit for every page; False, and the extraction failed, where there are too few."""
    async with service.database.reading() as session:
        rows = [(row[0], row[1]) for row in await session.execute(_files_of(extraction.id))]
    gate = asyncio.Semaphore(engine.at_a_time)

    async def counted(file: ExtractionFile, upload: UploadFile) -> int:
        async with gate:
            source = await _source(service, file, upload)
            return await engine.workers.run(count_pages, source, engine.settings)

    counts = await asyncio.gather(*(counted(file, upload) for file, upload in rows))
    needed = sum(counts)
    async with service.database.writing() as session:
        if any(file.held for file, _ in rows):  # an earlier try came this far
            return True
        if await credits.reserve(session, extraction.org_id, needed):
            for (file, _), pages in zip(rows, counts, strict=True):
                mine = (ExtractionFile.extraction_id == file.extraction_id) & (ExtractionFile.number == file.number)
                await session.execute(update(ExtractionFile).where(mine).values(held=pages))
            return True
    held = await credits.balance(service.database, extraction.org_id)
    details = {
        "credits_required": needed,
        "credits_balance": held.balance,
        "credits_reserved": held.reserved,
    }
    message = f"The files have {needed} pages; {held.available} credits are available."
    await fail(service, extraction.id, error_object("INSUFFICIENT_CREDITS", message, False, details))
    return False


# -- read -------------------------------------------------------------------------------------------------------------


async def read(service: Service, engine: Standing, extraction_id: str, turn: int, numbers: Sequence[int]) -> None:
    """Read a portion of the files, and mark each when its result is kept."""
    extraction = await _under_way(service, extraction_id)
    if extraction is None or extraction.round != turn:
        return
    prompt = compiled(extraction)
    chosen = _files_of(extraction_id).where(ExtractionFile.number.in_(numbers), ExtractionFile.status == "open")
    async with service.database.reading() as session:
        rows = {row[0].number: (row[0], row[1]) for row in await session.execute(chosen)}
    calm = [number for number, (file, _) in rows.items() if file.attempts < TOO_OFTEN]
    suspect = [number for number in rows if number not in calm]
    for portion in ([calm] if calm else []) + [[number] for number in suspect]:
        await _begin(service, extraction_id, portion)
        kept = asyncio.create_task(_read(service, engine, extraction, prompt, [rows[number] for number in portion]))
        stopped = asyncio.create_task(_until_stopped(service, extraction_id))
        await asyncio.wait({kept, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not kept.done():
            kept.cancel()
            with suppress(asyncio.CancelledError):
                await kept
            return
        stopped.cancel()
        await kept
    if await _all_done(service, extraction_id):
        await _hand_to_finish(service, extraction_id, turn)


async def _read(
    service: Service,
    engine: Standing,
    extraction: Extraction,
    prompt: CompiledPrompt,
    rows: Sequence[tuple[ExtractionFile, UploadFile]],
) -> None:
    sources = [await _source(service, file, upload, extraction) for file, upload in rows]
    given_up = {file.name for file, _ in rows if file.attempts >= 2 * TOO_OFTEN}

    async def one(source: Source) -> DocumentResult:
        if source.name in given_up:
            raise WorkerDied("Reading this file brought its process down again and again; it was given up.")
        async with service.gate:
            return await engine.document(source, prompt)

    async for index, result in each(sources, one, at_a_time=len(sources)):
        await keep(service, extraction, rows[index][0], result, prompt)


async def keep(
    service: Service, extraction: Extraction, file: ExtractionFile, result: DocumentResult, prompt: CompiledPrompt
) -> bool:
    """Keep the result of one file and mark the file as done, with what it costs.

    Returns:
        False where it was done before, or the extraction was stopped meanwhile: nothing is changed then.
    """
    key = f"extractions/{extraction.id}/documents/{extraction.round}/{file.number:05}.json"
    await service.blobs.put(key, document_line(result, prompt))
    first = extraction.round == 0
    pages = sum(page.status is not PageStatus.FAILED for page in result.pages) if result.error is None else 0
    still = (Extraction.id == extraction.id, Extraction.status == "processing", Extraction.round == extraction.round)
    mine = (ExtractionFile.extraction_id == extraction.id, ExtractionFile.number == file.number)
    async with service.database.writing() as session:
        if await session.scalar(select(Extraction.id).where(*still).with_for_update()) is None:
            return False
        marked = await session.execute(
            update(ExtractionFile)
            .where(*mine, ExtractionFile.status == "open")
            .values(status="done", result_key=key, **({"pages": pages, "held": 0} if first else {}))
            .returning(ExtractionFile.number)
        )
        if marked.first() is None:
            return False
        charged = pages if first and extraction.billed else 0
        percent = 99 * (Extraction.files_done + 1) / Extraction.file_count
        await session.execute(
            update(Extraction)
            .where(*still)
            .values(
                files_done=Extraction.files_done + 1,
                progress=case((percent > Extraction.progress, cast(percent, Integer)), else_=Extraction.progress),
                credits_deducted=Extraction.credits_deducted + charged,
            )
        )
        if first and extraction.billed:
            reference = f"{extraction.id}/{file.number}"
            await credits.settle(session, extraction.org_id, reference, pages=pages, reserved=file.held)
        if not extraction.test:
            await tallies.add(session, extraction.org_id, tallies.of_document(result, first=first))
    return True


async def _begin(service: Service, extraction_id: str, numbers: Sequence[int]) -> None:
    """Count one more try of these files."""
    async with service.database.writing() as session:
        await session.execute(
            update(ExtractionFile)
            .where(ExtractionFile.extraction_id == extraction_id, ExtractionFile.number.in_(numbers))
            .values(attempts=ExtractionFile.attempts + 1)
        )


async def _until_stopped(service: Service, extraction_id: str) -> None:
    """Return when the extraction is no longer under way."""
    while await _under_way(service, extraction_id) is not None:
        await asyncio.sleep(LOOK_S)


async def _source(
    service: Service, file: ExtractionFile, upload: UploadFile, extraction: Extraction | None = None
) -> Source:
    """The file as the engine takes it; with a test key, the fixture in its place."""
    if extraction is not None and extraction.test:
        return Source(file.name, fixture())
    return Source(file.name, service.blobs.path(upload.blob_key) or await service.blobs.get(upload.blob_key))


# -- finish -----------------------------------------------------------------------------------------------------------


async def finish(service: Service, engine: Standing, extraction_id: str, turn: int) -> None:
    """Make the outputs, and say that the extraction is complete; or ask, where questions were wanted and are open."""
    extraction = await _under_way(service, extraction_id)
    if extraction is None or extraction.round != turn or not await _all_done(service, extraction_id):
        return
    folder = Path(tempfile.mkdtemp(prefix="faktum-"))
    try:
        spool = folder / "documents.jsonl"
        await _spool(service, extraction_id, spool)
        prompt = compiled(extraction)
        made = await engine.workers.run(make_files, spool, folder, prompt, extraction.options)
        if made.failures:
            await fail(service, extraction_id, await _common_failure(service, extraction_id, made))
        elif made.questions and extraction.round < questions.ROUNDS_MOST:
            await questions.ask(service, extraction, made.questions)
        else:
            await _complete(service, extraction, made)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, True)


async def _spool(service: Service, extraction_id: str, spool: Path) -> None:
    """Write the results of all files, in order, a line each."""
    async with service.database.reading() as session:
        keys = await session.scalars(
            select(ExtractionFile.result_key)
            .where(ExtractionFile.extraction_id == extraction_id)
            .order_by(ExtractionFile.number)
        )
    with open(spool, "wb") as lines:
        for key in keys:
            lines.write(await service.blobs.get(key or "") + b"\n")


async def _complete(service: Service, extraction: Extraction, made: Made) -> None:
    outputs: list[Output] = []
    for format, file in made.files.items():
        key = f"extractions/{extraction.id}/{file.name}"
        data = await asyncio.to_thread(file.read_bytes)
        await service.blobs.put(key, data)
        outputs.append(
            Output(
                extraction_id=extraction.id,
                format=format,
                org_id=extraction.org_id,
                blob_key=key,
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
            .where(Extraction.id == extraction.id, Extraction.status == "processing")
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
        if done.first() is not None:
            session.add_all(outputs)
    log.info("extraction completed", extraction_id=extraction.id)


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


# -- looking ----------------------------------------------------------------------------------------------------------


async def _under_way(service: Service, extraction_id: str) -> Extraction | None:
    async with service.database.reading() as session:
        found = await session.get(Extraction, extraction_id)
    return found if found is not None and found.status == "processing" else None


def _files_of(extraction_id: str) -> Select[ExtractionFile, UploadFile]:
    return (
        select(ExtractionFile, UploadFile)
        .join(UploadFile, UploadFile.id == ExtractionFile.upload_id)
        .where(ExtractionFile.extraction_id == extraction_id)
        .order_by(ExtractionFile.number)
    )


async def _all_done(service: Service, extraction_id: str) -> bool:
    async with service.database.reading() as session:
        left = await session.scalar(
            select(func.count()).where(ExtractionFile.extraction_id == extraction_id, ExtractionFile.status == "open")
        )
    return left == 0


async def _hand_to_finish(service: Service, extraction_id: str, turn: int) -> None:
    await service.jobs.enqueue(Job("finish", f"finish-{extraction_id}-{turn}", {"id": extraction_id, "round": turn}))
