"""What a user may ask that no single label says: pages, the one VAT rate, the time of a sale, an address as a whole."""

import re
from collections.abc import Callable, Iterable, Mapping

from ....schemas.field_words import words_of
from ....schemas.fields import Field, Kind
from ....schemas.record import Source
from ....schemas.reply import Printed
from .addresses import email_in, is_country, is_street, town_of, website_in
from .parties import Party, find_parties
from .sheet import Sheet
from .vat_table import vat_rows

RATE = "VatBreakdown.RatePercent"
"""Asked for once per invoice, it has an answer where all rows of the breakdown say the same."""

_CLOCK = re.compile(
    r"(?<![\d:])(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|\d:[0-5]\d(?::[0-5]\d)?(?=\s?[AaPp]\.?[Mm]))"
    r"(?:\s?[AaPp]\.?[Mm]\b)?"
)
_TAXES = ("word:tax", "TotalVATAmount", RATE)
_OF_SALE = frozenset({"time", "document", "sale", "printed_on", "transaction"})


def facts(
    sheet: Sheet, fields: Iterable[Field], answered: Mapping[str, Printed], items: Iterable[int] = ()
) -> dict[str, Printed]:
    """Answers by field name; a field that asks for nothing of the kind, or has its answer, is left out.

    Args:
        sheet: the pages of one record.
        fields: the user's.
        answered: by field name, what is known already.
        items: indexes of the lines with the numbers of line items; no VAT breakdown is looked for there.
    """
    found: dict[str, Printed] = {}
    for field in fields:
        if field.name in answered or field.derived or field.group is not None:
            continue
        printed = _one_rate(sheet, items) if field.term == RATE else None
        for fact in _FACTS:
            printed = printed or fact(sheet, field)
        if printed is not None:
            found[field.name] = printed
    return found


def _one_rate(sheet: Sheet, items: Iterable[int]) -> Printed | None:
    """The rate of the breakdown, or where there is none the one beside a label of tax; None where there are several."""
    rows = vat_rows(sheet.layout, items=items)
    if rows:
        return rows[0].rate if len({row.percent.normalize() for row in rows}) == 1 else None
    taxed = {label.line for key in _TAXES for label in sheet.meaning(key)}
    shares = [a for a in sheet.amounts if a.percent and a.line in taxed]
    if len({share.value for share in shares}) != 1:
        return None
    one = shares[0]
    return Printed(one.text if "%" in one.text else f"{one.text}%", one.page, one.box, None, 0.6)


def _page_count(sheet: Sheet, field: Field) -> Printed | None:
    asked = words_of(field.name)
    if field.kind is not Kind.QUANTITY or not any("pages" in word.meanings for word in asked):
        return None
    if any(not word.meanings & {"pages", "count", "document", "amount"} for word in asked):
        return None
    return Printed(str(len(sheet.layout.pages)), source=Source.DERIVED, score=0.9)


def _time_of_sale(sheet: Sheet, field: Field) -> Printed | None:
    """The time that stands beside a date, where the pages print one only."""
    asked = words_of(field.name)
    if field.kind is not Kind.TEXT or not any("time" in word.meanings for word in asked):
        return None
    if any(not word.meanings & _OF_SALE for word in asked):
        return None
    times: dict[str, Printed] = {}
    for moment in sheet.dates:
        line = sheet.layout.lines[moment.line]
        if (match := _CLOCK.search(line.text)) and not sheet.in_table(line.index, moment.box):
            times.setdefault(match[0][:5], Printed(match[0].strip(), line.page, line.box, moment.text, 0.7))
    return next(iter(times.values())) if len(times) == 1 else None


def _only_contact(sheet: Sheet, field: Field) -> Printed | None:
    """The one e-mail or web address of the pages, which is the supplier's: it writes them."""
    shape = {"Supplier.Contact.Email": email_in, "Supplier.Contact.Website": website_in}.get(field.term or "")
    if shape is None:
        return None
    found = [(text, line) for line in sheet.layout.lines if (text := shape(line.text)) is not None]
    if len({text.casefold() for text, _ in found}) != 1:
        return None
    text, line = found[0]
    box = next((word.box for word in line.words if text in word.text), line.box)
    return Printed(text, line.page, box, None, 0.6)


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
    lines = [(segment, _without_name(segment.text, party.name.text)) for segment in party.segments]
    lines = [(segment, text) for segment, text in lines if text and ":" not in text]
    towns = [k for k, (_, text) in enumerate(lines) if town_of(text)]
    streets = [k for k, (_, text) in enumerate(lines) if is_street(text)]
    if not towns and not streets:
        return None
    last = towns[-1] if towns else streets[-1]
    if last + 1 < len(lines) and is_country(lines[last + 1][1]):
        last += 1
    kept = lines[: last + 1]
    box = kept[0][0].box
    for segment, _ in kept[1:]:
        box = box.union(segment.box)
    return Printed(", ".join(text for _, text in kept), kept[0][0].page, box, None, 0.7)


def _without_name(text: str, name: str) -> str:
    return text.removeprefix(name).strip(" ,;-–•●·|")


_FACTS: tuple[Callable[[Sheet, Field], Printed | None], ...] = (
    _only_contact,
    _page_count,
    _time_of_sale,
    _whole_address,
)
