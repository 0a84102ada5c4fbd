"""The one seam every model fits: pages and a compiled prompt in, printed strings out."""

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from ...prompts.compiled import CompiledPrompt
from ...schemas.document import Pages
from ...schemas.reply import Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .remote.call import Look
    from .remote.confirming import Doubt
    from .remote.sheets import Form, Sheets


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


@runtime_checkable
class RemoteAsker(Model, Protocol):
    """A model elsewhere: what it is shown is prepared by workers, and it must be closed after the last document."""

    @property
    def form(self) -> "Form":
        """What it is given of each page."""
        ...

    async def ask_sheets(self, sheets: "Sheets", prompt: CompiledPrompt, look: "Look | None" = None) -> Reply:
        """The same as `ask`, for prepared pages; `look` gets pictures of pages that came without."""
        ...

    async def confirm(
        self, sheets: "Sheets", reply: Reply, doubts: "Sequence[Doubt]", prompt: CompiledPrompt, look: "Look | None"
    ) -> Reply:
        """The reply with the cells in doubt read again."""
        ...

    async def plan(self, text: str, structure: str) -> CompiledPrompt:
        """A free-text prompt as the model splits it, where its plan holds to the user's words."""
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...
