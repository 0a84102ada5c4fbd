"""What the words of a field say, and how alike two of them are: 'meter number', 'Zählernummer', 'N° de compteur'.

For fields that users name in words of their own and labels that pages print beside their values, in whatever language.
Words of one meaning stand in field_words.toml; all others are compared as they are written.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from rapidfuzz import fuzz

from .fields import Kind
from .vocabulary import fold, spoken, words

LONGEST = 4
"""Words in the longest entry that is looked up."""

GENERAL: Mapping[str, float] = {
    **dict.fromkeys(("date", "time", "period", "price", "fee", "billing"), 0.4),
    **dict.fromkeys(("type", "rate", "method"), 0.5),
    "document": 0.15,
}
"""Weight of a word that says little by itself beside one that decides, which weighs 1; GENERALLY where not listed."""
GENERALLY = 0.22
DECIDING = frozenset({"phone", "email", "website", "tax"})
"""General meanings that decide nonetheless."""

SHAPED = frozenset({"phone", "email", "website", "rate"})
"""Those whose values have a shape of their own: 'Billing: (972) 793-8215' is the billing phone number."""

RELATED: Mapping[frozenset[str], float] = {
    frozenset({"number", "reference"}): 0.6,
    frozenset({"count", "amount"}): 0.6,
    frozenset({"count", "number"}): 0.6,
    frozenset({"billing", "document"}): 0.85,
}
"""How alike two general words are that are not the same."""

EXTRA = 0.5
"""Least weight of a printed word that was not asked for: 'Advertiser Code' is not the advertiser."""

SHORTEST_MISREAD, MISREAD = 6, 83
"""Letters, and similarity (0 to 100), from which a word may be another one that was misread or mistyped."""

LONGEST_HEAD = 14
"""Letters of the unknown first part of a compound; longer ones are words run together."""

MODIFIER = 0.25
"""Weight of the unknown first part of a compound whose last part decides: 'Kraftfahrt' in 'Kraftfahrtversicherung'."""

_GENERAL_KINDS: Mapping[str, Kind] = {
    "number": Kind.IDENTIFIER,
    "reference": Kind.IDENTIFIER,
    "date": Kind.DATE,
    "fee": Kind.AMOUNT,
    "rate": Kind.PERCENT,
    "count": Kind.QUANTITY,
    **dict.fromkeys(("time", "type", "method", "period"), Kind.TEXT),
}
"""Kind of the value where a general word is the head of a name of several words."""

_OF = re.compile(r"(?i)\s+(?:of|von|des|der|van|du|de la|della|del)\s+(?:the\s+)?")
_COUNTS = re.compile(r"(?i)(?:number|no\.?|anzahl|nombre|n[uú]mero|aantal)\s+(?:of|der|de|di|van)\s")
_LINKS = ("", "s", "es", "n", "en", "-")
_ENDINGS = ("innen", "en", "es", "s", "e", "n", "a", "i", "o")


class Word(NamedTuple):
    """A word, or words that are one entry."""

    text: str
    """Folded."""
    meanings: frozenset[str]
    """Lines of field_words.toml; empty for a word that is in none."""
    weight: float
    """0 to 1: how much it decides what the field is."""


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a name or label that say something, in order; compounds taken apart."""
    return _words_of(tuple(spoken(text)))


def asked_words(name: str) -> tuple[tuple[Word, ...], ...]:
    """The words of a field's name, in the ways a label may say them.

    Words behind 'of' decide less: 'purpose of the trip' may be printed as 'Purpose'. Words that the shape of the value
    says may be missing: 'Billing: (972) 793-8215' is the billing phone number.
    """
    parts = _OF.split(name, maxsplit=1)
    head, rest = words_of(parts[0]), words_of(parts[1]) if len(parts) > 1 else ()
    if any(word.weight == 1.0 for word in head) and not _COUNTS.match(name):
        found = (*head, *(word._replace(weight=min(word.weight, MODIFIER)) for word in rest))
    else:
        found = words_of(name)
    shaped = [word for word in found if word.meanings & SHAPED]
    others = tuple(word for word in found if not word.meanings & SHAPED and word.meanings != frozenset({"number"}))
    if shaped and any(word.weight >= 0.4 for word in others):
        return found, others
    return (found,) if found else ()


def kind_of(text: str, *, head_last: bool = True) -> Kind | None:
    """The kind that the head of a name gives its value; None where the head is a word that has none.

    Args:
        head_last: True in languages that put the head last ('meter number'); it stands first before 'of' in any case.
    """
    before_of = _OF.split(text, maxsplit=1)[0]
    found = words_of(before_of)
    if not found:
        return None
    head = found[-1 if head_last or before_of is not text else 0]
    return _kind(head, alone=len(found) == 1)


def _kind(head: Word, *, alone: bool) -> Kind | None:
    kinds = {_kinds()[meaning] for meaning in head.meanings}
    if kinds == {None}:
        return next((kind for meaning, kind in _GENERAL_KINDS.items() if meaning in head.meanings and not alone), None)
    known = kinds - {None}
    return next(iter(known)) if len(known) == 1 else None


def likeness(asked: Sequence[Word], printed: Sequence[Word]) -> float:
    """0 to 1: how surely a printed label means what was asked for.

    0 where a deciding word has no counterpart. Printed words that were not asked for count against it, so that of two
    labels the closer one is the more alike.
    """
    if not asked or not printed:
        return 0.0
    left = list(printed)
    found = of = 0.0
    for one in asked:
        best: Word | None = None
        fit = 0.0
        for other in left:
            if (alike := _alike(one, other)) > fit:
                best, fit = other, alike
        if best is None and one.weight == 1.0:
            return 0.0
        if best is not None:
            left.remove(best)
        of += one.weight
        found += one.weight * fit
    deciding = any(word.weight == 1.0 for word in asked)
    if not deciding and found < 0.88 * of:
        return 0.0
    extra = sum(max(EXTRA, word.weight) if word.weight > 0.2 or deciding else word.weight for word in left)
    return float(found / of * (of / (of + extra)) ** 0.5)


@lru_cache(maxsize=65536)
def _alike(one: Word, other: Word) -> float:
    if one.text == other.text:
        return 1.0
    if one.meanings & other.meanings:
        return 0.97
    related = max((RELATED.get(frozenset({a, b}), 0.0) for a in one.meanings for b in other.meanings), default=0.0)
    if related:
        return related
    if _stem(one.text) == _stem(other.text):
        return 0.97
    short, long = sorted((one.text, other.text), key=len)
    if long.startswith(short):
        return 0.85 if 3 <= len(short) <= 5 < len(long) and not one.meanings and not other.meanings else 0.0
    if len(short) >= SHORTEST_MISREAD and (ratio := fuzz.ratio(short, long)) >= MISREAD:
        return 0.0095 * ratio
    return 0.0


def _stem(word: str) -> str:
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= 4), "")
    return word[: len(word) - len(ending)] if ending else word


@lru_cache(maxsize=16384)
def _words_of(folded: tuple[str, ...]) -> tuple[Word, ...]:
    found: list[Word] = []
    for word in _read(folded):
        if not (found and word.meanings == found[-1].meanings == frozenset({"number"})):  # 'Receipt # No.'
            found.append(word)
    return tuple(found)


def _read(folded: Sequence[str]) -> Iterator[Word]:
    known, small = _meanings(), words("small_word")
    at = 0
    while at < len(folded):
        for count in range(min(LONGEST, len(folded) - at), 0, -1):
            text = "".join(folded[at : at + count])
            if text in known:
                yield _word(text, known[text])
                at += count
                break
        else:
            word = folded[at]
            at += 1
            if word.isdigit():
                yield Word(word, frozenset(), GENERALLY)
            elif word not in small and len(word) > 1:
                yield from _apart(word)


def _word(text: str, meanings: frozenset[str]) -> Word:
    weights = [GENERAL.get(m, GENERALLY) if m in _general() and m not in DECIDING else 1.0 for m in meanings]
    return Word(text, meanings, max(weights, default=1.0))


@lru_cache(maxsize=8192)
def _apart(word: str) -> tuple[Word, ...]:
    """A compound as its two or more words, where its last part is known: 'zahlernummer'."""
    known = _meanings()
    if len(word) >= 8 and word.isalpha():
        for start in range(3, len(word) - 1):
            tail = word[start:]
            if tail not in known or len(tail) < 2 or (len(tail) < 4 and tail not in ("nr", "art", "tag")):
                continue
            head = word[:start]
            for link in _LINKS:
                bare = head[: len(head) - len(link)] if link and head.endswith(link) else head if not link else ""
                if bare in known:
                    return (_word(bare, known[bare]), _word(tail, known[tail]))
            if len(head) >= 4 and known[tail] <= _general():
                inner = _apart(head) if len(head) >= 8 else (Word(head, frozenset(), 1.0),)
                return (*inner, _word(tail, known[tail]))
            if 4 <= len(head) <= LONGEST_HEAD and len(tail) >= 6:
                return (Word(head, frozenset(), MODIFIER), _word(tail, known[tail]))
    return (Word(word, frozenset(), 1.0),)


@cache
def _file() -> Mapping[str, Mapping[str, str]]:
    text = (resources.files(__package__ or "") / "field_words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _general() -> frozenset[str]:
    return frozenset(_file()["general"])


@cache
def _kinds() -> Mapping[str, Kind | None]:
    return {meaning: None if kind == "general" else Kind(kind) for kind, lines in _file().items() for meaning in lines}


@cache
def _meanings() -> Mapping[str, frozenset[str]]:
    """Folded entry → the lines it stands in."""
    found: dict[str, set[str]] = {}
    for lines in _file().values():
        for meaning, entries in lines.items():
            for entry in entries.replace("\n", ",").split(","):
                if folded := fold(entry):
                    found.setdefault(folded, set()).add(meaning)
    return {folded: frozenset(meanings) for folded, meanings in found.items()}
