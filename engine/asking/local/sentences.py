"""Paragraphs → sentences: what is read as one, over the ends of lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ....schemas.reply import Printed
from .layout import Segment
from .sheet import Sheet
from .tokens import Token, around, text_of

_STOP = re.compile(r"[^\W\d_]{3,}[)\"»”]?[.!?։]$|[%)][.!]$|\d{3,}[.!]$")
"""How the last word of a sentence ends; 'Nr.' and '12.' go on."""


_STOPS = frozenset(".!?։")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words that are read as one."""

    tokens: tuple[Token, ...]
    places: tuple[tuple[int, int], ...]
    """(index in Layout.lines, index in the line's tokens) of each token."""
    page: int

    @property
    def text(self) -> str:
        """The words, lines joined by a blank."""
        rows: dict[int, list[Token]] = {}
        for token, (line, _) in zip(self.tokens, self.places, strict=True):
            rows.setdefault(line, []).append(token)
        return " ".join(text_of(row) for row in rows.values())


def sentences_of(sheet: Sheet, segments: Sequence[Segment], after: int = 0) -> tuple[Sentence, ...]:
    """The sentences of segments that stand under one another.

    A line that had room for the first word of the next one ends its sentence.

    Args:
        after: the first token of the first segment's line that counts.
    """
    rows = [_row(sheet, segment, after if at == 0 else 0) for at, segment in enumerate(segments)]
    rows = [row for row in rows if row]
    right = max((segment.box.x1 for segment in segments), default=0.0)
    found: list[Sentence] = []
    running: list[tuple[Token, tuple[int, int]]] = []
    for at, row in enumerate(rows):
        below = rows[at + 1] if at + 1 < len(rows) else None
        for k, (token, place) in enumerate(row):
            running.append((token, place))
            if k + 1 == len(row):
                ended = below is None or _ends_line(sheet, token, place[0], below, right)
            else:
                ended = bool(_STOP.search(token.text)) and not row[k + 1][0].text[:1].islower()
            if ended:
                found.append(_sentence(sheet, running))
                running = []
    return tuple(found)


def following(sheet: Sheet, line: int, first: int, segment: int) -> tuple[Sentence, ...]:
    """The sentences from one token of a segment to the end of its paragraph; empty where nothing follows.

    Args:
        line: index in Layout.lines.
        first: index of the token in its line.
        segment: index of its segment in the line.
    """
    row = sheet.tokens[line]
    while first < len(row) and row[first].segment == segment and not any(c.isalnum() for c in row[first].text):
        first += 1
    own = sheet.layout.lines[line].segments[segment]
    block = sheet.block_of.get((line, own.box.x0))
    segments = [own, *(s for s in block.segments if s.line > line)] if block else [own]
    if first >= len(row) or row[first].segment != segment:
        return ()
    return sentences_of(sheet, segments, first)


def printed_of(sentences: Sequence[Sentence], label: str | None, score: float) -> Printed:
    """Sentences behind one another as one answer."""
    tokens = [token for sentence in sentences for token in sentence.tokens]
    text = " ".join(sentence.text for sentence in sentences).strip(" :;|-–•·")
    return Printed(text, sentences[0].page, around(tokens), label, round(score, 3))


def _ends_line(
    sheet: Sheet, last: Token, above: int, below: Sequence[tuple[Token, tuple[int, int]]], right: float
) -> bool:
    """True where a sentence ends with its line: it had room for the next word, or the next line begins anew."""
    coming, (line, first) = below[0]
    if _is_rule(coming) or _is_rule(last):
        return True
    if right - last.box.x1 > coming.box.width + 4.0:
        return True
    if coming.text[:1].islower():
        return False
    if not any(token.text[:1].islower() for token, _ in below):
        return True  # numbers and names
    labelled = any(label.first == first and label.opens and label.blocks for label in sheet.labels_of(line))
    heading = any(label.opens and label.closes and label.box.x1 >= last.box.x1 for label in sheet.labels_of(above))
    return labelled or heading or last.text[-1:] in _STOPS


def _is_rule(token: Token) -> bool:
    """True for a line drawn of characters."""
    return len(token.text) > 3 and not token.folded


def _row(sheet: Sheet, segment: Segment, after: int) -> list[tuple[Token, tuple[int, int]]]:
    """The tokens of a segment with their places."""
    number = next(k for k, own in enumerate(sheet.layout.lines[segment.line].segments) if own.box == segment.box)
    return [
        (token, (segment.line, k))
        for k, token in enumerate(sheet.tokens[segment.line])
        if token.segment == number and k >= after
    ]


def _sentence(sheet: Sheet, running: Sequence[tuple[Token, tuple[int, int]]]) -> Sentence:
    page = sheet.layout.lines[running[0][1][0]].page
    return Sentence(tuple(token for token, _ in running), tuple(place for _, place in running), page)
