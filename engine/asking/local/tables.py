"""The line items of a document: its item table found, its columns named, its rows put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from ....schemas.fields import LINE_ITEMS, Field
from ....schemas.reply import Printed, Row
from ....schemas.vocabulary import fold
from .columns import Columns, count_apart, fit_columns, settle_cells
from .layout import Layout
from .meanings import (
    DESCRIPTION,
    POSITION,
    QUANTITY,
    SKU,
    TAX_RATE,
    TOTAL,
    TOTAL_WITH_TAX,
    UNIT,
    UNIT_PRICE,
    Meanings,
    name_columns,
    number_in,
)
from .priced_lines import read_priced_lines
from .row_bands import Band, band_rows
from .row_cells import cell_printed, full_width, unit_beside, with_quantity_split
from .row_rates import rates_of
from .table_body import Body, Stretch, body_of, common_count, sample_lines, same_place, stretches_of
from .table_header import Header, find_headers
from .vat_table import vat_rows

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


@dataclass(frozen=True, slots=True)
class _Table:
    """One table read whole."""

    bands: tuple[Band, ...]
    cells: tuple[Mapping[str, Printed], ...]
    """Per row: term key → printed."""
    headers: tuple[Header, ...]
    meanings: Meanings
    body: Body
    worth: float


def read_line_items(layout: Layout, fields: Sequence[Field], decimal_mark: str | None = None) -> LineItemTable:
    """The rows of the item table, with the fields asked for; an empty table where none can be formed.

    Args:
        layout: the pages of one invoice.
        fields: the fields of the prompt; those of group 'LineItems' are answered, by their term or, where they have
            none, by the column whose header bears their name.
        decimal_mark: what the document writes between units and cents, where that is known.
    """
    wanted = [field for field in fields if field.group == LINE_ITEMS]
    headers = find_headers(layout)
    tables = [_read(layout, stretches, decimal_mark) for stretches in stretches_of(layout, headers)]
    best: _Table | None = None
    for table in tables:
        if table is not None and (best is None or table.worth > best.worth):
            best = table
    if best is None:
        listed = read_priced_lines(layout, decimal_mark)
        named = {field.term: field.name for field in wanted if field.term}
        rows = tuple({named[t]: printed for t, printed in row.items() if t in named} for row in listed.rows)
        return LineItemTable(rows, listed.lines, listed.lines)
    numbered = frozenset(band.lines[band.anchor].line.index for band in best.bands)
    best = _with_rates(best, layout, numbered, decimal_mark)
    rows = tuple(_answers(wanted, best, k) for k in range(len(best.bands)))
    lines = {line for header in best.headers for line in header.lines}
    lines |= {grid.line.index for band in best.bands for grid in band.lines} | best.body.sums
    return LineItemTable(rows, frozenset(lines), numbered, _expected(best))


def _read(layout: Layout, stretches: Sequence[Stretch], decimal_mark: str | None) -> _Table | None:
    """One table, or None where its rows cannot be formed or it is no item table."""
    header = stretches[0].header
    if not _may_hold_items(header):
        return None
    places: list[list[Stretch]] = []
    for stretch in stretches:
        if places and same_place(places[-1][0].header, stretch.header):
            places[-1].append(stretch)
        else:
            places.append([stretch])
    bands: list[Band] = []
    bodies: list[Body] = []
    meanings: Meanings | None = None
    columns: Columns | None = None
    width = 0
    for place in places:
        sample = sample_lines(place)
        if not sample:
            continue
        numbers = {stretch.header.page for stretch in place}
        header = replace(place[0].header, cells=settle_cells(place[0].header.cells, sample))
        columns = fit_columns(header.cells, sample, [page for page in layout.pages if page.number in numbers])
        apart = count_apart(header.cells, columns, sample)
        if apart is not None:
            header = replace(header, cells=apart)
            columns = fit_columns(header.cells, sample, [page for page in layout.pages if page.number in numbers])
        body = body_of(columns, place, common_count(columns, sample))
        if meanings is None or len(columns.cuts) != width:
            width = len(columns.cuts)
            meanings = _meanings(header, columns, body, decimal_mark)
        bands += _whole(_bands(meanings, body), meanings, body.later)
        bodies.append(body)
    if meanings is None or columns is None or not bands or not ({DESCRIPTION, SKU} & meanings.columns.keys()):
        return None
    kept, cells = _rows(header, columns, bands, meanings, decimal_mark)
    if not kept:
        return None
    body = Body(
        tuple(line for body in bodies for line in body.lines),
        frozenset(index for body in bodies for index in body.breaks),
        frozenset(index for body in bodies for index in body.sums),
    )
    headers = tuple(stretch.header for stretch in stretches if not stretch.runs_on)
    return _Table(tuple(kept), tuple(cells), headers, meanings, body, _worth(meanings, cells))


def _with_rates(table: _Table, layout: Layout, numbered: frozenset[int], decimal_mark: str | None) -> _Table:
    """The table with the tax rates of the VAT breakdown where it has no column of them."""
    if TAX_RATE in table.meanings.columns or TOTAL not in table.meanings.columns:
        return table
    totals = [number_in(cells[TOTAL].text, decimal_mark) if TOTAL in cells else None for cells in table.cells]
    rates = rates_of(totals, vat_rows(layout, decimal_mark, numbered))
    cells = tuple(
        {**cells, TAX_RATE: rate} if rate is not None else cells for cells, rate in zip(table.cells, rates, strict=True)
    )
    return replace(table, cells=cells)


def _may_hold_items(header: Header) -> bool:
    """False for the headers of VAT breakdowns and of tables without money."""
    terms = {term for cell in header.cells for term in cell.terms}
    of_items = {t for t in terms if t.startswith("LineItems.")}
    if not of_items:
        return False
    only_vat = sum(1 for cell in header.cells if cell.terms and all(t.startswith("VatBreakdown.") for t in cell.terms))
    strong = {DESCRIPTION, QUANTITY, UNIT_PRICE, SKU, POSITION} & of_items
    return only_vat == 0 or len(strong) > 1 + only_vat


def _meanings(header: Header, columns: Columns, body: Body, decimal_mark: str | None) -> Meanings:
    """What the columns mean, worked out over rows that are grouped by their numbers alone."""
    counts: dict[int, int] = {}
    for grid in body.lines:
        for k in grid.numbers:
            counts[k] = counts.get(k, 0) + 1
    most = max(counts.values(), default=0)
    anchors = frozenset(k for k, count in counts.items() if 2 * count >= most)
    bands = band_rows(body.lines, anchors, None, None, body.breaks)
    minor = [_texts(band, columns) for band in bands]
    return name_columns(header.cells, minor, columns.numeric, decimal_mark)


def _texts(band: Band, columns: Columns) -> dict[int, str]:
    """Column → text: of its number where it is a column of numbers, else of its first line."""
    found: dict[int, str] = {}
    for k in range(len(columns.cuts) + 1):
        held = band.number(k)
        if held is not None:
            found[k] = " ".join(word.text for word in held[1])
        elif k not in columns.numeric:
            lines = band.words(k)
            if lines:
                found[k] = " ".join(word.text for word in lines[0][1])
    return found


def _bands(meanings: Meanings, body: Body) -> tuple[Band, ...]:
    of = meanings.columns
    anchors = {of[term] for term in (QUANTITY, UNIT_PRICE, TOTAL, TOTAL_WITH_TAX) if term in of}
    if TOTAL in of or TOTAL_WITH_TAX in of or UNIT_PRICE in of:
        anchors -= {of.get(POSITION, -1)}
        return band_rows(body.lines, frozenset(anchors), of.get(POSITION), of.get(DESCRIPTION), body.breaks)
    return ()


def _whole(bands: Sequence[Band], meanings: Meanings, later: frozenset[int]) -> list[Band]:
    """The rows with those joined to the row above that have no total of their own, where rows have one.

    Parts of a set, a discount per piece or a meter reading have numbers too, and are no row. Neither is a charge or
    a discount on the whole that stands below a sub-total.

    Args:
        later: indexes of the lines below a sub-total.
    """
    of = meanings.columns
    total = of.get(TOTAL, of.get(TOTAL_WITH_TAX))
    if total is None or (not meanings.agreement and 2 * sum(1 for band in bands if band.number(total)) < len(bands)):
        return list(bands)
    counted = [of[term] for term in (QUANTITY, UNIT_PRICE) if term in of]
    marks = [k for k in (of.get(QUANTITY), of.get(POSITION)) if k is not None]
    marked = [any(band.words(k) for k in marks) for band in bands]
    most = 2 * sum(marked) >= len(bands)
    found: list[Band] = []
    for band, has_mark in zip(bands, marked, strict=True):
        if most and not has_mark and band.lines[band.anchor].line.index in later:
            continue
        if band.number(total) or (len(counted) == 2 and all(band.aligned(k) for k in counted)):
            found.append(band)
        elif found and band.lines[band.anchor].line.index not in later:
            found[-1] = Band(found[-1].lines + band.lines, found[-1].anchor)
    return found


def _rows(
    header: Header, columns: Columns, bands: Sequence[Band], meanings: Meanings, decimal_mark: str | None
) -> tuple[list[Band], list[Mapping[str, Printed]]]:
    """The rows that say what was sold, with their cells by term."""
    kept: list[Band] = []
    cells: list[Mapping[str, Printed]] = []
    of = meanings.columns
    reach = full_width(bands, of[DESCRIPTION], columns) if DESCRIPTION in of else (0.0, 0.0)
    for band in bands:
        found: dict[str, Printed] = {}
        for term, column in of.items():
            printed = cell_printed(term, column, band, header.cells[column], reach)
            if printed is not None:
                found[term] = printed
        if UNIT not in of and QUANTITY in of:
            unit = unit_beside(of[QUANTITY], band, header.cells[of[QUANTITY]])
            if unit is not None:
                found[UNIT] = unit
        if not ({TOTAL, TOTAL_WITH_TAX, UNIT_PRICE} & found.keys()):
            continue
        kept.append(band)
        cells.append(with_quantity_split(found))
    kept, cells = _named_rows(kept, cells)
    return _without_sums(kept, cells, decimal_mark)


def _without_sums(
    bands: list[Band], cells: list[Mapping[str, Printed]], decimal_mark: str | None
) -> tuple[list[Band], list[Mapping[str, Printed]]]:
    """The rows without a last one that is the sum of the others, whatever it is called."""
    for last in range(len(cells) - 1, max(len(cells) - 4, 1), -1):
        row = cells[last]
        if row.keys() & {POSITION, UNIT_PRICE, SKU}:
            continue
        for term in (TOTAL, TOTAL_WITH_TAX):
            values = [number_in(found[term].text, decimal_mark) for found in cells[:last] if term in found]
            known = [value for value in values if value is not None]
            if len(known) >= 2 and term in row and number_in(row[term].text, decimal_mark) == sum(known):
                return bands[:last], cells[:last]
    return bands, cells


def _named_rows(
    bands: list[Band], cells: list[Mapping[str, Printed]]
) -> tuple[list[Band], list[Mapping[str, Printed]]]:
    """The rows that say what they are for; all of them where most do not."""
    named = [k for k, found in enumerate(cells) if DESCRIPTION in found]
    full = [k for k, found in enumerate(cells) if {QUANTITY, UNIT_PRICE} <= found.keys()]
    if 3 * len(named) < 2 * len(cells) and not (full and set(full) <= set(named)):
        return bands, cells
    return [bands[k] for k in named], [cells[k] for k in named]


def _worth(meanings: Meanings, cells: Sequence[Mapping[str, Printed]]) -> float:
    """How much a table looks like the items of an invoice."""
    of = meanings.columns
    points = 2.0 * (DESCRIPTION in of) + (QUANTITY in of) + (UNIT_PRICE in of) + (TOTAL in of or TOTAL_WITH_TAX in of)
    points += 0.5 * sum(1 for term in (SKU, TAX_RATE, POSITION, UNIT) if term in of)
    points += 2.0 * meanings.agreement
    return points + min(len(cells), 10) * 0.1


def _answers(wanted: Sequence[Field], table: _Table, k: int) -> Row:
    """The row under the names of the fields asked for."""
    cells = table.cells[k]
    found: dict[str, Printed] = {}
    for field in wanted:
        if field.term is not None:
            if field.term in cells:
                found[field.name] = cells[field.term]
            continue
        column = _column_named(field.name, table.headers[0])
        if column is None:
            continue
        held = table.bands[k].words(column)
        if held:
            first = held[0]
            cell = table.headers[0].cells[column]
            text = " ".join(word.text for word in first[1])
            box = first[1][0].box.union(first[1][-1].box)
            found[field.name] = Printed(text, table.bands[k].lines[first[0]].line.page, box, cell.text)
    return found


def _column_named(name: str, header: Header) -> int | None:
    """The column whose label is most like a name; None where none is."""
    folded = fold(name)
    scores = [fuzz.ratio(folded, fold(cell.text)) for cell in header.cells]
    best = max(range(len(scores)), key=lambda k: scores[k])
    return best if scores[best] >= NAMED_ALIKE else None


def _expected(table: _Table) -> int | None:
    """The last position number, where the numbers count 1, 2, 3, … (or 10, 20, 30, …)."""
    numbers = [number_in(cells[POSITION].text) for cells in table.cells if POSITION in cells]
    given = [number for number in numbers if number is not None]
    if len(given) < 2 or given != sorted(given) or given[0] <= 0:
        return None
    step = given[0]
    return int(given[-1] / step) if all(number % step == 0 for number in given) else None
