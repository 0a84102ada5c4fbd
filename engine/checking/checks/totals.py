"""Do the totals of the invoice agree with one another and with its lines?"""

from decimal import Decimal

from ....schemas.record import Source
from .facts import CENT, SILENT, Facts, Spot, Verdict, signed

NET, TAX, GROSS = "TotalAmountExclTax", "TotalVATAmount", "TotalAmountIncTax"
DUE, PAID, ROUNDING = "AmountDue", "PrepaymentAmount", "RoundingAmount"
DISCOUNT, SURCHARGE = "GlobalDiscountAmount", "GlobalSurchargeAmount"
LINE_TOTAL = "LineItems.LineTotalExclTax"


def net_tax_gross(facts: Facts) -> Verdict:
    """BR-CO-15: total with tax = total without tax + tax (and a printed rounding), within a cent."""
    net, tax, gross = facts.amount(NET), facts.amount(TAX), facts.amount(GROSS)
    if net is None or tax is None or gross is None:
        return SILENT
    rounding = facts.amount(ROUNDING) or Decimal(0)
    if min(abs(net + tax - gross), abs(net + tax + rounding - gross)) <= CENT:
        return Verdict(confirmed=(Spot(NET), Spot(TAX), Spot(GROSS)))
    parts = [facts.name(NET), facts.name(TAX), *([facts.name(ROUNDING)] if rounding else [])]
    total = net + tax + rounding
    message = (
        f"Totals mismatch: {' + '.join(parts)} = {total:.2f} vs {facts.name(GROSS)} = {gross:.2f}"
        f" ({signed(total - gross)}; tolerance 0.01)."
    )
    return Verdict((facts.warning("BR-CO-15", message, NET, TAX, GROSS, ROUNDING),))


def amount_due(facts: Facts) -> Verdict:
    """BR-CO-16: amount due = total with tax − paid + rounding, within a cent; a remark where nothing explains it."""
    gross, due, paid = facts.amount(GROSS), facts.amount(DUE), facts.amount(PAID)
    if gross is None or due is None:
        return SILENT
    rounding = facts.amount(ROUNDING) or Decimal(0)
    expected = gross - abs(paid or Decimal(0))
    if min(abs(expected - due), abs(expected + rounding - due)) <= CENT:
        return Verdict(confirmed=(Spot(DUE), Spot(GROSS), *((Spot(PAID),) if paid else ())))
    if facts.cell("IsPaid").value is True and due == 0:
        return SILENT
    if paid is None:
        message = (
            f"{facts.name(DUE)} {due:.2f} differs from {facts.name(GROSS)} {gross:.2f} ({signed(due - gross)}) and"
            f" {'no payment that explains it was found' if PAID in facts.names else 'payments were not asked for'};"
            " it may hold a prepayment or an earlier balance."
        )
        return Verdict((facts.info("BR-CO-16", message, DUE, GROSS),))
    message = (
        f"Amount due mismatch: {facts.name(GROSS)} - {facts.name(PAID)} = {expected + rounding:.2f}"
        f" vs {facts.name(DUE)} = {due:.2f} ({signed(expected + rounding - due)}; tolerance 0.01)."
    )
    return Verdict((facts.warning("BR-CO-16", message, DUE, GROSS, PAID),))


def paid_yet_due(facts: Facts) -> Verdict:
    """Marked paid, but something is still due (InvoicesEngine: 'Amount due plausibility vs totals and IsPaid')."""
    due = facts.amount(DUE)
    if facts.cell("IsPaid").value is not True or due is None or due <= 0:
        return SILENT
    message = f"{facts.name('IsPaid')} is true, but {facts.name(DUE)} is {due:.2f}."
    return Verdict((facts.info("PAID_YET_DUE", message, "IsPaid", DUE),))


def lines_and_net(facts: Facts) -> Verdict:
    """BR-CO-10 and BR-CO-13: total without tax = Σ line totals − discounts + surcharges, half a cent a line."""
    net = facts.amount(NET)
    totals = {row: total for row in facts.row_numbers() if (total := facts.amount(LINE_TOTAL, row)) is not None}
    if net is None or not totals:
        return SILENT
    tolerance = max(CENT, CENT / 2 * len(totals))
    lines = sum(totals.values(), Decimal(0))
    discount, surcharge = facts.amount(DISCOUNT) or Decimal(0), facts.amount(SURCHARGE) or Decimal(0)
    expected = lines - abs(discount) + surcharge
    if min(abs(expected - net), abs(lines - net)) <= tolerance:
        return Verdict(confirmed=(Spot(NET), *(Spot(LINE_TOTAL, row) for row in totals)))
    gross = facts.amount(GROSS)
    if gross is not None and abs(lines - gross) <= tolerance:
        message = (
            f"The lines add up to {facts.name(GROSS)} {gross:.2f}: {facts.name(LINE_TOTAL)} holds amounts with tax."
        )
        return Verdict((facts.info("LINES_WITH_TAX", message, LINE_TOTAL, GROSS),))
    code = "BR-CO-13" if discount or surcharge else "BR-CO-10"
    message = (
        f"Lines mismatch: sum of {facts.name(LINE_TOTAL)} over {len(totals)} lines"
        f"{' with discounts and surcharges' if discount or surcharge else ''} = {expected:.2f}"
        f" vs {facts.name(NET)} = {net:.2f} ({signed(expected - net)}; tolerance {tolerance:.2f});"
        " a line, a discount or a surcharge may be missing."
    )
    all_lines_known = all(facts.cell(LINE_TOTAL, row).source is Source.XML for row in totals)
    if all_lines_known and not {DISCOUNT, SURCHARGE} <= facts.names.keys():  # what explains it was not asked for
        return Verdict((facts.info(code, message, LINE_TOTAL, NET),))
    return Verdict((facts.warning(code, message, LINE_TOTAL, NET),))


def tax_share(facts: Facts) -> Verdict:
    """A tax of more than half the net amount is a misreading: the highest VAT rate in use is 27 %."""
    net, tax = facts.amount(NET), facts.amount(TAX)
    if not net or tax is None or abs(tax) <= abs(net) / 2:
        return SILENT
    message = f"{facts.name(TAX)} {tax:.2f} is more than half of {facts.name(NET)} {net:.2f}."
    return Verdict((facts.warning("TAX_SHARE", message, TAX, NET),))


def negative_total(facts: Facts) -> Verdict:
    """A negative total on an invoice suggests that it is a credit note (EN 16931 states credit notes by BT-3)."""
    gross = facts.amount(GROSS)
    if gross is None or gross >= 0 or facts.kind != "invoice":
        return SILENT
    message = f"{facts.name(GROSS)} is negative ({gross:.2f}), but the document does not say that it is a credit note."
    return Verdict((facts.info("NEGATIVE_TOTAL", message, GROSS),))


def mixed_signs(facts: Facts) -> Verdict:
    """The totals of one document have one sign (EN 16931 states credit notes by BT-3, in positive amounts)."""
    amounts = {term: amount for term in (NET, TAX, GROSS) if (amount := facts.amount(term))}
    if len({amount > 0 for amount in amounts.values()}) < 2:
        return SILENT
    named = ", ".join(f"{facts.name(term)} {amount:.2f}" for term, amount in amounts.items())
    return Verdict((facts.warning("MIXED_SIGNS", f"The totals have different signs: {named}.", *amounts),))
