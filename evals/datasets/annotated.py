"""Annotations as others publish them (the printed text of each field, with its place) → truth.

The text is turned into values by the same rules of notation that read documents, over all annotations of a document;
what can be read two ways is left out of the truth rather than guessed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ...engine.values.amounts import parse_amount, vote_decimal_mark
from ...engine.values.codes import country_of, currency_of
from ...engine.values.dates import is_numeric, readings, vote_date_order
from ...engine.values.quantities import parse_percent, parse_quantity
from ...schemas.fields import LINE_ITEMS, Kind
from ...schemas.invoice import TERMS

RUNNING = frozenset({Kind.TEXT, Kind.NAME, Kind.ADDRESS})
"""Kinds whose several pieces in one row are one text."""


class Mark(NamedTuple):
    """One annotated text."""

    text: str
    place: tuple[int, float, float, float, float] | None = None
    """Page from 1, x0, y0, x1, y1 in PDF points from the top left."""


Marks = Mapping[str, Sequence[Mark]]
"""Field → its annotations."""


class Customs(NamedTuple):
    """How documents of a dataset are written, where the document itself does not tell."""

    country: str | None = None
    """ISO 3166-1 alpha-2."""
    languages: tuple[str, ...] = ()
    """ISO 639-1."""


UNKNOWN = Customs()
"""Nothing is known but what the document says."""


class Notation(NamedTuple):
    """How one document writes its numbers and dates."""

    decimal_mark: str | None
    date_order: str | None
    languages: tuple[str, ...]


def truth_of(header: Marks, rows: Sequence[Marks], customs: Customs = UNKNOWN) -> dict[str, Any]:
    """The truth of one invoice, with places.

    Args:
        header: fields of the invoice by their keys in the schema; others are left out, and told in '_meta'.
        rows: line items, by the names of their columns.
        customs: what decides where the document does not.
    """
    notation = _notation(
        [header, *({f"{LINE_ITEMS}.{name}": marks for name, marks in row.items()} for row in rows)], customs
    )
    truth: dict[str, Any] = {}
    places: dict[str, list[list[Any]]] = {}
    left_out: dict[str, Any] = {}
    for name, marks in header.items():
        value = _one(marks, TERMS[name].kind, notation) if name in TERMS else None
        if value is None:
            left_out[name] = [mark.text for mark in marks] if len(marks) > 1 else marks[0].text
            continue
        truth[name] = value
        _keep(places, name, marks)
    lines: list[dict[str, Any]] = []
    for row in rows:
        line: dict[str, Any] = {}
        for name, marks in row.items():
            kind = TERMS[f"{LINE_ITEMS}.{name}"].kind
            value = _joined(marks) if kind in RUNNING else _one(marks, kind, notation)
            if value is not None:
                line[name] = value
                _keep(places, f"{LINE_ITEMS}.{len(lines)}.{name}", marks)
        if line:
            lines.append(line)
    truth |= {LINE_ITEMS: lines} if lines else {}
    truth |= {"_meta": {"left out": left_out}} if left_out else {}
    return truth | ({"places": places} if places else {})


def json_number(value: Decimal) -> int | float:
    """The number as JSON writes it; the shortest float repr gives back every digit printed."""
    return int(value) if value == value.to_integral_value() else float(value)


def _keep(places: dict[str, list[list[Any]]], name: str, marks: Iterable[Mark]) -> None:
    found = [[*mark.place, mark.text] for mark in marks if mark.place]
    if found:
        places[name] = found


def _notation(parts: Iterable[Marks], customs: Customs) -> Notation:
    texts: dict[Kind, list[str]] = {Kind.AMOUNT: [], Kind.DATE: []}
    for part in parts:
        for name, marks in part.items():
            if name in TERMS and TERMS[name].kind in texts:
                texts[TERMS[name].kind] += [mark.text for mark in marks]
    order = vote_date_order(texts[Kind.DATE], country=customs.country, languages=customs.languages)
    return Notation(vote_decimal_mark(texts[Kind.AMOUNT]).mark, order.order, customs.languages)


def _joined(marks: Sequence[Mark]) -> str | None:
    return " ".join(" ".join(mark.text for mark in marks).split()) or None


def _one(marks: Sequence[Mark], kind: Kind, notation: Notation) -> str | int | float | None:
    """The value that all annotations of a field have; None where they have several, or none can be read."""
    values = [_value(mark.text, kind, notation) for mark in marks]
    folded = Counter(str(value).casefold() for value in values)
    return values[0] if len(folded) == 1 else None


def _value(text: str, kind: Kind, notation: Notation) -> str | int | float | None:
    number: Decimal | None = None
    match kind:
        case Kind.DATE:
            return _day(text, notation)
        case Kind.AMOUNT | Kind.NUMBER:
            number = parse_amount(text, notation.decimal_mark)
        case Kind.QUANTITY:
            number = parse_quantity(text, notation.decimal_mark)
        case Kind.PERCENT:
            number = parse_percent(text, notation.decimal_mark)
        case Kind.CURRENCY:
            return currency_of(text)
        case Kind.COUNTRY:
            return country_of(text)
        case _:
            return " ".join(text.split()) or None
    return json_number(number) if number is not None else None


def _day(text: str, notation: Notation) -> str | None:
    meanings = readings(text, notation.languages)
    if len(meanings) > 1 and is_numeric(text):
        if notation.date_order is None:
            return None
        return meanings[notation.date_order == "MDY"].isoformat()
    return meanings[0].isoformat() if meanings else None
