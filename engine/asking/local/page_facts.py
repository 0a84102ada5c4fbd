"""What one page of a file says about itself: its number, its place in a count, its title, whether it is summed up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ....schemas.reply import DocumentKind
from .documents import Judgement, judge
from .labels import Label
from .references import Found, invoice_numbers
from .sheet import Sheet

SURE = 0.5
"""Score from which the invoice number of a page counts."""

UPPER = 0.5
"""Part of the page, from the top, where the head of an invoice stands."""

_COUNT = re.compile(r"^\W*(?P<page>\d{1,3})(?:\s*(?:/|[^\W\d_]{1,4}\.?)\s*(?P<of>\d{1,3}))?(?P<rest>\b.*)$")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page, taken by itself."""

    page: int
    number: str | None
    """The invoice number on the page, in capitals, without blanks and punctuation."""
    shown: str
    """The same as printed."""
    count: tuple[int, int | None] | None
    """'Page 1 of 3' → (1, 3)."""
    kind: DocumentKind
    sort: str
    """What it is where it is no invoice and says so in its title: 'delivery note'; otherwise ''."""
    heading: str
    """The line of that title with what follows it, folded: two pages with one heading are one paper."""
    titled: bool
    """True where it bears the title of an invoice."""
    slip: bool
    """True for the narrow paper of a till."""
    totalled: bool
    """True where it prints a sum to pay."""
    numbered: bool
    """True where the invoice number stands in its upper half."""
    head: int
    """How many of these stand in its upper half: a title, an invoice number, an invoice date, the name of a party."""


def facts_of(sheet: Sheet) -> Iterator[PageFacts]:
    """The facts of every page, in order."""
    numbers = _numbers(sheet)
    by_page: dict[int, list[Label]] = {}
    for label in sheet.labels:
        by_page.setdefault(label.page, []).append(label)
    amounts = {amount.line for amount in sheet.amounts if amount.strict}
    summed = {line - down for line in amounts for down in range(3)}
    for page in sheet.layout.pages:
        labels = by_page.get(page.number, [])
        judgement = judge(sheet, page.number)
        number = numbers.get(page.number)
        titled = judgement.sure and judgement.kind is not DocumentKind.OTHER
        middle = UPPER * page.height_pt
        dated = any(x.weight("InvoiceDate") >= 0.8 and not x.prose and x.box.y0 < middle for x in labels)
        party = any(scope.page == page.number and scope.heading.box.y0 < middle for scope in sheet.scopes)
        numbered = number is not None and number.printed.box is not None and number.printed.box.y0 < middle
        yield PageFacts(
            page=page.number,
            number=re.sub(r"\W|_", "", number.printed.text).upper() if number else None,
            shown=number.printed.text if number else "",
            count=_page_count(sheet, labels),
            kind=judgement.kind,
            sort=judgement.sort if judgement.sure else "",
            heading=_heading(sheet, judgement),
            titled=titled,
            slip=judgement.slip,
            totalled=any(_says_total(label) and label.line in summed for label in labels),
            numbered=numbered,
            head=titled + dated + party + numbered,
        )


def _heading(sheet: Sheet, judgement: Judgement) -> str:
    title = judgement.title
    if title is None or judgement.kind is not DocumentKind.OTHER:
        return ""
    return " ".join(t.folded for t in sheet.tokens[title.line] if t.segment == title.segment)


def _says_total(label: Label) -> bool:
    return not label.prose and max(label.weight("TotalAmountIncTax"), label.weight("AmountDue")) >= 1.0


def _numbers(sheet: Sheet) -> dict[int, Found]:
    """Page → the best invoice number it prints."""
    found: dict[int, Found] = {}
    for candidate in invoice_numbers(sheet):
        page = candidate.printed.page
        if page is not None and candidate.score >= SURE:
            found.setdefault(page, candidate)
    return found


def _page_count(sheet: Sheet, labels: list[Label]) -> tuple[int, int | None] | None:
    """'Page 1 of 3' → (1, 3); None where the page does not count itself.

    A count without its end ('Page 1') stands alone: 'cartridge, 6,000 pages' is none.
    """
    for label in labels:
        if label.weight("word:page") == 0 or label.prose:
            continue
        behind = [t for t in sheet.tokens[label.line][label.end :] if t.segment == label.segment]
        if not behind and not label.opens:
            continue
        near = behind or sheet.tokens[label.line][label.end : label.end + 4]
        match = _COUNT.match(" ".join(token.text for token in near))
        if match is None or int(match["page"]) == 0:
            continue
        page, of = int(match["page"]), int(match["of"]) if match["of"] else None
        if (of is not None and page <= of) or (of is None and label.opens and not match["rest"].strip(" .-–|")):
            return page, of
    return None
