"""The one seam every model fits: pages and a compiled prompt in, printed strings out."""

from typing import Protocol

from ...prompts.compiled import CompiledPrompt
from ...schemas.document import Pages
from ...schemas.reply import Reply


class Model(Protocol):
    """Anything that can answer a compiled prompt about a document."""

    @property
    def name(self) -> str:
        """What `--model` calls it and usage receipts show, e.g. 'local'."""
        ...

    async def ask(self, pages: Pages, prompt: CompiledPrompt) -> Reply:
        """The printed answers for one document.

        A doubt is a note in the reply, not an exception; an answer the model does not have is left out.
        """
        ...
