"""What the reader knows about a stretch of pages before it looks for any field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ....schemas.document import Box, Page, TextSource
from ...values.codes import guess_language
from ...values.dates import find_dates
from .blocks import Block, find_blocks
from .labels import Label, find_labels, phrasebook
from .layout import Layout, lay_out
from .money import Amount, find_amounts
from .places import Place, Places
from .regions import Scope, Surroundings, find_scopes
from .tokens import Token, around, joined, tokenise

_GLUED_TIME = re.compile(r"(\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)\d(?=\d?:\d\d)")
"""A date that runs into its time: '09/02/201811:40'; a digit of the time gives way to a blank."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One printed date."""

    text: str
    page: int
    line: int
    first: int
    end: int
    box: Box
    ambiguous: bool
    """True where day and month could change places."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines, labels, places, amounts and dates of the pages of one record."""

    layout: Layout
    tokens: tuple[tuple[Token, ...], ...]
    """Tokens line by line, in step with layout.lines."""
    labels: tuple[Label, ...]
    by_line: Mapping[int, tuple[Label, ...]]
    """Line index → its labels, left to right."""
    by_key: Mapping[str, tuple[Label, ...]]
    """Key → the labels that may mean it, in reading order."""
    places: Mapping[Label, tuple[Place, ...]]
    amounts: tuple[Amount, ...]
    dates: tuple[Moment, ...]
    language: str | None
    """ISO 639-1; None where too few words tell."""
    ocr: bool
    amounts_on: Mapping[int, tuple[Amount, ...]] = field(default_factory=dict[int, tuple[Amount, ...]])
    """Line index → its amounts, left to right."""
    date_starts: frozenset[tuple[int, int]] = frozenset()
    """(Line, index of the first token) of every date."""
    blocks: tuple[Block, ...] = ()
    """Paragraphs of all pages."""
    block_of: Mapping[tuple[int, float], Block] = field(default_factory=dict[tuple[int, float], Block])
    """(line, left edge) of a segment → its block."""
    scopes: tuple[Scope, ...] = ()
    """What stands under the headings of parties."""
    taken: frozenset[int] = frozenset()
    """Lines that belong to tables of items."""
    table: tuple[float, float] = (0.0, 0.0)
    """Left and right edge of these tables: what stands beside them does not belong to them."""

    def labelled(self, key: str) -> tuple[Label, ...]:
        """The labels that may mean the key, in reading order, those of item tables left out."""
        return tuple(label for label in self.by_key.get(key, ()) if not self.in_table(label.line, label.box))

    def in_table(self, line: int, box: Box) -> bool:
        """True where a box on a line belongs to a table of items."""
        left, right = self.table
        return line in self.taken and (right <= left or (box.x1 > left - 2 and box.x0 < right + 2))

    def meaning(self, key: str) -> tuple[Label, ...]:
        """All labels that may mean the key, in reading order."""
        return self.by_key.get(key, ())

    def labels_of(self, line: int) -> tuple[Label, ...]:
        """The labels of one line, left to right."""
        return self.by_line.get(line, ())

    def without(self, lines: Iterable[int], boxes: Iterable[Box] = ()) -> "Sheet":
        """The same, with these lines known to belong to tables that reach as far as these boxes."""
        edges = [(box.x0, box.x1) for box in boxes]
        table = (min(left for left, _ in edges), max(right for _, right in edges)) if edges else (0.0, 0.0)
        return replace(self, taken=self.taken | frozenset(lines), table=table)


def read_sheet(pages: Iterable[Page]) -> Sheet:
    """Everything about the pages that all fields share."""
    layout = lay_out(pages)
    tokens = tokenise(layout)
    ocr = any(page.text_source is TextSource.OCR for page in layout.pages)
    book = phrasebook()
    by_line = {
        line.index: found
        for line in layout.lines
        if (found := find_labels(tokens[line.index], book, line.page, line.index, ocr))
    }
    labels = tuple(label for found in by_line.values() for label in found)
    blocks = tuple(block for page in layout.pages for block in find_blocks(layout, page.number, ocr))
    block_of = {(s.line, s.box.x0): block for block in blocks for s in block.segments}
    places = Places(layout, tokens, labels)
    amounts = find_amounts(layout, tokens, ocr)
    dates = _dates(layout, tokens)
    return Sheet(
        layout=layout,
        tokens=tokens,
        labels=labels,
        by_line=by_line,
        by_key=_by_key(labels),
        places=places,
        amounts=amounts,
        dates=dates,
        language=guess_language(token.text for line in tokens for token in line),
        ocr=ocr,
        amounts_on=_by_line(amounts),
        date_starts=frozenset((moment.line, moment.first) for moment in dates),
        blocks=blocks,
        block_of=block_of,
        scopes=find_scopes(Surroundings(layout, tokens, by_line, places, blocks, block_of)),
    )


def _by_key(labels: Iterable[Label]) -> dict[str, tuple[Label, ...]]:
    found: dict[str, list[Label]] = {}
    for label in labels:
        for key in label.keys:
            found.setdefault(key, []).append(label)
    return {key: tuple(several) for key, several in found.items()}


def _by_line(amounts: Iterable[Amount]) -> dict[int, tuple[Amount, ...]]:
    found: dict[int, list[Amount]] = {}
    for amount in amounts:
        found.setdefault(amount.line, []).append(amount)
    return {line: tuple(several) for line, several in found.items()}


def _dates(layout: Layout, tokens: Sequence[Sequence[Token]]) -> tuple[Moment, ...]:
    found: list[Moment] = []
    for line in layout.lines:
        row = tokens[line.index]
        if not any(char.isdigit() for char in line.text):
            continue
        text, starts = joined(row)
        for hit in find_dates(_GLUED_TIME.sub(r"\1 ", text)):
            first = max(k for k, start in enumerate(starts) if start <= hit.start)
            end = next((k for k, start in enumerate(starts) if start >= hit.end), len(row))
            found.append(
                Moment(
                    hit.text.strip(), line.page, line.index, first, end, around(row[first:end]), len(hit.readings) > 1
                )
            )
    return tuple(found)
