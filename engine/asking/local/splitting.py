"""Several documents in one file: where one ends and the next begins, and why. Linear in the number of pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ....schemas.reply import DocumentKind
from .documents import Judgement, judge
from .references import invoice_numbers
from .sheet import Sheet

SURE = 0.5
"""Score from which the invoice number of a page counts."""

_COUNT = re.compile(r"^\W*(?P<page>\d{1,3})(?:\s*(?:/|[^\W\d_]{1,4}\.?)\s*(?P<of>\d{1,3}))?\b")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pages that are one document."""

    pages: tuple[int, ...]
    reason: str
    """Why they begin where they do; '' for the first."""
    other: Judgement | None = None
    """What they are where they are no invoice."""


@dataclass(frozen=True, slots=True)
class _Facts:
    page: int
    number: str | None
    """The invoice number on the page, in capitals, without blanks and punctuation."""
    shown: str
    count: tuple[int, int | None] | None
    """'Page 1 of 3' → (1, 3)."""
    judgement: Judgement
    totalled: bool
    """True where the page prints a sum to pay."""


def split(sheet: Sheet) -> tuple[Stretch, ...]:
    """The documents of a file, in page order; pages that belong to no invoice are stretches of their own."""
    facts = [_facts(sheet, page.number, numbers) for numbers in [_numbers(sheet)] for page in sheet.layout.pages]
    stretches: list[Stretch] = []
    pages: list[int] = []
    reason = ""
    current: _Facts | None = None
    for fact in facts:
        if current is None and _alone(fact, facts):
            stretches.append(Stretch((fact.page,), "", fact.judgement))
            continue
        why = _new(fact, current, facts[: facts.index(fact)]) if current is not None else ""
        if current is not None and why is None:
            if fact.judgement.kind is DocumentKind.OTHER and _parts(fact):
                stretches.append(Stretch(tuple(pages), reason))
                stretches.append(Stretch((fact.page,), "", fact.judgement))
                pages, current = [], None
                continue
            pages.append(fact.page)
            current = _merged(current, fact)
            continue
        if pages:
            stretches.append(Stretch(tuple(pages), reason))
        pages, reason, current = [fact.page], why or "", fact
    if pages:
        stretches.append(Stretch(tuple(pages), reason))
    return tuple(stretches)


def _facts(sheet: Sheet, page: int, numbers: dict[int, tuple[str, str]]) -> _Facts:
    number, shown = numbers.get(page, (None, ""))
    judgement = judge(sheet, page)
    totalled = any(
        label.page == page
        and not label.prose
        and max(label.weight("TotalAmountIncTax"), label.weight("AmountDue")) >= 1.0
        for label in sheet.labels
    )
    return _Facts(page, number, shown, _page_count(sheet, page), judgement, totalled)


def _numbers(sheet: Sheet) -> dict[int, tuple[str, str]]:
    """Page → the invoice number it prints, normalised and as printed."""
    found: dict[int, tuple[str, str]] = {}
    for candidate in invoice_numbers(sheet):
        page = candidate.printed.page
        if page is not None and page not in found and candidate.score >= SURE:
            found[page] = (re.sub(r"\W|_", "", candidate.printed.text).upper(), candidate.printed.text)
    return found


def _page_count(sheet: Sheet, page: int) -> tuple[int, int | None] | None:
    """'Page 1 of 3' → (1, 3); None where the page does not count itself."""
    for label in sheet.labels:
        if label.page != page or label.weight("word:page") == 0:
            continue
        behind = " ".join(t.text for t in sheet.tokens[label.line][label.end : label.end + 4])
        match = _COUNT.match(behind)
        if match:
            return int(match["page"]), int(match["of"]) if match["of"] else None
    return None


def _new(fact: _Facts, current: _Facts, before: Sequence[_Facts]) -> str | None:
    """Why a page begins a new invoice; None where it goes on with the current one."""
    same = fact.number is not None and current.number is not None and _alike(fact.number, current.number)
    restarts = fact.count is not None and fact.count[0] == 1 and before[-1].count is not None
    titled = fact.judgement.title is not None and fact.judgement.kind is not DocumentKind.OTHER
    if fact.count is not None and fact.count[0] > 1 and current.number is None:
        return None
    if fact.number is not None and current.number is not None and not same:
        goes_on = fact.count is not None and before[-1].count is not None and fact.count[0] == before[-1].count[0] + 1
        if not goes_on and (titled or restarts or fact.totalled or fact.judgement.slip):
            return f"invoice number changes on page {fact.page}: '{fact.shown}'"
    if same:
        return None
    if restarts and (titled or fact.judgement.slip):
        of = fact.count[1] if fact.count else None
        return f"page count restarts on page {fact.page}" + (f" (1 of {of})" if of else "")
    if fact.judgement.slip and before[-1].judgement.slip and fact.totalled and current.totalled:
        return f"another slip on page {fact.page}"
    if fact.number is None and current.number is None and titled and fact.totalled and current.totalled:
        return f"new title and total on page {fact.page}"
    return None


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 4 and (one in other or other in one))


def _alone(fact: _Facts, facts: Sequence[_Facts]) -> bool:
    """True where a page before the first invoice says it is something else, and the next does not count on from it."""
    if fact.judgement.kind is not DocumentKind.OTHER or not fact.judgement.sort:
        return False
    following = next((f for f in facts if f.page > fact.page), None)
    counted = following is not None and following.count is not None and fact.count is not None
    goes_on = counted and following is not None and following.count == (2, fact.count[1] if fact.count else None)
    return not goes_on


def _parts(fact: _Facts) -> bool:
    """True where a page after an invoice is a document of another kind with a page count of its own."""
    return fact.judgement.title is not None and fact.count is not None and fact.count[0] == 1


def _merged(current: _Facts, fact: _Facts) -> _Facts:
    """The facts of the document so far."""
    return _Facts(
        current.page,
        current.number or fact.number,
        current.shown or fact.shown,
        current.count,
        current.judgement,
        current.totalled or fact.totalled,
    )
