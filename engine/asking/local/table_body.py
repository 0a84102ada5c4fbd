"""What stands under a header: the lines of its table on this page and, where it runs on, on the next ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from .cell_words import number_count
from .columns import Columns, GridLine, grid_line
from .header_cells import Header
from .layout import Layout, Line
from .row_bands import STAGGERED
from .sum_lines import Sum, sum_line

_DIGITS = re.compile(r"\d+")

SAME_HEADER = 88
"""Similarity (0 to 100) from which two headers are those of one table: OCR reads a repeated header differently."""

TAIL = 1.6
"""Largest gap, in line heights, below the last item of a page to words that still belong to it."""

SMALL = 0.93
"""Share of the usual height of words below which a line is set in smaller type, as details are."""

SAME_PLACE = 3.0
"""Points by which the cells of a repeated header may stand elsewhere."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines under one header on one page, or on a page that the table runs on to without a header."""

    header: Header
    lines: tuple[Line, ...]
    runs_on: bool
    """True on a page without the header."""


@dataclass(frozen=True, slots=True)
class Body:
    """The item lines of a table, and what stood between them."""

    lines: tuple[GridLine, ...]
    breaks: frozenset[int]
    """Indexes of layout lines before which a row must end."""
    sums: frozenset[int]
    """Indexes of the sub-totals and totals met."""
    later: frozenset[int] = frozenset()
    """Indexes of lines that stand below a sub-total or total of their page: items only where they look like them."""


def stretches_of(layout: Layout, headers: Sequence[Header]) -> tuple[tuple[Stretch, ...], ...]:
    """The tables of the pages, each as its stretches; headers that read alike belong to one table."""
    tables: list[list[Header]] = []
    for header in headers:
        for table in tables:
            if _alike(table[0], header):
                table.append(header)
                break
        else:
            tables.append([header])
    starts = sorted(header.lines[0] for header in headers)
    headed: dict[int, int] = {}
    for header in headers:
        headed.setdefault(header.page, header.lines[0])
    by_page: dict[int, list[Line]] = {}
    for line in layout.lines:
        by_page.setdefault(line.page, []).append(line)
    numbers = sorted(by_page)
    found: list[tuple[Stretch, ...]] = []
    for table in tables:
        stretches: list[Stretch] = []
        for header in table:
            end = next((start for start in starts if start > header.lines[-1]), len(layout.lines))
            own = [line for line in by_page[header.page] if header.lines[-1] < line.index < end]
            stretches.append(Stretch(header, tuple(own), False))
            if end < len(layout.lines) and layout.lines[end].page == header.page:
                continue
            for number in numbers[numbers.index(header.page) + 1 :]:
                stop = headed.get(number)
                stretches.append(
                    Stretch(header, tuple(line for line in by_page[number] if stop is None or line.index < stop), True)
                )
                if stop is not None:
                    break
        found.append(tuple(stretches))
    return tuple(found)


def sample_lines(stretches: Sequence[Stretch]) -> list[Line]:
    """Lines that look like items: above the first sum of their page, and with at least half as many numbers as any."""
    found: list[tuple[int, Line]] = []
    for stretch in stretches:
        if stretch.runs_on and found:
            continue
        edge = stretch.header.cells[1].box.x0
        for line in stretch.lines:
            sort = sum_line(line)
            if sort in (Sum.TOTAL, Sum.SUBTOTAL):
                break
            count = number_count(line)
            if sort is None and count and line.words[-1].box.x1 > edge:
                found.append((count, line))
    most = max((count for count, _ in found), default=0)
    full = [line for count, line in found if 2 * count >= most]
    return sorted({line.index: line for line in (*full, *_beside(full, found))}.values(), key=lambda line: line.index)


def _beside(full: Sequence[Line], found: Sequence[tuple[int, Line]]) -> list[Line]:
    """The lines of cells right below lines full of numbers: where a row's numbers do not stand on one line."""
    above = {(line.page, line.index): line for line in full}
    kept: list[Line] = []
    for _, line in found:
        upper = above.get((line.page, line.index - 1))
        if upper is None or any(len(segment.words) > 3 for segment in line.segments):
            continue
        if line.box.middle - upper.box.middle <= STAGGERED * max(line.box.height, upper.box.height):
            kept.append(line)
    return kept


def body_of(columns: Columns, stretches: Sequence[Stretch], common: int) -> Body:
    """The item lines of a table and the lines of words between them.

    After a sum, and on a page without a header, a line must hold as many numbers as items do before it is taken for
    an item again; the words above it are then no part of the table.

    Args:
        common: how many numbers most items hold.
    """
    lines: list[GridLine] = []
    breaks: set[int] = set()
    sums: set[int] = set()
    later: set[int] = set()
    single = common == 1
    for stretch in stretches:
        open_ = not stretch.runs_on
        strict = max(2, common - 1)
        fresh, summed = True, False
        after: Sum | None = None
        bottom = 0.0
        for line in stretch.lines:
            if not any(char.isalnum() for char in line.text):
                continue
            grid = grid_line(columns, line)
            sort = sum_line(line)
            if sort is not None and not (len(grid.numbers) > max(common - 1, 2)):
                sums.add(line.index)
                fresh = True
                if sort is not Sum.CARRIED:
                    open_, summed, after = False, True, sort
                    strict = max(2, common if sort is Sum.TOTAL else common - 1)
                bottom = line.box.y1
                continue
            if not open_ and (
                len(grid.numbers) >= strict or (single and after is not Sum.TOTAL and _is_pair(columns, grid))
            ):
                open_ = True
            if not open_:
                continue
            if not grid.numbers and bottom and line.box.y0 - bottom > 4 * columns.height:
                open_ = False
                continue
            if fresh:
                breaks.add(line.index)
                fresh = False
            if summed:
                later.add(line.index)
            lines.append(grid)
            bottom = line.box.y1
    headings = _headings(lines, breaks, columns.height)
    return Body(
        tuple(grid for grid in _without_tail(lines) if grid.line.index not in headings),
        frozenset(breaks),
        frozenset(sums),
        frozenset(later),
    )


def _is_pair(columns: Columns, grid: GridLine) -> bool:
    """True for words where words begin, and an amount where amounts end: an item of a table that has no more."""
    left = columns.lefts[0]
    return left is not None and abs(grid.line.box.x0 - left) <= 1.5 and len(grid.cells) > 1 and bool(grid.aligned)


def _headings(lines: Sequence[GridLine], breaks: set[int], height: float) -> frozenset[int]:
    """Indexes of lines that head groups of items ('Order 4711 of 3 May'): such stand above the first item, too.

    They differ in their figures; a name that comes again and again is the first line of an item's.
    """
    shapes: dict[str, set[str]] = {}
    first: set[str] = set()
    above = False
    for grid in lines:
        above = (above and not grid.numbers) or grid.line.index in breaks
        if not grid.numbers and "0" in (shape := _DIGITS.sub("0", grid.line.text)):
            shapes.setdefault(shape, set()).add(grid.line.text)
            if above and grid.line.box.height >= SMALL * height:
                first.add(shape)
        above = above and not grid.numbers
    known = {shape for shape in first if len(shapes[shape]) > 1}
    return frozenset(g.line.index for g in lines if not g.numbers and _DIGITS.sub("0", g.line.text) in known)


def common_count(columns: Columns, lines: Sequence[Line]) -> int:
    """How many numbers most item lines hold."""
    counts = sorted(len(grid_line(columns, line).numbers) for line in lines)
    return counts[len(counts) // 2] if counts else 0


def same_place(one: Header, other: Header) -> bool:
    """True where two headers have as many cells, at the same places."""
    return len(one.cells) == len(other.cells) and all(
        abs(a.box.x0 - b.box.x0) <= SAME_PLACE for a, b in zip(one.cells, other.cells, strict=True)
    )


def _without_tail(lines: Sequence[GridLine]) -> list[GridLine]:
    """The lines without what stands below the last item of each page further off than its own lines do."""
    last = {grid.line.page: k for k, grid in enumerate(lines) if grid.numbers}
    kept: list[GridLine] = []
    reach = 0.0
    cut = -1
    for k, grid in enumerate(lines):
        line = grid.line
        below = k > last.get(line.page, k)
        if below and (cut == line.page or line.box.y0 - reach > TAIL * max(line.box.height, 1.0)):
            cut = line.page
            continue
        kept.append(grid)
        reach = line.box.y1
    return kept


def _alike(one: Header, other: Header) -> bool:
    if one.signature == other.signature:
        return True
    shared = len(set(one.signature) & set(other.signature))
    if shared >= 3 and 5 * shared >= 4 * min(len(one.cells), len(other.cells)):
        return True
    return (
        len(one.cells) == len(other.cells)
        and fuzz.ratio("".join(one.signature), "".join(other.signature)) >= SAME_HEADER
    )
