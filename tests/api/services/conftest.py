"""One organisation with uploads, an engine that is scripted, and jobs done at once: for the services' promises."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import obstore
import pytest
from sqlalchemy import select

from faktum.api.jobs.immediate import ImmediateJobs
from faktum.api.jobs.work import Work
from faktum.api.service import Service, open_service
from faktum.api.services import credits, keys, submissions
from faktum.api.services.keys import Caller
from faktum.api.store.tables import Extraction, ExtractionFile, LedgerEntry, UploadFile, UploadSession
from faktum.api.store.types import now
from faktum.engine.sources import Source
from faktum.engine.standing import Standing
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas import wire
from faktum.schemas.document import PageStatus, TextSource
from faktum.schemas.record import Cell, DocumentResult, PageOutcome, Record
from faktum.schemas.settings import Settings

Answer = Callable[[Source], Awaitable[DocumentResult]]


class ScriptedEngine:
    """Answers for documents as told; everything else runs in this process."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.at_a_time, self.settings = answer, 4, Settings()
        self.asked: list[str] = []
        self.workers = self

    async def document(self, source: Source, prompt: CompiledPrompt) -> DocumentResult:
        self.asked.append(source.name)
        return await self.answer(source)

    async def run(self, work: Callable[..., Any], *args: Any) -> Any:
        return pages_of(args[0]) if work.__name__ == "count_pages" else work(*args)


def pages_of(source: Source) -> int:
    """How many pages a scripted file has: its bytes say."""
    return int(cast(bytes, source.content))


async def plain(source: Source) -> DocumentResult:
    """A document of as many good pages as its bytes say, with its name in its one cell."""
    numbers = tuple(range(1, pages_of(source) + 1))
    pages = tuple(PageOutcome(number, PageStatus.SUCCESSFUL, TextSource.TEXT_LAYER) for number in numbers)
    record = Record("invoice", numbers, {"Invoice Number": Cell(source.name, source.name)})
    return DocumentResult(source.name, pages, (record,))


class World:
    """A service with one organisation."""

    def __init__(self, service: Service, jobs: ImmediateJobs, engine: ScriptedEngine, caller: Caller) -> None:
        self.service, self.jobs, self.engine, self.caller = service, jobs, engine, caller

    @property
    def standing(self) -> Standing:
        """The engine, as the services take it."""
        return cast(Standing, self.engine)

    async def limit(self, balance: int) -> None:
        """Limit the account to so many credits."""
        await credits.limit(self.service.database, self.caller.org_id, monthly=0)
        await credits.grant(self.service.database, self.caller.org_id, balance)

    async def upload(self, *pages: int, expires: Any = None) -> str:
        """Complete uploads of so many pages each, in a session of their own."""
        session_id = str(uuid4())
        async with self.service.database.writing() as session:
            org = self.caller.org_id
            session.add(
                UploadSession(
                    id=session_id,
                    org_id=org,
                    client_id=session_id,
                    files_hash="",
                    expires_at=expires or now() + timedelta(days=1),
                )
            )
            await session.flush()
            for place, count in enumerate(pages):
                key = f"uploads/{session_id}/{place:05}"
                await self.service.blobs.put(key, str(count).encode())
                session.add(
                    UploadFile(
                        session_id=session_id,
                        org_id=org,
                        position=place,
                        file_id=f"f{place}",
                        name=f"{place}.pdf",
                        size_bytes=1,
                        status="completed",
                        blob_key=key,
                    )
                )
        return session_id

    async def submit(self, *pages: int, session_id: str | None = None, **options: Any) -> str:
        """An extraction over files of so many pages each, done as far as the jobs go."""
        session_id = session_id or await self.upload(*pages)
        request = wire.SubmitExtractionRequest.model_validate(
            {
                "submission_id": str(uuid4()),
                "upload_session_id": session_id,
                "file_ids": [f"f{place}" for place in range(len(pages))],
                "prompt": "Invoice number",
                "output_structure": "per_invoice",
                "options": options,
            }
        )
        return await submissions.submit(self.service, self.caller, request)

    async def extraction(self, extraction_id: str) -> Extraction:
        """As it is now."""
        async with self.service.database.reading() as session:
            return await session.get_one(Extraction, extraction_id)

    async def files(self, extraction_id: str) -> list[ExtractionFile]:
        """Its files, as they are now."""
        asked = select(ExtractionFile).where(ExtractionFile.extraction_id == extraction_id)
        async with self.service.database.reading() as session:
            return list(await session.scalars(asked.order_by(ExtractionFile.number)))

    async def ledger(self) -> list[tuple[str, int]]:
        """(kind, amount) of every entry, oldest first."""
        async with self.service.database.reading() as session:
            entries = await session.scalars(select(LedgerEntry).order_by(LedgerEntry.at))
            return [(entry.kind, entry.amount) for entry in entries]

    async def money(self) -> tuple[int, int, bool]:
        """(balance, reserved, sums proved)."""
        database, org = self.service.database, self.caller.org_id
        held = await credits.balance(database, org)
        return held.balance, held.reserved, await credits.proved(database, org)

    async def blobs(self) -> list[str]:
        """The keys of all stored files."""
        return sorted([one["path"] async for found in obstore.list(self.service.blobs.store) for one in found])


def _runner(database_url: str, folder: Path) -> Callable[..., Any]:
    def run(
        test: Callable[[World], Awaitable[Any]], answer: Answer = plain, *, work: bool = True, **settings: Any
    ) -> Any:
        async def inside() -> Any:
            given = {"data_dir": folder, "storage_url": "memory://", "database_url": database_url, "secret_key": "s"}
            jobs = ImmediateJobs()
            service = await open_service(Settings.model_validate(given | settings), jobs, 4)
            engine = ScriptedEngine(answer)
            if work:
                doing = Work()
                doing.service, doing.engine = service, cast(Standing, engine)
                jobs.perform = doing.perform
            key = await keys.create_key(service.database, "k")
            caller = await keys.caller_of(service.database, f"Bearer {key}")
            try:
                return await test(World(service, jobs, engine, caller))
            finally:
                await service.close()

        return asyncio.run(inside())

    return run


@pytest.fixture
def in_world(tmp_path: Path, fresh_database: Path) -> Callable[..., Any]:
    """Runs a test's coroutine in a world of its own, on SQLite."""
    shutil.copy(fresh_database, tmp_path / "faktum.sqlite")
    return _runner(f"sqlite:///{tmp_path / 'faktum.sqlite'}", tmp_path)


@pytest.fixture
def in_both_worlds(database_url: str, tmp_path: Path) -> Callable[..., Any]:
    """The same, on SQLite and on Postgres in turn."""
    return _runner(database_url, tmp_path)
