"""Bodies within limits: none larger than its address takes, none slower than a client may be."""

import asyncio
import time
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..problems import Problem, answer

MOST_BODY = 16 * 1024**2
"""Bytes of a body, where its address does not say otherwise: a session of 6,000 files with the longest names fits."""

WAIT_S = 30.0
"""How long the next piece of a body is waited for."""

SLOWEST = 1024
"""Bytes a second that a body must come at, on the whole."""

CLOSE = {"Connection": "close"}
"""The rest of the body will not be read, so the connection cannot be used again."""


class Bodies:
    """Refuses what is too large (413) or too slow (408), whatever the app does with the body."""

    def __init__(self, app: ASGIApp, limit: Callable[[str], int], wait_s: float = WAIT_S) -> None:
        """Wrap an app.

        Args:
            app: what answers.
            limit: path → most bytes of a body.
            wait_s: see WAIT_S.
        """
        self._app, self._limit, self._wait_s = app, limit, wait_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        one = _Exchange(receive, send, self._limit(scope["path"]), self._wait_s, scope)
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdecimal() and int(declared) > one.limit:
            await one.refuse_size()
            return
        try:
            await self._app(scope, one.receive, one.send)
        except Exception:
            if not one.refused:
                raise


class _Exchange:
    """One request and its answer."""

    def __init__(self, receive: Receive, send: Send, limit: int, wait_s: float, scope: Scope) -> None:
        self._receive, self._send, self._scope = receive, send, scope
        self._wait_s, self.limit = wait_s, limit
        self._received, self._waited = 0, 0.0
        self._complete, self._answering = False, False
        self.refused = False

    async def receive(self) -> Message:
        """The next piece; once refused, the client counts as gone."""
        if self._complete:
            return await self._receive()
        left = self._wait_s + self._received / SLOWEST - self._waited
        began = time.monotonic()
        try:
            message = await asyncio.wait_for(self._receive(), min(self._wait_s, max(left, 0.01)))
        except TimeoutError:
            return await self._refuse(Problem("REQUEST_TIMED_OUT", headers=CLOSE))
        self._waited += time.monotonic() - began
        self._received += len(message.get("body", b""))
        if self._received > self.limit:
            return await self.refuse_size()
        self._complete = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Hand a piece of the answer on, unless we have answered."""
        if self.refused:
            return
        self._answering = True
        await self._send(message)

    async def refuse_size(self) -> Message:
        """Answer that the body is too large."""
        message = f"The body has more than the {self.limit} bytes that this address takes."
        return await self._refuse(Problem("PAYLOAD_TOO_LARGE", message, {"limit_bytes": self.limit}, CLOSE))

    async def _refuse(self, problem: Problem) -> Message:
        self.refused = self._complete = True
        if not self._answering:
            await answer(problem)(self._scope, self._receive, self._send)
        return {"type": "http.disconnect"}
