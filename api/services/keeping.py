"""Results kept: put into storage, then marked in the database together with what they cost, once.

Results that come shortly after others were marked wait and are marked together: under load, one transaction for many.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Integer, case, cast, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ...engine.rows.to_documents import document_line
from ...prompts.compiled import CompiledPrompt
from ...schemas.document import PageStatus
from ...schemas.record import DocumentResult
from ..service import Service
from ..store.tables import Extraction, ExtractionFile
from . import credits, tallies
from .under_way import hold

TOGETHER_S = 0.2
"""From one transaction to the next: what comes meanwhile is marked together."""


class Read(NamedTuple):
    """One file, read, its result in storage."""

    file: ExtractionFile
    result: DocumentResult
    key: str

    @property
    def pages(self) -> int:
        """Pages that succeeded."""
        result = self.result
        return 0 if result.error else sum(page.status is not PageStatus.FAILED for page in result.pages)


class Keeper:
    """Keeps the results of one round of an extraction."""

    def __init__(self, service: Service, extraction: Extraction, prompt: CompiledPrompt) -> None:
        """Keep nothing yet."""
        self._service, self._extraction, self._prompt = service, extraction, prompt
        self._waiting: list[Read] = []
        self._next: asyncio.Task[None] | None = None
        """Marks what waits, and what still comes before it begins."""
        self._turn = asyncio.Lock()
        self._free_at = 0.0

    async def keep(self, file: ExtractionFile, result: DocumentResult) -> None:
        """Keep the result of one file and mark the file as done, with what it costs.

        Nothing is changed where it was done before, or the extraction was stopped meanwhile.
        """
        extraction = self._extraction
        key = f"extractions/{extraction.id}/documents/{extraction.round}/{file.number:05}.json"
        await self._service.blobs.put(key, document_line(result, self._prompt))
        self._waiting.append(Read(file, result, key))
        if self._next is None:
            self._next = asyncio.create_task(self._mark_waiting())
        await asyncio.shield(self._next)  # who is cancelled takes no other's result along

    async def _mark_waiting(self) -> None:
        async with self._turn:
            await asyncio.sleep(max(0.0, self._free_at - time.monotonic()))
            together, self._waiting, self._next = self._waiting, [], None
            try:
                if not await self._mark(together) and await self._deleted():
                    await self._service.blobs.delete(*(read.key for read in together))  # put there just now, for nobody
            finally:
                self._free_at = time.monotonic() + TOGETHER_S

    async def _mark(self, reads: list[Read]) -> bool:
        """Mark files as done; False where the extraction is no longer under way."""
        extraction = self._extraction
        async with self._service.database.writing() as session:
            if not await hold(session, extraction):
                return False
            marked = await self._first_time(session, reads)
            if not marked:
                return True
            billed = extraction.billed and extraction.round == 0
            charged = {read.file.number: min(read.pages, read.file.held) if billed else 0 for read in marked}
            percent = 99 * (Extraction.files_done + len(marked)) / Extraction.file_count
            await session.execute(
                update(Extraction)
                .where(Extraction.id == extraction.id)
                .values(
                    files_done=Extraction.files_done + len(marked),
                    progress=case((percent > Extraction.progress, cast(percent, Integer)), else_=Extraction.progress),
                    credits_deducted=Extraction.credits_deducted + sum(charged.values()),
                )
            )
            for read in marked if billed else ():
                reference, pages = f"{extraction.id}/{read.file.number}", charged[read.file.number]
                held = read.file.held
                await credits.settle(session, extraction.org_id, reference, pages=pages, reserved=held)
            if not extraction.test:
                used = Counter[str]()
                for read in marked:
                    used.update(tallies.of_document(read.result, first=extraction.round == 0))
                await tallies.add(session, extraction.org_id, used)
        return True

    async def _first_time(self, session: AsyncSession, reads: Sequence[Read]) -> list[Read]:
        """Mark files as done; those that were not before. Whoever else marks waits: the extraction is locked."""
        unmarked = {read.file.number: read for read in reads}
        mine = ExtractionFile.extraction_id == self._extraction.id
        still_open = select(ExtractionFile.number).where(
            mine, ExtractionFile.number.in_(unmarked), ExtractionFile.status == "open"
        )
        marked = [unmarked[number] for number in await session.scalars(still_open)]
        first = self._extraction.round == 0
        values = [
            {"extraction_id": self._extraction.id, "number": read.file.number, "status": "done", "result_key": read.key}
            | ({"pages": read.pages, "held": 0} if first else {})
            for read in marked
        ]
        if values:
            await session.execute(update(ExtractionFile), values)
        return marked

    async def _deleted(self) -> bool:
        async with self._service.database.reading() as session:
            return await session.scalar(select(Extraction.id).where(Extraction.id == self._extraction.id)) is None
