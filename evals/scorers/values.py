"""One judgement each: is the found value the wanted one? None where the truth says nothing to compare with."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import cast

from rapidfuzz.distance import Levenshtein

from ...schemas.record import Value

Scorer = Callable[[object, Value], bool | None]
"""(wanted, as it stands in the truth's JSON; found) → right or not; None where nothing is wanted."""

HALF_A_CENT = Decimal("0.005")
NAME_ALIKE = 0.85
"""Levenshtein similarity, 0 to 1, from which a name counts as right."""
TEXT_ALIKE = 0.7
"""The same for descriptions and other free words."""
ANLS_ALIKE = 0.5
"""Similarity up to which ANLS gives nothing."""

TYPES = {
    "creditnote": "credit_note",
    "debitnote": "debit_note",
    "proformainvoice": "proforma",
    "correctedinvoice": "corrective",
    **dict.fromkeys(("selfbilledinvoice", "partialinvoice", "prepaymentinvoice", "commercialinvoice"), "invoice"),
}
"""Kinds of document as truths call them → as Faktum does, where the names differ."""


def is_nothing(value: object) -> bool:
    """True for null and the empty text."""
    return value is None or value == ""


def exact(wanted: object, found: Value) -> bool | None:
    """Equal: numbers by value, everything else as text but for runs of blanks."""
    if is_nothing(wanted):
        return None
    return not is_nothing(found) and plain(wanted) == plain(found)


def amount(wanted: object, found: Value) -> bool | None:
    """Less than half a cent apart."""
    return _near(wanted, found, lambda one, other: one - other)


def magnitude(wanted: object, found: Value) -> bool | None:
    """Amounts less than half a cent apart whatever their signs, as credit notes are written either way."""
    return _near(wanted, found, lambda one, other: abs(one) - abs(other))


def day(wanted: object, found: Value) -> bool | None:
    """The same day."""
    if is_nothing(wanted):
        return None
    return not is_nothing(found) and str(wanted)[:10] == _text(found)[:10]


def identifier(wanted: object, found: Value) -> bool | None:
    """The same letters and digits; case, blanks and punctuation do not count. Codes are judged so too."""
    if is_nothing(wanted):
        return None
    return not is_nothing(found) and folded(wanted) == folded(found)


def document_kind(wanted: object, found: Value) -> bool | None:
    """The same kind of document, by whichever of its names."""
    if is_nothing(wanted):
        return None
    one, other = folded(wanted), folded(found)
    return not is_nothing(found) and folded(TYPES.get(one, one)) == folded(TYPES.get(other, other))


def name(wanted: object, found: Value) -> bool | None:
    """Names that are nearly the same (NAME_ALIKE), case and punctuation aside."""
    return _alike(wanted, found, NAME_ALIKE)


def words(wanted: object, found: Value) -> bool | None:
    """Free words that are much the same (TEXT_ALIKE), case and punctuation aside."""
    return _alike(wanted, found, TEXT_ALIKE)


def as_set(wanted: object, found: Value) -> bool | None:
    """Lists that hold the same identifiers or words, in any order."""
    if is_nothing(wanted):
        return None
    return Counter(map(folded, _listed(wanted))) == Counter(map(folded, _listed(found)))


def anls(wanted: object, found: Value) -> float | None:
    """ANLS of one cell, 0 to 1: Levenshtein similarity of the texts, case aside, and 0 below one half.

    Biten et al. 2019, "Scene Text Visual Question Answering", arXiv:1905.13648.
    """
    if is_nothing(wanted) or is_nothing(found):
        return None
    alike = Levenshtein.normalized_similarity(str(plain(wanted)).casefold(), str(plain(found)).casefold())
    return alike if alike > ANLS_ALIKE else 0.0


# -- forms in which values are compared -------------------------------------------------------------------------------


def folded(value: object) -> str:
    """The letters and digits of a value, without case."""
    text = unicodedata.normalize("NFKC", _text(value)).casefold()
    return "".join(char for char in text if char.isalnum())


def number(value: object) -> Decimal | None:
    """The number that a value is; None where it is none."""
    try:
        read = Decimal(str(value))
    except InvalidOperation:
        return None
    return read if read.is_finite() else None


def plain(value: object) -> object:
    """A value as it is compared exactly: a number without trailing zeros, or text with single blanks."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        read = number(value)
        return read.normalize() + 0 if read is not None else str(value)
    return " ".join(_text(value).split())


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _listed(value: object) -> Sequence[object]:
    if isinstance(value, list):
        return cast(list[object], value)
    return () if is_nothing(value) else (value,)


def _near(wanted: object, found: Value, apart: Callable[[Decimal, Decimal], Decimal]) -> bool | None:
    if is_nothing(wanted):
        return None
    one, other = number(wanted), number(found)
    return one is not None and other is not None and abs(apart(one, other)) < HALF_A_CENT


def _alike(wanted: object, found: Value, least: float) -> bool | None:
    if is_nothing(wanted):
        return None
    if is_nothing(found):
        return False
    return Levenshtein.normalized_similarity(folded(wanted), folded(found)) >= least
