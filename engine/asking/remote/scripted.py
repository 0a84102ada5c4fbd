"""A caller that answers from a script: for tests of whatever stands on the seam, ours and users'."""

import asyncio
from collections.abc import Callable, Sequence

from .call import Completion, Request

Line = str | Completion | Exception
"""An answer's text, a whole completion, or an exception to raise."""


class ScriptedCaller:
    """Answers each request with the next entry of the script, or with what a function makes of it.

    The last entry repeats. `requests` holds what was asked, in order.
    """

    def __init__(
        self, script: Sequence[Line] | Callable[[Request], Line], *, name: str = "scripted/model", delay_s: float = 0.0
    ) -> None:
        self.name = name
        self.requests: list[Request] = []
        self._script = script
        self._delay_s = delay_s

    async def call(self, request: Request) -> Completion:
        """The scripted answer."""
        self.requests.append(request)
        if self._delay_s:
            await asyncio.sleep(self._delay_s)
        if callable(self._script):
            answer = self._script(request)
        else:
            answer = self._script[min(len(self.requests), len(self._script)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Completion) else Completion(answer, model=self.name)

    async def aclose(self) -> None:
        """Nothing is held."""
