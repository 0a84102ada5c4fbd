"""The small shop's form: heading in the middle, references in a band below the customer, no rules in the table."""

from ..blocks import ACCENTS, band, items, page_number, shipping, stack, terms
from ..draft import Draft
from ..sheet import Sheet
from ..sums import sums, sums_across
from ..table import TableStyle
from .pages import Pages

LEFT = 50.0


def draw(sheet: Sheet, draft: Draft) -> None:
    """One invoice from the sheet's current page on."""
    random, invoice = draft.random, draft.invoice
    accent = random.choice(ACCENTS)
    right = sheet.width - LEFT
    width = right - LEFT
    bottom = sheet.height - 70
    middle = sheet.width / 2
    pages = Pages(sheet)
    columns = random.choice(
        (
            ("quantity", "description", "price", "amount"),
            ("description", "rate", "quantity", "price", "amount"),
            ("sku", "description", "quantity_unit", "price", "amount"),
        )
    )
    if any(line.discount for line in invoice.lines):
        columns = (*columns[:-1], "discount", columns[-1])
    style = TableStyle(
        ruling="none",
        header=random.choice(("rule", "plain", "fill")),
        accent="#eeeeee",
        font_size=sheet.font_size,
        header_size=sheet.font_size,
        header_bold=random.random() < 0.7,
        pad=random.choice((2.0, 3.0, 4.5)),
        repeat_header=random.random() < 0.5,
        header_aligned=random.random() < 0.6,
    )

    def foot() -> None:
        bank = " · ".join(f"{row.label} {row.value}" for row in draft.bank())
        marks = {row.field: row.value for row in draft.bank() if row.field}
        size = min(7.5, 7.5 * width / max(sheet.measure(bank, 7.5), 1))
        sheet.text(middle, sheet.height - 40, bank, size=size, align="center", marks=marks)
        facts = [row for row in (draft.vat(invoice.supplier), draft.tax_number()) if row]
        line = " · ".join(f"{row.label} {row.value}" for row in facts)
        sheet.text(
            middle,
            sheet.height - 28,
            line,
            size=7.5,
            align="center",
            marks={row.field: row.value for row in facts if row.field},
        )

    def next_page() -> float:
        foot()
        page_number(sheet, draft, right, sheet.height - 54, first=pages.first, pages=pages.count)
        sheet.new_page()
        sheet.text(middle, 44, invoice.supplier.name, bold=True, align="center", field="SupplierName")
        return 60

    supplier = draft.address(invoice.supplier, home=True)
    sheet.text(
        middle,
        56,
        supplier[0][0],
        size=sheet.font_size + 7,
        bold=True,
        align="center",
        color=accent,
        field="SupplierName",
    )
    sheet.text(middle, 72, " · ".join(text for text, _ in supplier[1:]), size=sheet.font_size - 1, align="center")
    contact = " · ".join(
        text for text in (invoice.supplier.phone, invoice.supplier.email, invoice.supplier.website) if text
    )
    sheet.text(middle, 84, contact, size=sheet.font_size - 1, align="center")
    sheet.rule(LEFT, 92, right, 92, width=1.2, color=accent)
    y = 118.0
    if invoice.customer:
        if random.random() < 0.5:
            sheet.text(LEFT, y, draft.phrases("label.bill_to"), bold=True)
            y += sheet.font_size * 1.4
        shipping(sheet, draft, middle + 40, y)
        y = stack(sheet, LEFT, y, draft.address(invoice.customer)) + (18 if invoice.ship_to else 0)
    y += 18
    sheet.text(middle, y, draft.title, size=sheet.font_size + 6, bold=True, align="center", field="InvoiceType")
    y = (
        band(
            sheet,
            LEFT,
            y + 12,
            width,
            draft.meta(vat=True),
            boxed=random.random() < 0.3,
            per_row=random.choice((3, 4, 5)),
            size=sheet.font_size,
        )
        + 8
    )
    y = items(sheet, draft, draft.columns(columns), style, x=LEFT, y=y, width=width, bottom=bottom, next_page=next_page)
    rows = draft.totals()
    if y + len(rows) * 18 + 80 > bottom:
        y = next_page()
    sheet.rule(LEFT, y + 6, right, y + 6, width=0.8, color=accent)
    if len(rows) <= 5 and random.random() < 0.35:
        y = sums_across(sheet, draft, LEFT, y + 14, width, rows, boxed=False, size=sheet.font_size)
    else:
        y = sums(
            sheet,
            draft,
            y + 10,
            rows,
            left=right - 230,
            right=right - 3,
            look=random.choice(("plain", "lined")),
            accent=accent,
            grow=1.15,
        )
    terms(sheet, draft, LEFT, y + 24, width)
    foot()
    page_number(sheet, draft, right, sheet.height - 54, first=pages.first, pages=pages.count)
    pages.close()
