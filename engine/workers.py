"""Processes for the work that needs a core: reading pages, the embedded reader, checking.

pebble's pool runs them: a task that overruns its time is killed with its process, a process that dies (a crash in a
native library, out of memory) fails its own task alone, and a new process takes its place. pdfium is therefore never
in two threads of one process.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError as FutureCancelled
from types import ModuleType, TracebackType
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from ..schemas.errors import ReadingTimedOut, WorkerDied

P = ParamSpec("P")
T = TypeVar("T")

TASKS_PER_PROCESS = 500
"""A process is replaced after so many tasks, so that a leak in a native library cannot grow without end."""

READING = (
    "faktum.engine.flow",
    "faktum.engine.reading.pages",
    "faktum.engine.checking.checker",
    "faktum.engine.checking.assumptions",
    "faktum.engine.showing",
)
"""What reading and showing pages and checking answers needs. No onnxruntime: it starts threads, which a fork does not
survive."""
READER = (*READING, "faktum.engine.asking.local.reader")
"""The same with the embedded reader."""


class Workers:
    """A pool of processes. Use it as a context manager; leaving it stops what still runs."""

    def __init__(self, count: int = 0, *, timeout_s: float | None = None, imports: Sequence[str] = READER) -> None:
        """Start nothing yet.

        Args:
            count: processes; 0 for one per core that this process may use.
            timeout_s: longest time for one task, in seconds; None for no limit.
            imports: modules that every worker starts with; those of the first pool of a process serve all its pools.
        """
        self.count = count or available_cores()
        self._timeout_s = timeout_s
        self._pool = ProcessPool(self.count, max_tasks=TASKS_PER_PROCESS, context=_context(imports))

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.stop()
        self._pool.join()

    def start(self) -> None:
        """Start the processes now, not with the first task; nothing is waited for."""
        self._pool.schedule(available_cores)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work(*args)`, done in one of the processes.

        Raises:
            ReadingTimedOut: the task ran longer than the pool's limit; its process was killed.
            WorkerDied: the process died under the task.
            Exception: whatever `work` raised.
        """
        future = self._pool.schedule(work, args=args, kwargs=kwargs, timeout=self._timeout_s)
        try:
            return await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise ReadingTimedOut(
                f"Reading took longer than {self._timeout_s:g} s and was stopped. Split the file or raise the limit."
            ) from error
        except ProcessExpired as error:
            raise WorkerDied(f"The process that read the file died (exit code {error.exitcode}).") from error
        except FutureCancelled as error:
            raise asyncio.CancelledError from error


def available_cores() -> int:
    """How many cores this process may use (respects CPU affinity where the system tells)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if sys.platform == "win32":
    from multiprocessing.context import SpawnContext as _BaseContext
    from multiprocessing.context import SpawnProcess as _BaseProcess
else:
    from multiprocessing.context import ForkServerContext as _BaseContext
    from multiprocessing.context import ForkServerProcess as _BaseProcess


class _Worker(_BaseProcess):
    """A worker that does not run the caller's script again.

    Python's start-up code imports the caller's `__main__` into every new process, so that a plain script without an
    `if __name__ == "__main__"` guard would start itself over and over. Our tasks need nothing from it, so it is hidden
    while a worker starts.
    """

    def start(self) -> None:
        caller, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
        try:
            super().start()
        finally:
            sys.modules["__main__"] = caller


class _Context(_BaseContext):
    """A fork server (spawn on Windows): safe beside threads; each worker is a fork of one clean, warm process."""

    Process = _Worker  # pyright: ignore[reportAssignmentType, reportIncompatibleVariableOverride]


def _context(imports: Sequence[str]) -> _BaseContext:
    context = _Context()
    if sys.platform != "win32":
        context.set_forkserver_preload(list(imports))
    return context
