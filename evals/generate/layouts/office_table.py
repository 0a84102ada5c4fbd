"""The letter typed in an office program: no logo, sums as the last rows of the table."""

from ..blocks import fine_print, items, pairs, stack, terms
from ..content import InvoiceKind
from ..draft import Draft, Row, city
from ..sheet import Sheet
from ..table import TableStyle
from .pages import Pages

LEFT = 70.0

NUMBER_SIGNS = {
    "de": "Nr. ",
    "nl": "nr. ",
    "fr": "n° ",
    "en": "no. ",
    "it": "n. ",
    "es": "n.º ",
    "pl": "nr ",
    "ru": "№ ",
}
"""What may stand between the title and the number."""


def draw(sheet: Sheet, draft: Draft) -> None:
    """One invoice from the sheet's current page on."""
    random, invoice, notation = draft.random, draft.invoice, draft.notation
    right = sheet.width - LEFT
    width = right - LEFT
    bottom = sheet.height - 75
    pages = Pages(sheet)
    columns = random.choice(
        (
            ("description", "quantity", "price", "amount"),
            ("pos", "description", "quantity_unit", "price", "amount"),
            ("description", "quantity", "unit", "price", "rate", "amount"),
        )
    )
    style = TableStyle(
        ruling=random.choice(("grid", "grid", "rows", "none")),
        header=random.choice(("box", "rule", "fill")),
        line_color="#000000",
        font_size=sheet.font_size,
        header_size=sheet.font_size,
        header_aligned=random.random() < 0.5,
        pad=random.choice((2.0, 3.0)),
        repeat_header=random.random() < 0.3,
    )

    def next_page() -> float:
        sheet.new_page()
        return 70

    sender_right = random.random() < 0.5
    x = right if sender_right else LEFT
    align = "right" if sender_right else "left"
    y = stack(sheet, x, 66, draft.address(invoice.supplier, home=True), bold_first=True, align=align)
    for text in (invoice.supplier.phone, invoice.supplier.email):
        if text:
            sheet.text(x, y, text, align=align)
            y += sheet.font_size * 1.3
    facts = [row for row in (draft.vat(invoice.supplier), draft.tax_number()) if row]
    for row in facts:
        sheet.text(x, y, f"{row.label} {row.value}", align=align, field=row.field, quote=row.value)
        y += sheet.font_size * 1.3
    if invoice.customer:
        y = stack(sheet, LEFT, y + 20, draft.address(invoice.customer))
    day = notation.date(invoice.issued)
    sheet.text(right, y + 14, f"{city(invoice.supplier)}, {day}", align="right", field="InvoiceDate", quote=day)
    y += 38
    before_number = NUMBER_SIGNS.get(draft.market.language, "") if random.random() < 0.3 else ""
    head = f"{draft.title} {before_number}{invoice.number}"
    sheet.text(
        LEFT,
        y,
        head,
        size=sheet.font_size + 4,
        bold=True,
        marks={"InvoiceType": draft.title, "InvoiceNumber": invoice.number},
    )
    rest = [row for row in draft.meta(vat=True) if row.field not in ("InvoiceNumber", "InvoiceDate")]
    y = pairs(sheet, draft, LEFT, y + 20, rest, gap=130)
    sheet.text(LEFT, y + 6, draft.phrases("text.salutation"))
    key = "text.credit_intro" if invoice.kind is InvoiceKind.CREDIT_NOTE else "text.intro"
    y = sheet.paragraph(LEFT, y + 24, draft.phrases(key), width)
    y = items(
        sheet, draft, draft.columns(columns), style, x=LEFT, y=y + 4, width=width, bottom=bottom, next_page=next_page
    )
    rows = draft.totals()
    if y + len(rows) * 16 + 110 > sheet.height - 50:
        y = next_page()
    y = _rows_of_table(sheet, draft, y, rows, style)
    y = terms(sheet, draft, LEFT, y + 22, width)
    account = ", ".join(f"{row.label} {row.value}" for row in draft.bank())
    marks = {row.field: row.value for row in draft.bank() if row.field}
    for line in sheet.wrapped(account, width):
        sheet.text(LEFT, y + 4, line, marks=marks)
        y += sheet.font_size * 1.3
    sheet.text(LEFT, y + 22, draft.phrases("text.thanks"))
    sheet.text(LEFT, y + 22 + sheet.font_size * 2.6, invoice.supplier.manager, italic=True)
    if random.random() < 0.3:
        fine_print(sheet, draft, LEFT, sheet.height - 42, width)
    pages.close()


def _rows_of_table(sheet: Sheet, draft: Draft, y: float, rows: list[Row], style: TableStyle) -> float:
    right = sheet.width - LEFT
    step = style.font_size * 1.22 + 2 * style.pad
    split = right - 96
    top = y
    for row in rows:
        baseline = y + style.pad + style.font_size * 0.98
        label = row.label
        sheet.text(split - 6, baseline, label, bold=row.strong, align="right")
        marks = {"Currency": draft.notation.mark} if row.field == "TotalAmountIncTax" and draft.marked_totals else None
        sheet.text(right - 3, baseline, row.value, bold=row.strong, align="right", field=row.field, marks=marks)
        y += step
        if style.ruling in ("grid", "rows"):
            sheet.rule(LEFT, y, right, y, width=0.4)
    if style.ruling == "grid":
        for x in (LEFT, split, right):
            sheet.rule(x, top, x, y, width=0.4)
    return y
