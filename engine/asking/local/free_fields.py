"""Fields of the user's own making: their names looked for as labels on the page, values beside or below them."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from ....schemas.fields import Field, Kind
from ....schemas.reply import Printed
from .labels import Label
from .places import Place, Relation, places_among
from .references import identifier_in
from .sheet import Sheet
from .tokens import Token, around, fold, text_of

ALIKE = 86.0
"""Similarity (0 to 100) from which printed words are the label that the user names."""

LONGEST_LABEL = 6
"""Tokens."""

LONGEST_VALUE = 120
"""Characters of a free text; more is a paragraph."""

_WORDS = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_QUOTED = re.compile(r"[\"'“”„«»]([^\"'“”„«»]{2,40})[\"'“”„«»]")


def free_fields(sheet: Sheet, fields: Iterable[Field]) -> dict[str, Printed]:
    """Answers by field name for fields that mean no known term; a field no label matches is left out."""
    asked = [(field, wanted) for field in fields if not field.derived and (wanted := _wanted(field))]
    if not asked:
        return {}
    candidates = _possible_labels(sheet)
    answers: dict[str, Printed] = {}
    for field, wanted in asked:
        scored = [(score, label) for words, label in candidates if (score := _similarity(words, wanted)) >= ALIKE]
        scored.sort(key=lambda item: (-item[0], item[1].line, item[1].first))
        best = _best(sheet, field, scored[:5])
        if best is not None:
            answers[field.name] = best
    return answers


def _wanted(field: Field) -> tuple[str, ...]:
    """What the label may say: the field's name, and words in quotation marks in its instruction."""
    names = [_CAMEL.sub(" ", field.name), *_QUOTED.findall(field.instruction)]
    return tuple(dict.fromkeys(" ".join(fold(word) for word in _WORDS.findall(name)) for name in names))


def _similarity(words: str, wanted: Sequence[str]) -> float:
    best = 0.0
    for name in wanted:
        if words.replace(" ", "") == name.replace(" ", ""):
            return 100.0
        if len(name) >= 5:
            best = max(
                best, fuzz.token_sort_ratio(words, name), fuzz.ratio(words.replace(" ", ""), name.replace(" ", ""))
            )
    return best


def _possible_labels(sheet: Sheet) -> list[tuple[str, Label]]:
    """Every beginning of a segment that may be a label: up to a colon, a whole segment, or its first words."""
    found: list[tuple[str, Label]] = []
    for line in sheet.layout.lines:
        row = sheet.tokens[line.index]
        start = 0
        for end in [k + 1 for k, token in enumerate(row) if token.last]:
            segment = row[start:end]
            stops = [k for k, token in enumerate(segment[:LONGEST_LABEL]) if token.colon] or list(
                range(min(len(segment), LONGEST_LABEL))
            )
            for stop in stops:
                words = segment[: stop + 1]
                if any(any(char.isalpha() for char in token.text) for token in words):
                    found.append(
                        (
                            " ".join(t.folded for t in words if t.folded),
                            _label(segment, stop + 1, line.index, line.page, start),
                        )
                    )
            start = end
    return found


def _label(segment: Sequence[Token], length: int, line: int, page: int, offset: int) -> Label:
    words = segment[:length]
    text = text_of(words).strip(" :=")
    colon = words[-1].colon
    closes = not any(token.folded for token in segment[length:])
    return Label(
        (),
        {},
        fold(text),
        text,
        page,
        line,
        offset,
        offset + length,
        words[0].segment,
        around(words),
        colon,
        True,
        closes,
        False,
    )


def _best(sheet: Sheet, field: Field, scored: Sequence[tuple[float, Label]]) -> Printed | None:
    best: Printed | None = None
    for similarity, label in scored:
        places = places_among(sheet.layout, sheet.tokens, sheet.by_line, [label])[label]
        for rank, place in enumerate(places[:3]):
            printed = _value(sheet, field, place, similarity / 100 * (place.score - 0.1 * rank))
            if printed is not None and (best is None or (printed.score or 0.0) > (best.score or 0.0)):
                best = printed
    return best if best is not None and (best.score or 0.0) > 0.3 else None


def _value(sheet: Sheet, field: Field, place: Place, score: float) -> Printed | None:
    """What stands at the place, if it is of the field's kind."""
    inside = range(place.first, place.end)
    label = place.label.text
    score = round(max(0.0, min(1.0, score)), 3)
    if field.kind is Kind.DATE:
        moment = next((m for m in sheet.dates if m.line == place.line and m.first in inside), None)
        return Printed(moment.text, moment.page, moment.box, label, score) if moment else None
    if field.kind in (Kind.AMOUNT, Kind.NUMBER, Kind.QUANTITY):
        amounts = [a for a in sheet.amounts if a.line == place.line and a.first in inside and not a.percent]
        return Printed(amounts[-1].text, place.page, amounts[-1].box, label, score) if amounts else None
    tokens = place.tokens
    if field.kind is Kind.PERCENT:
        share = next((k for k, t in enumerate(tokens) if any(c.isdigit() for c in t.text)), None)
        return (
            Printed(text_of(tokens[share : share + 2]), place.page, place.box, label, score)
            if share is not None
            else None
        )
    if field.kind is Kind.IDENTIFIER:
        span = identifier_in(tokens)
        if span is None:
            return None
        words = tokens[span[0] : span[1]]
        return Printed(text_of(words).strip(" .,;:"), place.page, around(words), label, score)
    if field.kind is Kind.CHOICE and field.choices:
        said = next((c for c in field.choices if fold(c) in fold(place.text)), None)
        return Printed(place.text, place.page, place.box, label, score) if said else None
    text = place.text.strip(" :|")
    if not text or len(text) > LONGEST_VALUE or (place.relation is Relation.BELOW and not place.label.closes):
        return None
    if place.relation is Relation.INSIDE and not place.label.colon:
        score = round(0.6 * score, 3)
    return Printed(text, place.page, place.box, label, score)
