"""Are currency and countries there, and do they fit the rest?"""

from decimal import Decimal

from ...values.code_tables import ISO_4217
from ...values.codes import country_of_vat
from .facts import SILENT, Facts, Spot, Verdict, together

CURRENCY = "Currency"


def currency_missing(facts: Facts) -> Verdict:
    """BR-05: an invoice states its currency."""
    if CURRENCY not in facts.names or facts.cell(CURRENCY).value is not None:
        return SILENT
    amounts = [spot for spot, cell in facts.cells.items() if spot.row is None and isinstance(cell.value, Decimal)]
    if not amounts:
        return SILENT
    return Verdict((facts.warning("BR-05", "Amounts are printed, but no currency.", CURRENCY),))


def currency_ambiguous(facts: Facts) -> Verdict:
    """A sign such as '$' or 'kr' that several currencies share, with nothing to settle it."""
    candidates = facts.conventions.currencies
    code = facts.text(CURRENCY)
    if code is None or len(candidates) < 2 or code not in candidates:
        return SILENT
    others = ", ".join(other for other in candidates if other != code)
    printed = facts.cell(CURRENCY).printed or "the printed sign"
    message = f"{facts.name(CURRENCY)}: '{printed}' was taken for {code}; it may also be {others}."
    return Verdict((facts.info("CURRENCY_AMBIGUOUS", message, CURRENCY),))


def currency_code(facts: Facts) -> Verdict:
    """BR-CL-04: the currency is a code of ISO 4217."""
    code = facts.text(CURRENCY)
    if code is None or code in ISO_4217:
        return SILENT
    message = f"{facts.name(CURRENCY)} '{code}' is not a valid ISO 4217 uppercase code."
    return Verdict((facts.warning("BR-CL-04", message, CURRENCY),))


def country_and_vat(facts: Facts) -> Verdict:
    """BR-CO-09: a VAT number begins with its country; it should be the party's."""
    return together(_country_and_vat(facts, party) for party in ("Supplier", "Customer"))


def _country_and_vat(facts: Facts, party: str) -> Verdict:
    number, country = facts.text(f"{party}VatNumber"), facts.text(f"{party}CountryCode")
    if number is None:
        return SILENT
    prefix = country_of_vat(number)
    if prefix is None:
        message = f"{facts.name(f'{party}VatNumber')} '{number}' bears no country prefix."
        return Verdict((facts.info("BR-CO-09", message, f"{party}VatNumber"),))
    if country is None:
        return SILENT
    if prefix == country:
        return Verdict(confirmed=(Spot(f"{party}CountryCode"),))
    message = f"{facts.name(f'{party}CountryCode')} is {country}, but the VAT number is from {prefix}."
    return Verdict((facts.info("COUNTRY_AND_VAT", message, f"{party}CountryCode", f"{party}VatNumber"),))
