"""Line items: cells of rows that are aligned in printed order, and whether the rows are all there."""

from functools import partial

from ...schemas.fields import LINE_ITEMS
from ..correctness import LINE
from ..judged import Judged, Measured, Outcome
from .fields import counts, micro_f1, precision, recall
from .figure import Metric, Tally, ratio

NAMING = ("LineTotalExclTax", "Description")
"""A row was read where one of these is right."""


def is_line_cell(cell: Judged) -> bool:
    """True for a cell of a line item in one of the columns of LINE."""
    return cell.table == LINE_ITEMS and cell.field in LINE


def _lines(document: Measured) -> Tally:
    return counts(filter(is_line_cell, document.cells), surplus=True)


def _table(table: str, document: Measured) -> Tally:
    return counts((cell for cell in document.cells if cell.table == table), surplus=True)


def wanted_rows(document: Measured) -> int:
    """Line items that the truth has."""
    if not document.case.holds_invoices:
        return 0
    return sum(len(truth.get(LINE_ITEMS) or ()) for truth in document.case.records)


def _read_rows(document: Measured) -> Tally:
    if not any(cell.table == LINE_ITEMS for cell in document.cells):
        return {}
    read = {
        (cell.record, cell.row)
        for cell in document.cells
        if is_line_cell(cell) and cell.field in NAMING and cell.outcome is Outcome.RIGHT
    }
    return {"read": len(read), "n": wanted_rows(document)}


def _found_rows(document: Measured) -> Tally:
    wanted = wanted_rows(document)
    if not wanted or not any(cell.table == LINE_ITEMS for cell in document.cells):
        return {}
    found = sum(len(record.line_items) for record in document.document.records) if document.document else 0
    return {"found": min(found, wanted), "n": wanted}


ROWS = (
    Metric("line_items_precision", _lines, precision, "cells"),
    Metric("line_items_recall", _lines, recall, "cells"),
    Metric("line_items_f1", _lines, micro_f1, "cells"),
    Metric("row_recall", _read_rows, lambda sums: ratio(sums["read"], sums["n"]), "rows"),
    Metric("row_completion", _found_rows, lambda sums: ratio(sums["found"], sums["n"]), "rows"),
    Metric("breakdown_f1", partial(_table, "VatBreakdown"), micro_f1, "cells"),
)
