"""Sums of groups between the items: told by arithmetic, whatever words stand beside them."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ....schemas.document import Word
from .columns import Columns, GridLine
from .meanings import DESCRIPTION, POSITION, QUANTITY, TOTAL, TOTAL_WITH_TAX, UNIT_PRICE, Meanings, number_in
from .row_bands import counts
from .sum_lines import opens_with_sum
from .table_body import Body


def without_group_sums(body: Body, meanings: Meanings, columns: Columns, decimal_mark: str | None) -> Body:
    """The body without the lines that print the sum of the lines above them.

    Such a line has an amount and no other number of a row; its amount is the sum of the two or more amounts right
    above it, or of one where its words begin as those of a sum do. Where rows have but an amount, the words must say
    so in any case: 10, 20 and 30 may be three items. Words alone do where they stand elsewhere than descriptions.
    Below a sum of all lines, charges on the whole may follow.
    """
    of = meanings.columns
    total = of.get(TOTAL, of.get(TOTAL_WITH_TAX))
    if total is None:
        return body
    others = frozenset(of[term] for term in (QUANTITY, UNIT_PRICE) if term in of) - {total}
    position = of.get(POSITION)
    left = columns.lefts[of[DESCRIPTION]] if DESCRIPTION in of else None
    reached, count = Decimal(0), 0
    counted = {reached: count}  # sum of the first amounts → how many they are
    sums: set[int] = set()
    charges: set[int] = set()  # below a sum of all lines, and no item below them
    after_sum = whole = False
    breaks = set(body.breaks)
    kept: list[GridLine] = []
    for grid in body.lines:
        value = number_in(_text(grid.cells[total]), decimal_mark) if total in grid.numbers else None
        if value and not grid.numbers & others and not (position is not None and counts(grid, position)):
            above = count - counted.get(reached - value, count)
            worded = opens_with_sum(grid.line)
            apart = left is None or abs(grid.line.box.x0 - left) > columns.height
            if (above >= 2 and (others or worded)) or (worded and (above == 1 or (others and apart))):
                sums.add(grid.line.index)
                after_sum = True
                whole = whole or above == count > 1
                continue
        if after_sum:
            breaks.add(grid.line.index)
            after_sum = False
        if grid.numbers & others:
            charges.clear()
        elif whole:
            charges.add(grid.line.index)
        kept.append(grid)
        if value:
            reached, count = reached + value, count + 1
            counted[reached] = count
    if not sums:
        return body
    return replace(body, lines=tuple(kept), breaks=frozenset(breaks), sums=body.sums | sums, later=body.later | charges)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
