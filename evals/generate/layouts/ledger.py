"""The wide one: landscape, a dense table with every column a controller could ask for, small type."""

from ..blocks import ACCENTS, PALE, items, logo, page_number, pairs, shipping, stack, terms
from ..draft import Draft
from ..sheet import Sheet
from ..sums import sums, tax_table
from ..table import TableStyle
from .pages import Pages

LEFT = 34.0


def draw(sheet: Sheet, draft: Draft) -> None:
    """One invoice from the sheet's current page on."""
    random, invoice = draft.random, draft.invoice
    accent = random.choice(ACCENTS)
    right = sheet.width - LEFT
    bottom = sheet.height - 40
    pages = Pages(sheet)
    columns = ["pos", "sku", "description", "quantity", "unit", "price", "discount", "amount", "rate"]
    if not invoice.tax_included:
        columns += random.choice((["tax", "gross"], ["tax", "gross"], ["gross"], []))
    if not any(line.discount for line in invoice.lines):
        columns.remove("discount")
    style = TableStyle(
        ruling=random.choice(("grid", "rows", "zebra", "columns")),
        header=random.choice(("fill", "dark", "box")),
        accent=PALE[accent],
        font_size=sheet.font_size - 0.5,
        header_size=sheet.font_size - 1,
        pad=2.2,
        repeat_header=random.random() < 0.85,
        carry=random.choice(("none", "both")),
        subtotals=random.random() < 0.6,
        header_aligned=random.random() < 0.7,
    )

    def next_page() -> float:
        page_number(sheet, draft, right, sheet.height - 20, first=pages.first, pages=pages.count)
        sheet.new_page()
        sheet.text(LEFT, 36, f"{draft.title} {invoice.number}", marks={"InvoiceNumber": invoice.number})
        return 46

    logo(sheet, draft, LEFT, 26, accent=accent, size=26, form=random.randrange(4))
    stack(sheet, LEFT, 68, draft.address(invoice.supplier, home=True))
    third = (right - LEFT) / 3
    sheet.text(LEFT + third, 40, draft.phrases("label.bill_to"), bold=True)
    if invoice.customer:
        stack(sheet, LEFT + third, 54, draft.address(invoice.customer))
    shipping(sheet, draft, LEFT + third * 1.55, 40)
    sheet.text(
        right, 44, draft.title, size=sheet.font_size + 8, bold=True, align="right", color=accent, field="InvoiceType"
    )
    low = pairs(
        sheet, draft, LEFT + 2 * third, 62, draft.meta(vat=True), gap=110, value_align="right", right=right, leading=1.3
    )
    y = max(low, 68 + 5 * sheet.font_size * 1.3) + 6
    y = items(
        sheet, draft, draft.columns(columns), style, x=LEFT, y=y, width=right - LEFT, bottom=bottom, next_page=next_page
    )
    rows = draft.totals()
    if y + max(len(rows) * 15, 90) + 20 > bottom:
        y = next_page()
    start = y + 8
    sums(
        sheet,
        draft,
        start,
        rows,
        left=right - 230,
        right=right - 3,
        look=random.choice(("plain", "lined", "boxed", "filled")),
        accent=accent,
    )
    if random.random() < 0.6:
        tax_table(sheet, draft, LEFT + third - 20, start, 220, size=sheet.font_size - 1)
    low = terms(sheet, draft, LEFT, start + 10, third - 40, size=sheet.font_size - 1)
    facts = [row for row in (draft.vat(invoice.supplier), draft.tax_number()) if row]
    pairs(sheet, draft, LEFT, low + 4, [*facts, *draft.bank()], gap=70, size=sheet.font_size - 1)
    page_number(sheet, draft, right, sheet.height - 20, first=pages.first, pages=pages.count)
    pages.close()
