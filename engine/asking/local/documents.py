"""What a stretch of pages is: invoice, credit note, receipt, … or no invoice at all, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from ....schemas.document import Page, TextSource
from ....schemas.reply import DocumentKind
from .labels import Label
from .places import Relation
from .sheet import Sheet

SLIP_WIDTH = 64
"""Characters across: till slips have at most fifty-six, letters at least eighty."""

WIDEST_SLIP_PT = 400.0
"""Points: a wider page with a text layer is a letter with few words; a scan may show a slip on any background."""

PLAIN_TITLE = 0.75
"""Score from which a title of another kind of document is believed: it stands alone near the top."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a document is and why, in words for a person."""

    kind: DocumentKind
    reason: str
    title: Label | None = None
    sort: str = ""
    """What a document that is no invoice is, in plain English: 'cover letter'."""
    slip: bool = False
    """True for the narrow paper of a till."""


@dataclass(frozen=True, slots=True)
class _Title:
    label: Label
    kind: DocumentKind
    sort: str
    score: float


def judge(sheet: Sheet, page: int | None = None) -> Judgement:
    """The kind of the document, or of one page of it taken by itself."""
    labels = [label for label in sheet.labels if page is None or label.page == page]
    titles = sorted(_titles(sheet, labels, page), key=lambda t: -t.score)
    signs = _signs(sheet, labels, page)
    if signs.receipt and signs.total:
        titled = next((t.label for t in titles if t.kind is not DocumentKind.OTHER), None)
        return Judgement(DocumentKind.RECEIPT, "slip from a till: narrow, with a total", titled, slip=True)
    top = titles[0] if titles else None
    if top is not None and top.kind is DocumentKind.OTHER:
        invoice = next((t for t in titles if t.kind is not DocumentKind.OTHER), None)
        if invoice is not None and invoice.score >= 0.75 * top.score:
            top = invoice
        elif top.score >= PLAIN_TITLE and (not signs.numbered or top.score >= 1.0):
            return Judgement(DocumentKind.OTHER, f"{top.sort} ('{top.label.text}')", top.label, top.sort)
    if top is None or top.kind is DocumentKind.OTHER:
        if signs.score < 2 or not (signs.invoice_number or signs.total):
            return Judgement(DocumentKind.OTHER, "no title, number or total of an invoice")
        return Judgement(DocumentKind.INVOICE, "no title, but " + " and ".join(signs.named))
    if signs.score < 1 and top.score < 0.8:
        return Judgement(DocumentKind.OTHER, "no number or total of an invoice")
    return Judgement(top.kind, f"titled '{top.label.text}'", top.label)


@dataclass(frozen=True, slots=True)
class _Signs:
    invoice_number: bool
    """A label of an invoice number is printed; it may head a list of invoices."""
    numbered: bool
    """A number stands beside such a label."""
    receipt: bool
    total: bool
    score: int
    named: tuple[str, ...]


def _signs(sheet: Sheet, labels: Sequence[Label], page: int | None) -> _Signs:
    named: list[str] = []
    bottom = 0.9 * _page(sheet, page).height_pt
    own = [x for x in labels if x.weight("InvoiceNumber") >= 1.0 and not x.prose and x.box.y0 < bottom]
    number = bool(own)
    beside = any(_has_value(sheet, label) for label in own)
    if number:
        named.append("an invoice number")
    amounts = {a.line for a in sheet.amounts if a.strict and (page is None or a.page == page)}
    near = amounts | {line - 1 for line in amounts} | {line - 2 for line in amounts}
    total = any(
        label.weight(key) > 0 and not label.prose and label.line in near
        for label in labels
        for key in ("TotalAmountIncTax", "AmountDue", "TotalAmountExclTax", "word:total")
    )
    if total:
        named.append("a total")
    tax = any(label.weight("TotalVATAmount") >= 1.0 and not label.prose for label in labels)
    if tax and amounts:
        named.append("tax")
    due = any(label.weight("DueDate") >= 1.0 for label in labels)
    if due:
        named.append("a due date")
    return _Signs(number, beside, looks_like_receipt(sheet, page), total, len(named), tuple(named))


def _has_value(sheet: Sheet, label: Label) -> bool:
    return any(
        place.relation is not Relation.BELOW and any(char.isdigit() for char in place.text)
        for place in sheet.places[label][:2]
    )


def looks_like_receipt(sheet: Sheet, number: int | None = None) -> bool:
    """True for a slip from a till: hardly more than fifty characters wide (A4 invoices have eighty and more)."""
    page = _page(sheet, number)
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


def _numbered(sheet: Sheet, label: Label) -> bool:
    """True where a number follows the title in its segment: 'Rechnung Nr. 4711'."""
    behind = [t for t in sheet.tokens[label.line][label.end : label.end + 4] if t.segment == label.segment]
    return any(any(c.isdigit() for c in token.text) for token in behind)


def _page(sheet: Sheet, number: int | None) -> Page:
    """The page with this number; the first one for None."""
    return next(page for page in sheet.layout.pages if number is None or page.number == number)


def _titles(sheet: Sheet, labels: Sequence[Label], page: int | None) -> list[_Title]:
    first = _page(sheet, page)
    heights = sorted(line.box.height for line in sheet.layout.lines)
    body = heights[len(heights) // 2] if heights else 10.0
    found: list[_Title] = []
    for label in labels:
        for key in label.keys:
            if not key.startswith("title:") or label.prose:
                continue
            _, kind, *sort = key.split(":")
            score = 1.0 if label.opens and label.closes else 0.6 if label.opens else 0.25
            score += 0.5 * min(1.0, max(0.0, label.box.height / body - 1.05))
            letters = [c for c in label.text if c.isalpha()]
            if letters and all(c.isupper() for c in letters):
                score += 0.15
            if label.page != first.number:
                score -= 0.3
            score -= 0.4 * label.box.y0 / first.height_pt
            if label.colon or (not label.closes and not _numbered(sheet, label)):
                score -= 0.4
            if label.line in sheet.taken:
                score -= 0.5
            found.append(_Title(label, DocumentKind(kind), sort[0] if sort else kind, score))
    return found
