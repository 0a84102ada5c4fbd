"""One document's result, judged cell by cell against what is known about it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from ..prompts.compiled import CompiledPrompt
from ..schemas.fields import LINE_ITEMS, Kind
from ..schemas.record import Cell, DocumentResult, Record
from ..schemas.reply import DocumentKind
from .case import Case, Truth
from .correctness import HEADER, LINE, is_credit_note, kind_of, scorer
from .judged import Judged, Outcome
from .record_pairs import paired
from .scorers.line_items import aligned
from .scorers.places import Place, on_true_page, overlap, true_places
from .scorers.sets import partners
from .scorers.values import anls, is_nothing

NOT_FIELDS = frozenset({"records", "pages", "printed", "printed_lines", "places", "notes", "fields", "Extra", "_meta"})
"""Keys of a truth that are no field of the invoice."""

NOTHING = Cell()

Row = Mapping[str, Cell]

NO_CELLS: Row = {}

NO_TABLES: Mapping[str, tuple[Row, ...]] = {}


@dataclass(frozen=True, slots=True)
class _Around:
    """What all cells of one invoice share."""

    case: Case
    record: int
    credit: bool
    kinds: Mapping[str, Kind]
    """Of the user's own fields."""
    notes: Mapping[tuple[str, int | None], tuple[str, ...]]
    """(Field as the user named it, row) → codes."""


def judge(case: Case, document: DocumentResult | None, prompt: CompiledPrompt | None = None) -> Iterator[Judged]:
    """Every cell that the truth or the result has: the invoice's fields, its rows, invoices too many.

    Args:
        case: the document and what is known about it.
        document: its result; None (or a failed one) misses everything.
        prompt: what was asked, where columns bear the user's names or are the user's own; None for the schema's.
            With it, what was not asked for is not judged. Without, the fields of HEADER and line items always are,
            and other fields and tables where the result has them.
    """
    naming = _Naming.of(prompt)
    records = tuple(naming.renamed(record) for record in document.records) if document else ()
    wanted = case.records if case.holds_invoices else ()
    pairs = paired(wanted, records)
    for number, truth in enumerate(wanted):
        at = pairs.get(number)
        record = records[at] if at is not None else None
        around = _Around(case, number, is_credit_note(truth), naming.kinds, _notes(record, naming.names))
        yield from _fields(around, truth, record, naming.asked)
        if naming.tables is None or LINE_ITEMS in naming.tables:
            yield from _line_items(around, truth, record)
        groups = record.groups if record else NO_TABLES
        for table in naming.tables or groups:
            if table != LINE_ITEMS:
                found = groups.get(table, ())
                yield from _table(around, table, _table_of(truth, table), found, denied=_is_denied(truth, table))
    known = bool(wanted) or not case.holds_invoices
    surplus = [record for at, record in enumerate(records) if at not in pairs.values()]
    if not case.holds_invoices:  # an order that says what it is does not pass for an invoice
        surplus = [record for record in surplus if record.kind != DocumentKind.PURCHASE_ORDER]
    for number, record in enumerate(surplus, len(wanted)):
        around = _Around(case, number, False, naming.kinds, _notes(record, naming.names))
        for field, row, table, cell in _cells(record):
            if not is_nothing(cell.value):
                outcome = Outcome.SURPLUS if known else Outcome.UNJUDGED
                yield _judged(around, field, outcome, None, cell, (), row, table)


# -- the invoice itself -----------------------------------------------------------------------------------------------


def _fields(around: _Around, truth: Truth, record: Record | None, asked: Collection[str] | None) -> Iterator[Judged]:
    cells = record.fields if record else NO_CELLS
    on_page: Mapping[str, bool] = truth.get("printed") or {}
    wanted = _wanted_fields(truth)
    free: Truth = truth.get("fields") or {}
    always = {*HEADER, *free}
    for field, value in wanted.items():
        if field in asked if asked is not None else field in always or field in cells:
            places = true_places(truth, field)
            judged = _one(around, field, value, cells.get(field, NOTHING), places, value is None)
            if judged:
                yield replace(judged, printed_there=on_page.get(field, True))
    for field, cell in cells.items():
        if field not in wanted and not is_nothing(cell.value):
            yield _judged(around, field, Outcome.UNJUDGED, None, cell, ())


def _wanted_fields(truth: Truth) -> dict[str, Any]:
    """Every field of the invoice that the truth speaks of, null where it says that there is none."""
    own = {field: value for field, value in truth.items() if field not in NOT_FIELDS and not _is_table(value)}
    extra: Truth = truth.get("Extra") or {}
    free: Truth = truth.get("fields") or {}
    return {**extra, **own, **free}


def _is_table(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in cast(list[object], value))


def _is_denied(truth: Truth, table: str) -> bool:
    return table in truth and truth[table] is None


def _table_of(truth: Truth, table: str) -> Sequence[Truth]:
    return truth.get(table) or ()


# -- rows -------------------------------------------------------------------------------------------------------------


def _line_items(around: _Around, truth: Truth, record: Record | None) -> Iterator[Judged]:
    wanted = _table_of(truth, LINE_ITEMS)
    found = record.line_items if record else ()
    values = [{name: cell.value for name, cell in row.items()} for row in found]
    pairs = aligned(wanted, values, around.credit) if wanted else []
    places = [_row_places(truth, at) for at in range(len(wanted))] if truth.get("places") else None
    lines_on_page: Sequence[Mapping[str, bool]] = truth.get("printed_lines") or ()
    yield from _rows(
        around, LINE_ITEMS, wanted, found, pairs, places, lines_on_page, denied=_is_denied(truth, LINE_ITEMS)
    )


def _table(
    around: _Around, table: str, wanted: Sequence[Truth], found: Sequence[Row], *, denied: bool
) -> Iterator[Judged]:
    """The cells of a table whose rows stand in no order, as a VAT breakdown's."""

    def agree(one: Truth, other: Row) -> int:
        return sum(
            scorer(f"{table}.{field}", kind_of(field, table), credit=around.credit)(value, other[field].value) is True
            for field, value in one.items()
            if field in other and value is not None
        )

    yield from _rows(around, table, wanted, found, partners(wanted, found, agree), denied=denied)


def _rows(
    around: _Around,
    table: str,
    wanted: Sequence[Truth],
    found: Sequence[Row],
    pairs: Iterable[tuple[int, int]],
    places: Sequence[Mapping[str, tuple[Place, ...]]] | None = None,
    on_page: Sequence[Mapping[str, bool]] = (),
    *,
    denied: bool,
) -> Iterator[Judged]:
    """The cells of the truth's rows, then those of the rows found that the truth does not have.

    Args:
        denied: the truth says that there are no rows.
    """
    columns = {field for row in wanted for field, value in row.items() if value is not None}
    always = columns.intersection(LINE) if table == LINE_ITEMS else columns
    shown = {field for row in found for field in row} | always
    of_row = dict(pairs)
    for at, row in enumerate(wanted):
        cells = found[of_row[at]] if at in of_row else NO_CELLS
        for field in (*(name for name in row if name in shown), *(name for name in cells if name not in row)):
            place = places[at].get(field, ()) if places else ()
            cell = cells.get(field, NOTHING)
            judged = _one(around, field, row.get(field), cell, place, False, at + 1, table, of_row.get(at))
            if judged:
                there = on_page[at].get(field, True) if at < len(on_page) else True
                yield judged if there else replace(judged, printed_there=False)
    taken = set(of_row.values())
    for at, cells in enumerate(found):
        if at not in taken:
            for field, cell in cells.items():
                if not is_nothing(cell.value):
                    outcome = Outcome.SURPLUS if denied or field in columns else Outcome.UNJUDGED
                    yield _judged(around, field, outcome, None, cell, (), at + 1, table, at)


def _row_places(truth: Truth, at: int) -> Mapping[str, tuple[Place, ...]]:
    row: Truth = truth[LINE_ITEMS][at]
    return {field: true_places(truth, f"{LINE_ITEMS}.{at}.{field}") for field in row}


# -- one cell ---------------------------------------------------------------------------------------------------------


def _one(
    around: _Around,
    field: str,
    wanted: object,
    cell: Cell,
    places: Sequence[Place],
    denied: bool,
    row: int | None = None,
    table: str | None = None,
    found_row: int | None = None,
) -> Judged | None:
    """A cell, judged; None where neither the truth nor the result has a value.

    Args:
        denied: the truth says that the document has no such value.
        found_row: which row of the result it was paired with, from 0.
    """
    empty = is_nothing(cell.value)
    if is_nothing(wanted):
        outcome = Outcome.SURPLUS if denied else Outcome.UNJUDGED
        return None if empty else _judged(around, field, outcome, None, cell, (), row, table, found_row)
    if empty:
        return _judged(around, field, Outcome.MISSED, wanted, cell, places, row, table, found_row)
    kind = around.kinds.get(field) or kind_of(field, table)
    right = scorer(field, kind, credit=around.credit, wanted=wanted)(wanted, cell.value)
    outcome = Outcome.UNJUDGED if right is None else Outcome.RIGHT if right else Outcome.WRONG
    return _judged(around, field, outcome, wanted, cell, places, row, table, found_row)


def _judged(
    around: _Around,
    field: str,
    outcome: Outcome,
    wanted: object,
    cell: Cell,
    places: Sequence[Place],
    row: int | None = None,
    table: str | None = None,
    found_row: int | None = None,
) -> Judged:
    empty = is_nothing(cell.value)
    return Judged(
        case=around.case.id,
        group=around.case.group,
        issuer=around.case.issuer,
        field=field,
        outcome=outcome,
        wanted=wanted,
        found=cell.value,
        printed=cell.printed,
        record=around.record,
        row=row,
        confidence=None if empty else cell.confidence,
        status=cell.status,
        likeness=anls(wanted, cell.value),
        overlap=overlap(places, cell.evidence),
        on_page=on_true_page(places, cell.evidence),
        notes=around.notes.get((field, None if found_row is None else found_row + 1), ()),
        evidence=cell.evidence,
        table=table,
    )


# -- names ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Naming:
    """The user's column names ↔ the names that truths use."""

    names: Mapping[tuple[str | None, str], str]
    """(Group, column) → name."""
    kinds: Mapping[str, Kind]
    asked: Collection[str] | None
    """Fields of the invoice; None where it is not known what was asked."""
    tables: Collection[str] | None

    @classmethod
    def of(cls, prompt: CompiledPrompt | None) -> "_Naming":
        fields = prompt.fields if prompt else ()
        names = {(f.group, f.name): f.term.removeprefix(f"{f.group}.") if f.term else f.name for f in fields}
        own = {f.name: f.kind for f in fields if f.term is None}
        if prompt is None:
            return cls(names, own, None, None)
        return cls(names, own, {names[None, field.name] for field in prompt.invoice_fields}, prompt.groups)

    def renamed(self, record: Record) -> Record:
        """The record with its columns called as truths call them."""
        return replace(
            record,
            fields={self.names.get((None, name), name): cell for name, cell in record.fields.items()},
            groups={
                group: tuple({self.in_group(group, name): cell for name, cell in row.items()} for row in rows)
                for group, rows in record.groups.items()
            },
        )

    def in_group(self, group: str, name: str) -> str:
        """The truth's name of a column of a repeating group."""
        return self.names.get((group, name), name.removeprefix(f"{group}."))


def _notes(
    record: Record | None, names: Mapping[tuple[str | None, str], str]
) -> Mapping[tuple[str, int | None], tuple[str, ...]]:
    found: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    groups = {None, *(group for group, _ in names), *(record.groups if record else ())}
    for note in record.notes if record else ():
        for field in note.fields:
            called = {names.get((group, field), field.removeprefix(f"{group}.")) for group in groups}
            for name in called:
                found[name, note.row].append(note.code)
    return {key: tuple(dict.fromkeys(codes)) for key, codes in found.items()}


def _cells(record: Record) -> Iterator[tuple[str, int | None, str | None, Cell]]:
    for name, cell in record.fields.items():
        yield name, None, None, cell
    for table, rows in record.groups.items():
        for number, row in enumerate(rows, 1):
            for name, cell in row.items():
                yield name, number, table, cell
