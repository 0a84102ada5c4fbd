"""The value of a field of the user's own making at a place beside its label, read by the kind of the field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from ....schemas.document import Box
from ....schemas.field_words import words_of
from ....schemas.fields import Field, Kind
from ....schemas.reply import Printed
from .addresses import email_in, is_country, is_street, phone_in, town_of, website_in
from .places import Place, Relation
from .references import identifier_in, quality
from .sheet import Sheet
from .tokens import Token, around, fold, text_of

LONGEST_VALUE = 120
"""Characters of a free text; more is a paragraph."""

LONGEST_CODE = 34
"""Characters of an identifier that is written in groups."""

LIKE_A_NUMBER = 0.2
"""Quality (references.quality) up to which a code is rather a date, a share or an amount."""

MOST_BEHIND = 6
"""Words of a text that goes on from its label without a colon; more are a sentence that begins with it."""

_NUMBER = re.compile(r"([-+]?\d[\d.,']*)[^\W\d]{0,4}")
_SHARE = re.compile(r"-?\d{1,3}(?:[.,]\d{1,4})?\s?%?")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}(?::\d{2})?\s?(?:[AaPp]\.?[Mm]\b\.?)?")
_DIALLED = re.compile(r"[+(]?\d[\d\s()./-]{2,22}\d")
_SHORT_REMARK = re.compile(r"\s*\((?:[^()\d]{1,12})\)$")
_PROSE = re.compile(r"^[a-zà-ÿа-яա-ֆ]{4,}$")


def value_at(sheet: Sheet, field: Field, place: Place, *, in_form: bool) -> Printed | None:
    """What stands at the place, if it is of the field's kind; scored by the place alone.

    Args:
        in_form: the label stands in a column of labels, where no colon parts it from its value.
    """
    read = _READERS.get(field.kind, _text)
    printed = read(sheet, field, place)
    if printed is None:
        return None
    score = place.score
    if place.relation is Relation.INSIDE and not place.label.colon and field.kind not in _SHAPED:
        if not _goes_on_as_value(place.tokens):
            return None
        score *= 0.9 if in_form else 0.75
    label = place.label
    sure = (label.opens or label.colon) and (place.relation is not Relation.BELOW or label.closes)
    if place.relation is not Relation.INSIDE and field.kind not in _SHAPED and not sure:
        return None
    return replace(printed, label=label.text, score=round(max(0.0, min(1.0, score)), 3))


def _goes_on_as_value(tokens: Sequence[Token]) -> bool:
    """True for 'Bediener Müller' and 'Strecke A - B'; False for a sentence that begins with the word."""
    return len(tokens) <= MOST_BEHIND and not _PROSE.match(tokens[0].text)


def _date(sheet: Sheet, field: Field, place: Place) -> Printed | None:
    inside = range(place.first, place.end)
    moment = next((m for m in sheet.dates if m.line == place.line and m.first in inside), None)
    return Printed(moment.text, moment.page, moment.box) if moment else None


def _amount(sheet: Sheet, field: Field, place: Place) -> Printed | None:
    inside = range(place.first, place.end)
    found = [a for a in sheet.amounts if a.line == place.line and a.first in inside and not a.percent]
    found = [a for a in found if a.strict] or found
    if not found:
        return None
    one = found[0 if place.relation is Relation.INSIDE else -1]
    return Printed(one.text, place.page, one.box)


def _number(sheet: Sheet, field: Field, place: Place) -> Printed | None:
    inside = range(place.first, place.end)
    found = [a for a in sheet.amounts if a.line == place.line and a.first in inside and not a.percent]
    if found:
        return Printed(found[0].text, place.page, found[0].box)
    for token in place.tokens:
        if match := _NUMBER.fullmatch(token.text.strip("():;")):
            return Printed(match[1].strip(" ,."), place.page, token.box)
    return None


def _percent(sheet: Sheet, field: Field, place: Place) -> Printed | None:
    """A share with its sign; without one only where the label has it."""
    for k, token in enumerate(place.tokens):
        behind = place.tokens[k + 1 : k + 2]
        if not _SHARE.fullmatch(token.text.strip("():;")):
            continue
        if "%" in token.text or "%" in place.label.text:
            return Printed(token.text.strip("():;"), place.page, token.box)
        if behind and behind[0].text.startswith("%"):
            return Printed(text_of([token, *behind]), place.page, around([token, *behind]))
    return None


def _identifier(sheet: Sheet, field: Field, place: Place) -> Printed | None:
    """A number or code: a short whole that holds a digit, else the first run of words that reads like one."""
    if shapes := _shapes(field):
        return _shaped(place, shapes)
    whole = place.text.strip(" .,;:#")
    tokens = place.tokens
    if any(c.isdigit() for c in whole) and len(whole) <= LONGEST_CODE and not any(_PROSE.match(t.text) for t in tokens):
        times = _TIME.search(whole)
        dated = any(m.line == place.line and place.first <= m.first < place.end for m in sheet.dates)
        if not times and not dated and len(tokens) <= 6 and not any(t.colon for t in tokens[:-1]) and "|" not in whole:
            return Printed(_SHORT_REMARK.sub("", whole), place.page, place.box)
    span = identifier_in(tokens)
    if span is not None:
        words = tokens[span[0] : span[1]]
        text = text_of(words).strip(" .,;:#")
        in_date = any(
            m.line == place.line and m.first < place.first + span[1] and place.first + span[0] < m.end
            for m in sheet.dates
        )
        return Printed(text, place.page, around(words)) if not in_date and quality(text) > LIKE_A_NUMBER else None
    if len(tokens) == 1 and whole.isupper() and 2 <= len(whole) <= 12:
        return Printed(whole, place.page, place.box)
    if place.label.colon and len(tokens) <= 3 and all(t.text.isalpha() and len(t.text) <= 4 for t in tokens):
        return Printed(whole, place.page, place.box) if any(c.isupper() for c in whole) else None
    return None


def _shapes(field: Field) -> "Sequence[_Shape]":
    meant = {meaning for word in words_of(field.name) for meaning in word.meanings}
    return [shape for meaning, shape in _BY_MEANING.items() if meaning in meant]


def _shaped(place: Place, shapes: "Sequence[_Shape]") -> Printed | None:
    found = next((part for shape in shapes if (part := shape(place.text)) is not None), None)
    return Printed(found, place.page, place.box) if found is not None else None


def _phone(text: str) -> str | None:
    """A phone number; short and unusual ones where nothing else stands there."""
    bare = text.strip(" :.")
    return phone_in(text) or (bare if _DIALLED.fullmatch(bare) else None)


def _text(sheet: Sheet, field: Field, place: Place) -> Printed | None:
    if shapes := _shapes(field):
        return _shaped(place, shapes)
    text, box = place.text.strip(" :|=•●"), place.box
    if not any(c.isalnum() for c in text) or len(text) > LONGEST_VALUE or text.endswith(":"):
        return None
    if (rest := _dash_goes_on(sheet, place)) is not None:
        text, box = f"{text} {text_of(rest)}", box.union(around(rest))
    return Printed(text, place.page, box)


def _dash_goes_on(sheet: Sheet, place: Place) -> Sequence[Token] | None:
    """The next segment of the line where a dash ties it to this one: '10/14/2019   – 11/14/2019'."""
    row = sheet.tokens[place.line]
    if place.end >= len(row) or row[place.end].text[:1] not in "-–" or place.tokens[-1].text[-1:].isalpha():
        return None
    end = place.end
    while end < len(row) and row[end].segment == row[place.end].segment:
        end += 1
    return row[place.end : end] if end - place.end > 1 or len(row[place.end].text) > 1 else None


def _address(sheet: Sheet, field: Field, place: Place) -> Printed | None:
    """The words beside the label; where they open an address, the lines of it below as well."""
    first = _text(sheet, field, place)
    if first is None or place.relation is Relation.INSIDE:
        return first
    lines: list[tuple[str, Box]] = [(first.text, first.box or place.box)]
    block = sheet.block_of.get((place.line, place.tokens[0].box.x0))
    if block is not None:
        for segment in block.segments:
            if segment.line <= place.line:
                continue
            if segment.text.rstrip().endswith(":") or len(lines) == 6:
                break
            lines.append((segment.text, segment.box))
    reach = max((k + 1 for k, (text, _) in enumerate(lines) if is_street(text) or town_of(text)), default=1)
    while reach < len(lines) and is_country(lines[reach][0]):
        reach += 1
    box = lines[0][1]
    for _, more in lines[1:reach]:
        box = box.union(more)
    return Printed(", ".join(text.strip(" ,") for text, _ in lines[:reach]), place.page, box)


def _choice(sheet: Sheet, field: Field, place: Place) -> Printed | None:
    said = next((choice for choice in field.choices if fold(choice) in fold(place.text)), None)
    return Printed(place.text, place.page, place.box) if said else None


class _Shape(Protocol):
    """A reader of text that gives the part of a known shape; None without one."""

    def __call__(self, text: str, /) -> str | None:
        """The first part of that shape."""
        ...


_BY_MEANING: "Mapping[str, _Shape]" = {
    "email": email_in,
    "phone": _phone,
    "fax": _phone,
    "website": website_in,
}
"""What a word of the field's name means → the shape of its value."""

_READERS = {
    Kind.DATE: _date,
    Kind.AMOUNT: _amount,
    Kind.NUMBER: _number,
    Kind.QUANTITY: _number,
    Kind.PERCENT: _percent,
    Kind.IDENTIFIER: _identifier,
    Kind.ADDRESS: _address,
    Kind.CHOICE: _choice,
}
_SHAPED = frozenset({Kind.DATE, Kind.AMOUNT, Kind.NUMBER, Kind.QUANTITY, Kind.PERCENT, Kind.IDENTIFIER})
"""Kinds whose values have a shape of their own, so that words behind a label cannot be taken for one."""
