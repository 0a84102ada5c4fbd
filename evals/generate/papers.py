"""Papers that hold sums, numbers and dates and are no invoices: reminders, statements, payslips, menus, terms."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from .blocks import ACCENTS, foot_columns, logo, pairs
from .content import cents
from .draft import Draft
from .letters import LEFT, letter_head
from .sheet import Sheet


def reminder(sheet: Sheet, draft: Draft) -> None:
    """A letter that lists unpaid invoices and where to pay."""
    phrases = draft.phrases
    y = letter_head(sheet, draft, draft.invoice.supplier, draft.invoice.customer, greeting=False)
    sheet.text(LEFT, y, phrases("paper.reminder"), size=14, bold=True)
    sheet.text(LEFT, y + 24, phrases("text.salutation"))
    y = sheet.paragraph(LEFT, y + 42, phrases("paper.reminder_text"), sheet.width - 2 * LEFT) + 8
    y = _open_items(sheet, draft, y, "paper.reminder_sum")
    pairs(sheet, draft, LEFT, y + 14, draft.bank())
    sheet.text(LEFT, y + 80, draft.invoice.supplier.manager)


def statement(sheet: Sheet, draft: Draft) -> None:
    """What an account holds: invoices with their sums, and the balance."""
    invoice, phrases = draft.invoice, draft.phrases
    logo(sheet, draft, LEFT, 40, accent=ACCENTS[1])
    sheet.text(sheet.width - LEFT, 60, phrases("paper.statement"), size=18, bold=True, align="right")
    y = 110.0
    for text, _ in draft.address(invoice.customer) if invoice.customer else ():
        sheet.text(LEFT, y, text)
        y += 13
    sheet.text(LEFT, y + 14, f"{phrases('label.customer_number')}: {draft.random.randint(10000, 99999)}")
    sheet.text(LEFT, y + 28, f"{phrases('column.date')}: {draft.notation.date(invoice.issued)}")
    y = _open_items(sheet, draft, y + 54, "paper.statement_sum")
    foot_columns(sheet, draft, LEFT, sheet.width - 2 * LEFT, y=sheet.height - 60)


def bank_statement(sheet: Sheet, draft: Draft) -> None:
    """Bookings of an account with a running balance."""
    random, phrases, notation = draft.random, draft.phrases, draft.notation
    account = draft.invoice.supplier.account
    sheet.text(LEFT, 60, account.bank if account else "", size=15, bold=True)
    sheet.text(LEFT, 96, phrases("paper.bank_statement"), size=13, bold=True)
    if account and account.iban:
        sheet.text(LEFT, 114, f"IBAN {notation.iban(account)}")
    balance = cents(Decimal(random.randint(100000, 900000)) / 100)
    marks = ((LEFT, "left"), (LEFT + 80, "left"), (LEFT + 340, "right"), (sheet.width - LEFT, "right"))
    y = _row(sheet, 144, marks, phrases.variants("paper.bank_columns"), bold=True)
    lines = phrases.variants("paper.bank_lines")
    for at in range(random.randint(8, 25)):
        amount = cents(Decimal(random.randint(-90000, 60000)) / 100)
        balance += amount
        day = notation.date(draft.invoice.issued + timedelta(days=at))
        words = random.choice(lines).format(number=random.randint(1000, 9999))
        y = _row(sheet, y, marks, (day, words, notation.number(amount), notation.number(balance)))


def payslip(sheet: Sheet, draft: Draft) -> None:
    """Wages, deductions and what is paid out."""
    phrases, notation, random = draft.phrases, draft.notation, draft.random
    supplier = draft.invoice.supplier
    sheet.text(LEFT, 56, supplier.name, bold=True)
    sheet.text(LEFT, 90, f"{phrases('paper.payslip')} {draft.invoice.issued:%m/%Y}", size=15, bold=True)
    sheet.text(LEFT, 110, f"{phrases('label.date')}: {notation.date(draft.invoice.issued)}")
    names = phrases.variants("paper.payslip_rows")
    y = 150.0
    for at, name in enumerate(names):
        last = at == len(names) - 1
        amount = cents(Decimal(random.randint(5000, 450000)) / 100)
        sheet.text(LEFT, y, name, bold=last)
        sheet.text(sheet.width - LEFT, y, draft.money(amount), align="right", bold=last)
        y += 18
    pairs(sheet, draft, LEFT, y + 20, draft.bank())


def form(sheet: Sheet, draft: Draft) -> None:
    """Labels with lines to write on."""
    phrases = draft.phrases
    sheet.text(LEFT, 60, draft.invoice.supplier.name, bold=True)
    sheet.text(LEFT, 96, phrases("paper.form"), size=16, bold=True)
    y = 140.0
    for name in phrases.variants("paper.form_fields"):
        sheet.text(LEFT, y, f"{name}:")
        sheet.rule(LEFT + 160, y + 2, sheet.width - LEFT, y + 2)
        y += 32
    sheet.paragraph(LEFT, y + 10, phrases.variants("paper.sentences")[2], sheet.width - 2 * LEFT, size=7)


def contract(sheet: Sheet, draft: Draft) -> None:
    """Clauses between two parties, on one or two pages."""
    invoice = draft.invoice
    sheet.text(sheet.width / 2, 70, draft.phrases("paper.contract"), size=16, bold=True, align="center")
    y = 100.0
    for party in (invoice.supplier, invoice.customer or invoice.supplier):
        sheet.text(LEFT, y, f"{party.name}, {party.street}, {', '.join(party.town)}")
        y += 16
    _clauses(sheet, draft, y + 14, draft.random.randint(8, 24))


def terms_of_business(sheet: Sheet, draft: Draft) -> None:
    """The back of an invoice."""
    sheet.text(LEFT, 60, draft.phrases("paper.terms"), size=12, bold=True)
    _clauses(sheet, draft, 86, draft.random.randint(10, 20), size=7.5)


def article(sheet: Sheet, draft: Draft) -> None:
    """A text about invoices, in a paper or a journal."""
    sheet.text(LEFT, 80, draft.phrases("paper.article"), size=17, bold=True)
    sheet.text(LEFT, 100, f"{draft.invoice.supplier.manager}, {draft.notation.date(draft.invoice.issued)}", italic=True)
    _prose(sheet, draft, 130, draft.random.randint(4, 9))


def newsletter(sheet: Sheet, draft: Draft) -> None:
    """Offers and an invitation, with prices."""
    invoice, phrases = draft.invoice, draft.phrases
    logo(sheet, draft, LEFT, 40, accent=ACCENTS[2])
    sheet.text(LEFT, 110, phrases("paper.newsletter"), size=20, bold=True)
    y = _prose(sheet, draft, 140, 2)
    for line in invoice.lines[:5]:
        sheet.text(LEFT, y, line.description, bold=True)
        sheet.text(sheet.width - LEFT, y, draft.notation.money(line.price), align="right", size=13, bold=True)
        y += 24
    foot_columns(sheet, draft, LEFT, sheet.width - 2 * LEFT, y=sheet.height - 60)


def timetable(sheet: Sheet, draft: Draft) -> None:
    """Places and times."""
    random = draft.random
    sheet.text(LEFT, 60, draft.phrases("paper.timetable"), size=18, bold=True)
    sheet.text(LEFT, 80, draft.notation.date(draft.invoice.issued))
    y = 110.0
    for _ in range(random.randint(10, 30)):
        hour, minute = random.randint(5, 9), random.randint(0, 59)
        sheet.text(LEFT, y, " ".join(draft.invoice.supplier.town)[:34])
        for at in range(7):
            sheet.text(LEFT + 200 + 38 * at, y, f"{hour + 2 * at}:{minute:02}")
        y += 15


def menu(sheet: Sheet, draft: Draft) -> None:
    """Dishes and their prices."""
    sheet.text(sheet.width / 2, 70, draft.invoice.supplier.name, size=13, align="center")
    sheet.text(sheet.width / 2, 110, draft.phrases("paper.menu"), size=22, bold=True, align="center")
    y = 150.0
    for line in draft.invoice.lines:
        sheet.text(LEFT + 40, y, line.description)
        sheet.text(sheet.width - LEFT - 40, y, draft.notation.number(line.price), align="right")
        y += 22
    sheet.text(sheet.width / 2, y + 20, draft.phrases.variants("paper.sentences")[-2], size=7, align="center")


def ticket(sheet: Sheet, draft: Draft) -> None:
    """A ticket that says what it cost."""
    random, phrases = draft.random, draft.phrases
    sheet.box(LEFT - 10, 50, sheet.width - 2 * LEFT + 20, 210, stroke="#333333")
    sheet.text(LEFT, 80, phrases("paper.ticket"), size=18, bold=True)
    sheet.text(LEFT, 104, draft.phrases("other.subject"), bold=True)
    values = (
        f"{random.choice('XYZ')}{random.randint(10**5, 10**7)}",
        f"{random.randint(1, 30)} / {random.randint(1, 60)}",
        f"{draft.notation.date(draft.invoice.issued)} {random.randint(10, 22)}:30",
        draft.notation.money(draft.invoice.lines[0].price),
    )
    y = 140.0
    for name, value in zip(phrases.variants("paper.ticket_rows"), values, strict=True):
        sheet.text(LEFT, y, f"{name}: {value}")
        y += 20


def _open_items(sheet: Sheet, draft: Draft, y: float, sum_key: str) -> float:
    invoice, phrases, notation = draft.invoice, draft.phrases, draft.notation
    marks = ((LEFT, "left"), (LEFT + 150, "left"), (LEFT + 270, "left"), (sheet.width - LEFT, "right"))
    heads = [phrases(key) for key in ("label.number", "label.date", "label.due", "column.amount")]
    y = _row(sheet, y, marks, heads, bold=True)
    owed = Decimal(0)
    for at in range(draft.random.randint(1, 8)):
        amount = cents(invoice.gross * draft.random.randint(20, 300) / 100)
        owed += amount
        day = invoice.issued - timedelta(days=30 * at)
        due = day + timedelta(days=invoice.terms_days)
        number = f"{invoice.number[:2]}{draft.random.randint(1000, 99999)}" if at else invoice.number
        cells = (number, notation.date(day), notation.date(due))
        y = _row(sheet, y, marks, (*cells, notation.number(amount)))
    sheet.text(LEFT, y + 6, phrases(sum_key), bold=True)
    sheet.text(sheet.width - LEFT, y + 6, notation.money(owed), bold=True, align="right")
    return y + 30


def _row(
    sheet: Sheet, y: float, marks: Sequence[tuple[float, str]], cells: Sequence[str], *, bold: bool = False
) -> float:
    for (x, align), cell in zip(marks, cells, strict=True):
        sheet.text(x, y, cell, align=align, bold=bold)
    return y + 15


def _clauses(sheet: Sheet, draft: Draft, y: float, count: int, *, size: float | None = None) -> float:
    for at in range(1, count + 1):
        if y > sheet.height - 90:
            sheet.new_page()
            y = 60
        y = sheet.paragraph(LEFT, y, f"{at}. {_sentence(draft)} {_sentence(draft)}", sheet.width - 2 * LEFT, size=size)
        y += 8
    return y


def _prose(sheet: Sheet, draft: Draft, y: float, paragraphs: int) -> float:
    for _ in range(paragraphs):
        text = " ".join(_sentence(draft) for _ in range(4))
        y = sheet.paragraph(LEFT, y, text, sheet.width - 2 * LEFT, leading=1.4) + 10
    return y


def _sentence(draft: Draft) -> str:
    return draft.random.choice(draft.phrases.variants("paper.sentences")).format(
        money=draft.notation.money(draft.invoice.gross)
    )
