"""Which invoice found is which of the truth's, in a file that may hold several."""

from collections.abc import Sequence

from ..schemas.record import Record
from .case import Truth
from .correctness import HEADER, is_credit_note, is_right
from .scorers.sets import partners


def paired(wanted: Sequence[Truth], found: Sequence[Record]) -> dict[int, int]:
    """Truth's invoice → invoice found, both from 0; those that have no partner are left out.

    A truth that is alone and names no pages is the first invoice found. Else the pages two share decide (IoU), then in
    how many fields they agree; the best pairs are taken first, and a pair has a page or a field in common.
    """
    if len(wanted) == 1 and not wanted[0].get("pages"):
        return {0: 0} if found else {}
    return dict(partners(wanted, found, lambda one, other: 1000 * _shared_pages(one, other) + _agreeing(one, other)))


def _shared_pages(truth: Truth, record: Record) -> float:
    named: Sequence[int] = truth.get("pages") or ()
    pages = set(named)
    return len(pages.intersection(record.pages)) / len(pages.union(record.pages)) if pages else 0.0


def _agreeing(truth: Truth, record: Record) -> int:
    credit = is_credit_note(truth)
    return sum(
        is_right(field, truth[field], record.fields[field].value, credit)
        for field in HEADER
        if truth.get(field) and field in record.fields
    )
