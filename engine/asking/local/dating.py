"""Dates by their labels: issue, due, delivery, period; and the issue date without a label."""

import re
from collections.abc import Iterable

from ....schemas.document import Box
from ....schemas.reply import Printed
from .places import Relation
from .references import TITLES, Found, label_weight
from .sheet import Moment, Sheet

_TOWN_BEFORE = re.compile(
    r"[^\W\d_][^\d:,;]{1,25},\s?(?:den|der|am|on|the|le|li|lì|il|el|a|em|de|dnia|dn\.|dne|la)?",
    re.IGNORECASE,
)
"""A town, a comma, and in some languages a small word before the date."""


def dated(sheet: Sheet, key: str) -> tuple[Found, ...]:
    """Candidates for one date, best first."""
    by_line: dict[int, list[Moment]] = {}
    for moment in sheet.dates:
        by_line.setdefault(moment.line, []).append(moment)
    found: list[Found] = []
    for label in sheet.labelled(key):
        weight = label_weight(sheet, label, key) - (0.25 if label.prose and label.weight(key) < 1.0 else 0.0)
        for rank, place in enumerate(sheet.places[label][:4]):
            inside = [m for m in by_line.get(place.line, ()) if place.first <= m.first < place.end]
            if not inside:
                continue
            moment = inside[0]
            apart = moment.first - place.first
            score = weight * (place.score - 0.06 * rank - 0.05 * min(apart, 6))
            if place.relation is Relation.BELOW and apart:
                score -= 0.1
            found.append(_found(moment, label.text, score, label.weight(key) >= 0.8))
            break
    return tuple(sorted(found, key=lambda item: -item.score))


def on_title_line(sheet: Sheet) -> tuple[Found, ...]:
    """The date in the line of the title, or in one with the number: 'Rechnung Nr. 4711 vom 5. Juni 2018'."""
    titled = {label.line for key in TITLES for label in sheet.labelled(key) if label.opens and not label.prose}
    numbered = {
        (label.line, label.segment): label.end
        for label in sheet.labelled("InvoiceNumber")
        if label.opens and not label.closes and not label.prose and label.weight("InvoiceNumber") >= 1.0
    }
    return tuple(
        _found(m, None, 0.62)
        for m in sheet.dates
        if m.line in titled or numbered.get((m.line, sheet.tokens[m.line][m.first].segment), m.first) < m.first
    )


def behind_town(sheet: Sheet) -> tuple[Found, ...]:
    """The date of a letter: all that stands behind the name of a town, in the upper half of the first page.

    'Köln, den 7. April 2025', 'Łódź, 2025-09-12', 'Lyon, le 3 mars 2025'.
    """
    first = sheet.layout.pages[0]
    found: list[Found] = []
    for moment in sheet.dates:
        if moment.page != first.number or moment.box.y0 > 0.5 * first.height_pt or moment.line in sheet.taken:
            continue
        row = sheet.tokens[moment.line]
        segment = row[moment.first].segment
        before = " ".join(t.text for t in row[: moment.first] if t.segment == segment)
        goes_on = moment.end < len(row) and row[moment.end].segment == segment
        if not goes_on and _TOWN_BEFORE.fullmatch(before):
            found.append(_found(moment, None, 0.62))
    return tuple(found)


def due_in_terms(sheet: Sheet) -> Printed | None:
    """The due date that a sentence about payment names; the last one where a discount has a date of its own."""
    lines = {
        line
        for key in ("PaymentTerms", "DueDate", "AmountDue")
        for label in sheet.labelled(key)
        if label.weight(key) >= 0.8
        for line in (label.line, *(place.line for place in sheet.places[label][:1]))
    }
    named = [m for m in sheet.dates if m.line in lines]
    if not named:
        return None
    line = named[0].line
    last = [m for m in named if m.line == line][-1]
    return Printed(last.text, last.page, last.box, None, 0.5)


def period(sheet: Sheet) -> dict[str, Printed]:
    """Start and end of the service period: two dates behind one label, or one behind each."""
    answers: dict[str, Printed] = {}
    by_line: dict[int, list[Moment]] = {}
    for moment in sheet.dates:
        by_line.setdefault(moment.line, []).append(moment)
    for label in sheet.labelled("ServicePeriodStart"):
        for place in sheet.places[label][:2]:
            inside = [m for m in by_line.get(place.line, ()) if place.first <= m.first < place.end]
            if len(inside) == 2:
                for key, moment in zip(("ServicePeriodStart", "ServicePeriodEnd"), inside, strict=True):
                    answers.setdefault(key, Printed(moment.text, moment.page, moment.box, label.text, 0.8))
    for key in ("ServicePeriodStart", "ServicePeriodEnd"):
        strong = [f for f in dated(sheet, key) if f.strong and f.score > 0.4]
        if key not in answers and strong:
            answers[key] = strong[0].printed
    if len({p.box for p in answers.values()}) < len(answers):
        answers.pop("ServicePeriodEnd")
    return answers


def unlabelled(sheet: Sheet, used: Iterable[Box]) -> tuple[Found, ...]:
    """Dates that no label claims, those in the upper part of the first page first."""
    taken = set(used)
    found: list[Found] = []
    first = sheet.layout.pages[0]
    for order, moment in enumerate(m for m in sheet.dates if m.line not in sheet.taken and m.box not in taken):
        score = 0.5 - 0.03 * order
        if moment.page != first.number:
            score -= 0.2
        if moment.box.y0 > 0.5 * first.height_pt:
            score -= 0.1
        found.append(_found(moment, None, score))
    return tuple(sorted(found, key=lambda item: -item.score))


def _found(moment: Moment, label: str | None, score: float, strong: bool = True) -> Found:
    printed = Printed(moment.text, moment.page, moment.box, label, round(max(0.0, min(1.0, score)), 3))
    return Found(printed, moment.line, moment.first, moment.end, score, strong)
