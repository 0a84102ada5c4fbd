"""Lines of a table that are no items: sub-totals, amounts carried forward, totals."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from ....schemas.vocabulary import STRONG, fold, labels, words
from ...values.codes import CURRENCY_PATTERN
from .cell_words import CURRENCY_WORD, DATE_WORD, is_number
from .layout import Line

SUM_TERMS = (
    "TotalAmountExclTax",
    "TotalVATAmount",
    "TotalAmountIncTax",
    "AmountDue",
    "RoundingAmount",
    "PrepaymentAmount",
    "OutstandingBalance",
)
"""Terms whose labels head a sum under a table."""

COVERED = 0.6
"""Share of a label's letters that must be known words of a sum; weak words ('Total', 'Tax') need nearly all."""


class Sum(StrEnum):
    """What sort of sum a line is."""

    CARRIED = "carried"
    """Brought or carried forward over a page break."""
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    """Net, tax, gross, due: the sums below the items."""


_CURRENCY = re.compile(rf"[-+]?{CURRENCY_PATTERN}\.?")
_MONEY = re.compile(r"[.,]\d{1,4}\D*\Z")

LONG = 7
"""Letters of a sub-total's label from which more words may follow it ('Zwischensumme Auftrag 4711')."""


def sum_line(line: Line) -> Sum | None:
    """What sum a line prints; None for items and all other lines.

    The label is all the words of the line, or those right before its last amounts. A line that a date begins is an
    item ('17.06.25  Bar  14.60').
    """
    label: list[str] = []
    before: list[str] = []
    whole: list[str] = []
    for segment in line.segments:
        fresh = True
        for word in segment.words:
            if is_number(word.text.rstrip(":")):
                before = label if label and not label[0].startswith("(") else before
                label = []
            elif not CURRENCY_WORD.fullmatch(word.text):
                if fresh:
                    label = []
                label.append(word.text)
                whole.append(word.text)
            fresh = False
    if not before and sum(1 for segment in line.segments if _known(segment.text)) > 1:
        # Labels side by side, their amounts on the next line.
        return Sum.TOTAL
    # 'cf' right before an amount is a unit, not 'carried forward'.
    for text in (" ".join(whole), " ".join(before) if sum(map(len, before)) > 2 else ""):
        known = _known(text)
        # 'Charge 94047' may be the batch of an item; 'Charge 940,47' is a sum.
        if known is not None and (known[1] or _holds_money(line)):
            dated = known[0] is not Sum.CARRIED and DATE_WORD.match(line.words[0].text) is not None
            return None if dated else known[0]
    return None


def opens_with_sum(line: Line) -> bool:
    """True where the first words of a line are those of a sum, whatever follows ('Total Smith 42  310.00')."""
    joined = ""
    for word in line.words[:4]:
        joined += fold(word.text)
        if joined in _book():
            return True
    return False


def _holds_money(line: Line) -> bool:
    numbers = [word.text for segment in line.segments for word in segment.words if is_number(word.text)]
    return (
        not numbers
        or any(_MONEY.search(text) for text in numbers)
        or any(_CURRENCY.fullmatch(word.text) for word in line.words)
    )


@lru_cache(maxsize=16384)
def _known(text: str) -> tuple[Sum, bool] | None:
    """The sort of sum that a label heads, and whether it says so by itself."""
    parts = [folded for word in text.split() if (folded := fold(word))]
    whole = sum(len(part) for part in parts)
    if not whole or len(parts) > 12:
        return None
    book = _book()
    for start in range(min(3, len(parts))):
        joined = ""
        best: tuple[int, Sum, bool] | None = None
        for part in parts[start : start + 7]:
            joined += part
            known = book.get(joined)
            if known:
                best = (len(joined), *known)
        if best and best[0] >= (COVERED if best[2] else 0.9) * whole:
            return best[1], best[2]
        if best and start == 0 and best[1] is not Sum.TOTAL and best[0] >= LONG:
            return best[1], best[2]
    return None


@lru_cache(maxsize=1)
def _book() -> Mapping[str, tuple[Sum, bool]]:
    """Folded label → its sort, and whether it says so by itself."""
    found: dict[str, tuple[Sum, bool]] = {}
    for folded, several in labels().items():
        strong = [label for label in several if label.term in SUM_TERMS]
        if strong:
            found[folded] = (Sum.TOTAL, any(label.weight >= STRONG for label in strong))
    for which, sort in (("total", Sum.TOTAL), ("subtotal", Sum.SUBTOTAL), ("carried_forward", Sum.CARRIED)):
        for folded in words(which):
            found[folded] = (sort, found.get(folded, (sort, which != "total"))[1])
    return found
