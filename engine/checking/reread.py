"""Rows that were not taken, read again by the columns of those that were; kept only where the sums then prove them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce

from ...prompts.compiled import CompiledPrompt
from ...schemas.document import Box
from ...schemas.fields import LINE_ITEMS
from ...schemas.record import Note, Record, Severity
from ...schemas.reply import Printed, RepliedRecord, Row
from .drafts import Drafts
from .missing_rows import Line, missing_lines
from .page_index import PageIndex

GAPS = frozenset({"ROWS_MISSING", "ROWS_INVENTED", "ROWS_UNPROVEN", "BR-CO-10"})
"""Notes that say the rows are not all, or not right."""

Place = tuple[int, float]
"""Page and height: where a row stands."""


def with_missing_rows(
    replied: RepliedRecord, drafts: Drafts, indexes: Mapping[int, PageIndex], prompt: CompiledPrompt
) -> RepliedRecord | None:
    """The answers with the lines that look like rows put between them, in the order of the page; None without any.

    Args:
        replied: the answers.
        drafts: the same, found on the pages.
        indexes: the pages.
        prompt: what was asked for.
    """
    rows = replied.groups.get(LINE_ITEMS, ())
    fields = prompt.line_item_fields
    lines = list(missing_lines(drafts, len(rows), indexes, fields)) if rows else []
    if not lines:
        return None
    names = [field.name for field in fields]
    placed: list[tuple[Place, Row]] = []
    last: Place = (0, 0.0)
    for number, row in enumerate(rows, 1):
        last = _place(drafts, names, number, indexes) or last
        placed.append((last, row))
    for line in lines:
        index = indexes[line.page]
        placed.append(((line.page, index.words[line.words[0]].box.middle), _row(line, index)))
    ordered = tuple(row for _, row in sorted(placed, key=lambda item: item[0]))
    return replace(replied, groups={**replied.groups, LINE_ITEMS: ordered})


def is_proven(before: Record, after: Record) -> bool:
    """True where the rows did not add up, and now do, with nothing left to say about them."""
    if before.completeness is None or after.completeness is None or before.completeness.adds_up is not False:
        return False
    return after.completeness.adds_up is True and not GAPS & {note.code for note in after.notes}


def told(before: Record, after: Record) -> Record:
    """The record after, with a note on the rows that were read again."""
    more = len(after.line_items) - len(before.line_items)
    message = f"{more} line items were read in a second look at the table; with them the sums agree."
    return replace(after, notes=(*after.notes, Note("ROWS_REREAD", Severity.INFO, message)))


def _place(drafts: Drafts, names: Sequence[str], row: int, indexes: Mapping[int, PageIndex]) -> Place | None:
    """The highest place that a cell of the row was found in."""
    cursors = [cursor for name in names if (cursor := drafts[name, row].grounded.cursor) is not None]
    places = [(cursor.page, indexes[cursor.page].words[cursor.word].box.middle) for cursor in cursors]
    return min(places, default=None)


def _row(line: Line, index: PageIndex) -> Row:
    """The words of a line, shared out among the columns they stand in."""
    row: dict[str, Printed] = {}
    for column in line.columns:
        left, right = column.span
        words = [index.words[number] for number in line.words]
        within = [word for word in words if word.box.x0 < right and word.box.x1 > left]
        if column.by_right:  # numbers: the one that ends where the column does
            within = [word for word in within if column.holds(word.box, word.text)]
        if within:
            box = reduce(Box.union, (word.box for word in within))
            row[column.field.name] = Printed(" ".join(word.text for word in within), index.number, box)
    return row
