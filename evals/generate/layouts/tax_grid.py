"""The Southern European form: a ruled table, and at the foot the tax table and the sums in one row."""

from ..blocks import ACCENTS, PALE, band, items, logo, page_number, pairs, stack, terms
from ..draft import Draft
from ..sheet import Sheet
from ..sums import sums_across, tax_table
from ..table import TableStyle
from .pages import Pages

LEFT = 36.0


def draw(sheet: Sheet, draft: Draft) -> None:
    """One invoice from the sheet's current page on."""
    random, invoice = draft.random, draft.invoice
    accent = random.choice(ACCENTS)
    right = sheet.width - LEFT
    width = right - LEFT
    bottom = sheet.height - 70
    pages = Pages(sheet)
    columns = ["sku", "description", "quantity", "unit", "price", "rate", "amount"]
    if any(line.discount for line in invoice.lines):
        columns.insert(5, "discount")
    if random.random() < 0.25:
        columns.remove("sku")
    style = TableStyle(
        ruling=random.choice(("grid", "columns", "columns", "zebra")),
        header=random.choice(("fill", "box", "dark")),
        accent=PALE[accent],
        font_size=sheet.font_size - 1,
        header_size=sheet.font_size - 1.5,
        upper=random.random() < 0.4,
        repeat_header=random.random() < 0.9,
        carry=random.choice(("none", "foot", "both")),
        values_last=random.random() < 0.1,
    )
    number_first = random.random() < 0.5

    def head() -> None:
        logo(sheet, draft, LEFT, 28, accent=accent, size=28, form=2)
        supplier = draft.address(invoice.supplier, home=True)
        sheet.text(right, 38, supplier[0][0], bold=True, align="right", field="SupplierName")
        stack(sheet, right, 50, [(text, None) for text, _ in supplier[1:]], size=sheet.font_size - 1.5, align="right")

    def next_page() -> float:
        page_number(sheet, draft, right, sheet.height - 24, first=pages.first, pages=pages.count)
        sheet.new_page()
        head()
        sheet.text(
            LEFT,
            100,
            f"{draft.title} {invoice.number} - {draft.notation.date(invoice.issued)}",
            marks={"InvoiceNumber": invoice.number, "InvoiceDate": draft.notation.date(invoice.issued)},
        )
        return 112

    head()
    supplier = invoice.supplier
    identity = [row for row in (draft.vat(supplier), draft.tax_number()) if row]
    named = [f"{row.label}{draft.colon} {row.value}" for row in identity]
    line = " - ".join([*named, supplier.phone or "", supplier.email or ""])
    sheet.text(
        LEFT, 92, line, size=sheet.font_size - 1.5, marks={row.field: row.value for row in identity if row.field}
    )
    sheet.rule(LEFT, 97, right, 97, width=0.8, color=accent)
    half = width / 2 - 8
    sheet.box(LEFT + half + 16, 106, half, 88, stroke="#777777", radius=random.choice((0, 4)))
    sheet.text(LEFT + half + 22, 117, draft.phrases("label.bill_to"), size=sheet.font_size - 2, bold=True)
    if invoice.customer:
        y = stack(sheet, LEFT + half + 22, 132, draft.address(invoice.customer), bold_first=True)
        row = draft.vat(invoice.customer)
        if row:
            sheet.text(LEFT + half + 22, y, f"{row.label}{draft.colon} {row.value}", field=row.field, quote=row.value)
    sheet.text(LEFT, 124, draft.title, size=sheet.font_size + 8, bold=True, color=accent, field="InvoiceType")
    meta = draft.meta()
    if number_first:
        y = pairs(sheet, draft, LEFT, 142, meta[:4], gap=100, bold="label") + 2
        rest = meta[4:]
    else:
        y, rest = 150.0, meta
    y = max(y, 204)
    if rest:
        y = band(sheet, LEFT, y, width, rest, boxed=True, accent=PALE[accent], per_row=5, size=8.5) + 8
    y = items(
        sheet, draft, draft.columns(columns), style, x=LEFT, y=y, width=width, bottom=bottom - 96, next_page=next_page
    )
    if y + 150 > bottom:
        y = next_page()
    y = max(y + 12, bottom - random.choice((150, 150, 400)))
    y = tax_table(
        sheet,
        draft,
        LEFT,
        y,
        random.choice((width, width * 0.62)),
        size=sheet.font_size - 1,
        with_gross=random.random() < 0.5,
        total=random.random() < 0.5,
    )
    y = sums_across(
        sheet,
        draft,
        LEFT,
        y + 4,
        width,
        draft.totals(),
        accent=PALE[accent],
        boxed=random.random() < 0.7,
        size=sheet.font_size + 0.5,
    )
    y = terms(sheet, draft, LEFT, y + 12, width, size=sheet.font_size - 1, heading=True)
    x = LEFT
    for row in draft.bank():
        x = (
            sheet.text(
                x,
                y + 4,
                f"{row.label}{draft.colon or ':'} {row.value}",
                size=sheet.font_size - 1,
                field=row.field,
                quote=row.value,
            )
            + 16
        )
    sheet.paragraph(LEFT, sheet.height - 40, draft.phrases("text.legal", city=supplier.town[0]), width, size=6)
    page_number(sheet, draft, right, sheet.height - 24, first=pages.first, pages=pages.count)
    pages.close()
