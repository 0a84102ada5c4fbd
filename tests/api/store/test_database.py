"""The database's promises, on SQLite and on Postgres."""

import asyncio
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, update
from sqlalchemy.exc import IntegrityError

from faktum.api.services import credits, keys
from faktum.api.store.database import Database
from faktum.api.store.schema import migrate
from faktum.api.store.tables import CreditAccount, LedgerEntry, Organisation, Table
from faktum.schemas.errors import InvalidSetting


def test_sixty_four_transactions_at_once_lose_no_update(database_url: str) -> None:
    """64 at once, each adding one credit and its entry of the ledger: 64 credits, 64 entries, sums proved."""

    async def run() -> tuple[int, int, bool]:
        database = Database(database_url)
        await migrate(database)
        org = await keys.organisation(database, "one", make=True)
        await asyncio.gather(*(credits.grant(database, org, 1, f"gift {number}") for number in range(64)))
        async with database.reading() as session:
            entries = len((await session.scalars(select(LedgerEntry))).all())
        proved = await credits.proved(database, org)
        async with database.reading() as session:
            balance = (await session.get_one(CreditAccount, org)).balance
        await database.close()
        return balance, entries, proved

    assert asyncio.run(run()) == (64, 64, True)


def test_two_processes_writing_one_sqlite_file_lose_no_update(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two Databases do not share a queue of writers, as two processes would not: SQLite's own lock decides."""
    url = f"sqlite:///{tmp_path_factory.mktemp('two') / 'faktum.sqlite'}"

    async def run() -> int:
        first, second = Database(url), Database(url)
        await migrate(first)
        org = await keys.organisation(first, "one", make=True)
        await asyncio.gather(*(credits.grant((first, second)[n % 2], org, 1) for n in range(40)))
        async with second.reading() as session:
            balance = (await session.get_one(CreditAccount, org)).balance
        await first.close()
        await second.close()
        return balance

    assert asyncio.run(run()) == 40


def test_what_raises_is_undone(database_url: str) -> None:
    """A transaction whose block raises leaves nothing."""

    async def run() -> int:
        database = Database(database_url)
        await migrate(database)
        org = await keys.organisation(database, "one", make=True)

        async def half() -> None:
            async with database.writing() as session:
                await session.execute(update(CreditAccount).values(balance=7))
                raise KeyError

        with pytest.raises(KeyError):
            await half()
        async with database.reading() as session:
            balance = (await session.get_one(CreditAccount, org)).balance
        await database.close()
        return balance

    assert asyncio.run(run()) == 0


def test_cancelled_in_the_middle_a_transaction_is_undone_and_others_go_on(database_url: str) -> None:
    """Work that is stopped between two statements leaves nothing, and no lock behind."""

    async def run() -> int:
        database = Database(database_url)
        await migrate(database)
        org = await keys.organisation(database, "one", make=True)
        begun = asyncio.Event()

        async def half() -> None:
            async with database.writing() as session:
                await session.execute(update(CreditAccount).values(balance=7))
                begun.set()
                await asyncio.sleep(60)

        task = asyncio.create_task(half())
        await begun.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await credits.grant(database, org, 1)
        async with database.reading() as session:
            balance = (await session.get_one(CreditAccount, org)).balance
        await database.close()
        return balance

    assert asyncio.run(run()) == 1


def test_migrations_go_up_and_down_and_make_the_tables_of_the_code(database_url: str) -> None:
    """Up: the tables of tables.py, no more and no less. Down: none of them. Up again: the same."""

    async def run() -> list[set[str]]:
        database = Database(database_url)
        seen: list[set[str]] = []
        for revision in ("head", "base", "head"):
            await migrate(database, revision)
            async with database.engine.connect() as connection:
                names = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
            seen.append(names - {"alembic_version"})
        await database.close()
        return seen

    ours = set(Table.metadata.tables)
    assert asyncio.run(run()) == [ours, set(), ours]


def test_the_newest_migration_is_what_the_code_says(database_url: str) -> None:
    """A column added to tables.py without a migration is found here."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    async def run() -> list[object]:
        database = Database(database_url)
        await migrate(database)
        async with database.engine.connect() as connection:
            found = await connection.run_sync(
                lambda sync: compare_metadata(MigrationContext.configure(sync), Table.metadata)
            )
        await database.close()
        return list(found)

    assert asyncio.run(run()) == []


def test_several_processes_that_start_together_migrate_once(database_url: str) -> None:
    """Four at once on an empty database: all come through."""

    async def run() -> None:
        databases = [Database(database_url) for _ in range(4)]
        await asyncio.gather(*(migrate(database) for database in databases))
        for database in databases:
            await database.close()

    asyncio.run(run())


def test_a_database_error_tells_nothing_that_was_to_be_written(tmp_path: Path) -> None:
    """An error may be told: neither names nor prompts nor hashes of keys stand in it. (Postgres adds the key that
    exists; the log leaves the words of errors out.)"""

    async def run() -> str:
        database = Database(f"sqlite:///{tmp_path / 'faktum.sqlite'}")
        await migrate(database)

        async def twice() -> None:
            async with database.writing() as session:
                session.add(Organisation(id="a", name="Secret Ltd"))
                session.add(Organisation(id="b", name="Secret Ltd"))

        with pytest.raises(IntegrityError) as caught:
            await twice()
        await database.close()
        return str(caught.value)

    assert "Secret" not in asyncio.run(run())


def test_times_come_back_in_utc(database_url: str) -> None:
    """SQLite forgets time zones; what is read is aware all the same."""
    moment = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)

    async def run() -> datetime:
        database = Database(database_url)
        await migrate(database)
        async with database.writing() as session:
            session.add(Organisation(id="a", name="one", created_at=moment))
        async with database.reading() as session:
            found = (await session.get_one(Organisation, "a")).created_at
        await database.close()
        return found

    assert asyncio.run(run()) == moment


@pytest.mark.parametrize(
    ("url", "why"), [("postgresql://nobody@127.0.0.1:1/none", "refused"), ("sqlite:///{folder}", "unable to open")]
)
def test_a_database_that_cannot_be_opened_is_told_in_one_line(url: str, why: str, tmp_path: Path) -> None:
    """Which setting, and why; no trace of the code."""

    async def run() -> None:
        database = Database(url.format(folder=tmp_path))
        try:
            await migrate(database)
        finally:
            await database.close()

    with pytest.raises(InvalidSetting, match=f"FAKTUM_DATABASE_URL: the database cannot be opened: .*{why}"):
        asyncio.run(run())


@pytest.mark.parametrize("begun_s", [0.0, 0.001, 0.1])
def test_no_thread_of_a_cancelled_query_outlives_its_database(tmp_path: Path, begun_s: float) -> None:
    """A query that is cancelled while another holds the lock: closing waits for its thread, which would else answer a
    loop that is gone."""

    async def run() -> list[str]:
        database, other = (Database(f"sqlite:///{tmp_path / 'faktum.sqlite'}") for _ in range(2))
        await migrate(database)
        async with other.writing():
            waiting = asyncio.create_task(keys.organisation(database, "one", make=True))
            await asyncio.sleep(begun_s)  # not connected yet, connecting, or waiting for the lock
            waiting.cancel()
            await asyncio.sleep(0)
        await database.close()
        await other.close()
        return [one.name for one in threading.enumerate() if "_connection_worker_thread" in one.name]

    before = [one.name for one in threading.enumerate() if "_connection_worker_thread" in one.name]
    assert asyncio.run(run()) == before
