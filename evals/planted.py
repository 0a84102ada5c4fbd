"""False values to plant in a true record: what noise.py and benchmarks/falsehoods.py feed the checker."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from .printed_text import PrintedText

Value = str | Decimal | date
"""A truth: text, a number or a day."""
Row = Mapping[str, Value]

Damage = Callable[[Value, random.Random], Value]

TRIES = 60


@dataclass(frozen=True)
class TrueRecord:
    """The truth of one document: what its pages print."""

    name: str
    kind: str
    """A schemas.reply.DocumentKind value."""
    fields: Mapping[str, Value]
    rows: tuple[Row, ...]
    text: PrintedText


@dataclass(frozen=True)
class Falsehood:
    """A record with one lie in it."""

    kind: str
    field: str
    row: int | None
    """From 1; None for a value of the invoice."""
    value: Value | None
    fields: Mapping[str, Value]
    rows: tuple[Row, ...]
    printed: bool
    """True where the false value stands on the pages, as something else."""


AMOUNTS = ("TotalAmountExclTax", "TotalVATAmount", "TotalAmountIncTax", "AmountDue")
DATES = ("InvoiceDate", "DueDate")
NAMES = ("SupplierName", "CustomerName")
IDS = ("InvoiceNumber", "SupplierVatNumber", "SupplierTaxId", "CustomerVatNumber", "PurchaseOrderNumber", "PaymentBIC")
TEXTS = ("PaymentTerms",)
CELLS = ("Description", "SKU", "Quantity", "UnitPrice", "LineTotalExclTax")


def falsehoods(
    record: TrueRecord, others: Sequence[TrueRecord], *, seed: int = 0, every_row: bool = False
) -> Iterator[Falsehood]:
    """Every kind of falsehood for every value of a record it fits, each planted alone; the same seed, the same ones.

    Args:
        record: what is true.
        others: where names and rows of elsewhere are taken from.
        seed: another one gives other digits.
        every_row: in every row, not in one drawn by chance.
    """
    known = seed and f"{seed} "
    marked = replace(record, name=f"{known}{record.name}") if known else record
    yield from _in_fields(marked, others)
    strange = [row for other in others if other.name != record.name for row in other.rows]
    drawn = [random.Random(f"{marked.name} rows").randrange(len(record.rows))] if record.rows else []
    for number in range(len(record.rows)) if every_row else drawn:
        yield from _in_rows(marked, number, strange)


def _in_fields(record: TrueRecord, others: Sequence[TrueRecord]) -> Iterator[Falsehood]:
    for field in (*AMOUNTS, *IDS, *TEXTS):
        for kind, damage in (("digit changed", _digit_changed), ("digits swapped", _digits_swapped)):
            yield from _unprinted(record, kind, field, damage)
    yield from _unprinted(record, "IBAN changed", "PaymentIBAN", _digit_changed)
    for field in AMOUNTS:
        yield from _unprinted(record, "decimal mark moved", field, _mark_moved)
    for field in DATES:
        yield from _unprinted(record, "date shifted", field, _shifted)
        yield from _unprinted(record, "day and month swapped", field, _day_and_month_swapped)
        yield from _swapped(record, "date of another field", field, DATES)
    for field in AMOUNTS:
        yield from _swapped(record, "amount of another field", field, AMOUNTS)
    names = sorted({str(other.fields[field]) for other in others for field in NAMES if field in other.fields})
    for field in NAMES:
        yield from _unprinted(record, "another company", field, _one_of(names))
        yield from _unprinted(record, "letter changed", field, _letter_changed)
        yield from _swapped(record, "name of another party", field, NAMES)
    for field in (*AMOUNTS, *DATES, *NAMES, *IDS, *TEXTS, "PaymentIBAN"):
        if field in record.fields:
            rest = {name: value for name, value in record.fields.items() if name != field}
            yield Falsehood("value missing", field, None, None, rest, record.rows, False)
        else:
            yield from _invented(record, field, others)


def _invented(record: TrueRecord, field: str, others: Sequence[TrueRecord]) -> Iterator[Falsehood]:
    """A value of another document for a field that this one does not have."""
    values = [other.fields[field] for other in others if other.name != record.name and field in other.fields]
    false = [value for value in values if not _printed(record.text, value)]
    if false:
        value = random.Random(f"{record.name} value invented {field}").choice(false)
        yield Falsehood("value invented", field, None, value, {**record.fields, field: value}, record.rows, False)


def _unprinted(record: TrueRecord, kind: str, field: str, damage: Damage) -> Iterator[Falsehood]:
    """The value damaged so that the pages print it nowhere."""
    if field in record.fields:
        false = _damaged(record, record.fields[field], damage, f"{record.name} {kind} {field}")
        if false is not None:
            yield Falsehood(kind, field, None, false, {**record.fields, field: false}, record.rows, False)


def _swapped(record: TrueRecord, kind: str, field: str, among: Sequence[str]) -> Iterator[Falsehood]:
    """The value of another field in its stead."""
    own = record.fields.get(field)
    for other in among:
        value = record.fields.get(other)
        if own is None or value is None or _same(value, own) or not _printed(record.text, value):
            continue
        yield Falsehood(kind, field, None, value, {**record.fields, field: value}, record.rows, True)


def _in_rows(record: TrueRecord, number: int, strange: Sequence[Row]) -> Iterator[Falsehood]:
    chance = random.Random(f"{record.name} row {number}")
    row = record.rows[number]
    rest = (*record.rows[:number], *record.rows[number + 1 :])
    yield Falsehood("row dropped", "row", None, None, record.fields, rest, False)
    if strange:
        invented = {field: value for field, value in chance.choice(strange).items() if field in row}
        rows = (*record.rows[:number], {**row, **invented}, *record.rows[number:])
        yield Falsehood("row invented", "row", number + 1, None, record.fields, rows, False)
    for field in CELLS:
        if field not in row:
            continue
        texts = sorted({str(other[field]) for other in strange if field in other})
        damages: dict[str, Damage] = {"cell changed": _digit_changed}
        if isinstance(row[field], Decimal):
            damages["decimal mark moved in a row"] = _mark_moved
        if field == "Description" and texts:
            damages |= {"text of another row": _one_of(texts), "letter changed": _letter_changed}
        for kind, damage in damages.items():
            false = _damaged(record, row[field], damage, f"{record.name} {kind} {number} {field}")
            if false is not None:
                yield _in_row(record, kind, field, number, false, printed=False)
        other = next((one[field] for one in rest if field in one and not _same(one[field], row[field])), None)
        if other is not None and field != "Quantity":
            yield _in_row(record, "cell of another row", field, number, other, printed=True)


def _in_row(record: TrueRecord, kind: str, field: str, number: int, value: Value, *, printed: bool) -> Falsehood:
    rows = (*record.rows[:number], {**record.rows[number], field: value}, *record.rows[number + 1 :])
    return Falsehood(kind, field, number + 1, value, record.fields, rows, printed)


def _damaged(record: TrueRecord, value: Value, damage: Damage, seed: str) -> Value | None:
    """The first damage that the pages print nowhere; None where there is none."""
    chance = random.Random(seed)
    for _ in range(TRIES):
        false = damage(value, chance)
        if not _same(false, value) and not _printed(record.text, false):
            return false
    return None


def _printed(text: PrintedText, value: Value) -> bool:
    if isinstance(value, Decimal):
        return abs(value) in text.numbers
    return text.has_date(value) if isinstance(value, date) else text.has_text(value)


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return abs(one) == abs(other)
    return str(one).casefold() == str(other).casefold()


def _digit_changed(value: Value, chance: random.Random) -> Value:
    text = str(value)
    places = [at for at, char in enumerate(text) if char.isdigit()]
    if not places:
        return value
    at = chance.choice(places)
    digit = chance.choice([digit for digit in "123456789" if digit != text[at]])
    return _like(value, text[:at] + digit + text[at + 1 :])


def _digits_swapped(value: Value, chance: random.Random) -> Value:
    text = str(value)
    pairs = [at for at in range(len(text) - 1) if text[at : at + 2].isdigit() and text[at] != text[at + 1]]
    if not pairs:
        return value
    at = chance.choice(pairs)
    return _like(value, text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def _shifted(value: Value, chance: random.Random) -> Value:
    days = chance.choice([-30, -10, -7, -2, -1, 1, 2, 7, 10, 30, 365])
    return value + timedelta(days=days) if isinstance(value, date) else value


def _day_and_month_swapped(value: Value, chance: random.Random) -> Value:
    return value.replace(day=value.month, month=value.day) if isinstance(value, date) and value.day <= 12 else value


def _mark_moved(value: Value, chance: random.Random) -> Value:
    return value.scaleb(chance.choice([-2, -1, 1, 2])) if isinstance(value, Decimal) else value


def _like(value: Value, text: str) -> Value:
    return Decimal(text) if isinstance(value, Decimal) else text


def _letter_changed(value: Value, chance: random.Random) -> Value:
    text = str(value)
    places = [at for at, char in enumerate(text) if char.isalpha()]
    if not places:
        return value
    at = chance.choice(places)
    return text[:at] + chance.choice("aeiknrstu") + text[at + 1 :]


def _one_of(texts: Sequence[str]) -> Callable[[Value, random.Random], Value]:
    return lambda _, chance: chance.choice(texts)
