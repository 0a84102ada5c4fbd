"""The sums of an invoice as layouts print them: in a column, in a row, and the tax by rate."""

from collections.abc import Sequence

from .draft import Draft, Row
from .sheet import Sheet


def sums(
    sheet: Sheet,
    draft: Draft,
    y: float,
    rows: Sequence[Row],
    *,
    left: float,
    right: float,
    look: str = "plain",
    accent: str = "#333333",
    size: float | None = None,
    grow: float = 1.0,
) -> float:
    """The column of sums; the y under it.

    Args:
        look: 'plain', 'lined' (a rule above strong rows), 'boxed' (a grid), 'filled' (strong rows on colour).
        grow: factor of the strong rows' font size.
    """
    points = size or sheet.font_size
    step = points * 1.75
    for row in rows:
        strong = row.strong
        own = points * (grow if strong else 1)
        label = row.label if look == "boxed" or not draft.colon else f"{row.label}{draft.colon}"
        if strong and look == "filled":
            sheet.box(left - 4, y, right - left + 8, step * grow, fill=accent)
        if strong and look == "lined":
            sheet.rule(left, y + 1, right, y + 1, width=0.8)
        if look == "boxed":
            sheet.box(left - 4, y, right - left + 8, step, stroke="#555555")
        color = "#ffffff" if strong and look == "filled" else None
        baseline = y + step * (grow if strong else 1) * 0.68
        width = sheet.measure(row.value, own, bold=strong)
        room = right - left - width - 8
        while own > 5.5 and sheet.measure(label, own, bold=strong) > room:
            own -= 0.25
        sheet.text(left, baseline, label, size=own, bold=strong, color=color)
        marks = {"Currency": draft.notation.mark} if row.field == "TotalAmountIncTax" and draft.marked_totals else None
        quote = row.value
        sheet.text(
            right,
            baseline,
            row.value,
            size=points * (grow if strong else 1),
            bold=strong,
            align="right",
            color=color,
            field=row.field,
            quote=quote,
            marks=marks,
        )
        y += step * (grow if strong else 1)
        if strong and look == "lined" and row is rows[-1]:
            sheet.rule(left, y + 1, right, y + 1, width=0.8)
            sheet.rule(left, y + 3, right, y + 3, width=0.8)
            y += 3
    return y


def sums_across(
    sheet: Sheet,
    draft: Draft,
    x: float,
    y: float,
    width: float,
    rows: Sequence[Row],
    *,
    boxed: bool = True,
    accent: str | None = None,
    size: float = 9.0,
) -> float:
    """The sums in one row, labels above; the y under it."""
    cell = width / len(rows)
    if accent:
        sheet.box(x, y, width, 14, fill=accent)
    for at, row in enumerate(rows):
        left = x + at * cell
        if boxed:
            sheet.box(left, y, cell, 34, stroke="#555555")
        points = size - 1.5
        while points > 4.5 and sheet.measure(row.label, points, bold=True) > cell - 6:
            points -= 0.25
        sheet.text(left + cell - 4, y + 10, row.label, size=points, bold=True, align="right")
        marks = {"Currency": draft.notation.mark} if row.field == "TotalAmountIncTax" and draft.marked_totals else None
        sheet.text(
            left + cell - 4, y + 27, row.value, size=size, bold=row.strong, align="right", field=row.field, marks=marks
        )
    return y + 38


def tax_table(
    sheet: Sheet,
    draft: Draft,
    x: float,
    y: float,
    width: float,
    *,
    size: float = 8.0,
    with_gross: bool = True,
    ruled: bool = True,
    total: bool = True,
) -> float:
    """The tax breakdown as a small table, a rate a row; the y under it."""
    invoice, phrases = draft.invoice, draft.phrases
    heads = [phrases("column.rate"), phrases("total.base"), phrases("column.tax")] + (
        [phrases("column.gross")] if with_gross else []
    )
    step = width / len(heads)
    line = size * 1.6
    for at, head in enumerate(heads):
        sheet.text(x + (at + 1) * step - 3, y + size, head, size=size, bold=True, align="right", fit=step - 6)
    y += line
    if ruled:
        sheet.rule(x, y - 2, x + width, y - 2, width=0.6)
    for at, part in enumerate(invoice.breakdown):
        name = f"VatBreakdown.{at}."
        cells: list[tuple[str, str | None]] = [
            (draft.notation.percent(part.rate), f"{name}RatePercent"),
            (draft.notation.number(part.base), f"{name}TaxableBase"),
            (draft.notation.number(part.tax), f"{name}VatAmount"),
        ]
        if with_gross:
            cells.append((draft.notation.number(part.base + part.tax), None))
        for column, (text, field) in enumerate(cells):
            sheet.text(x + (column + 1) * step - 3, y + size, text, size=size, align="right", field=field)
        y += line
    if total and len(invoice.breakdown) > 1:
        if ruled:
            sheet.rule(x, y, x + width, y, width=0.6)
        sheet.text(x + 3, y + size + 1, phrases("total.total"), size=size, bold=True)
        last: list[tuple[str, str | None]] = [
            (draft.notation.number(invoice.net), "TotalAmountExclTax"),
            (draft.notation.number(invoice.tax), "TotalVATAmount"),
        ]
        if with_gross:
            last.append((draft.notation.number(invoice.gross), "TotalAmountIncTax"))
        for column, (text, field) in enumerate(last, start=1):
            sheet.text(
                x + (column + 1) * step - 3, y + size + 1, text, size=size, bold=True, align="right", field=field
            )
        y += line + 1
    return y + 4
