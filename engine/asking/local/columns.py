"""Columns: where one ends and the next begins, and which words of a line stand in which."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ....schemas.document import Box, Page, Word
from .layout import Line
from .table_header import HeaderCell

NUMBER_WORD = re.compile(
    r"""[-+(]?(?:[$€£¥₹]|[A-Z]{3}|[A-Z]{1,2}[$]|RM|Rs\.?)?[-+(]?\d[\d.,'’]*(?:[-)]|[.,]--?|%|[$€£¥₹]|kr|zł|Kč)?[-)*]?\Z""",
    re.VERBOSE,
)
"""A word that is a number as tables print it: sign, currency, digits, per cent."""

DATE_WORD = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?\Z")
"""A date in digits, which is no number."""

CURRENCY_WORD = re.compile(r"[$€£¥₹]|[A-Z]{3}|US\$|R?M|kr\.?|zł|Kč|Ft|%|-")
"""A word that may stand beside a number in its column."""

_GROUP = re.compile(r"\d{3}(?:\D|\Z)")
"""The second and later words of a number whose thousands are parted by blanks."""

ALIGNED = 0.35
"""Distance, in word heights, up to which two cells begin or end at the same place."""

CROSSED = 0.15
"""Share of item lines with a word across a cut above which the cut is looked for in a wider range."""

_STEP = 0.5
"""Points between the places tried for a cut."""


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


def is_number(text: str) -> bool:
    """True for a word that is a number, an amount or a percentage; not for a date."""
    return NUMBER_WORD.match(text) is not None and DATE_WORD.match(text) is None


def number_count(line: Line) -> int:
    """How many numbers of a line stand by themselves, as cells do, and not in running words."""
    count = 0
    for segment in line.segments:
        words = segment.words
        for k, word in enumerate(words):
            if is_number(word.text) and (len(words) <= 3 or k == len(words) - 1 or k == 0):
                count += 1
    return count


def split_cells(cells: Sequence[HeaderCell], lines: Sequence[Line]) -> tuple[HeaderCell, ...]:
    """The header with those labels parted that head two columns: the item lines leave a gap between their words."""
    found: list[HeaderCell] = []
    for cell in cells:
        found += cell.parts if len(cell.parts) == 2 and _two_columns(cell, lines) else (cell,)
    return tuple(found)


def _two_columns(cell: HeaderCell, lines: Sequence[Line]) -> bool:
    left, right = cell.parts
    both = 0
    for line in lines:
        words = [w for w in line.words if cell.box.x0 - 2 <= w.box.centre <= cell.box.x1 + 2 or _beside(w, cell)]
        gaps = [
            b.box.x0 - a.box.x1 for a, b in zip(words, words[1:], strict=False) if a.box.x0 < right.box.x0 <= b.box.x1
        ]
        wide = max(left.box.height, 1.0)
        both += bool(gaps) and max(gaps) > 0.7 * wide
    return 5 * both >= 3 * len(lines) > 0


def _beside(word: Word, cell: HeaderCell) -> bool:
    return word.box.x0 < cell.box.x1 and word.box.x1 > cell.box.x0


def fit_columns(cells: Sequence[HeaderCell], lines: Sequence[Line], pages: Iterable[Page]) -> Columns:
    """The columns under a header, cut where the item lines leave gaps.

    Args:
        cells: the header, left to right.
        lines: lines with numbers, as items have them; no totals.
        pages: their pages, for the ruling lines.
    """
    height = median([word.box.height for line in lines for word in line.words] or [10.0])
    pieces = [piece for line in lines for piece in _pieces(line, height)]
    upright = _upright_rules(pages, cells)
    cuts: list[float] = []
    for left, right in zip(cells, cells[1:], strict=False):
        cuts.append(_cut(left.box, right.box, pieces, len(lines), upright))
    for k in range(1, len(cuts)):
        cuts[k] = max(cuts[k], cuts[k - 1])
    bare = Columns(tuple(_recut(cuts, cells, lines)), (), (), frozenset(), height)
    fitted = _with_edges(bare, lines)
    return replace(fitted, edges=_outer_edges(fitted, cells))


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
    cells = {k: tuple(words) for k, words in sorted(found.items())}
    numbers = frozenset(k for k, words in cells.items() if k in columns.numeric and _numeric_cell(words))
    return GridLine(line, cells, numbers, frozenset(k for k in numbers if _aligned(columns, cells[k], k)))


def _runs(columns: Columns, words: Sequence[Word]) -> list[tuple[list[Word], int]]:
    """Neighbouring words of one segment by column."""
    runs: list[tuple[list[Word], int]] = []
    for word in words:
        own = columns.column(word.box.centre)
        if runs and runs[-1][1] == own:
            runs[-1][0].append(word)
        else:
            runs.append(([word], own))
    return runs


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


def _numeric_cell(words: Sequence[Word]) -> bool:
    """True where a cell is one number with at most a unit or a currency around it."""
    numbers = [word.text for word in words if is_number(word.text)]
    if not numbers or len(words) - len(numbers) > 3:
        return False
    # '1 980,00' is one number in two words.
    return len(numbers) == 1 or all(_GROUP.match(text) for text in numbers[1:])


def _pieces(line: Line, height: float) -> list[tuple[float, float]]:
    """Stretches of a line without a gap, as (x0, x1); a number that follows words is a stretch of its own."""
    found: list[tuple[float, float]] = []
    before: Word | None = None
    for word in line.words:
        close = before is not None and word.box.x0 - before.box.x1 < 0.6 * height
        if close and before is not None and is_number(word.text) == is_number(before.text):
            found[-1] = (found[-1][0], max(found[-1][1], word.box.x1))
        else:
            found.append((word.box.x0, word.box.x1))
        before = word
    return found


def _cut(left: Box, right: Box, pieces: Sequence[tuple[float, float]], lines: int, upright: Sequence[float]) -> float:
    """The x between two columns that the fewest stretches cross, in the widest gap."""
    low, high = min(left.x1, right.x0), max(left.x1, right.x0)
    ruled = [x for x in upright if low - 3 <= x <= high + 3]
    if len(ruled) == 1:
        return ruled[0]
    best, crossed = _emptiest(low, high, pieces)
    if crossed > CROSSED * lines:
        wider, fewer = _emptiest(left.centre, right.centre, pieces)
        if fewer < crossed:
            return wider
    return best


def _emptiest(low: float, high: float, pieces: Sequence[tuple[float, float]]) -> tuple[float, int]:
    """Middle of the widest stretch of [low, high] crossed least, and how often it is crossed."""
    count = max(1, int((high - low) / _STEP))
    change = [0] * (count + 2)
    for x0, x1 in pieces:
        if x1 <= low or x0 >= high:
            continue
        change[max(0, int((x0 - low) / _STEP))] += 1
        change[min(count, int((x1 - low) / _STEP)) + 1] -= 1
    depth = 0
    depths: list[int] = []
    for step in range(count + 1):
        depth += change[step]
        depths.append(depth)
    least = min(depths)
    best_start, best_length, start = 0, 0, 0
    for step, depth in enumerate([*depths, least + 1]):
        if depth == least:
            continue
        if step - start > best_length:
            best_start, best_length = start, step - start
        start = step + 1
    return low + _STEP * (best_start + (best_length - 1) / 2 + 0.5), least


def _recut(cuts: Sequence[float], cells: Sequence[HeaderCell], lines: Sequence[Line]) -> list[float]:
    """The cuts, those moved that leave one column empty and two numbers in the next.

    So they fall where numbers stand far to the right of their label.
    """
    moved = list(cuts)
    for k in range(len(moved)):
        pairs: list[tuple[float, float]] = []
        empty = 0
        low = moved[k - 1] if k else cells[0].box.x0 - 20
        high = moved[k + 1] if k + 1 < len(moved) else cells[-1].box.x1 + 20
        for line in lines:
            numbers = [w for w in line.words if low < w.box.centre < high and is_number(w.text)]
            left = sum(1 for w in numbers if w.box.centre < moved[k])
            if len(numbers) == 2 and left != 1:
                pairs.append((numbers[0].box.x1, numbers[1].box.x0))
                empty += 1
        if 2 * empty > len(lines):
            end, start = median(p[0] for p in pairs), median(p[1] for p in pairs)
            if start > end:
                moved[k] = (max(p[0] for p in pairs if p[0] < start) + start) / 2
    return moved


def _outer_edges(columns: Columns, cells: Sequence[HeaderCell]) -> tuple[float, float]:
    """x of the table's left and right edge, from its outermost labels and the cells below them."""
    left, right = cells[0].box.x0, cells[-1].box.x1
    first, last = columns.lefts[0], columns.rights[-1]
    left = min(left, first) if first is not None else left - 6 * columns.height
    right = max(right, last) if last is not None else right + 6 * columns.height
    return left - columns.height, right + columns.height


def _upright_rules(pages: Iterable[Page], cells: Sequence[HeaderCell]) -> list[float]:
    """x of the vertical ruling lines beside the header."""
    top = min(cell.box.y0 for cell in cells)
    found: set[int] = set()
    for page in pages:
        for rule in page.rules:
            if rule.width <= 2.5 and rule.height >= 8 and rule.y1 >= top:
                found.add(round(rule.centre / 2))
    return [2.0 * x for x in sorted(found)]


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
            numbers[k] += _numeric_cell(words)
            lefts[k][round(words[0].box.x0)] += 1
            rights[k][round(words[-1].box.x1)] += 1
    return Columns(
        columns.cuts,
        tuple(_edge(counter) for counter in lefts),
        tuple(_edge(counter) for counter in rights),
        frozenset(k for k in range(count) if cells[k] and 2 * numbers[k] > cells[k]),
        columns.height,
    )


def _edge(counter: Counter[int]) -> float | None:
    """The x that most cells share to a point, None where fewer than half do."""
    if not counter:
        return None
    x = max(counter, key=lambda at: (counter[at - 1] + counter[at] + counter[at + 1], -at))
    share = counter[x - 1] + counter[x] + counter[x + 1]
    return float(x) if 2 * share >= counter.total() else None
