"""Fields of the user's own making: the printed label that says what they ask for, and the value beside or below it.

A field is left out where no label means it, or where the one that does has nothing beside it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ....schemas.field_words import Word, asked_words, likeness, words_of
from ....schemas.fields import Field, Kind
from ....schemas.reply import Printed
from .facts import RATE
from .free_values import value_at
from .places import Relation
from .printed_labels import PrintedLabels, Window, label_word, printed_labels
from .sheet import Sheet

ALIKE = 0.77
"""Likeness (0 to 1) from which printed words are the label that the user names."""

THE_SAME = 0.94
"""Likeness from which the words are the same, in whatever language."""

AS_ALIKE = 0.05
"""Labels that are less alike than the best by more than this are passed over: the best may well have no value."""

SURELY = 0.7
"""Score from which another answer takes the place of one beside a label that does not say what was asked for."""

ENOUGH = 0.4
"""Answers that score less are left out."""

MOST_LABELS = 16
"""Labels of which the values are looked at."""

MOST_PLACES = 4
"""Places beside a label that are looked at."""

PARTY_NAMES = frozenset({"SupplierName", "CustomerName"})
"""Terms that are known by their place rather than by a label."""

_REPLACEABLE = frozenset({Kind.IDENTIFIER, Kind.TEXT})
_LOOKED_FOR = _REPLACEABLE | {Kind.NAME, Kind.DATE, Kind.AMOUNT, Kind.PERCENT, Kind.NUMBER, Kind.QUANTITY}

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_QUOTED = re.compile(r"[\"'“”„«»]([^\"'“”„«»]{2,40})[\"'“”„«»]")


def free_fields(
    sheet: Sheet, fields: Iterable[Field], answered: Mapping[str, Printed] | None = None
) -> dict[str, Printed]:
    """Answers by field name for what the user names in words of his own; a field no label matches is left out.

    A field that means a known term is looked for by its words where the term has no answer, or one beside a label that
    says something else while another label says just what was asked for.

    Args:
        sheet: the pages of one record.
        fields: the user's, with a known term or without.
        answered: by field name, what was found by its term.
    """
    found = answered or {}
    places = Counter(printed.box for printed in found.values() if printed.box)
    shared = {name for name, printed in found.items() if printed.box and places[printed.box] > 1}
    asked = [f for f in fields if not f.derived and _in_doubt(f, found.get(f.name), f.name in shared)]
    if not asked:
        return {}
    labels = printed_labels(sheet)
    answers: dict[str, Printed] = {}
    for field in asked:
        answer = found.get(field.name)
        strange = answer is not None and _says(field, answer) == 0.0
        printed = named(labels, field, ALIKE if field.term is None or strange else THE_SAME)
        if printed is not None and (not strange or (printed.score or 0.0) >= SURELY):
            answers[field.name] = printed
    return answers


def _in_doubt(field: Field, answer: Printed | None, shared: bool) -> bool:
    """True where no term, or no label of its own, speaks for the answer, or another field has the same."""
    if field.term is None:
        return True
    if answer is None:
        return field.kind in _LOOKED_FOR and field.term != RATE
    if field.kind not in _REPLACEABLE or field.term in PARTY_NAMES:
        return False
    return _says(field, answer) < (1.0 if shared else ALIKE)


def _says(field: Field, answer: Printed) -> float:
    """How surely the label beside an answer means what the field's words do; 1 where nothing is known of it."""
    if not answer.label:
        return 1.0
    label = words_of(answer.label)
    return max((likeness(words, label) for words in _wanted(field)), default=1.0)


def named(labels: PrintedLabels, field: Field, at_least: float = ALIKE) -> Printed | None:
    """The value beside the label that means what the field asks for; None where there is none."""
    wanted = _wanted(field)
    scored: list[tuple[float, Window]] = []
    for said, windows in labels.windows.items():
        alike = max([likeness(words, said) for words in wanted], default=0.0)
        if alike >= at_least:
            scored.extend((alike, window) for window in windows)
    scored.sort(key=lambda item: (-item[0] * item[1].likely, item[1].line, item[1].first, -item[1].end))
    best: Printed | None = None
    for alike, window in scored[:MOST_LABELS]:
        if alike * window.likely < scored[0][0] * scored[0][1].likely - AS_ALIKE and (
            best or _has_no_value(labels, scored[0][1])
        ):
            break
        found = _beside(labels, field, window, alike * window.likely)
        if found is not None and (best is None or (found.score or 0.0) > (best.score or 0.0)):
            best = found
    return best if best is not None and (best.score or 0.0) >= ENOUGH else None


def _wanted(field: Field) -> tuple[tuple[Word, ...], ...]:
    """What the label may say: the field's name, and words in quotation marks in its instruction."""
    names = [_CAMEL.sub(" ", field.name), *_QUOTED.findall(field.instruction)]
    return tuple(dict.fromkeys(words for name in names for words in asked_words(name)))


def _has_no_value(labels: PrintedLabels, window: Window) -> bool:
    """True where the label is surely one, so that nothing beside it means that the page does not say."""
    return window.in_form or labels.label(window).colon


def _beside(labels: PrintedLabels, field: Field, window: Window, likely: float) -> Printed | None:
    label = labels.label(window)
    sheet = labels.sheet
    best: Printed | None = None
    rank = 0
    for place in labels.places(label, in_form=window.in_form)[:MOST_PLACES]:
        if window.cut and place.relation is Relation.INSIDE and all(map(label_word, place.tokens)):
            continue
        printed = value_at(sheet, field, place, in_form=window.in_form)
        if printed is None:
            continue
        score = likely * ((printed.score or 0.0) - 0.1 * rank)
        rank += 1
        if sheet.in_table(window.line, label.box):
            score *= 0.8
        if best is None or score > (best.score or 0.0):
            best = replace(printed, score=round(max(0.0, score), 3))
    return best
