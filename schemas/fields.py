"""What to look for: a field, its kind and its scope, and the prompts a user may write."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator
from pydantic import Field as Limit

from .packed import Packed

SYSTEM_COLUMNS = ("Source File", "Review Needed")
"""Columns that Faktum adds; no user field may bear their names."""

MAX_PROMPT_CHARS = 5000


class Kind(StrEnum):
    """What sort of value a field holds; it decides reading, checking and the spreadsheet's cell type."""

    IDENTIFIER = "identifier"  # numbers and codes that are names: kept as text, leading zeros and all
    TEXT = "text"  # free words
    NAME = "name"  # of a company or a person
    ADDRESS = "address"  # a postal address or a part of one
    DATE = "date"
    AMOUNT = "amount"  # money
    QUANTITY = "quantity"  # a count or a measure
    PERCENT = "percent"  # 0 to 100
    NUMBER = "number"  # any other number, e.g. an exchange rate
    BOOLEAN = "boolean"
    CURRENCY = "currency"  # ISO 4217
    COUNTRY = "country"  # ISO 3166-1 alpha-2
    LANGUAGE = "language"  # ISO 639-1
    CHOICE = "choice"  # one of Field.choices


NUMERIC_KINDS = frozenset({Kind.AMOUNT, Kind.QUANTITY, Kind.PERCENT, Kind.NUMBER})


class Structure(StrEnum):
    """How records become rows."""

    AUTOMATIC = "automatic"
    PER_INVOICE = "per_invoice"
    PER_LINE_ITEM = "per_line_item"


LINE_ITEMS = "LineItems"
"""The group of line item fields (EN 16931 BG-25)."""


@dataclass(frozen=True, slots=True)
class OutputFormat(Packed):
    """How the user wants a value written; None leaves it typed and in the default form."""

    date_pattern: str | None = None
    """A strftime pattern, e.g. '%d.%m.%Y'. None: a real date, YYYY-MM-DD as text."""
    decimals: int | None = None
    """Decimal places to round to (half up). None: as printed."""
    uppercase: bool = False
    currency_symbol: bool = True
    """False where the user said 'no currency symbol': plain number format in the workbook."""


@dataclass(frozen=True, slots=True)
class Field(Packed):
    """One thing to extract."""

    name: str
    """The user's column name, letter by letter; unique in the prompt."""
    kind: Kind
    term: str | None = None
    """Key of schemas.invoice.TERMS when the field means a known business term; None for a free field."""
    group: str | None = None
    """None: once per invoice. Otherwise the repeating group: 'LineItems', 'VatBreakdown' or 'OtherTaxes'."""
    instruction: str = ""
    """What the user said about this field, verbatim."""
    format: OutputFormat = OutputFormat()
    choices: tuple[str, ...] = ()
    """Allowed values for Kind.CHOICE."""
    many: bool = False
    """True when the value is a list (e.g. legal statements)."""
    zero_when_absent: bool = False
    """True where the user asked for 0 when nothing is printed ('0 when no tax is charged')."""
    derived: bool = False
    """True where the user asks for a judgement (a category, a summary) that no page prints."""
    default: str | None = None
    """What the user wants where nothing is printed (for example 'N/A'); None leaves the cell empty."""
    party: str | None = None
    """'supplier', 'customer' or 'delivery' for a field about a party that no single term means: a whole address."""


@dataclass(frozen=True, slots=True)
class Rules(Packed):
    """Instructions that govern the whole extraction, read out of the prompt."""

    credit_notes_negative: bool = False
    """True: amounts of credit notes are written with a minus sign. False: as printed."""
    only_invoices: bool = True
    """Pages that are no invoice (cover letters, remittance advices) give no record."""
    skip_pages: tuple[str, ...] = ()
    """Kinds of pages the user asked to leave out, in the user's words."""


def folded_name(name: str) -> str:
    """The form in which two field names are the same: case, blanks and underscores do not count."""
    return re.sub(r"[\s_]+", "", name).casefold()


class PromptField(BaseModel):
    """One field of a structured prompt."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(min_length=2, max_length=50, strip_whitespace=True)]
    prompt: Annotated[str, Limit(max_length=600)] = ""

    @field_validator("prompt")
    @classmethod
    def _empty_or_long_enough(cls, prompt: str) -> str:
        if 0 < len(prompt) < 3:
            raise ValueError("a field's prompt is empty or has 3 to 600 characters")
        return prompt


class StructuredPrompt(BaseModel):
    """A prompt written field by field: 1 to 20 fields, and one instruction for all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: Annotated[tuple[PromptField, ...], Limit(min_length=1, max_length=20)]
    general_prompt: Annotated[str, Limit(max_length=1500)] = ""

    @field_validator("fields")
    @classmethod
    def _names_differ(cls, fields: tuple[PromptField, ...]) -> tuple[PromptField, ...]:
        seen = {folded_name(name): name for name in SYSTEM_COLUMNS}
        for field in fields:
            folded = folded_name(field.name)
            if folded in seen:
                taken = seen[folded]
                why = "is the name of a system column" if taken in SYSTEM_COLUMNS else f"is the same as '{taken}'"
                raise ValueError(f"field name '{field.name}' {why} (case, blanks and underscores do not count)")
            seen[folded] = field.name
        return fields
