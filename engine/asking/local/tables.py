"""The line items of a document: the table or list that holds them, and its rows under the prompt's field names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rapidfuzz import fuzz

from ....schemas.field_words import asked_words, likeness, words_of
from ....schemas.fields import LINE_ITEMS, Field
from ....schemas.reply import Printed, Row
from ....schemas.vocabulary import fold
from .cell_words import is_number, mark_of
from .header_cells import Header
from .item_rows import ItemRow
from .item_table import ItemTable, read_table
from .layout import Layout, box_of
from .meanings import POSITION, TAX_RATE, TOTAL, number_in
from .priced_lines import read_priced_lines
from .row_rates import rate_by_sums, rates_of
from .sum_lines import sum_line
from .table_body import stretches_of
from .table_header import find_headers
from .unheaded import unheaded_table
from .vat_table import vat_rows

PROVEN = 0.8
"""Share of the rows in which quantity × price must be the total for a table without labels to count as one."""

NAMED_ALIKE = 80
"""Similarity (0 to 100) from which a header label answers a field of the user's own making."""


@dataclass(frozen=True, slots=True)
class LineItemTable:
    """The line items as printed."""

    rows: tuple[Row, ...] = ()
    """In printed order; each maps the prompt's field names to what is printed."""
    lines: frozenset[int] = frozenset()
    """Indexes of the layout lines that belong to the table: header, items and sub-totals."""
    numbered: frozenset[int] = frozenset()
    """Those of them that hold the numbers of a row; the rest are headers, words and sums."""
    expected_rows: int | None = None
    """How many rows the page itself says there are (by its position numbers); None where it does not say."""
    reasons: tuple[str, ...] = ()
    """What could not be assigned, in words for a person."""


def read_line_items(layout: Layout, fields: Sequence[Field], decimal_mark: str | None = None) -> LineItemTable:
    """The rows of the item table, with the fields asked for; an empty table where none can be formed.

    Args:
        layout: the pages of one invoice.
        fields: the fields of the prompt; those of group 'LineItems' are answered, by their term or, where they have
            none, by the column whose header bears their name.
        decimal_mark: what the document writes between units and cents; None: as its amounts agree.
    """
    wanted = [field for field in fields if field.group == LINE_ITEMS]
    decimal_mark = decimal_mark or mark_of(layout)
    read = [read_table(layout, stretches, decimal_mark) for stretches in stretches_of(layout, find_headers(layout))]
    tables = sorted((table for table in read if table is not None), key=lambda table: -table.worth)
    unheaded = None if tables else read_table(layout, unheaded_table(layout), decimal_mark)
    if unheaded is not None and unheaded.agreement >= PROVEN:
        tables = [unheaded]
    if not tables:
        listed = read_priced_lines(layout, decimal_mark)
        named = {field.term: field.name for field in wanted if field.term}
        totals = [number_in(row[TOTAL].text, decimal_mark) if TOTAL in row else None for row in listed.rows]
        below = layout.lines[max(listed.lines, default=len(layout.lines)) + 1 :]
        rate = rate_by_sums(totals, below, decimal_mark)
        own = {TAX_RATE: rate} if rate is not None else {}
        rows = tuple({named[t]: one for t, one in (*row.items(), *own.items()) if t in named} for row in listed.rows)
        return LineItemTable(rows, listed.lines, listed.lines)
    chosen = _together(layout, tables, decimal_mark)
    items = sorted((row for table in chosen for row in table.rows), key=_place)
    numbered = frozenset(_place(row) for row in items)
    if not any(table.has_rates for table in chosen):
        items = _with_rates(items, layout, numbered, decimal_mark)
    left_out = sum(table.left_out for table in chosen)
    reasons = (f"{left_out} groups of lines with an amount were taken for no item",) if left_out else ()
    lines = frozenset(index for table in chosen for index in table.lines)
    return LineItemTable(tuple(_answers(wanted, row) for row in items), lines, numbered, _expected(items), reasons)


def _place(row: ItemRow) -> int:
    """Index of the layout line of a row's first number."""
    return row.band.lines[row.band.anchor].line.index


def _together(layout: Layout, tables: Sequence[ItemTable], decimal_mark: str | None) -> list[ItemTable]:
    """The best table, and another one with it where only both add up to a printed sum."""
    best = tables[0]
    printed = {
        number_in(word.text, decimal_mark)
        for line in layout.lines
        if sum_line(line) is not None
        for word in line.words
        if is_number(word.text)
    }
    total = _total(best, decimal_mark)
    if total is None or total in printed:
        return [best]
    for other in tables[1:]:
        more = _total(other, decimal_mark)
        if more and total + more in printed and not best.lines & other.lines:
            return [best, other]
    return [best]


def _total(table: ItemTable, decimal_mark: str | None) -> Decimal | None:
    """The sum of a table's line totals; None where a row has none."""
    values = [number_in(row.cells[TOTAL].text, decimal_mark) if TOTAL in row.cells else None for row in table.rows]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _with_rates(
    items: Sequence[ItemRow], layout: Layout, numbered: frozenset[int], decimal_mark: str | None
) -> list[ItemRow]:
    """The rows with the tax rates of the VAT breakdown below."""
    totals = [number_in(row.cells[TOTAL].text, decimal_mark) if TOTAL in row.cells else None for row in items]
    rates = rates_of(totals, vat_rows(layout, decimal_mark, numbered))
    if not any(rates):
        rate = rate_by_sums(totals, layout.lines[max(numbered, default=len(layout.lines)) + 1 :], decimal_mark)
        rates = [rate] * len(totals)
    return [
        replace(row, cells={**row.cells, TAX_RATE: rate}) if rate is not None else row
        for row, rate in zip(items, rates, strict=True)
    ]


def _answers(wanted: Sequence[Field], row: ItemRow) -> Row:
    """The row under the names of the fields asked for."""
    found: dict[str, Printed] = {}
    for field in wanted:
        if field.term is not None:
            if field.term in row.cells:
                found[field.name] = row.cells[field.term]
            continue
        column = _column_named(field.name, row.header)
        held = row.band.words(column) if column is not None else []
        if column is not None and held:
            line, words = held[0]
            text = " ".join(word.text for word in words)
            label = row.header.cells[column].text
            found[field.name] = Printed(text, row.band.lines[line].line.page, box_of(words), label)
    return found


def _column_named(name: str, header: Header) -> int | None:
    """The column whose label is most like a name, in its words or in what they mean; None where none is."""
    folded, wanted = fold(name), asked_words(name)
    scores = [
        max(fuzz.ratio(folded, fold(cell.text)), *(100 * likeness(asked, words_of(cell.text)) for asked in wanted), 0)
        for cell in header.cells
    ]
    best = max(range(len(scores)), key=lambda k: scores[k])
    return best if scores[best] >= NAMED_ALIKE else None


def _expected(items: Sequence[ItemRow]) -> int | None:
    """The last position number, where the numbers count 1, 2, 3, … (or 10, 20, 30, …)."""
    numbers = [number_in(row.cells[POSITION].text) for row in items if POSITION in row.cells]
    given = [number for number in numbers if number is not None]
    if len(given) < 2 or given != sorted(given) or given[0] <= 0:
        return None
    step = given[0]
    return int(given[-1] / step) if all(number % step == 0 for number in given) else None
