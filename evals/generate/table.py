"""The table of line items: columns, ruling, page breaks, carried-forward sums and headings, in linear time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .content import Invoice, Line
from .sheet import Sheet


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    label: str
    width: float
    """Share of the table's width."""
    cell: Callable[[Line], str]
    field: str | None
    """The truth field of its cells."""
    align: str = "left"
    wraps: bool = False
    """True: long texts go on in the next line; the line's details stand below."""


@dataclass(frozen=True, slots=True)
class TableStyle:
    """How the table is drawn."""

    ruling: str = "rows"
    """'none', 'rows', 'grid', 'columns' or 'zebra'."""
    header: str = "rule"
    """'rule', 'fill', 'dark', 'box' or 'plain'."""
    accent: str = "#e8e8e8"
    line_color: str = "#999999"
    font_size: float = 8.5
    header_size: float = 8.5
    header_bold: bool = True
    upper: bool = False
    header_aligned: bool = True
    """False: labels stand left whatever their column does."""
    pad: float = 3.5
    show_header: bool = True
    """False: the columns have no labels at all."""
    repeat_header: bool = True
    carry: str = "none"
    """'none', 'foot' (sum at the end of a page), 'both' (and at the beginning of the next)."""
    subtotals: bool = False
    sum_left: bool = False
    """True: labels of sums stand at the left edge, not beside the amount."""
    values_last: bool = False
    """True: numbers stand on the last line of a long description."""
    min_rows: int = 0
    """Empty rows fill the table up to this many."""


@dataclass(frozen=True, slots=True)
class CarryWords:
    """What is printed beside carried sums."""

    carried: Callable[[int], str]
    """Given this page's number."""
    brought: Callable[[int], str]
    subtotal: Callable[[str], str]
    amount: Callable[[Decimal], str]


def draw_table(
    sheet: Sheet,
    invoice: Invoice,
    columns: Sequence[Column],
    style: TableStyle,
    words: CarryWords,
    *,
    x: float,
    y: float,
    width: float,
    bottom: float,
    next_page: Callable[[], float],
) -> float:
    """Draw every line; the y under the table.

    Args:
        bottom: lowest y that rows may reach.
        next_page: begins a page and gives the y at which the table goes on.
    """
    total_share = sum(column.width for column in columns)
    edges = [x]
    for column in columns:
        edges.append(edges[-1] + column.width / total_share * width)
    leading = style.font_size * 1.22
    top = y
    if style.show_header:
        y = _header(sheet, columns, style, edges, y)
    running = Decimal(0)
    group_sum = Decimal(0)
    group = ""
    reserve = leading + 2 * style.pad if style.carry != "none" else 0.0
    drawn = 0
    for at, line in enumerate(invoice.lines):
        texts = [
            _cell_lines(sheet, column, line, style, edges[k + 1] - edges[k] - 6) for k, column in enumerate(columns)
        ]
        height = max(len(cell) for cell in texts) * leading + 2 * style.pad
        heading = line.group if line.group != group else ""
        needed = height + (leading + style.pad if heading else 0)
        if y + needed + reserve > bottom:
            if style.carry != "none":
                y = _sum_row(sheet, edges, y, words.carried(sheet.page), words.amount(running), style)
            _close(sheet, style, edges, top, y)
            y = top = next_page()
            if style.show_header and style.repeat_header:
                y = _header(sheet, columns, style, edges, y)
            if style.carry == "both":
                y = _sum_row(sheet, edges, y, words.brought(sheet.page), words.amount(running), style)
        if heading:
            if style.subtotals and group:
                y = _sum_row(sheet, edges, y, words.subtotal(group), words.amount(group_sum), style)
            group, group_sum = line.group, Decimal(0)
            y += leading + style.pad
            sheet.text(
                x + 3, y - style.pad, group, size=style.font_size, bold=style.subtotals, italic=not style.subtotals
            )
        if style.ruling == "zebra" and at % 2:
            sheet.box(x, y, width, height, fill=style.accent)
        for k, (column, cell) in enumerate(zip(columns, texts, strict=True)):
            skipped = max(len(one) for one in texts) - len(cell) if style.values_last and not column.wraps else 0
            _draw_cell(
                sheet,
                column,
                cell,
                style,
                edges[k],
                edges[k + 1],
                y + style.pad + skipped * leading,
                f"LineItems.{at}",
                line,
            )
        y += height
        drawn += 1
        running += line.amount
        group_sum += line.amount
        if style.ruling in ("rows", "grid"):
            sheet.rule(x, y, x + width, y, width=0.4, color=style.line_color)
    if style.subtotals and group:
        y = _sum_row(sheet, edges, y, words.subtotal(group), words.amount(group_sum), style)
    while drawn < style.min_rows and y + leading + 2 * style.pad < bottom:
        y += leading + 2 * style.pad
        drawn += 1
        if style.ruling in ("rows", "grid"):
            sheet.rule(x, y, x + width, y, width=0.4, color=style.line_color)
    _close(sheet, style, edges, top, y)
    return y


def _header(sheet: Sheet, columns: Sequence[Column], style: TableStyle, edges: Sequence[float], y: float) -> float:
    labels = [
        sheet.wrapped(
            column.label.upper() if style.upper else column.label,
            max(edges[k + 1] - edges[k] - 5, 18),
            style.header_size,
            bold=style.header_bold,
        )
        for k, column in enumerate(columns)
    ]
    leading = style.header_size * 1.15
    height = max(len(label) for label in labels) * leading + 2 * style.pad
    if style.header in ("fill", "dark"):
        sheet.box(edges[0], y, edges[-1] - edges[0], height, fill="#2f3b4a" if style.header == "dark" else style.accent)
    if style.header == "box":
        sheet.box(edges[0], y, edges[-1] - edges[0], height, stroke="#000000")
    if style.header == "rule":
        sheet.rule(edges[0], y + height, edges[-1], y + height, width=0.9)
    color = "#ffffff" if style.header == "dark" else None
    for k, (column, label) in enumerate(zip(columns, labels, strict=True)):
        align = column.align if style.header_aligned else "left"
        for row, text in enumerate(label):
            baseline = y + style.pad + (row + 0.8) * leading
            sheet.text(
                _anchor(edges[k], edges[k + 1], align),
                baseline,
                text,
                size=style.header_size,
                bold=style.header_bold,
                align=align,
                color=color,
                fit=edges[k + 1] - edges[k] - 4,
            )
    return y + height


def _cell_lines(sheet: Sheet, column: Column, line: Line, style: TableStyle, width: float) -> list[str]:
    text = column.cell(line)
    if not column.wraps:
        return [text]
    return [*sheet.wrapped(text, width, style.font_size), *line.details]


def _draw_cell(
    sheet: Sheet,
    column: Column,
    cell: Sequence[str],
    style: TableStyle,
    left: float,
    right: float,
    y: float,
    name: str,
    line: Line,
) -> None:
    leading = style.font_size * 1.22
    printed = len(cell) - len(line.details) if column.wraps else len(cell)
    for row, text in enumerate(cell):
        detail = row >= printed
        size = style.font_size - 1 if detail else style.font_size
        field = f"{name}.{column.field}" if column.field and text and not detail else None
        sheet.text(
            _anchor(left, right, column.align),
            y + (row + 0.8) * leading,
            text,
            size=size,
            align=column.align,
            field=field,
            fit=None if column.wraps else right - left - 4,
        )


def _sum_row(sheet: Sheet, edges: Sequence[float], y: float, label: str, amount: str, style: TableStyle) -> float:
    baseline = y + style.pad + style.font_size * 0.95
    right = edges[-1] - 3
    start = sheet.text(right, baseline, amount, size=style.font_size, bold=True, align="right") - sheet.measure(
        amount, style.font_size, bold=True
    )
    if style.sum_left:
        sheet.text(edges[0] + 3, baseline, label, size=style.font_size, bold=True)
    else:
        sheet.text(start - 14, baseline, label, size=style.font_size, bold=True, align="right")
    return y + style.font_size * 1.22 + 2 * style.pad


def _close(sheet: Sheet, style: TableStyle, edges: Sequence[float], top: float, y: float) -> None:
    if style.ruling in ("grid", "columns"):
        for edge in edges:
            sheet.rule(edge, top, edge, y, width=0.4, color=style.line_color)
        sheet.rule(edges[0], top, edges[-1], top, width=0.4, color=style.line_color)
    if style.ruling in ("grid", "columns", "zebra"):
        sheet.rule(edges[0], y, edges[-1], y, width=0.4, color=style.line_color)


def _anchor(left: float, right: float, align: str) -> float:
    return right - 3 if align == "right" else (left + right) / 2 if align == "center" else left + 3
