"""Where a table begins: the lines of its header."""

from collections.abc import Sequence
from statistics import median

from ....schemas.document import Box, TextSource
from .header_cells import Header, overlap, read_header
from .header_labels import (
    DIGIT,
    MONEY,
    LabelSpan,
    folded_word,
    label_segments,
    label_words,
    labels_of,
    lookup,
    may_label,
    parted,
    segment_starts,
)
from .layout import Layout, Line, box_of

LARGEST_BLOCK = 4
"""Lines a header may have above or below the line that gave it away."""

TALLER, TALLER_OCR = 1.3, 2.2
"""Times the height of the other lines of a header that one may be; OCR draws a box around two lines at times."""

CLOSE = 0.8
"""Largest gap, in line heights, between the lines of one header."""


def find_headers(layout: Layout) -> tuple[Header, ...]:
    """The headers of all tables (items, VAT breakdown and others) in reading order.

    A header is a line with two or more column labels and no amounts, together with the lines close above and below
    that carry the rest of its labels.
    """
    scanned = layout.pages and any(page.text_source is TextSource.OCR for page in layout.pages)
    found: list[Header] = []
    taken = -1
    for line in layout.lines:
        if line.index <= taken or not may_label(line):
            continue
        spans = labels_of(line, bool(scanned))
        if not _is_seed(line, spans):
            continue
        block = _block(layout, line.index, taken, bool(scanned))
        header = read_header(layout, block, bool(scanned))
        if len(header.cells) >= 2:
            found.append(header)
            taken = block[-1]
    return tuple(found)


def _is_seed(line: Line, spans: Sequence[LabelSpan]) -> bool:
    words = label_words(line)
    starts = segment_starts(line)
    if any(words[s.end - 1].text.endswith(":") and s.end < len(words) and s.end not in starts for s in spans):
        # 'GTIN: 4012345001235' labels a value on its own line, not a column.
        return False
    different = {"".join(folded_word(word.text) for word in words[s.first : s.end]) for s in spans}
    if len(different) < 2:
        return False
    known = sum(len(folded_word(word.text)) for s in spans for word in words[s.first : s.end])
    whole = sum(len(folded_word(word.text)) for word in words)
    if known * 5 < whole * (2 if len(different) > 2 else 3):
        return False
    # Running text has labels in it too; in a header they stand apart.
    return len(line.segments) >= 2 or (len(spans) >= 3 and known * 10 >= whole * 9)


def _block(layout: Layout, seed: int, taken: int, scanned: bool) -> list[int]:
    """Indexes of the lines of the header around the line that gave it away."""
    block = [seed]
    for step in (-1, 1):
        edge = seed
        for _ in range(LARGEST_BLOCK):
            near = edge + step
            if near <= taken or near >= len(layout.lines):
                break
            line = layout.lines[near]
            if line.page != layout.lines[seed].page or not _joins(layout, line, edge, block, step > 0, scanned):
                break
            block.append(near)
            edge = near
    return sorted(block)


def _joins(layout: Layout, line: Line, edge: int, block: Sequence[int], below: bool, scanned: bool) -> bool:
    """True where a line next to header lines carries more of their labels."""
    beside = layout.lines[edge]
    height = median(word.box.height for index in block for word in layout.lines[index].words)
    gap = line.box.y0 - beside.box.y1 if below else beside.box.y0 - line.box.y1
    taller = TALLER_OCR if scanned else TALLER
    if gap > CLOSE * height or median(word.box.height for word in line.words) > taller * height:
        return False
    if any(MONEY.search(word.text) for word in line.words):
        return False
    spans = labels_of(line, scanned)
    if _is_seed(line, spans):
        return True
    if any(DIGIT.search(word.text) for word in line.words):
        return False
    labelled = {k for span in spans for k in range(span.first, span.end)}
    at = 0
    for segment in label_segments(line):
        size = sum(len(parted(word)) for word in segment.words)
        own = range(at, at + size)
        at += size
        if len(segment.text) > 30:
            return False
        if all(k in labelled for k in own):
            continue
        above = [s for index in block for s in layout.lines[index].segments if overlap(s.box, segment.box) > 0]
        if not above:
            return False
        completes = any(
            lookup(folded_word(f"{s.text}{segment.text}" if below else f"{segment.text}{s.text}"), False) for s in above
        )
        if completes:
            continue
        # A first line of running text under 'Description' looks like a label that goes on.
        if below and (gap > 0.5 * height or _heads_text(layout, block, segment.box)):
            return False
        if not below and len(line.segments) == 1 and gap > 0.3 * height:
            return False
    return True


def _heads_text(layout: Layout, block: Sequence[int], box: Box) -> bool:
    """True where the labels above a box head a column of words."""
    for index in block:
        line = layout.lines[index]
        for span in labels_of(line, False):
            words = label_words(line)[span.first : span.end]
            if overlap(box_of(words), box) > 0 and any(one.term.endswith(".Description") for one in span.labels):
                return True
    return False
