"""Lines on which net, tax and gross stand beside one another and add up: rows of a table of rates, and their sum."""

import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal

from .money import Amount
from .sheet import Sheet
from .total_candidates import DUE, GROSS, NET, ROUNDING, TAX, Candidate, item_rows

CENT = Decimal("0.011")
"""Sums agree within a cent."""

HIGHEST_RATE = Decimal("0.36")
"""No country levies more than 27 % VAT; local taxes add some."""


def row_of_three(sheet: Sheet, candidates: Mapping[str, Sequence[Candidate]]) -> tuple[Amount, Amount, Amount] | None:
    """Net, tax and gross that stand on one line and add up.

    The row that is the sum of the others, in a table of rates; otherwise one that the label of a total begins, one that
    adds up to the total printed elsewhere, or the only one there is.
    """
    every = _rows_that_add_up(sheet)
    for row in every:
        others = [other for other in every if other is not row]
        if len(others) > 1 and all(row[k].value == sum((o[k].value for o in others), Decimal(0)) for k in range(3)):
            return row
    named = [abs(c.amount.value) for c in candidates.get(GROSS, ()) if c.prior > 0.5]
    rounding = max((abs(c.amount.value) for c in candidates.get(ROUNDING, ())), default=Decimal(0))
    rows = [row for row in every if abs(row[2].value) + min(rounding, Decimal(1)) >= max(named, default=Decimal(0))]
    totals = {c.amount.line for role in (GROSS, NET, DUE, "total", "subtotal") for c in candidates.get(role, ())}
    taxes = {c.amount.line for c in candidates.get(TAX, ())}
    sure = [c.amount for role in (GROSS, DUE) for c in candidates.get(role, ()) if c.prior > 0.7]
    proven = [row for row in rows if any(a.value == row[2].value and a not in row for a in sure) and row[1].value]
    labelled = [row for row in rows if row[0].line in totals]
    if labelled:
        return max(labelled, key=lambda row: (abs(row[2].value), row[2].line))
    if proven:
        return proven[-1]
    return rows[0] if len(rows) == 1 and rows[0][0].line in taxes else None


def sum_of_rates(sheet: Sheet, candidates: Mapping[str, Sequence[Candidate]]) -> dict[str, Candidate]:
    """Net and tax as the sums of a table of rates that prints no sum, where these make up the labelled total."""
    rows = _rows_that_add_up(sheet)
    net, tax, gross = (sum((row[k].value for row in rows), Decimal(0)) for k in range(3))
    total = next((c for c in candidates.get(GROSS, ()) if c.prior > 0.5 and c.amount.value == gross), None)
    if len(rows) < 2 or total is None or not tax or total.amount in {amount for row in rows for amount in row}:
        return {}
    first = rows[0]
    return {
        NET: Candidate(first[0], 0.7, None, written_like(first[0], net)),
        TAX: Candidate(first[1], 0.7, None, written_like(first[1], tax)),
        GROSS: total,
    }


def sum_of_taxes(sheet: Sheet, candidates: Mapping[str, Sequence[Candidate]]) -> dict[str, Candidate]:
    """Net and tax where several taxes stand between the total and an amount that nothing names, as CGST and SGST do."""
    taxes = {c.amount.line: c for c in candidates.get(TAX, ()) if c.prior > 0.3 and c.amount.value > 0}
    tax = sum((c.amount.value for c in taxes.values()), Decimal(0))
    total = next((c for role in (GROSS, "total") for c in candidates.get(role, ()) if c.prior > 0.5), None)
    if len(taxes) < 2 or total is None:
        return {}
    nets = (c for role in (NET, "subtotal") for c in candidates.get(role, ()))
    if any(c.prior > 0.3 and c.amount.value != total.amount.value for c in nets):
        return {}
    net = next((a for a in sheet.amounts if a.strict and abs(a.value + tax - total.amount.value) < CENT), None)
    if net is None or net.value * HIGHEST_RATE < tax or net.line > min(taxes):
        return {}
    first = taxes[min(taxes)]
    summed = Candidate(first.amount, 0.7, first.label, written_like(first.amount, tax))
    return {NET: Candidate(net, 0.6, None), TAX: summed, GROSS: total}


def _rows_that_add_up(sheet: Sheet) -> list[tuple[Amount, Amount, Amount]]:
    """Of every line the three amounts of which the last is the sum, the middle one no more than a tax."""
    lines: dict[int, list[Amount]] = {}
    items = item_rows(sheet)
    for amount in sheet.amounts:
        if amount.strict and not amount.percent and amount.line not in items:
            lines.setdefault(amount.line, []).append(amount)
    found: list[tuple[Amount, Amount, Amount]] = []
    for row in lines.values():
        for a, b, c in itertools.combinations(row[:8], 3):
            adds_up = abs(a.value + b.value - c.value) < CENT and abs(b.value) <= abs(a.value) * HIGHEST_RATE
            if a.value and adds_up and a.value * b.value >= 0:
                found.append((a, b, c))
                break
    return found


def written_like(amount: Amount, value: Decimal) -> str:
    """A value written with the decimal mark of a printed amount."""
    comma = amount.text.rfind(",") > amount.text.rfind(".")
    return f"{value:.2f}".replace(".", ",") if comma else f"{value:.2f}"
