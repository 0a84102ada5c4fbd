"""The parts of a running service, made once at the start and handed down: database, files, jobs, settings."""

import asyncio
from dataclasses import dataclass, field

from ..schemas.settings import Settings
from .blobs.opening import open_blobs
from .blobs.store import Blobs
from .jobs.port import Jobs
from .pictures import Pictures
from .store.database import Database
from .store.schema import migrate


@dataclass(frozen=True, slots=True)
class Service:
    """Everything a route or a job works with."""

    settings: Settings
    database: Database
    blobs: Blobs
    jobs: Jobs
    pictures: Pictures
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    """Held for every document under way in this process."""

    async def close(self) -> None:
        """Let go of everything."""
        await asyncio.to_thread(self.pictures.close)
        await self.jobs.close()
        await self.database.close()


async def open_service(settings: Settings, jobs: Jobs, at_a_time: int = 1) -> Service:
    """The parts as the settings want them, the database brought up to date; the queue is opened by whoever takes jobs.

    Args:
        settings: where everything is.
        jobs: the queue, not open yet.
        at_a_time: most documents under way in this process.

    Raises:
        InvalidSetting: a setting does not fit, told before anything is served.
    """
    database = Database(database_url(settings))
    await migrate(database)
    return Service(
        settings, database, open_blobs(settings), jobs, Pictures(settings.page_timeout_s), asyncio.Semaphore(at_a_time)
    )


def database_url(settings: Settings) -> str:
    """The service's own database: as set, else a file in data_dir."""
    return settings.database_url or f"sqlite:///{settings.data_dir.expanduser() / 'faktum.sqlite'}"


def jobs_url(settings: Settings) -> str:
    """The queue's database: the same Postgres, or a second file beside SQLite's, so that none waits for the other."""
    url = settings.database_url
    if url and not url.startswith("sqlite"):
        return url
    return f"sqlite:///{settings.data_dir.expanduser() / 'jobs.sqlite'}"


async def try_settings(settings: Settings) -> None:
    """Try what the settings name before anything is served; the database is brought up to date.

    Raises:
        InvalidSetting: naming the setting and what is wrong with it.
    """
    open_blobs(settings)
    database = Database(database_url(settings))
    try:
        await migrate(database)
    finally:
        await database.close()
