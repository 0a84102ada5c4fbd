"""Pages that are no invoices: cover letters, delivery notes, notices of payment, letters, CVs, price lists."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from .blocks import ACCENTS, foot_columns, items, logo, pairs, stack
from .content import cents
from .draft import Draft, Row
from .issuers import person
from .letters import LEFT, letter_head
from .papers import (
    article,
    bank_statement,
    contract,
    form,
    menu,
    newsletter,
    payslip,
    reminder,
    statement,
    terms_of_business,
    ticket,
    timetable,
)
from .sheet import Sheet
from .table import TableStyle


def cover_letter(sheet: Sheet, drafts: Sequence[Draft]) -> None:
    """One page that announces the invoices behind it and lists them."""
    draft = drafts[0]
    y = letter_head(sheet, draft, draft.invoice.supplier, draft.invoice.customer)
    y = sheet.paragraph(LEFT, y, draft.phrases("text.cover"), sheet.width - 2 * LEFT) + 10
    for one in drafts:
        sheet.text(LEFT, y, one.invoice.number)
        sheet.text(LEFT + 150, y, one.notation.date(one.invoice.issued))
        sheet.text(LEFT + 330, y, one.money(one.invoice.due), align="right")
        y += 15
    sheet.text(LEFT, y + 20, draft.phrases("text.thanks"))
    sheet.text(LEFT, y + 50, draft.invoice.supplier.manager)


def delivery_note(sheet: Sheet, draft: Draft) -> None:
    """The goods of the invoice without prices."""
    invoice, phrases = draft.invoice, draft.phrases
    y = letter_head(sheet, draft, invoice.supplier, invoice.customer, greeting=False)
    sheet.text(LEFT, y, phrases("other.delivery_note"), size=15, bold=True)
    rows = [
        Row(phrases("other.delivery_number"), f"LS-{draft.random.randint(10000, 99999)}"),
        Row(phrases("label.delivery_date"), draft.notation.date(invoice.issued)),
    ]
    if invoice.order:
        rows.append(Row(phrases("label.order"), invoice.order))
    y = pairs(sheet, draft, LEFT, y + 22, rows, gap=120) + 6
    style = TableStyle(ruling="rows", font_size=sheet.font_size, header_size=sheet.font_size)

    def next_page() -> float:
        sheet.new_page()
        return 70

    columns = draft.columns(("pos", "sku", "description", "quantity", "unit"))
    y = items(sheet, draft, columns, style, x=LEFT, y=y, width=sheet.width - 2 * LEFT, bottom=720, next_page=next_page)
    sheet.text(LEFT, y + 40, phrases("other.received"))


def remittance_advice(sheet: Sheet, draft: Draft) -> None:
    """What a customer sends who has paid: numbers, dates and amounts of other people's invoices."""
    invoice, phrases, random = draft.invoice, draft.phrases, draft.random
    payer = invoice.customer or invoice.supplier
    y = letter_head(sheet, draft, payer, invoice.supplier)
    sheet.text(LEFT, y, phrases("other.remittance"), size=14, bold=True)
    y = sheet.paragraph(LEFT, y + 22, phrases("other.remittance_text"), sheet.width - 2 * LEFT) + 8
    marks = (LEFT, LEFT + 170, LEFT + 400)
    for x, label, align in zip(
        marks, ("label.number", "label.date", "column.amount"), ("left", "left", "right"), strict=True
    ):
        sheet.text(x, y, phrases(label), bold=True, align=align)
    paid = invoice.gross
    y += 16
    for at in range(random.randint(2, 6)):
        part = cents(invoice.gross * random.randint(20, 400) / 100)
        paid += part
        sheet.text(marks[0], y, f"{invoice.number[:3]}{random.randint(1000, 9999)}")
        sheet.text(marks[1], y, draft.notation.date(invoice.issued - timedelta(days=3 * at)))
        sheet.text(marks[2], y, draft.notation.number(part), align="right")
        y += 14
    sheet.text(marks[0], y + 6, phrases("other.paid_sum"), bold=True)
    sheet.text(marks[2], y + 6, draft.notation.money(paid), bold=True, align="right")


def letter(sheet: Sheet, draft: Draft) -> None:
    """A business letter about something else."""
    invoice, phrases = draft.invoice, draft.phrases
    y = letter_head(sheet, draft, invoice.supplier, invoice.customer, subject=phrases("other.subject"))
    day = draft.notation.date(invoice.issued + timedelta(days=40))
    y = sheet.paragraph(LEFT, y, phrases("other.letter", date=day), sheet.width - 2 * LEFT, leading=1.5)
    sheet.text(LEFT, y + 20, phrases("text.thanks"))
    sheet.text(LEFT, y + 60, invoice.supplier.manager)


def cv(sheet: Sheet, draft: Draft) -> None:
    """A curriculum vitae, with dates and an address."""
    random, phrases = draft.random, draft.phrases
    who = draft.invoice.customer or draft.invoice.supplier
    sheet.text(LEFT, 80, phrases("other.cv"), size=20, bold=True)
    name = person(draft.market.language, random)
    y = stack(sheet, LEFT, 110, [(name, None), (who.street, None), *[(town, None) for town in who.town]])
    for heading in phrases.variants("other.cv_parts"):
        y += 18
        sheet.text(LEFT, y, heading, bold=True, size=sheet.font_size + 2)
        y += 18
        for _ in range(random.randint(2, 4)):
            start = random.randint(1998, 2019)
            sheet.text(LEFT, y, f"{random.randint(1, 12):02}/{start} - {random.randint(1, 12):02}/{start + 3}")
            other = draft.invoice.supplier if random.random() < 0.5 else who
            sheet.text(LEFT + 120, y, f"{random.choice(draft.invoice.lines).description}, {other.name}")
            y += 15


def price_list(sheet: Sheet, draft: Draft) -> None:
    """Goods with prices that nobody is charged."""
    invoice, phrases = draft.invoice, draft.phrases
    logo(sheet, draft, LEFT, 40, accent=ACCENTS[0])
    day = draft.notation.date(invoice.issued)
    sheet.text(LEFT, 100, phrases("other.price_list", date=day), size=18, bold=True)
    y = 130.0
    for line in invoice.lines:
        sheet.text(LEFT, y, line.sku)
        sheet.text(LEFT + 70, y, line.description)
        sheet.text(sheet.width - LEFT, y, draft.notation.money(line.price), align="right")
        y += 15
        if y > sheet.height - 80:
            break
    foot_columns(sheet, draft, LEFT, sheet.width - 2 * LEFT, y=sheet.height - 60)


LIKE_INVOICES: Mapping[str, str] = MappingProxyType(
    {"quotation": "quotation", "order-confirmation": "order_confirmation", "purchase-order": "purchase_order"}
)
"""Papers that are drawn as invoices are, under a title and a number of their own: name → Draft.paper."""

OTHERS: Mapping[str, Callable[[Sheet, Draft], None]] = MappingProxyType(
    {
        "delivery-note": delivery_note,
        "remittance-advice": remittance_advice,
        "letter": letter,
        "cv": cv,
        "price-list": price_list,
        "reminder": reminder,
        "statement": statement,
        "bank-statement": bank_statement,
        "payslip": payslip,
        "form": form,
        "contract": contract,
        "terms": terms_of_business,
        "article": article,
        "newsletter": newsletter,
        "timetable": timetable,
        "menu": menu,
        "ticket": ticket,
    }
)
"""Documents that hold no invoice, by name; LIKE_INVOICES are further ones."""
