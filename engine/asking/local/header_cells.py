"""The cells of a header: labels of one or several lines, column by column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ....schemas.document import Box, Word
from ....schemas.vocabulary import Label, fold, labels
from .cell_words import CURRENCY_WORD
from .header_labels import (
    LabelSpan,
    column_meanings,
    label_words,
    labels_of,
    segment_starts,
    without_tax_remark,
)
from .layout import Layout, Line, box_of

TOTAL, TOTAL_WITH_TAX = "LineItems.LineTotalExclTax", "LineItems.LineTotalInclTax"


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One column label, its lines joined."""

    text: str
    box: Box
    terms: Mapping[str, float]
    """Term key → how surely the label means it, 0 to 1; empty for a label that the vocabulary does not know."""
    stack: tuple[Mapping[str, float], ...] = ()
    """Where labels of different meaning stand above each other, the meanings line by line: so do their values."""
    parts: tuple["HeaderCell", ...] = ()
    """Two labels that its words may be as well ('Item SKU'), where the cells below stand in two columns."""
    glued: bool = False
    """True where only a blank parts it from the cell on its left: the two may be one label ('EP netto')."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table on one page."""

    cells: tuple[HeaderCell, ...]
    """Left to right."""
    lines: tuple[int, ...]
    """Indexes of its layout lines."""
    page: int
    box: Box

    @property
    def signature(self) -> tuple[str, ...]:
        """The same for the header of one table repeated on every page."""
        return tuple(fold(cell.text) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class _Piece:
    words: tuple[Word, ...]
    labels: tuple[Label, ...]
    line: int
    box: Box
    glued: bool

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def read_header(layout: Layout, block: Sequence[int], scanned: bool) -> Header:
    """The header that some lines make up.

    Args:
        block: indexes of the lines, top to bottom.
        scanned: forgive what OCR misread.
    """
    pieces = [piece for index in block for piece in _pieces(layout.lines[index], scanned)]
    boxes = [layout.lines[index].box for index in block]
    box = boxes[0]
    for other in boxes[1:]:
        box = box.union(other)
    cells = sorted((_cell(group) for group in _columns_of(pieces)), key=lambda cell: cell.box.x0)
    for k in range(len(cells) - 1, 0, -1):
        if _is_currency_of(cells[k], cells[k - 1]):
            cells[k - 1 : k + 1] = [replace(cells[k - 1], box=cells[k - 1].box.union(cells[k].box))]
    while len(cells) > 2 and _labels_elsewhere(cells[0]):
        cells.pop(0)
    while len(cells) > 2 and _labels_elsewhere(cells[-1]):
        cells.pop()
    return Header(tuple(cells), tuple(block), layout.lines[block[0]].page, box)


def _is_currency_of(cell: HeaderCell, left: HeaderCell) -> bool:
    """True for the currency of the label on its left, though a gap parts them: 'AMOUNT  CAD'."""
    near = cell.box.x0 - left.box.x1 < 3 * cell.box.height
    return near and not cell.terms and bool(left.terms) and CURRENCY_WORD.fullmatch(cell.text.strip("()")) is not None


def _labels_elsewhere(cell: HeaderCell) -> bool:
    """True for a label of the invoice as a whole ('SWIFT/BIC') that stands beside the header by chance."""
    return not cell.terms and any(label.group is None for label in labels().get(fold(cell.text), ()))


def _pieces(line: Line, scanned: bool) -> list[_Piece]:
    """The labels of one line, each with the words that go with it."""
    words = label_words(line)
    height = median(word.box.height for word in words)
    ends = segment_starts(line)
    runs = _runs(line, labels_of(line, scanned), ends)
    joined: list[LabelSpan] = []
    for run in runs:
        if joined and _goes_with(words, joined[-1], run, ends, height):
            before = joined[-1]
            known = before.labels or run.labels
            if before.labels and run.labels and not words[run.first].text.startswith("("):
                known = ()
            joined[-1] = LabelSpan(before.first, run.end, known)
        else:
            joined.append(run)
    pieces: list[_Piece] = []
    for run in joined:
        own = words[run.first : run.end]
        glued = bool(pieces) and run.first not in ends and own[0].box.x0 - pieces[-1].box.x1 < 0.5 * height
        pieces.append(_Piece(own, run.labels, line.index, box_of(own), glued))
    return pieces


def _runs(line: Line, spans: Sequence[LabelSpan], ends: set[int]) -> list[LabelSpan]:
    """Labels and the stretches between them, cut at segment ends."""
    runs: list[LabelSpan] = []
    at = 0
    total = len(label_words(line))
    starts = {span.first: span for span in spans}
    while at < total:
        span = starts.get(at)
        if span is None:
            end = at + 1
            while end < total and end not in starts and end not in ends:
                end += 1
            span = LabelSpan(at, end, ())
        runs.append(span)
        at = span.end
    return runs


def _goes_with(words: Sequence[Word], before: LabelSpan, run: LabelSpan, ends: set[int], height: float) -> bool:
    """True where a stretch of words belongs to the label on its left ('Betrag' + 'EUR HT')."""
    if run.first in ends or words[run.first].box.x0 - words[run.first - 1].box.x1 > 0.9 * height:
        return False
    if not (before.labels and run.labels):
        return True
    # Two labels side by side are two columns, unless a joining word ended the first ('Preis pro', 'Menge /') or the
    # second stands in brackets ('Amount (S$)').
    last = words[run.first - 1].text
    if words[run.first].text.startswith("(") and words[run.end - 1].text.endswith(")"):
        return True
    return last in ("/", "-", "&", "+") or (
        before.end - before.first > 1 and last.islower() and len(last) <= 4 and not before.labels
    )


def _columns_of(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Pieces grouped into columns: those of different lines that stand above each other."""
    wide = [
        p
        for p in pieces
        if sum(1 for q in pieces if q.line != p.line and _covers(p.box, q.box)) >= 2 and _spans_two(p, pieces)
    ]
    groups: list[list[_Piece]] = []
    for piece in sorted((p for p in pieces if p not in wide), key=lambda p: (p.line, p.box.x0)):
        best: list[_Piece] | None = None
        most = 0.0
        for group in groups:
            if any(other.line == piece.line for other in group):
                continue
            shared = max(
                overlap(other.box, piece.box) / max(min(other.box.width, piece.box.width), 1.0) for other in group
            )
            if shared > max(most, 0.3):
                best, most = group, shared
        if best is None:
            groups.append([piece])
        else:
            best.append(piece)
    return groups


def _spans_two(piece: _Piece, pieces: Sequence[_Piece]) -> bool:
    """True where a piece stands over two others of one line, as 'Amount' over 'net' and 'gross'."""
    by_line: dict[int, int] = {}
    for other in pieces:
        if other.line != piece.line and _covers(piece.box, other.box):
            by_line[other.line] = by_line.get(other.line, 0) + 1
    return max(by_line.values(), default=0) >= 2


def _covers(outer: Box, inner: Box) -> bool:
    return outer.x0 <= inner.centre <= outer.x1


def _cell(pieces: Sequence[_Piece]) -> HeaderCell:
    ordered = sorted(pieces, key=lambda piece: (piece.line, piece.box.x0))
    text = " ".join(piece.text for piece in ordered)
    box = ordered[0].box
    for piece in ordered[1:]:
        box = box.union(piece.box)
    bare, with_tax = without_tax_remark(text)
    whole = column_meanings(text) or column_meanings(text.replace("- ", "")) or column_meanings(bare)
    if not bare.strip() and text:
        whole = {TOTAL: 0.8}  # 'Ex VAT', 'Inc VAT'
    if with_tax and TOTAL in whole:
        whole[TOTAL_WITH_TAX] = whole.pop(TOTAL)
    parts = [_weights(piece) for piece in ordered if piece.labels]
    stack: tuple[Mapping[str, float], ...] = ()
    if not whole:
        for part in parts:
            for term, weight in part.items():
                whole[term] = max(whole.get(term, 0.0), 0.8 * weight)
        if len(parts) > 1 and all(not (a.keys() & b.keys()) for k, a in enumerate(parts) for b in parts[:k]):
            stack = tuple(parts)
    return HeaderCell(text, box, whole, stack, _parts(ordered), ordered[0].glued)


def _parts(pieces: Sequence[_Piece]) -> tuple[HeaderCell, ...]:
    """The two labels that the words of one line may be as well."""
    words = pieces[0].words
    rest = [piece for piece in pieces if piece.line != pieces[0].line]
    if len(rest) + 1 != len(pieces):
        return ()
    for k in range(1, len(words)):
        halves = (list(words[:k]), list(words[k:]))
        for piece in rest:
            halves[piece.box.centre > (words[k - 1].box.x1 + words[k].box.x0) / 2].extend(piece.words)
        texts = [" ".join(word.text for word in half) for half in halves]
        terms = [column_meanings(text) for text in texts]
        if all(terms):
            return tuple(
                HeaderCell(text, box_of(half), own) for text, half, own in zip(texts, halves, terms, strict=True)
            )
    return ()


def _weights(piece: _Piece) -> dict[str, float]:
    known = sum(len(fold(label.text)) for label in piece.labels[:1])
    whole = max(len(fold(piece.text)), 1)
    share = min(1.0, known / whole)
    found: dict[str, float] = {}
    for label in piece.labels:
        found[label.term] = max(found.get(label.term, 0.0), label.weight * (0.5 + 0.5 * share))
    return found


def overlap(a: Box, b: Box) -> float:
    """Points that two boxes share from left to right; negative where they stand apart."""
    return min(a.x1, b.x1) - max(a.x0, b.x0)
