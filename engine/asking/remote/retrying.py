"""Trying again what may go better: tenacity decides when, the limiter how fast.

| what failed | what is done |
|---|---|
| too many calls (429) | again when its Retry-After is over and the limiter lets it, for PATIENCE_S; costs no attempt |
| server fault, no connection, no answer in time | again after 0.5, 1, 2 … s with jitter, `attempts` tries in all |
| key, request, length, refusal | not again |
"""

import time
from dataclasses import replace

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_random_exponential

from ....schemas.errors import ModelError, ModelRateLimited
from .call import Caller, Completion, Request
from .limiter import Limiter, limiter_for

PATIENCE_S = 900.0
"""How long one question waits for a provider that refuses more calls."""
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 20.0


class Retrying:
    """A caller that tries again; its completions count all tries."""

    def __init__(self, inner: Caller, *, attempts: int = 6, concurrency: int = 32, key: str = "") -> None:
        """Ask nothing yet.

        Args:
            inner: makes one attempt a call.
            attempts: most tries for one question, those that were refused as too many not counted.
            concurrency: most calls under way for this model and key.
            key: the secret the calls are made with: limits belong to it. It is not kept in readable form.
        """
        self.name = inner.name
        self._inner = inner
        self._attempts = attempts
        self._concurrency = concurrency
        self._key = key

    async def call(self, request: Request) -> Completion:
        """The model's answer.

        Raises:
            ModelError: of the last try.
        """
        limiter = limiter_for(self.name, self._key, self._concurrency)
        start, calls, refused, held_back = time.perf_counter(), 0, 0, 0.0
        backoff = wait_random_exponential(multiplier=FIRST_WAIT_S, max=LONGEST_WAIT_S)

        def given_up(state: RetryCallState) -> bool:
            if _is_rate_limit(state):
                return time.perf_counter() - start > PATIENCE_S
            return calls - refused >= self._attempts

        def pause(state: RetryCallState) -> float:
            if _is_rate_limit(state):
                return held_back
            error = state.outcome.exception() if state.outcome else None
            asked_for = error.retry_after_s if isinstance(error, ModelError) else None
            return backoff(state) if asked_for is None else min(asked_for, LONGEST_WAIT_S)

        async for attempt in AsyncRetrying(
            retry=retry_if_exception(_worth_trying_again), stop=given_up, wait=pause, reraise=True
        ):
            with attempt:
                calls += 1
                try:
                    completion = await self._limited(limiter, request)
                except ModelRateLimited as error:
                    refused += 1
                    held_back = limiter.refused(error.retry_after_s)
                    raise
                return replace(completion, calls=calls - 1 + completion.calls, seconds=time.perf_counter() - start)
        raise AssertionError("tenacity ends with a result or the last error")

    async def _limited(self, limiter: Limiter, request: Request) -> Completion:
        async with limiter:
            completion = await self._inner.call(request)
        limiter.passed()
        return completion

    async def aclose(self) -> None:
        """Close what is asked."""
        await self._inner.aclose()


def _worth_trying_again(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.retryable


def _is_rate_limit(state: RetryCallState) -> bool:
    return state.outcome is not None and isinstance(state.outcome.exception(), ModelRateLimited)
