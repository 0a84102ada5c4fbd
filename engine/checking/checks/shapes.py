"""Have codes, tax numbers and addresses the shape of their country or standard?"""

import re
from importlib import import_module

from .facts import SILENT, Facts, Spot, Verdict, together

ISO_639_1 = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
    kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng
    nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su
    sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905 (a table reads better so)
)
TAX_NUMBERS = {
    "AR": "cuit", "AU": "abn", "BE": "vat", "BR": "cnpj", "CH": "uid", "CL": "rut", "DE": "stnr", "DK": "cvr",
    "ES": "nif", "FI": "alv", "FR": "siren siret", "GB": "vat utr", "HU": "anum", "IN": "gstin", "IT": "iva",
    "NL": "btw", "NO": "orgnr", "NZ": "ird", "PL": "nip", "PT": "nif", "RO": "cf", "RU": "inn", "SE": "orgnr",
    "US": "ein",
}  # fmt: skip
"""Country → the python-stdnum modules of its companies' tax numbers; one of them must agree."""
PACKAGES = {"IN": "in_"}
"""Countries whose package has another name than theirs."""
STREETS = ("Supplier.Address", "Customer.BillingAddress", "Customer.ShippingAddress")
PROFILES = re.compile(
    r"factur-?x|zugferd|xrechnung|peppol|en ?16931|ubl|cii|facturae|fattura|svefaktura|ehf|oioubl|finvoice|ksef"
    r"|minimum|basic|comfort|extended|urn:",
    re.IGNORECASE,
)


def language(facts: Facts) -> Verdict:
    """ISO 639-1: the language is a code of two small letters."""
    code = facts.text("DocumentLanguage")
    if code is None or code in ISO_639_1:
        return SILENT
    message = f"{facts.name('DocumentLanguage')} '{code}' is not a valid ISO 639-1 code."
    return Verdict((facts.warning("LANGUAGE_CODE", message, "DocumentLanguage"),))


def tax_number(facts: Facts) -> Verdict:
    """The check digits of the national tax number agree, by python-stdnum's rules of the supplier's country."""
    number, country = facts.text("SupplierTaxId"), facts.text("SupplierCountryCode")
    if number is None or country not in TAX_NUMBERS or not any(character.isdigit() for character in number):
        return SILENT
    package = PACKAGES.get(country, country.lower())
    modules = [import_module(f"stdnum.{package}.{name}") for name in TAX_NUMBERS[country].split()]
    if any(module.is_valid(number) for module in modules):
        return Verdict(confirmed=(Spot("SupplierTaxId"),))
    message = f"{facts.name('SupplierTaxId')} '{number}' is no valid tax number of {country} (shape or check digits)."
    return Verdict((facts.info("TAX_ID_CHECKSUM", message, "SupplierTaxId"),))


def economic_operator(facts: Facts) -> Verdict:
    """An EORI number is a country and up to 15 letters and digits (Regulation (EU) 2015/2446, annex 12-01)."""
    number = facts.text("EORI")
    if number is None or re.fullmatch(r"[A-Z]{2}[A-Z0-9]{1,15}", number.replace(" ", "").upper()):
        return SILENT
    message = f"{facts.name('EORI')} '{number}' has not the shape of an EORI number."
    return Verdict((facts.info("EORI_SHAPE", message, "EORI"),))


def street_and_number(facts: Facts) -> Verdict:
    """A house number at the end of the street belongs into its own field (InvoicesEngine: 'street vs number')."""
    return together(_street_and_number(facts, place) for place in STREETS)


def profile(facts: Facts) -> Verdict:
    """The e-invoicing profile is one that is known (BT-24; InvoicesEngine: 'e-invoicing profile')."""
    text = facts.text("EInvoicingProfile")
    if text is None or PROFILES.search(text):
        return SILENT
    message = f"{facts.name('EInvoicingProfile')} '{text[:60]}' is no known e-invoicing profile."
    return Verdict((facts.info("PROFILE_UNKNOWN", message, "EInvoicingProfile"),))


def _street_and_number(facts: Facts, place: str) -> Verdict:
    street, number = f"{place}.StreetName", f"{place}.StreetNumber"
    text = facts.text(street)
    if text is None or number not in facts.names or facts.text(number):
        return SILENT
    found = re.search(r"[^\W\d_]{3,}\.? (\d{1,4} ?[A-Za-z]?)$", text)
    if found is None:
        return SILENT
    message = f"{facts.name(street)} '{text}' holds a house number, and {facts.name(number)} is empty."
    return Verdict((facts.info("STREET_NUMBER", message, street, number),))
