"""The parts that layouts are put together from: addresses, references, payment, page foot. Sums are in sums.py."""

from collections.abc import Callable, Sequence

from .content import InvoiceKind
from .draft import Draft, Row, city
from .sheet import Sheet
from .table import Column, TableStyle, draw_table

ACCENTS = ("#1f4e79", "#7a1f2b", "#2e6b3a", "#333333", "#b4500f", "#4b3b78", "#00695c", "#0b3954")
"""House colours."""
LABEL_WORDS = 6
"""More words before a colon are no label."""

PALE = {
    "#1f4e79": "#e6edf4",
    "#7a1f2b": "#f5e9ea",
    "#2e6b3a": "#e8f1ea",
    "#333333": "#ededed",
    "#b4500f": "#faeee5",
    "#4b3b78": "#eeebf4",
    "#00695c": "#e3f1ef",
    "#0b3954": "#e4ebef",
}
"""The pale tint of each."""


def logo(
    sheet: Sheet, draft: Draft, x: float, y: float, *, accent: str, size: float = 30, align: str = "left", form: int = 0
) -> None:
    """A mark and the company's short name; the mark's upper edge stands at y."""
    short = draft.invoice.supplier.name.split()[0]
    points = size * 0.55
    width = size + 8 + sheet.measure(short, points, bold=True)
    left = x - width if align == "right" else x
    if form == 0:
        sheet.box(left, y, size, size, fill=accent, radius=3)
        sheet.text(
            left + size / 2, y + size * 0.72, short[0], size=size * 0.62, bold=True, color="#ffffff", align="center"
        )
    elif form == 1:
        sheet.disc(left + size / 2, y + size / 2, size / 2, accent)
        sheet.disc(left + size * 0.66, y + size * 0.36, size / 5, "#ffffff")
    elif form == 2:
        for step in range(3):
            sheet.box(left + step * size / 3, y + step * size / 5, size / 4, size - step * size / 5, fill=accent)
    else:
        sheet.rule(left, y + size, left + size, y, width=4, color=accent)
        sheet.rule(left, y + size * 0.4, left + size * 0.6, y + size, width=4, color=accent)
    sheet.text(left + size + 8, y + size * 0.7, short, size=points, bold=True, color=accent)


def stack(
    sheet: Sheet,
    x: float,
    y: float,
    lines: Sequence[tuple[str, str | None]],
    *,
    size: float | None = None,
    bold_first: bool = False,
    align: str = "left",
    leading: float = 1.3,
    color: str | None = None,
    fit: float | None = None,
) -> float:
    """Lines under one another; the baseline that follows."""
    points = size or sheet.font_size
    for at, (text, field) in enumerate(lines):
        sheet.text(x, y, text, size=points, bold=bold_first and at == 0, align=align, field=field, color=color, fit=fit)
        y += points * leading
    return y


def pairs(
    sheet: Sheet,
    draft: Draft,
    x: float,
    y: float,
    rows: Sequence[Row],
    *,
    gap: float = 92,
    size: float | None = None,
    value_align: str = "left",
    right: float = 0,
    bold: str = "",
    leading: float = 1.4,
) -> float:
    """Label and value side by side; the baseline that follows.

    Args:
        gap: from the label's start to the value's.
        right: the x at which values end, for value_align 'right'.
        bold: 'label', 'value' or neither.
    """
    points = size or sheet.font_size
    for row in rows:
        label = f"{row.label}{draft.colon}" if not row.label.endswith((":", "#")) else row.label
        end = sheet.text(x, y, label, size=points, bold=bold == "label")
        at = right if value_align == "right" else max(x + gap, end + 4)
        sheet.text(at, y, row.value, size=points, bold=bold == "value", align=value_align, field=row.field)
        y += points * leading
    return y


def band(
    sheet: Sheet,
    x: float,
    y: float,
    width: float,
    rows: Sequence[Row],
    *,
    boxed: bool,
    accent: str | None = None,
    size: float = 9.0,
    per_row: int = 5,
) -> float:
    """Labels over their values in equal cells; the y under them."""
    for start in range(0, len(rows), per_row):
        part = rows[start : start + per_row]
        cell = width / len(part)
        for at, row in enumerate(part):
            left = x + at * cell
            if accent:
                sheet.box(left, y, cell, 13, fill=accent)
            if boxed:
                sheet.box(left, y, cell, 13, stroke="#555555")
                sheet.box(left, y, cell, 31, stroke="#555555")
            sheet.text(left + 4, y + 9.5, row.label, size=size - 2, bold=True)
            points = size
            while sheet.measure(row.value, points) > cell - 8 and points > 6:
                points -= 0.5
            sheet.text(left + 4, y + 25, row.value, size=points, field=row.field)
        y += 31 if boxed else 34
    return y


def terms(
    sheet: Sheet, draft: Draft, x: float, y: float, width: float, *, size: float | None = None, heading: bool = False
) -> float:
    """Sentences about payment; the baseline that follows."""
    points = size or sheet.font_size
    if heading:
        sheet.text(x, y, draft.phrases("label.terms"), size=points, bold=True)
        y += points * 1.4
    sentences = [(sentence, "PaymentTerms") for sentence in draft.payment_terms()]
    for at, (sentence, field) in enumerate([*sentences, *_further(draft)]):
        for k, part in enumerate(sheet.wrapped(sentence, width, points)):
            values = {"InvoiceNumber": draft.invoice.number} if draft.invoice.number in part else {}
            due = draft.invoice.due_date
            if at == 0 and due:
                values["DueDate"] = draft.notation.date(due)
            sheet.text(x, y, part, size=points, marks=values, field=field, quote=None if k else _said(part))
            y += points * 1.35
    return y


def _further(draft: Draft) -> list[tuple[str, str | None]]:
    """The sentences behind the payment terms, the first with its field."""
    further = draft.further_terms()
    is_credit, number = draft.invoice.kind is InvoiceKind.CREDIT_NOTE, draft.invoice.number
    first = "CorrectionReason" if is_credit else "UnstructuredPaymentReference" if number in further[0] else None
    return [(sentence, None if at else first) for at, sentence in enumerate(further)]


def _said(sentence: str) -> str:
    """The sentence without the label before it: 'Terms: 30 days', 'Grund: Retoure'."""
    label, colon, value = sentence.partition(":")
    return value.strip(" \u00a0") if colon and len(label.split()) < LABEL_WORDS else sentence


def shipping(sheet: Sheet, draft: Draft, x: float, y: float, *, size: float | None = None) -> float:
    """The place of delivery under its label, where there is one; the baseline that follows."""
    place = draft.invoice.ship_to
    if place is None:
        return y
    points = size or sheet.font_size
    sheet.text(x, y, draft.phrases("label.ship_to"), size=points, bold=True)
    lines: list[tuple[str, str | None]] = [(text, None) for text in (place.name, place.street, *place.town)]
    return stack(sheet, x, y + points * 1.3, lines, size=points)


def fine_print(sheet: Sheet, draft: Draft, x: float, y: float, width: float, *, size: float = 6.0) -> float:
    """Terms of business in small type; the baseline that follows."""
    text = draft.phrases("text.fine_print", city=city(draft.invoice.supplier))
    return sheet.paragraph(x, y, text, width, size=size, color="#444444")


def stamp(sheet: Sheet, word: str) -> None:
    """A word across the page in pale red."""
    with sheet.turned(sheet.width * 0.55, sheet.height * 0.55, 24):
        sheet.text(0, 0, word, size=46, bold=True, color="#e9b8b8", align="center")


def foot_columns(
    sheet: Sheet,
    draft: Draft,
    x: float,
    width: float,
    *,
    y: float,
    size: float = 6.5,
    rule: bool = True,
    color: str = "#444444",
) -> None:
    """Address, contact, register and bank in columns at the foot of the page."""
    invoice = draft.invoice
    supplier = invoice.supplier
    if rule:
        sheet.rule(x, y - 9, x + width, y - 9, width=0.5, color="#888888")
    first = draft.address(supplier, home=True)
    contact: list[tuple[str, str | None]] = []
    if supplier.phone:
        contact.append((f"{draft.phrases('label.phone')} {supplier.phone}", None))
    contact += [(text, None) for text in (supplier.email, supplier.website) if text]
    legal: list[tuple[str, str | None]] = []
    if supplier.registration:
        legal.append((draft.phrases("text.register", city=city(supplier), registration=supplier.registration), None))
    if supplier.manager:
        legal.append((draft.phrases("text.manager", name=supplier.manager), None))
    blocks: list[list[tuple[str, str | None]]] = [first, contact, legal]
    at = x
    step = width / 4
    for block in blocks:
        stack(sheet, at, y, block, size=size, color=color, fit=step - 6)
        at += step
    tax_rows = [row for row in (draft.vat(supplier), draft.tax_number()) if row]
    line = y
    for row in [*draft.bank(), *tax_rows]:
        sheet.text(
            at,
            line,
            f"{row.label}{draft.colon or ':'} {row.value}",
            size=size,
            color=color,
            field=row.field,
            quote=row.value,
            fit=x + width - at,
        )
        line += size * 1.3


def page_number(
    sheet: Sheet, draft: Draft, x: float, y: float, *, first: int, pages: int, align: str = "right", size: float = 7.5
) -> None:
    """'Page 1 of 3', counted from the invoice's first page."""
    sheet.text(x, y, draft.page_label(sheet.page - first + 1, pages), size=size, align=align)


def items(
    sheet: Sheet,
    draft: Draft,
    columns: Sequence[Column],
    style: TableStyle,
    *,
    x: float,
    y: float,
    width: float,
    bottom: float,
    next_page: Callable[[], float],
) -> float:
    """The table of line items; the y under it."""
    return draw_table(
        sheet,
        draft.invoice,
        columns,
        style,
        draft.carry_words(),
        x=x,
        y=y,
        width=width,
        bottom=bottom,
        next_page=next_page,
    )
