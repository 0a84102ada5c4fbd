"""The printed form filled in: every value in a cell with a tiny label in its corner, sums at the foot."""

from collections.abc import Sequence

from ..blocks import items, page_number, stack
from ..draft import Draft, Row
from ..sheet import Sheet
from ..table import TableStyle
from .pages import Pages

LEFT = 30.0
FOOT = 168.0
"""Height of the cells at the foot of the last page."""


def draw(sheet: Sheet, draft: Draft) -> None:
    """One invoice from the sheet's current page on."""
    random, invoice = draft.random, draft.invoice
    right = sheet.width - LEFT
    width = right - LEFT
    bottom = sheet.height - 40
    line = random.choice(("#000000", "#5577aa", "#888888"))
    pages = Pages(sheet)
    columns = ["sku", "description", "unit", "quantity", "price", "amount", "rate"]
    if any(one.discount for one in invoice.lines):
        columns.insert(5, "discount")
    style = TableStyle(
        ruling="columns",
        header=random.choice(("box", "fill")),
        line_color=line,
        font_size=sheet.font_size - 0.5,
        header_size=sheet.font_size - 2,
        header_bold=False,
        upper=random.random() < 0.6,
        pad=2.0,
        repeat_header=True,
        carry=random.choice(("none", "none", "both")),
    )

    def cells(y: float, rows: Sequence[Row], *, height: float = 25, shares: Sequence[float] = ()) -> float:
        parts = shares or [1.0] * len(rows)
        x = LEFT
        for row, share in zip(rows, parts, strict=True):
            wide = width * share / sum(parts)
            sheet.box(x, y, wide, height, stroke=line)
            sheet.text(x + 3, y + 7, row.label, size=5.5, color=line if line != "#888888" else "#555555")
            size = sheet.font_size + (1 if row.strong else 0)
            while size > 5 and sheet.measure(row.value, size, bold=row.strong) > wide - 6:
                size -= 0.5
            marks = (
                {"Currency": draft.notation.mark} if row.field == "TotalAmountIncTax" and draft.marked_totals else None
            )
            sheet.text(x + 4, y + height - 6, row.value, size=size, bold=row.strong, field=row.field, marks=marks)
            x += wide
        return y + height

    def head() -> float:
        supplier = draft.address(invoice.supplier, home=True)
        sheet.text(
            LEFT, 44, supplier[0][0], size=sheet.font_size + 4, bold=True, field="SupplierName", fit=width / 2 - 10
        )
        y = stack(sheet, LEFT, 57, [(text, None) for text, _ in supplier[1:]], size=sheet.font_size - 1)
        facts = [row for row in (draft.vat(invoice.supplier), draft.tax_number()) if row]
        for row in facts:
            sheet.text(LEFT, y, f"{row.label} {row.value}", size=sheet.font_size - 1, field=row.field, quote=row.value)
            y += sheet.font_size * 1.2
        sheet.box(LEFT + width / 2, 34, width / 2, 84, stroke=line)
        sheet.text(LEFT + width / 2 + 4, 42, draft.phrases("label.bill_to"), size=5.5)
        if invoice.customer:
            stack(sheet, LEFT + width / 2 + 10, 58, draft.address(invoice.customer))
        y = max(y, 124.0)
        first = [Row(draft.phrases("label.page").split("{")[0].strip() or "#", str(sheet.page - pages.first + 1))]
        y = cells(
            y,
            [
                Row(
                    "Documento" if draft.market.language in ("it", "es", "pt") else "Document",
                    draft.title,
                    "InvoiceType",
                    strong=True,
                ),
                draft.number(),
                draft.date(),
                *first,
            ],
            shares=(3, 2, 2, 1),
        )
        rest = [row for row in draft.meta(vat=True) if row.field not in ("InvoiceNumber", "InvoiceDate")]
        for start in range(0, len(rest), 4):
            y = cells(y, rest[start : start + 4])
        terms = [
            Row(
                draft.phrases("label.terms"),
                draft.phrases("text.terms_days", days=str(invoice.terms_days)),
                "PaymentTerms",
            )
        ]
        return cells(y, [*terms, *[row for row in draft.bank() if row.field in ("PaymentIBAN", "PaymentBIC")]]) + 6

    def next_page() -> float:
        sheet.new_page()
        return head()

    y = head()
    y = items(
        sheet, draft, draft.columns(columns), style, x=LEFT, y=y, width=width, bottom=bottom - 30, next_page=next_page
    )
    if y > bottom - FOOT:
        y = next_page()
    y = bottom - FOOT
    invoice_rates = invoice.breakdown
    for at, part in enumerate(invoice_rates):
        name = f"VatBreakdown.{at}."
        y = cells(
            y,
            [
                Row(draft.phrases("column.rate"), draft.notation.percent(part.rate), f"{name}RatePercent"),
                Row(draft.phrases("total.base"), draft.notation.number(part.base), f"{name}TaxableBase"),
                Row(draft.phrases("column.tax"), draft.notation.number(part.tax), f"{name}VatAmount"),
            ],
        )
    rows = draft.totals()
    for start in range(0, len(rows), 4):
        y = cells(y + (4 if not start else 0), rows[start : start + 4], height=28)
    if invoice.reverse_charge:
        sheet.text(LEFT, y + 12, draft.phrases("text.reverse_charge"), size=7.5)
    page_number(sheet, draft, right, sheet.height - 22, first=pages.first, pages=pages.count)
    pages.close()
