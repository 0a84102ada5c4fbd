"""Where a table begins: header lines, their cells from left to right, and what each label may mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from rapidfuzz import fuzz, process

from ....schemas.document import Box, TextSource, Word
from ....schemas.fields import LINE_ITEMS
from ....schemas.vocabulary import Label, fold, labels, meanings
from ....schemas.vocabulary import words as listed
from .layout import Layout, Line, Segment, box_of

VAT_BREAKDOWN = "VatBreakdown"
"""The group of VAT breakdown fields (EN 16931 BG-23)."""

TOTAL, TOTAL_WITH_TAX = "LineItems.LineTotalExclTax", "LineItems.LineTotalInclTax"

LONGEST_LABEL = 6
"""Words a column label may have."""

LARGEST_BLOCK = 4
"""Lines a header may have above or below the line that gave it away."""

SEAM = 6
"""Letters each of two labels must have that are printed as one word without a capital between them."""

CLOSE = 0.8
"""Largest gap, in line heights, between the lines of one header."""

_MONEY = re.compile(r"\d[.,]\d\d(?!\d)")
_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"[a-zäöüéèß]\.?(?=[A-ZÄÖÜÉÈ])")


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
class _Span:
    """Words first to end (exclusive) of a line that are a label, or (no labels) words between labels."""

    first: int
    end: int
    labels: tuple[Label, ...]


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


def find_headers(layout: Layout) -> tuple[Header, ...]:
    """The headers of all tables (items, VAT breakdown and others) in reading order.

    A header is a line with two or more column labels and no amounts, together with the lines close above and below
    that carry the rest of its labels.
    """
    scanned = layout.pages and any(page.text_source is TextSource.OCR for page in layout.pages)
    found: list[Header] = []
    taken = -1
    for line in layout.lines:
        if line.index <= taken or not _may_label(line):
            continue
        spans = _labels_of(line, bool(scanned))
        if not _is_seed(line, spans):
            continue
        block = _block(layout, line.index, taken, bool(scanned))
        header = _header(layout, block, bool(scanned))
        if len(header.cells) >= 2:
            found.append(header)
            taken = block[-1]
    return tuple(found)


def label_words(line: Line) -> tuple[Word, ...]:
    """The words of a line, those parted that are two labels printed without a blank ('PriceDiscount')."""
    return tuple(part for segment in label_segments(line) for word in segment.words for part in _unglued(word))


def label_segments(line: Line) -> tuple[Segment, ...]:
    """The segments of a line that may hold labels: not those of mostly digits, which stand beside a header."""
    if not any(_DIGIT.search(word.text) for word in line.words):
        return line.segments
    return tuple(s for s in line.segments if 2 * sum(1 for word in s.words if _DIGIT.search(word.text)) <= len(s.words))


def _unglued(word: Word) -> tuple[Word, ...]:
    at = _seam(word.text)
    if not at:
        return (word,)
    left, right = word.text[:at], word.text[at:]
    x = word.box.x0 + word.box.width * at / len(word.text)
    return (
        Word(left, Box(word.box.x0, word.box.y0, x, word.box.y1), word.confidence),
        Word(right, Box(x, word.box.y0, word.box.x1, word.box.y1), word.confidence),
    )


@lru_cache(maxsize=8192)
def _seam(text: str) -> int:
    """Where a word falls into two labels; 0 where it is one label, or none."""
    if len(text) < 8 or _DIGIT.search(text) or _lookup(_folded(text), False):
        return 0
    camel = _GLUED.search(text)
    seams = [camel.end()] if camel else range(SEAM, len(text) - SEAM + 1)
    for at in seams:
        if _lookup(_folded(text[:at]), False) and _lookup(_folded(text[at:]), False):
            return at
    return 0


def column_meanings(text: str) -> dict[str, float]:
    """Term key → weight for a whole column label; empty when the vocabulary does not know it."""
    whole = len(fold(text))
    return {
        label.term: label.weight
        for label in reversed(meanings(text))
        # A bilingual label is known by either half; a letter in brackets tells nothing.
        if label.group in (LINE_ITEMS, VAT_BREAKDOWN) and 4 * len(fold(label.text)) > whole
    }


@lru_cache(maxsize=1)
def _book() -> Mapping[str, tuple[Label, ...]]:
    """Folded column label → meanings."""
    groups = (LINE_ITEMS, VAT_BREAKDOWN)
    kept = {text: tuple(one for one in several if one.group in groups) for text, several in labels().items()}
    return {text: several for text, several in kept.items() if several}


@lru_cache(maxsize=1)
def _prefixes() -> frozenset[str]:
    return frozenset(text[:2] for text in _book())


@lru_cache(maxsize=1)
def _long_labels() -> tuple[str, ...]:
    return tuple(text for text in _book() if len(text) >= 5)


@lru_cache(maxsize=16384)
def _folded(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=4096)
def _lookup(folded: str, scanned: bool) -> tuple[Label, ...]:
    exact = _book().get(folded, ())
    if exact or not scanned or len(folded) < 5:
        return exact
    near = process.extractOne(folded, _long_labels(), scorer=fuzz.ratio, score_cutoff=86)
    return _book()[near[0]] if near else ()


def _may_label(line: Line) -> bool:
    """False for lines that hold money or mostly digits, which no header does."""
    words = label_words(line)
    if len(words) < 2 or any(_MONEY.search(word.text) for word in line.words):
        return False
    return sum(1 for word in words if _DIGIT.search(word.text)) * 3 <= len(words)


def _labels_of(line: Line, scanned: bool) -> list[_Span]:
    """The labels of a line, the longest at each place."""
    words = label_words(line)
    height = max(line.box.height, 1.0)
    starts = _segment_starts(line)
    found: list[_Span] = []
    at = 0
    while at < len(words):
        best: _Span | None = None
        joined = ""
        if _folded(words[at].text)[:2] in _prefixes() or scanned:
            for end in range(at + 1, min(len(words), at + LONGEST_LABEL) + 1):
                part = _folded(words[end - 1].text)
                if end - at > 1 and words[end - 1].box.x0 - words[end - 2].box.x1 > 2 * height:
                    break
                # Two labels of two columns may read as one: 'Tax' and 'Amount'.
                if end - 1 in starts and _lookup(part, False) and best:
                    break
                joined += part
                known = _lookup(joined, scanned) if joined else ()
                if known and (end - at == 1 or _folded(words[end - 1].text)):
                    best = _Span(at, end, known)
        if best:
            found.append(best)
            at = best.end
        else:
            at += 1
    return found


def _segment_starts(line: Line) -> set[int]:
    """Indexes of the words that begin a segment, the first aside."""
    found: set[int] = set()
    count = 0
    for segment in label_segments(line):
        count += sum(len(_unglued(word)) for word in segment.words)
        found.add(count)
    return found


def _is_seed(line: Line, spans: Sequence[_Span]) -> bool:
    words = label_words(line)
    starts = _segment_starts(line)
    if any(words[s.end - 1].text.endswith(":") and s.end < len(words) and s.end not in starts for s in spans):
        # 'GTIN: 4012345001235' labels a value on its own line, not a column.
        return False
    different = {"".join(_folded(word.text) for word in words[s.first : s.end]) for s in spans}
    if len(different) < 2:
        return False
    known = sum(len(_folded(word.text)) for s in spans for word in words[s.first : s.end])
    whole = sum(len(_folded(word.text)) for word in words)
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
    if gap > CLOSE * height or median(word.box.height for word in line.words) > 1.3 * height:
        return False
    if any(_MONEY.search(word.text) for word in line.words):
        return False
    spans = _labels_of(line, scanned)
    if _is_seed(line, spans):
        return True
    if any(_DIGIT.search(word.text) for word in line.words):
        return False
    labelled = {k for span in spans for k in range(span.first, span.end)}
    at = 0
    for segment in label_segments(line):
        size = sum(len(_unglued(word)) for word in segment.words)
        own = range(at, at + size)
        at += size
        if len(segment.text) > 30:
            return False
        if all(k in labelled for k in own):
            continue
        above = [s for index in block for s in layout.lines[index].segments if _overlap(s.box, segment.box) > 0]
        if not above:
            return False
        completes = any(
            _lookup(_folded(f"{s.text}{segment.text}" if below else f"{segment.text}{s.text}"), False) for s in above
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
        for span in _labels_of(line, False):
            words = label_words(line)[span.first : span.end]
            if _overlap(box_of(words), box) > 0 and any(one.term.endswith(".Description") for one in span.labels):
                return True
    return False


def _header(layout: Layout, block: Sequence[int], scanned: bool) -> Header:
    pieces = [piece for index in block for piece in _pieces(layout.lines[index], scanned)]
    boxes = [layout.lines[index].box for index in block]
    box = boxes[0]
    for other in boxes[1:]:
        box = box.union(other)
    cells = sorted((_cell(group) for group in _columns_of(pieces)), key=lambda cell: cell.box.x0)
    while len(cells) > 2 and _labels_elsewhere(cells[0]):
        cells.pop(0)
    while len(cells) > 2 and _labels_elsewhere(cells[-1]):
        cells.pop()
    return Header(tuple(cells), tuple(block), layout.lines[block[0]].page, box)


def _labels_elsewhere(cell: HeaderCell) -> bool:
    """True for a label of the invoice as a whole ('SWIFT/BIC') that stands beside the header by chance."""
    return not cell.terms and any(label.group is None for label in labels().get(fold(cell.text), ()))


def _pieces(line: Line, scanned: bool) -> list[_Piece]:
    """The labels of one line, each with the words that go with it."""
    words = label_words(line)
    height = median(word.box.height for word in words)
    ends = _segment_starts(line)
    runs = _runs(line, _labels_of(line, scanned), ends)
    joined: list[_Span] = []
    for run in runs:
        if joined and _goes_with(words, joined[-1], run, ends, height):
            before = joined[-1]
            known = before.labels or run.labels
            if before.labels and run.labels:
                known = ()
            joined[-1] = _Span(before.first, run.end, known)
        else:
            joined.append(run)
    pieces: list[_Piece] = []
    for run in joined:
        own = words[run.first : run.end]
        glued = bool(pieces) and run.first not in ends and own[0].box.x0 - pieces[-1].box.x1 < 0.5 * height
        pieces.append(_Piece(own, run.labels, line.index, box_of(own), glued))
    return pieces


def _runs(line: Line, spans: Sequence[_Span], ends: set[int]) -> list[_Span]:
    """Labels and the stretches between them, cut at segment ends."""
    runs: list[_Span] = []
    at = 0
    total = len(label_words(line))
    starts = {span.first: span for span in spans}
    while at < total:
        span = starts.get(at)
        if span is None:
            end = at + 1
            while end < total and end not in starts and end not in ends:
                end += 1
            span = _Span(at, end, ())
        runs.append(span)
        at = span.end
    return runs


def _goes_with(words: Sequence[Word], before: _Span, run: _Span, ends: set[int], height: float) -> bool:
    """True where a stretch of words belongs to the label on its left ('Betrag' + 'EUR HT')."""
    if run.first in ends or words[run.first].box.x0 - words[run.first - 1].box.x1 > 0.9 * height:
        return False
    if not (before.labels and run.labels):
        return True
    # Two labels side by side are two columns, unless a joining word ended the first ('Preis pro', 'Menge /').
    last = words[run.first - 1].text
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
                _overlap(other.box, piece.box) / max(min(other.box.width, piece.box.width), 1.0) for other in group
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
    bare, with_tax = _without_tax_remark(text)
    whole = column_meanings(text) or column_meanings(text.replace("- ", "")) or column_meanings(bare)
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


def _without_tax_remark(text: str) -> tuple[str, bool]:
    """A label without 'excl. VAT' or 'incl. VAT', and whether it said the latter."""
    kept: list[str] = []
    with_tax = False
    tokens = text.split()
    at = 0
    while at < len(tokens):
        here, after = _folded(tokens[at]), _folded(tokens[at + 1]) if at + 1 < len(tokens) else ""
        if after in listed("tax") and (here in listed("excluding") or here in listed("including")):
            with_tax = with_tax or here in listed("including")
            at += 2
        else:
            kept.append(tokens[at])
            at += 1
    return " ".join(kept), with_tax


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


def _overlap(a: Box, b: Box) -> float:
    return min(a.x1, b.x1) - max(a.x0, b.x0)
