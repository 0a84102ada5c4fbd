"""A model that answers from a script: for tests of whatever stands on the engine, ours and users'."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from ...prompts.compiled import CompiledPrompt
from ...schemas.document import Pages
from ...schemas.record import Source
from ...schemas.reply import DocumentKind, Printed, RepliedRecord, Reply

Script = Mapping[str, str] | Reply | Exception


class ScriptedModel:
    """Answers each document with the next entry of the script, or with what a function makes of it.

    An entry is {field name: printed string} for one invoice on all pages, a whole Reply, or an exception to raise.
    The last entry repeats. `asked` holds the names of the documents, in the order asked.
    """

    def __init__(
        self,
        script: Sequence[Script] | Callable[[Pages, CompiledPrompt], Script],
        *,
        name: str = "scripted",
        delay_s: float = 0.0,
    ) -> None:
        self.name = name
        self.asked: list[str] = []
        self._script = script
        self._delay_s = delay_s

    async def ask(self, pages: Pages, prompt: CompiledPrompt) -> Reply:
        """The scripted answer."""
        self.asked.append(pages.name)
        if self._delay_s:
            await asyncio.sleep(self._delay_s)
        if callable(self._script):
            answer = self._script(pages, prompt)
        else:
            answer = self._script[min(len(self.asked), len(self._script)) - 1]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Reply):
            return answer
        numbers = tuple(page.number for page in pages.pages)
        fields = {name: Printed(text, source=Source.MODEL) for name, text in answer.items()}
        return Reply((RepliedRecord(DocumentKind.INVOICE, numbers, fields),))
