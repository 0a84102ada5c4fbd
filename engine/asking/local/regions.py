"""The lines that a party's heading governs: those beside it or under it, down to the next heading or a gap."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ....schemas.document import Box, Word
from .addresses import town_of
from .blocks import Block
from .labels import Label
from .layout import Layout, Segment, box_of
from .names import ATTENTION, name_quality
from .places import Place, Relation
from .tokens import Token, text_of

MAX_LINES = 12
"""The longest block of a party."""

INDENT = 9.0
"""A block stands at most this many line heights to the right of its heading."""

COLUMNS = 5
"""Segments from which a line heads a table; a party's heading has at most a few others beside it."""

NEAR = 8.0
"""A block beside its heading begins within this many line heights, where another block stands below the heading."""

_OF_A_PARTY = (
    *("SupplierVatNumber", "CustomerVatNumber", "SupplierTaxId", "RegistrationNumber", "EORI", "CustomerId"),
    *("SupplierName", "CustomerName", "CustomerReference", "SupplierCountryCode", "CustomerAccountNumber"),
)
"""Terms that an address block may hold beside name and address."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What stands under one heading."""

    heading: Label
    role: str
    """'seller', 'buyer', 'delivery', 'payee' or 'payer'."""
    lines: tuple[Segment, ...]
    """Name and address, top to bottom, values in place of their labels."""
    page: int
    box: Box
    """Around the heading, its lines, and the labelled lines among them."""

    def holds(self, page: int, box: Box) -> bool:
        """True where a box lies within the scope."""
        own = self.box
        return page == self.page and own.y0 - 1 <= box.middle <= own.y1 + 1 and own.x0 - 2 <= box.x0 <= own.x1 + 2


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What finding scopes needs to know of the pages."""

    layout: Layout
    tokens: Sequence[Sequence[Token]]
    by_line: Mapping[int, Sequence[Label]]
    places: Mapping[Label, Sequence[Place]]
    blocks: Sequence[Block]
    block_of: Mapping[tuple[int, float], Block]


def find_scopes(around: Surroundings) -> tuple[Scope, ...]:
    """The scopes of all headings of parties."""
    found: list[Scope] = []
    for labels in around.by_line.values():
        for label in labels:
            role = role_of(label)
            if role is None or not (label.colon or label.closes or _names_on(around, label)):
                continue
            if not label.colon and len(around.layout.lines[label.line].segments) >= COLUMNS:
                continue  # 'From', 'To' over the columns of a timetable
            if role != "seller" and _at_bank(around, label):
                role = "payee"
            raw = _raw(around, label)
            lines = _plain(around, raw)
            if label.weight("CustomerReference") > 0 and not any(town_of(s.text) for s in lines):
                continue  # 'Buyer: Jane Doe' names a person of the buyer's
            values = [
                s for segment in raw for s in _values_right(around, segment) if segment.text.rstrip().endswith(":")
            ]
            box = box_of([Word("", label.box), *(Word("", s.box) for s in (*raw, *lines, *values))])
            found.append(Scope(label, role, tuple(lines[:MAX_LINES]), label.page, box))
    return tuple(found)


def role_of(label: Label) -> str | None:
    """The party a label heads, None where it is no heading."""
    if label.prose or not label.opens or label.weight("CustomerReference") >= 1.0:
        return None
    if len(label.folded) == 1 and not label.colon:
        return None  # 'A' and 'À' say to whom, and head columns of codes
    roles = [m.key.removeprefix("party:") for m in label.meanings if m.key.startswith("party:")]
    return roles[0] if roles else None


def _names_on(around: Surroundings, label: Label) -> bool:
    """True where a heading of two words and a name behind it share a segment: 'Sold to Wingtip Toys'."""
    row = around.tokens[label.line]
    rest = [token for token in row[label.end :] if token.segment == label.segment]
    if label.end - label.first < 2 or not rest or not rest[0].text[:1].isupper():
        return False
    return name_quality(text_of(rest)) > 0.4


def _at_bank(around: Surroundings, label: Label) -> bool:
    """True where account numbers stand beside the heading: an account holder is paid, whatever the label may mean."""
    own = around.layout.lines[label.line].segments[label.segment]
    block = around.block_of.get((own.line, own.box.x0))
    above = {segment.line for segment in block.segments} if block else set[int]()
    for index in range(label.line - 4, label.line + 4):
        if index < label.line and index not in above:
            continue
        for other in around.by_line.get(index, ()):
            if other.page == label.page and other.weight("PaymentIBAN") + other.weight("PaymentBIC") >= 1.0:
                apart = abs(other.box.x0 - label.box.x0)
                if index == label.line or apart < 30:
                    return True
    return False


def _raw(around: Surroundings, heading: Label) -> list[Segment]:
    """The segments under or beside the heading, up to the next heading."""
    own = around.layout.lines[heading.line].segments[heading.segment]
    row = around.tokens[heading.line]
    covered = _covered(around, heading)
    inside = [
        token
        for k, token in enumerate(row[heading.end :], heading.end)
        if token.segment == heading.segment and k not in covered
    ]
    inside = list(itertools.dropwhile(lambda token: not token.folded, inside))
    below = _following(around, own) or _below(around, heading, own)
    if inside and not any(char.isalpha() for token in inside for char in token.text):
        return []
    if inside:
        return _until_heading(around, [_segment(inside, heading), *below])
    beside = _beside(around, heading, own, below)
    if beside is not None:
        labelled = {s.line for s in _following(around, own)}
        rest = itertools.takewhile(lambda s: s.line not in labelled, _following(around, beside))
        return _until_heading(around, [beside, *rest])
    return _until_heading(around, below)


def _covered(around: Surroundings, heading: Label) -> set[int]:
    """Tokens of the heading's line that are other labels, and those behind one with a colon: 'Client: Acme Code: 7'.

    A word right behind the heading's colon is the value, whatever it may mean elsewhere, and so are small words.
    """
    found: set[int] = set()
    for label in around.by_line[heading.line]:
        if label is heading or label.segment != heading.segment:
            continue
        answers = heading.colon and not label.colon and label.first == heading.end
        small = all(key.startswith("word:") for key in label.keys)
        if label.closes and not answers and not small:
            found.update(range(label.first, label.end))
        if label.colon and label.first > heading.end:
            found.update(range(label.first, len(around.tokens[heading.line])))
    return found


def _until_heading(around: Surroundings, segments: Sequence[Segment]) -> list[Segment]:
    kept: list[Segment] = []
    for segment in segments:
        opening = _labelling(around, segment)
        if opening is not None:
            plain_so_far = bool(kept) and all(_labelling(around, s) is None for s in kept[:2])
            if _parts(opening) or (plain_so_far and not _about_a_party(opening)):
                break
        kept.append(segment)
    return kept


def _labelling(around: Surroundings, segment: Segment) -> Label | None:
    """The label that begins a segment and stands as labels do: 'Hôtel' in 'Hôtel du Lac' does not."""
    opening = _opening(around, segment)
    return opening if opening is not None and (opening.closes or opening.colon) else None


def _about_a_party(label: Label) -> bool:
    """True for labels that stand among the lines of an address: its numbers and contacts."""
    return any(label.weight(key) > 0 for key in _OF_A_PARTY) or any(".Contact." in key for key in label.keys)


def _parts(label: Label) -> bool:
    """True for headings and titles, which part one block from the next."""
    heads = role_of(label) is not None and not label.weight("CustomerReference")
    return heads or any(key.startswith("title:") for key in label.keys)


def _following(around: Surroundings, segment: Segment) -> list[Segment]:
    """The segments of the same block below one."""
    block = around.block_of.get((segment.line, segment.box.x0))
    return [s for s in block.segments if s.line > segment.line] if block else []


def _below(around: Surroundings, heading: Label, own: Segment) -> list[Segment]:
    """The nearest block under the heading, at its left edge or indented."""
    height = max(own.box.height, 5.0)
    best: tuple[float, Block] | None = None
    for block in around.blocks:
        top = block.segments[0]
        gap = top.box.y0 - own.box.y1
        if block.page != heading.page or not -0.3 * height <= gap <= 4.0 * max(height, top.box.height):
            continue
        shift = top.box.x0 - own.box.x0
        centred = abs(top.box.centre - own.box.centre) < height
        if not (-2.0 * height <= shift <= INDENT * height or centred):
            continue
        score = gap + 0.3 * abs(shift)
        if best is None or score < best[0]:
            best = (score, block)
    return list(best[1].segments) if best else []


def _beside(around: Surroundings, heading: Label, own: Segment, below: Sequence[Segment]) -> Segment | None:
    """The segment right of the heading where the block goes on there and not below the heading."""
    places = [p for p in around.places[heading] if p.relation is Relation.RIGHT]
    if not places:
        return None
    place = min(places, key=lambda p: p.box.x0)
    segment = around.layout.lines[place.line].segments[place.tokens[0].segment]
    if not below or _opening(around, below[0]) is not None:
        return segment if segment.box.x0 - own.box.x1 < 3 * NEAR * own.box.height else None
    near = segment.box.x0 - own.box.x1 < NEAR * own.box.height
    return segment if near and len(_following(around, segment)) + 1 >= len(below) else None


def _plain(around: Surroundings, segments: Iterable[Segment]) -> list[Segment]:
    """The lines without those that the label of another thing begins, values in place of 'Name:' and 'Address:'."""
    lines: list[Segment] = []
    for segment in segments:
        opening = _opening(around, segment)
        if opening is None:
            lines += _values_right(around, segment) if segment.text.rstrip().endswith(":") else [segment]
        elif ATTENTION.match(segment.text + " "):
            if not opening.closes:
                lines.append(segment)
        elif not opening.colon and not opening.closes:
            lines.append(segment)
        elif opening.weight("SupplierName") > 0 or opening.weight("CustomerName") > 0:
            inside = [_segment(place.tokens, opening) for place in around.places[opening][:1]]
            lines += _values_right(around, segment) or inside
    return lines


def _values_right(around: Surroundings, segment: Segment) -> list[Segment]:
    """What stands right of a label, and the lines that go on under it beside no other label."""
    line = around.layout.lines[segment.line]
    right = [s for s in line.segments if s.box.x0 > segment.box.x1]
    if not right:
        return []
    labelled = {s.line for s in _following(around, segment)}
    more: list[Segment] = []
    for following in _following(around, right[0]):
        if following.line in labelled or len(more) >= 3:
            break
        more.append(following)
    return [right[0], *more]


def _opening(around: Surroundings, segment: Segment) -> Label | None:
    """The label that begins a segment, None where none does."""
    for label in around.by_line.get(segment.line, ()):
        if label.opens and segment.box.x0 - 1 <= label.box.x0 and label.box.x1 <= segment.box.x1 + 1:
            return label
    return None


def _segment(tokens: Sequence[Token], label: Label) -> Segment:
    words = tuple(Word(token.text, token.box, token.confidence) for token in tokens)
    return Segment(words, box_of(words), " ".join(w.text for w in words), label.page, label.line)
