"""Records → rows: the same columns for every document of a batch, in the user's order.

per_invoice gives one row a record, per_line_item one row a line item with the invoice's fields repeated; a record
without line items still gives one row. Fields of a repeating group that has no rows of its own (line items in
per_invoice, VAT breakdowns in both) become a list in one cell, so that nothing that was asked for is lost.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TypedDict

from ...prompts.compiled import CompiledPrompt
from ...schemas.errors import InvalidInput
from ...schemas.fields import LINE_ITEMS, NUMERIC_KINDS, SYSTEM_COLUMNS, Field, Kind, OutputFormat, Structure
from ...schemas.record import Cell, DocumentResult, Note, Record, Status, Value
from .doubts import Doubts
from .text import LIST_SEPARATOR, formatted, text_of

SOURCE_FILE, REVIEW_NEEDED = SYSTEM_COLUMNS

EXCLUDABLE: Mapping[str, str] = {"source_file": SOURCE_FILE, "review_needed": REVIEW_NEEDED}
"""What a caller may leave out → the column's name."""

NOTHING = Cell()
"""The cell of a column for which the record has nothing."""

_TRUST = (Status.NOT_FOUND, Status.AMBIGUOUS, Status.DERIVED, Status.VERIFIED, Status.NOT_PRESENT)
"""A list of cells is trusted as its first part in this order."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the output."""

    name: str
    kind: Kind
    field: Field | None = None
    """None for a system column."""
    group: str | None = None
    """The repeating group its values come from."""
    format: OutputFormat = OutputFormat()
    listed: bool = False
    """True where one cell holds the values of several rows of the group."""


@dataclass(frozen=True, slots=True)
class OutputRow:
    """One row."""

    cells: tuple[Cell, ...]
    """One per column of the table, system columns too."""
    source_file: str
    """'a.pdf (Page 1)', 'a.pdf (Pages 1-3)' or 'a.pdf (Pages 1, 3)'."""
    doubts: tuple[Note, ...] = ()
    """The warnings and errors that touch this row."""
    currency: str | None = None
    """ISO 4217 code of its amounts."""
    record: int = 0
    """Which record of its document, from 0."""

    @property
    def review(self) -> str | None:
        """What a person should look at; None where there is nothing."""
        return review_text(self.doubts)

    @property
    def affected(self) -> frozenset[str]:
        """Names of the fields the doubts are about."""
        return frozenset(name for note in self.doubts for name in note.fields)


@dataclass(frozen=True)
class Table:
    """Columns, and rows that are made as they are read: iterate it as often as `documents` can be."""

    prompt: CompiledPrompt
    documents: Iterable[DocumentResult]
    exclude: tuple[str, ...] = ()
    """System columns to leave out: 'source_file', 'review_needed'."""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in order."""
        return columns(self.prompt, self.exclude)

    def rows_of(self, document: DocumentResult) -> Iterator[OutputRow]:
        """The rows of one document; none for a failed one."""
        return _rows(document, self.prompt.structure, self.columns)

    def __iter__(self) -> Iterator[OutputRow]:
        for document in self.documents:
            yield from self.rows_of(document)

    def values(self) -> Iterator[dict[str, Value]]:
        """Each row as a dict, typed, in the order of the columns."""
        shown = [(column.name, column.format) for column in self.columns]
        for row in self:
            yield {name: formatted(cell.value, form) for (name, form), cell in zip(shown, row.cells, strict=True)}


class ReviewItem(TypedDict):
    """One message, with every row it stands on."""

    message: str
    affected_fields: list[str]
    output_row_numbers: list[int]
    """From 1, over the whole batch."""
    source_references: list[str]


class ReviewNeeded(TypedDict):
    """What a person should look at."""

    count: int
    """Rows that need a look."""
    items: list[ReviewItem]


def columns(prompt: CompiledPrompt, exclude: Iterable[str] = ()) -> tuple[Column, ...]:
    """The columns a prompt gives: 'Source File', the fields as asked for, 'Review Needed'.

    Args:
        exclude: system columns to leave out: 'source_file', 'review_needed'.

    Raises:
        InvalidInput: `exclude` names something else.
    """
    unknown = sorted(set(exclude) - set(EXCLUDABLE))
    if unknown:
        raise InvalidInput(f"cannot exclude {', '.join(unknown)}; there are: {', '.join(EXCLUDABLE)}")
    hidden = {EXCLUDABLE[name] for name in exclude}
    asked = [
        Column(
            field.name,
            field.kind,
            field,
            field.group,
            field.format,
            listed=field.group is not None
            and (field.group != LINE_ITEMS or prompt.structure is not Structure.PER_LINE_ITEM),
        )
        for field in prompt.fields
    ]
    laid_out = [Column(SOURCE_FILE, Kind.TEXT), *asked, Column(REVIEW_NEEDED, Kind.TEXT)]
    return tuple(column for column in laid_out if column.name not in hidden)


def rows_of(document: DocumentResult, prompt: CompiledPrompt, exclude: Iterable[str] = ()) -> Iterator[OutputRow]:
    """The rows of one document, their cells in the order of `columns(prompt, exclude)`."""
    return _rows(document, prompt.structure, columns(prompt, exclude))


def review_needed(rows: Iterable[OutputRow]) -> ReviewNeeded:
    """The batch's doubts, grouped by message, in the order they first appear."""
    count = 0
    items: dict[str, ReviewItem] = {}
    for number, row in enumerate(rows, 1):
        count += bool(row.doubts)
        for note in row.doubts:
            item = items.setdefault(
                note.message,
                {"message": note.message, "affected_fields": [], "output_row_numbers": [], "source_references": []},
            )
            item["affected_fields"] += [name for name in note.fields if name not in item["affected_fields"]]
            if item["output_row_numbers"][-1:] != [number]:
                item["output_row_numbers"].append(number)
            if item["source_references"][-1:] != [row.source_file]:
                item["source_references"].append(row.source_file)
    return {"count": count, "items": list(items.values())}


def review_text(doubts: Iterable[Note]) -> str | None:
    """The messages of one row, each once; None where there are none."""
    messages = list(dict.fromkeys(note.message for note in doubts))
    if len(messages) > 1:
        messages = [message.removesuffix(".") for message in messages]
    return LIST_SEPARATOR.join(messages) or None


def source_text(file: str, pages: tuple[int, ...]) -> str:
    """Where a row comes from: 'a.pdf (Page 1)', 'a.pdf (Pages 1-3)', 'a.pdf (Pages 1, 3)'."""
    numbers = sorted(set(pages))
    if not numbers:
        return file
    if len(numbers) == 1:
        return f"{file} (Page {numbers[0]})"
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{file} (Pages {numbers[0]}-{numbers[-1]})"
    return f"{file} (Pages {', '.join(map(str, numbers))})"


def _rows(document: DocumentResult, structure: Structure, columns: tuple[Column, ...]) -> Iterator[OutputRow]:
    for number, record in enumerate(document.records):
        source = source_text(document.file, record.pages)
        doubts = Doubts(document, record)
        once = {column.name: _once(column, record) for column in columns if column.group is None or column.listed}
        once[SOURCE_FILE] = Cell(source, source, Status.VERIFIED, 1.0)
        lines = record.line_items if structure is Structure.PER_LINE_ITEM else ()
        if not lines:
            yield _row(columns, once, None, source, doubts.of_invoice(), record.currency, number)
        for place, line in enumerate(lines, 1):
            yield _row(columns, once, line, source, doubts.of_line(place), record.currency, number)


def _row(
    columns: tuple[Column, ...],
    once: dict[str, Cell],
    line: Mapping[str, Cell] | None,
    source: str,
    doubts: tuple[Note, ...],
    currency: str | None,
    record: int,
) -> OutputRow:
    if REVIEW_NEEDED in once:
        once[REVIEW_NEEDED] = Cell(review_text(doubts), status=Status.DERIVED) if doubts else NOTHING
    cells = tuple(
        once[column.name]
        if column.name in once
        else NOTHING
        if line is None
        else _filled(line.get(column.name, NOTHING), column.field)
        for column in columns
    )
    return OutputRow(cells, source, doubts, currency, record)


def _once(column: Column, record: Record) -> Cell:
    """The cell that all rows of a record share."""
    if column.group is None:
        return _filled(record.fields.get(column.name, NOTHING), column.field)
    parts = [line[column.name] for line in record.groups.get(column.group, ()) if column.name in line]
    present = [part for part in parts if part.value is not None]
    if not present:
        return NOTHING
    return Cell(
        value=[text_of(part.value, column.format) for part in present],
        printed=LIST_SEPARATOR.join(part.printed for part in present if part.printed is not None) or None,
        status=min((part.status for part in present), key=_TRUST.index),
        confidence=min(part.confidence for part in present),
        source=present[0].source,
        evidence=tuple(place for part in present for place in part.evidence),
    )


def _filled(cell: Cell, field: Field | None) -> Cell:
    """The cell, or what the user wants written where nothing is printed."""
    if cell.value is not None or field is None:
        return cell
    if field.zero_when_absent and field.kind in NUMERIC_KINDS:
        return replace(cell, value=Decimal(0))
    if field.default is not None:
        return replace(cell, value=field.default)
    return cell
