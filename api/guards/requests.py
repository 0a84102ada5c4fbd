"""Every request: its id, its line in the log, its figures, the headers that keep browsers safe, and the last net."""

import re
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..problems import Problem, answer
from ..services.figures import RequestFigures

log = structlog.get_logger()

PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
"""What we take for an id from outside; anything else gets one of ours, so that nobody writes into the log."""

SAFE: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Sent with every answer that does not say otherwise."""

GONE = 499
"""The status in log and figures where the client left before it was answered."""


class Requests:
    """The outermost layer. The id comes from X-Request-Id where the client sends one, and goes back in it."""

    def __init__(self, app: ASGIApp, figures: RequestFigures, *, https: bool = False) -> None:
        """Wrap an app.

        Args:
            app: what answers.
            figures: counts requests.
            https: clients reach the service by HTTPS: browsers are told to go on so.
        """
        self._app, self._figures = app, figures
        self._safe = dict(SAFE) | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _id(Headers(scope=scope).get("x-request-id"))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in self._safe.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            log.exception(
                "a request failed for a reason nobody foresaw", route=_route(scope), kind=type(error).__name__
            )
            if status:
                raise  # the answer has begun; all that is left is to cut it off
            message = f"Something went wrong here. Try again; if it stays, tell the operator: request {request_id}."
            await answer(Problem("INTERNAL_ERROR", message))(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - began
            self._figures.answered(scope["method"], _route(scope), status or GONE, seconds)
            log.info(
                "request",
                method=scope["method"],
                route=_route(scope),
                status=status or GONE,
                milliseconds=round(1000 * seconds, 1),
            )


def _id(given: str | None) -> str:
    return given if given and PLAIN_ID.fullmatch(given) else str(uuid4())


def _route(scope: Scope) -> str:
    """The route's pattern, never the path: that may hold a signed address."""
    route: Any = scope.get("route")
    return getattr(route, "path", "unknown")
