"""What the words of the document say about payment and tax: paid, reverse charge, self-billing."""

from collections.abc import Mapping

from ....schemas.reply import Printed
from .labels import Label
from .sheet import Sheet

_FLAGS = {"IsReverseCharged": "word:reverse_charge", "IsSelfBilling": "word:self_billing"}
_NOTES = {"ReverseChargeNote": "word:reverse_charge", "IntraCommunitySupplyNote": "word:intra_community"}


def phrases(sheet: Sheet, answers: Mapping[str, Printed]) -> dict[str, Printed]:
    """Answers for flags and notes that a fixed wording decides; absent where no such wording is printed."""
    found: dict[str, Printed] = {}
    for key, word in (*_FLAGS.items(), *_NOTES.items()):
        for label in sheet.labels:
            if label.weight(word) > 0 and key not in found:
                found[key] = _sentence(sheet, label) if key in _NOTES else _wording(label)
    for label in sheet.labels:
        if label.weight("word:paid") > 0 and label.opens and label.closes and "PaymentStatusText" not in found:
            found["PaymentStatusText"] = _wording(label)
            found["IsPaid"] = _wording(label)
    return {key: printed for key, printed in found.items() if key not in answers}


def _wording(label: Label) -> Printed:
    return Printed(label.text, label.page, label.box, label.text, 0.7)


def _sentence(sheet: Sheet, label: Label) -> Printed:
    segment = sheet.layout.lines[label.line].segments[label.segment]
    return Printed(segment.text, segment.page, segment.box, label.text, 0.7)
