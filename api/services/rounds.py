"""One round of an extraction, as far as this process reads it: what all its portions under way here have in common.

The extraction is looked up once, its results are kept by one keeper, and one task looks whether it was stopped.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any
from weakref import WeakValueDictionary

from ..service import Service
from ..store.tables import Extraction
from .compiling import compiled
from .keeping import Keeper
from .under_way import under_way, until_stopped


class Round:
    """A round that goes on; it is there as long as a portion holds it."""

    def __init__(self, service: Service, extraction: Extraction) -> None:
        """Do nothing yet.

        Raises:
            PromptError: the prompt cannot be used.
        """
        self.extraction = extraction
        self.prompt = compiled(extraction)
        self.keeper = Keeper(service, extraction, self.prompt)
        self._service = service
        self._stopped: asyncio.Task[None] | None = None
        self._working = 0

    async def unless_stopped(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do work; when the extraction is stopped meanwhile, so is the work, within LOOK_S. True where it was done."""
        self._working += 1
        stopped = self._stopped = self._stopped or asyncio.create_task(until_stopped(self._service, self.extraction))
        doing = asyncio.create_task(work)
        try:
            await asyncio.wait({doing, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                await doing
                return True
            await stopped
            return False
        finally:
            self._working -= 1
            doing.cancel()
            if not self._working:
                stopped.cancel()
                self._stopped = None
            await asyncio.gather(doing, *(() if self._working else (stopped,)), return_exceptions=True)


class Rounds:
    """The rounds that this process has portions of under way."""

    def __init__(self) -> None:
        """None yet."""
        self._known = WeakValueDictionary[tuple[str, int], Round]()

    async def join(self, service: Service, extraction_id: str, turn: int) -> Round | None:
        """The round of an extraction, for one more portion of it; None where it is over."""
        if (known := self._known.get((extraction_id, turn))) is not None:
            return known
        extraction = await under_way(service, extraction_id)
        if extraction is None or extraction.round != turn:
            return None
        return self._known.setdefault((extraction_id, turn), Round(service, extraction))
