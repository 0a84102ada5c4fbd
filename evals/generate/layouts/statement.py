"""What utilities and telephone companies send: the first page sums up, the lines follow as an annex."""

from ..blocks import ACCENTS, PALE, foot_columns, items, logo, page_number, pairs, stack, terms
from ..draft import Draft
from ..sheet import Sheet
from ..sums import sums, tax_table
from ..table import TableStyle
from .pages import Pages

LEFT = 54.0


def draw(sheet: Sheet, draft: Draft) -> None:
    """One invoice from the sheet's current page on."""
    random, invoice, notation = draft.random, draft.invoice, draft.notation
    accent = random.choice(ACCENTS)
    right = sheet.width - LEFT
    width = right - LEFT
    pages = Pages(sheet)
    columns = random.choice(
        (
            ("description", "quantity_unit", "price", "rate", "amount"),
            ("pos", "description", "quantity", "unit", "price", "amount"),
        )
    )
    if any(line.discount for line in invoice.lines):
        columns = (*columns[:-1], "discount", columns[-1])
    style = TableStyle(
        ruling=random.choice(("rows", "zebra", "none")),
        header=random.choice(("rule", "fill")),
        accent=PALE[accent],
        line_color="#cccccc",
        font_size=sheet.font_size - 1,
        header_size=sheet.font_size - 1,
        pad=2.2,
        repeat_header=random.random() < 0.7,
        subtotals=True,
        carry=random.choice(("none", "foot")),
    )

    def head() -> None:
        sheet.box(0, 0, sheet.width, 10, fill=accent)
        logo(sheet, draft, right, 26, accent=accent, size=28, align="right", form=random.randrange(1, 2))
        page_number(sheet, draft, right, sheet.height - 30, first=pages.first, pages=pages.count)

    def next_page() -> float:
        sheet.new_page()
        head()
        text = f"{draft.number_label} {invoice.number}   {draft.phrases('label.date')} {notation.date(invoice.issued)}"
        sheet.text(
            LEFT,
            44,
            text,
            size=sheet.font_size - 1,
            marks={"InvoiceNumber": invoice.number, "InvoiceDate": notation.date(invoice.issued)},
        )
        return 70

    head()
    sheet.text(
        LEFT,
        112,
        f"{invoice.supplier.name}, {invoice.supplier.street}, {' '.join(invoice.supplier.town)}",
        size=6,
        field="SupplierName",
        quote=invoice.supplier.name,
    )
    if invoice.customer:
        stack(sheet, LEFT, 132, draft.address(invoice.customer), size=sheet.font_size + 0.5)
    sheet.box(330, 92, right - 330, 112, fill=PALE[accent])
    pairs(sheet, draft, 338, 108, draft.meta(due=False, vat=True), gap=104, size=sheet.font_size - 0.5)
    y = 238.0
    sheet.text(LEFT, y, draft.title, size=sheet.font_size + 7, bold=True, color=accent, field="InvoiceType")
    y += 22
    y = sums(
        sheet,
        draft,
        y,
        draft.totals(),
        left=LEFT,
        right=LEFT + width * random.choice((0.7, 1.0)),
        look=random.choice(("lined", "filled")),
        accent=accent,
        grow=1.1,
    )
    due = draft.due()
    if due:
        sheet.box(LEFT, y + 16, width, 26, stroke=accent)
        end = sheet.text(
            LEFT + 8, y + 33, f"{due.label}{draft.colon} {due.value}", bold=True, field="DueDate", quote=due.value
        )
        sheet.text(
            max(end + 20, right - 8), y + 33, draft.money(invoice.due), bold=True, align="right", field="AmountDue"
        )
        y += 46
    y = terms(sheet, draft, LEFT, y + 22, width, heading=True)
    if len(invoice.breakdown) > 1 or random.random() < 0.3:
        tax_table(sheet, draft, LEFT, y + 12, 300, size=sheet.font_size - 1)
    foot_columns(sheet, draft, LEFT, width, y=sheet.height - 84)
    y = next_page()
    items(
        sheet,
        draft,
        draft.columns(columns),
        style,
        x=LEFT,
        y=y,
        width=width,
        bottom=sheet.height - 60,
        next_page=next_page,
    )
    pages.close()
