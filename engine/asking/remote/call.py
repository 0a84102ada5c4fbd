"""One question to a language model and its answer: the seam between what is asked and how it travels.

Above it (model.py, windows, merging, resuming) nothing knows a vendor; below it (the callers) nothing knows an invoice.
Callers stack (stack.py): recording over cache over fallbacks over budget over retries over the wire; each is a Caller.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Image:
    """One picture to show the model."""

    data: bytes
    media_type: str
    """'image/jpeg' or 'image/png'."""
    width: int
    height: int
    """Pixels; the price of a picture is computed from them."""


Look = Callable[[Sequence[int]], Awaitable[Mapping[int, Image]]]
"""Page numbers (from 1) → their pictures; a page that cannot be shown is absent."""


@dataclass(frozen=True, slots=True)
class Request:
    """One question. Equal requests ask the same thing, whatever the vendor."""

    system: str
    """The stable prefix: rules and fields; the same for all documents of a batch, so that vendors can cache it."""
    parts: tuple[str | Image, ...]
    """The document, in order: text and pictures."""
    schema: Mapping[str, Any]
    """JSON Schema the answer must have: compact, one object for all requests of a batch."""
    schema_name: str = "answer"
    max_output_tokens: int = 8192
    purpose: str = "extract"
    """For the receipt: 'extract', 'resume', 'repair', 'recheck', 'confirm', 'plan'; no part of what is asked."""
    attempt: int = 0
    """Which of several independent readings this is; equal requests of different attempts are answered separately."""


class Finish(StrEnum):
    """Why the model stopped."""

    STOP = "stop"
    LENGTH = "length"
    """The answer was cut at max_output_tokens."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer, as it came: text that should be JSON, not parsed yet."""

    text: str
    finish: Finish = Finish.STOP
    model: str = ""
    """The model that answered (a fallback may have)."""
    input_tokens: int = 0
    cached_tokens: int = 0
    """Of the input tokens, those the vendor had cached."""
    output_tokens: int = 0
    cost_usd: Decimal | None = None
    """None where the price is unknown."""
    calls: int = 1
    """Requests sent for it, retries included; 0 when it came from the cache."""
    seconds: float = 0.0


class Caller(Protocol):
    """Anything that can carry a request to a model."""

    @property
    def name(self) -> str:
        """The model's name as the user gave it, e.g. 'openai/gpt-4o-mini'."""
        ...

    async def call(self, request: Request) -> Completion:
        """The model's answer.

        Raises:
            ModelError: what the model's side failed with once retries are used up; its code and `retryable` say more.
        """
        ...

    async def aclose(self) -> None:
        """Let go of connections and files; calling it twice does no harm."""
        ...
