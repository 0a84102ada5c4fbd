"""The lines that a heading governs: those beside it or under it, down to the next heading or a wide gap."""

from collections.abc import Sequence

from ....schemas.document import Box, Word
from .labels import Label
from .layout import Segment, box_of
from .sheet import Sheet
from .tokens import Token

MAX_LINES = 10
"""The longest address has ten lines."""

PARTING_GAP = 1.9
"""A gap wider than this many line heights ends a block."""


def region_of(sheet: Sheet, heading: Label) -> tuple[Segment, ...]:
    """The segments a heading governs, top to bottom, labelled lines ('VAT No: …') left out unless they name it."""
    first, column = _first(sheet, heading)
    lines: list[Segment] = [first] if first else []
    bottom, height = (first.box.y1 if first else heading.box.y1), max(heading.box.height, 5.0)
    left, right = column
    for index in range(heading.line + 1, len(sheet.layout.lines)):
        line = sheet.layout.lines[index]
        if line.page != heading.page or len(lines) >= MAX_LINES or index in sheet.taken:
            break
        allowed = (PARTING_GAP if lines else 2.6) * max(height, line.box.height)
        fitting = [s for s in line.segments if left <= s.box.x0 < right]
        if not fitting:
            if line.box.y0 - bottom > allowed:
                break
            continue
        segment = fitting[0]
        if segment.box.y0 - bottom > allowed:
            break
        opening = _opening_label(sheet, segment)
        if opening is not None and any(key.startswith(("party:", "title:")) for key in opening.keys):
            break
        bottom = segment.box.y1
        if opening is not None and (opening.colon or not opening.closes) and not _names(opening):
            continue
        if opening is not None and _names(opening):
            value = _value(sheet, opening)
            if value is not None:
                lines.append(value)
            continue
        lines.append(segment)
    return tuple(lines)


def _first(sheet: Sheet, heading: Label) -> tuple[Segment | None, tuple[float, float]]:
    """The line that stands behind or beside the heading, and the column in which the block goes on."""
    row = sheet.tokens[heading.line]
    line = sheet.layout.lines[heading.line]
    height = max(heading.box.height, 5.0)
    width = next(page.width_pt for page in sheet.layout.pages if page.number == heading.page)
    inside = [token for token in row[heading.end :] if token.segment == heading.segment and token.folded]
    next_x = [
        s.box.x0
        for s in line.segments
        if s.box.x0 > heading.box.x1 and s.box.x0 > line.segments[heading.segment].box.x1
    ]
    limit = min(next_x, default=width)
    if inside:
        segment = _segment(inside, heading)
        return segment, (heading.box.x0 - 1.5 * height, min(limit, width) - 1)
    beside = line.segments[heading.segment + 1] if heading.segment + 1 < len(line.segments) else None
    if beside is not None and _opening_label(sheet, beside) is None and _goes_on_below(sheet, heading, beside):
        after = [s.box.x0 for s in line.segments if s.box.x0 > beside.box.x1]
        return beside, (beside.box.x0 - 1.0 * height, min(after, default=width) - 1)
    below_left = heading.box.x0 - 2.0 * height
    return None, (below_left, max(limit - 0.5 * height, heading.box.x1))


def _goes_on_below(sheet: Sheet, heading: Label, beside: Segment) -> bool:
    """True where the next line continues under the neighbour and not under the heading."""
    for index in range(heading.line + 1, min(len(sheet.layout.lines), heading.line + 3)):
        line = sheet.layout.lines[index]
        if line.page != heading.page or line.box.y0 - heading.box.y1 > 2.5 * heading.box.height:
            break
        under = [s for s in line.segments if abs(s.box.x0 - heading.box.x0) < 2 * heading.box.height]
        right = [s for s in line.segments if abs(s.box.x0 - beside.box.x0) < heading.box.height]
        if right and not under:
            return True
        if under:
            return False
    return beside.box.x0 - heading.box.x1 < 12 * heading.box.height


def _opening_label(sheet: Sheet, segment: Segment) -> Label | None:
    """The label that begins a segment, None where none does."""
    for label in sheet.labels_of(segment.line):
        if (
            label.opens
            and abs(label.box.x0 - segment.box.x0) < 0.35 * segment.box.width + 2
            and _within(label.box, segment.box)
        ):
            return label
    return None


def _within(box: Box, other: Box) -> bool:
    return other.x0 - 1 <= box.x0 and box.x1 <= other.x1 + 1


def _names(label: Label) -> bool:
    return label.weight("SupplierName") > 0 or label.weight("CustomerName") > 0


def _value(sheet: Sheet, label: Label) -> Segment | None:
    for place in sheet.places[label][:1]:
        return _segment(place.tokens, label)
    return None


def _segment(tokens: Sequence[Token], label: Label) -> Segment:
    words = tuple(Word(token.text, token.box, token.confidence) for token in tokens)
    return Segment(words, box_of(words), " ".join(w.text for w in words), label.page, label.line)
