"""Two readings of one invoice compared: what the e-invoice's XML says, and what its visible pages show.

People read the page and machines read the XML. Where they differ it is an error, or fraud: a note says both, and the
cell keeps the value of the XML (its `source` says so).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rapidfuzz import fuzz

from ...prompts.compiled import CompiledPrompt
from ...schemas.fields import LINE_ITEMS, Field, Kind
from ...schemas.record import Cell, Note, Record, Severity, Source, Status
from ...schemas.vocabulary import fold

COMPARED = frozenset({Kind.IDENTIFIER, Kind.AMOUNT, Kind.DATE, Kind.NAME, Kind.CURRENCY})
"""Kinds whose values are the same in both or wrong in one; texts and addresses are written freely."""

CENT = Decimal("0.01")
"""Less than this between two amounts is rounding."""

SAME_NAME = 70
"""Similarity (0 to 100) from which two names mean one party."""

SURE = 0.6
"""Confidence from which the page's own reading is worth holding against the XML."""

GRAVE = frozenset({"PaymentIBAN", "AmountDue", "TotalAmountIncTax"})
"""Terms by which money goes astray."""


def differences(record: Record, page: Record, prompt: CompiledPrompt) -> tuple[Note, ...]:
    """XML_PAGE_MISMATCH for each field (and each row's total) that the page shows otherwise.

    A value of the XML that the page prints somewhere is taken as shown: then it is the reading of the page that erred.

    Args:
        record: the invoice by its XML, grounded on its pages.
        page: the same invoice as its pages alone say.
        prompt: the fields of both.
    """
    notes = [
        _note(field, record.fields[field.name], shown)
        for field in prompt.invoice_fields
        if _differ(field, record.fields[field.name], shown := page.fields[field.name])
    ]
    return (*notes, *_rows(record, page, prompt))


def with_differences(record: Record, page: Record, prompt: CompiledPrompt) -> Record:
    """The record with those notes, in place of the milder one that a value of the XML is not on the page."""
    found = differences(record, page, prompt)
    told = {name for note in found for name in note.fields}
    kept = (note for note in record.notes if not (note.code == "XML_NOT_ON_PAGE" and told & set(note.fields)))
    return replace(record, notes=(*kept, *found)) if found else record


def _rows(record: Record, page: Record, prompt: CompiledPrompt) -> Iterator[Note]:
    """Row by row where both have as many; a row whose total the page shows otherwise."""
    rows, shown = record.groups.get(LINE_ITEMS, ()), page.groups.get(LINE_ITEMS, ())
    if len(rows) != len(shown):
        return
    totals = [field for field in prompt.line_item_fields if field.term == "LineItems.LineTotalExclTax"]
    for field in totals:
        for number, (by_xml, on_page) in enumerate(zip(rows, shown, strict=True), 1):
            if _differ(field, by_xml[field.name], on_page[field.name]):
                yield _note(field, by_xml[field.name], on_page[field.name], number)


def _differ(field: Field, by_xml: Cell, on_page: Cell) -> bool:
    """True where the page surely shows another value and nowhere the XML's."""
    if field.kind not in COMPARED or by_xml.source is not Source.XML or by_xml.evidence:
        return False
    if on_page.status is not Status.VERIFIED or on_page.confidence < SURE:
        return False
    return by_xml.value is not None and on_page.value is not None and not _same(field, by_xml, on_page)


def _same(field: Field, one: Cell, other: Cell) -> bool:
    if isinstance(one.value, Decimal) and isinstance(other.value, Decimal):
        return abs(abs(one.value) - abs(other.value)) < CENT
    if isinstance(one.value, date) or isinstance(other.value, date):
        return one.value == other.value
    first, second = fold(str(one.value)), fold(str(other.value))
    if field.kind is Kind.NAME:
        return fuzz.partial_ratio(first, second) >= SAME_NAME
    return first in second or second in first


def _note(field: Field, by_xml: Cell, on_page: Cell, row: int | None = None) -> Note:
    where = f"Line {row}: " if row else ""
    message = (
        f"{where}{field.name}: the e-invoice says {by_xml.value}, the page shows {on_page.value}; "
        "the e-invoice's value was taken."
    )
    severity = Severity.ERROR if field.term in GRAVE else Severity.WARNING
    place = on_page.evidence[0] if on_page.evidence else None
    return Note(
        "XML_PAGE_MISMATCH", severity, message, (field.name,), place and place.page, row, place.box if place else None
    )


def unread(records: Iterable[Record]) -> tuple[Note, ...]:
    """EINVOICE_UNREAD where no record of a file with an e-invoice has a value of its XML."""
    if any(cell.source is Source.XML for record in records for _, _, cell in record.cells()):
        return ()
    message = "The file carries an e-invoice, but nothing that was asked for could be read from its XML."
    return (Note("EINVOICE_UNREAD", Severity.WARNING, message),)
