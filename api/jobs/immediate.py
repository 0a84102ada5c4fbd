"""Jobs done at once, in memory, in this process: for tests, of ours and of whatever stands on the service."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from .port import Job, Perform


class ImmediateJobs:
    """Does a job when it is handed in; scheduled ones when `pass_time` is called."""

    def __init__(self, perform: Perform | None = None) -> None:
        """Remember what does a job; `perform` may be set later."""
        self.perform = perform
        self.done: list[Job] = []
        self.scheduled: list[tuple[timedelta, Job]] = []
        self._met: set[str] = set()

    async def open(self) -> None:
        """See Jobs."""

    async def enqueue(self, *jobs: Job) -> None:
        """See Jobs."""
        for job in jobs:
            if job.id not in self._met:
                self._met.add(job.id)
                if self.perform is not None:
                    await self.perform(job.name, job.arguments)
                self.done.append(job)

    async def schedule(self, job: Job, after: timedelta) -> None:
        """See Jobs."""
        self.scheduled.append((after, job))

    async def pass_time(self, time: timedelta) -> None:
        """Do what was scheduled within this time."""
        due = [job for after, job in self.scheduled if after <= time]
        self.scheduled = [(after - time, job) for after, job in self.scheduled if after > time]
        await self.enqueue(*due)

    async def cancel(self, *ids: str) -> None:
        """See Jobs."""
        self._met.update(ids)

    async def waiting(self) -> int:
        """See Jobs."""
        return 0

    async def recover(self, workers: Sequence[str]) -> int:
        """See Jobs."""
        return 0

    async def forget(self, before: datetime) -> int:
        """See Jobs."""
        return 0

    async def close(self) -> None:
        """See Jobs."""
