"""Several documents in one file: where one ends and the next begins, and why. Linear in the number of pages.

Page after page, in this order: a page that counts on, or bears the number of the document before it, goes on with it;
a page with the head of an invoice begins one; a page that says it is something else begins that; any other page goes
on with what came before.
"""

from dataclasses import dataclass

from ....schemas.reply import DocumentKind
from .page_facts import PageFacts, facts_of
from .sheet import Sheet

ANNEXES = ("contract", "timesheet", "report", "tax form")
"""Papers that belong to the invoice they follow, unless they count their pages by themselves."""

LISTS = ("statement", "reminder", "cover letter", "letter")
"""Papers that name the invoices they speak of: a number in common does not make them part of one."""

HEAD = 2
"""Signs of the head of an invoice (number, date, party, title) from which a page may begin one without a title."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pages that are one document."""

    pages: tuple[int, ...]
    reason: str
    """Why they begin where they do; '' for the first."""


@dataclass(slots=True)
class _Document:
    """The pages of one document so far."""

    pages: list[PageFacts]
    reason: str
    invoice: bool
    """True where it is an invoice as far as can be seen; False for papers of another kind and for what is unclear."""
    number: str | None = None
    totalled: bool = False

    def add(self, fact: PageFacts) -> None:
        """Let a page go on with it."""
        self.pages.append(fact)
        self.number = self.number or fact.number
        self.totalled = self.totalled or fact.totalled

    @property
    def count(self) -> tuple[int, int | None] | None:
        """The last page count that it printed."""
        return next((fact.count for fact in reversed(self.pages) if fact.count), None)

    @property
    def counted_out(self) -> bool:
        """True after 'page 3 of 3'."""
        return self.count is not None and self.count[0] == self.count[1]

    @property
    def ended(self) -> bool:
        """True where nothing more need follow."""
        return self.totalled or self.counted_out

    @property
    def last(self) -> PageFacts:
        """Its last page."""
        return self.pages[-1]


def split(sheet: Sheet) -> tuple[Stretch, ...]:
    """The documents of a file, by their first pages; pages that belong to no invoice are stretches of their own."""
    documents: list[_Document] = []
    invoice: _Document | None = None
    for fact in facts_of(sheet):
        last = documents[-1] if documents else None
        home, why = _home(fact, last, invoice)
        if home is None:
            home = _Document([], why, invoice=_an_invoice(fact))
            documents.append(home)
        home.add(fact)
        invoice = home if home.invoice else invoice
    return tuple(Stretch(tuple(fact.page for fact in one.pages), one.reason) for one in documents)


def _home(fact: PageFacts, last: _Document | None, invoice: _Document | None) -> tuple[_Document | None, str]:
    """The document that a page goes on with; None, and why, where it begins one of its own."""
    if last is None:
        return None, ""
    for one in (last, invoice):
        if one is not None and _counts_on(fact, one):
            return one, ""
    if _may_count_on(fact, last):
        return last, ""
    if fact.sort not in LISTS:
        for one in (last, invoice):
            if one is not None and fact.number and one.number and alike(fact.number, one.number):
                return one, ""
    if why := _begins(fact, last) or _apart(fact, last):
        return None, why
    return last, ""


def _an_invoice(fact: PageFacts) -> bool:
    return fact.kind is not DocumentKind.OTHER and (fact.titled or fact.number is not None or fact.slip)


def _counts_on(fact: PageFacts, one: _Document) -> bool:
    """True for 'page 2 of 3' after 'page 1 of 3'."""
    if fact.count is None or one.count is None or fact.count[0] == 1:
        return False
    return fact.count[0] == one.count[0] + 1 and fact.count[1] == one.count[1]


def _may_count_on(fact: PageFacts, last: _Document) -> bool:
    """True for 'page 2' after one page that bears neither a count nor a number."""
    told = last.count is not None or last.number is not None
    return fact.count is not None and fact.count[0] > 1 and not told and len(last.pages) == fact.count[0] - 1


def _begins(fact: PageFacts, last: _Document) -> str:
    """Why a page begins an invoice; '' where it does not."""
    if fact.kind is DocumentKind.OTHER:
        return ""
    restarts = fact.count is not None and fact.count[0] == 1 and last.count is not None
    if not last.invoice and (fact.titled or fact.number is not None or fact.head >= HEAD):
        return f"an invoice begins on page {fact.page}"
    headed = fact.titled or fact.slip or fact.head >= HEAD or (fact.numbered and last.ended)
    if fact.number is not None and last.number is not None:
        if headed or restarts or fact.totalled:
            return f"invoice number changes on page {fact.page}: '{fact.shown}'"
        return ""
    if restarts and (fact.titled or fact.slip):
        of = fact.count[1] if fact.count else None
        return f"page count restarts on page {fact.page}" + (f" (1 of {of})" if of else "")
    if fact.slip and last.last.slip:
        return f"another slip on page {fact.page}"
    if last.ended and (fact.titled or fact.numbered):
        return f"the head of an invoice on page {fact.page}, after the end of another"
    return ""


def _apart(fact: PageFacts, last: _Document) -> str:
    """Why a page is a paper of another kind than the invoice before it; '' where it may belong to it."""
    if fact.kind is not DocumentKind.OTHER:
        return ""
    by_itself = fact.count is not None and fact.count[0] == 1
    after_end = not last.invoice and fact.count is None and last.counted_out
    if fact.heading and fact.heading == last.last.heading and not by_itself:
        return ""
    if by_itself or after_end or (fact.sort and fact.sort not in ANNEXES):
        return f"another paper begins on page {fact.page}"
    return ""


def alike(one: str, other: str) -> bool:
    """True for two prints of one number: equal, or one with letters before it ('INV4711', '4711')."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= 4 and long.endswith(short) and long.removesuffix(short).isalpha())
