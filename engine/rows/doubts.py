"""Which notes a record carries, and which of them touch which row."""

from collections.abc import Iterator, Mapping

from ...schemas.fields import LINE_ITEMS
from ...schemas.record import Cell, DocumentResult, Note, Record, Severity, Status

NOT_FOUND = "NOT_FOUND"
AMBIGUOUS = "AMBIGUOUS"
_WORDS = {
    NOT_FOUND: "{} was not found on the page: compare it with the document",
    AMBIGUOUS: "{} is ambiguous: places on the document disagree",
}
"""Code → message for a cell that no note explains."""


def notes_of(record: Record) -> tuple[Note, ...]:
    """The record's notes, and one for every doubtful cell that no warning or error names."""
    found = list(_doubtful(record.fields, None))
    for group, lines in record.groups.items():
        for number, line in enumerate(lines, 1):
            found += _doubtful(line, number if group == LINE_ITEMS else None)
    if not found:
        return record.notes
    explained = {name for note in record.notes if is_doubt(note) for name in note.fields}
    return (*record.notes, *dict.fromkeys(note for note in found if note.fields[0] not in explained))


def is_doubt(note: Note) -> bool:
    """True for what a person should look at: warnings and errors."""
    return note.severity is not Severity.INFO


class Doubts:
    """The warnings and errors of one record, row by row."""

    def __init__(self, document: DocumentResult, record: Record) -> None:
        self._everywhere: list[Note] = [
            note for note in document.notes if is_doubt(note) and (note.page is None or note.page in record.pages)
        ]
        self._by_row: dict[int, list[Note]] = {}
        for note in notes_of(record):
            if is_doubt(note):
                row = row_of(note, record)
                (self._everywhere if row is None else self._by_row.setdefault(row, [])).append(note)

    def of_invoice(self) -> tuple[Note, ...]:
        """All of them: for a row that stands for the whole invoice."""
        return (*self._everywhere, *(note for row in sorted(self._by_row) for note in self._by_row[row]))

    def of_line(self, number: int) -> tuple[Note, ...]:
        """Those of the invoice, then those of this line item (from 1)."""
        return (*self._everywhere, *self._by_row.get(number, ()))


def row_of(note: Note, record: Record) -> int | None:
    """The line item (from 1) a note belongs to; None for the whole invoice.

    A note on a row of another group, or on a line that is missing, belongs to the invoice: it is never lost.
    """
    if note.row is None or not 1 <= note.row <= len(record.line_items):
        return None
    others = {name for group, lines in record.groups.items() if group != LINE_ITEMS for name in _names(lines)}
    return None if note.fields and others.issuperset(note.fields) else note.row


def _names(lines: tuple[Mapping[str, Cell], ...]) -> set[str]:
    return {name for line in lines for name in line}


def _doubtful(cells: Mapping[str, Cell], row: int | None) -> Iterator[Note]:
    for name, cell in cells.items():
        status = cell.status
        if status is Status.NOT_FOUND or status is Status.AMBIGUOUS:
            code = NOT_FOUND if status is Status.NOT_FOUND else AMBIGUOUS
            page = cell.evidence[0].page if cell.evidence else None
            yield Note(code, Severity.WARNING, _WORDS[code].format(name), (name,), page, row)
