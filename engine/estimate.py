"""What asking a remote model about documents would take, told before anything is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..prompts.compiler import compile_prompt
from ..prompts.messages import instructions
from ..prompts.response_model import json_schema
from ..schemas.errors import FaktumError, InvalidSetting
from ..schemas.settings import Settings
from .asking.remote.models import cost, facts, image_tokens, text_tokens
from .asking.remote.sheets import Sheets, sheets_of
from .asking.remote.windows import Limits, windows
from .flow import read
from .showing import picture_side
from .sources import Input, sources

TOKENS_A_FIELD = 14
"""Tokens answered for one field or cell, key and quotes included."""
USUAL_ROWS = 8
"""Rows of line items where the page does not tell how many it has."""
SHORTER_SIDE = 0.71
"""Of a page, as a share of the longer: A4."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """About what will be spent; retries and follow-up questions not counted."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal | None
    """None where the price is unknown."""

    def __add__(self, other: "Estimate") -> "Estimate":
        unknown = self.cost_usd is None or other.cost_usd is None
        return Estimate(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            None if unknown else (self.cost_usd or Decimal(0)) + (other.cost_usd or Decimal(0)),
        )

    def __str__(self) -> str:
        price = "price unknown" if self.cost_usd is None else f"about {self.cost_usd:.4f} US dollars"
        return f"{self.calls} calls, about {self.input_tokens} tokens in and {self.output_tokens} out, {price}"


def estimate(
    inputs: Sequence[Input],
    prompt: str | dict[str, Any] | None,
    structure: str,
    schema: str | None,
    addons: Sequence[str],
    settings: Settings,
) -> Iterator[tuple[str, Estimate]]:
    """(file, what it would take) for every document that can be read; nothing is sent.

    Raises:
        InvalidSetting: the embedded reader is set, which costs nothing.
        InputError, PromptError: see `extract`.
    """
    if settings.model == "local":
        raise InvalidSetting("The embedded reader costs nothing; --estimate needs a --model provider/name.")
    compiled = compile_prompt(
        prompt, structure, schema=schema or ("invoice" if prompt is None else None), addons=addons
    )
    known = facts(settings.model)
    fixed = text_tokens(len(instructions(compiled, language=settings.language)) + len(str(json_schema(compiled))))
    for source in sources(inputs):
        try:
            sheets = sheets_of(read(source, settings), compiled, settings.input)
        except FaktumError:
            continue
        parts = windows([sheet for sheet in sheets.sheets if not sheet.failed], Limits())
        asked = fixed * len(parts)
        for sheet in (sheet for window in parts for sheet in window):
            if sheet.text_beside or not sheet.picture:
                asked += text_tokens(len(sheet.text))
            if sheet.picture:
                side = picture_side(sheet, settings.input)
                asked += image_tokens(known, round(side * SHORTER_SIDE), side)
        answered = TOKENS_A_FIELD * (
            len(compiled.invoice_fields) + _rows(sheets) * sum(field.group is not None for field in compiled.fields)
        )
        yield source.name, Estimate(len(parts), asked, answered, cost(known, asked, 0, answered))


def _rows(sheets: Sheets) -> int:
    return sum(sheet.expected_rows or 0 for sheet in sheets.sheets) or USUAL_ROWS
