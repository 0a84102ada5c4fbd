"""Requests to the service: sent again where that helps, as late as the service says; errors as exceptions."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from .errors import ServiceError, ServiceUnavailable

TRIES = 6
WAITS = wait_exponential_jitter(multiplier=0.5, max=30)
"""Between tries, where the service does not say how long."""

LONGEST_WAIT_S = 120.0
"""Of what Retry-After may ask."""

TIMEOUT = httpx.Timeout(60, connect=10, pool=None)


class Transport:
    """HTTP to one service with one key. Everything sent may be sent again: the ids that go with it make it the same."""

    def __init__(self, base_url: str, api_key: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Connect to nothing yet.

        Args:
            base_url: address of the service; '/v1' may be left out.
            api_key: sent to the service, and to no signed address.
            transport: in place of the network.
        """
        address = base_url.rstrip("/").removesuffix("/v1") + "/v1"
        headers = {"Authorization": f"Bearer {api_key}"}
        self._service = httpx.AsyncClient(base_url=address, headers=headers, timeout=TIMEOUT, transport=transport)
        self._signed = httpx.AsyncClient(timeout=TIMEOUT, transport=transport)

    async def aclose(self) -> None:
        """Let go of all connections."""
        await self._service.aclose()
        await self._signed.aclose()

    async def ask(
        self, method: str, path: str, *, json: Any = None, query: Mapping[str, Any] | None = None, form: Any = None
    ) -> Any:
        """The body of the answer, decoded.

        Raises:
            ServiceError: refused, or failed for good.
        """
        params = {name: value for name, value in (query or {}).items() if value is not None}
        timeout = httpx.Timeout(60 + float(params.get("wait", 0)), connect=10, pool=None)

        async def send() -> httpx.Response:
            return await self._service.request(method, path, json=json, params=params, data=form, timeout=timeout)

        return (await self._sent(send)).json()

    async def put(self, url: str, data: bytes) -> str:
        """Upload one part to a signed address; its ETag."""
        answer = await self._sent(lambda: self._signed.put(url, content=data))
        return answer.headers["ETag"]

    @asynccontextmanager
    async def stream(self, address: str, *, signed: bool) -> AsyncGenerator[httpx.Response]:
        """An answer as it comes: of a path of the service, or of a signed address."""
        client = self._signed if signed else self._service
        request = client.build_request("GET", address)
        answer = await self._sent(lambda: client.send(request, stream=True))
        try:
            yield answer
        except httpx.TransportError as error:
            raise _unreachable(error) from error
        finally:
            await answer.aclose()

    async def _sent(self, send: Any) -> httpx.Response:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(TRIES), wait=_wait, retry=retry_if_exception(_worth_it), reraise=True
        )
        return await retrying(_once, send)


async def _once(send: Any) -> httpx.Response:
    try:
        answer: httpx.Response = await send()
    except httpx.TransportError as error:
        raise _unreachable(error) from error
    if answer.is_success:
        return answer
    await answer.aread()
    raise _error(answer)


def _unreachable(error: Exception) -> ServiceUnavailable:
    return ServiceUnavailable(
        "SERVICE_UNAVAILABLE", f"The service cannot be reached ({type(error).__name__}: {error}).", retryable=True
    )


def _error(answer: httpx.Response) -> ServiceError:
    """What the service told; an answer of something before it (a proxy) in its own words."""
    request_id = answer.headers.get("X-Request-Id")
    try:
        told = answer.json()["error"]
        error = ServiceError(
            told["code"],
            told["message"],
            retryable=told["retryable"],
            details=told["details"],
            status=answer.status_code,
            request_id=request_id,
        )
    except (ValueError, KeyError, TypeError):
        retryable = answer.status_code >= 500 or answer.status_code == 429
        message = f"The service answers {answer.status_code} {answer.reason_phrase}."
        error = ServiceError(
            "SERVICE_ERROR", message, retryable=retryable, status=answer.status_code, request_id=request_id
        )
    after = answer.headers.get("Retry-After", "")
    error.retry_after_s = float(after) if after.isdecimal() else None
    return error


def _worth_it(error: BaseException) -> bool:
    return isinstance(error, ServiceError) and error.retryable and error.code != "SUBMISSIONS_PAUSED"


def _wait(state: RetryCallState) -> float:
    """As long as the service says, else longer each time."""
    error = state.outcome.exception() if state.outcome else None
    after = error.retry_after_s if isinstance(error, ServiceError) else None
    return WAITS(state) if after is None else min(after, LONGEST_WAIT_S)
