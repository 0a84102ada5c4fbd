"""Where a value stands: every answer is looked for on its pages, and says how far it was found.

A place the reader gave is looked at first; only where it does not say the value are the words of the page searched.
Amounts and dates are found by value, whatever their spelling; identifiers and names by their letters and digits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from rapidfuzz import fuzz

from ...schemas.fields import NUMERIC_KINDS, Field, Kind
from ...schemas.record import Evidence, Source, Status, Value
from ...schemas.reply import Printed
from ..values.amounts import parse_amount
from ..values.dates import readings
from ..values.quantities import parse_percent, parse_quantity
from .page_index import MIN_PART, PageIndex, Place, fold
from .typed import Typed

ALIKE_PERCENT = 90.0
"""Similarity from which words under a given box count as the value; what OCR wrote may differ more."""

ALIKE_OCR_PERCENT = 80.0

FAR_PAGES = 4
"""A record of more pages than this has its rows' values looked for only on the row's page and the next one."""


class Cursor(NamedTuple):
    """Where the last row of a table was found."""

    page: int
    word: int


@dataclass(frozen=True, slots=True)
class Grounded:
    """How far a value was found, and where."""

    status: Status
    evidence: tuple[Evidence, ...] = ()
    certainty: float = 1.0
    """The OCR engine's certainty of the words found, 0 to 1; 1 for a text layer."""
    exact: bool = True
    """False where the words found are only alike."""
    cursor: Cursor | None = None
    """Where it was found, for the cells that follow in its row."""


def ground(
    field: Field,
    printed: Printed,
    typed: Typed,
    indexes: Mapping[int, PageIndex],
    pages: Sequence[int],
    cursor: Cursor | None = None,
) -> Grounded:
    """The status of a value and the place that supports it.

    Args:
        field: what was asked.
        printed: the answer, with the page and box the reader gave, if any.
        typed: what the answer means.
        indexes: page number → the page made searchable.
        pages: the pages of the record, in order.
        cursor: for a cell of a table, where the cells before it were found; None for a field of the invoice.
    """
    found = _under_box(field, printed, typed.value, indexes) or _searched(
        field, printed, typed.value, indexes, pages, cursor
    )
    if found is None:
        status = Status.NOT_FOUND
        if field.derived or printed.source in (Source.DERIVED, Source.XML) or _is_judgement(field, typed):
            status = Status.DERIVED
        return Grounded(status)
    index, place, exact = found
    if typed.inferred or field.derived or printed.source is Source.DERIVED:
        status = Status.DERIVED
    elif typed.rivals:
        status = Status.AMBIGUOUS
    else:
        status = Status.VERIFIED
    return Grounded(status, (index.evidence(place),), index.certainty(place), exact, Cursor(index.number, min(place)))


def _is_judgement(field: Field, typed: Typed) -> bool:
    """True for values that no page need print: yes or no, the language, the sort of document."""
    return typed.value is not None and (field.kind in (Kind.BOOLEAN, Kind.LANGUAGE) or field.term == "InvoiceType")


def _under_box(
    field: Field, printed: Printed, value: Value, indexes: Mapping[int, PageIndex]
) -> tuple[PageIndex, Place, bool] | None:
    """The words under the box the reader gave, where they say the value."""
    index = indexes.get(printed.page or 0)
    if index is None or printed.box is None:
        return None
    place = index.inside(printed.box)
    if not place:
        return None
    text = index.quote(place)
    if _says(field, text, printed.text, value):
        return index, _narrowed(index, place, printed.text), True
    alike = fuzz.partial_ratio(fold(printed.text), fold(text), score_cutoff=ALIKE_OCR_PERCENT)
    wordy = field.kind not in NUMERIC_KINDS and field.kind not in (Kind.DATE, Kind.IDENTIFIER)
    if wordy and alike >= (ALIKE_OCR_PERCENT if index.by_ocr else ALIKE_PERCENT):
        return index, place, False
    return None


def _says(field: Field, text: str, printed: str, value: Value) -> bool:
    """True where the words `text` say the value."""
    wanted = fold(printed)
    if wanted and wanted == fold(text):
        return True
    if isinstance(value, Decimal):
        readings_of_number = (
            parse(text, mark) for parse in (parse_amount, parse_percent, parse_quantity) for mark in ".,"
        )
        if any(found is not None and abs(found) == abs(value) for found in readings_of_number):
            return True
        return bool(wanted) and printed.strip() in text
    if isinstance(value, date):
        return value in readings(text) or (bool(wanted) and wanted in fold(text))
    if not wanted:
        return printed.strip() in text
    return wanted in fold(text)


def _narrowed(index: PageIndex, place: Place, printed: str) -> Place:
    """Of the words under a box, those that spell the answer; all of them where it is spelled otherwise."""
    wanted = fold(printed)
    if not wanted:
        return place
    joined = "".join(index.tokens[number] for number in place)
    at = joined.find(wanted)
    if at < 0 or len(joined) == len(wanted):
        return place
    kept: list[int] = []
    start = 0
    for number in place:
        end = start + len(index.tokens[number])
        if start < at + len(wanted) and at < end:
            kept.append(number)
        start = end
    return tuple(kept) or place


def _searched(
    field: Field,
    printed: Printed,
    value: Value,
    indexes: Mapping[int, PageIndex],
    pages: Sequence[int],
    cursor: Cursor | None,
) -> tuple[PageIndex, Place, bool] | None:
    """The value found among the words of its pages; exactly where possible, or else nearly."""
    order = _pages_to_search(printed.page, pages, cursor)
    for number in order:
        if index := indexes.get(number):
            near = _near(index, printed, cursor)
            if place := _find(field, index, printed.text, value, near, window=cursor is not None):
                return index, place, True
    if isinstance(value, Decimal | date) or field.kind in (Kind.CURRENCY, Kind.COUNTRY, Kind.BOOLEAN):
        return None
    for number in order:
        if (index := indexes.get(number)) and (index.by_ocr or field.kind is not Kind.IDENTIFIER):
            near = _near(index, printed, cursor)
            cutoff = ALIKE_OCR_PERCENT if index.by_ocr and field.kind is not Kind.IDENTIFIER else ALIKE_PERCENT
            if place := index.find_alike(printed.text, near or 0, window=cursor is not None, cutoff=cutoff):
                return index, place, False
    return None


def _pages_to_search(given: int | None, pages: Sequence[int], cursor: Cursor | None) -> list[int]:
    """The page the reader named, then the record's pages; for a row the cursor's page and what follows it."""
    order = [given] if given else []
    if cursor is not None:
        order += [page for page in (cursor.page, cursor.page + 1) if page in pages]
    if cursor is None or len(pages) <= FAR_PAGES:
        order += pages
    return list(dict.fromkeys(order))


def _near(index: PageIndex, printed: Printed, cursor: Cursor | None) -> int | None:
    """The word to begin at: the cursor's on its page, the first on the next; None where any place will do."""
    if printed.box is not None and printed.page == index.number and (inside := index.inside(printed.box)):
        return inside[0]
    if cursor is None:
        return None
    return cursor.word if cursor.page == index.number else 0


def _find(field: Field, index: PageIndex, printed: str, value: Value, near: int | None, window: bool) -> Place | None:
    """The place on one page that says the value."""
    if isinstance(value, Decimal):
        if place := index.find_number(value, near):
            return place
        # A number inside other words ('zzgl.19%MwSt'), or rounded by the user's wish.
        return index.find_text(printed, near or 0, window) if len(fold(printed)) >= MIN_PART // 2 else None
    if isinstance(value, date) and (place := index.find_date(value, near)):
        return place
    if field.kind is Kind.CURRENCY and isinstance(value, str) and (place := index.find_currency(value, near)):
        return place
    place = index.find_text(printed, near or 0, window)
    if place is None and field.kind is Kind.COUNTRY and isinstance(value, str):
        return index.find_country(value)
    return place
