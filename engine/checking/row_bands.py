"""The cells of one row of a table stand on one band of the page: what stands only in another row is another row's.

A row's line is the one that most of its cells stand on. Its band reaches from below the line of the row before to above
that of the row after it, so that texts may wrap; where neither stands on the page, to the edge of the page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import NamedTuple

from ...schemas.document import Box
from ...schemas.fields import Kind
from ...schemas.record import Cell, Source, Status
from .drafts import LINE_NUMBER, Context, Draft, Drafts, Misplaced, moved
from .grounding import Cursor, Grounded, Wanted, place_on

COMMON_KINDS = frozenset({Kind.PERCENT, Kind.CURRENCY, Kind.COUNTRY, Kind.DATE, Kind.BOOLEAN, Kind.LANGUAGE})
"""Kinds of which one value may stand once for all rows, above or below the table."""

SAME_LINE = 0.75
"""How far the middles of words of one line may differ, in heights."""


class Line(NamedTuple):
    """The line of a row."""

    page: int
    middle: float
    height: float
    """Points."""


class Band(NamedTuple):
    """The part of a page that belongs to a row."""

    page: int
    top: float
    bottom: float
    """Points; infinite where no other row of the table bounds it."""


def with_row_bands(drafts: Drafts, context: Context) -> Drafts:
    """The drafts, each cell of a row that stands only outside its band made ambiguous."""
    rows: dict[tuple[str, int], list[tuple[str, Draft]]] = {}
    for (name, row), draft in drafts.items():
        if row is not None and draft.field.group:
            rows.setdefault((draft.field.group, row), []).append((name, draft))
    checked = dict(drafts)
    for group in dict.fromkeys(group for group, _ in rows):
        lines = {row: _line_of(cells, context) for (own, row), cells in rows.items() if own == group}
        known = {row: line for row, line in lines.items() if line}
        tables = _tables(known.values())
        for row, band in _bands(known).items():
            for name, draft in rows[group, row]:
                if _is_open(draft):
                    checked[name, row] = _in_band(draft, row, band, tables[band.page], context)
    return checked


def _is_open(draft: Draft) -> bool:
    """True for a cell that was found, of which nobody said in which box it stands."""
    printed = draft.printed
    return (
        draft.cell.status is Status.VERIFIED
        and printed is not None
        and printed.box is None
        and printed.source in (Source.PAGE, Source.MODEL)
    )


def _line_of(cells: Sequence[tuple[str, Draft]], context: Context) -> Line | None:
    """The line that most cells of a row stand on; None where no two of them share one."""
    found = sorted(line for _, draft in cells if (line := _place_of(draft.grounded, context)))
    best: list[Line] = []
    for number, line in enumerate(found):
        near = SAME_LINE * line.height
        shared = [other for other in found[number:] if other.page == line.page and other.middle - line.middle < near]
        best = max(best, shared, key=len)
    return best[len(best) // 2] if len(best) > 1 else None


def _place_of(grounded: Grounded, context: Context) -> Line | None:
    if grounded.cursor is None or not grounded.place:
        return None
    box = context.sheets.indexes[grounded.cursor.page].words[grounded.place[0]].box
    return Line(grounded.cursor.page, box.middle, box.height)


def _tables(lines: Iterable[Line]) -> Mapping[int, tuple[float, float]]:
    """Page → the heights of the first and of the last row on it."""
    tables: dict[int, tuple[float, float]] = {}
    for page, middle, _ in lines:
        first, last = tables.get(page, (middle, middle))
        tables[page] = min(first, middle), max(last, middle)
    return tables


def _bands(lines: Mapping[int, Line]) -> dict[int, Band]:
    """Row → its band, for rows whose lines follow one another down the pages."""
    bands: dict[int, Band] = {}
    rows = [*lines]
    for number, row in enumerate(rows):
        line = lines[row]
        before = lines[rows[number - 1]] if number else None
        after = lines[rows[number + 1]] if number + 1 < len(rows) else None
        if (before and before[:2] >= line[:2]) or (after and after[:2] <= line[:2]):
            continue
        top = before.middle + SAME_LINE * before.height if before and before.page == line.page else -inf
        bottom = after.middle - SAME_LINE * after.height if after and after.page == line.page else inf
        bands[row] = Band(line.page, top, bottom)
    return bands


def _in_band(draft: Draft, row: int, band: Band, table: tuple[float, float], context: Context) -> Draft:
    """The draft with its place in the band; ambiguous where its value does not stand there."""
    place = _place_of(draft.grounded, context)
    if place is None or _holds(band, place):
        return draft
    on_page = place.page == band.page
    if draft.field.kind in COMMON_KINDS and not (on_page and table[0] <= place.middle <= table[1]):
        return draft
    if not on_page and band.bottom == inf and place.page == band.page + 1:
        return draft  # the row goes on overleaf
    if found := _moved(draft, band, context):
        return found
    if draft.field.term == LINE_NUMBER and draft.cell.value == row:
        counted = Cell(draft.cell.value, draft.cell.printed, Status.DERIVED, source=Source.DERIVED)
        return replace(draft, cell=counted, grounded=Grounded(Status.DERIVED))
    grounded = replace(draft.grounded, status=Status.AMBIGUOUS)
    return replace(
        draft,
        cell=replace(draft.cell, status=Status.AMBIGUOUS),
        grounded=grounded,
        misplaced=Misplaced("ROW_MISMATCH", "does not stand on the lines of its row, but elsewhere on the page"),
    )


def _holds(band: Band, place: Line) -> bool:
    return place.page == band.page and band.top < place.middle < band.bottom


def _moved(draft: Draft, band: Band, context: Context) -> Draft | None:
    """The draft with the first place of its value in the band; None where there is none."""
    assert draft.printed
    index = context.sheets.indexes[band.page]
    inside = index.inside(Box(-inf, band.top, inf, band.bottom))
    if not inside:
        return None
    wanted = Wanted(draft.field, draft.printed, draft.typed, Cursor(band.page, inside[0]))
    place = place_on(wanted, index, context.sheets.date_order)
    if not place or not band.top < index.words[place[0]].box.middle < band.bottom:
        return None
    return moved(draft, index, place)
