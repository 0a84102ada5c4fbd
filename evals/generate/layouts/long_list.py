"""The long list: a plain head, then a table over as many pages as it takes, ruled and summed in every way in use."""

from ..blocks import ACCENTS, PALE, foot_columns, items, page_number, pairs, stack, terms
from ..draft import Draft
from ..long_list import columns_of
from ..sheet import Sheet
from ..sums import sums, tax_table
from ..table import TableStyle
from .pages import Pages


def draw(sheet: Sheet, draft: Draft) -> None:
    """One invoice from the sheet's current page on."""
    random, invoice = draft.random, draft.invoice
    accent = random.choice(ACCENTS)
    left = random.choice((36.0, 48.0, 62.0))
    right = sheet.width - left
    width = right - left
    pages = Pages(sheet)
    columns = columns_of(invoice, random)
    style = _style(sheet, draft, PALE[accent], crowded=len(columns) > 7)
    footed = random.random() < 0.5
    headed = random.random() < 0.7
    bottom = sheet.height - (96 if footed else random.choice((50, 60, 80)))

    def foot() -> None:
        if footed:
            foot_columns(sheet, draft, left, width, y=sheet.height - 62)
        page_number(sheet, draft, right, sheet.height - 16, first=pages.first, pages=pages.count)

    def next_page() -> float:
        foot()
        sheet.new_page()
        if headed:
            sheet.text(left, 40, f"{draft.title} {invoice.number}", marks={"InvoiceNumber": invoice.number})
            sheet.text(right, 40, invoice.supplier.name, align="right")
        return 60

    y = stack(sheet, left, 46, draft.address(invoice.supplier, home=True), bold_first=True)
    sheet.text(right, 50, draft.title, size=sheet.font_size + 8, bold=True, align="right", field="InvoiceType")
    low = pairs(
        sheet,
        draft,
        left + width * 0.56,
        76,
        draft.meta(vat=True),
        gap=110,
        value_align="right",
        right=right,
        leading=1.3,
    )
    if invoice.customer:
        y = stack(sheet, left, y + 16, draft.address(invoice.customer))
    y = items(
        sheet,
        draft,
        draft.columns(columns),
        style,
        x=left,
        y=max(low, y) + 14,
        width=width,
        bottom=bottom,
        next_page=next_page,
    )
    rows = draft.totals()
    if y + len(rows) * sheet.font_size * 1.9 + 90 > bottom:
        y = next_page()
    low = sums(
        sheet,
        draft,
        y + 10,
        rows,
        left=left + width * random.choice((0.45, 0.6)),
        right=right - 3,
        look=random.choice(("plain", "lined", "boxed", "filled")),
        accent=accent,
    )
    if len(invoice.breakdown) > 1 and random.random() < 0.5 and low + 70 < bottom:
        tax_table(sheet, draft, left, low + 8, 240, size=sheet.font_size - 1)
        low += 20 + 14 * len(invoice.breakdown)
    facts = [row for row in (draft.vat(invoice.supplier), draft.tax_number()) if row]
    low = pairs(sheet, draft, left, low + 16, [*facts, *draft.bank()], gap=90, leading=1.3)
    terms(sheet, draft, left, low + 8, width)
    foot()
    pages.close()


def _style(sheet: Sheet, draft: Draft, accent: str, *, crowded: bool) -> TableStyle:
    random = draft.random
    size = sheet.font_size - (1.5 if crowded else random.choice((0, 0.5, 1)))
    grouped = bool(draft.invoice.lines[0].group)
    return TableStyle(
        ruling=random.choice(("none", "none", "rows", "grid", "columns", "zebra")),
        header=random.choice(("rule", "fill", "dark", "box", "plain")),
        accent=accent,
        font_size=size,
        header_size=size,
        header_bold=random.random() < 0.75,
        upper=random.random() < 0.15,
        header_aligned=random.random() < 0.75,
        pad=random.choice((0.8, 1.5, 2.5, 4.0)),
        show_header=random.random() < 0.95,
        repeat_header=random.random() < 0.6,
        carry=random.choice(("none", "none", "foot", "both")),
        subtotals=grouped and random.random() < 0.6,
        sum_left=random.random() < 0.3,
        values_last=random.random() < 0.25,
    )
