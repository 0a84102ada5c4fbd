"""The lines that a heading governs: those beside it or under it, down to the next heading or the end of its block."""

from collections.abc import Sequence

from ....schemas.document import Word
from .blocks import Block
from .labels import Label
from .layout import Segment, box_of
from .names import ATTENTION
from .sheet import Sheet
from .tokens import Token

MAX_LINES = 10
"""The longest address has ten lines."""

INDENT = 9.0
"""A block stands at most this many line heights to the right of its heading."""


def region_of(sheet: Sheet, heading: Label) -> tuple[Segment, ...]:
    """The segments a heading governs, top to bottom.

    Lines with a label of their own ('VAT No: …') are left out, but for one that labels the name; where the lines are a
    form ('Name: …', 'Address: …'), their values stand for them.
    """
    row = sheet.tokens[heading.line]
    own = sheet.layout.lines[heading.line].segments[heading.segment]
    inside = [token for token in row[heading.end :] if token.segment == heading.segment and token.folded]
    below = _following(sheet, own)
    if inside:
        first = _segment(inside, heading)
        return (first, *_plain(sheet, below or _below(sheet, heading, own)))[:MAX_LINES]
    beside = _beside(sheet, heading, own)
    if beside is not None:
        return tuple(_plain(sheet, [beside, *_following(sheet, beside)]))[:MAX_LINES]
    return tuple(_plain(sheet, below or _below(sheet, heading, own)))[:MAX_LINES]


def _block_with(sheet: Sheet, segment: Segment) -> Block | None:
    return sheet.block_of.get((segment.line, segment.box.x0))


def _following(sheet: Sheet, segment: Segment) -> list[Segment]:
    """The segments of the same block below one."""
    block = _block_with(sheet, segment)
    return [s for s in block.segments if s.line > segment.line] if block else []


def _below(sheet: Sheet, heading: Label, own: Segment) -> list[Segment]:
    """The nearest block under the heading, at its left edge or indented."""
    height = max(own.box.height, 5.0)
    best: tuple[float, Block] | None = None
    for block in sheet.blocks:
        top = block.segments[0]
        gap = top.box.y0 - own.box.y1
        if block.page != heading.page or not -0.3 * height <= gap <= 3.2 * max(height, top.box.height):
            continue
        shift = top.box.x0 - own.box.x0
        centred = abs(top.box.centre - own.box.centre) < height
        if not (-2.0 * height <= shift <= INDENT * height or centred):
            continue
        score = gap + 0.3 * abs(shift)
        if best is None or score < best[0]:
            best = (score, block)
    return list(best[1].segments) if best else []


def _beside(sheet: Sheet, heading: Label, own: Segment) -> Segment | None:
    """The segment right of the heading where the block goes on there and not below the heading."""
    places = [place for place in sheet.places[heading] if place.line == heading.line and place.first > heading.end - 1]
    if not places:
        return None
    place = min(places, key=lambda p: p.box.x0)
    segment = sheet.layout.lines[place.line].segments[place.tokens[0].segment]
    if segment is own:
        return None
    under = _following(sheet, own)
    if under and not any(label.opens for label in sheet.labels_of(under[0].line) if _begins(label, under[0])):
        near = own.box.x1 + 6 * own.box.height > segment.box.x0
        if not near or len(_following(sheet, segment)) < len(under):
            return None
    return segment


def _plain(sheet: Sheet, segments: Sequence[Segment]) -> list[Segment]:
    """The lines without those that a label of another thing begins, up to the next heading."""
    lines: list[Segment] = []
    for segment in segments:
        if segment.line in sheet.taken:
            break
        opening = next(
            (label for label in sheet.labels_of(segment.line) if label.opens and _begins(label, segment)), None
        )
        if opening is None:
            if segment.text.rstrip().endswith(":"):
                lines += _values_right(sheet, segment)
            else:
                lines.append(segment)
            continue
        if ATTENTION.match(segment.text + " "):
            if not opening.closes:
                lines.append(segment)
            continue
        if any(key.startswith(("party:", "title:")) for key in opening.keys) and (opening.closes or opening.colon):
            break
        if opening.weight("SupplierName") > 0 or opening.weight("CustomerName") > 0:
            lines += [_segment(place.tokens, opening) for place in sheet.places[opening][:1]]
        elif not opening.colon and not opening.closes:
            lines.append(segment)
    return lines


def _values_right(sheet: Sheet, segment: Segment) -> list[Segment]:
    """What stands right of an unknown label, and the lines that go on under it."""
    line = sheet.layout.lines[segment.line]
    right = [s for s in line.segments if s.box.x0 > segment.box.x1]
    if not right:
        return []
    lefts = {s.line for s in (_block_with(sheet, segment) or Block((segment,), segment.box, segment.page)).segments}
    more: list[Segment] = []
    for following in _following(sheet, right[0]):
        if following.line in lefts or len(more) >= 3:
            break
        more.append(following)
    return [right[0], *more]


def _begins(label: Label, segment: Segment) -> bool:
    return segment.box.x0 - 1 <= label.box.x0 and label.box.x1 <= segment.box.x1 + 1


def _segment(tokens: Sequence[Token], label: Label) -> Segment:
    words = tuple(Word(token.text, token.box, token.confidence) for token in tokens)
    return Segment(words, box_of(words), " ".join(w.text for w in words), label.page, label.line)
