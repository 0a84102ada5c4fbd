"""A printed string → the typed value of its field, by the conventions of the document."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ...schemas.fields import Field, Kind
from ...schemas.record import Source, Value
from ...schemas.reply import DocumentKind, Printed
from ...schemas.vocabulary import fold, titles
from ..values.amounts import DecimalMark, parse_amount
from ..values.codes import country_of, country_of_vat, currency_candidates, guess_language, language_of
from ..values.dates import DateOrder, is_numeric, readings
from ..values.identifiers import normalise_identifier
from ..values.quantities import parse_number, parse_percent, parse_quantity
from .conventions import Conventions

NORMALISED_TERMS = frozenset({"SupplierVatNumber", "CustomerVatNumber"})
"""Identifiers the field reference wants without blanks and punctuation; all others stay as printed."""

TRUE_WORDS = frozenset({
    "true", "yes", "y", "1", "x", "ja", "oui", "si", "sí", "sim", "tak", "da", "да", "ano", "igen", "evet", "paid",
    "bezahlt", "payé", "payée", "pagado", "pagata", "pagato", "pago", "betaald", "zapłacono", "оплачено",
    "beglichen", "acquitté", "acquittée", "cobrado", "saldata", "quitado", "✓", "☑",
})  # fmt: skip
FALSE_WORDS = frozenset({
    "false", "no", "n", "0", "nein", "non", "nee", "não", "nie", "нет", "ne", "nem", "hayır", "unpaid", "due",
    "open", "outstanding", "offen", "unbezahlt", "overdue", "impayé", "impayée", "pendiente", "vencida",
    "openstaand",
})  # fmt: skip
"""Words that say yes or no, where they stand in the answer to such a question."""

XML_MARK = DecimalMark(".", "numbers in XML have a point", certain=True)

_HOURS = re.compile(r"\s*(\d{1,4}):([0-5]\d)(?::[0-5]\d)?\s*(?:h|hrs?|hours?|std\.?)?\s*\Z", re.IGNORECASE)


class Typed(NamedTuple):
    """What a printed string means."""

    value: Value = None
    inferred: bool = False
    """True where the value follows from the printed words rather than being their other spelling."""
    rivals: tuple[Value, ...] = ()
    """Other values the same characters may have, where the document does not settle which."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reading of one string needs to know."""

    field: Field
    text: str
    mark: str | None
    mark_certain: bool
    order: DateOrder
    languages: tuple[str, ...]
    record_kind: str


def typed_value(field: Field, printed: Printed, conventions: Conventions, record_kind: str) -> Typed:
    """The typed value of an answer; its value is None where the characters mean nothing of that kind."""
    mark = XML_MARK if printed.source is Source.XML else conventions.decimal_mark
    reading = Reading(
        field,
        " ".join(printed.text.split()),
        mark.mark,
        mark.certain,
        conventions.date_order,
        conventions.languages,
        record_kind,
    )
    if not reading.text:
        return Typed()
    if field.many:
        return Typed([part for line in printed.text.split("\n") if (part := " ".join(line.split()))])
    typed = READERS[field.kind](reading)
    return typed._replace(value=_formatted(typed.value, field))


def _formatted(value: Value, field: Field) -> Value:
    """The value with the decimals and the letter case the user asked for."""
    if isinstance(value, Decimal) and field.format.decimals is not None:
        return value.quantize(Decimal(1).scaleb(-field.format.decimals), ROUND_HALF_UP)
    if isinstance(value, str) and field.format.uppercase:
        return value.upper()
    return value


def _text(reading: Reading) -> Typed:
    return Typed(reading.text)


def _identifier(reading: Reading) -> Typed:
    text = reading.text.strip(" :;,")
    if reading.field.term in NORMALISED_TERMS:
        normal = normalise_identifier(text)
        return Typed(normal if any(char.isdigit() for char in normal) else None)
    return Typed(text or None)


def _date(reading: Reading) -> Typed:
    meanings = readings(reading.text, reading.languages)
    if not meanings:
        month = readings(reading.text, reading.languages, month_only=True)
        return Typed(month[0], inferred=True) if month else Typed()
    if len(meanings) == 2 and is_numeric(reading.text):
        first, second = meanings[::-1] if reading.order.order == "MDY" else meanings
        return Typed(first, rivals=() if reading.order.certain else (second,))
    return Typed(meanings[0], rivals=meanings[1:])


def _amount(reading: Reading) -> Typed:
    return _number(reading, parse_amount)


def _quantity(reading: Reading) -> Typed:
    if hours := _HOURS.match(reading.text):
        whole, minutes = Decimal(hours[1]), Decimal(hours[2])
        return Typed((whole + minutes / 60).quantize(Decimal("0.01"), ROUND_HALF_UP), inferred=True)
    return _number(reading, parse_quantity)


def _percent(reading: Reading) -> Typed:
    return _number(reading, parse_percent)


def _plain_number(reading: Reading) -> Typed:
    typed = _number(reading, parse_number)
    return typed if typed.value is not None else _number(reading, parse_quantity)


def _number(reading: Reading, parse: Callable[[str, str | None], Decimal | None]) -> Typed:
    value = parse(reading.text, reading.mark)
    if value is None:
        value = parse_amount(reading.text, reading.mark, lenient=True)
    if reading.mark_certain or value is None:
        return Typed(value)
    others = {other for mark in ".," if (other := parse(reading.text, mark)) is not None and other != value}
    return Typed(value, rivals=tuple(sorted(others)))


def _boolean(reading: Reading) -> Typed:
    words = [word.strip(".,!:;()") for word in reading.text.casefold().split()]
    if not words:
        return Typed()
    told = words[0] in ("true", "false") and len(words) == 1
    if any(word in FALSE_WORDS for word in words) or words[0] in ("not", "nicht", "un"):
        return Typed(False, inferred=not told)
    if any(word in TRUE_WORDS for word in words):
        return Typed(True, inferred=not told)
    # The wording itself is the answer of a known term: 'Reverse charge, Art. 196' says that it is so.
    return Typed(True, inferred=True) if reading.field.term else Typed()


def _currency(reading: Reading) -> Typed:
    codes = currency_candidates(reading.text)
    return Typed(codes[0], rivals=codes[1:]) if codes else Typed()


def _country(reading: Reading) -> Typed:
    if country := country_of(reading.text):
        return Typed(country)
    if country := country_of_vat(reading.text):
        return Typed(country, inferred=True)
    # An address ends with its country.
    parts = [part for part in re.split(r"[,\n;|]| - ", reading.text) if part.strip()]
    country = next((found for part in reversed(parts) if (found := country_of(part))), None)
    return Typed(country or country_of(reading.text.split()[-1]), inferred=True)


def _language(reading: Reading) -> Typed:
    if language := language_of(reading.text):
        return Typed(language)
    return Typed(guess_language(reading.text.split()), inferred=True)


def _choice(reading: Reading) -> Typed:
    choices = {fold(choice): choice for choice in reading.field.choices}
    wanted = fold(reading.text)
    if wanted in choices:
        return Typed(choices[wanted])
    if reading.field.term == "InvoiceType":
        title = titles().get(wanted)
        kind = title.kind.value if title and title.kind is not DocumentKind.OTHER else reading.record_kind
        return Typed(kind if kind in reading.field.choices else None, inferred=True)
    within = [choice for key, choice in choices.items() if key and key in wanted]
    return Typed(within[0] if len(within) == 1 else None, inferred=True)


READERS: dict[Kind, Callable[[Reading], Typed]] = {
    Kind.IDENTIFIER: _identifier,
    Kind.TEXT: _text,
    Kind.NAME: _text,
    Kind.ADDRESS: _text,
    Kind.DATE: _date,
    Kind.AMOUNT: _amount,
    Kind.QUANTITY: _quantity,
    Kind.PERCENT: _percent,
    Kind.NUMBER: _plain_number,
    Kind.BOOLEAN: _boolean,
    Kind.CURRENCY: _currency,
    Kind.COUNTRY: _country,
    Kind.LANGUAGE: _language,
    Kind.CHOICE: _choice,
}
"""Kind → how a string of that kind is read."""
