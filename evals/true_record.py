"""A truth as typed values, and the reply of a model that says exactly these values, in one of two spellings."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from ..prompts.compiled import CompiledPrompt
from ..schemas.document import Pages
from ..schemas.fields import LINE_ITEMS, Kind
from ..schemas.record import Source
from ..schemas.reply import DocumentKind, Printed, RepliedRecord, Reply
from .planted import Row, TrueRecord, Value
from .printed_text import PrintedText, spelled_date, spelled_number

Spelling = Literal["typed", "printed"]
"""2019-03-05 and 1234.5, or as the page prints it where it prints it in a usual spelling."""

Kinds = Mapping[tuple[str | None, str], Kind]
"""(Group, name that truths use) → kind of the values."""


def kinds_of(prompt: CompiledPrompt) -> Kinds:
    """What kind each business term has that is asked for."""
    return {(one.group, term_of(one.group, one.term)): one.kind for one in prompt.fields if one.term}


def term_of(group: str | None, term: str) -> str:
    """A term as truths call it: within its group."""
    return term.removeprefix(f"{group}.")


def text_of(pages: Pages) -> PrintedText:
    """All words of the pages."""
    return PrintedText(" ".join(word.text for page in pages.pages for word in (*page.words, *page.sideways)))


def true_record(name: str, truth: Mapping[str, Any], text: PrintedText, kinds: Kinds) -> TrueRecord:
    """The values of a truth that are printed."""
    marks = truth.get("printed", {})
    fields = {
        key: typed(kinds[None, key], value)
        for key, value in truth.items()
        if (None, key) in kinds and value not in (None, "") and marks.get(key, True)
    }
    rows: list[Row] = [
        {
            key: typed(kinds[LINE_ITEMS, key], value)
            for key, value in row.items()
            if (LINE_ITEMS, key) in kinds and value not in (None, "")
        }
        for row in truth.get(LINE_ITEMS) or ()
    ]
    sort = str(truth.get("InvoiceType", "invoice")).lower()
    kind = "credit_note" if "credit" in sort else "receipt" if "receipt" in sort else "invoice"
    return TrueRecord(name, kind, fields, tuple(rows), text)


def typed(kind: Kind, value: Any) -> Value:
    """A truth as a number, a day or text."""
    if kind is Kind.DATE:
        return date.fromisoformat(str(value)[:10])
    numeric = kind in (Kind.AMOUNT, Kind.QUANTITY, Kind.PERCENT, Kind.NUMBER)
    return Decimal(str(value)) if numeric else str(value)


def reply_with(
    truth: TrueRecord,
    fields: Mapping[str, Value],
    rows: Sequence[Row],
    pages: Pages,
    spelling: Spelling,
    prompt: CompiledPrompt,
) -> Reply:
    """What a model says that gives values only, without their places; under the names of the prompt's columns."""
    names = {(one.group, term_of(one.group, one.term)): one.name for one in prompt.fields if one.term}

    def said(group: str | None, values: Mapping[str, Value], like: Mapping[str, Value]) -> dict[str, Printed]:
        return {
            names[group, name]: Printed(spelled(value, like.get(name), spelling, truth.text), source=Source.MODEL)
            for name, value in values.items()
            if (group, name) in names
        }

    lines = tuple(said(LINE_ITEMS, row, row) for row in rows)
    numbers = tuple(page.number for page in pages.pages)
    groups = {LINE_ITEMS: lines} if lines and any(lines) else {}
    return Reply((RepliedRecord(DocumentKind(truth.kind), numbers, said(None, fields, truth.fields), groups),))


def spelled(value: Value, like: Value | None, spelling: Spelling, text: PrintedText) -> str:
    """A value as typed, or in the spelling in which the page prints the value it stands for."""
    if isinstance(value, Decimal):
        known = isinstance(like, Decimal) and spelling == "printed"
        style = (text.number_style(value) or text.number_style(like)) if known and isinstance(like, Decimal) else None
        return spelled_number(value, *style) if style and round(value, style[1]) == value else f"{value:f}"
    if isinstance(value, date):
        known = isinstance(like, date) and spelling == "printed"
        style = (text.date_style(value) or text.date_style(like)) if known and isinstance(like, date) else None
        return spelled_date(value, style) if style else value.isoformat()
    return value
