"""Which groups of lines are items: not parts of a set, not charges on the whole, not sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ....schemas.reply import Printed
from .header_cells import Header
from .meanings import DESCRIPTION, POSITION, QUANTITY, SKU, TOTAL, TOTAL_WITH_TAX, UNIT_PRICE, Meanings, number_in
from .row_bands import Band
from .sum_lines import opens_with_sum


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item."""

    cells: Mapping[str, Printed]
    """Term key → printed."""
    band: Band
    header: Header
    """The header it stands under; its cells are the band's columns."""


def whole_bands(bands: Sequence[Band], meanings: Meanings, later: frozenset[int]) -> list[Band]:
    """The rows with those joined to the row above that have no total of their own, where rows have one.

    Parts of a set, a discount per piece or a meter reading have numbers too, and are no row. Neither is a charge or
    a discount on the whole that stands below a sub-total.

    Args:
        later: indexes of the lines below a sub-total.
    """
    of = meanings.columns
    total = of.get(TOTAL, of.get(TOTAL_WITH_TAX))
    if total is None or (not meanings.agreement and 2 * sum(1 for band in bands if band.number(total)) < len(bands)):
        return list(bands)
    counted = [of[term] for term in (QUANTITY, UNIT_PRICE) if term in of]
    marks = [k for k in (of.get(QUANTITY), of.get(POSITION)) if k is not None]
    marked = [any(_digits(band, k) for k in marks) for band in bands]
    most = 2 * sum(marked) >= len(bands)
    found: list[Band] = []
    extra: list[Band] = []
    for band, has_mark in zip(bands, marked, strict=True):
        below = band.lines[band.anchor].line.index in later
        if most and not has_mark and below:
            continue
        if band.number(total) or (len(counted) == 2 and all(band.aligned(k) for k in counted)):
            if extra:
                found[-1] = _with(found[-1], extra)
                extra = []
            found.append(band)
        elif found and not below:
            extra.append(band)
    if extra:
        found[-1] = _with(found[-1], extra)
    return found


def _digits(band: Band, column: int) -> bool:
    """True where a cell begins with a digit, as counts and positions do."""
    return any(words[0].text.lstrip("-(#")[:1].isdigit() for _, words in band.words(column))


def _with(band: Band, extra: Sequence[Band]) -> Band:
    """A row with the lines of groups that follow it."""
    return Band(band.lines + tuple(line for other in extra for line in other.lines), band.anchor, band.gap)


def pick_rows(rows: Sequence[ItemRow], decimal_mark: str | None) -> tuple[ItemRow, ...]:
    """The rows that say what they are for, without a last one that is the sum of the others."""
    return _without_sums(_named(rows), decimal_mark)


def _named(rows: Sequence[ItemRow]) -> list[ItemRow]:
    """The rows with a description; all of them where most have none."""
    named = [row for row in rows if DESCRIPTION in row.cells]
    full = [row for row in rows if {QUANTITY, UNIT_PRICE} <= row.cells.keys()]
    if 3 * len(named) < 2 * len(rows) and not (full and all(DESCRIPTION in row.cells for row in full)):
        return list(rows)
    return named


def _without_sums(rows: Sequence[ItemRow], decimal_mark: str | None) -> tuple[ItemRow, ...]:
    """The rows above the last one that is their sum.

    Where rows have but an amount, only the very last may be told by arithmetic alone: 10, 20, 30 and 5 may be items.
    """
    counted = any({QUANTITY, UNIT_PRICE} & row.cells.keys() for row in rows)
    for last in range(len(rows) - 1, max(len(rows) - 4, 1), -1):
        row = rows[last].cells
        if row.keys() & {POSITION, UNIT_PRICE, SKU}:
            continue
        if (
            last < len(rows) - 1
            and not counted
            and not opens_with_sum(rows[last].band.lines[rows[last].band.anchor].line)
        ):
            continue
        for term in (TOTAL, TOTAL_WITH_TAX):
            values = [number_in(other.cells[term].text, decimal_mark) for other in rows[:last] if term in other.cells]
            known = [value for value in values if value is not None]
            if len(known) >= 2 and term in row and number_in(row[term].text, decimal_mark) == sum(known):
                return tuple(rows[:last])
    return tuple(rows)
