"""Jobs on DBOS: one workflow of one step for every job, kept in SQLite or Postgres beside the service's own tables.

DBOS keeps which jobs wait, run and are done, retries a step that fails, and on start takes up what this worker (same
id) had begun. It leaves to us the settings SQLite needs (queue_database.py), and giving the work of workers that died
(`recover`) or stop (`close`) to others.
"""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, StepOptions
from sqlalchemy.exc import InterfaceError, OperationalError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from .port import Job, Perform
from .queue_database import Json, queue_engine

QUEUE = "faktum"
WORKFLOW = "do"

VERSION = "1"
"""Of the jobs' arguments; raised only when old ones can no longer be done. (DBOS's own default, a hash of the code,
would leave the jobs of the last release waiting for ever.)"""

POLL_S = 0.25
"""How often each worker looks for jobs: at most `at_a_time` / POLL_S jobs begin a second."""

THREADS = 16
"""DBOS's own threads for its database calls; without a bound it takes hundreds."""

TRIES = 5
FIRST_WAIT_S = 1.0
BACKOFF = 3.0
"""How often the step of a job is tried before the job is given up: 1, 3, 9 and 27 seconds after the last try."""

AWAY_MOST_S = 3600.0
"""A database that is away is waited for so long; that is no failure of a job."""

STOP_S = 5.0
"""How long what is under way may take to stop."""


class DurableJobs:
    """A queue in a database. One process has one."""

    def __init__(
        self, url: str, worker: str, perform: Perform | None = None, give_up: Perform | None = None, at_a_time: int = 8
    ) -> None:
        """Connect to nothing yet.

        Args:
            url: the database, sqlite:///… or postgresql://….
            worker: stable id of this process: what it had begun under this id, it takes up again.
            perform: does a job; None for a process that only hands jobs in.
            give_up: told of a job that failed for good.
            at_a_time: most jobs under way in this worker. DBOS keeps the number for the whole queue: the worker that
                started last sets it for all.
        """
        self._url, self._worker, self._at_a_time = url, worker, at_a_time
        self._perform, self._give_up = perform, give_up
        self._under_way: set[asyncio.Task[Any]] = set()
        self._stopping = False

    async def open(self) -> None:
        """See Jobs. DBOS is launched on the loop that runs, so that jobs run there too, beside what is bound to it."""
        self._engine = queue_engine(self._url)
        config: DBOSConfig = {
            "name": "faktum",
            "system_database_url": self._url,
            "system_database_engine": self._engine,
            "executor_id": self._worker,
            "application_version": VERSION,
            "serializer": Json(),
            "max_executor_threads": THREADS,
            "log_level": "CRITICAL",
            "use_listen_notify": False,
        }
        DBOS(config=config)
        if self._perform is None:
            DBOS.listen_queues([])
        else:
            self._register(self._perform, self._give_up)
            DBOS.listen_queues([QUEUE])
        DBOS.launch()
        if self._perform is not None:
            await DBOS.register_queue_async(
                QUEUE, worker_concurrency=self._at_a_time, polling_interval_sec=POLL_S, on_conflict="always_update"
            )
        self._client = await asyncio.to_thread(
            DBOSClient, system_database_engine=self._engine, serializer=Json(), application_name="faktum"
        )

    def _register(self, perform: Perform, give_up: Perform | None) -> None:
        """Tell DBOS what doing a job is: one step, tried again a few times, then given up."""

        @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)
        async def do(name: str, arguments: dict[str, Any]) -> None:
            again: StepOptions = {
                "retries_allowed": True,
                "max_attempts": TRIES,
                "interval_seconds": FIRST_WAIT_S,
                "backoff_rate": BACKOFF,
            }
            try:
                await DBOS.run_step_async({**again, "name": name}, self._step, perform, name, arguments)
            except Exception:
                if give_up is None:
                    raise
                step = f"give up {name}"
                await DBOS.run_step_async({**again, "name": step}, self._step, give_up, name, arguments)

    async def _step(self, perform: Perform, name: str, arguments: Mapping[str, Any]) -> None:
        """Do one job, in a task that `close` can stop; where the database is away, wait for it."""
        if self._stopping:
            raise asyncio.CancelledError
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type((OperationalError, InterfaceError)),
                wait=wait_random_exponential(multiplier=0.5, max=15),
                stop=stop_after_delay(AWAY_MOST_S),
                reraise=True,
            ):
                with attempt:
                    await perform(name, arguments)
        finally:
            self._under_way.discard(task)

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
                "priority": 1 + job.rank,
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

    async def forget(self, before: datetime) -> int:
        """See Jobs."""
        done = await self._client.list_workflows_async(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before.isoformat(),
            limit=5000,
            load_input=False,
            load_output=False,
        )
        if done:
            await self._client.delete_workflows_async([workflow.workflow_id for workflow in done])
        return len(done)

    async def close(self) -> None:
        """See Jobs."""
        self._stopping = True
        for task in self._under_way:
            task.cancel()
        if self._under_way:
            await asyncio.wait(set(self._under_way), timeout=STOP_S)
        await asyncio.to_thread(lambda: DBOS.destroy(workflow_completion_timeout_sec=0))
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())  # DBOS put its own there, which is gone
        if self._perform is not None:
            await self.recover([self._worker])
        await asyncio.to_thread(self._client.destroy)
        self._engine.dispose()
