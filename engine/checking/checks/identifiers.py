"""Do the check digits of accounts, tax numbers and payment references agree?"""

from collections.abc import Callable

from ....schemas.record import Note
from ...values.identifiers import (
    is_valid_bic,
    is_valid_iban,
    is_valid_ogm,
    is_valid_rf,
    is_valid_vat,
    normalise_identifier,
)
from .facts import SILENT, Facts, Spot, Verdict, together

IBAN, BIC = "PaymentIBAN", "PaymentBIC"


def iban(facts: Facts) -> Verdict:
    """ISO 13616: the IBAN has its country's length and agreeing check digits."""
    return _verified(facts, IBAN, is_valid_iban, "IBAN_CHECKSUM", "is no valid IBAN (length or check digits)")


def bic(facts: Facts) -> Verdict:
    """ISO 9362: the BIC has 8 or 11 characters with a country in the middle."""
    return _verified(facts, BIC, is_valid_bic, "BIC_SHAPE", "has not the shape of a BIC")


def creditor_reference(facts: Facts) -> Verdict:
    """ISO 11649: the check digits of an RF reference agree."""
    message = "is no valid ISO 11649 reference (check digits)"
    return _verified(facts, "StructuredPaymentReferenceRF", is_valid_rf, "RF_CHECKSUM", message)


def belgian_reference(facts: Facts) -> Verdict:
    """The check digits of a Belgian structured communication (mod 97) agree."""
    message = "is no valid structured communication (check digits)"
    return _verified(facts, "StructuredPaymentReferenceBE", is_valid_ogm, "OGM_CHECKSUM", message)


def vat_numbers(facts: Facts) -> Verdict:
    """The check digits of VAT numbers agree, by the rules of their country."""
    return together(
        _vat_number(facts, f"{party}VatNumber", f"{party}CountryCode") for party in ("Supplier", "Customer")
    )


def same_party(facts: Facts) -> Verdict:
    """Supplier and customer are not the same: a VAT number or name that serves both was read twice."""
    notes: list[Note] = []
    for what in ("VatNumber", "Name"):
        supplier, customer = facts.text(f"Supplier{what}"), facts.text(f"Customer{what}")
        if supplier and customer and normalise_identifier(supplier) == normalise_identifier(customer):
            names = facts.name(f"Supplier{what}"), facts.name(f"Customer{what}")
            message = f"{names[0]} and {names[1]} are both '{supplier}'."
            notes.append(facts.warning("SAME_PARTY", message, f"Supplier{what}", f"Customer{what}"))
    return Verdict(tuple(notes))


def account_and_bank(facts: Facts) -> Verdict:
    """IBAN and BIC are of the same country."""
    account, bank = facts.text(IBAN), facts.text(BIC)
    if not account or not bank or not is_valid_iban(account) or not is_valid_bic(bank):
        return SILENT
    countries = normalise_identifier(account)[:2], normalise_identifier(bank)[4:6]
    if countries[0] == countries[1]:
        return Verdict(confirmed=(Spot(IBAN), Spot(BIC)))
    message = f"{facts.name(IBAN)} is from {countries[0]}, {facts.name(BIC)} from {countries[1]}."
    return Verdict((facts.info("ACCOUNT_AND_BANK", message, IBAN, BIC),))


def _verified(facts: Facts, term: str, is_valid: Callable[[str], bool], code: str, complaint: str) -> Verdict:
    text = facts.text(term)
    if text is None:
        return SILENT
    if is_valid(text):
        return Verdict(confirmed=(Spot(term),))
    return Verdict((facts.warning(code, f"{facts.name(term)} '{text}' {complaint}.", term),))


def _vat_number(facts: Facts, term: str, country: str) -> Verdict:
    number = facts.text(term)
    if number is None:
        return SILENT
    valid = is_valid_vat(number, facts.text(country))
    if valid is None:
        return SILENT
    if valid:
        return Verdict(confirmed=(Spot(term),))
    message = f"{facts.name(term)} '{number}' is no valid VAT number (shape or check digits)."
    return Verdict((facts.warning("VAT_CHECKSUM", message, term),))
