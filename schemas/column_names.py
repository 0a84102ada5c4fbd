"""What a user's column name means: 'Vendor', 'net amount', 'Rechnungsnummer', 'date facture' → business terms.

Strict on purpose: a name that means nothing we know ('Booking reference', 'Meter number') has no term, and the field
is then read as a free one. A wrong term would fill the column with wrong values; a missing one only makes it harder.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from .invoice import TERMS
from .vocabulary import STRONG, WEAK, bare, entries, fold, spoken, without_currency, words

ANY_GROUP = "*"
"""Stands for: once per invoice or in any repeating group."""


class _Meaning(NamedTuple):
    term: str
    weight: float


def terms_for(name: str, group: str | None = ANY_GROUP) -> tuple[str, ...]:
    """Keys of the terms a column name may mean, best first; empty when it means none we know.

    Tried in this order: the name as it stands among all labels of all languages; the same words in another order or
    with other small words ('number of the invoice', 'Invoice num'); the same with a slip of the pen put right
    ('Suplier name'); the same without a word that only says where to look ('vendor IBAN', 'line item SKU').

    Args:
        name: as the user wrote it; blanks, underscores or CamelCase between the words.
        group: None for terms that stand once per invoice, 'LineItems' (or another group) for those of its rows.
    """
    return _terms_for(name, group)


_ASKED = ("labels", "weak", "names")
"""Tables of words that people use to ask for a field."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_NUMBER = "<number>"

_CONCEPTS = {"number": _NUMBER, "including": "<including>", "excluding": "<excluding>", "tax": "<tax>"}
"""Word list → sign that stands for all its words; a word of several lists belongs to the first."""

_DATE_PART = re.compile(r"d+|m+|y+|j+|t+|a+")
"""A part of a date pattern: DD, MM, YYYY; TT.MM.JJJJ; JJ/MM/AAAA."""

_SHORTEST_MENDED = 5
"""Shortest words in which a wrong letter is put right: 'rate' and 'date' are two words, not one."""


@lru_cache(maxsize=1024)
def _terms_for(name: str, group: str | None) -> tuple[str, ...]:
    for meanings in _readings(name):
        found = _ranked(meanings, group)
        if found:
            return found
    return ()


def _readings(name: str) -> Iterator[Iterable[_Meaning]]:
    """Meanings of the name, the strictest reading first."""
    yield _by_name().get(fold(name), ())
    written = _CAMEL.sub(" ", without_currency(name))
    whole = tuple(spoken(written))
    yield _meant(whole)
    known = _by_words().known
    without_remark = tuple(spoken(bare(written)))
    remark = [word for word in whole if word not in without_remark and not _DATE_PART.fullmatch(word)]
    if without_remark and without_remark != whole and known.isdisjoint(remark):
        whole = without_remark
        yield _meant(whole)
    mended = tuple(_mended(word, known) for word in whole)
    if mended != whole:
        yield _meant(mended)
    for place, starts in _PLACES.items():
        told = words(place)
        rest = tuple(word for word in mended if word not in told)
        if len(rest) < len(mended) and not _concepts(rest) <= {_NUMBER}:
            yield [meaning for meaning in _meant(rest) if TERMS[meaning.term].path.startswith(starts)]


def _meant(name: tuple[str, ...]) -> tuple[_Meaning, ...]:
    """Meanings of these words one after the other, or else in any order."""
    return _by_name().get("".join(name)) or _by_words().meanings.get(_concepts(name), ())


_PLACES: Mapping[str, tuple[str, ...]] = {
    "seller_word": ("Supplier", "Banking."),
    "delivery_word": ("Customer.ShippingAddress",),
    "buyer_word": ("Customer",),
    "line_word": ("LineItems[]",),
}
"""A word that says where to look narrows the rest of the name to the terms of that place: word list → their paths."""


def _ranked(meanings: Iterable[_Meaning], group: str | None) -> tuple[str, ...]:
    """Term keys by weight, once per invoice before in a group, then in the order of the wire."""
    place = _places()
    chosen = [m for m in meanings if group == ANY_GROUP or TERMS[m.term].group == group]
    chosen.sort(key=lambda meaning: (-meaning.weight, TERMS[meaning.term].group is not None, place[meaning.term]))
    return tuple(dict.fromkeys(meaning.term for meaning in chosen))


@cache
def _places() -> Mapping[str, int]:
    return {key: number for number, key in enumerate(TERMS)}


def _concepts(name: Iterable[str]) -> frozenset[str]:
    """The words that carry meaning, words of one meaning made one ('no', 'nr' and 'number'), a plural made singular.

    Beside a word for number the plural stays: 'number of items' counts them, 'item number' names one.
    """
    same = _same_words()
    concepts = {same.get(word, word) for word in name} - {""}
    return frozenset(concepts if _NUMBER in concepts else map(_singular, concepts))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


@cache
def _same_words() -> Mapping[str, str]:
    """Folded word → the concept it stands for; '' for small words without meaning of their own."""
    same = dict.fromkeys(words("small_word"), "")
    for concept, sign in reversed(_CONCEPTS.items()):
        same.update((folded, sign) for folded, text in words(concept).items() if " " not in text)
    return same


@cache
def _by_name() -> Mapping[str, tuple[_Meaning, ...]]:
    """Folded name → what it means: all labels, the names people use, and the terms' own names."""
    found: dict[str, list[_Meaning]] = {}
    for folded, label in entries(_ASKED):
        found.setdefault(folded, []).append(_Meaning(label.term, label.weight))
    for key, term in TERMS.items():
        found.setdefault(fold(key), []).append(_Meaning(key, STRONG))
        found.setdefault(fold(term.path), []).append(_Meaning(key, STRONG))
        found.setdefault(fold(term.name), []).append(_Meaning(key, WEAK))
    return {folded: tuple(meanings) for folded, meanings in found.items()}


class _Words(NamedTuple):
    """Names taken apart into their words."""

    meanings: Mapping[frozenset[str], tuple[_Meaning, ...]]
    """The words of a name, order and small words aside → what it means."""
    known: frozenset[str]
    """Every word that occurs in a name or a label."""


@cache
def _by_words() -> _Words:
    """Names by their words.

    General words mean something only as they stand: 'invoice tax' is not a 'Tax invoice'. And one word must not be all
    that is left of several: 'Prices in' says the currency, 'price' does not.
    """
    found: dict[frozenset[str], list[_Meaning]] = {}
    known = set(_same_words())
    for apart, label in entries((*_ASKED, "printed"), words_apart=True):
        name = apart.split()
        known.update(name)
        if label.weight == STRONG:
            concepts = _concepts(name)
            if concepts and (len(concepts) > 1 or len(name) == 1):
                found.setdefault(concepts, []).append(_Meaning(label.term, label.weight))
    return _Words({concepts: tuple(meanings) for concepts, meanings in found.items()}, frozenset(known))


def _mended(word: str, known: frozenset[str]) -> str:
    """The one known word that is a slip of the pen away; the word itself when it is known or no or several are."""
    if word in known or len(word) < _SHORTEST_MENDED or not word.isalpha():
        return word
    near = [
        other
        for other in known
        if other[:1] == word[:1]
        and len(other) >= _SHORTEST_MENDED
        and abs(len(other) - len(word)) <= 1
        and OSA.distance(word, other, score_cutoff=1) <= 1
    ]
    return near[0] if len(near) == 1 else word
