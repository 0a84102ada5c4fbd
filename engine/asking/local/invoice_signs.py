"""The signs by which a document without a title is known: numbers, totals, tax, dates, parties, and paper of a till."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ....schemas.document import Page, TextSource
from .labels import Label
from .places import Relation
from .sheet import Sheet

SLIP_WIDTH = 64
"""Characters across: till slips have at most fifty-six, letters at least eighty."""

WIDEST_SLIP_PT = 400.0
"""Points: a wider page with a text layer is a letter with few words; a scan may show a slip on any background."""

TOTALS = ("TotalAmountIncTax", "AmountDue", "TotalAmountExclTax", "word:total")
"""Keys of labels that name a sum."""

PAID = ("word:paid", "word:tendered", "word:payment_method")
"""Keys of labels beside which a receipt prints what was paid."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the labels of a page, or of all pages, say."""

    invoice_number: bool
    """A label of an invoice number is printed; it may head a list of invoices."""
    numbered: bool
    """A number stands beside such a label."""
    receipt: bool
    total: bool
    settled: bool
    """An amount that is a total stands again beside a means of payment."""
    paid: bool
    """An amount stands beside a word for what was paid."""
    score: int
    """How many of number, total, tax and due date are printed."""
    points: int
    """The score, and one more each for a number beside its label, an invoice date, a heading of a party and a table."""
    named: tuple[str, ...]
    listing: bool
    """True where it lists invoices."""


def signs_of(sheet: Sheet, labels: Sequence[Label], page: int | None) -> Signs:
    """The signs among the labels of one page; of all pages for None."""
    named: list[str] = []
    bottom = 0.9 * page_of(sheet, page).height_pt
    own = [x for x in labels if x.weight("InvoiceNumber") >= 1.0 and not x.prose and x.box.y0 < bottom]
    listing = listing_lines(sheet, own)
    own = [label for label in own if label.line not in listing]
    number = bool(own)
    beside = any(_has_value(sheet, label) for label in own)
    if number:
        named.append("an invoice number")
    amounts = {a.line for a in sheet.amounts if a.strict and (page is None or a.page == page)}
    near = amounts | {line - 1 for line in amounts} | {line - 2 for line in amounts}
    total = any(
        any(label.weight(key) > 0 for key in TOTALS) and not label.prose and label.line in near for label in labels
    )
    if total:
        named.append("a total")
    paid = any(x.line in amounts and not x.prose and any(x.weight(key) > 0 for key in PAID) for x in labels)
    tax = any(label.weight("TotalVATAmount") >= 1.0 and not label.prose for label in labels)
    if tax and amounts:
        named.append("tax")
    due = any(label.weight("DueDate") >= 1.0 for label in labels)
    if due:
        named.append("a due date")
    dated = any(label.weight("InvoiceDate") >= 1.0 and not label.prose for label in labels)
    party = any(scope.role in ("seller", "buyer") for scope in sheet.scopes if page is None or scope.page == page)
    points = len(named) + beside + dated + party + lists_items(labels)
    return Signs(
        number,
        beside,
        looks_like_receipt(sheet, page),
        total,
        _settled(sheet, labels),
        paid,
        len(named),
        points,
        tuple(named),
        bool(listing),
    )


def _settled(sheet: Sheet, labels: Sequence[Label]) -> bool:
    """True where the amount of a plain total stands again below, beside a means of payment: 'Mastercard 31.27'."""

    def beside(label: Label) -> set[tuple[int, Decimal]]:
        behind = [a for a in sheet.amounts_on.get(label.line, ()) if a.strict and a.first >= label.end and a.value > 0]
        return {(a.line, a.value) for a in behind}

    totals = [x for x in labels if x.opens and x.closes and any(x.weight(key) > 0 for key in TOTALS)]
    means = [x for x in labels if x.opens and not x.prose and x.weight("word:payment_method") > 0]
    sums = {pair for label in totals for pair in beside(label)}
    return any(value == v and line > k for label in means for line, value in beside(label) for k, v in sums)


def listing_lines(sheet: Sheet, numbers: Sequence[Label]) -> frozenset[int]:
    """Lines that head a list of invoices: a number beside a date, below them two with a date and an amount."""
    amounts = {amount.line for amount in sheet.amounts if amount.strict}
    dated = {moment.line for moment in sheet.dates}
    return frozenset(
        label.line
        for label in numbers
        if any(x is not label and x.weight("InvoiceDate") > 0 for x in sheet.labels_of(label.line))
        and sum(line in amounts and line in dated for line in range(label.line + 1, label.line + 4)) >= 2
    )


def lists_items(labels: Sequence[Label]) -> bool:
    """True where one line heads three columns of a table of items or more."""
    heads = Counter(
        label.line for label in labels if not label.prose and any(key.startswith("LineItems.") for key in label.keys)
    )
    return max(heads.values(), default=0) >= 3


def _has_value(sheet: Sheet, label: Label) -> bool:
    return any(
        place.relation is not Relation.BELOW and any(char.isdigit() for char in place.text)
        for place in sheet.places[label][:2]
    )


def looks_like_receipt(sheet: Sheet, number: int | None = None) -> bool:
    """True for a slip from a till: hardly more than fifty characters wide (A4 invoices have eighty and more)."""
    page = page_of(sheet, number)
    if page.text_source is TextSource.TEXT_LAYER and page.width_pt > WIDEST_SLIP_PT:
        return False
    widths = sorted(word.box.width / len(word.text) for word in page.words if len(word.text) > 2)
    if not widths:
        return False
    own = [line for line in sheet.layout.lines if line.page == page.number]
    if len(own) < 5:
        return False
    spread = max(line.box.x1 for line in own) - min(line.box.x0 for line in own)
    return spread / max(widths[len(widths) // 2], 0.1) < SLIP_WIDTH and page.height_pt > 0.8 * page.width_pt


def page_of(sheet: Sheet, number: int | None) -> Page:
    """The page with this number; the first one for None."""
    return next(page for page in sheet.layout.pages if number is None or page.number == number)
