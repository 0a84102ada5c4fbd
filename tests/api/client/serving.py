"""A whole service on a real socket: its own loop in a thread, jobs done at once by the real engine."""

import asyncio
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from faktum.api.app import build_app
from faktum.api.jobs.work import Work
from faktum.api.service import database_url
from faktum.api.services.keys import create_key
from faktum.api.store.database import Database
from faktum.schemas.settings import Settings

from ..service import Engine, Queue


@dataclass
class Served:
    """A running service."""

    address: str
    key: str
    queue: Queue
    engine: Engine
    faults: list[Any] = field(default_factory=list[Any])
    """Responses sent in place of the service's own, one request each; None lets one through."""
    seen: list[str] = field(default_factory=list[str])
    """'METHOD path' of every request."""


@contextmanager
def serving(settings: Settings) -> Generator[Served]:
    """Serve while the block runs."""
    queue, work = Queue(), Work()
    engine = work.engine = Engine(settings)
    queue.perform = work.perform
    app = build_app(settings, queue)
    served = Served("", asyncio.run(_key(settings)), queue, engine)

    async def between(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            served.seen.append(f"{scope['method']} {scope['path']}")
            if served.faults and (fault := served.faults.pop(0)) is not None:
                await fault(scope, receive, send)
                return
        await app(scope, receive, send)

    config = uvicorn.Config(between, port=0, log_config=None, lifespan="on")
    server = uvicorn.Server(config)
    listening = config.bind_socket()
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    work.service = app.state.service
    served.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        yield served
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


async def _key(settings: Settings) -> str:
    database = Database(database_url(settings))
    try:
        return await create_key(database, "client")
    finally:
        await database.close()
