"""Words → lines → segments: the geometry every other part of the reader looks at."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ....schemas.document import Box, Page, TextSource, Word


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring words of one line with no wide gap between them: what a person reads as one piece."""

    words: tuple[Word, ...]
    box: Box
    text: str
    page: int
    line: int
    """Index of its line in Layout.lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """The segments that stand on one baseline, left to right."""

    segments: tuple[Segment, ...]
    box: Box
    text: str
    page: int
    index: int

    @property
    def words(self) -> tuple[Word, ...]:
        """All words, left to right."""
        return tuple(word for segment in self.segments for word in segment.words)


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of all given pages, page after page, top to bottom."""

    pages: tuple[Page, ...]
    lines: tuple[Line, ...]

    @property
    def segments(self) -> Iterable[Segment]:
        """Every segment in reading order."""
        return (segment for line in self.lines for segment in line.segments)

    def on_page(self, number: int) -> tuple[Line, ...]:
        """The lines of one page (from 1)."""
        return tuple(line for line in self.lines if line.page == number)

    def goes_on_with(self, index: int) -> str:
        """How the line below begins, as running text goes on; '' where it stands apart or on another page."""
        line, *below = self.lines[index : index + 2]
        if not below or below[0].page != line.page or below[0].box.y0 - line.box.y1 > line.box.height:
            return ""
        return below[0].segments[0].text


def box_of(words: Sequence[Word]) -> Box:
    """The smallest box around the words."""
    x0, y0, x1, y1 = words[0].box
    for word in words[1:]:
        a0, b0, a1, b1 = word.box
        x0, y0 = (a0 if a0 < x0 else x0), (b0 if b0 < y0 else y0)
        x1, y1 = (a1 if a1 > x1 else x1), (b1 if b1 > y1 else y1)
    return Box(x0, y0, x1, y1)


WIDE_GAP, WIDE_GAP_OCR = 1.2, 1.7
"""A gap wider than this many heights parts segments. OCR boxes fit the letters closely: their heights are smaller."""


LOWER = 0.3
"""Heights by which words stand lower than others before they may be of another line."""


def lay_out(pages: Iterable[Page]) -> Layout:
    """Lines and segments of the pages.

    A word joins a line when its middle lies within the line's height and it does not stand on the line's words; a gap
    wider than WIDE_GAP times the height starts a new segment.
    """
    kept = tuple(pages)
    lines: list[Line] = []
    for page in kept:
        wide = WIDE_GAP_OCR if page.text_source is TextSource.OCR else WIDE_GAP
        for words in _rows(page.words):
            segments = tuple(
                Segment(tuple(part), box_of(part), " ".join(w.text for w in part), page.number, len(lines))
                for part in _split_at_gaps(words, wide)
            )
            lines.append(Line(segments, box_of(words), " ".join(s.text for s in segments), page.number, len(lines)))
    return Layout(kept, tuple(lines))


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words grouped by baseline, each group left to right, groups top to bottom."""
    rows: list[list[Word]] = []
    extents: list[tuple[float, float]] = []
    ordered = sorted(words, key=lambda w: (w.box.middle, w.box.x0))
    for (y0, y1), several in itertools.groupby(ordered, key=lambda w: (w.box.y0, w.box.y1)):
        level = list(several)
        middle, height = (y0 + y1) / 2, max(y1 - y0, 1.0)
        for k in range(len(rows) - 1, max(-1, len(rows) - 5), -1):
            top, bottom = extents[k]
            overlap = min(bottom, y1) - max(top, y0)
            if overlap <= 0.5 * min(height, bottom - top) or not top <= middle <= bottom:
                continue
            if _collide(rows[k], level):
                continue
            rows[k] += level
            share = len(level) / len(rows[k])
            extents[k] = (top + (y0 - top) * share, bottom + (y1 - bottom) * share)
            break
        else:
            rows.append(level)
            extents.append((y0, y1))
    for row in rows:
        row.sort(key=lambda w: w.box.x0)
    order = sorted(range(len(rows)), key=lambda k: extents[k][0] + extents[k][1])
    return [rows[k] for k in order]


def _collide(row: Sequence[Word], level: Sequence[Word]) -> bool:
    """True where words stand on words: two lines printed so close that the boxes OCR draws around them overlap."""
    return any(
        abs(one.box.middle - other.box.middle) > LOWER * min(one.box.height, other.box.height)
        and min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0) > 0.5 * min(one.box.width, other.box.width)
        for one in row
        for other in level
    )


def _split_at_gaps(words: Sequence[Word], wide: float) -> list[list[Word]]:
    """A gap is judged by the smaller neighbour, so that a large title does not swallow the small print beside it."""
    height = median(max(w.box.height, 1.0) for w in words)
    parts: list[list[Word]] = [[words[0]]]
    for before, word in itertools.pairwise(words):
        beside = max(0.6 * height, min(before.box.height, word.box.height, height))
        if word.box.x0 - before.box.x1 > wide * beside:
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts
