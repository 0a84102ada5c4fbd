"""Work that must be done, whatever dies meanwhile: what the service asks of a queue, in seven calls.

durable.py does it with DBOS, on SQLite or Postgres; immediate.py at once and in memory, for tests. Work may be begun
more than once, so every function that works is written to be repeated; a job with an id that was used is not new.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work."""

    name: str
    """Which function of work.py does it."""
    id: str
    """The same id is the same job, and done once."""
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Small and JSON: ids and keys, no bytes."""
    rank: int = 0
    """Lower ranks are begun first, of one rank the oldest. A batch ranks its portions by their place, so that a small
    batch does not wait for a large one."""


Perform = Callable[[str, Mapping[str, Any]], Awaitable[None]]
"""Does the work of a name with its arguments."""


class Jobs(Protocol):
    """A queue that survives."""

    async def open(self) -> None:
        """Connect, and begin to work where this process works; on the loop that runs."""
        ...

    async def enqueue(self, *jobs: Job) -> None:
        """Have jobs done, soon; those whose id was used are left as they are."""
        ...

    async def schedule(self, job: Job, after: timedelta) -> None:
        """Have a job done after a while, also across restarts."""
        ...

    async def cancel(self, *ids: str) -> None:
        """Do not begin these jobs; those under way are told by their own means."""
        ...

    async def waiting(self) -> int:
        """How many jobs wait to be begun."""
        ...

    async def recover(self, workers: Sequence[str]) -> int:
        """Give the unfinished jobs of workers that are dead back to the queue; how many."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget jobs that were done, or given up, before a moment; how many."""
        ...

    async def close(self) -> None:
        """Let go. What is under way here is stopped and given back: whoever comes next begins it anew."""
        ...
