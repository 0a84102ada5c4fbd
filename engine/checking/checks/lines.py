"""Does each line item agree with itself?"""

from decimal import Decimal
from itertools import pairwise

from ....schemas.record import Source
from .facts import CENT, SILENT, Facts, Spot, Verdict, together

QUANTITY, PRICE, TOTAL = "LineItems.Quantity", "LineItems.UnitPrice", "LineItems.LineTotalExclTax"
DISCOUNT, DISCOUNT_PERCENT = "LineItems.LineDiscountAmount", "LineItems.LineDiscountPercent"
RATE, VAT, GROSS = "LineItems.VatPercentage", "LineItems.LineVATAmount", "LineItems.LineTotalInclTax"
NUMBER = "LineItems.LineNumber"

PRICE_BASES = (Decimal(10), Decimal(100), Decimal(1000))
"""Prices are also printed per ten, hundred or thousand pieces (EN 16931 BT-149)."""


ROUNDED_SHARE = Decimal("0.005")
"""Rounding of a printed price or quantity explains no more than this share of a line total."""


def quantity_price_total(facts: Facts) -> Verdict:
    """Line total = quantity × price − discount (PEPPOL-EN16931-R120), within two cents or the price's own rounding."""
    return together(_quantity_price_total(facts, row) for row in facts.row_numbers())


def net_vat_gross(facts: Facts) -> Verdict:
    """Line total with tax = line total + VAT of the line, within a cent."""
    return together(_net_vat_gross(facts, row) for row in facts.row_numbers())


def vat_of_line(facts: Facts) -> Verdict:
    """VAT of the line = line total × rate, within a cent."""
    return together(_vat_of_line(facts, row) for row in facts.row_numbers())


def numbering(facts: Facts) -> Verdict:
    """Printed line numbers, if whole, rise in even steps; a gap may be a line not read. An e-invoice's are all read."""
    printed = [
        (row, number)
        for row in facts.row_numbers()
        if facts.cell(NUMBER, row).printed and (number := facts.amount(NUMBER, row)) is not None
    ]
    by_chapter = any(number % 1 for _, number in printed)  # 1.4 is followed by 2.1
    if by_chapter or all(facts.cell(NUMBER, row).source is Source.XML for row, _ in printed):
        return SILENT
    steps = [after - before for (_, before), (_, after) in pairwise(printed)]
    usual = max(set(steps), key=lambda step: (steps.count(step), -step)) if steps else None
    if usual is None or usual <= 0:
        return SILENT
    gaps = [
        facts.info(
            "LINE_NUMBERS",
            f"Line {row}: {facts.name(NUMBER)} goes from {before} to {after}; a line may be missing.",
            NUMBER,
            row=row,
        )
        for (_, before), (row, after) in pairwise(printed)
        if after - before > usual
    ]
    return Verdict(tuple(gaps))


def quantity_presence(facts: Facts) -> Verdict:
    """BR-22: a line has a quantity; told where most lines have one and this, which has a price and a total, not."""
    rows = facts.row_numbers()
    without = [row for row in rows if facts.amount(QUANTITY, row) is None]
    if QUANTITY not in facts.names or not 0 < 2 * len(without) < len(rows):
        return SILENT
    notes = [
        facts.info("BR-22", f"Line {row}: {facts.name(QUANTITY)} was not found.", QUANTITY, row=row)
        for row in without
        if facts.amount(PRICE, row) is not None and facts.amount(TOTAL, row) is not None
    ]
    return Verdict(tuple(notes))


def negative_price(facts: Facts) -> Verdict:
    """BR-27: a price is not negative; what reduces a line is a negative quantity or a discount."""
    notes = [
        facts.info("BR-27", f"Line {row}: {facts.name(PRICE)} is negative ({price}).", PRICE, row=row)
        for row in facts.row_numbers()
        if facts.kind == "invoice" and (price := facts.amount(PRICE, row)) is not None and price < 0
    ]
    return Verdict(tuple(notes))


def no_lines(facts: Facts) -> Verdict:
    """BR-16: an invoice has at least one line."""
    if TOTAL not in facts.names or facts.rows.get("LineItems", 0) or facts.kind not in ("invoice", "credit_note"):
        return SILENT
    return Verdict((facts.info("BR-16", "Line items were asked for and none was found.", TOTAL),))


def _quantity_price_total(facts: Facts, row: int) -> Verdict:
    quantity, price, total = (facts.amount(term, row) for term in (QUANTITY, PRICE, TOTAL))
    if quantity is None or price is None or total is None:
        return SILENT
    full = quantity * price
    discounts = {Decimal(0)}
    if (amount := facts.amount(DISCOUNT, row)) is not None:
        discounts |= {abs(amount), abs(amount) * abs(quantity)}
    if (percent := facts.amount(DISCOUNT_PERCENT, row)) is not None:
        discounts |= {full * abs(percent) / 100}
    rounding = abs(quantity) * _half_digit(price), abs(price) * _half_digit(quantity)
    tolerance = max(2 * CENT, min(max(rounding), abs(total) * ROUNDED_SHARE))
    expected = [full - discount for discount in sorted(discounts)]
    if any(abs(abs(value) - abs(total)) <= tolerance for value in expected):
        return Verdict(confirmed=(Spot(QUANTITY, row), Spot(PRICE, row), Spot(TOTAL, row)))
    if any(abs(abs(value / base) - abs(total)) <= tolerance for value in expected for base in PRICE_BASES):
        return SILENT
    message = (
        f"Line {row}: {facts.name(TOTAL)} {total:.2f} ≠ {facts.name(QUANTITY)} × {facts.name(PRICE)}"
        f"{' - discount' if len(discounts) > 1 else ''} ({expected[-1]:.2f}; tolerance {tolerance:.2f})"
    )
    if all(facts.cell(term, row).source is Source.XML for term in (QUANTITY, PRICE, TOTAL)):
        if any(_has_price_basis(abs(value), abs(total)) for value in expected):
            return SILENT
        message += "; the e-invoice's line may have a charge or several allowances."
        return Verdict((facts.info("LINE_TOTAL", message, QUANTITY, PRICE, TOTAL, row=row),))
    return Verdict((facts.warning("LINE_TOTAL", f"{message}.", QUANTITY, PRICE, TOTAL, row=row),))


def _has_price_basis(expected: Decimal, total: Decimal) -> bool:
    """Whether the price is for a whole number of units, such as a dozen or the days of a year (EN 16931 BT-149)."""
    units = round(expected / total) if total else 0
    return units > 1 and abs(expected / units - total) <= CENT


def _net_vat_gross(facts: Facts, row: int) -> Verdict:
    net, vat, gross = (facts.amount(term, row) for term in (TOTAL, VAT, GROSS))
    if net is None or gross is None:
        return SILENT
    rate = facts.amount(RATE, row)
    if vat is None and rate is None:
        return SILENT
    tax = vat if vat is not None else net * (rate or Decimal(0)) / 100
    if abs(net + tax - gross) <= 2 * CENT:
        return Verdict(confirmed=(Spot(TOTAL, row), Spot(GROSS, row), *((Spot(VAT, row),) if vat is not None else ())))
    plus = facts.name(VAT) if vat is not None else f"{facts.name(RATE)} of it"
    message = f"Line {row}: {facts.name(GROSS)} {gross:.2f} ≠ {facts.name(TOTAL)} + {plus} ({net + tax:.2f})."
    return Verdict((facts.warning("LINE_GROSS", message, GROSS, TOTAL, VAT, row=row),))


def _vat_of_line(facts: Facts, row: int) -> Verdict:
    net, vat, rate = (facts.amount(term, row) for term in (TOTAL, VAT, RATE))
    if net is None or vat is None or rate is None:
        return SILENT
    expected = net * rate / 100
    if abs(expected - vat) <= 2 * CENT:
        return Verdict(confirmed=(Spot(TOTAL, row), Spot(VAT, row), Spot(RATE, row)))
    message = f"Line {row}: {facts.name(VAT)} {vat:.2f} ≠ {rate} % of {facts.name(TOTAL)} ({expected:.2f})."
    return Verdict((facts.warning("LINE_VAT", message, VAT, RATE, TOTAL, row=row),))


def _half_digit(number: Decimal) -> Decimal:
    """Half a unit of the last printed decimal: what rounding can have taken off. Nothing for whole numbers."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent) / 2 if isinstance(exponent, int) and exponent < 0 else Decimal(0)
