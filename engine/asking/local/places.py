"""Which words a label speaks of: behind it, to its right, or below it in its column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ....schemas.document import Box
from .labels import Label
from .layout import Layout, Segment
from .tokens import Token, around, text_of

FAR_BELOW = 2.4
"""A value stands at most this many label heights under its label."""

FAR_RIGHT = 0.62
"""A value stands at most this share of the page's width right of its label."""


class Relation(StrEnum):
    """How a value stands to its label."""

    INSIDE = "inside"  # in the same segment, behind the label
    RIGHT = "right"  # in a segment to the right, on the same line
    BELOW = "below"  # in the same column, on a following line
    ABOVE = "above"  # in the same column, on the line before, where a row of labels stands under its values


@dataclass(frozen=True, slots=True)
class Place:
    """Words that may be what a label speaks of."""

    label: Label
    relation: Relation
    page: int
    line: int
    first: int
    """Index of the first token in the line."""
    end: int
    tokens: tuple[Token, ...]
    box: Box
    score: float
    """0 to 1: how well the place fits the label, by geometry alone."""

    @property
    def text(self) -> str:
        """The words as one string."""
        return text_of(self.tokens)


class Places(Mapping[Label, tuple[Place, ...]]):
    """For every label the places of its value, best first; looked for when they are asked for, and remembered."""

    def __init__(self, layout: Layout, tokens: Sequence[Sequence[Token]], labels: Sequence[Label]) -> None:
        self._layout, self._tokens, self._labels = layout, tokens, labels
        self._by_line: dict[int, list[Label]] = {}
        for label in labels:
            self._by_line.setdefault(label.line, []).append(label)
        self._widths = {page.number: page.width_pt for page in layout.pages}
        self._forms = form_columns(layout, self._by_line)
        self._found: dict[tuple[int, int], tuple[Place, ...]] = {}

    def __getitem__(self, label: Label) -> tuple[Place, ...]:
        at = (label.line, label.first)
        if at not in self._found:
            width = self._widths[label.page]
            self._found[at] = _places(label, self._layout, self._tokens, self._by_line, self._forms, width)
        return self._found[at]

    def __iter__(self) -> Iterator[Label]:
        return iter(self._labels)

    def __len__(self) -> int:
        return len(self._labels)


def places_among(
    layout: Layout,
    tokens: Sequence[Sequence[Token]],
    known: Mapping[int, Sequence[Label]],
    wanted: Sequence[Label],
    forms: frozenset[tuple[int, int]] = frozenset(),
    reach: float = FAR_RIGHT,
) -> Mapping[Label, tuple[Place, ...]]:
    """The places of further labels, such as those a user names, among labels that are known already.

    Args:
        forms: columns of labels whose values stand to the right, as form_columns gives them.
        reach: as FAR_RIGHT.
    """
    by_line: dict[int, list[Label]] = {line: list(labels) for line, labels in known.items()}
    for label in wanted:
        apart = [x for x in by_line.get(label.line, []) if x.end <= label.first or x.first >= label.end]
        by_line[label.line] = sorted([*apart, label], key=lambda x: x.first)
    widths = {page.number: page.width_pt for page in layout.pages}
    return {label: _places(label, layout, tokens, by_line, forms, widths[label.page], reach) for label in wanted}


def _places(
    label: Label,
    layout: Layout,
    tokens: Sequence[Sequence[Token]],
    by_line: Mapping[int, Sequence[Label]],
    forms: frozenset[tuple[int, int]],
    width: float,
    reach: float = FAR_RIGHT,
) -> tuple[Place, ...]:
    places = _inside(label, tokens[label.line], by_line[label.line])
    places += _right(label, layout, tokens, by_line, width, rank=len(places), reach=reach)
    in_form = label.opens and (label.page, round(label.box.x0 / 4)) in forms
    if not in_form and not any(place.relation is Relation.INSIDE for place in places):
        places += _below(label, layout, tokens, by_line) or ([] if places else _above(label, layout, tokens, by_line))
    return tuple(sorted(places, key=lambda place: -place.score))


def form_columns(layout: Layout, by_line: Mapping[int, Sequence[Label]]) -> frozenset[tuple[int, int]]:
    """(page, left edge / 4 pt) of columns of labels that have their values to the right, as forms have.

    At least three lines begin there with a label and go on to the right, and hardly any begins there without one: a
    value under such a label is the next label.
    """
    labelled: dict[tuple[int, int], list[int]] = {}
    for index, labels in by_line.items():
        line = layout.lines[index]
        for label in labels:
            if not label.opens or not label.blocks or label.segment + 1 >= len(line.segments):
                continue
            if not any(other.segment == label.segment + 1 and other.opens and other.blocks for other in labels):
                labelled.setdefault((label.page, round(label.box.x0 / 4)), []).append(index)
    if not labelled:
        return frozenset()
    starts: dict[tuple[int, int], list[int]] = {}
    for line in layout.lines:
        for segment in line.segments:
            starts.setdefault((line.page, round(segment.box.x0 / 4)), []).append(line.index)
    found: set[tuple[int, int]] = set()
    for page, x in labelled:
        near = [(page, x - 1), (page, x), (page, x + 1)]
        rows = [index for place in near for index in labelled.get(place, ())]
        others = [i for place in near for i in starts.get(place, ()) if min(rows) <= i <= max(rows)]
        if len(rows) >= 3 and len(rows) >= 0.6 * len(others):
            found.update(near)
    return frozenset(found)


def _inside(label: Label, row: Sequence[Token], labels: Sequence[Label]) -> list[Place]:
    """The words behind the label in its own segment, up to the next label with a colon."""
    starts = {other.first for other in labels if other.first >= label.end and other.blocks}
    at = _first_word(row, label.end, label.segment)
    if any(token.text == "/" for token in row[label.end : at]):
        # 'Invoice date / Delivery date 2 March': both labels have the value behind them.
        beside = next((other for other in labels if other.first == at and other.segment == label.segment), None)
        at = _first_word(row, beside.end, label.segment) if beside else at
    if at >= len(row) or row[at].segment != label.segment or at in starts:
        return []
    if not label.colon and any(other.first == at and other.of_record and len(other.folded) > 2 for other in labels):
        return []
    end = at
    while end < len(row) and row[end].segment == label.segment and (end == at or end not in starts):
        end += 1
    words = tuple(row[at:end])
    score = 1.0 if label.colon else 0.9 if label.opens else 0.75
    return [_place(label, Relation.INSIDE, label.line, at, end, words, score)]


def _first_word(row: Sequence[Token], at: int, segment: int) -> int:
    """Index of the first token of a segment, from one on, that is more than punctuation."""
    while at < len(row) and row[at].segment == segment and not _says_something(row[at]):
        at += 1
    return at


def _right(
    label: Label,
    layout: Layout,
    tokens: Sequence[Sequence[Token]],
    by_line: Mapping[int, Sequence[Label]],
    width: float,
    rank: int,
    reach: float = FAR_RIGHT,
) -> list[Place]:
    """The segments right of the label, nearest first, up to the next label.

    Those of its own line, and those of neighbouring lines that overlap it in height: columns often stand a little
    higher or lower than one another.
    """
    own = layout.lines[label.line].segments[label.segment]
    box = Box(label.box.x0, label.box.y0, own.box.x1, label.box.y1)
    beside: list[tuple[float, int, int]] = []
    for index in range(max(0, label.line - 2), min(len(layout.lines), label.line + 3)):
        line = layout.lines[index]
        if line.page != label.page or (index != label.line and (line.box.y0 > box.y1 or line.box.y1 < box.y0)):
            continue
        for k, segment in enumerate(line.segments):
            if segment.box.x0 < box.x1 or (index == label.line and k <= label.segment):
                continue
            if index == label.line or _level(box, segment.box):
                beside.append((segment.box.x0, index, k))
    places: list[Place] = []
    for _, index, k in sorted(beside):
        row = tokens[index]
        first = next(i for i, token in enumerate(row) if token.segment == k)
        starts = {other.first for other in by_line.get(index, ()) if other.blocks}
        if first in starts:
            break
        end = first
        while end < len(row) and row[end].segment == k and end not in starts:
            end += 1
        words = tuple(row[first:end])
        gap = max(0.0, words[0].box.x0 - box.x1) / width
        if gap > reach:
            break
        if any(_says_something(token) for token in words):
            score = 0.95 - 0.3 * gap - 0.12 * rank + (0.03 if label.colon else 0.0)
            if not label.closes and not label.colon:
                score -= 0.25
            if index != label.line:
                score -= 0.04
            places.append(_place(label, Relation.RIGHT, index, first, end, words, score))
            rank += 1
        if end < len(row) and row[end].segment == k:
            break
    return places


def _level(box: Box, other: Box) -> bool:
    """True where two boxes of different lines overlap in height by half of the smaller one."""
    _, top, _, bottom = box
    _, above, _, below = other
    overlap = (bottom if bottom < below else below) - (top if top > above else above)
    return overlap > 0.5 * max(1.0, min(bottom - top, below - above))


def _says_something(token: Token) -> bool:
    return bool(token.folded or token.text.strip(" :=.-–—|·•/"))


def _below(
    label: Label, layout: Layout, tokens: Sequence[Sequence[Token]], by_line: Mapping[int, Sequence[Label]]
) -> list[Place]:
    """Places under the label, in its column."""
    height = max(label.box.height, 4.0)
    here = layout.lines[label.line]
    owner = here.segments[label.segment]
    places: list[Place] = []
    for index in range(label.line + 1, min(len(layout.lines), label.line + 9)):
        line = layout.lines[index]
        if line.page != label.page or line.box.y0 - label.box.y1 > FAR_BELOW * height:
            break
        for k, segment in enumerate(line.segments):
            if segment.box.y0 < label.box.middle or segment.box.y0 - label.box.y1 > FAR_BELOW * height:
                continue
            row = tokens[index]
            first = next(i for i, token in enumerate(row) if token.segment == k)
            starts = {other.first for other in by_line.get(index, ()) if other.blocks}
            shared = _share(label, by_line.get(label.line, ()), tokens[label.line], row, first)
            if shared is not None:
                first, end = shared
                fit = 1.0
            else:
                fit = _same_column(label.box, owner, segment, height)
                if fit <= 0 or not _nearest_header(label, segment, by_line.get(label.line, ())) or first in starts:
                    continue
                end = first
                while end < len(row) and row[end].segment == k and end not in starts:
                    end += 1
            drop = max(0.0, segment.box.y0 - label.box.y1) / height
            score = 0.62 + 0.2 * fit - 0.1 * drop + (0.05 if label.opens and label.closes else -0.15)
            places.append(_place(label, Relation.BELOW, index, first, end, tuple(row[first:end]), score))
        if places:
            break
    return places


def _above(
    label: Label, layout: Layout, tokens: Sequence[Sequence[Token]], by_line: Mapping[int, Sequence[Label]]
) -> list[Place]:
    """The value right above a label, in a line of labels only that each stand under the beginning of another thing."""
    here = layout.lines[label.line]
    upper = layout.lines[label.line - 1] if label.line else here
    heads = [x for x in by_line[label.line] if x.opens and x.closes and x.of_record]
    if upper is here or upper.page != here.page or len(heads) < 3 or len(heads) < len(here.segments):
        return []
    if here.box.y0 - upper.box.y1 > here.box.height or by_line.get(upper.index):
        return []
    starts = [segment.box.x0 for segment in here.segments]
    if len(upper.segments) != len(starts) or any(
        abs(segment.box.x0 - x) > here.box.height for segment, x in zip(upper.segments, starts, strict=True)
    ):
        return []
    row = tokens[upper.index]
    own = [k for k, token in enumerate(row) if token.segment == label.segment]
    words = tuple(row[own[0] : own[-1] + 1])
    return [_place(label, Relation.ABOVE, upper.index, own[0], own[-1] + 1, words, 0.6)]


def _share(
    label: Label, labels: Sequence[Label], heads: Sequence[Token], row: Sequence[Token], first: int
) -> tuple[int, int] | None:
    """(first, end) of a label's words in a segment under two labels that only a blank parts: 'Date Invoice #'.

    The words under it go to the label they stand under. None where the label's own segment holds anything else, or
    where the segment below does not reach from one label to the other.
    """
    here = [x for x in labels if x.segment == label.segment]
    covered = sum(x.end - x.first for x in here)
    if len(here) < 2 or covered < sum(t.segment == label.segment for t in heads) or not all(x.of_record for x in here):
        return None
    below = [(k, t) for k, t in enumerate(row[first:], first) if t.segment == row[first].segment]
    owners = [min(here, key=lambda x, t=t: abs(x.box.centre - t.box.centre)) for _, t in below]
    if len(set(map(id, owners))) < len(here):
        return None
    own = [k for (k, _), owner in zip(below, owners, strict=True) if owner is label]
    return own[0], own[-1] + 1


def _same_column(box: Box, owner: Segment, segment: Segment, height: float) -> float:
    """0 to 1: how well a segment stands in the column of the label; left edges, right edges or centres agree."""
    other = segment.box
    apart = min(
        abs(other.x0 - box.x0), abs(other.x1 - box.x1), abs(other.centre - box.centre), abs(other.x1 - owner.box.x1)
    )
    if apart <= 1.0 * height:
        return 1.0 - 0.2 * apart / height
    overlap = min(other.x1, box.x1) - max(other.x0, box.x0)
    if overlap <= 0:
        return 0.0
    return 0.6 * overlap / min(other.width, box.width) if min(other.width, box.width) > 0 else 0.0


def _nearest_header(label: Label, segment: Segment, others: Sequence[Label]) -> bool:
    """False where another label of the same row stands closer above the segment."""
    if len(others) < 2:
        return True

    def apart(box: Box) -> float:
        return min(abs(segment.box.x0 - box.x0), abs(segment.box.x1 - box.x1), abs(segment.box.centre - box.centre))

    mine = apart(label.box)
    return all(apart(other.box) >= mine for other in others if other is not label)


def _place(
    label: Label, relation: Relation, line: int, first: int, end: int, words: tuple[Token, ...], score: float
) -> Place:
    return Place(label, relation, label.page, line, first, end, words, around(words), round(max(score, 0.0), 4))
