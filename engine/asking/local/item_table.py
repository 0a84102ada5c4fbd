"""One table under its header → its rows: columns fitted, named and put together, page after page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ....schemas.reply import Printed
from ....schemas.vocabulary import fold, labels
from .columns import Columns, fit_columns
from .group_sums import without_group_sums
from .header_cells import Header
from .item_rows import ItemRow, pick_rows, whole_bands
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
)
from .row_bands import Band, band_rows
from .row_cells import Reach, cell_printed, full_width, unit_beside, with_quantity_split
from .settled_header import count_apart, settle_cells
from .table_body import Body, Stretch, body_of, common_count, same_place, sample_lines

_OF_INVOICE = frozenset({"InvoiceNumber", "InvoiceDate", "DueDate"})


@dataclass(frozen=True, slots=True)
class ItemTable:
    """The items of one table."""

    rows: tuple[ItemRow, ...]
    lines: frozenset[int]
    """Indexes of the layout lines of header, rows and sums."""
    left_out: int
    """Groups of lines with an amount that were taken for no item."""
    worth: float
    """How much it looks like the items of an invoice; the higher the better."""
    has_rates: bool
    """True where a column holds the tax rate."""
    agreement: float = 0.0
    """Share of the rows in which quantity × price is the total; 0 where they cannot be compared."""


def read_table(layout: Layout, stretches: Sequence[Stretch], decimal_mark: str | None) -> ItemTable | None:
    """The items under one header, on all its pages; None where no rows can be formed, or it is no item table."""
    if not stretches or not _may_hold_items(stretches[0].header):
        return None
    rows: list[ItemRow] = []
    lines: set[int] = set()
    left_out = 0
    best: Meanings | None = None
    known: tuple[Header, Meanings] | None = None
    for place in _places(stretches):
        sample = sample_lines(place)
        if not sample:
            continue
        columns, header = _fitted(layout, place)
        if _heads_invoice(header):
            continue
        body = body_of(columns, place, common_count(columns, sample))
        if known is None or len(known[0].cells) != len(header.cells):
            known = (header, _meanings(header, columns, body, decimal_mark))
        meanings = known[1]
        if not {DESCRIPTION, SKU} & meanings.columns.keys():
            continue
        body = without_group_sums(body, meanings, columns, decimal_mark)
        bands = _bands(meanings, body)
        kept = whole_bands(bands, meanings, body.later)
        own = _rows(header, columns, kept, meanings)
        rows += own
        left_out += len(kept) - len(own)
        lines |= body.sums | {grid.line.index for row in own for grid in row.band.lines}
        if best is None or len(meanings.columns) > len(best.columns):
            best = meanings
    picked = pick_rows(rows, decimal_mark)
    if best is None or not picked:
        return None
    lines |= {index for stretch in stretches for index in stretch.header.lines}
    worth = _worth(best, len(picked))
    left_out += len(rows) - len(picked)
    return ItemTable(picked, frozenset(lines), left_out, worth, TAX_RATE in best.columns, best.agreement)


def _may_hold_items(header: Header) -> bool:
    """False for the headers of VAT breakdowns and of tables without money."""
    if not any(cell.text for cell in header.cells):
        return True
    terms = {term for cell in header.cells for term in cell.terms}
    of_items = {t for t in terms if t.startswith("LineItems.")}
    if not of_items:
        return False
    only_vat = sum(1 for cell in header.cells if cell.terms and all(t.startswith("VatBreakdown.") for t in cell.terms))
    strong = {DESCRIPTION, QUANTITY, UNIT_PRICE, SKU, POSITION} & of_items
    return only_vat == 0 or len(strong) > 1 + only_vat


def _heads_invoice(header: Header) -> bool:
    """True for labels of the invoice as a whole over their values: 'Invoice number · Invoice date · Charges'."""
    found = {
        label.term
        for cell in header.cells
        for label in labels().get(fold(cell.text), ())
        if label.term in _OF_INVOICE and label.weight >= 1.0
    }
    return len(found) > 1


def _places(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """Stretches whose headers stand at the same place, together."""
    places: list[list[Stretch]] = []
    for stretch in stretches:
        if places and same_place(places[-1][0].header, stretch.header):
            places[-1].append(stretch)
        else:
            places.append([stretch])
    return places


def _fitted(layout: Layout, place: Sequence[Stretch]) -> tuple[Columns, Header]:
    """The columns below one header, and the header with its labels joined and parted as the cells demand."""
    sample = sample_lines(place)
    numbers = {stretch.header.page for stretch in place}
    pages = [page for page in layout.pages if page.number in numbers]
    header = place[0].header
    cells = settle_cells(header.cells, sample)
    columns = fit_columns(cells, sample, pages)
    counted = count_apart(cells, columns, sample)
    if counted is not None:
        cells = counted
        columns = fit_columns(cells, sample, pages)
    return columns, replace(header, cells=cells)


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
    """The lines grouped into rows by quantity, price, total and position."""
    of = meanings.columns
    if not {TOTAL, TOTAL_WITH_TAX, UNIT_PRICE} & of.keys():
        return ()
    anchors = {of[term] for term in (QUANTITY, UNIT_PRICE, TOTAL, TOTAL_WITH_TAX) if term in of}
    anchors -= {of.get(POSITION, -1)}
    return band_rows(body.lines, frozenset(anchors), of.get(POSITION), of.get(DESCRIPTION), body.breaks)


def _rows(header: Header, columns: Columns, bands: Sequence[Band], meanings: Meanings) -> list[ItemRow]:
    """The rows that hold money, with their cells by term."""
    of = meanings.columns
    reach = full_width(bands, of[DESCRIPTION], columns) if DESCRIPTION in of else Reach(0.0, 0.0)
    rows: list[ItemRow] = []
    for band in bands:
        found: dict[str, Printed] = {}
        for term, column in of.items():
            printed = cell_printed(term, column, band, header.cells[column], reach)
            if printed is not None:
                found[term] = printed
        if not {TOTAL, TOTAL_WITH_TAX, UNIT_PRICE} & found.keys():
            continue
        rows.append(ItemRow(_with_unit(found, of, band, header), band, header))
    return rows


def _with_unit(found: dict[str, Printed], of: Mapping[str, int], band: Band, header: Header) -> Mapping[str, Printed]:
    """The cells with the unit that stands in the quantity's cell, where units have no column of their own."""
    if UNIT not in of and QUANTITY in of:
        unit = unit_beside(of[QUANTITY], band, header.cells[of[QUANTITY]])
        if unit is not None:
            found[UNIT] = unit
    return with_quantity_split(found)


def _worth(meanings: Meanings, rows: int) -> float:
    """How much a table looks like the items of an invoice."""
    of = meanings.columns
    points = 2.0 * (DESCRIPTION in of) + (QUANTITY in of) + (UNIT_PRICE in of) + (TOTAL in of or TOTAL_WITH_TAX in of)
    points += 0.5 * sum(1 for term in (SKU, TAX_RATE, POSITION, UNIT) if term in of)
    return points + 2.0 * meanings.agreement + min(rows, 10) * 0.1
