"""The workbook's sheet 'Notes': every note, every page and document that failed, and which rows they are about."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook

from ...schemas.document import PageStatus
from ...schemas.record import DocumentResult, Note, Record, Severity
from .doubts import notes_of, row_of
from .formulas import is_formula_like
from .sheet import MAX_ROWS, Formats, add_sheet, blank_cell, fits, number_cell, text_cell
from .styles import BODY, FILLS, HEADER, INTRODUCTION, lines_in, row_height
from .text import legible
from .uncertainty import uncertainty_notes

NAME = "Notes"

COLUMNS: Mapping[str, int] = {
    "File": 38,
    "Page": 8,
    "Row": 10,
    "Fields": 26,
    "Severity": 11,
    "Code": 20,
    "Message": 80,
}
"""Heading → width in characters."""

_FILLS: Mapping[Severity, str | None] = {
    Severity.ERROR: FILLS["red"],
    Severity.WARNING: FILLS["yellow"],
    Severity.INFO: None,
}

_PAGE_SEVERITY: Mapping[PageStatus, Severity] = {
    PageStatus.FAILED: Severity.ERROR,
    PageStatus.SKIPPED: Severity.INFO,
}

NO_ROWS = range(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet."""

    file: str
    severity: Severity
    code: str
    message: str
    page: int | None = None
    rows: range = NO_ROWS
    """Output rows (from 1) it is about; none for a document as a whole."""
    fields: tuple[str, ...] = ()


FULL = Line("", Severity.WARNING, "NOTES_CUT", "The sheet is full: further notes stand in documents.jsonl.")


class NotesSheet:
    """Writes the sheet as documents come.

    Args:
        label: output rows (from 1) → where they stand in the workbook, e.g. '5-9'.
    """

    def __init__(self, book: Workbook, formats: Formats, introduction: str, label: Callable[[range], str]) -> None:
        self._sheet = add_sheet(book, NAME)
        self._formats = formats
        self._label = label
        self._sheet.append([text_cell(formats.number({**INTRODUCTION, "indent": 1}), introduction)], height_pt=24)
        header = formats.number({**HEADER, "indent": 1})
        self._sheet.append([text_cell(header, name) for name in COLUMNS], height_pt=22)

    def write(self, lines: Iterable[Line]) -> None:
        """Write these lines; when the sheet is full, say so and drop the rest."""
        for line in lines:
            if self._sheet.rows == MAX_ROWS - 1:
                line = FULL
            if self._sheet.rows < MAX_ROWS:
                self._append(line)

    def finish(self) -> None:
        """Widths, filter and printing, once every line is there."""
        sheet = self._sheet
        for place, width in enumerate(COLUMNS.values()):
            sheet.set_column(place, place, width)
        sheet.autofilter(1, 0, max(sheet.rows - 1, 1), len(COLUMNS) - 1)
        sheet.freeze_panes(2, 0)
        sheet.set_up_printing(header_rows=2, width_chars=sum(COLUMNS.values()))

    def _append(self, line: Line) -> None:
        rows = self._label(line.rows)
        values: tuple[str | int, ...] = (
            line.file,
            line.page or "",
            int(rows) if rows.isdigit() else rows,
            ", ".join(line.fields),
            line.severity.value,
            line.code,
            line.message,
        )
        fills = {4: _FILLS[line.severity]}
        cells = [self._cell(value, fills.get(place)) for place, value in enumerate(values)]
        lines = max(lines_in(str(value), width) for value, width in zip(values, COLUMNS.values(), strict=True))
        self._sheet.append(cells, row_height(lines))

    def _cell(self, value: str | int, fill: str | None) -> str:
        style: dict[str, str | int] = {**BODY, "text_wrap": 1, "align": "left", "indent": 1}
        if fill:
            style["bg_color"] = fill
        if isinstance(value, int):
            return number_cell(self._formats.number(style), value)
        text = fits(legible(value))
        if not text:
            return blank_cell(self._formats.number(style))
        if is_formula_like(text):
            style["quote_prefix"] = 1
        return text_cell(self._formats.number(style), text)


def lines_of(
    document: DocumentResult, spans: Mapping[int, range], cut: Sequence[tuple[int, str]] = ()
) -> Iterator[Line]:
    """What there is to say about one document, from the whole to the part.

    Args:
        spans: record (from 0) → its output rows.
        cut: (output row, column) of every value that was longer than a cell holds.
    """
    if document.error:
        yield Line(document.file, Severity.ERROR, document.error.code, document.error.message)
    for page in document.pages:
        if severity := _PAGE_SEVERITY.get(page.status):
            code = page.error_code or f"PAGE_{page.status.upper()}"
            yield Line(document.file, severity, code, page.reason or f"The page was {page.status}.", page.page)
    for note in document.notes:
        yield _line(document, note, NO_ROWS)
    if not document.records and not document.error:
        yield Line(document.file, Severity.INFO, "NO_RECORDS", "Nothing to extract was found, so there is no row.")
    for number, record in enumerate(document.records):
        for note in notes_of(record):
            yield _line(document, note, _rows_of(note, record, spans.get(number, NO_ROWS)))
    for row, name in cut:
        message = f"The text of {name} is longer than a cell holds and was cut; it is whole in documents.jsonl."
        yield Line(document.file, Severity.INFO, "CELL_CUT", message, rows=range(row, row + 1), fields=(name,))


def assumed_lines(documents: Iterable[DocumentResult]) -> Iterator[Line]:
    """What was assumed over the whole batch, and what to add to the prompt to settle it."""
    for note in uncertainty_notes(documents):
        rules = [f"'{rule}'" for addition in note["suggested_prompt_additions"] for rule in addition["instructions"]]
        message = f"{note['description']} To settle it, add to the prompt: {' or '.join(rules)}"
        yield Line("", Severity.INFO, "ASSUMED", message)


def _line(document: DocumentResult, note: Note, rows: range) -> Line:
    return Line(document.file, note.severity, note.code, note.message, note.page, rows, note.fields)


def _rows_of(note: Note, record: Record, span: range) -> range:
    """The rows a note is about: its line item's where line items have rows, else all of the record's."""
    line = row_of(note, record)
    return span[line - 1 : line] if line is not None and len(span) == len(record.line_items) else span
