"""The database: SQLite on one machine, Postgres on many; the same code on both.

SQLite gets write-ahead logging and transactions that take the write lock at once (`BEGIN IMMEDIATE`), so that two
writers wait for one another instead of failing or losing updates. Reading sessions do not take it. Writers of one
process queue up in it, first come, first served: SQLite's own waiting is sleeping and trying again.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from threading import Thread
from typing import Any
from weakref import WeakSet

import aiosqlite
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from ...schemas.errors import InvalidSetting

BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for another on SQLite."""

POOL_SIZE = 10

CLOSE_S = 5.0
"""How long the thread of a SQLite connection may take to end."""


def async_url(url: str) -> str:
    """The address with the driver we use: aiosqlite, or psycopg for Postgres.

    Raises:
        InvalidSetting: another database.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return parsed.set(drivername="sqlite+aiosqlite").render_as_string(hide_password=False)
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        case other:
            raise InvalidSetting(f"FAKTUM_DATABASE_URL: {other} is not supported; use sqlite:///… or postgresql://…")


class Database:
    """Sessions on one database. `reading` for queries, `writing` for transactions that change something."""

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self.is_sqlite = self.url.startswith("sqlite")
        options: dict[str, Any] = {"pool_pre_ping": not self.is_sqlite, "pool_size": POOL_SIZE, "max_overflow": 10}
        options["hide_parameters"] = True  # an error that is logged must not tell what was written
        if self.is_sqlite:
            path = make_url(self.url).database
            if path:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            options |= {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "async_creator_fn": self._connection}}
        self._threads = WeakSet[Thread]()
        self.engine: AsyncEngine = create_async_engine(self.url, **options)
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
        self._turn = asyncio.Lock() if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        """A session for queries; nothing it changes is kept."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncSession]:
        """One transaction: kept when the block ends, undone when it raises."""
        async with (
            self._turn,
            self.engine.connect() as connection,
            _begun(connection, immediate=self.is_sqlite),
            AsyncSession(connection, expire_on_commit=False) as session,
        ):
            yield session
            await session.flush()

    async def close(self) -> None:
        """Let go of all connections; those of queries that were cancelled, too, end before the loop does."""
        await self.engine.dispose()
        for thread in [one for one in self._threads if one.is_alive()]:
            await asyncio.to_thread(thread.join, CLOSE_S)

    def _connection(self, *where: Any, **how: Any) -> Any:
        """A connection to SQLite, its thread remembered: aiosqlite has one for each, and no way to wait for it."""
        connection: Any = aiosqlite.connect(*where, **how)
        connection._thread.daemon = True  # a process that must end does not wait for it
        self._threads.add(connection._thread)
        return connection


@asynccontextmanager
async def _begun(connection: AsyncConnection, *, immediate: bool) -> AsyncGenerator[None]:
    async with connection.begin():
        if immediate:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield


def _prepare_sqlite(connection: Any, _: object) -> None:
    """Settings of every new SQLite connection; transactions begin where we say so, not where the driver guesses."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
