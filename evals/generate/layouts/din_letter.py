"""The Central European business letter (DIN 5008): address window, reference block, prose, sums at the right."""

from ..blocks import ACCENTS, PALE, foot_columns, items, logo, page_number, pairs, shipping, stack, terms
from ..content import InvoiceKind
from ..draft import Draft, city
from ..sheet import Sheet
from ..sums import sums, tax_table
from ..table import TableStyle
from .pages import Pages

LEFT, RIGHT = 62.0, 548.0


def draw(sheet: Sheet, draft: Draft) -> None:
    """One invoice from the sheet's current page on."""
    random, invoice = draft.random, draft.invoice
    accent = random.choice(ACCENTS)
    pages = Pages(sheet)
    logo_left = random.random() < 0.3
    logo_form = random.randrange(4)
    beside = random.random() < 0.7
    subject_number = random.random() < 0.6
    columns = random.choice(
        (
            ("pos", "sku", "description", "quantity", "unit", "price", "amount"),
            ("pos", "description", "quantity_unit", "price", "rate", "amount"),
            ("pos", "quantity", "unit", "sku", "description", "price", "amount"),
            ("description", "quantity", "price", "amount"),
        )
    )
    if any(line.discount for line in invoice.lines):
        columns = (*columns[:-1], "discount", columns[-1])
    style = TableStyle(
        ruling=random.choice(("none", "rows", "zebra", "rows")),
        header=random.choice(("rule", "fill", "rule", "dark")),
        accent=PALE[accent],
        font_size=sheet.font_size - 0.5,
        header_size=sheet.font_size - 0.5,
        header_aligned=random.random() < 0.8,
        repeat_header=random.random() < 0.8,
        carry=random.choice(("none", "none", "foot", "both")),
        subtotals=random.random() < 0.5,
        values_last=random.random() < 0.15,
    )
    look, grow = random.choice(("plain", "lined", "lined", "filled")), random.choice((1.0, 1.0, 1.15))

    def furniture() -> None:
        logo(
            sheet,
            draft,
            LEFT if logo_left else RIGHT,
            36,
            accent=accent,
            size=34,
            align="left" if logo_left else "right",
            form=logo_form,
        )
        foot_columns(sheet, draft, LEFT, RIGHT - LEFT, y=782)

    def next_page() -> float:
        page_number(sheet, draft, RIGHT, 765, first=pages.first, pages=pages.count)
        sheet.new_page()
        furniture()
        sheet.text(
            LEFT,
            100,
            f"{draft.title} {invoice.number}",
            size=sheet.font_size,
            field="InvoiceNumber",
            quote=invoice.number,
        )
        return 116

    furniture()
    supplier = invoice.supplier
    sender = f"{supplier.name} · {supplier.street} · {' '.join(supplier.town)}"
    sheet.text(LEFT, 130, sender, size=6.2, field="SupplierName", quote=supplier.name)
    sheet.rule(LEFT, 132.5, LEFT + sheet.measure(sender, 6.2), 132.5, width=0.3)
    if invoice.customer:
        stack(sheet, LEFT, 150, draft.address(invoice.customer), size=sheet.font_size + 0.5)
    meta = draft.meta(vat=True)
    if beside:
        pairs(sheet, draft, 345, 150, meta, gap=105, value_align=random.choice(("left", "right")), right=RIGHT)
        y = max(262.0, 150 + len(meta) * sheet.font_size * 1.4 + 18)
    else:
        sheet.text(
            RIGHT,
            252,
            f"{city(supplier)}, {draft.notation.date(invoice.issued)}",
            align="right",
            field="InvoiceDate",
            quote=draft.notation.date(invoice.issued),
        )
        y = 262.0
    title = (
        f"{draft.title} {random.choice(('', 'Nr. ') if draft.market.language == 'de' else ('',))}{invoice.number}"
        if subject_number
        else draft.title
    )
    sheet.text(
        LEFT,
        y + 12,
        title,
        size=sheet.font_size + random.choice((3, 5, 8)),
        bold=True,
        marks={"InvoiceType": draft.title, "InvoiceNumber": invoice.number},
    )
    y += 30
    if not beside:
        y = pairs(sheet, draft, LEFT, y + 4, meta, gap=130) + 6
    sheet.text(LEFT, y, draft.phrases("text.salutation"))
    key = "text.credit_intro" if invoice.kind is InvoiceKind.CREDIT_NOTE else "text.intro"
    y = sheet.paragraph(LEFT, y + 18, draft.phrases(key), RIGHT - LEFT) + 4
    y = items(
        sheet, draft, draft.columns(columns), style, x=LEFT, y=y, width=RIGHT - LEFT, bottom=742, next_page=next_page
    )
    rows = draft.totals()
    if y + len(rows) * 17 + 90 > 742:
        y = next_page()
    y = sums(
        sheet, draft, y + 6, rows, left=random.choice((330, 360)), right=RIGHT - 3, look=look, accent=accent, grow=grow
    )
    if len(invoice.breakdown) > 1 and random.random() < 0.3:
        y = tax_table(sheet, draft, LEFT, y + 8, 260, size=7.5)
    y = terms(sheet, draft, LEFT, y + 22, RIGHT - LEFT)
    sheet.text(LEFT, y + 10, draft.phrases("text.thanks"))
    shipping(sheet, draft, 345, y + 10, size=sheet.font_size - 1)
    page_number(sheet, draft, RIGHT, 765, first=pages.first, pages=pages.count)
    pages.close()
