"""Do the dates follow one another, and is it clear which is the day and which the month?"""

from datetime import date, timedelta

from ....schemas.record import Note
from ..due_date import due_date
from .facts import SILENT, Facts, Spot, Verdict

ISSUED, DUE, TERMS = "InvoiceDate", "DueDate", "PaymentTerms"

POSTDATED = timedelta(days=31)
"""How far ahead an invoice may be dated: the first of next month is common."""


def due_after_issue(facts: Facts) -> Verdict:
    """Payment is not due before the invoice is issued (InvoicesEngine: 'date sanity')."""
    issued, due = facts.day(ISSUED), facts.day(DUE)
    if issued is None or due is None or due >= issued:
        return SILENT
    message = f"{facts.name(DUE)} {due} is earlier than {facts.name(ISSUED)} {issued}."
    return Verdict((facts.warning("DUE_BEFORE_ISSUE", message, DUE, ISSUED),))


def due_by_terms(facts: Facts) -> Verdict:
    """The due date is the one the printed terms give."""
    issued, due, terms = facts.day(ISSUED), facts.day(DUE), facts.text(TERMS)
    if issued is None or due is None or terms is None:
        return SILENT
    expected = due_date(terms, issued)
    if expected is None:
        return SILENT
    if expected == due:
        return Verdict(confirmed=(Spot(ISSUED), Spot(DUE)))
    message = f"{facts.name(DUE)} is {due}, but {facts.name(TERMS)} '{terms[:60]}' from {issued} give {expected}."
    return Verdict((facts.info("DUE_BY_TERMS", message, DUE, TERMS),))


def period(facts: Facts) -> Verdict:
    """BR-29 (invoice) and BR-30 (line): a period does not end before it starts."""
    notes: list[Note] = []
    places: list[tuple[str, str, int | None]] = [("ServicePeriodStart", "ServicePeriodEnd", None)]
    places += [("LineItems.ServicePeriodStart", "LineItems.ServicePeriodEnd", row) for row in facts.row_numbers()]
    for first, last, row in places:
        start, end = facts.day(first, row), facts.day(last, row)
        if start is not None and end is not None and end < start:
            where = f"Line {row}: " if row else ""
            message = f"{where}{facts.name(last)} {end} is earlier than {facts.name(first)} {start}."
            notes.append(facts.warning("BR-30" if row else "BR-29", message, last, first, row=row))
    return Verdict(tuple(notes))


def in_the_future(facts: Facts) -> Verdict:
    """Nothing is issued in the future, a month ahead allowed (InvoicesEngine: 'date sanity'); needs today's date."""
    issued = facts.day(ISSUED)
    if facts.today is None or issued is None or issued <= facts.today + POSTDATED:
        return SILENT
    message = f"{facts.name(ISSUED)} {issued} lies in the future (today is {facts.today})."
    return Verdict((facts.warning("DATE_IN_FUTURE", message, ISSUED),))


def when_to_pay(facts: Facts) -> Verdict:
    """BR-CO-25: where something is left to pay, a due date or terms are printed; for suppliers with a VAT number."""
    due = facts.amount("AmountDue")
    known = facts.day(DUE) is not None or facts.text(TERMS) is not None
    asked = DUE in facts.names and TERMS in facts.names and facts.text("SupplierVatNumber") is not None
    if not asked or known or due is None or due <= 0 or facts.kind != "invoice" or facts.cell("IsPaid").value is True:
        return SILENT
    message = f"{facts.name('AmountDue')} is {due:.2f}, but neither {facts.name(DUE)} nor {facts.name(TERMS)} is given."
    return Verdict((facts.info("BR-CO-25", message, "AmountDue", DUE, TERMS),))


def date_order(facts: Facts) -> Verdict:
    """Day and month could be swapped and nothing in the document settles it: both readings are named."""
    notes: list[Note] = []
    for spot, rivals in facts.rivals.items():
        value = facts.day(spot.term, spot.row)
        other = next((rival for rival in rivals if isinstance(rival, date)), None)
        if value is None or other is None:
            continue
        printed = facts.cell(spot.term, spot.row).printed
        message = (
            f"{facts.name(spot.term)} '{printed}' may be {value} or {other}; {value} was taken"
            f" ({facts.conventions.date_order.reason})."
        )
        notes.append(facts.warning("DATE_ORDER", message, spot.term, row=spot.row))
    return Verdict(tuple(notes))
