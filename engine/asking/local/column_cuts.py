"""Where one column ends and the next begins: the x that the item lines leave free."""

import itertools
from collections.abc import Iterable, Sequence

from ....schemas.document import Box, Page, Word
from .cell_words import CURRENCY_WORD, changes_kind, ends_number, is_number, two_numbers, unglued
from .layout import Line

CROSSED = 0.15
"""Share of item lines with a word across a cut above which the cut is looked for in a wider range."""

SAMPLE = 200
"""Lines by which it is decided which of several gaps parts two columns."""

_STEP = 0.5
"""Points between the places tried for a cut."""


def cut_columns(
    labels: Sequence[Box], lines: Sequence[Line], pages: Iterable[Page], height: float
) -> tuple[float, ...]:
    """X between neighbouring columns, in points, left to right.

    Args:
        labels: where the header's labels stand, left to right.
        lines: lines with numbers, as items have them; no totals.
        pages: their pages, for the ruling lines.
        height: usual height of a word, in points.
    """
    rows = [_pieces(line, height, apart=True) for line in lines]
    whole = [_pieces(line, height, apart=False) for line in lines[:: max(1, len(lines) // SAMPLE)]]
    ruled = _upright_rules(pages, lines)
    cuts: list[float] = []
    for k, (left, right) in enumerate(itertools.pairwise(labels)):
        start = cuts[-1] if cuts else left.x0 - 4 * height
        end = labels[k + 2].x0 if k + 2 < len(labels) else right.x1 + 8 * height
        cut = _cut(left, right, rows, whole, (start, end), ruled)
        cuts.append(max(cut, cuts[-1]) if cuts else cut)
    return tuple(cuts)


def _pieces(line: Line, height: float, *, apart: bool) -> list[tuple[float, float]]:
    """Stretches of a line without a gap, as (x0, x1); `apart`: a number that follows words is one of its own."""
    found: list[tuple[float, float]] = []
    before: Word | None = None
    words = [half for whole in line.words for half in unglued(whole)]
    for k, word in enumerate(words):
        close = before is not None and word.box.x0 - before.box.x1 < 0.6 * height
        if before is not None and close and not (_parts(words, k) if apart else ends_number(before, word)):
            found[-1] = (found[-1][0], max(found[-1][1], word.box.x1))
        else:
            found.append((word.box.x0, word.box.x1))
        before = word
    return found


def _parts(words: Sequence[Word], k: int) -> bool:
    """True where a word begins a stretch of its own: after a number, or a currency that goes with the next number."""
    if changes_kind(words[k - 1], words[k]) or two_numbers(words[k - 1], words[k]):
        return True
    between = is_number(words[k - 1].text) and k + 1 < len(words) and is_number(words[k + 1].text)
    if not between or not CURRENCY_WORD.fullmatch(words[k].text):
        return False
    return words[k].box.x0 - words[k - 1].box.x1 > words[k + 1].box.x0 - words[k].box.x1


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
