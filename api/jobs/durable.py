"""Jobs on DBOS: one workflow of one step for every job, kept in SQLite or Postgres beside the service's own tables.

DBOS keeps which jobs wait, run and are done, retries a step that fails, and on start takes up what this worker (same
id) had begun. It leaves to us the settings SQLite needs, and giving the work of dead workers to others (`recover`).
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, Serializer
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url

from .port import Job, Perform

QUEUE = "faktum"
WORKFLOW = "do"

VERSION = "1"
"""Of the jobs' arguments; raised only when old ones can no longer be done. (DBOS's own default, a hash of the code,
would leave the jobs of the last release waiting for ever.)"""

POLL_S = 0.25
"""How often each worker looks for jobs: at most AT_A_TIME / POLL_S jobs begin a second."""

AT_A_TIME = 32
"""Most jobs under way in one worker; most of the time they wait for models."""

THREADS = 16
"""DBOS's own threads for its database calls; without a bound it takes hundreds."""

TRIES = 4
"""How often the step of a job is tried before the job is given up."""


class DurableJobs:
    """A queue in a database. One process has one."""

    def __init__(self, url: str, worker: str, perform: Perform | None = None, give_up: Perform | None = None) -> None:
        """Connect to nothing yet.

        Args:
            url: the database, sqlite:///… or postgresql://….
            worker: stable id of this process: what it had begun under this id, it takes up again.
            perform: does a job; None for a process that only hands jobs in.
            give_up: told of a job that failed for good.
        """
        self._url, self._worker, self._perform, self._give_up = url, worker, perform, give_up

    async def open(self) -> None:
        """See Jobs. DBOS is launched on the loop that runs, so that jobs run there too, beside what is bound to it."""
        self._engine = _engine(self._url)
        config: DBOSConfig = {
            "name": "faktum",
            "system_database_url": self._url,
            "system_database_engine": self._engine,
            "executor_id": self._worker,
            "application_version": VERSION,
            "serializer": _Json(),
            "max_executor_threads": THREADS,
            "log_level": "ERROR",
            "use_listen_notify": False,
        }
        DBOS(config=config)
        if self._perform is None:
            DBOS.listen_queues([])
        else:
            _register(self._perform, self._give_up)
            DBOS.listen_queues([QUEUE])
        DBOS.launch()
        await DBOS.register_queue_async(
            QUEUE, worker_concurrency=AT_A_TIME, polling_interval_sec=POLL_S, on_conflict="always_update"
        )
        self._client = await asyncio.to_thread(
            DBOSClient, system_database_engine=self._engine, serializer=_Json(), application_name="faktum"
        )

    async def enqueue(self, *jobs: Job) -> None:
        """See Jobs."""
        await asyncio.to_thread(self._enqueue, jobs, None)

    async def schedule(self, job: Job, after: timedelta) -> None:
        """See Jobs."""
        await asyncio.to_thread(self._enqueue, [job], after)

    def _enqueue(self, jobs: Sequence[Job], after: timedelta | None) -> None:
        for job in jobs:
            options: EnqueueOptions = {
                "workflow_name": WORKFLOW,
                "queue_name": QUEUE,
                "workflow_id": job.id,
                "app_version": VERSION,
            }
            if after is not None:
                options["delay_seconds"] = max(0.0, after.total_seconds())
            self._client.enqueue(options, job.name, dict(job.arguments))

    async def cancel(self, *ids: str) -> None:
        """See Jobs."""
        await self._client.cancel_workflows_async(list(ids))

    async def waiting(self) -> int:
        """See Jobs."""
        waiting = await self._client.list_workflows_async(
            status=["ENQUEUED"], queue_name=QUEUE, load_input=False, load_output=False
        )
        return len(waiting)

    async def recover(self, workers: Sequence[str]) -> int:
        """See Jobs."""
        if not workers:
            return 0
        begun = await self._client.list_workflows_async(
            status=["PENDING"], executor_id=list(workers), load_input=False, load_output=False
        )
        ids = [workflow.workflow_id for workflow in begun]
        if ids:
            await asyncio.to_thread(lambda: self._client.resume_workflows(ids, queue_name=QUEUE))
        return len(ids)

    async def close(self) -> None:
        """See Jobs."""
        await asyncio.to_thread(self._client.destroy)
        await asyncio.to_thread(lambda: DBOS.destroy(workflow_completion_timeout_sec=0))
        self._engine.dispose()


def _register(perform: Perform, give_up: Perform | None) -> None:
    """Tell DBOS what doing a job is: one step, tried again a few times, then given up."""

    @DBOS.workflow(name=WORKFLOW)
    async def do(name: str, arguments: dict[str, Any]) -> None:
        try:
            await DBOS.run_step_async(
                {"name": name, "retries_allowed": True, "max_attempts": TRIES, "interval_seconds": 1.0},
                perform,
                name,
                arguments,
            )
        except Exception:
            if give_up is None:
                raise
            await DBOS.run_step_async({"name": f"give up {name}"}, give_up, name, arguments)


class _Json(Serializer):
    """Arguments and results as JSON. DBOS's own default is pickle: code, to whoever can write to the database."""

    def serialize(self, data: Any) -> str:
        """As JSON; an exception as its words."""
        import json

        return json.dumps(data, default=repr, separators=(",", ":"))

    def deserialize(self, serialized_data: str) -> Any:
        """From JSON."""
        import json

        return json.loads(serialized_data)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_size=10, max_overflow=5, pool_pre_ping=True
        )
    engine = create_engine(parsed.set(drivername="sqlite"), connect_args={"timeout": 30}, pool_size=10)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    """What DBOS needs of SQLite and does not set.

    Write-ahead logging and immediate transactions; and `unixepoch('subsec')`, which SQLite has since 3.42 only: the
    tables' own defaults call it, so every connection must know it.
    """
    connection.isolation_level = "IMMEDIATE"
    connection.create_function("unixepoch", -1, _unix_time)
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _unix_time(*_: object) -> float:
    """Seconds since 1970, with fractions."""
    return time.time()
