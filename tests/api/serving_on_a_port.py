"""A service of tests on a port of this machine, for clients that need one."""

import asyncio
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import requests
import uvicorn

from faktum.api.app import build_app
from faktum.api.jobs.port import Job
from faktum.api.jobs.work import Work
from faktum.api.services.keys import create_key
from faktum.schemas.settings import Settings

from .contract import CONTRACT
from .service import Engine, Queue


class Beside(Queue):
    """Does jobs beside the requests that hand them in, as workers do."""

    def __init__(self) -> None:
        super().__init__()
        self._tasks: set[asyncio.Task[None]] = set()

    async def enqueue(self, *jobs: Job) -> None:
        if self.held:
            self.kept += jobs
            return
        task = asyncio.create_task(super().enqueue(*jobs))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class OnPort:
    """A service that runs in a thread of its own."""

    def __init__(self, settings: Settings) -> None:
        work, self.queue = Work(), Beside()
        self.engine = work.engine = Engine(settings)
        self.queue.perform = work.perform
        self.app = build_app(settings, self.queue)
        self._work = work
        config = uvicorn.Config(self.app, host="127.0.0.1", port=0, log_config=None, lifespan="on")
        self._server = uvicorn.Server(config)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        """Where the native API begins."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"

    def key(self, name: str = "key", **options: Any) -> str:
        """A new key."""
        making = create_key(self.app.state.service.database, name, **options)
        return asyncio.run_coroutine_threadsafe(making, self._loop).result(30)

    def _serve(self) -> None:
        self._loop.run_until_complete(self._server.serve(sockets=[self._socket]))
        self._loop.close()

    def start(self) -> None:
        """Return when it answers."""
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            self._thread.join(0.02)
        self._work.service = self.app.state.service

    def stop(self) -> None:
        """Return when it is gone."""
        self._server.should_exit = True
        self._thread.join(30)
        self._socket.close()


@contextmanager
def serving_on_a_port(settings: Settings) -> Generator[OnPort]:
    """A service on a port while the block runs."""
    here = OnPort(settings)
    here.start()
    try:
        yield here
    finally:
        here.stop()


@contextmanager
def every_answer_checked(url: str) -> Generator[list[str]]:
    """Hold what `requests` is answered by a service against the contract; 'METHOD status' of every answer."""
    send, seen = requests.Session.send, list[str]()

    def checked(self: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        answer = send(self, request, **kwargs)
        if str(request.url).startswith(url):
            seen.append(f"{request.method} {answer.status_code}")
            if "json" in answer.headers.get("content-type", "") and "/blobs/" not in str(request.url):
                CONTRACT.check(str(request.method), str(request.url), answer.status_code, answer.json())
        return answer

    requests.Session.send = checked
    try:
        yield seen
    finally:
        requests.Session.send = send
