"""Where wrong cells stand: the value that was found, and the value that was wanted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...engine.asserted import asserted
from ...engine.flow import check
from ...schemas.document import Box, Pages
from ...schemas.errors import FaktumError
from ...schemas.record import Cell, DocumentResult
from ..case import Case, Truth
from ..judged import Judged
from .page_pictures import Place

Places = tuple[Place, ...]

Key = tuple[str | None, str, int | None]
"""Table (None for the invoice itself), field, row from 1."""


def expected_places(case: Case, cells: Sequence[Judged], pages: Pages | None) -> list[Places]:
    """Where each wanted value stands: by the truth's own places, else where the engine finds the value on the page.

    A value that the page writes several times is shown where the engine would take it from.
    """
    known = [_by_truth(case, cell) for cell in cells]
    unknown = [cell for cell, places in zip(cells, known, strict=True) if not places and cell.wanted is not None]
    searched = _searched(case, unknown, pages) if unknown and pages is not None else {}
    return [places or searched.get(id(cell), ()) for cell, places in zip(cells, known, strict=True)]


def found_places(result: DocumentResult | None, cells: Sequence[Judged]) -> list[Places]:
    """Where each found value was taken from, as the result says.

    Two cells of a field that hold the same are told apart by their order.
    """
    held: dict[tuple[str, str | None], list[tuple[str, Cell]]] = {}
    for record in result.records if result else ():
        for name, _row, cell in record.cells():
            held.setdefault((str(cell.value), cell.printed), []).append((name, cell))
    return [_places(_taken(cell, held.get((str(cell.found), cell.printed), []))) for cell in cells]


def _taken(cell: Judged, alike: list[tuple[str, Cell]]) -> Cell | None:
    """The result's cell that was judged, taken out of those that hold the same; the user may call it otherwise."""
    if cell.found is None or not alike:
        return None
    at = next((at for at, (name, _) in enumerate(alike) if name.rpartition(".")[2] == cell.field), 0)
    return alike.pop(at)[1]


def _by_truth(case: Case, cell: Judged) -> Places:
    """The places that the truth gives of a cell; none where it gives none."""
    truth = _record(case, cell)
    if truth is None or cell.wanted is None:
        return ()
    known: Mapping[str, Sequence[Sequence[Any]]] = truth.get("places") or {}
    key = cell.field if cell.row is None else f"{cell.table}.{cell.row - 1}.{cell.field}"
    return tuple(
        (int(page), Box(float(x0), float(y0), float(x1), float(y1))) for page, x0, y0, x1, y1, *_ in known.get(key, ())
    )


def _searched(case: Case, cells: Sequence[Judged], pages: Pages) -> dict[int, Places]:
    """Cell (by its id()) → where the engine finds its wanted value, record by record."""
    found: dict[int, Places] = {}
    for number in sorted({cell.record for cell in cells}):
        wanted = [cell for cell in cells if cell.record == number]
        truth = _record(case, wanted[0])
        grounded = _grounded(truth, wanted, pages) if truth is not None else {}
        for cell in wanted:
            found[id(cell)] = _places(grounded.get((cell.table, cell.field, cell.row)))
    return found


def _grounded(truth: Truth, cells: Sequence[Judged], pages: Pages) -> dict[Key, Cell]:
    """(Table, field, row of the truth) → the wanted value as the engine grounds it.

    A row's values are looked for beside those of its neighbours, so all rows are searched where one is wrong.
    """
    values: dict[str, object] = {cell.field: cell.wanted for cell in cells if cell.table is None}
    for table in {cell.table: None for cell in cells if cell.table is not None}:
        rows: list[Truth] = truth.get(table) or []
        values[table] = [
            {name: value for name, value in row.items() if isinstance(value, str | int | float)} for row in rows
        ]
    try:
        told = asserted(values)
        (record,) = check(told.reply(truth.get("pages") or [page.number for page in pages.pages]), pages, told.prompt)
    except FaktumError:
        return {}
    held: dict[Key, Cell] = {(None, name, None): cell for name, cell in record.fields.items()}
    for table, group in told.groups.items():
        for number, row in enumerate(record.groups.get(group, ()), 1):
            held |= {(table, name.removeprefix(f"{table}."), number): cell for name, cell in row.items()}
    return held


def _record(case: Case, cell: Judged) -> Truth | None:
    return case.records[cell.record] if cell.record < len(case.records) else None


def _places(cell: Cell | None) -> Places:
    return tuple(_boxed(cell)) if cell is not None else ()


def _boxed(cell: Cell) -> Iterator[Place]:
    for evidence in cell.evidence:
        if evidence.box is not None:
            yield evidence.page, evidence.box
