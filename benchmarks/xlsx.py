"""How long a workbook takes, and how much memory, beside plain xlsxwriter.

    python benchmarks/xlsx.py [--rows 100000] [--passes 3]

Two writers get the same cells of the same line items: ours (types, number formats, colours, comments, notes) and a
bare loop over xlsxwriter's constant_memory mode. Each runs in a process of its own, in turns; medians are printed.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from faktum.engine.rows.lay_out import Table
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Box
from faktum.schemas.fields import LINE_ITEMS, Field, Kind, Structure
from faktum.schemas.record import Cell, DocumentResult, Evidence, Note, Record, Severity, Status, Value

LINES_PER_INVOICE, DIFFERENT = 12, 50
DAY_ZERO = date(1899, 12, 30)

FIELDS = (
    Field("Invoice Number", Kind.IDENTIFIER),
    Field("Invoice Date", Kind.DATE),
    Field("Due Date", Kind.DATE),
    Field("Vendor", Kind.NAME),
    Field("Customer", Kind.NAME),
    Field("Currency", Kind.CURRENCY),
    Field("Total Amount", Kind.AMOUNT),
    Field("SKU", Kind.IDENTIFIER, group=LINE_ITEMS),
    Field("Description", Kind.TEXT, group=LINE_ITEMS),
    Field("Quantity", Kind.QUANTITY, group=LINE_ITEMS),
    Field("Unit Price", Kind.AMOUNT, group=LINE_ITEMS),
    Field("VAT Rate", Kind.PERCENT, group=LINE_ITEMS),
    Field("Line Total", Kind.AMOUNT, group=LINE_ITEMS),
)
"""With the two system columns: 15."""


class Invoices:
    """As many line items as wanted, from a few invoices over and over: only the writer costs time and memory."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.invoices = [_invoice(number * LINES_PER_INVOICE, LINES_PER_INVOICE) for number in range(DIFFERENT)]

    def __iter__(self) -> Iterator[DocumentResult]:
        for number in range(self.rows // LINES_PER_INVOICE):
            yield self.invoices[number % DIFFERENT]
        if rest := self.rows % LINES_PER_INVOICE:
            yield _invoice(0, rest)


def table(rows: int) -> Table:
    """A table of this many rows and 15 columns."""
    return Table(CompiledPrompt(FIELDS, Structure.PER_LINE_ITEM, ""), Invoices(rows))


def ours(rows: int, path: str) -> None:
    from faktum.engine.rows.to_xlsx import write_xlsx

    with open(path, "wb") as file:
        write_xlsx(table(rows), file)


def plain(rows: int, path: str) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    made = table(rows)
    sheet.write_row(0, 0, [column.name for column in made.columns])
    for number, row in enumerate(made, 1):
        for place, cell in enumerate(row.cells):
            if isinstance(cell.value, str):
                sheet.write_string(number, place, cell.value)
            elif isinstance(cell.value, Decimal):
                sheet.write_number(number, place, float(cell.value))
            elif isinstance(cell.value, date):
                sheet.write_number(number, place, (cell.value - DAY_ZERO).days, day)
    book.close()


def rows_only(rows: int, path: str) -> None:
    for _ in table(rows):
        pass


WRITERS = {"faktum": ours, "plain xlsxwriter": plain, "laying out the rows alone": rows_only}


def _invoice(number: int, lines: int) -> DocumentResult:
    issued = date(2026, 1, 1) + timedelta(days=number % 365)
    fields = {
        "Invoice Number": _cell(f"INV-{number:06}"),
        "Invoice Date": _cell(issued),
        "Due Date": _cell(issued + timedelta(days=30)),
        "Vendor": _cell(f"Northwind Trading {number % 17} GmbH"),
        "Customer": _cell(f"Contoso Ltd {number % 29}"),
        "Currency": _cell("EUR"),
        "Total Amount": _cell(Decimal(number * 37 % 9_999_999).scaleb(-2)),
    }
    items = tuple(
        {
            "SKU": _cell(f"{number + line:06}"),
            "Description": _cell("Consulting services, senior engineer"),
            "Quantity": _cell(Decimal(line + 1)),
            "Unit Price": _cell(Decimal(12345 + line * 7).scaleb(-2)),
            "VAT Rate": _cell(Decimal("19.0")),
            "Line Total": _cell(Decimal((12345 + line * 7) * (line + 1)).scaleb(-2)),
        }
        for line in range(lines)
    )
    doubts = (Note("BR-CO-15", Severity.WARNING, "Net and tax do not add up to the total", ("Total Amount",)),)
    notes = doubts if number % (25 * LINES_PER_INVOICE) == 0 else ()
    return DocumentResult(
        f"inv_{number:06}.pdf", records=(Record("invoice", (1,), fields, {LINE_ITEMS: items}, notes, "EUR"),)
    )


def _cell(value: Value) -> Cell:
    text = str(value)
    return Cell(value, text, Status.VERIFIED, 0.98, evidence=(Evidence(1, Box(72, 90, 110, 101), text),))


def _measure(name: str, rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.xlsx")
        start = time.perf_counter()
        WRITERS[name](rows, path)
        wall = time.perf_counter() - start
        used = resource.getrusage(resource.RUSAGE_SELF)
        size = os.path.getsize(path) if os.path.exists(path) else 0
    cpu = used.ru_utime + used.ru_stime
    print(json.dumps({"wall": wall, "cpu": cpu, "rss": used.ru_maxrss / 1024, "size": size / 1e6}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--one", choices=list(WRITERS), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        _measure(given.one, given.rows)
        return
    measured: dict[str, list[dict[str, float]]] = {name: [] for name in WRITERS}
    for _ in range(given.passes):
        for name in WRITERS:
            command = [sys.executable, __file__, "--rows", str(given.rows), "--one", name]
            measured[name].append(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))
    middle = {
        name: {what: statistics.median(run[what] for run in runs) for what in runs[0]}
        for name, runs in measured.items()
    }
    print(f"{given.rows:,} rows of 15 columns, median of {given.passes}")
    print(f"{'':26} {'wall s':>8} {'cpu s':>8} {'peak MB':>8} {'file MB':>8}")
    for name, run in middle.items():
        print(f"{name:26} {run['wall']:8.2f} {run['cpu']:8.2f} {run['rss']:8.0f} {run['size']:8.1f}")
    mine, theirs = middle["faktum"], middle["plain xlsxwriter"]
    print(
        f"faktum / plain xlsxwriter: time {mine['wall'] / theirs['wall']:.2f}, memory {mine['rss'] / theirs['rss']:.2f}"
    )


if __name__ == "__main__":
    main()
