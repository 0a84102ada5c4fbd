"""Does the VAT breakdown agree with itself and with the totals?"""

from decimal import Decimal

from .facts import CENT, SILENT, Facts, Spot, Verdict, signed, together
from .totals import NET, TAX

GROUP = "VatBreakdown"
RATE, BASE, VAT = "VatBreakdown.RatePercent", "VatBreakdown.TaxableBase", "VatBreakdown.VatAmount"
REASON = "VatBreakdown.ExemptionReason"
CATEGORY = "VatBreakdown.TaxCategory"
REVERSE = "IsReverseCharged"

REASON_RULES = {"K": "BR-IC-10", "G": "BR-G-10", "O": "BR-O-10"}
"""VAT category → the rule that asks for its reason."""
WITHOUT_REASON = ("Z", "AE")
"""A zero rate needs no reason (BR-Z-10); that of a reverse charge is asked for by BR-AE-10."""


def vat_sum(facts: Facts) -> Verdict:
    """BR-CO-14: total VAT = Σ VAT of the breakdown, within a cent a rate."""
    return _sum(facts, VAT, TAX, "BR-CO-14")


def base_sum(facts: Facts) -> Verdict:
    """BR-CO-13 read on the breakdown: total without tax = Σ taxable bases, within a cent a rate."""
    return _sum(facts, BASE, NET, "VAT_BASES")


def vat_by_rate(facts: Facts) -> Verdict:
    """BR-CO-17: VAT of a rate = base × rate, within two cents."""
    return together(_vat_by_rate(facts, row) for row in facts.row_numbers(GROUP))


def reverse_charge(facts: Facts) -> Verdict:
    """BR-AE-09: where the charge is reversed the VAT is 0."""
    tax = facts.amount(TAX)
    if facts.cell(REVERSE).value is not True or not tax:
        return SILENT
    message = f"{facts.name(REVERSE)} is true, but {facts.name(TAX)} is {tax:.2f}."
    return Verdict((facts.warning("BR-AE-09", message, REVERSE, TAX),))


def exemption_reason(facts: Facts) -> Verdict:
    """BR-E-10, BR-IC-10, BR-G-10, BR-O-10: a rate of 0 comes with the reason; zero-rated (Z) and receipts need none."""
    if REASON not in facts.names or facts.kind == "receipt":
        return SILENT
    notes = [
        facts.info(
            REASON_RULES.get(category, "BR-E-10"),
            f"VAT row {row}: the rate is 0 and no {facts.name(REASON)} is printed.",
            RATE,
            REASON,
            row=row,
        )
        for row in facts.row_numbers(GROUP)
        if facts.amount(RATE, row) == 0 and not facts.text(REASON, row)
        if (category := facts.text(CATEGORY, row) or "") not in WITHOUT_REASON
    ]
    return Verdict(tuple(notes))


def _sum(facts: Facts, part: str, whole: str, code: str) -> Verdict:
    total = facts.amount(whole)
    parts = {row: amount for row in facts.row_numbers(GROUP) if (amount := facts.amount(part, row)) is not None}
    if total is None or len(parts) < facts.rows.get(GROUP, 0) or not parts:
        return SILENT
    added = sum(parts.values(), Decimal(0))
    tolerance = CENT * len(parts)
    if abs(added - total) <= tolerance:
        return Verdict(confirmed=(Spot(whole), *(Spot(part, row) for row in parts)))
    message = (
        f"VAT breakdown mismatch: sum of {facts.name(part)} = {added:.2f} vs {facts.name(whole)} = {total:.2f}"
        f" ({signed(added - total)}; tolerance {tolerance:.2f})."
    )
    return Verdict((facts.warning(code, message, part, whole),))


def _vat_by_rate(facts: Facts, row: int) -> Verdict:
    rate, base, vat = (facts.amount(term, row) for term in (RATE, BASE, VAT))
    if rate is None or base is None or vat is None:
        return SILENT
    expected = base * rate / 100
    if abs(expected - vat) <= 2 * CENT:
        return Verdict(confirmed=(Spot(RATE, row), Spot(BASE, row), Spot(VAT, row)))
    message = (
        f"VAT row {row}: {facts.name(VAT)} {vat:.2f} ≠ {rate} % of {facts.name(BASE)} {base:.2f}"
        f" ({expected:.2f}; tolerance 0.02)."
    )
    return Verdict((facts.warning("BR-CO-17", message, VAT, RATE, BASE, row=row),))
