"""The designer's invoice: a coloured column with the sender's facts, the rest beside it."""

from ..blocks import ACCENTS, PALE, items, page_number, pairs, shipping, stack, terms
from ..draft import Draft
from ..sheet import Sheet
from ..sums import sums
from ..table import TableStyle
from .pages import Pages

BAR = 150.0


def draw(sheet: Sheet, draft: Draft) -> None:
    """One invoice from the sheet's current page on."""
    random, invoice = draft.random, draft.invoice
    accent = random.choice(ACCENTS)
    pale_bar = random.random() < 0.4
    ink = "#222222" if pale_bar else "#ffffff"
    left, right = BAR + 28, sheet.width - 36
    bottom = sheet.height - 60
    pages = Pages(sheet)
    columns = ["description", "quantity", "price", "amount"]
    if random.random() < 0.5:
        columns[1] = "quantity_unit"
    style = TableStyle(
        ruling=random.choice(("none", "rows", "zebra")),
        header=random.choice(("rule", "plain", "fill")),
        accent=PALE[accent],
        line_color="#bbbbbb",
        font_size=sheet.font_size - 0.5,
        header_size=sheet.font_size - 1,
        upper=random.random() < 0.5,
        pad=4.0,
        repeat_header=random.random() < 0.6,
    )

    def bar() -> None:
        sheet.box(0, 0, BAR, sheet.height, fill=PALE[accent] if pale_bar else accent)

    def labelled(y: float, label: str, value: str, field: str | None) -> float:
        sheet.text(18, y, label, size=6.5, color=ink, bold=True)
        size = min(8.0, 8.0 * (BAR - 26) / max(sheet.measure(value, 8.0), 1))
        sheet.text(18, y + 10, value, size=size, color=ink, field=field)
        return y + 26

    def next_page() -> float:
        page_number(sheet, draft, right, sheet.height - 30, first=pages.first, pages=pages.count)
        sheet.new_page()
        bar()
        return 50

    bar()
    name_size = min(13.0, 13.0 * (BAR - 30) / sheet.measure(invoice.supplier.name, 13, bold=True) * 1.9)
    y = 60.0
    wrapped = sheet.wrapped(invoice.supplier.name, BAR - 30, name_size, bold=True)
    for part in wrapped:
        field = "SupplierName" if part == invoice.supplier.name else None
        sheet.text(18, y, part, size=name_size, bold=True, color=ink, field=field)
        y += name_size * 1.2
    y = (
        stack(
            sheet,
            18,
            y + 6,
            [(text, field) for text, field in draft.address(invoice.supplier, home=True)[1:]],
            size=8,
            color=ink,
        )
        + 8
    )
    for text in (invoice.supplier.phone, invoice.supplier.email, invoice.supplier.website):
        if text:
            sheet.text(18, y, text, size=min(7.5, 7.5 * (BAR - 26) / sheet.measure(text, 7.5)), color=ink)
            y += 11
    y += 16
    facts = [row for row in (draft.vat(invoice.supplier), draft.tax_number()) if row]
    for row in [*facts, *draft.bank()]:
        y = labelled(y, row.label, row.value, row.field)
    if len(wrapped) > 1:
        sheet.text(18, sheet.height - 24, invoice.supplier.name, size=5.5, color=ink, field="SupplierName")
    sheet.text(left, 66, draft.title, size=24, color=accent, field="InvoiceType")
    y = pairs(sheet, draft, left, 92, draft.meta(vat=True), gap=110, bold=random.choice(("", "label"))) + 12
    sheet.text(left, y, draft.phrases("label.bill_to"), size=sheet.font_size - 1, color=accent, bold=True)
    if invoice.customer:
        y = stack(sheet, left, y + 14, draft.address(invoice.customer), bold_first=random.random() < 0.5)
    y = items(
        sheet,
        draft,
        draft.columns(columns),
        style,
        x=left,
        y=y + 10,
        width=right - left,
        bottom=bottom,
        next_page=next_page,
    )
    rows = draft.totals()
    if y + len(rows) * 18 + 80 > bottom:
        y = next_page()
    look = random.choice(("filled", "plain", "lined"))
    y = sums(
        sheet,
        draft,
        y + 10,
        rows,
        left=right - 220,
        right=right - 4,
        look=look,
        accent=accent,
        grow=random.choice((1.0, 1.15)),
    )
    y = terms(sheet, draft, left, y + 30, right - left)
    shipping(sheet, draft, left, y + 10, size=sheet.font_size - 1)
    page_number(sheet, draft, right, sheet.height - 30, first=pages.first, pages=pages.count)
    pages.close()
