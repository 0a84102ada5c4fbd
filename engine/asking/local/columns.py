"""Columns: where one ends and the next begins, and which words of a line stand in which."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import median

from ....schemas.document import Box, Page, Word
from ....schemas.vocabulary import fold
from ....schemas.vocabulary import words as listed
from ...values.codes import CURRENCY_PATTERN
from .layout import Line
from .table_header import HeaderCell, column_meanings

NUMBER_WORD = re.compile(
    rf"[-+(]?(?:{CURRENCY_PATTERN}\.?)?[-+(]?\d[\d.,'’]*(?:[-)]|[.,]--?|%|{CURRENCY_PATTERN})?[-)*]?\Z",
)
"""A word that is a number as tables print it: sign, currency, digits, per cent."""

DATE_WORD = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?\Z")
"""A date in digits, which is no number."""

CURRENCY_WORD = re.compile(rf"[-+]?{CURRENCY_PATTERN}\.?|%|-")
"""A word that may stand beside a number in its column."""

_GROUP = re.compile(r"\d{3}(?:\D|\Z)")
"""The second and later words of a number whose thousands are parted by blanks."""

ALIGNED = 0.35
"""Distance, in word heights, up to which two cells begin or end at the same place."""

TWO_COLUMNS = 0.6
"""Share of the item lines that must show two cells below a label before it is taken for two."""

POSITION = "LineItems.LineNumber"

ONE_COLUMN = 0.1
"""Share of the item lines that may show two cells below two labels that are taken for one."""

CROSSED = 0.15
"""Share of item lines with a word across a cut above which the cut is looked for in a wider range."""

SAMPLE = 200
"""Lines by which it is decided which of several gaps parts two columns."""

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


@lru_cache(maxsize=32768)
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


def settle_cells(cells: Sequence[HeaderCell], lines: Sequence[Line]) -> tuple[HeaderCell, ...]:
    """The header with its labels parted that head two columns, and those joined that head one.

    The item lines tell: a gap between their words where the labels' words part.
    """
    found: list[HeaderCell] = []
    for cell in cells:
        if len(cell.parts) == 2 and _two_columns(cell, cell.parts, lines) >= TWO_COLUMNS:
            found += cell.parts
        elif cell.glued and found:
            joined = _joined(found[-1], cell)
            if _two_columns(joined, (found[-1], cell), lines) < ONE_COLUMN:
                found[-1] = joined
            else:
                found.append(cell)
        else:
            found.append(cell)
    return tuple(found)


def _joined(left: HeaderCell, right: HeaderCell) -> HeaderCell:
    text = f"{left.text} {right.text}"
    terms = {term: max(left.terms.get(term, 0.0), right.terms.get(term, 0.0)) for term in (*left.terms, *right.terms)}
    return HeaderCell(text, left.box.union(right.box), column_meanings(text) or terms)


def _two_columns(cell: HeaderCell, parts: Sequence[HeaderCell], lines: Sequence[Line]) -> float:
    """Share of the lines whose words below a label leave a gap between its two parts."""
    left, right = parts
    both = 0
    for line in lines:
        words = [w for w in line.words if cell.box.x0 - 2 <= w.box.centre <= cell.box.x1 + 2 or _beside(w, cell)]
        wide = 0.7 * max(left.box.height, 1.0)
        both += any(
            (b.box.x0 - a.box.x1 > wide or _ends_here(a, b)) and not CURRENCY_WORD.fullmatch(b.text)
            for a, b in zip(words, words[1:], strict=False)
            if a.box.x0 < right.box.x0 <= b.box.x1
        )
    return both / max(len(lines), 1)


def _beside(word: Word, cell: HeaderCell) -> bool:
    return word.box.x0 < cell.box.x1 and word.box.x1 > cell.box.x0


def count_apart(cells: Sequence[HeaderCell], columns: Columns, lines: Sequence[Line]) -> tuple[HeaderCell, ...] | None:
    """The header with a running number that stands before a column's words made a column of its own; None without one."""
    sample = [grid_line(columns, line).cells for line in lines[:SAMPLE]]
    for k, cell in enumerate(cells):
        held = [row[k] for row in sample if len(row.get(k, ())) > 1]
        firsts = [int(words[0].text) for words in held if re.fullmatch(r"\d{1,4}", words[0].text)]
        if k in columns.numeric or len(firsts) < 2 or 5 * len(firsts) < 4 * len(sample):
            continue
        if 5 * sum(1 for a, b in zip(firsts, firsts[1:], strict=False) if b - a == 1) < 4 * (len(firsts) - 1):
            continue
        end = max(words[0].box.x1 for words in held if words[0].text.isdigit())
        start = min(words[1].box.x0 for words in held if words[0].text.isdigit())
        y0, y1 = cell.box.y0, cell.box.y1
        count = HeaderCell("", Box(min(w[0].box.x0 for w in held), y0, min(end, start - 0.1), y1), {POSITION: 1.0})
        rest = replace(cell, box=Box(start, y0, max(cell.box.x1, start + 1), y1), parts=(), glued=False)
        return (*cells[:k], count, rest, *cells[k + 1 :])
    return None


def fit_columns(cells: Sequence[HeaderCell], lines: Sequence[Line], pages: Iterable[Page]) -> Columns:
    """The columns under a header, cut where the item lines leave gaps.

    Args:
        cells: the header, left to right.
        lines: lines with numbers, as items have them; no totals.
        pages: their pages, for the ruling lines.
    """
    height = median([word.box.height for line in lines for word in line.words] or [10.0])
    rows = [_pieces(line, height, apart=True) for line in lines]
    whole = [_pieces(line, height, apart=False) for line in lines[:: max(1, len(lines) // SAMPLE)]]
    ruled = _upright_rules(pages, lines)
    cuts: list[float] = []
    for k, (left, right) in enumerate(zip(cells, cells[1:], strict=False)):
        start = cuts[-1] if cuts else left.box.x0 - 4 * height
        end = cells[k + 2].box.x0 if k + 2 < len(cells) else right.box.x1 + 8 * height
        cut = _cut(left.box, right.box, rows, whole, (start, end), ruled)
        cuts.append(max(cut, cuts[-1]) if cuts else cut)
    bare = Columns(tuple(cuts), (), (), frozenset(), height)
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
    if not is_number(words[0].text) and not CURRENCY_WORD.fullmatch(words[0].text):
        return False
    # '1 980,00' is one number in two words.
    return len(numbers) == 1 or all(_GROUP.match(text) for text in numbers[1:])


def _parts_here(before: Word, word: Word) -> bool:
    return is_number(word.text) != is_number(before.text)


def _ends_here(before: Word, word: Word) -> bool:
    """True between a number and words that are no unit of it."""
    return (
        is_number(before.text)
        and word.text[:1].isalpha()
        and len(word.text) > 3
        and fold(word.text) not in listed("unit")
    )


def _pieces(line: Line, height: float, *, apart: bool) -> list[tuple[float, float]]:
    """Stretches of a line without a gap, as (x0, x1); `apart`: a number that follows words is one of its own."""
    found: list[tuple[float, float]] = []
    before: Word | None = None
    for word in line.words:
        close = before is not None and word.box.x0 - before.box.x1 < 0.6 * height
        if before is not None and close and not (_parts_here(before, word) if apart else _ends_here(before, word)):
            found[-1] = (found[-1][0], max(found[-1][1], word.box.x1))
        else:
            found.append((word.box.x0, word.box.x1))
        before = word
    return found


def _cut(
    left: Box,
    right: Box,
    rows: Sequence[Sequence[tuple[float, float]]],
    whole: Sequence[Sequence[tuple[float, float]]],
    reach: tuple[float, float],
    ruled: Sequence[float],
) -> float:
    """The x between two columns that the fewest stretches cross.

    Of several such places the one that leaves a stretch on both sides on most lines, then the widest.

    Args:
        rows: per item line its stretches, numbers apart from words.
        whole: the same for some of the lines, parted by gaps only.
        reach: how far the two columns may extend together.
        ruled: x of vertical ruling lines.
    """
    low, high = min(left.x1, right.x0), max(left.x1, right.x0)
    drawn = [x for x in ruled if low - 3 <= x <= high + 3]
    if len(drawn) == 1:
        return drawn[0]
    gaps, crossed = _emptiest(low, high, rows)
    if crossed > CROSSED * len(rows):
        wider, fewer = _emptiest(left.centre, right.centre, rows)
        if fewer < crossed:
            gaps = wider
    if len(gaps) == 1:
        return (gaps[0][0] + gaps[0][1]) / 2
    return max(((a + b) / 2 for a, b in gaps), key=lambda x: (_parted(x, whole, reach), _width(x, gaps)))


def _parted(x: float, rows: Sequence[Sequence[tuple[float, float]]], reach: tuple[float, float]) -> int:
    """On how many lines stretches stand on both sides of an x, within reach."""
    count = 0
    for row in rows:
        centres = [(x0 + x1) / 2 for x0, x1 in row]
        count += any(reach[0] < c < x for c in centres) and any(x < c < reach[1] for c in centres)
    return count


def _width(x: float, gaps: Sequence[tuple[float, float]]) -> float:
    return next(b - a for a, b in gaps if a <= x <= b)


def _emptiest(
    low: float, high: float, rows: Sequence[Sequence[tuple[float, float]]]
) -> tuple[list[tuple[float, float]], int]:
    """The stretches of [low, high] that are crossed least, and how often they are crossed."""
    count = max(1, int((high - low) / _STEP))
    change = [0] * (count + 2)
    for row in rows:
        for x0, x1 in row:
            if x1 <= low or x0 >= high:
                continue
            change[max(0, int((x0 - low) / _STEP))] += 1
            change[min(count, int((x1 - low) / _STEP)) + 1] -= 1
    depth = 0
    depths: list[int] = []
    for step in range(count + 1):
        depth += change[step]
        depths.append(depth)
    # A few lines of other shape (a heading, a tax line) must not keep a cut from its place.
    least = max(min(depths), len(rows) // 5)
    gaps: list[tuple[float, float]] = []
    start = 0
    for step, here in enumerate([*depths, least + 1]):
        if here <= least:
            continue
        if step > start:
            gaps.append((low + _STEP * start, low + _STEP * step))
        start = step + 1
    return gaps, min(depths)


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


def _upright_rules(pages: Iterable[Page], lines: Sequence[Line]) -> list[float]:
    """X of the vertical ruling lines that run beside most of a page's item lines."""
    found: set[int] = set()
    for page in pages:
        own = [line.box for line in lines if line.page == page.number]
        if not own:
            continue
        tall: dict[int, float] = {}
        for rule in page.rules:
            low, high = max(rule.y0, own[0].y0), min(rule.y1, own[-1].y1)
            if rule.width <= 2.5 and high > low:
                tall[round(rule.centre)] = tall.get(round(rule.centre), 0.0) + high - low
        found |= {x for x, height in tall.items() if 2 * height >= own[-1].y1 - own[0].y0}
    return [float(x) for x in sorted(found)]


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
