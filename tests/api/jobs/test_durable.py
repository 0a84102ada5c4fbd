"""The queue's promises, on SQLite and on Postgres. DBOS looks every quarter of a second, so each test holds several."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from tenacity import wait_fixed

from faktum.api.jobs import durable
from faktum.api.jobs.durable import DurableJobs
from faktum.api.jobs.port import Job
from faktum.api.jobs.queue_database import queue_engine

PATIENCE_S = 20


class Killed(DurableJobs):
    """A worker that is killed: it gives nothing back."""

    async def recover(self, workers: Any) -> int:
        return 0


async def until(holds: Any) -> None:
    """Wait until something holds; a test that waits in vain fails."""
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends, "waited in vain"
        await asyncio.sleep(0.05)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Failed jobs are tried again at once."""
    monkeypatch.setattr(durable, "FIRST_WAIT_S", 0.01)
    monkeypatch.setattr(durable, "POLL_S", 0.05)


def test_jobs_are_done_once_in_rank_tried_again_given_up_and_cancelled(database_url: str) -> None:
    """One worker: what is promised of jobs that nothing happens to, and of those that fail."""
    met: list[str] = []
    given_up: list[str] = []

    async def perform(name: str, arguments: Mapping[str, Any]) -> None:
        met.append(arguments["what"])
        if name == "fails":
            raise ValueError("the words of a document")
        if name == "twice" and met.count(arguments["what"]) < 2:
            raise ValueError("the words of a document")
        if name == "away" and met.count(arguments["what"]) < 8:
            raise OperationalError("SELECT", {}, Exception("the server closed the connection"))

    async def give_up(name: str, arguments: Mapping[str, Any]) -> None:
        given_up.append(arguments["what"])

    async def run() -> int:
        idle = DurableJobs(database_url, "api")
        await idle.open()
        await idle.enqueue(*(Job("x", f"r{rank}", {"what": f"rank {rank}"}, rank) for rank in (3, 1, 2)))
        await idle.enqueue(Job("x", "c", {"what": "cancelled"}))
        await idle.cancel("c")
        await idle.schedule(Job("x", "l", {"what": "much later"}), timedelta(days=1))
        await idle.close()
        assert met == []  # a process that only hands jobs in does none
        jobs = DurableJobs(database_url, "w", perform, give_up, 1)
        await jobs.open()
        await until(lambda: len(met) == 3)
        assert met == ["rank 1", "rank 2", "rank 3"]
        await jobs.enqueue(Job("x", "r1", {"what": "rank 1 again"}), Job("fails", "f", {"what": "fails"}))
        await until(lambda: given_up)
        assert met.count("fails") == durable.TRIES
        await jobs.enqueue(Job("twice", "t", {"what": "twice"}), Job("x", "e", {"what": "end"}))
        await jobs.schedule(Job("x", "s", {"what": "scheduled"}), timedelta(seconds=0.2))
        await until(lambda: {"end", "scheduled"} <= set(met))
        waiting = await jobs.waiting()
        assert await jobs.forget(datetime.now(UTC) - timedelta(days=1)) == 0
        await asyncio.sleep(0.1)
        assert await jobs.forget(datetime.now(UTC) + timedelta(seconds=1)) >= 7
        await jobs.close()
        return waiting

    assert asyncio.run(run()) == 0
    assert given_up == ["fails"]
    assert met.count("twice") == 2
    assert not {"cancelled", "rank 1 again", "much later"} & set(met)


def test_a_database_that_is_away_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More failures to connect than a job has tries: it is done all the same, and not given up."""

    def soon(**_: float) -> wait_fixed:
        return wait_fixed(0.01)

    monkeypatch.setattr(durable, "wait_random_exponential", soon)
    tries = 0
    given_up: list[str] = []

    async def perform(name: str, arguments: Mapping[str, Any]) -> None:
        nonlocal tries
        tries += 1
        if tries < 3 * durable.TRIES:
            raise OperationalError("SELECT", {}, Exception("the server closed the connection"))

    async def give_up(name: str, arguments: Mapping[str, Any]) -> None:
        given_up.append(name)

    async def run() -> None:
        jobs = DurableJobs(f"sqlite:///{tmp_path / 'jobs.sqlite'}", "w", perform, give_up)
        await jobs.open()
        await jobs.enqueue(Job("x", "x", {}))
        await until(lambda: tries == 3 * durable.TRIES)
        await jobs.close()

    asyncio.run(run())
    assert given_up == []


def test_what_a_killed_worker_had_begun_is_taken_up_by_it_or_by_others(database_url: str) -> None:
    """Killed with two jobs under way: started again it has them again; killed again, another one recovers them."""
    met: list[str] = []

    async def hang(name: str, arguments: Mapping[str, Any]) -> None:
        met.append(arguments["what"])
        await asyncio.sleep(60)

    async def do(name: str, arguments: Mapping[str, Any]) -> None:
        met.append(arguments["what"])

    async def run() -> int:
        first = Killed(database_url, "w1", hang, None, 2)
        await first.open()
        await first.enqueue(*(Job("x", str(n), {"what": f"job {n}"}) for n in range(2)))
        await until(lambda: len(met) == 2)
        await first.close()
        again = Killed(database_url, "w1", hang, None, 2)
        await again.open()
        await until(lambda: len(met) == 4)
        await again.close()
        other = DurableJobs(database_url, "w2", do, None, 4)
        await other.open()
        await other.enqueue(Job("x", "2", {"what": "job 2"}))
        await until(lambda: "job 2" in met[4:])
        recovered = await other.recover(["w1"])
        await until(lambda: len(met) == 7)
        await other.close()
        return recovered

    assert asyncio.run(run()) == 2
    assert sorted(met[:2]) == ["job 0", "job 1"]
    assert sorted(met[2:4]) == ["job 0", "job 1"]
    assert sorted(met[4:]) == ["job 0", "job 1", "job 2"]


def test_a_worker_that_stops_gives_back_what_it_had_begun(database_url: str) -> None:
    """Told to stop it stops at once, and the next one has the job without waiting for anybody's death."""
    met: list[str] = []

    async def hang(name: str, arguments: Mapping[str, Any]) -> None:
        try:
            met.append("begun")
            await asyncio.sleep(60)
        finally:
            met.append("stopped")

    async def do(name: str, arguments: Mapping[str, Any]) -> None:
        met.append("done")

    async def run() -> None:
        first = DurableJobs(database_url, "w1", hang)
        await first.open()
        await first.enqueue(Job("x", "x", {}))
        await until(lambda: met == ["begun"])
        await first.close()
        other = DurableJobs(database_url, "w2", do)
        await other.open()
        await until(lambda: len(met) == 3)
        await other.close()

    asyncio.run(run())
    assert met == ["begun", "stopped", "done"]


def test_old_sqlite_with_new_python_knows_unixepoch(tmp_path: Path) -> None:
    """DBOS asks SQLite for unixepoch('subsec'), which it has since 3.42: every connection of ours knows it."""
    engine = queue_engine(f"sqlite:///{tmp_path / 'jobs.sqlite'}")
    with engine.connect() as connection:
        seconds = connection.execute(text("SELECT unixepoch('subsec')")).scalar()
        mode = connection.execute(text("PRAGMA journal_mode")).scalar()
    engine.dispose()
    assert isinstance(seconds, float)
    assert abs(seconds - time.time()) < 60
    assert mode == "wal"


def test_nothing_is_pickled_and_no_words_of_an_error_are_kept(tmp_path: Path) -> None:
    """What stands in the queue's database is JSON: no code for whoever reads it, and nothing a document said."""
    file = tmp_path / "jobs.sqlite"
    done: list[str] = []

    async def perform(name: str, arguments: Mapping[str, Any]) -> None:
        raise ValueError("the words of a document")

    async def give_up(name: str, arguments: Mapping[str, Any]) -> None:
        done.append(name)

    async def run() -> None:
        jobs = DurableJobs(f"sqlite:///{file}", "w", perform, give_up)
        await jobs.open()
        await jobs.enqueue(Job("x", "x", {"id": "extraction 1"}))
        await until(lambda: done)
        await asyncio.sleep(0.2)
        await jobs.close()

    asyncio.run(run())
    with sqlite3.connect(file) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        cells = [cell for table in tables for row in database.execute(f"SELECT * FROM {table}") for cell in row]
        kinds = {row[0] for row in database.execute("SELECT serialization FROM workflow_status")}
    assert kinds == {"faktum-json"}
    assert not any(isinstance(cell, bytes) for cell in cells)
    assert not any("the words of a document" in str(cell) for cell in cells)
    kept = [cell for cell in cells if isinstance(cell, str) and "extraction 1" in cell]
    assert [json.loads(cell)["args"] for cell in kept] == [["x", {"id": "extraction 1"}]]


def test_several_processes_that_start_together_open_one_queue(postgres_url: str) -> None:
    """The queue's tables are made once: the schema is there after the first, and the second opens it too."""

    async def run() -> None:
        for worker in ("w1", "w2"):
            jobs = DurableJobs(postgres_url, worker)
            await jobs.open()
            await jobs.close()

    asyncio.run(run())
    engine = create_engine(make_url(postgres_url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM dbos.workflow_status")).scalar()
    engine.dispose()
    assert found == 0
