"""What a stretch of pages is: invoice, credit note, receipt, … or no invoice at all, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ....schemas.document import Page, TextSource
from ....schemas.reply import DocumentKind
from .labels import Label, phrasebook
from .places import Relation
from .sheet import Sheet
from .tokens import Token

SLIP_WIDTH = 64
"""Characters across: till slips have at most fifty-six, letters at least eighty."""

WIDEST_SLIP_PT = 400.0
"""Points: a wider page with a text layer is a letter with few words; a scan may show a slip on any background."""

PLAIN_TITLE = 0.75
"""Score from which a title is believed by itself: it stands alone near the top."""

TOTALS = ("TotalAmountIncTax", "AmountDue", "TotalAmountExclTax", "word:total")
"""Keys of labels that name a sum."""

PAID = ("word:paid", "word:tendered", "word:payment_method")
"""Keys of labels beside which a receipt prints what was paid."""

LIKELY_TITLE = 0.5
"""Score from which the title of another kind is believed where nothing speaks of an invoice number."""

FAINT_TITLE = 0.2
"""Score from which the word for an invoice is a title at all, and not a word of a text or table."""

LARGE = 1.1
"""Height, in heights of the other lines, from which type is that of a heading."""

SHORT = 5
"""Letters: a shorter title may be any scrap of text, and counts in the language of its page alone."""

PAYROLL = 2
"""Words of a payslip that make a page without title or number one."""

UNTITLED = 3
"""Points that an invoice without a title needs; see `_signs`."""


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
    sure: bool = False
    """True where the title stands as titles stand: alone, near the top."""


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
    titles = [title for title in titles if title.kind is DocumentKind.OTHER or title.score >= FAINT_TITLE]
    signs = _signs(sheet, labels, page)
    if signs.receipt and (signs.total or (signs.paid and titles and titles[0].kind is DocumentKind.RECEIPT)):
        titled = next((t.label for t in titles if t.kind is not DocumentKind.OTHER), None)
        reason = "slip from a till: narrow, with a total"
        return Judgement(DocumentKind.RECEIPT, reason, titled, slip=True, sure=titled is not None)
    top = titles[0] if titles else None
    if top is not None and top.kind is DocumentKind.OTHER:
        invoice = next((t for t in titles if t.kind is not DocumentKind.OTHER), None)
        if invoice is not None and invoice.score >= 0.75 * top.score:
            top = invoice
        elif top.score >= (PLAIN_TITLE if signs.invoice_number else LIKELY_TITLE) and (
            not signs.numbered or top.score >= 1.0
        ):
            return Judgement(
                DocumentKind.OTHER,
                f"{top.sort} ('{top.label.text}')",
                top.label,
                top.sort,
                sure=top.score >= PLAIN_TITLE,
            )
    if top is None or top.kind is DocumentKind.OTHER:
        return _untitled(labels, signs)
    if signs.score < 1 and (top.score < PLAIN_TITLE or top.kind is DocumentKind.RECEIPT):
        return Judgement(DocumentKind.OTHER, f"the word '{top.label.text}', but no number or total of an invoice")
    if top.kind is DocumentKind.CORRECTIVE:
        credited = (t for t in titles if t.kind is DocumentKind.CREDIT_NOTE and t.label.line == top.label.line)
        top = next(credited, top)
    if top.kind is DocumentKind.CREDIT_NOTE and (self_billed := _self_billed(labels, top.label)):
        reason = f"titled '{top.label.text}', as '{self_billed.text}'"
        return Judgement(DocumentKind.INVOICE, reason, top.label, sure=top.score >= PLAIN_TITLE)
    return Judgement(top.kind, f"titled '{top.label.text}'", top.label, sure=top.score >= PLAIN_TITLE)


def _self_billed(labels: Sequence[Label], title: Label) -> Label | None:
    """The words for self-billing beside a title: 'Gutschrift' then is what the buyer owes, not what is given back."""
    return next(
        (x for x in labels if x is not title and x.line == title.line and x.weight("word:self_billing") > 0), None
    )


def _untitled(labels: Sequence[Label], signs: "_Signs") -> Judgement:
    """What a document is that bears no title."""
    if signs.listing and not signs.numbered:
        return Judgement(DocumentKind.OTHER, "a list of invoices")
    greeting = next((x for x in labels if x.weight("word:salutation") > 0 and x.opens and not x.prose), None)
    payroll = {x.text.casefold(): x for x in labels if x.weight("word:payroll") > 0 and not x.prose}
    if len(payroll) >= PAYROLL and not signs.numbered:
        return Judgement(
            DocumentKind.OTHER, f"payslip ('{next(iter(payroll.values())).text}')", None, "payslip", sure=True
        )
    if signs.points >= UNTITLED and (signs.invoice_number or signs.total):
        return Judgement(DocumentKind.INVOICE, "no title, but " + " and ".join(signs.named))
    if greeting is not None:
        return Judgement(DocumentKind.OTHER, f"letter ('{greeting.text}')", None, "letter", sure=True)
    if signs.named:
        return Judgement(DocumentKind.OTHER, "no title of an invoice, only " + " and ".join(signs.named))
    return Judgement(DocumentKind.OTHER, "no title, number or total of an invoice")


@dataclass(frozen=True, slots=True)
class _Signs:
    invoice_number: bool
    """A label of an invoice number is printed; it may head a list of invoices."""
    numbered: bool
    """A number stands beside such a label."""
    receipt: bool
    total: bool
    paid: bool
    """An amount stands beside a word for what was paid."""
    score: int
    """How many of number, total, tax and due date are printed."""
    points: int
    """The score, and one more each for a number beside its label, an invoice date, a heading of a party and a table."""
    named: tuple[str, ...]
    listing: bool
    """True where it lists invoices."""


def _signs(sheet: Sheet, labels: Sequence[Label], page: int | None) -> _Signs:
    named: list[str] = []
    bottom = 0.9 * _page(sheet, page).height_pt
    own = [x for x in labels if x.weight("InvoiceNumber") >= 1.0 and not x.prose and x.box.y0 < bottom]
    listing = _listing(sheet, own)
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
    return _Signs(
        number, beside, looks_like_receipt(sheet, page), total, paid, len(named), points, tuple(named), bool(listing)
    )


def _listing(sheet: Sheet, numbers: Sequence[Label]) -> frozenset[int]:
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
    return any(any(c.isdigit() for c in token.text) for token in _behind(sheet, label)[:4])


def _numbered_alone(sheet: Sheet, label: Label) -> bool:
    """True where nothing else follows but a number, perhaps with a word for 'number' before it."""
    behind = [token for token in _behind(sheet, label) if token.folded]
    words = [token for token in behind if not any(c.isdigit() for c in token.text)]
    return len(behind) - len(words) == 1 and len(words) <= 2 and all(len(word.folded) <= 6 for word in words)


def _behind(sheet: Sheet, label: Label) -> list[Token]:
    return [token for token in sheet.tokens[label.line][label.end :] if token.segment == label.segment]


def _page(sheet: Sheet, number: int | None) -> Page:
    """The page with this number; the first one for None."""
    return next(page for page in sheet.layout.pages if number is None or page.number == number)


def _titles(sheet: Sheet, labels: Sequence[Label], page: int | None) -> list[_Title]:
    first = _page(sheet, page)
    listing = _listing(sheet, [x for x in labels if x.weight("InvoiceNumber") > 0])
    heights = sorted(line.box.height for line in sheet.layout.lines)
    body = heights[len(heights) // 2] if heights else 10.0
    found: list[_Title] = []
    for label in labels:
        for key in (*label.keys, *_title_within(sheet, label, body)):
            if not key.startswith("title:") or label.prose:
                continue
            _, kind, *sort = key.split(":")
            if label.weight("word:carried_forward") > 0 or label.line in listing:
                continue
            if kind == DocumentKind.OTHER and _heads_column(sheet, label):
                continue
            score = 1.0 if label.opens and label.closes else 0.6 if label.opens else 0.25
            larger = label.box.height / body - 1.05
            if label.opens and _numbered_alone(sheet, label) and (kind != DocumentKind.OTHER or larger > 0):
                score = 0.85
            score += 0.5 * min(1.0, max(0.0, larger))
            letters = [c for c in label.text if c.isalpha()]
            if letters and all(c.isupper() for c in letters):
                score += 0.15
            elif letters and letters[0].islower():
                score -= 0.4
            if len(letters) < SHORT and not _in_language(sheet, label, key):
                score -= 0.5
            if label.page != first.number:
                score -= 0.3
            score -= 0.4 * label.box.y0 / first.height_pt
            if label.colon or (not label.closes and not _numbered(sheet, label)):
                score -= 0.4
            if label.line in sheet.taken:
                score -= 0.5
            found.append(_Title(label, DocumentKind(kind), sort[0] if sort else kind, score))
    return found


def _heads_column(sheet: Sheet, label: Label) -> bool:
    """True where a word stands on a line with the label of an invoice number, as heads of columns do ('Contract')."""
    return any(
        other.line == label.line and other is not label and not other.prose and other.weight("InvoiceNumber") >= 1.0
        for other in sheet.labels_of(label.line)
    )


def _in_language(sheet: Sheet, label: Label, key: str) -> bool:
    """True where the label means the key in the language of the page: 'ATA' is a title in Portuguese alone."""
    return any(m.key == key and m.language in (sheet.language, "any") for m in label.meanings)


def _title_within(sheet: Sheet, label: Label, body: float) -> list[str]:
    """The titles of other papers that open a label in large type: 'Order Confirmation No. 4711' heads such a paper."""
    if not label.opens or label.colon or label.box.height < LARGE * body or not _numbered_alone(sheet, label):
        return []
    words = [token.folded for token in sheet.tokens[label.line][label.first : label.end]]
    openings = ("".join(words[:k]) for k in range(len(words) - 1, 0, -1))
    keys = (key for opening in openings for key in phrasebook().weights.get(opening, ()))
    return [key for key in keys if key.startswith("title:other:")][:1]
