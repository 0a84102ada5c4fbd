"""Rows → a workbook: typed cells, doubts in colour, each cell's source in its comment, and a sheet of notes.

One pass over the documents, flat in memory. The cells of a row are made as XML (pens.py, sheet.py); xlsxwriter does
the styles, the comments and the packing.
"""

import tempfile
from datetime import datetime
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_range

from ...schemas.errors import InvalidInput
from ...schemas.record import Cell, DocumentResult, Source, Status
from .lay_out import Column, OutputRow, Table
from .notes_sheet import NotesSheet, assumed_lines, lines_of
from .pens import AFFECTED, PLAIN, REVIEW, Pen
from .sheet import MAX_ROWS, Formats, RowSheet, add_sheet, close_sheets, text_cell
from .styles import FILLS, HEADER_PT, Fill, row_height
from .text import legible

NAME = "Rows"

COMMENTED_ROWS = 1000
"""Rows whose cells carry a comment: spreadsheets grow slow with more."""

MEASURED_ROWS = 300
"""Rows that decide how wide the columns are."""

CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 (a workbook's date has no zone)
"""Written into every workbook, so that the same rows give the same bytes; the archive's entries bear it too."""

MAX_QUOTES, MAX_QUOTE_CHARS = 3, 160
"""What a comment shows of a cell's evidence."""

COMMENT_WIDTH, COMMENT_LINE = 260, 17
"""Size of a comment, in pixels: its width, and the height of a line of about 40 characters."""

_TRUST = {
    Status.VERIFIED: "found on the page",
    Status.AMBIGUOUS: "places on the document disagree",
    Status.DERIVED: "worked out from what is printed",
    Status.NOT_FOUND: "not found on the page",
}

INTRODUCTION = (
    f"'Row' is the row on sheet {NAME} (1 is its header). Cells of the first {COMMENTED_ROWS:,} rows carry a comment "
    "with the page and words they were read from; all evidence stands in documents.jsonl."
)


def write_xlsx(
    table: Table,
    file: BinaryIO,
    *,
    review_fill: Fill = "yellow",
    affected_fill: Fill = "orange",
    notes: bool = True,
    max_rows: int = MAX_ROWS,
) -> None:
    """Write sheet 'Rows' (and 'Rows 2', … where one is full) and sheet 'Notes'.

    Args:
        review_fill: colour of rows that need a look.
        affected_fill: colour of the cells their doubts are about.
        notes: False leaves the sheet of notes out.
        max_rows: rows a sheet holds, its header included.

    Raises:
        InvalidInput: no such fill.
        OSError: the disk refuses.
    """
    for fill in (review_fill, affected_fill):
        if fill not in FILLS:
            raise InvalidInput(f"no fill colour is called {fill}; there are: {', '.join(FILLS)}")
    with tempfile.TemporaryDirectory(prefix="faktum-") as scratch:
        book = Workbook(file, {"constant_memory": True, "tmpdir": scratch, "use_zip64": True})
        try:
            book.set_properties({"title": "Extracted rows", "comments": "Written by Faktum", "created": CREATED})
            formats = Formats(book)
            rows = _Rows(book, formats, table.columns, (FILLS[review_fill], FILLS[affected_fill]), max_rows)
            remarks = NotesSheet(book, formats, INTRODUCTION, rows.label) if notes else None
            for document in table.documents:
                spans, cut = rows.write(table, document)
                if remarks:
                    remarks.write(lines_of(document, spans, cut))
            rows.finish()
            if remarks:
                remarks.write(assumed_lines(table.documents))
                remarks.finish()
            book.close()
        except FileCreateError as error:
            cause = error.args[0] if error.args else None
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
        finally:
            close_sheets(book)


class _Rows:
    """The sheets of rows: a new one where the last is full."""

    def __init__(
        self,
        book: Workbook,
        formats: Formats,
        columns: tuple[Column, ...],
        fills: tuple[str | None, str | None],
        max_rows: int,
    ) -> None:
        review, affected = fills
        looks = (None, review, affected or review)
        self._book = book
        self._columns = columns
        self._pens = [Pen(column, formats, looks) for column in columns]
        self._wrapping = [pen for pen in self._pens if pen.wraps]
        self._headers = [formats.number(pen.header) for pen in self._pens]
        self._per_sheet = max_rows - 1
        self._count = 0
        self._sheets = [self._new_sheet(NAME)]

    def write(self, table: Table, document: DocumentResult) -> tuple[dict[int, range], list[tuple[int, str]]]:
        """Write a document's rows; give the output rows (from 1) of each record, and which cells were cut."""
        spans: dict[int, range] = {}
        cut: list[tuple[int, str]] = []
        for row in table.rows_of(document):
            self._append(row)
            first = spans[row.record].start if row.record in spans else self._count
            spans[row.record] = range(first, self._count + 1)
            cut += [(self._count, pen.column.name) for pen in self._pens if pen.was_cut]
        return spans, cut

    def label(self, numbers: range) -> str:
        """Where output rows (from 1) stand: '2', '2-9', 'Rows 2!5'; '' for none."""
        if not numbers:
            return ""
        sheet, first = divmod(numbers[0] - 1, self._per_sheet)
        last_sheet, last = divmod(numbers[-1] - 1, self._per_sheet)
        named = f"{NAME} {sheet + 1}!" if sheet else ""
        if (sheet, first) == (last_sheet, last):
            return f"{named}{first + 2}"
        other = f"{NAME} {last_sheet + 1}!" if last_sheet != sheet else ""
        return f"{named}{first + 2}-{other}{last + 2}"

    def finish(self) -> None:
        """Widths, filters and printing, once every row is there."""
        for sheet in self._sheets:
            for place, pen in enumerate(self._pens):
                sheet.set_column(place, place, pen.width)
            sheet.autofilter(0, 0, max(sheet.rows - 1, 0), len(self._columns) - 1)
            sheet.freeze_panes(1, 0)
            sheet.set_up_printing(header_rows=1, width_chars=sum(pen.width for pen in self._pens))
            sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, sheet.rows - 1, len(self._columns) - 1)})

    def _new_sheet(self, name: str) -> RowSheet:
        sheet = add_sheet(self._book, name)
        sheet.set_comments_author("Faktum")
        titles = zip(self._headers, self._columns, strict=True)
        sheet.append([text_cell(style, column.name) for style, column in titles], HEADER_PT)
        return sheet

    def _append(self, row: OutputRow) -> None:
        self._count += 1
        sheet = self._sheets[-1]
        if sheet.rows > self._per_sheet:
            sheet = self._new_sheet(f"{NAME} {len(self._sheets) + 1}")
            self._sheets.append(sheet)
        sheet.append(self._cells(row), row_height(max([pen.lines for pen in self._wrapping], default=1)))
        if self._count <= MEASURED_ROWS:
            for pen, cell in zip(self._pens, row.cells, strict=True):
                pen.measure(cell.value)
        if self._count <= COMMENTED_ROWS:
            for place, cell in enumerate(row.cells):
                if cell.evidence:
                    _comment(sheet, sheet.rows - 1, place, cell)

    def _cells(self, row: OutputRow) -> list[str]:
        pens = zip(self._pens, row.cells, strict=True)
        currency = row.currency
        if not row.doubts:
            return [pen.cell(cell.value, PLAIN, currency) for pen, cell in pens]
        affected = row.affected
        return [
            pen.cell(cell.value, AFFECTED if pen.column.name in affected else REVIEW, currency) for pen, cell in pens
        ]


def _comment(sheet: RowSheet, row: int, place: int, cell: Cell) -> None:
    """Put a cell's evidence into its comment."""
    from_xml = cell.source is Source.XML
    where = "from the e-invoice in the file" if from_xml else _TRUST.get(cell.status, "")
    lines = [
        f"“{_shortened(found.quote)}”" if from_xml else f"Page {found.page}: “{_shortened(found.quote)}”"
        for found in cell.evidence[:MAX_QUOTES]
    ]
    if len(cell.evidence) > MAX_QUOTES:
        lines.append(f"and {len(cell.evidence) - MAX_QUOTES} more places")
    lines.append(f"{where}, {cell.confidence:.0%} sure" if where else f"{cell.confidence:.0%} sure")
    height = COMMENT_LINE * sum(1 + len(line) // 40 for line in lines) + 8
    text = legible("\n".join(lines))
    sheet.write_comment(row, place, text, {"width": COMMENT_WIDTH, "height": height, "font_size": 9})


def _shortened(quote: str) -> str:
    joined = " ".join(quote.split())
    return joined if len(joined) <= MAX_QUOTE_CHARS else f"{joined[: MAX_QUOTE_CHARS - 1]}…"
