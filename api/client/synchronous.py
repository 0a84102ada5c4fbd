"""The client for programs without an event loop: AsyncClient's methods, run on a loop in a thread of its own."""

import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from functools import wraps
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar

import httpx
from anyio.from_thread import start_blocking_portal

from .asynchronous import CANCEL_S, AsyncClient

P = ParamSpec("P")
T = TypeVar("T")


def _waited_for(
    method: Callable[Concatenate[AsyncClient, P], Awaitable[T]],
) -> "Callable[Concatenate[Client, P], T]":
    """The method, waited for. Ctrl-C cancels it there."""

    @wraps(method)
    def call(self: "Client", *args: P.args, **kwargs: P.kwargs) -> T:
        over = threading.Event()

        async def run() -> T:
            try:
                return await method(self.asynchronous, *args, **kwargs)
            finally:
                over.set()

        future = self.portal.start_task_soon(run)
        try:
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            over.wait(CANCEL_S)
            raise

    return call


def _one_by_one(
    method: Callable[Concatenate[AsyncClient, P], AsyncGenerator[T]],
) -> "Callable[Concatenate[Client, P], Iterator[T]]":
    """The method's items, each waited for."""

    @wraps(method)
    def call(self: "Client", *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        items = method(self.asynchronous, *args, **kwargs)

        async def following() -> list[T]:
            async for item in items:
                return [item]
            return []

        try:
            while found := self.portal.call(following):
                yield found[0]
        finally:
            self.portal.call(items.aclose)

    return call


class Client:
    """A service and a key. Use it as a context manager, or call `close`."""

    def __init__(
        self, base_url: str, api_key: str | None = None, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """See AsyncClient."""
        self.asynchronous = AsyncClient(base_url, api_key, transport=transport)
        self._opening = start_blocking_portal(name="faktum-client")
        self.portal = self._opening.__enter__()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self.portal.call(self.asynchronous.aclose)
        self._opening.__exit__(None, None, None)

    extract = _waited_for(AsyncClient.extract)
    upload_files = _waited_for(AsyncClient.upload_files)
    submit_extraction = _waited_for(AsyncClient.submit_extraction)
    check_extraction = _waited_for(AsyncClient.check_extraction)
    wait_for_extraction_to_finish = _waited_for(AsyncClient.wait_for_extraction_to_finish)
    answer_questions = _waited_for(AsyncClient.answer_questions)
    cancel_extraction = _waited_for(AsyncClient.cancel_extraction)
    delete_extraction = _waited_for(AsyncClient.delete_extraction)
    get_result = _waited_for(AsyncClient.get_result)
    get_results = _waited_for(AsyncClient.get_results)
    iterate_results = _one_by_one(AsyncClient.iterate_results)
    iterate_documents = _one_by_one(AsyncClient.iterate_documents)
    get_document = _waited_for(AsyncClient.get_document)
    get_page_image = _waited_for(AsyncClient.get_page_image)
    get_download_url = _waited_for(AsyncClient.get_download_url)
    download_output = _waited_for(AsyncClient.download_output)
    get_extraction = _waited_for(AsyncClient.get_extraction)
    list_extractions = _waited_for(AsyncClient.list_extractions)
    iterate_extractions = _one_by_one(AsyncClient.iterate_extractions)
    get_credits_balance = _waited_for(AsyncClient.get_credits_balance)
    get_usage = _waited_for(AsyncClient.get_usage)
    compile_prompt = _waited_for(AsyncClient.compile_prompt)
