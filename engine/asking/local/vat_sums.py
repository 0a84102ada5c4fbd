"""Net and tax as a VAT breakdown has them, where its bases and taxes together are the total of the document."""

from decimal import Decimal

from ....schemas.record import Source
from ....schemas.reply import Printed
from .meanings import number_in
from .money import Amount
from .rows_of_sums import CENT, written_like
from .sheet import Sheet
from .total_candidates import NET, TAX
from .vat_table import vat_rows


def sums_by_rate(sheet: Sheet, gross: Printed) -> dict[str, Printed]:
    """Answers for net and tax; nothing where no breakdown makes up the total.

    Args:
        gross: the total with tax, as printed.
    """
    total = next((a for a in sheet.amounts if a.box == gross.box), None)
    if total is None or not (sheet.meaning("word:tax") or sheet.meaning(TAX) or any(a.percent for a in sheet.amounts)):
        return {}
    rows = [row for row in vat_rows(sheet.layout) if row.base and row.tax and row.base_value is not None]
    taxes = [number_in(row.tax.text) or Decimal(0) for row in rows if row.tax]
    net, tax = sum((row.base_value or Decimal(0) for row in rows), Decimal(0)), sum(taxes, Decimal(0))
    if not tax or abs(net + tax - total.value) >= CENT:
        return {}
    return {NET: _one(rows[0].base, net, total, len(rows)), TAX: _one(rows[0].tax, tax, total, len(rows))}


def _one(first: Printed | None, value: Decimal, like: Amount, rows: int) -> Printed:
    """The printed figure of the only row, or the sum of all rows, which is printed nowhere."""
    if first is not None and rows == 1:
        return Printed(first.text, first.page, first.box, None, 0.7)
    box, page = (first.box, first.page) if first else (None, None)
    return Printed(written_like(like, value), page, box, None, 0.6, Source.DERIVED)
