"""The American form: labels above values in boxes, a grid with empty rows, sums in boxes."""

from ..blocks import band, items, page_number, stack, terms
from ..draft import Draft, Row
from ..sheet import Sheet
from ..sums import sums
from ..table import TableStyle
from .pages import Pages

LEFT = 40.0


def draw(sheet: Sheet, draft: Draft) -> None:
    """One invoice from the sheet's current page on."""
    random, invoice = draft.random, draft.invoice
    right = sheet.width - LEFT
    bottom = sheet.height - 60
    pages = Pages(sheet)
    tint = random.choice((None, "#e4e4e4", "#dbe5f1"))
    columns = random.choice(
        (
            ("quantity", "sku", "description", "price", "amount"),
            ("description", "quantity", "price", "amount"),
            ("sku", "description", "quantity", "unit", "price", "amount"),
        )
    )
    rates = {line.rate for line in invoice.lines}
    if len(rates) > 1:
        columns = (*columns[:-1], "rate", columns[-1])
    if any(line.discount for line in invoice.lines):
        columns = (*columns[:-1], "discount", columns[-1])
    style = TableStyle(
        ruling=random.choice(("columns", "grid", "columns")),
        header="fill" if tint else "box",
        accent=tint or "#ffffff",
        line_color="#555555",
        font_size=sheet.font_size - 0.5,
        header_size=sheet.font_size - 1,
        upper=random.random() < 0.5,
        repeat_header=random.random() < 0.85,
        min_rows=random.choice((0, 8, 12, 16)),
    )
    title = draft.title.upper() if random.random() < 0.6 else draft.title

    def next_page() -> float:
        page_number(sheet, draft, right, sheet.height - 30, first=pages.first, pages=pages.count)
        sheet.new_page()
        sheet.text(LEFT, 50, invoice.supplier.name, bold=True, field="SupplierName")
        sheet.text(
            right,
            50,
            f"{draft.number_label} {invoice.number}",
            align="right",
            field="InvoiceNumber",
            quote=invoice.number,
        )
        return 64

    supplier = draft.address(invoice.supplier, home=True)
    sheet.text(LEFT, 56, supplier[0][0], size=sheet.font_size + 5, bold=True, field="SupplierName")
    y = stack(sheet, LEFT, 72, supplier[1:])
    for text in (invoice.supplier.phone, invoice.supplier.email):
        if text:
            sheet.text(LEFT, y, text)
            y += sheet.font_size * 1.3
    for row in (draft.vat(invoice.supplier), draft.tax_number()):
        if row:
            sheet.text(LEFT, y, f"{row.label}: {row.value}", field=row.field, quote=row.value)
            y += sheet.font_size * 1.3
    sheet.text(right, 60, title, size=random.choice((20, 24, 28)), bold=True, align="right", field="InvoiceType")
    band(
        sheet,
        right - 190,
        76,
        190,
        [draft.date(), draft.number()] if random.random() < 0.7 else [draft.number(), draft.date()],
        boxed=True,
        accent=tint,
    )
    y = max(y, 120) + 12
    shipping = invoice.ship_to is not None or random.random() < 0.3
    half = (right - LEFT - 20) / 2
    boxes = [draft.phrases("label.bill_to")] + ([draft.phrases("label.ship_to")] if shipping else [])
    for at, label in enumerate(boxes):
        x = LEFT + at * (half + 20)
        if tint:
            sheet.box(x, y, half, 14, fill=tint)
        sheet.box(x, y, half, 14, stroke="#555555")
        sheet.box(x, y, half, 78, stroke="#555555")
        sheet.text(x + 4, y + 10, label, size=sheet.font_size - 1, bold=True)
        if invoice.customer:
            to = invoice.customer if not at or invoice.ship_to is None else invoice.ship_to
            stack(
                sheet, x + 6, y + 27, draft.address(to) if not at else [(text, None) for text, _ in draft.address(to)]
            )
    y += 90
    named = {row.field for row in (draft.number(), draft.date())}
    strip = [row for row in draft.meta(vat=True) if row.field not in named]
    strip.append(
        Row(
            draft.phrases("label.terms"), draft.phrases("text.terms_days", days=str(invoice.terms_days)), "PaymentTerms"
        )
    )
    y = band(sheet, LEFT, y, right - LEFT, strip, boxed=True, accent=tint, per_row=4) + 8
    y = items(
        sheet,
        draft,
        draft.columns(columns),
        style,
        x=LEFT,
        y=y,
        width=right - LEFT,
        bottom=bottom - 20,
        next_page=next_page,
    )
    rows = draft.totals()
    if y + len(rows) * 17 + 40 > bottom:
        y = next_page()
    start = y
    y = sums(
        sheet,
        draft,
        y + (0 if style.ruling == "columns" else 6),
        rows,
        left=right - 210,
        right=right - 4,
        look=random.choice(("boxed", "boxed", "lined")),
        grow=random.choice((1.0, 1.2)),
    )
    low = terms(sheet, draft, LEFT, start + 20, right - LEFT - 230)
    for row in draft.bank():
        sheet.text(LEFT, low, f"{row.label}: {row.value}", size=sheet.font_size - 1, field=row.field, quote=row.value)
        low += sheet.font_size * 1.25
    sheet.text((LEFT + right) / 2, sheet.height - 44, draft.phrases("text.thanks"), bold=True, align="center")
    page_number(sheet, draft, right, sheet.height - 30, first=pages.first, pages=pages.count)
    pages.close()
