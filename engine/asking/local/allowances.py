"""What was taken off: the discount on the whole document, proved by the sums, and what is paid already."""

from dataclasses import replace

from ....schemas.reply import Printed
from .sheet import Sheet
from .total_candidates import GROSS, NET, PAID
from .totals import Totals

DISCOUNT = "GlobalDiscountAmount"

_SIGNS = "-−–+ "


def allowances(sheet: Sheet, totals: Totals) -> dict[str, Printed]:
    """Answers for GlobalDiscountAmount and PrepaymentAmount, without the sign that may be printed before them.

    A discount is answered where it and a total make another printed sum (EN 16931 BR-CO-13: the total without tax is
    the sum of the lines less the allowances); charges may come between the two.
    """
    answers: dict[str, Printed] = {}
    if PAID in totals.answers:
        answers[PAID] = _unsigned(totals.answers[PAID])
    sums = {amount.value for amount in sheet.amounts}
    charges = {0, *(abs(candidate.amount.value) for candidate in totals.candidates.get("surcharge", ()))}
    after = [totals.amounts[role].value for role in (NET, GROSS) if role in totals.amounts]
    for candidate in totals.candidates.get("discount", ()):
        amount, value = candidate.amount, abs(candidate.amount.value)
        if value and amount.strict and any(total + value - charge in sums for total in after for charge in charges):
            answers[DISCOUNT] = _unsigned(Printed(amount.text, amount.page, amount.box, candidate.label, 0.8))
            break
    return answers


def _unsigned(printed: Printed) -> Printed:
    return replace(printed, text=printed.text.strip(_SIGNS))
