"""What a user may ask that no single label says: pages, the one VAT rate, the time of a sale, an address as a whole."""

import re
from collections.abc import Callable, Iterable, Mapping

from ....schemas.field_words import words_of
from ....schemas.fields import Field, Kind
from ....schemas.record import Source
from ....schemas.reply import Printed
from .addresses import is_country, is_street, town_of
from .parties import Party, find_parties
from .sheet import Sheet
from .vat_table import vat_rows

RATE = "VatBreakdown.RatePercent"
"""Asked for once per invoice, it has an answer where all rows of the breakdown say the same."""

_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:\s?[AaPp]\.?[Mm]\b\.?)?")
_OF_SALE = frozenset({"time", "document", "sale", "printed_on", "transaction"})


def facts(sheet: Sheet, fields: Iterable[Field], answered: Mapping[str, Printed]) -> dict[str, Printed]:
    """Answers by field name; a field that asks for nothing of the kind, or has its answer, is left out."""
    found: dict[str, Printed] = {}
    for field in fields:
        if field.name in answered or field.derived:
            continue
        for fact in _FACTS:
            if (printed := fact(sheet, field)) is not None:
                found[field.name] = printed
                break
    return found


def _page_count(sheet: Sheet, field: Field) -> Printed | None:
    asked = words_of(field.name)
    if field.kind is not Kind.QUANTITY or not any("pages" in word.meanings for word in asked):
        return None
    if any(not word.meanings & {"pages", "count", "document", "amount"} for word in asked):
        return None
    return Printed(str(len(sheet.layout.pages)), source=Source.DERIVED, score=0.9)


def _one_rate(sheet: Sheet, field: Field) -> Printed | None:
    if field.term != RATE or field.group is not None:
        return None
    rows = vat_rows(sheet.layout, items=sheet.taken)
    return rows[0].rate if rows and len({row.percent.normalize() for row in rows}) == 1 else None


def _time_of_sale(sheet: Sheet, field: Field) -> Printed | None:
    """The time that stands beside the first date that has one."""
    asked = words_of(field.name)
    if field.kind is not Kind.TEXT or not asked or not any("time" in word.meanings for word in asked):
        return None
    if any(not word.meanings & _OF_SALE for word in asked):
        return None
    for moment in sheet.dates:
        line = sheet.layout.lines[moment.line]
        if match := _CLOCK.search(line.text):
            return Printed(match[0], line.page, line.box, moment.text, 0.7)
    return None


def _whole_address(sheet: Sheet, field: Field) -> Printed | None:
    if field.kind is not Kind.ADDRESS or field.party is None or field.term is not None:
        return None
    parties = find_parties(sheet)
    one: Party | None = {
        "supplier": parties.supplier,
        "customer": parties.customer,
        "delivery": parties.delivery or parties.customer,
    }[field.party]
    return whole_address(one) if one is not None else None


def whole_address(party: Party) -> Printed | None:
    """Street, town and country of a party, its lines joined by commas; None where it has no such line."""
    lines = list(party.segments)
    last = next((k for k in reversed(range(len(lines))) if town_of(lines[k].text)), None)
    if last is None:
        last = next((k for k in reversed(range(len(lines))) if is_street(lines[k].text)), None)
    if last is None:
        return None
    if last + 1 < len(lines) and is_country(lines[last + 1].text):
        last += 1
    kept = lines[: last + 1]
    box = kept[0].box
    for segment in kept[1:]:
        box = box.union(segment.box)
    text = ", ".join(segment.text.strip(" ,;") for segment in kept)
    return Printed(text, kept[0].page, box, None, 0.7)


_FACTS: tuple[Callable[[Sheet, Field], Printed | None], ...] = (_page_count, _one_rate, _time_of_sale, _whole_address)
