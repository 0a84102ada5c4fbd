"""What a prompt leaves open, and how it was settled on each invoice: the ground of uncertainty notes and questions.

A column called 'Date' may mean the invoice date or the due date; where an invoice prints both, that is an assumption. A
column with an instruction of its own, or an unmistakable name, leaves nothing open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ...prompts.compiled import CompiledPrompt
from ...schemas.fields import Field, Kind
from ...schemas.invoice import TERMS
from ...schemas.record import Assumption, Cell, Choice, Record, Status
from ...schemas.vocabulary import fold


@dataclass(frozen=True, slots=True)
class Open:
    """A kind of column name that means several things."""

    topic: str
    names: frozenset[str]
    """Such names, folded, in the languages we know; a plain 'total' is the one to pay and leaves nothing open."""
    rivals: tuple[str, ...]
    """Business terms it may mean beside the one that was taken."""


OPEN: Mapping[str, Open] = {
    "InvoiceDate": Open(
        "which_date",
        frozenset(map(fold, ("date", "dates", "datum", "fecha", "data", "jour", "dag"))),
        ("TaxPointDate", "DeliveryDate", "DueDate"),
    ),
    "TotalAmountIncTax": Open(
        "which_total",
        frozenset(
            map(
                fold,
                (
                    *("amount", "sum", "value", "invoice amount", "price", "cost"),
                    *("betrag", "summe", "rechnungsbetrag", "montant", "somme"),
                    *("importe", "importo", "bedrag", "factuurbedrag"),
                ),
            )
        ),
        ("TotalAmountExclTax", "AmountDue"),
    ),
}
"""Term that is taken → how its name may be open."""

BY_NOTE: Mapping[str, str] = {
    "DATE_ORDER": "date_order",
    "CURRENCY_AMBIGUOUS": "currency",
    "LINES_WITH_TAX": "gross_prices",
}
"""Code of a note of the checks → topic."""


def rival_terms(prompt: CompiledPrompt) -> tuple[Field, ...]:
    """Fields to be read besides, so that it can be told whether an open name makes a difference; () mostly."""
    terms = dict.fromkeys(term for field in _open_fields(prompt) for term in OPEN[field.term or ""].rivals)
    return tuple(Field(TERMS[term].name, TERMS[term].kind, term) for term in terms)


def with_assumptions(
    records: Sequence[Record], prompt: CompiledPrompt, others: Sequence[Record] = ()
) -> tuple[Record, ...]:
    """The records with what was assumed about each.

    Args:
        records: what was extracted.
        prompt: what was asked.
        others: the same invoices with the fields of `rival_terms`; () where nothing is open.
    """
    pairs = zip(records, others, strict=True) if len(others) == len(records) else ((record, None) for record in records)
    return tuple(
        replace(record, assumptions=found) if (found := (*_assumed(record, other, prompt),)) else record
        for record, other in pairs
    )


def _assumed(record: Record, other: Record | None, prompt: CompiledPrompt) -> Iterator[Assumption]:
    if other is not None:
        for field in _open_fields(prompt):
            yield from _which(field, record, other)
    yield from _told_by_notes(record)
    yield from _due_date(record, prompt)
    if record.kind == "credit_note" and not prompt.rules.credit_notes_negative and _has_positive_amount(record, prompt):
        yield Assumption("credit_note_sign", None, (Choice("as_printed"), Choice("negative")))


def _open_fields(prompt: CompiledPrompt) -> Iterator[Field]:
    """The fields whose names leave open what is meant; none in a named schema."""
    if prompt.schema is not None:
        return
    asked = {field.term for field in prompt.fields}
    for field in prompt.invoice_fields:
        way = OPEN.get(field.term or "")
        if way and not field.instruction and fold(field.name) in way.names and not asked & set(way.rivals):
            yield field


def _which(field: Field, record: Record, other: Record) -> Iterator[Assumption]:
    """The values that the name may also mean, where they differ from the one taken."""
    way = OPEN[field.term or ""]
    taken = record.fields[field.name].value
    if taken is None:
        return
    choices = [Choice(field.term or "", taken)]
    for term in way.rivals:
        cell = other.fields.get(TERMS[term].name, Cell())
        if cell.status is Status.VERIFIED and all(cell.value != choice.value for choice in choices):
            choices.append(Choice(term, cell.value))
    if len(choices) > 1:
        yield Assumption(way.topic, field.name, tuple(choices))


def _told_by_notes(record: Record) -> Iterator[Assumption]:
    """What the checks found open."""
    for note in record.notes:
        topic = BY_NOTE.get(note.code)
        if topic is None:
            continue
        name = note.fields[0] if note.fields else None
        value = record.fields[name].value if name and name in record.fields else None
        if topic == "date_order" and isinstance(value, date):
            other = _turned(value)
            if other is not None:
                first, second = ("day_first", "month_first")
                yield Assumption(topic, name, (Choice(first, value), Choice(second, other)))
        elif topic == "currency":
            yield Assumption(topic, name, (Choice("taken", value or record.currency),))
        elif topic == "gross_prices":
            yield Assumption(topic, name, (Choice("as_printed"), Choice("without_tax")))


def _turned(day: date) -> date | None:
    try:
        return day.replace(month=day.day, day=day.month)
    except ValueError:
        return None


def _due_date(record: Record, prompt: CompiledPrompt) -> Iterator[Assumption]:
    """A due date that follows from terms."""
    for field in prompt.invoice_fields:
        cell = record.fields[field.name]
        if field.term == "DueDate" and cell.status is Status.DERIVED and cell.value is not None and cell.evidence:
            yield Assumption("due_date", field.name, (Choice("computed", cell.value), Choice("printed_only")))


def _has_positive_amount(record: Record, prompt: CompiledPrompt) -> bool:
    values = (record.fields[field.name].value for field in prompt.invoice_fields if field.kind is Kind.AMOUNT)
    return any(isinstance(value, Decimal) and value > 0 for value in values)
