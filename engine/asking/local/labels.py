"""Where the page prints a label that the vocabulary knows: 'Rechnungs-Nr.', 'Total HT', 'Bill to'."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from ....schemas import vocabulary
from ....schemas.document import Box
from ....schemas.reply import DocumentKind
from .tokens import Token, around, fold, text_of

MAX_TOKENS = 8
"""The longest label is six words; two more for stray punctuation."""

SHORTEST_REPAIR = 5
"""Words shorter than this are not repaired: one wrong letter in 'Date' may as well be another word."""

WORD_LISTS = (
    "subtotal",
    "carried_forward",
    "total",
    "paid",
    "unpaid",
    "payment_method",
    "reverse_charge",
    "self_billing",
    "intra_community",
    "export",
    "exempt",
    "discount",
    "surcharge",
    "freight",
    "rounding",
    "change",
    "tendered",
    "tax",
    "including",
    "excluding",
    "page",
    "continued",
    "number",
    "copy",
    "salutation",
    "payroll",
)
"""Lists of schemas.vocabulary.words that are looked for on the page."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a printed phrase may stand for."""

    key: str
    """A term key ('InvoiceNumber'), or a heading, title or phrase key of the vocabulary."""
    language: str
    weight: float
    """0 to 1: how surely the phrase means the key."""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Folded phrase → meanings, ready for prefix search."""

    meanings: Mapping[str, tuple[Meaning, ...]]
    weights: Mapping[str, Mapping[str, float]]
    """Folded phrase → key → the greatest weight among its meanings."""
    ordered: tuple[str, ...]
    words: tuple[str, ...]
    """Folded single words of all phrases, for the repair of OCR slips."""
    known: frozenset[str]
    mended: dict[str, str | None] = field(default_factory=dict[str, "str | None"], compare=False, repr=False)
    """Misread word → what it most likely was; filled as words are met."""

    def begins(self, folded: str) -> bool:
        """True where some phrase starts with these characters."""
        at = bisect_left(self.ordered, folded)
        return at < len(self.ordered) and self.ordered[at].startswith(folded)


@dataclass(frozen=True, slots=True)
class Label:
    """One label on the page."""

    meanings: tuple[Meaning, ...]
    weights: Mapping[str, float] = field(compare=False, repr=False)
    """Key → how surely it means the key."""
    folded: str
    text: str
    page: int
    line: int
    """Index in Layout.lines."""
    first: int
    """Index of its first token in the line."""
    end: int
    """Index behind its last token."""
    segment: int
    box: Box
    colon: bool
    opens: bool
    """True where it begins its segment (a bullet or number before it does not count)."""
    closes: bool
    """True where nothing but the same label in other words follows it in its segment."""
    prose: bool
    """True where it stands in the middle of a sentence."""
    exact: bool = True
    """False where an OCR slip had to be forgiven."""

    def weight(self, key: str) -> float:
        """How surely it means the key, 0 where it does not."""
        return self.weights.get(key, 0.0)

    @property
    def blocks(self) -> bool:
        """True where words from here on can hardly be the value of an earlier label.

        The label is closed as labels are, and it means more than a column of items: 'Lieferant GmbH' is a name, 'EUR'
        a currency.
        """
        return (self.colon or self.closes) and self.of_record

    @property
    def of_record(self) -> bool:
        """True where it may label something of the document as a whole, not only a column of a table."""
        return any(not m.key.startswith(("LineItems.", "VatBreakdown.", "OtherTaxes.", "word:")) for m in self.meanings)

    @property
    def keys(self) -> AbstractSet[str]:
        """Everything it may mean."""
        return self.weights.keys()


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """Everything the vocabulary knows, in all languages.

    Keys: term keys; 'title:<kind>' and 'title:other:<sort>' for document titles; 'party:<role>' for headings of party
    blocks; 'word:<list>' for the word lists that matter on a page (WORD_LISTS).
    """
    meanings: dict[str, list[Meaning]] = {}
    words: set[str] = set()
    for folded, several in vocabulary.labels().items():
        for label in several:
            meanings.setdefault(folded, []).append(Meaning(label.term, label.language, label.weight))
            words.update(fold(word) for word in label.text.split())
    for folded, title in vocabulary.titles().items():
        key = f"title:{title.kind.value}" + (f":{title.sort}" if title.kind is DocumentKind.OTHER else "")
        meanings.setdefault(folded, []).append(Meaning(key, title.language, 1.0))
        words.update(fold(word) for word in title.text.split())
    for folded, role in vocabulary.parties().items():
        meanings.setdefault(folded, []).append(Meaning(f"party:{role}", vocabulary.EVERY_LANGUAGE, 1.0))
    for which in WORD_LISTS:
        for folded in vocabulary.words(which):
            meanings.setdefault(folded, []).append(Meaning(f"word:{which}", vocabulary.EVERY_LANGUAGE, 1.0))
    meanings.pop("", None)
    long = {word for word in words if len(word) >= SHORTEST_REPAIR}
    return Phrasebook(
        {folded: tuple(several) for folded, several in meanings.items()},
        {folded: {m.key: m.weight for m in sorted(several, key=_weight)} for folded, several in meanings.items()},
        tuple(sorted(meanings)),
        tuple(sorted(long)),
        frozenset(words),
    )


def _weight(meaning: Meaning) -> float:
    return meaning.weight


def find_labels(
    line: Sequence[Token], book: Phrasebook, page: int, index: int, repair: bool = False
) -> tuple[Label, ...]:
    """The labels of one line, left to right, the longest phrase at each place.

    Args:
        repair: forgive one or two wrong letters in longer words, for pages that were read by OCR.
    """
    spans: list[tuple[int, int, str, bool]] = []
    at = 0
    while at < len(line):
        end, folded, exact = _longest(line, at, book, repair)
        if end <= at:
            at += 1
            continue
        spans.append((at, end, folded, exact))
        at = end
    return tuple(_label(line, span, _kin(span, spans, book), book, page, index) for span in spans)


def _kin(
    span: tuple[int, int, str, bool], spans: Sequence[tuple[int, int, str, bool]], book: Phrasebook
) -> frozenset[int]:
    """Tokens of labels that mean the same thing: 'Rechnungsnummer / Invoice number' is one label in two languages."""
    if len(spans) == 1:
        return frozenset()
    keys = {meaning.key for meaning in book.meanings[span[2]]}
    return frozenset(
        k
        for first, end, folded, _ in spans
        if any(meaning.key in keys for meaning in book.meanings[folded])
        for k in range(first, end)
    )


def _longest(line: Sequence[Token], at: int, book: Phrasebook, repair: bool) -> tuple[int, str, bool]:
    """End of the longest phrase that starts at a token, its folded form, and whether it is letter for letter.

    Where no phrase does, and repair is asked for, the first word is mended and tried again.
    """
    found = _phrase(line, at, book, repair, line[at].folded)
    if found[0] == at and repair and (mended := _mended(line[at].folded, book)):
        end, folded, _ = _phrase(line, at, book, repair, mended)
        return end, folded, False
    return found


def _phrase(line: Sequence[Token], at: int, book: Phrasebook, repair: bool, first: str) -> tuple[int, str, bool]:
    best = (at, "", True)
    joined, exact = "", True
    segment = line[at].segment
    for k in range(at, min(len(line), at + MAX_TOKENS)):
        token = line[k]
        if token.segment != segment:
            break
        piece = first if k == at else token.folded
        if not piece:
            if k == at:
                break
            continue
        longer = joined + piece
        if not book.begins(longer):
            mended = _mended(piece, book) if repair else None
            if mended is None or not book.begins(joined + mended):
                break
            longer, exact = joined + mended, False
        joined = longer
        if joined in book.meanings:
            best = (k + 1, joined, exact)
        if token.colon:
            break
    return best


def _label(
    line: Sequence[Token],
    span: tuple[int, int, str, bool],
    covered: AbstractSet[int],
    book: Phrasebook,
    page: int,
    index: int,
) -> Label:
    first, end, folded, exact = span
    segment = line[first].segment
    start = first
    while start > 0 and line[start - 1].segment == segment:
        start -= 1
    stop = end
    while stop < len(line) and line[stop].segment == segment:
        stop += 1
    colon = line[end - 1].colon or (end < stop and not line[end].folded and line[end].colon)
    before = [k for k in range(start, first) if line[k].folded]
    after = [k for k in range(end, stop) if line[k].folded]
    sentence = [k for k in (*before, *after) if line[k].folded.isalpha() and line[k].text[:1].islower()]
    return Label(
        meanings=book.meanings[folded],
        weights=book.weights[folded],
        folded=folded,
        text=text_of(line[first:end]).strip(" :=：/"),
        page=page,
        line=index,
        first=first,
        end=end,
        segment=segment,
        box=around(line[first:end]),
        colon=colon,
        opens=not before,
        closes=all(k in covered for k in after),
        prose=not colon and len(sentence) >= 4,
        exact=exact,
    )


def _mended(piece: str, book: Phrasebook) -> str | None:
    """The vocabulary word that a misread word most likely was; None where it is one or none is near."""
    if len(piece) < SHORTEST_REPAIR or piece in book.known or not re.search(r"[^\W\d_]{3}", piece):
        return None
    if piece not in book.mended:
        allowed = 1 if len(piece) < 9 else 2
        hit = process.extractOne(piece, book.words, scorer=DamerauLevenshtein.distance, score_cutoff=allowed)
        book.mended[piece] = str(hit[0]) if hit else None
    return book.mended[piece]
