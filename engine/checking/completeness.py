"""Were all line items taken, and only those that are there? The certificate of completeness, and notes on gaps.

What the pages show is compared with what came out, whoever read them: lines of the page that fill the same columns as
the extracted rows do, but are in none of them (ROWS_MISSING); rows that stand nowhere on the pages (ROWS_INVENTED);
a printed count of items (ROWS_COUNT); and whether the rows add up to the printed net amount.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ...prompts.compiled import CompiledPrompt
from ...schemas.document import Box
from ...schemas.fields import Field, Kind
from ...schemas.record import Completeness, Note, Severity, Source, Status
from ..values.amounts import parse_amount
from .drafts import Draft, Drafts
from .page_index import PageIndex
from .row_columns import Column, around, column_of

USUAL = 0.75
"""A column that this share of the rows fills is one that every row is expected to fill."""

SHORT_QUOTE = 60
"""Characters of a page's line that a note repeats."""

TOTALS = ("TotalAmountIncTax", "AmountDue", "TotalAmountExclTax")

MOST_NOTES = 20
"""Lines of one invoice that are named one by one."""

_COUNT = re.compile(
    r"(?:number of items|items? count|items? sold|total items|anzahl (?:der )?(?:positionen|artikel)|"
    r"nombre d.articles|numero (?:di )?articoli|n[úu]mero de art[íi]culos|aantal artikelen)\s*[:=]?\s*(\d{1,4})\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\d[.,]\d{2,4}\D{0,4}\Z")


class Line(NamedTuple):
    """One line of a page that looks like a row."""

    page: int
    words: tuple[int, ...]
    amount: Decimal
    columns: "tuple[Column, ...]" = ()
    """The columns it fills, as the rows that were taken have them."""


def completeness(
    drafts: Drafts, rows: int, indexes: Mapping[int, PageIndex], prompt: CompiledPrompt
) -> tuple[Completeness | None, tuple[Note, ...]]:
    """The certificate of one invoice's line items, and a note for every gap.

    Args:
        drafts: its answers, typed and found.
        rows: how many line items there are.
        indexes: its pages.
        prompt: what was asked for.

    Returns:
        None and no notes where no line items were asked for.
    """
    fields = prompt.line_item_fields
    if not fields:
        return None, ()
    lines_total, net = _lines_total(drafts, rows, fields), _net(drafts)
    proven = _agrees(lines_total, rows, drafts)
    missing = () if proven else tuple(missing_lines(drafts, rows, indexes, fields))
    invented = tuple(_invented(drafts, rows, fields)) if any(index.words for index in indexes.values()) else ()
    counted, count_notes = _counted(drafts, rows, indexes, fields)
    expected, told_by = counted, ("a printed count of items",) if counted is not None else ()
    if counted is None and (seen := rows - len(invented) + len(missing)) and any(_found(drafts, rows, fields)):
        expected, told_by = seen, ("lines of the pages that fill the columns of the table",)
    certificate = Completeness(rows, expected, lines_total, net, told_by, proven)
    notes = [*_missing_notes(missing, indexes), *(_invented_note(row) for row in invented), *count_notes]
    if proven is False and net is None and not missing:
        notes.append(_unproven_note(lines_total, drafts))
    return certificate, tuple(notes)


# -- rows that were not taken -----------------------------------------------------------------------------------------


def missing_lines(
    drafts: Drafts, rows: int, indexes: Mapping[int, PageIndex], fields: Sequence[Field]
) -> Iterator[Line]:
    """Lines that fill the columns of the table and belong to no row, page by page."""
    money = _money_field(drafts, rows, fields)
    if money is None:
        return
    taken = _taken(drafts)
    totals = [draft for (_, row), draft in drafts.items() if row is None and draft.field.kind is Kind.AMOUNT]
    no_row = _amounts_of_header(drafts) | _running_sums(drafts, rows, money)
    for number, placed in _rows_by_page(drafts, rows, fields).items():
        index = indexes[number]
        columns = _columns(drafts, placed, number, index, fields)
        column = next((column for column in columns if column.field is money), None)
        if column is None or len(columns) < 2:
            continue
        end = _end_of_table((drafts[money.name, row] for row in placed), totals, index)
        for line in _lines(index, column, taken.get(number, frozenset())):
            if abs(line.amount) in no_row or index.words[line.words[0]].box.middle > end:
                continue
            if all(_fills(index, line.words, other) for other in columns):
                yield line._replace(columns=columns)


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


def _taken(drafts: Drafts) -> dict[int, frozenset[int]]:
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


def _missing_notes(missing: Sequence[Line], indexes: Mapping[int, PageIndex]) -> Iterator[Note]:
    """A note for each line, and one for all that are too many to name."""
    for line in missing[:MOST_NOTES]:
        evidence = indexes[line.page].evidence(line.words)
        quote = evidence.quote if len(evidence.quote) <= SHORT_QUOTE else f"{evidence.quote[:SHORT_QUOTE]}…"
        message = f"Page {line.page} has a line that looks like a line item and was not taken: '{quote}'."
        yield Note("ROWS_MISSING", Severity.WARNING, message, page=line.page, box=evidence.box)
    if len(missing) > MOST_NOTES:
        pages = Counter(line.page for line in missing[MOST_NOTES:])
        where = ", ".join(f"{count} on page {page}" for page, count in pages.items())
        yield Note("ROWS_MISSING", Severity.WARNING, f"Further lines that look like line items: {where}.")


# -- rows that are not there ------------------------------------------------------------------------------------------


def _invented(drafts: Drafts, rows: int, fields: Sequence[Field]) -> Iterator[int]:
    """Rows of a reader of pages that stand nowhere on them; or whose amount another row has already, printed once."""
    used: Counter[tuple[int, tuple[int, ...]]] = Counter()
    for row in range(1, rows + 1):
        asserted = [
            draft
            for field in fields
            if (draft := drafts[field.name, row]).printed is not None
            and draft.cell.value is not None
            and draft.cell.source is not Source.XML
        ]
        if not asserted:
            continue
        places = {(d.grounded.cursor.page, d.grounded.place) for d in asserted if d.grounded.cursor is not None}
        again = [place for place in places if used[place]]
        used.update(places)
        lost = sum(draft.cell.status is Status.NOT_FOUND for draft in asserted)
        if 2 * (lost + len(again)) > len(asserted):
            yield row


def _invented_note(row: int) -> Note:
    message = f"Line {row}: most of this line item stands nowhere on the pages, or is another line's."
    return Note("ROWS_INVENTED", Severity.WARNING, message, row=row)


def _found(drafts: Drafts, rows: int, fields: Sequence[Field]) -> Iterator[Draft]:
    """The cells of the rows that were found on a page."""
    for row in range(1, rows + 1):
        for field in fields:
            if drafts[field.name, row].grounded.place:
                yield drafts[field.name, row]


# -- counts and sums --------------------------------------------------------------------------------------------------


def _counted(
    drafts: Drafts, rows: int, indexes: Mapping[int, PageIndex], fields: Sequence[Field]
) -> tuple[int | None, tuple[Note, ...]]:
    """The printed count of items, where there is one; a count may also be of pieces."""
    for number, index in indexes.items():
        if match := _COUNT.search(" ".join(word.text for word in index.words)):
            count = int(match[1])
            quantity = next((field.name for field in fields if field.term == "LineItems.Quantity"), None)
            pieces = [drafts[quantity, row].cell.value for row in range(1, rows + 1)] if quantity else []
            if count == rows or count == sum((p for p in pieces if isinstance(p, Decimal)), Decimal(0)):
                return rows, ()
            message = f"Page {number} counts {count} items ('{match[0]}'), but {rows} line items were taken."
            return None, (Note("ROWS_COUNT", Severity.INFO, message, page=number),)
    return None, ()


def _lines_total(drafts: Drafts, rows: int, fields: Sequence[Field]) -> Decimal | None:
    """The sum of the line totals without tax; None where there are no rows, or one has no total."""
    field = next((field for field in fields if field.term == "LineItems.LineTotalExclTax"), None)
    if field is None or not rows:
        return None
    totals = [drafts[field.name, row].cell.value for row in range(1, rows + 1)]
    numbers = [total for total in totals if isinstance(total, Decimal)]
    return sum(numbers, Decimal(0)) if len(numbers) == rows else None


def _net(drafts: Drafts) -> Decimal | None:
    """The printed net amount before discounts and surcharges on the whole document (EN 16931 BR-CO-13, backwards)."""
    net = _amount(drafts, "TotalAmountExclTax")
    if net is None:
        return None
    return net + abs(_amount(drafts, "GlobalDiscountAmount") or 0) - abs(_amount(drafts, "GlobalSurchargeAmount") or 0)


def _amount(drafts: Drafts, term: str) -> Decimal | None:
    """The number of a field of the invoice."""
    values = (draft.cell.value for (_, row), draft in drafts.items() if row is None and draft.field.term == term)
    return next((value for value in values if isinstance(value, Decimal)), None)


def _agrees(lines_total: Decimal | None, rows: int, drafts: Drafts) -> bool | None:
    """Whether the rows add up to one of the printed totals; None where there is nothing to compare.

    Lines may be priced with tax, and an invoice without tax has but one total: any of them proves the rows.
    """
    totals = [_net(drafts), *(_amount(drafts, term) for term in TOTALS)]
    known = [total for total in totals if total is not None]
    if lines_total is None or not known:
        return None
    return any(abs(abs(lines_total) - abs(total)) <= Decimal("0.005") * (1 + rows) for total in known)


def _unproven_note(lines_total: Decimal | None, drafts: Drafts) -> Note:
    """The rows add up to no printed total, and no net amount is there to say which of them it should be."""
    name, total = next(
        (draft.field.name, draft.cell.value)
        for term in TOTALS
        for (_, row), draft in drafts.items()
        if row is None and draft.field.term == term and isinstance(draft.cell.value, Decimal)
    )
    message = f"The line items add up to {lines_total}, which is none of the printed totals ({name} {total})."
    return Note("ROWS_UNPROVEN", Severity.INFO, message, (name,))
