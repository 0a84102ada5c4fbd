"""Large bodies only from those who have a key: it is looked at before the body is read.

Other requests are small enough for the route itself to look.
"""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ..problems import Problem, answer
from ..service import Service
from ..services.keys import caller_of


class Keyed:
    """Refuses a request to some addresses at its head, where its key is none of ours."""

    def __init__(self, app: ASGIApp, paths: Collection[str]) -> None:
        """Wrap an app.

        Args:
            app: what answers.
            paths: addresses that take large bodies.
        """
        self._app, self._paths = app, frozenset(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and scope["path"] in self._paths:
            service: Service = scope["app"].state.service
            try:
                await caller_of(service.database, Headers(scope=scope).get("authorization"))
            except Problem as problem:
                problem.headers |= {"Connection": "close"}
                await answer(problem)(scope, receive, send)
                return
        await self._app(scope, receive, send)
