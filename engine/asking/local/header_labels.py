"""Column labels: the words of a line that may be labels, and what the vocabulary knows of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from ....schemas.document import Box, Word
from ....schemas.fields import LINE_ITEMS
from ....schemas.vocabulary import Label, fold, labels, meanings
from ....schemas.vocabulary import words as listed
from .layout import Line, Segment

VAT_BREAKDOWN = "VatBreakdown"
"""The group of VAT breakdown fields (EN 16931 BG-23)."""

LONGEST_LABEL = 6
"""Words a column label may have."""

SEAM = 6
"""Letters each of two labels must have that are printed as one word without a capital between them."""

MONEY = re.compile(r"\d[.,]\d\d(?!\d)")

DIGIT = re.compile(r"\d")

_GLUED = re.compile(r"[a-zäöüéèß]\.?(?=[A-ZÄÖÜÉÈ])")


@dataclass(frozen=True, slots=True)
class LabelSpan:
    """Words first to end (exclusive) of a line that are a label, or (no labels) words between labels."""

    first: int
    end: int
    labels: tuple[Label, ...]


def label_words(line: Line) -> tuple[Word, ...]:
    """The words of a line, those parted that are two labels printed without a blank ('PriceDiscount')."""
    return tuple(part for segment in label_segments(line) for word in segment.words for part in parted(word))


def label_segments(line: Line) -> tuple[Segment, ...]:
    """The segments of a line that may hold labels: not those of mostly digits, which stand beside a header."""
    if not any(DIGIT.search(word.text) for word in line.words):
        return line.segments
    return tuple(s for s in line.segments if 2 * sum(1 for word in s.words if DIGIT.search(word.text)) <= len(s.words))


def parted(word: Word) -> tuple[Word, ...]:
    """A word, or the two labels that were printed as one."""
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
    if len(text) < 8 or DIGIT.search(text) or lookup(folded_word(text), False):
        return 0
    camel = _GLUED.search(text)
    seams = [camel.end()] if camel else range(SEAM, len(text) - SEAM + 1)
    for at in seams:
        if lookup(folded_word(text[:at]), False) and lookup(folded_word(text[at:]), False):
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


def without_tax_remark(text: str) -> tuple[str, bool]:
    """A label without 'excl. VAT' or 'incl. VAT', and whether it said the latter."""
    kept: list[str] = []
    with_tax = False
    tokens = text.split()
    at = 0
    while at < len(tokens):
        here, after = folded_word(tokens[at]), folded_word(tokens[at + 1]) if at + 1 < len(tokens) else ""
        if after in listed("tax") and (here in listed("excluding") or here in listed("including")):
            with_tax = with_tax or here in listed("including")
            at += 2
        else:
            kept.append(tokens[at])
            at += 1
    return " ".join(kept), with_tax


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
def folded_word(text: str) -> str:
    """The fold of a word; many words of a document are the same."""
    return fold(text)


@lru_cache(maxsize=4096)
def lookup(folded: str, scanned: bool) -> tuple[Label, ...]:
    """What a folded column label means; `scanned`: it may have a letter or two wrong."""
    exact = _book().get(folded, ())
    if exact or not scanned or len(folded) < 5:
        return exact
    near = process.extractOne(folded, _long_labels(), scorer=fuzz.ratio, score_cutoff=86)
    return _book()[near[0]] if near else ()


def may_label(line: Line) -> bool:
    """False for lines that hold money or mostly digits, which no header does."""
    words = label_words(line)
    if len(words) < 2 or any(MONEY.search(word.text) for word in line.words):
        return False
    return sum(1 for word in words if DIGIT.search(word.text)) * 3 <= len(words)


def labels_of(line: Line, scanned: bool) -> list[LabelSpan]:
    """The labels of a line, the longest at each place."""
    words = label_words(line)
    height = max(line.box.height, 1.0)
    starts = segment_starts(line)
    found: list[LabelSpan] = []
    at = 0
    while at < len(words):
        best: LabelSpan | None = None
        joined = ""
        if folded_word(words[at].text)[:2] in _prefixes() or scanned:
            for end in range(at + 1, min(len(words), at + LONGEST_LABEL) + 1):
                part = folded_word(words[end - 1].text)
                if end - at > 1 and words[end - 1].box.x0 - words[end - 2].box.x1 > 2 * height:
                    break
                # Two labels of two columns may read as one: 'Tax' and 'Amount'.
                if end - 1 in starts and lookup(part, False) and best:
                    break
                joined += part
                # What reads only nearly like one label, and ends in a label itself, is two: 'Wartość netto' and 'VAT'.
                forgive = scanned and not (best and lookup(part, False))
                known = lookup(joined, forgive) if joined else ()
                if known and (end - at == 1 or folded_word(words[end - 1].text)):
                    best = LabelSpan(at, end, known)
        if best:
            found.append(best)
            at = best.end
        else:
            at += 1
    return found


def segment_starts(line: Line) -> set[int]:
    """Indexes of the words that begin a segment, the first aside."""
    found: set[int] = set()
    count = 0
    for segment in label_segments(line):
        count += sum(len(parted(word)) for word in segment.words)
        found.add(count)
    return found
