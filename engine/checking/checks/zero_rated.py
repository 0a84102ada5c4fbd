"""Reverse charge and intra-community supply: does what they demand stand on it (EN 16931, BR-AE, BR-IC)?"""

from decimal import Decimal

from .facts import CENT, SILENT, Facts, Verdict, signed
from .lines import RATE as LINE_RATE
from .lines import TOTAL as LINE_TOTAL
from .totals import NET, TAX
from .vat import BASE, GROUP, REASON, REVERSE

CATEGORY, LINE_CATEGORY = "VatBreakdown.TaxCategory", "LineItems.TaxCategory"
SUPPLIER, SUPPLIER_TAX, CUSTOMER = "SupplierVatNumber", "SupplierTaxId", "CustomerVatNumber"
REGISTERED, WORDING, INTRA = "Supplier.RegistrationNumber", "ReverseChargeNote", "IntraCommunitySupplyNote"


def reversed_row(facts: Facts) -> Verdict:
    """BR-AE-01: where a line is of category AE, exactly one row of the VAT breakdown is."""
    lines = [row for row in facts.row_numbers() if facts.text(LINE_CATEGORY, row) == "AE"]
    found = len(_reversed_rows(facts))
    if not lines or CATEGORY not in facts.names or not facts.rows.get(GROUP) or found == 1:
        return SILENT
    message = f"{len(lines)} lines are of category AE, and {found} rows of the VAT breakdown; there should be 1."
    return Verdict((facts.info("BR-AE-01", message, CATEGORY, LINE_CATEGORY),))


def reversed_parties(facts: Facts) -> Verdict:
    """BR-AE-02: a reverse charge names the tax numbers of both parties."""
    if not _is_reversed(facts):
        return SILENT
    seller = any(facts.text(term) for term in (SUPPLIER, SUPPLIER_TAX))
    lacking = [
        facts.name(term)
        for term, there in ((SUPPLIER, seller), (CUSTOMER, facts.text(CUSTOMER) or facts.text(REGISTERED)))
        if term in facts.names and not there
    ]
    if not lacking:
        return SILENT
    message = f"The charge is reversed, but {' and '.join(lacking)} was not found."
    return Verdict((facts.info("BR-AE-02", message, SUPPLIER, CUSTOMER),))


def reversed_lines(facts: Facts) -> Verdict:
    """BR-AE-05: a line of category AE has the rate 0."""
    notes = [
        facts.warning(
            "BR-AE-05",
            f"Line {row}: {facts.name(LINE_RATE)} is {rate} under category AE.",
            LINE_RATE,
            LINE_CATEGORY,
            row=row,
        )
        for row in facts.row_numbers()
        if facts.text(LINE_CATEGORY, row) == "AE" and (rate := facts.amount(LINE_RATE, row))
    ]
    return Verdict(tuple(notes))


def reversed_base(facts: Facts) -> Verdict:
    """BR-AE-08: the taxable base of category AE = Σ of its lines, within half a cent a line; without adjustments."""
    rows = _reversed_rows(facts)
    totals = [facts.amount(LINE_TOTAL, row) for row in facts.row_numbers() if facts.text(LINE_CATEGORY, row) == "AE"]
    lines = [total for total in totals if total is not None]
    base = facts.amount(BASE, rows[0]) if len(rows) == 1 else None
    adjusted = any(facts.amount(term) for term in ("GlobalDiscountAmount", "GlobalSurchargeAmount"))
    if base is None or not lines or len(lines) < len(totals) or adjusted:
        return SILENT
    added, tolerance = sum(lines, Decimal(0)), max(CENT, CENT / 2 * len(lines))
    if abs(added - base) <= tolerance:
        return SILENT
    message = (
        f"Reverse charge mismatch: sum of {facts.name(LINE_TOTAL)} of category AE = {added:.2f} vs {facts.name(BASE)}"
        f" = {base:.2f} ({signed(added - base)}; tolerance {tolerance:.2f})."
    )
    return Verdict((facts.warning("BR-AE-08", message, BASE, row=rows[0]),))


def reversed_reason(facts: Facts) -> Verdict:
    """BR-AE-10: a VAT row of category AE says that the charge is reversed."""
    notes = [
        facts.info("BR-AE-10", f"VAT row {row}: category AE without {facts.name(REASON)}.", REASON, CATEGORY, row=row)
        for row in _reversed_rows(facts)
        if REASON in facts.names and not facts.text(REASON, row) and not facts.text(WORDING)
    ]
    return Verdict(tuple(notes))


def reversed_and_said(facts: Facts) -> Verdict:
    """Reverse-charge wording and mark agree (InvoicesEngine: 'reverse-charge/ICS hints')."""
    if facts.text(WORDING) is None or facts.cell(REVERSE).value is not False:
        return SILENT
    message = f"{facts.name(WORDING)} is printed, but {facts.name(REVERSE)} is false."
    return Verdict((facts.info("REVERSE_CHARGE_SAID", message, WORDING, REVERSE),))


def intra_community(facts: Facts) -> Verdict:
    """BR-IC-09 and BR-IC-02: an intra-community supply bears no VAT and names the VAT number of the customer."""
    if facts.text(INTRA) is None:
        return SILENT
    tax, net = facts.amount(TAX), facts.amount(NET)
    if tax:
        of = f" of {net:.2f}" if net is not None else ""
        message = f"{facts.name(INTRA)} is printed, but {facts.name(TAX)} is {tax:.2f}{of}."
        return Verdict((facts.info("BR-IC-09", message, INTRA, TAX),))
    if CUSTOMER in facts.names and not facts.text(CUSTOMER):
        message = f"{facts.name(INTRA)} is printed, but {facts.name(CUSTOMER)} was not found."
        return Verdict((facts.info("BR-IC-02", message, INTRA, CUSTOMER),))
    return SILENT


def _reversed_rows(facts: Facts) -> list[int]:
    return [row for row in facts.row_numbers(GROUP) if facts.text(CATEGORY, row) == "AE"]


def _is_reversed(facts: Facts) -> bool:
    return facts.cell(REVERSE).value is True or bool(_reversed_rows(facts))
