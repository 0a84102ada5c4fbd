"""Lines → rows: which lines of a table belong to one item."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ....schemas.document import Word
from .columns import GridLine

STAGGERED = 1.7
"""Largest distance, in line heights, between the numbers of one row that do not stand on one line."""

CLEARLY_WIDER = 1.3
"""How much wider than the others a gap between lines must be to part two rows."""


@dataclass(frozen=True, slots=True)
class Band:
    """The lines of one row."""

    lines: tuple[GridLine, ...]
    anchor: int
    """Index in `lines` of the first line that holds the row's numbers."""
    gap: float | None = None
    """Points between the row and the line above it; None where another page, a header or a sum is above."""

    def words(self, column: int) -> list[tuple[int, tuple[Word, ...]]]:
        """(index in `lines`, words) of one column's cell, top to bottom."""
        return [(k, line.cells[column]) for k, line in enumerate(self.lines) if column in line.cells]

    def number(self, column: int) -> tuple[int, tuple[Word, ...]] | None:
        """The line and the words of the column's number; None where the row has none."""
        for k, line in enumerate(self.lines):
            if column in line.numbers:
                return k, line.cells[column]
        return None

    def aligned(self, column: int) -> bool:
        """True where the row's number in a column stands exactly where the column's numbers stand."""
        return any(column in line.aligned for line in self.lines)


def band_rows(
    lines: Sequence[GridLine], anchors: frozenset[int], position: int | None, text: int | None, breaks: frozenset[int]
) -> tuple[Band, ...]:
    """The lines of a table grouped into rows, in order; lines before the first numbers go with the first row.

    A row begins where a column that has a number already gets another one. Lines of words between two rows go where
    the narrower gap is; where gaps do not tell, they go the way they go in the rest of the table.

    Args:
        lines: item lines and lines of words, without headers and totals.
        anchors: columns of numbers, one of which every row has.
        position: the column of position numbers, which may stand on another line than the row's other numbers.
        text: the column of descriptions.
        breaks: indexes of layout lines before which a row must end (after a sub-total or a page's header).
    """
    starts = _starts(lines, anchors, position)
    if not starts:
        return ()
    above = _text_comes_first(lines, starts, anchors, text, breaks)
    edges = [0]
    for (_, before), (after, _) in itertools.pairwise(starts):
        edges.append(_edge(lines, before, after, above, text, breaks))
    edges.append(len(lines))
    return tuple(
        Band(tuple(lines[low:high]), first - low, _gap_above(lines, low, breaks))
        for (first, _), low, high in zip(starts, edges, edges[1:], strict=False)
    )


def _starts(lines: Sequence[GridLine], anchors: frozenset[int], position: int | None) -> list[tuple[int, int]]:
    """(first, last) index of the lines that hold the numbers of each row."""
    found: list[tuple[int, int]] = []
    filled: set[int] = set()
    for k, line in enumerate(lines):
        here = {c for c in line.numbers if c in anchors}
        if position is not None and counts(line, position):
            here.add(position)
        if not here:
            continue
        fresh = not found or bool(here & filled)
        if not fresh and here != {position}:
            before = lines[found[-1][1]].line
            far = line.line.page != before.page or line.line.box.middle - before.box.middle > STAGGERED * max(
                line.line.box.height, before.box.height
            )
            fresh = far and not _only_position(lines, found[-1], position)
        if fresh:
            found.append((k, k))
            filled = here
        else:
            found[-1] = (found[-1][0], k)
            filled |= here
    return found


def _only_position(lines: Sequence[GridLine], row: tuple[int, int], position: int | None) -> bool:
    """True where the row so far is a position number whose other numbers stand on a later line."""
    return all(line.numbers <= {position} for line in lines[row[0] : row[1] + 1])


def counts(line: GridLine, position: int) -> bool:
    """True where a line has a position number."""
    words = line.cells.get(position)
    return words is not None and len(words) == 1 and re.fullmatch(r"#?\d[\d.]{0,6}", words[0].text) is not None


def _edge(
    lines: Sequence[GridLine], before: int, after: int, above: bool, text: int | None, breaks: frozenset[int]
) -> int:
    """Index of the first line of the row that begins between two lines with numbers."""
    if after - before == 1:
        return after
    for k in range(before + 1, after + 1):
        if lines[k].line.index in breaks:
            return k
    gaps = [_gap(lines[k - 1], lines[k]) for k in range(before + 1, after + 1)]
    widest = max(range(len(gaps)), key=lambda k: gaps[k])
    others = [gap for k, gap in enumerate(gaps) if k != widest]
    if gaps[widest] > 0 and gaps[widest] > CLEARLY_WIDER * max(max(others), 0.0) + 0.5:
        return before + 1 + widest
    return before + 1 if above else after


def _gap(upper: GridLine, lower: GridLine) -> float:
    if lower.line.page != upper.line.page:
        return 0.0
    return lower.line.box.y0 - upper.line.box.y1


def _gap_above(lines: Sequence[GridLine], low: int, breaks: frozenset[int]) -> float | None:
    if low == 0 or lines[low].line.index in breaks or lines[low - 1].line.page != lines[low].line.page:
        return None
    return _gap(lines[low - 1], lines[low])


def text_rises(bands: Sequence[Band], text: int) -> int:
    """How many rows have words above the line of their numbers, as the gaps show; 0 where more have not."""
    rising = falling = 0
    for band in bands:
        if len(band.lines) == 1 or text not in band.lines[0].cells:
            continue
        if not band.anchor:
            falling += 1
        elif band.gap is not None and band.gap > CLEARLY_WIDER * max(_gap(band.lines[0], band.lines[1]), 0.0) + 0.5:
            rising += 1
    return rising if rising > falling else 0


def _text_comes_first(
    lines: Sequence[GridLine],
    starts: Sequence[tuple[int, int]],
    anchors: frozenset[int],
    text: int | None,
    breaks: frozenset[int],
) -> bool:
    """True where the lines of words of a row stand above its numbers."""
    beside = sum(1 for first, _ in starts if text in lines[first].cells)
    if 2 * beside >= len(starts):
        return False
    return starts[0][0] > 0
