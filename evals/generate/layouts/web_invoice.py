"""What a subscription service mails: large title, references at the left, parties in columns, hairlines, much white."""

from ..blocks import ACCENTS, fine_print, items, logo, page_number, pairs, shipping, stack, terms
from ..content import InvoiceKind
from ..draft import Draft
from ..sheet import Sheet
from ..sums import sums
from ..table import TableStyle
from .pages import Pages

LEFT = 48.0


def draw(sheet: Sheet, draft: Draft) -> None:
    """One invoice from the sheet's current page on."""
    random, invoice, notation = draft.random, draft.invoice, draft.notation
    accent = random.choice(ACCENTS)
    right = sheet.width - LEFT
    bottom = sheet.height - 60
    pages = Pages(sheet)
    columns = ["description", "quantity", "price", "amount"]
    if len({line.rate for line in invoice.lines}) > 1 or random.random() < 0.4:
        columns.insert(3, "rate")
    if any(line.discount for line in invoice.lines):
        columns.insert(3, "discount")
    style = TableStyle(
        ruling=random.choice(("none", "rows")),
        header=random.choice(("rule", "plain")),
        line_color="#cccccc",
        font_size=sheet.font_size,
        header_size=sheet.font_size - 1.5,
        header_bold=random.random() < 0.5,
        pad=random.choice((4.0, 6.0)),
        repeat_header=random.random() < 0.7,
    )

    def next_page() -> float:
        foot()
        sheet.new_page()
        return 60

    def foot() -> None:
        sheet.text(
            LEFT, sheet.height - 30, f"{invoice.number} · {notation.money(invoice.gross)}", size=7, color="#777777"
        )
        page_number(sheet, draft, right, sheet.height - 30, first=pages.first, pages=pages.count, size=7)

    sheet.text(LEFT, 66, draft.title, size=random.choice((18, 22, 26)), bold=True, field="InvoiceType")
    logo(sheet, draft, right, 40, accent=accent, size=26, align="right", form=random.randrange(4))
    y = (
        pairs(
            sheet,
            draft,
            LEFT,
            92,
            draft.meta(),
            gap=random.choice((95, 120)),
            bold=random.choice(("label", "value", "")),
        )
        + 14
    )
    half = (right - LEFT) / 2
    sides = [("label.sender", invoice.supplier), ("label.bill_to", invoice.customer)]
    shown_labels = random.choice((True, True, False))
    low = y
    for at, (label, party) in enumerate(sides):
        if party is None:
            continue
        x = LEFT + at * half
        top = y
        if shown_labels or at:
            sheet.text(x, top, draft.phrases(label), bold=True)
            top += sheet.font_size * 1.4
        top = stack(sheet, x, top, draft.address(party, home=True), bold_first=not shown_labels)
        if party.email and random.random() < 0.8:
            sheet.text(x, top, party.email)
            top += sheet.font_size * 1.3
        row = draft.vat(party) or (draft.tax_number() if party is invoice.supplier else None)
        if row:
            sheet.text(x, top, f"{row.label} {row.value}", field=row.field, quote=row.value)
            top += sheet.font_size * 1.3
        low = max(low, top)
    if invoice.ship_to:
        low = shipping(sheet, draft, LEFT + half, low + 8)
    y = low + 18
    if (
        invoice.due_date
        and invoice.kind is InvoiceKind.INVOICE
        and draft.market.language == "en"
        and random.random() < 0.6
    ):
        day = notation.date(invoice.due_date)
        text = f"{notation.money(invoice.due)} due {day}"
        sheet.text(
            LEFT, y + 6, text, size=15, bold=True, marks={"AmountDue": notation.money(invoice.due), "DueDate": day}
        )
        y += 30
    y = items(
        sheet, draft, draft.columns(columns), style, x=LEFT, y=y, width=right - LEFT, bottom=bottom, next_page=next_page
    )
    rows = draft.totals()
    if y + len(rows) * 18 + 90 > bottom:
        y = next_page()
    look = random.choice(("plain", "lined"))
    y = sums(sheet, draft, y + 8, rows, left=right - 240, right=right - 3, look=look, grow=random.choice((1.0, 1.1)))
    y = terms(sheet, draft, LEFT, y + 34, right - LEFT)
    y = pairs(sheet, draft, LEFT, y + 8, draft.bank(), gap=70)
    if random.random() < 0.3:
        fine_print(sheet, draft, LEFT, y + 16, right - LEFT)
    foot()
    pages.close()
