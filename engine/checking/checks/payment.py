"""Can it be paid by what is printed: is there an account, and do the check digits of the reference agree?"""

import re

from ...values.code_tables import IBAN_LENGTHS
from ...values.identifiers import is_valid_qrr
from .facts import SILENT, Facts, Spot, Verdict

IBAN, METHOD, REFERENCE = "PaymentIBAN", "PaymentMethod", "UnstructuredPaymentReference"

_TRANSFER = re.compile(
    r"credit transfer|bank transfer|wire transfer|sepa transfer|überweisung|virement|bonifico|transferencia"
    r"|overschrijving|overboeking|przelew",
    re.IGNORECASE,
)
QRR_DIGITS = 27


def account_to_pay_to(facts: Facts) -> Verdict:
    """BR-61: a credit transfer names an account; silent in countries without IBAN."""
    method, country = facts.text(METHOD), facts.text("SupplierCountryCode")
    if method is None or not _TRANSFER.search(method) or IBAN not in facts.names or facts.cell(IBAN).printed:
        return SILENT
    if country is None or country not in IBAN_LENGTHS:
        return SILENT
    message = f"{facts.name(METHOD)} is '{method[:40]}', but no {facts.name(IBAN)} was found."
    return Verdict((facts.info("BR-61", message, METHOD, IBAN),))


def swiss_reference(facts: Facts) -> Verdict:
    """Swiss QR reference and ESR: modulo 10, recursive (SIX Implementation Guidelines QR-bill, annex B)."""
    text = facts.text(REFERENCE)
    account = (facts.text(IBAN) or "").replace(" ", "")
    if text is None or not re.fullmatch(r"[\d ]+", text) or not account.startswith(("CH", "LI")):
        return SILENT
    digits = text.replace(" ", "")
    if len(digits) != QRR_DIGITS:
        return SILENT
    if is_valid_qrr(digits):
        return Verdict(confirmed=(Spot(REFERENCE),))
    message = f"{facts.name(REFERENCE)} '{text}' is no valid Swiss QR reference (check digit)."
    return Verdict((facts.warning("QRR_CHECKSUM", message, REFERENCE),))


def reference_and_account(facts: Facts) -> Verdict:
    """A QR-IBAN (institution 30000 to 31999) goes with a QR reference of 27 digits (SIX guidelines QR-bill, 2.5)."""
    account = (facts.text(IBAN) or "").replace(" ", "")
    text = facts.text("StructuredPaymentReferenceRF") or facts.text(REFERENCE)
    if not re.fullmatch(r"(?:CH|LI)\d{2}3[01]\d{3}\w{12}", account) or text is None:
        return SILENT
    if re.fullmatch(rf"\d{{{QRR_DIGITS}}}", text.replace(" ", "")) or not text.replace(" ", "").startswith("RF"):
        return SILENT
    message = f"{facts.name(IBAN)} is a QR-IBAN, which needs a QR reference of 27 digits, not '{text}'."
    return Verdict((facts.info("QR_IBAN_REFERENCE", message, IBAN, "StructuredPaymentReferenceRF"),))
