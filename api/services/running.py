"""An extraction under way: begun, and its files read in portions. Every step may be done again.

What is done is marked file by file in the database, together with what it costs, in one transaction; whatever dies,
the next one goes on after the last mark. Nothing is charged or counted twice, because a file is marked only once.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog
from sqlalchemy import exists, or_, select, update

from ...engine.batch import result_or_failure
from ...engine.reading.counting import count_pages
from ...engine.sources import Source
from ...engine.standing import Standing
from ...schemas.errors import PromptError, WorkerDied
from ...schemas.record import DocumentResult
from ..jobs.port import Job
from ..problems import error_object
from ..service import Service
from ..store.tables import Extraction, ExtractionFile, UploadFile
from . import credits
from .compiling import compiled
from .ending import fail
from .fixture import fixture
from .rounds import Round, Rounds
from .under_way import all_done, files_of, hold, under_way

log = structlog.get_logger()

PORTION = 8
"""Files of one job: small enough for many workers to share a batch, large enough to cost the queue little."""

TOO_OFTEN = 3
"""Files that were under way so often when their worker died are read one at a time; at twice that they are given up."""


def portions_at_a_time(files_at_a_time: int) -> int:
    """How many jobs a worker takes that has room for so many files: enough of them, and some that only begin or end."""
    return -(-files_at_a_time // PORTION) + 5


# -- begin ------------------------------------------------------------------------------------------------------------


async def start(service: Service, engine: Standing, extraction_id: str, rounds: Rounds | None = None) -> None:
    """Reserve credits and hand the files out in portions; a single portion is read at once."""
    extraction = await under_way(service, extraction_id)
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
    if len(portions) < 2:
        await read(service, engine, extraction_id, turn, numbers, rounds)
        return
    await service.jobs.enqueue(
        *(
            Job(
                "read",
                f"read-{extraction_id}-{turn}-{portion[0]}",
                {"id": extraction_id, "round": turn, "files": portion},
                rank=place,
            )
            for place, portion in enumerate(portions, 1)
        )
    )


async def _reserve(service: Service, engine: Standing, extraction: Extraction) -> bool:
    """Hold a credit for every page, once; False, and the extraction failed, where there are too few."""
    async with service.database.reading() as session:
        rows = [(row[0], row[1]) for row in await session.execute(files_of(extraction.id))]
    gate = asyncio.Semaphore(engine.at_a_time)

    async def counted(file: ExtractionFile, upload: UploadFile) -> int:
        async with gate:
            source = await _source(service, file, upload)
            return await engine.workers.run(count_pages, source, engine.settings)

    counts = await asyncio.gather(*(counted(file, upload) for file, upload in rows))
    needed = sum(counts)
    earlier = exists().where(
        ExtractionFile.extraction_id == extraction.id, or_(ExtractionFile.held > 0, ExtractionFile.status == "done")
    )
    async with service.database.writing() as session:
        if not await hold(session, extraction):
            return False
        if await session.scalar(select(earlier)):  # an earlier try came this far
            return True
        if await credits.reserve(session, extraction.org_id, needed):
            held = [
                {"extraction_id": file.extraction_id, "number": file.number, "held": pages}
                for (file, _), pages in zip(rows, counts, strict=True)
            ]
            await session.execute(update(ExtractionFile), held)
            return True
    left = await credits.balance(service.database, extraction.org_id)
    details = {
        "credits_required": needed,
        "credits_balance": left.balance,
        "credits_reserved": left.reserved,
    }
    message = f"The files have {needed} pages; {left.available} credits are available."
    await fail(service, extraction.id, error_object("INSUFFICIENT_CREDITS", message, False, details))
    return False


# -- read -------------------------------------------------------------------------------------------------------------


async def read(
    service: Service,
    engine: Standing,
    extraction_id: str,
    turn: int,
    numbers: Sequence[int],
    rounds: Rounds | None = None,
) -> None:
    """Read a portion of the files, and mark each when its result is kept; portions share what is in `rounds`."""
    current = await (rounds or Rounds()).join(service, extraction_id, turn)
    if current is None:
        return
    chosen = files_of(extraction_id).where(ExtractionFile.number.in_(numbers), ExtractionFile.status == "open")
    async with service.database.reading() as session:
        rows = [(row[0], row[1]) for row in await session.execute(chosen)]
    calm = [row for row in rows if row[0].attempts < TOO_OFTEN]
    suspect = [row for row in rows if row[0].attempts >= TOO_OFTEN]
    for portion in ([calm] if calm else []) + [[row] for row in suspect]:
        begun = [file.number for file, _ in portion]
        await _count_try(service, extraction_id, begun, 1)
        try:
            if not await current.unless_stopped(_read(service, engine, current, portion)):
                return
        except BaseException:  # a worker that stops, or a database that is away, is not the files' fault
            with suppress(Exception):
                await _count_try(service, extraction_id, begun, -1)
            raise
    if await all_done(service, extraction_id):
        job = Job("finish", f"finish-{extraction_id}-{turn}", {"id": extraction_id, "round": turn})
        await service.jobs.enqueue(job)


async def _read(
    service: Service,
    engine: Standing,
    current: Round,
    portion: Sequence[tuple[ExtractionFile, UploadFile]],
) -> None:
    async def one(file: ExtractionFile, upload: UploadFile) -> None:
        async def extract(source: Source) -> DocumentResult:
            if file.attempts >= 2 * TOO_OFTEN:
                raise WorkerDied("Reading this file brought its process down again and again; it was given up.")
            return await engine.document(source, current.prompt)

        async with service.gate:
            source = await _source(service, file, upload, current.extraction)
            result = await result_or_failure(source, extract)
        await current.keeper.keep(file, result)

    try:
        async with asyncio.TaskGroup() as group:
            for file, upload in portion:
                group.create_task(one(file, upload))
    except ExceptionGroup as failed:  # the first reason says enough, and tells whether the database is away
        raise failed.exceptions[0] from None


async def _count_try(service: Service, extraction_id: str, numbers: Sequence[int], by: int) -> None:
    """Count one more try of these files, or one less."""
    async with service.database.writing() as session:
        await session.execute(
            update(ExtractionFile)
            .where(ExtractionFile.extraction_id == extraction_id, ExtractionFile.number.in_(numbers))
            .values(attempts=ExtractionFile.attempts + by)
        )


async def _source(
    service: Service, file: ExtractionFile, upload: UploadFile, extraction: Extraction | None = None
) -> Source:
    """The file as the engine takes it; with a test key, the fixture in its place."""
    if extraction is not None and extraction.test:
        return Source(file.name, fixture())
    return Source(file.name, service.blobs.path(upload.blob_key) or await service.blobs.get(upload.blob_key))
