"""Segments → blocks: lines that a person sees as one paragraph, such as an address or a letterhead."""

from dataclasses import dataclass

from ....schemas.document import Box
from .layout import Layout, Segment

LEADING = 1.15
"""Lines of one block stand at most this many line heights apart (gap, not pitch)."""

ALIGNED = 0.9
"""Edges or centres agree within this many line heights."""


@dataclass(frozen=True, slots=True)
class Block:
    """Segments under one another that share an edge or a centre."""

    segments: tuple[Segment, ...]
    """Top to bottom; never two of one line."""
    box: Box
    page: int

    @property
    def lines(self) -> tuple[str, ...]:
        """The text of each segment."""
        return tuple(segment.text for segment in self.segments)


@dataclass(slots=True)
class _Growing:
    segments: list[Segment]
    box: Box


def find_blocks(layout: Layout, page: int, loose: bool = False) -> tuple[Block, ...]:
    """The blocks of one page, by their first line.

    Args:
        loose: allow more room between lines, for OCR, whose boxes fit the letters and not the line.
    """
    done: list[_Growing] = []
    active: list[_Growing] = []
    for line in layout.on_page(page):
        top, height = line.box.y0, line.box.height
        active = [b for b in active if top - b.box.y1 <= 2.2 * max(height, b.segments[-1].box.height)]
        for segment in line.segments:
            best, best_fit = None, 0.0
            for block in active:
                fit = _fit(block, segment, loose)
                if fit > best_fit:
                    best, best_fit = block, fit
            if best is None:
                fresh = _Growing([segment], segment.box)
                done.append(fresh)
                active.append(fresh)
            else:
                best.segments.append(segment)
                best.box = best.box.union(segment.box)
    return tuple(Block(tuple(b.segments), b.box, page) for b in done)


def _fit(block: _Growing, segment: Segment, loose: bool) -> float:
    """0 where the segment does not continue the block; larger for a better continuation."""
    last = block.segments[-1]
    if last.line == segment.line:
        return 0.0
    x0, y0, x1, y1 = segment.box
    a0, b0, a1, b1 = last.box
    one, other = max(b1 - b0, 1.0), max(y1 - y0, 1.0)
    height, smaller = (max(one, other, 4.0), min(one, other))
    gap = y0 - b1
    allowed = 1.5 * height + 2.0 if loose else LEADING * smaller + 2.0
    if gap > allowed or gap < -0.6 * height or height / smaller > 2.2:
        return 0.0
    apart = min(abs(x0 - a0), 0.65 * abs(x0 + x1 - a0 - a1), 1.3 * abs(x1 - a1))
    if apart > ALIGNED * height:
        return 0.0
    return 2.0 - apart / height - max(gap, 0.0) / (2 * height)
