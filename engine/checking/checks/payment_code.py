"""Does the payment code on the page order what the page prints?"""

from dataclasses import replace

from ....schemas.record import Note, Severity
from ...values.identifiers import normalise_identifier
from ...values.payment_codes import PaymentCode, payment_code
from .facts import CENT, SILENT, Facts, Verdict, together

IBAN, DUE, GROSS = "PaymentIBAN", "AmountDue", "TotalAmountIncTax"
REFERENCES = ("StructuredPaymentReferenceRF", "StructuredPaymentReferenceBE", "UnstructuredPaymentReference")


def payment_codes(facts: Facts) -> Verdict:
    """EPC069-12 and Swiss QR-bill: account, amount (within a cent) and reference are those printed."""
    orders = (payment_code(text) for text in facts.codes)
    return together(_compared(facts, order) for order in orders if order is not None)


def _compared(facts: Facts, order: PaymentCode) -> Verdict:
    notes = [note for note in (_account(facts, order), _amount(facts, order), _reference(facts, order)) if note]
    return Verdict(tuple(notes)) if notes else SILENT


def _account(facts: Facts, order: PaymentCode) -> Note | None:
    printed = facts.text(IBAN)
    if not printed or normalise_identifier(printed) == normalise_identifier(order.iban):
        return None
    message = f"The QR code pays to {order.iban}, but {facts.name(IBAN)} is {printed}."
    return replace(facts.warning("QR_IBAN_MISMATCH", message, IBAN), severity=Severity.ERROR)


def _amount(facts: Facts, order: PaymentCode) -> Note | None:
    printed = [amount for amount in (facts.amount(DUE), facts.amount(GROSS)) if amount is not None]
    if order.amount is None or not printed or any(abs(order.amount - amount) <= CENT for amount in printed):
        return None
    message = f"The QR code pays {order.amount:.2f}, but {printed[0]:.2f} is due."
    return facts.warning("QR_AMOUNT_MISMATCH", message, DUE, GROSS)


def _reference(facts: Facts, order: PaymentCode) -> Note | None:
    printed = [(term, text) for term in REFERENCES if (text := facts.text(term))]
    wanted = normalise_identifier(order.reference)
    if not wanted or not printed or any(wanted in normalise_identifier(text) for _, text in printed):
        return None
    term, text = printed[0]
    message = f"The QR code has the reference {order.reference}, but {facts.name(term)} is {text}."
    return facts.warning("QR_REFERENCE_MISMATCH", message, term)
