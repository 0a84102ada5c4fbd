"""Words behind a label: payment terms, bank, salesperson, carrier, and other terms that are neither number nor date."""

from collections.abc import Collection

from ....schemas.fields import Kind
from ....schemas.invoice import TERMS
from ....schemas.reply import Printed
from ...values.quantities import parse_percent
from .labels import Label
from .places import Place, Relation
from .sheet import Sheet
from .tokens import around, text_of

LONGEST = 160
"""Characters; a longer text behind a label is a paragraph that only begins with it."""

_KINDS = frozenset({Kind.TEXT, Kind.NAME, Kind.NUMBER, Kind.PERCENT, Kind.CURRENCY})

_SAID_ELSEWHERE = frozenset(
    {
        *("SupplierName", "CustomerName", "Currency", "SourceCurrency", "PaymentStatusText", "LegalStatements"),
        *("QRCodeData", "PaymentTerms", "BankName"),
    }
)
"""Terms with a way of their own."""


def texts(sheet: Sheet, general: Collection[str] = ()) -> dict[str, Printed]:
    """Answers for the terms of free words that a label names outright.

    Args:
        general: terms that a general label ('Reason:') may answer, if a colon closes it.
    """
    answers: dict[str, Printed] = {}
    for key, term in TERMS.items():
        if term.group is not None or term.kind not in _KINDS or key in _SAID_ELSEWHERE:
            continue
        best = max(_candidates(sheet, key, term.kind, key in general), key=lambda p: p.score or 0.0, default=None)
        if best is not None:
            answers[key] = best
    return answers


def _candidates(sheet: Sheet, key: str, kind: Kind, general: bool) -> list[Printed]:
    found: list[Printed] = []
    for label in sheet.labelled(key):
        if label.prose or not (label.opens or label.colon):
            continue
        if label.weight(key) < 0.8 and not (general and label.colon and label.opens):
            continue
        for place in sheet.places[label][:1]:
            printed = _printed(sheet, label, place, kind)
            if printed is not None:
                found.append(printed)
    return found


def _printed(sheet: Sheet, label: Label, place: Place, kind: Kind) -> Printed | None:
    row = sheet.tokens[place.line]
    end = place.end
    while end < len(row) and row[end].segment == row[place.first].segment and not row[end - 1].colon:
        end += 1
    words = row[place.first : end]
    text = text_of(words).strip(" :;|-–")
    if not text or len(text) > LONGEST or not any(c.isalnum() for c in text):
        return None
    if place.relation is Relation.BELOW and not (label.opens and label.closes):
        return None
    if kind is Kind.NAME and sum(c.isdigit() for c in text) > len(text) // 2:
        return None
    if kind in (Kind.NUMBER, Kind.PERCENT) and parse_percent(text) is None:
        return None
    score = place.score - (0.0 if label.colon or place.relation is not Relation.INSIDE else 0.15)
    return Printed(text, place.page, around(words), label.text, round(max(0.0, score), 3))
