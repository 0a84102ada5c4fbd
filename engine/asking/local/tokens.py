"""Words → tokens: what labels and values are compared as. 'Nr.:471102' is one word and two tokens."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ....schemas import vocabulary
from ....schemas.document import Box, Word
from .layout import Layout, Line

_GLUED = re.compile(
    r"""
      (?<=[^\W\d_])[.]?[)]?\s*[:=]+(?!//)(?=\S)   # 'Date:2018', 'No.:12'
    | (?<=[^\W\d_])[.:](?=\d[\d\-/]{2,}$)          # 'No.471102'
    | ^[#№](?=\w)                                  # '#12345'
    | (?<=[^\W\d_])[#°](?=\d)                      # 'Invoice#12', 'n°5'
    | (?<=[^\W\d_]{3})/(?=[^\W\d_]{3})            # 'Käufer/Leistungsempfänger'
    """,
    re.VERBOSE,
)
"""Where one word holds a label and its value without a blank."""


_COLONS = frozenset(":=：")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of one word: usually all of it."""

    text: str
    folded: str
    """As schemas.vocabulary.fold: small letters and digits only; '' for a lone bullet or colon."""
    box: Box
    confidence: float
    segment: int
    """Index of its segment in the line."""
    last: bool
    """True when the segment ends here."""
    colon: bool
    """True when a colon or equals sign closes it, as a label is closed."""


fold = lru_cache(maxsize=65536)(vocabulary.fold)
"""The form in which labels are compared, see schemas.vocabulary.fold; remembered, since pages repeat their words."""


def tokens_of(line: Line) -> tuple[Token, ...]:
    """The tokens of a line, left to right."""
    found: list[Token] = []
    for index, segment in enumerate(line.segments):
        pieces = [piece for word in segment.words for piece in _pieces(word)]
        for k, (text, box, confidence) in enumerate(pieces):
            last = k == len(pieces) - 1
            found.append(Token(text, fold(text), box, confidence, index, last, text[-1:] in _COLONS))
    return tuple(found)


def tokenise(layout: Layout) -> tuple[tuple[Token, ...], ...]:
    """Tokens line by line, in step with Layout.lines."""
    return tuple(tokens_of(line) for line in layout.lines)


def text_of(tokens: Sequence[Token]) -> str:
    """The tokens as one string, pieces of one word joined without a blank."""
    parts: list[str] = []
    for k, token in enumerate(tokens):
        if k and token.box.x0 - tokens[k - 1].box.x1 > 0.01:
            parts.append(" ")
        parts.append(token.text)
    return "".join(parts)


def joined(row: Sequence[Token], gap: str = "   ") -> tuple[str, list[int]]:
    """The tokens of a line as one string, and where each of them begins in it.

    Args:
        gap: what stands between segments, so that a number does not run on into the next column.
    """
    text, starts = "", list[int]()
    for token in row:
        starts.append(len(text))
        text += token.text + (gap if token.last else " ")
    return text, starts


def around(tokens: Iterable[Token]) -> Box:
    """The smallest box around the tokens (at least one)."""
    boxes = [token.box for token in tokens]
    x0, y0, x1, y1 = boxes[0]
    for a0, b0, a1, b1 in boxes[1:]:
        x0, y0 = (a0 if a0 < x0 else x0), (b0 if b0 < y0 else y0)
        x1, y1 = (a1 if a1 > x1 else x1), (b1 if b1 > y1 else y1)
    return Box(x0, y0, x1, y1)


def _pieces(word: Word) -> list[tuple[str, Box, float]]:
    text = word.text
    if text.isalnum():
        return [(text, word.box, word.confidence)]
    cuts = [m.end() for m in _GLUED.finditer(text) if 0 < m.end() < len(text)]
    if not cuts:
        return [(text, word.box, word.confidence)]
    edges = [0, *cuts, len(text)]
    box, step = word.box, word.box.width / len(text)
    return [
        (text[a:b], Box(box.x0 + a * step, box.y0, box.x0 + b * step, box.y1), word.confidence)
        for a, b in itertools.pairwise(edges)
    ]
