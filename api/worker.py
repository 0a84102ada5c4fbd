"""A process that works: takes jobs from the queue, reads documents, and looks after what others left behind."""

import asyncio
import fcntl
import socket
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from ..engine.extraction import open_models
from ..engine.standing import Standing
from ..schemas.settings import Settings
from .jobs.durable import DurableJobs
from .jobs.work import Work
from .service import Service, jobs_url, open_service
from .services.retention import plan_next
from .services.running import portions_at_a_time
from .services.submissions import hand_over
from .store.tables import Extraction, Worker
from .store.types import now
from .webhooks.delivering import deliver_until
from .webhooks.sending import Sender

log = structlog.get_logger()

BEAT_S = 5.0
"""How often a worker says that it is alive, and looks for those that no longer do."""

DEAD_AFTER = timedelta(seconds=30)
"""A worker that was silent so long is dead: its work goes to others."""

FORGOTTEN_AFTER = timedelta(days=1)

CUT_OFF_AFTER = timedelta(seconds=10)
"""An extraction that was not handed to the queue so long after it came was cut off; it is handed over again."""


async def run_worker(settings: Settings, stop: asyncio.Event, worker_id: str) -> None:
    """Take jobs until told to stop; what is under way then is taken up by whoever comes next.

    Args:
        settings: where everything is, and which model answers.
        stop: set to stop.
        worker_id: what was begun under this id is taken up at once.
    """
    model, stronger, opened = open_models(settings.model, settings)
    work = Work()
    with ExitStack() as stack:
        work.engine = stack.enter_context(Standing(model, settings, stronger))
        work.engine.workers.start()
        many = portions_at_a_time(work.engine.at_a_time)
        jobs = DurableJobs(jobs_url(settings), worker_id, work.perform, work.give_up, many)
        work.service = await open_service(settings, jobs, work.engine.at_a_time)
        try:
            await jobs.open()
            log.info("worker ready", worker=worker_id, model=settings.model)
            async with Sender(settings) as sender:
                await asyncio.gather(
                    _look_after(work.service, worker_id, stop), deliver_until(work.service, sender, stop)
                )
        finally:
            await work.service.jobs.close()
            with suppress(Exception):  # whoever cannot say goodbye is missed after a while
                await leave(work.service, worker_id)
            await work.service.database.close()
            for one in opened:
                await one.aclose()
    log.info("worker stopped", worker=worker_id)


async def _look_after(service: Service, worker_id: str, stop: asyncio.Event) -> None:
    """Until told to stop: say that this worker is alive, and take over what dead ones and cut-off requests left."""
    planned = ""
    while not stop.is_set():
        try:
            await beat(service, worker_id)
            await reap(service, worker_id)
            await take_up_cut_off(service)
            if planned != (hour := f"{now():%Y-%m-%dT%H}"):
                await plan_next(service)
                planned = hour
        except Exception as error:  # the database may be away for a while; the next look tries again
            log.warning("looking after workers failed", kind=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), BEAT_S)
        except TimeoutError:
            continue


async def beat(service: Service, worker_id: str) -> None:
    """Say that this worker is alive."""
    insert = sqlite_insert if service.database.is_sqlite else postgres_insert
    moment = now()
    async with service.database.writing() as session:
        await session.execute(
            insert(Worker)
            .values(id=worker_id, started_at=moment, beat_at=moment)
            .on_conflict_do_update(index_elements=["id"], set_={"beat_at": moment, "reaped_at": None})
        )
        await session.execute(
            delete(Worker).where(Worker.beat_at < moment - FORGOTTEN_AFTER, Worker.reaped_at.is_not(None))
        )


async def leave(service: Service, worker_id: str) -> None:
    """Say that this worker is gone, with nothing left undone."""
    async with service.database.writing() as session:
        await session.execute(delete(Worker).where(Worker.id == worker_id))


async def reap(service: Service, worker_id: str) -> int:
    """Give the work of dead workers back to the queue; how many jobs.

    They are marked afterwards: who dies in between leaves it to the next one. Two that look at once do no harm, since
    every job may be begun twice.
    """
    silent = (Worker.beat_at < now() - DEAD_AFTER, Worker.reaped_at.is_(None), Worker.id != worker_id)
    async with service.database.reading() as session:
        dead = list(await session.scalars(select(Worker.id).where(*silent)))
    if not dead:
        return 0
    given_back = await service.jobs.recover(dead)
    async with service.database.writing() as session:
        await session.execute(update(Worker).where(*silent, Worker.id.in_(dead)).values(reaped_at=now()))
    log.warning("workers died; their work goes on elsewhere", workers=dead, jobs=given_back)
    return given_back


async def take_up_cut_off(service: Service) -> None:
    """Hand over extractions that came but never reached the queue: the process died in between."""
    lost = (
        Extraction.status == "processing",
        Extraction.queued_at.is_(None),
        Extraction.created_at < now() - CUT_OFF_AFTER,
    )
    async with service.database.reading() as session:
        ids = (await session.scalars(select(Extraction.id).where(*lost))).all()
    for extraction_id in ids:
        await hand_over(service, extraction_id)


class Slot:
    """A number that no other worker of this machine and folder has while this process lives.

    A worker that is started again gets the number of the one that died, and with it the work it had begun.
    """

    def __init__(self, folder: Path) -> None:
        """Take the lowest free number."""
        folder.mkdir(parents=True, exist_ok=True)
        self.number = 0
        self._file: IO[str]
        while True:
            self._file = open(folder / f"{self.number}.lock", "w")  # noqa: SIM115 (held as long as the process lives)
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except OSError:
                self._file.close()
                self.number += 1

    @property
    def worker_id(self) -> str:
        """The id of a worker in this slot."""
        return f"{socket.gethostname()}-{self.number}"


def slot_of(settings: Settings) -> Slot:
    """A slot for a worker of this machine."""
    return Slot(settings.data_dir.expanduser() / "workers")
