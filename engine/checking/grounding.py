"""Where a value stands: every answer is looked for on its pages, and says how far it was found.

A place the reader gave is looked at first; only where it does not say the value are the words of the page searched.
Amounts and dates are found by value, whatever their spelling; identifiers and names by their letters and digits.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import NamedTuple

from ...schemas.fields import NUMERIC_KINDS, Field, Kind
from ...schemas.record import Evidence, Source, Status, Value
from ...schemas.reply import Printed
from ..values.amounts import parse_amount
from ..values.dates import readings
from ..values.quantities import parse_percent, parse_quantity
from .page_index import PageIndex
from .spelled_words import Place, fold
from .text_index import alike, confused
from .typed import Typed

ALIKE_PERCENT = 90.0
"""Similarity from which words under a given box count as the value; what OCR wrote may differ more."""

ALIKE_OCR_PERCENT = 80.0

_CENTS = re.compile(r"[.,]\d{1,4}\D*\Z")

FAR_PAGES = 4
"""A record of more pages than this has its rows' values looked for only on the row's page and the next one."""


class Cursor(NamedTuple):
    """Where the search for a cell of a table begins."""

    page: int
    word: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """One answer to be found."""

    field: Field
    printed: Printed
    """The answer, with the page and box the reader gave, if any."""
    typed: Typed
    """What the answer means."""
    cursor: Cursor | None = None
    """Where to begin, for a cell of a table; None for a field of the invoice."""

    @property
    def in_table(self) -> bool:
        """True for a cell of a table: it is looked for near its row, so that long tables stay linear."""
        return self.cursor is not None


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages of one invoice, made searchable."""

    indexes: Mapping[int, PageIndex]
    """Page number → index, in the order of the pages."""
    date_order: str | None = None
    """'DMY' or 'MDY' where a date on the pages settles it; a mere custom does not."""


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
    """Page and first word of what was found."""
    place: Place = ()
    """All its words on that page."""


def ground(wanted: Wanted, sheets: Sheets) -> Grounded:
    """The status of a value and the place that supports it."""
    typed, printed, field = wanted.typed, wanted.printed, wanted.field
    found = _under_box(wanted, sheets) or _searched(wanted, sheets)
    if found is None:
        status = Status.NOT_FOUND
        if printed.source is Source.XML and not sheets.indexes:
            status = Status.VERIFIED  # the XML is the whole document
        elif field.derived or printed.source in (Source.DERIVED, Source.XML) or _is_judgement(field, typed):
            status = Status.DERIVED
        return Grounded(status)
    index, place, likeness = found
    if typed.inferred or field.derived or printed.source is Source.DERIVED:
        status = Status.DERIVED
    elif typed.rivals or likeness is Likeness.ALIKE:
        status = Status.AMBIGUOUS
    else:
        status = Status.VERIFIED
    cursor = Cursor(index.number, min(place))
    return Grounded(status, (index.evidence(place),), index.certainty(place), likeness is Likeness.EXACT, cursor, place)


class Likeness(Enum):
    """How well the words found say the value."""

    EXACT = auto()
    CONFUSED = auto()
    """But for characters that OCR takes for one another."""
    ALIKE = auto()
    """But for a few letters: the page and the answer disagree."""


Found = tuple[PageIndex, Place, Likeness]
"""Where a value was found, and how well."""


def _is_judgement(field: Field, typed: Typed) -> bool:
    """True for values that no page need print: yes or no, the language, the sort of document."""
    return typed.value is not None and (field.kind in (Kind.BOOLEAN, Kind.LANGUAGE) or field.term == "InvoiceType")


def _under_box(wanted: Wanted, sheets: Sheets) -> Found | None:
    """The words under the box the reader gave, where they say the value."""
    printed, kind = wanted.printed, wanted.field.kind
    index = sheets.indexes.get(printed.page or 0)
    if index is None or printed.box is None:
        return None
    place = index.inside(printed.box)
    if not place:
        return None
    if printed.source is Source.DERIVED:
        return index, place, Likeness.EXACT  # the reader names what the value follows from
    text = index.quote(place)
    if _says(text, printed.text, wanted.typed.value):
        return index, _narrowed(index, place, printed.text), Likeness.EXACT
    if among := _among(index, place, printed.text):
        return index, among, Likeness.EXACT
    wordy = kind not in NUMERIC_KINDS and kind not in (Kind.DATE, Kind.IDENTIFIER)
    enough = ALIKE_OCR_PERCENT if index.by_ocr else ALIKE_PERCENT
    if index.by_ocr and confused(fold(printed.text)) in confused(fold(text)):
        return index, place, Likeness.CONFUSED
    if wordy and alike(fold(printed.text), fold(text), enough):
        return index, place, Likeness.ALIKE
    return None


def _among(index: PageIndex, place: Place, printed: str) -> Place | None:
    """The words of the answer among those under a box, where others stand between them or their order differs."""
    wanted = Counter(token for token in map(fold, printed.split()) if token)
    found: list[int] = []
    for number in place:
        if wanted[index.tokens[number]] > 0:
            wanted[index.tokens[number]] -= 1
            found.append(number)
    return tuple(found) if found and not wanted.total() else None


def _says(text: str, printed: str, value: Value) -> bool:
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


def _searched(wanted: Wanted, sheets: Sheets) -> Found | None:
    """The value found among the words of its pages; exactly where possible, or else nearly."""
    indexes = [sheets.indexes[page] for page in _pages_to_search(wanted, sheets) if page in sheets.indexes]
    for index in indexes:
        if place := place_on(wanted, index, sheets.date_order):
            return index, place, Likeness.EXACT
    kind = wanted.field.kind
    if isinstance(wanted.typed.value, Decimal | date) or kind in (Kind.CURRENCY, Kind.COUNTRY, Kind.BOOLEAN):
        return None
    for index in indexes:
        if found := _nearly(wanted, index):
            return found
    return None


def _nearly(wanted: Wanted, index: PageIndex) -> Found | None:
    """The place on one page that says nearly the value; in an identifier only what OCR confuses may differ."""
    text, near = wanted.printed.text, _near(wanted, index) or 0
    if index.by_ocr and (place := index.find_confusable(text, near, wanted.in_table)):
        return index, place, Likeness.CONFUSED
    if wanted.field.kind is Kind.IDENTIFIER:
        return None
    enough = ALIKE_OCR_PERCENT if index.by_ocr else ALIKE_PERCENT
    place = index.find_alike(text, near, wanted.in_table, enough)
    return (index, place, Likeness.ALIKE) if place else None


def _pages_to_search(wanted: Wanted, sheets: Sheets) -> list[int]:
    """The page the reader named, then the invoice's pages; for a row the cursor's page and what follows it."""
    pages = [wanted.printed.page] if wanted.printed.page else []
    if wanted.cursor is not None:
        pages += [wanted.cursor.page, wanted.cursor.page + 1]
    if wanted.cursor is None or len(sheets.indexes) <= FAR_PAGES:
        pages += sheets.indexes
    return list(dict.fromkeys(pages))


def _near(wanted: Wanted, index: PageIndex) -> int | None:
    """The word to begin at: the cursor's on its page, the first on the next; None where any place will do."""
    printed = wanted.printed
    if printed.box is not None and printed.page == index.number and (inside := index.inside(printed.box)):
        return inside[0]
    if wanted.cursor is None:
        return None
    return wanted.cursor.word if wanted.cursor.page == index.number else 0


def place_on(wanted: Wanted, index: PageIndex, date_order: str | None) -> Place | None:
    """The place on one page that says the value: by value for numbers, dates and currencies, else by characters."""
    kind, text, value, near = wanted.field.kind, wanted.printed.text, wanted.typed.value, _near(wanted, index)
    if isinstance(value, Decimal):
        place = index.find_number(value, near, _with_mark(wanted)) or index.find_number_inside(value, near or 0)
        rounded = wanted.field.format.decimals is not None
        return index.find_text(text, near or 0, wanted.in_table) if place is None and rounded else place
    if isinstance(value, date) and (place := index.find_date(value, near, date_order)):
        return place
    if kind is Kind.CURRENCY and isinstance(value, str) and (place := index.find_currency(value, near)):
        return place
    place = index.find_text(text, near or 0, wanted.in_table)
    if place is None and kind is Kind.COUNTRY and isinstance(value, str):
        return index.find_country(value)
    return place


def places_of(wanted: Wanted, index: PageIndex, date_order: str | None) -> Sequence[Place]:
    """Every place on one page that says a number, a date or an identifier exactly; of very many only some."""
    value = wanted.typed.value
    if isinstance(value, Decimal):
        return index.every_number(value, _with_mark(wanted))
    if isinstance(value, date):
        return index.dates(date_order).get(value, ())
    return index.every_text(wanted.printed.text)


def _with_mark(wanted: Wanted) -> bool:
    """True for money with cents: a bare number is something else."""
    money = wanted.field.kind is Kind.AMOUNT and wanted.printed.source is not Source.XML
    return money and bool(_CENTS.search(wanted.printed.text))
