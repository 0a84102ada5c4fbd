"""What a stretch of pages is: invoice, credit note, receipt, … or no invoice at all, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from ....schemas.reply import DocumentKind
from .invoice_signs import Signs, listing_lines, page_of, signs_of
from .labels import Label, phrasebook
from .sheet import Sheet
from .tokens import Token

PLAIN_TITLE = 0.75
"""Score from which a title is believed by itself: it stands alone near the top."""

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
"""Points that an invoice without a title needs; see `signs_of`."""


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
    signs = signs_of(sheet, labels, page)
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


def _untitled(labels: Sequence[Label], signs: Signs) -> Judgement:
    """What a document is that bears no title."""
    if signs.listing and not signs.numbered:
        return Judgement(DocumentKind.OTHER, "a list of invoices")
    if signs.settled and not signs.invoice_number:
        return Judgement(DocumentKind.RECEIPT, "no title, but a total and by what means it was paid")
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


def _titles(sheet: Sheet, labels: Sequence[Label], page: int | None) -> list[_Title]:
    first = page_of(sheet, page)
    listing = listing_lines(sheet, [x for x in labels if x.weight("InvoiceNumber") > 0])
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
