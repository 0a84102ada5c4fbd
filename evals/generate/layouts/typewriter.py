"""The print-out of an old merchandise system: fixed pitch, dashes for rules, everything in columns of characters."""

from ..blocks import items, pairs, shipping, stack, terms
from ..draft import Draft
from ..sheet import Sheet
from ..sums import sums
from ..table import TableStyle
from .pages import Pages

LEFT = 42.0


def draw(sheet: Sheet, draft: Draft) -> None:
    """One invoice from the sheet's current page on."""
    random, invoice = draft.random, draft.invoice
    right = sheet.width - LEFT
    bottom = sheet.height - 80
    pages = Pages(sheet)
    rule_mark = random.choice(("-", "=", "_"))
    columns = ["pos", "sku", "description", "quantity", "unit", "price", "amount"]
    if any(line.discount for line in invoice.lines):
        columns.insert(6, "discount")
    if random.random() < 0.4:
        columns.remove("pos")
    if random.random() < 0.4:
        columns.insert(columns.index("amount"), "rate")
    style = TableStyle(
        ruling="none",
        header="plain",
        font_size=sheet.font_size,
        header_size=sheet.font_size,
        header_bold=False,
        upper=random.random() < 0.4,
        pad=1.0,
        repeat_header=random.random() < 0.6,
        carry=random.choice(("both", "foot", "both", "none")),
        subtotals=random.random() < 0.5,
    )

    def divide(y: float) -> float:
        sheet.text(LEFT, y, rule_mark * int((right - LEFT) / sheet.measure(rule_mark)))
        return y + sheet.font_size * 1.2

    def page_head() -> None:
        label = draft.page_label(sheet.page - pages.first + 1, pages.count)
        sheet.text(right, 48, label, align="right")

    def next_page() -> float:
        sheet.new_page()
        page_head()
        y = pairs(sheet, draft, LEFT, 48, [draft.number(), draft.date()], gap=150)
        return divide(y) - 4

    page_head()
    supplier = draft.address(invoice.supplier, home=True)
    y = stack(sheet, LEFT, 48, supplier, bold_first=True)
    facts = [row for row in (draft.vat(invoice.supplier), draft.tax_number()) if row]
    if invoice.supplier.phone:
        sheet.text(LEFT, y, f"{draft.phrases('label.phone')} {invoice.supplier.phone}")
        y += sheet.font_size * 1.3
    y = pairs(sheet, draft, LEFT, y, facts, gap=90)
    if invoice.customer:
        stack(sheet, LEFT + 20, y + 24, draft.address(invoice.customer))
    meta_x = 330.0
    meta = draft.meta(vat=True)
    low = pairs(sheet, draft, meta_x, y + 24, meta, gap=118)
    y = max(low, y + 24 + 5 * sheet.font_size * 1.3) + 16
    spaced = " ".join(draft.title.upper()) if random.random() < 0.4 else draft.title.upper()
    sheet.text(LEFT, y, spaced, size=sheet.font_size + 2, bold=True, field="InvoiceType")
    y = divide(y + 16)
    y = items(
        sheet,
        draft,
        draft.columns(columns),
        style,
        x=LEFT - 3,
        y=y - 6,
        width=right - LEFT + 6,
        bottom=bottom,
        next_page=next_page,
    )
    rows = draft.totals()
    if y + len(rows) * 15 + 110 > sheet.height - 40:
        y = next_page()
    y = divide(y + 10)
    y = sums(sheet, draft, y - 6, rows, left=right - 300, right=right, look="plain")
    y = divide(y + 8)
    y = terms(sheet, draft, LEFT, y + 6, right - LEFT)
    y = pairs(sheet, draft, LEFT, y + 6, draft.bank(), gap=80)
    shipping(sheet, draft, LEFT, y + 10)
    pages.close()
