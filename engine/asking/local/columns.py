"""Columns: which words of a line stand in which, and where the cells of each begin and end."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ....schemas.document import Page, Word
from .cell_words import SEAM, halves, is_number, is_numeric_cell
from .column_cuts import cut_columns
from .header_cells import HeaderCell
from .layout import Line

ALIGNED = 0.35
"""Distance, in word heights, up to which two cells begin or end at the same place."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table on the pages where its header stands at the same place."""

    cuts: tuple[float, ...]
    """x between neighbouring columns, in points, left to right; one fewer than columns."""
    lefts: tuple[float | None, ...]
    """Per column: the x at which most of its cells begin, None where they do not agree."""
    rights: tuple[float | None, ...]
    """Per column: the x at which most of its cells end."""
    numeric: frozenset[int]
    """Columns whose cells are mostly numbers."""
    height: float
    """Usual height of a word, in points."""
    edges: tuple[float, float] = (float("-inf"), float("inf"))
    """x of the table's left and right edge; what stands wholly outside is no part of it."""

    def column(self, x: float) -> int:
        """The column that an x lies in."""
        for k, cut in enumerate(self.cuts):
            if x < cut:
                return k
        return len(self.cuts)


@dataclass(frozen=True, slots=True)
class GridLine:
    """One line of a table, its words in their columns."""

    line: Line
    cells: Mapping[int, tuple[Word, ...]]
    numbers: frozenset[int]
    """Columns that hold a number here."""
    aligned: frozenset[int]
    """Those whose number stands exactly where the column's numbers stand."""


def fit_columns(cells: Sequence[HeaderCell], lines: Sequence[Line], pages: Iterable[Page]) -> Columns:
    """The columns under a header, cut where the item lines leave gaps.

    Args:
        cells: the header, left to right.
        lines: lines with numbers, as items have them; no totals.
        pages: their pages, for the ruling lines.
    """
    height = median([word.box.height for line in lines for word in line.words] or [10.0])
    bare = Columns(cut_columns([cell.box for cell in cells], lines, pages, height), (), (), frozenset(), height)
    fitted = _with_edges(bare, lines)
    numeric = frozenset(k for k in fitted.numeric if not _says_words(cells[k]))
    return replace(fitted, numeric=numeric, edges=_outer_edges(fitted, cells, lines))


def grid_line(columns: Columns, line: Line) -> GridLine:
    """The words of a line in their columns.

    Words that run on from one column into the next without a gap stay where the run began, unless they stand exactly
    where the next column's cells stand.
    """
    found: dict[int, list[Word]] = {}
    left, right = columns.edges
    for segment in line.segments:
        if segment.box.x1 < left or segment.box.x0 > right:
            continue
        home = -1
        before: Word | None = None
        for run, own in _runs(columns, segment.words):
            if before is not None and not _stands(columns, run, own, before):
                own = home
            found.setdefault(own, []).extend(run)
            home, before = own, run[-1]
    cells = {k: _without_stray(columns, k, words) for k, words in sorted(found.items())}
    numbers = frozenset(k for k, words in cells.items() if k in columns.numeric and is_numeric_cell(words))
    return GridLine(line, cells, numbers, frozenset(k for k in numbers if _aligned(columns, cells[k], k)))


def _without_stray(columns: Columns, own: int, words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a cell; of a number's only the number, where stray letters (a watermark) stand before it."""
    if own in columns.numeric and len(words) > 1 and not is_numeric_cell(words):
        for k in range(1, len(words)):
            stray = all(len(word.text) <= 3 and word.text.isupper() for word in words[:k])
            if stray and is_numeric_cell(words[k:]) and _aligned(columns, words[k:], own):
                return tuple(words[k:])
    return tuple(words)


def _runs(columns: Columns, words: Sequence[Word]) -> list[tuple[list[Word], int]]:
    """Neighbouring words of one segment by column."""
    runs: list[tuple[list[Word], int]] = []
    for word in _parted_at_cuts(columns, words):
        own = columns.column(word.box.centre)
        if runs and runs[-1][1] == own:
            runs[-1][0].append(word)
        else:
            runs.append(([word], own))
    return runs


def _parted_at_cuts(columns: Columns, words: Sequence[Word]) -> Iterable[Word]:
    """The words, those parted at a cut that are two cells printed without a gap ('2025Huile')."""
    for word in words:
        seam = SEAM.search(word.text)
        if seam is None or columns.column(word.box.x0) == columns.column(word.box.x1):
            yield word
        else:
            yield from halves(word, seam.start())


def _stands(columns: Columns, run: Sequence[Word], own: int, before: Word) -> bool:
    """True where words that follow others closely are a cell of their own column."""
    gap = run[0].box.x0 - before.box.x1
    if gap >= 0.9 * columns.height:
        return True
    if own in columns.numeric:
        # A unit or a currency that drifted over the cut goes with its number.
        return any(is_number(word.text) for word in run) and _aligned(columns, run, own)
    left = columns.lefts[own]
    return left is not None and abs(run[0].box.x0 - left) <= ALIGNED * columns.height


def _aligned(columns: Columns, words: Sequence[Word], own: int) -> bool:
    """True where words begin or end where the cells of their column do."""
    near = ALIGNED * columns.height
    right, left = columns.rights[own], columns.lefts[own]
    if right is not None and abs(words[-1].box.x1 - right) <= near:
        return True
    return left is not None and abs(words[0].box.x0 - left) <= near


def _says_words(cell: HeaderCell) -> bool:
    """True for the label of a column of words."""
    return (
        max(cell.terms, key=lambda term: cell.terms[term], default="").endswith(".Description") and len(cell.terms) == 1
    )


def _outer_edges(columns: Columns, cells: Sequence[HeaderCell], lines: Sequence[Line]) -> tuple[float, float]:
    """X of the table's left and right edge, from its outermost labels and the cells below them."""
    left, right = cells[0].box.x0, cells[-1].box.x1
    starts = Counter(
        round(segment.box.x0) for line in lines for segment in line.segments if columns.column(segment.box.x0) == 0
    )
    beside = {x: sum(starts[x + n] for n in (-1, 0, 1)) for x in starts}
    most = max(beside.values(), default=0)
    shared = [x for x, count in beside.items() if 5 * count >= 4 * most and 2 * count >= len(lines)]
    level = [x for x in shared if abs(x - left) <= 1.5 * columns.height]
    last = columns.rights[-1]
    left = min(level or shared or [left - 6 * columns.height])
    right = max(right, last) if last is not None else right + 6 * columns.height
    return left - columns.height, right + columns.height


def _with_edges(columns: Columns, lines: Sequence[Line]) -> Columns:
    """The columns with the edges their cells keep to and the kind of their content."""
    count = len(columns.cuts) + 1
    lefts: list[Counter[int]] = [Counter() for _ in range(count)]
    rights: list[Counter[int]] = [Counter() for _ in range(count)]
    numbers, cells = [0] * count, [0] * count
    for line in lines:
        by_column: dict[int, list[Word]] = {}
        for word in line.words:
            by_column.setdefault(columns.column(word.box.centre), []).append(word)
        for k, words in by_column.items():
            cells[k] += 1
            numbers[k] += is_numeric_cell(words)
            lefts[k][round(words[0].box.x0)] += 1
            rights[k][round(words[-1].box.x1)] += 1
    return Columns(
        columns.cuts,
        tuple(_edge(counter) for counter in lefts),
        tuple(_edge(counter) for counter in rights),
        frozenset(k for k in range(count) if cells[k] and 2 * numbers[k] >= cells[k]),
        columns.height,
    )


def _edge(counter: Counter[int]) -> float | None:
    """The x that most cells share to a point, None where fewer than half do."""
    if not counter:
        return None
    x = max(counter, key=lambda at: (counter[at - 1] + counter[at] + counter[at + 1], -at))
    share = counter[x - 1] + counter[x] + counter[x + 1]
    return float(x) if 2 * share >= counter.total() else None
