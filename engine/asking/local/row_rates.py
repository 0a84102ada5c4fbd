"""The tax rate of items whose table has no column for it, from the VAT breakdown below."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

from ....schemas.reply import Printed
from .cell_words import is_number
from .layout import Line
from .meanings import number_in
from .vat_table import VatRow

HIGHEST = Decimal(30)
"""Per cent above which a share of the sum is no tax."""

MOST_ROWS = 12
"""Rows up to which it is worked out which of them add up to which base."""


def rates_of(totals: Sequence[Decimal | None], breakdown: Sequence[VatRow]) -> list[Printed | None]:
    """Per row the rate printed in the breakdown; None for all where the amounts do not settle it.

    One rate for everything is everybody's rate, when its base is the sum of the rows. Of several rates each row has
    the one in whose base it is contained, when there is one way only to part the rows among the bases.

    Args:
        totals: the line totals without tax.
    """
    nothing: list[Printed | None] = [None] * len(totals)
    known = [total for total in totals if total is not None]
    if len(known) != len(totals) or not known:
        return nothing
    bases = [row.base_value for row in breakdown]
    if len(breakdown) == 1:
        base = bases[0]
        return [breakdown[0].rate] * len(totals) if base is None or _same(base, sum(known, Decimal(0))) else nothing
    if len(known) > MOST_ROWS or any(base is None for base in bases):
        return nothing
    parts = _parted(known, [base for base in bases if base is not None])
    if parts is None:
        return nothing
    return [breakdown[k].rate for k in parts]


def rate_by_sums(totals: Sequence[Decimal | None], lines: Sequence[Line], decimal_mark: str | None) -> Printed | None:
    """The one rate that turns the sum of the rows into a printed tax and a printed total; None where none does.

    A discount in percent takes its amount off; a tax adds it: the sum of both must be printed as well.

    Args:
        totals: the line totals without tax.
        lines: what stands below the rows.
    """
    known = [total for total in totals if total is not None]
    whole = sum(known, Decimal(0))
    if len(known) != len(totals) or whole <= 0:
        return None
    found = [(line, [(word, number_in(word.text, decimal_mark)) for word in line.words]) for line in lines]
    printed = {value for _, numbers in found for word, value in numbers if is_number(word.text)}
    for line, numbers in found:
        for k, (word, rate) in enumerate(numbers):
            sign = word.text.endswith("%") or (k + 1 < len(numbers) and numbers[k + 1][0].text == "%")
            if rate is None or not sign or not 0 < rate <= HIGHEST or not is_number(word.text):
                continue
            tax = (whole * rate / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
            if {tax, whole + tax} <= printed and any(value == tax for _, value in numbers):
                return Printed(word.text, line.page, word.box)
    return None


def _parted(totals: Sequence[Decimal], bases: Sequence[Decimal]) -> list[int] | None:
    """Per total the index of its base; None where there is no way, or more than one that differs in the rates."""
    found: list[list[int]] = []

    def part(base: int, left: frozenset[int], chosen: dict[int, int]) -> None:
        if len(found) > 1:
            return
        if base == len(bases):
            if not left:
                found.append([chosen[k] for k in range(len(totals))])
            return
        for size in range(1, len(left) + 1):
            for taken in combinations(sorted(left), size):
                if _same(sum((totals[k] for k in taken), Decimal(0)), bases[base]):
                    part(base + 1, left - set(taken), {**chosen, **dict.fromkeys(taken, base)})

    part(0, frozenset(range(len(totals))), {})
    return found[0] if len(found) == 1 else None


def _same(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= Decimal("0.02")
