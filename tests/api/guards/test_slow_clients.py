"""Clients that are slow or send too much, on a real server."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import closing, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from faktum.api.guards.bodies import Bodies
from faktum.api.guards.connections import TimedConnection


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())} bytes")


async def much(_: Request) -> StreamingResponse:
    async def pieces() -> AsyncGenerator[bytes]:
        while True:
            yield b"x" * 100_000
            await asyncio.sleep(0)

    return StreamingResponse(pieces())


OVER: list[str] = []


class Watched:
    """Notes when the app is through with a request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            OVER.append(scope["path"])


class Hasty(TimedConnection):
    head_s = 0.3
    take_s = 0.3


@contextmanager
def server() -> Generator[Callable[[], socket.socket]]:
    """Opens connections to a server that waits 0.3 s for heads and bodies, and takes 1,000 bytes."""
    app = Starlette(routes=[Route("/", echo, methods=["POST"]), Route("/much", much)])
    app.add_middleware(Bodies, limit=lambda _: 1000, wait_s=0.3)
    app.add_middleware(Watched)
    config = uvicorn.Config(app, port=0, log_config=None, http=Hasty, lifespan="off")
    running = uvicorn.Server(config)
    listening = config.bind_socket()
    thread = threading.Thread(target=lambda: asyncio.run(running.serve(sockets=[listening])))
    thread.start()
    while not running.started:
        time.sleep(0.01)
    try:
        yield lambda: socket.create_connection(listening.getsockname(), timeout=10)
    finally:
        running.should_exit = True
        thread.join()
        listening.close()


def answer_to(connection: socket.socket, sent: bytes) -> str:
    """Everything the server sends until it closes the connection."""
    connection.sendall(sent)
    told = b""
    while piece := connection.recv(4096):
        told += piece
    return told.decode()


HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"


def test_whole_requests_are_answered_and_others_cut_off() -> None:
    with server() as connect:
        with closing(connect()) as one:
            assert answer_to(one, HEAD + b"Content-Length: 3\r\n\r\nabc").endswith("3 bytes")
        with closing(connect()) as one:  # a head that never ends
            assert answer_to(one, b"POST / HTTP/1.1\r\nHost:") == ""
        with closing(connect()) as one:  # nothing at all
            assert answer_to(one, b"") == ""
        with closing(connect()) as one:  # a body that never comes
            told = answer_to(one, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n")
            assert told.startswith("HTTP/1.1 408")
            assert "REQUEST_TIMED_OUT" in told
        with closing(connect()) as one:  # a body declared too large is not even read
            assert answer_to(one, HEAD + b"Content-Length: 1001\r\n\r\n").startswith("HTTP/1.1 413")
        with closing(connect()) as one:  # and one that does not say how large it is, as soon as it is
            chunks = b"Transfer-Encoding: chunked\r\n\r\n" + (b"200\r\n" + b"x" * 512 + b"\r\n") * 3
            assert answer_to(one, HEAD + chunks).startswith("HTTP/1.1 413")


def test_an_answer_that_nobody_takes_is_cut_off() -> None:
    OVER.clear()
    with server() as connect, closing(connect()) as one:
        one.sendall(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
        for _ in range(1000):
            if OVER:
                break
            time.sleep(0.01)
        assert OVER == ["/much"]
