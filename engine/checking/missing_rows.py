"""Lines of the pages that look like rows and were not taken: they fill the columns that the taken rows have."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ...schemas.document import Box
from ...schemas.fields import Field, Kind
from ..values.amounts import parse_amount
from .drafts import Draft, Drafts
from .page_index import PageIndex
from .row_columns import Column, around, column_of

USUAL = 0.75
"""A column that this share of the rows fills is one that every row is expected to fill."""

FEWEST_COLUMNS = 3
"""Columns that a line must fill on a page where no row was found."""

FEWEST_LINES = 4
"""Lines with numbers below each other that are a table."""

ABOUT_PT = 4.0
"""Points within which the edges of amounts count as one x."""

_MONEY = re.compile(r"\d[.,]\d{2,4}\D{0,4}\Z")


class Line(NamedTuple):
    """One line of a page that looks like a row."""

    page: int
    words: tuple[int, ...]
    amount: Decimal
    columns: "tuple[Column, ...]" = ()
    """The columns it fills, as the rows that were taken have them."""


def missing_lines(
    drafts: Drafts, rows: int, indexes: Mapping[int, PageIndex], fields: Sequence[Field]
) -> Iterator[Line]:
    """Lines that fill the columns of the table and belong to no row, page by page."""
    money = _money_field(drafts, rows, fields)
    if money is None:
        return
    taken = taken_words(drafts)
    totals = [draft for (_, row), draft in drafts.items() if row is None and draft.field.kind is Kind.AMOUNT]
    no_row = _amounts_of_header(drafts) | _running_sums(drafts, rows, money)
    rows_on = _rows_by_page(drafts, rows, fields)
    columns_on = {n: _columns(drafts, placed, n, indexes[n], fields) for n, placed in rows_on.items()}
    for number, index in indexes.items():
        placed = rows_on.get(number, [])
        columns = columns_on[number] if placed else _columns_beside(columns_on, number)
        column = next((column for column in columns if column.field is money), None)
        if column is None or len(columns) < 2:
            continue
        end = _end_of_table((drafts[money.name, row] for row in placed), totals, index)
        for line in _lines(index, column, taken.get(number, frozenset())):
            if abs(line.amount) in no_row or index.words[line.words[0]].box.middle > end:
                continue
            if all(_fills(index, line.words, other) for other in columns):
                yield line._replace(columns=columns)


def _columns_beside(columns_on: Mapping[int, tuple[Column, ...]], number: int) -> tuple[Column, ...]:
    """The columns of the nearest page with rows, for a page without any; none where too few to tell rows by."""
    nearest = min(columns_on, key=lambda page: (abs(page - number), page), default=None)
    columns = columns_on[nearest] if nearest is not None else ()
    return columns if len(columns) >= FEWEST_COLUMNS else ()


def _rows_by_page(drafts: Drafts, rows: int, fields: Sequence[Field]) -> dict[int, list[int]]:
    """Page → the rows that have a cell on it, in order."""
    placed: dict[int, list[int]] = {}
    for row in range(1, rows + 1):
        cursors = (drafts[field.name, row].grounded.cursor for field in fields)
        for page in sorted({cursor.page for cursor in cursors if cursor is not None}):
            placed.setdefault(page, []).append(row)
    return dict(sorted(placed.items()))


def _money_field(drafts: Drafts, rows: int, fields: Sequence[Field]) -> Field | None:
    """The field that most surely has an amount in every row: the total of the line before its price."""
    amounts = [field for field in fields if field.kind is Kind.AMOUNT]
    ranked = sorted(amounts, key=lambda field: "LineTotal" not in (field.term or ""))
    for field in ranked:
        filled = sum(drafts[field.name, row].grounded.place != () for row in range(1, rows + 1))
        if rows and filled >= USUAL * rows:
            return field
    return None


def _columns(
    drafts: Drafts, rows: Sequence[int], page: int, index: PageIndex, fields: Sequence[Field]
) -> tuple[Column, ...]:
    """The columns that nearly all of these rows fill on this page."""
    columns: list[Column] = []
    for field in fields:
        boxes = [
            around(index, draft.grounded.place)
            for row in rows
            if (draft := drafts[field.name, row]).grounded.cursor is not None and draft.grounded.cursor.page == page
        ]
        if boxes and len(boxes) >= USUAL * len(rows):
            columns.append(column_of(field, boxes))
    return tuple(columns)


def _lines(index: PageIndex, column: Column, taken: frozenset[int]) -> Iterator[Line]:
    """The lines of a page with an amount in this column that no cell has taken."""
    seen: set[int] = set()
    for number, word in enumerate(index.words):
        if number in taken or number in seen or not column.holds(word.box, word.text) or not _MONEY.search(word.text):
            continue
        amount = parse_amount(word.text, None)
        words = _same_line(index, number)
        seen.update(words)
        if amount and sum(n in taken for n in words) <= len(words) / 2:
            yield Line(index.number, words, amount)


def _same_line(index: PageIndex, number: int) -> tuple[int, ...]:
    """The words that stand on one line with a word."""
    box = index.words[number].box
    band = Box(float("-inf"), box.middle - box.height / 2, float("inf"), box.middle + box.height / 2)
    return tuple(n for n in index.inside(band) if abs(index.words[n].box.middle - box.middle) <= abs(box.height) / 2)


def _fills(index: PageIndex, words: Iterable[int], column: Column) -> bool:
    return any(column.holds(index.words[number].box, index.words[number].text) for number in words)


def taken_words(drafts: Drafts) -> dict[int, frozenset[int]]:
    """Page → the words that some cell was found in."""
    taken: dict[int, set[int]] = {}
    for draft in drafts.values():
        if draft.grounded.cursor is not None:
            taken.setdefault(draft.grounded.cursor.page, set()).update(draft.grounded.place)
    return {page: frozenset(words) for page, words in taken.items()}


def _end_of_table(amounts: Iterable[Draft], totals: Iterable[Draft], index: PageIndex) -> float:
    """The y below which no row stands: the first total of the invoice under the last row that was taken."""
    last = max(_heights(amounts, index), default=0.0)
    return min((y for y in _heights(totals, index) if y > last), default=float("inf"))


def _heights(drafts: Iterable[Draft], index: PageIndex) -> Iterator[float]:
    """The y of each of these answers that was found on the page."""
    for draft in drafts:
        cursor = draft.grounded.cursor
        if cursor is not None and cursor.page == index.number:
            yield index.words[cursor.word].box.middle


def _amounts_of_header(drafts: Drafts) -> frozenset[Decimal]:
    return frozenset(
        abs(draft.cell.value)
        for (_, row), draft in drafts.items()
        if row is None and isinstance(draft.cell.value, Decimal)
    )


def _running_sums(drafts: Drafts, rows: int, money: Field) -> frozenset[Decimal]:
    """Sums of the first rows: what a sub-total or an amount carried forward is."""
    sums: set[Decimal] = set()
    total = Decimal(0)
    for row in range(1, rows + 1):
        if isinstance(value := drafts[money.name, row].cell.value, Decimal):
            total += value
            if row > 1:
                sums.add(abs(total))
    return frozenset(sums)


def lines_like_items(indexes: Mapping[int, PageIndex]) -> Iterator[Line]:
    """Lines of words and two or more numbers whose amounts begin or end at one x, page by page, where several do."""
    for index in indexes.values():
        edges: dict[tuple[str, int], list[Line]] = {}
        for number, word in enumerate(index.words):
            if not _MONEY.search(word.text) or (amount := parse_amount(word.text, None)) is None:
                continue
            words = _same_line(index, number)
            texts = [index.words[n].text for n in words if n != number]
            if any(text[:1].isdigit() for text in texts) and any(len(t) > 2 and t[:1].isalpha() for t in texts):
                line = Line(index.number, words, amount)
                for side, x in (("left", word.box.x0), ("right", word.box.x1)):
                    edges.setdefault((side, round(x / ABOUT_PT)), []).append(line)
        most = max(map(len, edges.values()), default=0)
        if most >= FEWEST_LINES:
            yield from next(lines for lines in edges.values() if len(lines) == most)
