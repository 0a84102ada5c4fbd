"""Several models in order of preference: the next answers where one cannot, and one that is down is left alone."""

import asyncio
import time
from collections.abc import Sequence

from ....schemas.errors import (
    ModelAuthFailed,
    ModelError,
    ModelInputTooLong,
    ModelRateLimited,
    ModelRefused,
    ModelRequestRejected,
    ModelTimedOut,
    ModelUnavailable,
)
from .call import Caller, Completion, Finish, Request

MOVES_ON = (
    ModelUnavailable,
    ModelTimedOut,
    ModelRateLimited,
    ModelAuthFailed,
    ModelRequestRejected,
    ModelInputTooLong,
    ModelRefused,
)
"""Errors after which another model may do better."""


class Breaker:
    """A fuse: after `failures` faults in a row its model is left alone for `pause_s`; then one call tries again."""

    def __init__(self, *, failures: int = 5, pause_s: float = 30.0) -> None:
        self._most = failures
        self._pause_s = pause_s
        self._failures = 0
        self._closed_at = 0.0

    @property
    def wait_s(self) -> float:
        """Seconds until the model may be tried again; 0 where it may be asked now."""
        return max(0.0, self._closed_at - time.monotonic()) if self._failures >= self._most else 0.0

    def trying(self) -> None:
        """Tell that a call begins: until it is back, a model that was left alone stays so for all others."""
        self._closed_at = time.monotonic() + self._pause_s

    def ended(self, error: ModelError | None) -> None:
        """Tell how a call ended."""
        if error is None:
            self._failures = 0
        elif isinstance(error, ModelUnavailable | ModelTimedOut):
            self._failures += 1
            self._closed_at = time.monotonic() + self._pause_s


class Fallback:
    """The first model that can answers; `Completion.model` tells which."""

    def __init__(self, callers: Sequence[Caller], *, failures: int = 5, pause_s: float = 30.0) -> None:
        """Ask nothing yet.

        Args:
            callers: best first, at least one.
            failures: faults in a row after which a model is left alone.
            pause_s: for how long, in seconds.
        """
        self.name = callers[0].name
        self._callers = [(caller, Breaker(failures=failures, pause_s=pause_s)) for caller in callers]

    async def call(self, request: Request) -> Completion:
        """The answer of the first model that gives one. Where all are left alone, it waits for the first to be tried.

        Raises:
            ModelError: of the last model tried.
        """
        free = [pair for pair in self._callers if not pair[1].wait_s]
        if not free:
            await asyncio.sleep(min(breaker.wait_s for _, breaker in self._callers))
            free = [pair for pair in self._callers if not pair[1].wait_s] or self._callers[:1]
        for number, (caller, breaker) in enumerate(free, 1):
            breaker.trying()
            try:
                completion = await caller.call(request)
            except MOVES_ON as error:
                breaker.ended(error)
                if number == len(free):
                    raise
                continue
            breaker.ended(None)
            if completion.finish is not Finish.REFUSED or number == len(free):
                return completion
        raise AssertionError("the last model answers or raises")

    async def aclose(self) -> None:
        """Close all models."""
        for caller, _ in self._callers:
            await caller.aclose()
