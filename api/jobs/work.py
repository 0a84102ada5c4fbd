"""Every kind of job, and the function that does it."""

from collections.abc import Mapping
from typing import Any

from ...engine.standing import Standing
from ..problems import error_object
from ..service import Service
from ..services import finishing, questions, retention, running
from ..services.ending import fail
from ..services.rounds import Rounds


class Work:
    """Does jobs with a service and an engine; both are set before the first job comes."""

    service: Service
    engine: Standing

    def __init__(self) -> None:
        """Nothing is under way."""
        self._rounds = Rounds()

    async def perform(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Do one job; done again, it changes nothing more."""
        match name:
            case "start":
                await running.start(self.service, self.engine, arguments["id"], self._rounds)
            case "read":
                await running.read(
                    self.service, self.engine, arguments["id"], arguments["round"], arguments["files"], self._rounds
                )
            case "finish":
                await finishing.finish(self.service, self.engine, arguments["id"], arguments["round"])
            case "unanswered":
                await questions.unanswered(self.service, arguments["id"], arguments["round"])
            case "sweep":
                await retention.sweep(self.service)
            case _:
                raise LookupError(f"no job is called {name}")

    async def give_up(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Take note of a job that failed for good: its extraction fails."""
        if "id" in arguments:
            message = (
                "The extraction failed for a reason nobody foresaw. Submit it again; if it stays, tell the operator."
            )
            await fail(self.service, arguments["id"], error_object("INTERNAL_ERROR", message, True))
