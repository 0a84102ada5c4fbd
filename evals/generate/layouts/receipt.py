"""The till receipt: 80 mm paper, prices with tax, the total large, the tax below."""

from decimal import Decimal

from ..draft import Draft
from ..sheet import Sheet
from .pages import Pages

EDGE = 12.0
PAPER = (226.77, 2000.0)
"""80 mm and the longest paper, in points; it is cut below the last line."""


def draw(sheet: Sheet, draft: Draft) -> None:
    """One receipt from the sheet's current page on."""
    random, invoice, notation, phrases = draft.random, draft.invoice, draft.notation, draft.phrases
    pages = Pages(sheet)
    size = sheet.font_size
    step = size * 1.3
    middle, right = sheet.width / 2, sheet.width - EDGE
    dashes = random.choice(("-", "=", "*"))

    def divide(y: float) -> float:
        sheet.text(EDGE, y, dashes * int((right - EDGE) / sheet.measure(dashes)))
        return y + step

    def pair(
        y: float, label: str, value: str, field: str | None = None, *, bold: bool = False, points: float | None = None
    ) -> float:
        marks = {"Currency": notation.mark} if notation.mark in value else None
        sheet.text(EDGE, y, label, bold=bold, size=points)
        sheet.text(right, y, value, align="right", bold=bold, size=points, field=field, marks=marks)
        return y + (points or size) * 1.3

    supplier = invoice.supplier
    y = 26.0
    for part in sheet.wrapped(supplier.name, right - EDGE, size + 2, bold=True):
        whole = part == supplier.name
        sheet.text(middle, y, part, size=size + 2, bold=True, align="center", field="SupplierName" if whole else None)
        y += step + 2
    if sheet.prefix + "SupplierName" not in sheet.places:
        sheet.text(
            middle,
            y,
            supplier.name,
            size=min(size, size * (right - EDGE) / sheet.measure(supplier.name)),
            align="center",
            field="SupplierName",
        )
        y += step
    for text in (supplier.street, *supplier.town, f"{phrases('label.phone')} {supplier.phone}"):
        sheet.text(middle, y, text, align="center")
        y += step
    row = draft.vat(supplier) or draft.tax_number()
    if row:
        sheet.text(middle, y, f"{row.label}: {row.value}", align="center", field=row.field, quote=row.value)
        y += step
    y = divide(y + 4)
    if random.random() < 0.6:
        sheet.text(middle, y, draft.title.upper(), align="center", bold=True, field="InvoiceType")
        y += step
    y = pair(y, f"{draft.number_label}:", invoice.number, "InvoiceNumber")
    clock = f"{random.randint(8, 20):02}:{random.randint(0, 59):02}"
    day = notation.date(invoice.issued)
    sheet.text(EDGE, y, f"{phrases('label.date')}:")
    sheet.text(right, y, f"{day} {clock}", align="right", field="InvoiceDate", quote=day)
    y = divide(y + step)
    letters = {part.rate: "ABC"[at] for at, part in enumerate(invoice.breakdown)}
    amount_field = "LineTotalInclTax" if invoice.tax_included else "LineTotalExclTax"
    one_line = random.random() < 0.4
    for at, line in enumerate(invoice.lines):
        name = f"LineItems.{at}"
        amount = notation.number(line.amount)
        mark = f" {letters[line.rate]}" if len(letters) > 1 else ""
        room = right - EDGE - sheet.measure(f"{amount}{mark}") - 8
        description = sheet.wrapped(line.description, room)
        for text in description:
            sheet.text(EDGE, y, text, field=f"{name}.Description" if text == line.description else None)
            y += step
        if line.quantity == Decimal(1) and one_line:
            y -= step
        else:
            text = f"  {notation.quantity(line.quantity)} x {notation.price(line.price)}"
            marks = {
                f"{name}.Quantity": notation.quantity(line.quantity),
                f"{name}.UnitPrice": notation.price(line.price),
            }
            sheet.text(EDGE, y, text, marks=marks)
        sheet.text(right, y, f"{amount}{mark}", align="right", field=f"{name}.{amount_field}", quote=amount)
        y += step
    y = divide(y + 2)
    for total in draft.totals():
        y = pair(y, total.label, total.value, total.field, bold=total.strong, points=size + 3 if total.strong else None)
    y = divide(y + 2)
    sheet.text(EDGE, y, phrases("text.paid"))
    y += step * 1.6
    sheet.text(middle, y, phrases("text.thanks"), align="center")
    sheet.used = max(sheet.used, y + 20)
    pages.close()
