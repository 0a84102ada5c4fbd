"""Were all line items taken, and only those that are there? The certificate of completeness, and notes on gaps.

What the pages show is compared with what came out, whoever read them: lines of the page that fill the same columns as
the extracted rows do, but are in none of them (ROWS_MISSING); rows that stand nowhere on the pages (ROWS_INVENTED);
a printed count of items (ROWS_COUNT); and whether the rows add up to the printed net amount.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ...prompts.compiled import CompiledPrompt
from ...schemas.fields import Field, Kind
from ...schemas.record import Completeness, Note, Severity, Source, Status
from .drafts import Draft, Drafts
from .missing_rows import Line, lines_like_items, missing_lines, taken_words
from .page_index import PageIndex

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
    lines_total, net = _lines_total(drafts, rows, fields, "LineTotalExclTax"), _net(drafts)
    of_lines = lines_total if lines_total is not None else _lines_total(drafts, rows, fields, "LineTotalInclTax")
    proven = _agrees(of_lines, rows, drafts)
    if proven is not True and of_lines is not None and _summed_up(of_lines, drafts, rows, indexes):
        proven = True
    missing = () if proven else tuple(missing_lines(drafts, rows, indexes, fields))
    invented = tuple(_invented(drafts, rows, fields)) if any(index.words for index in indexes.values()) else ()
    counted, count_notes = _counted(drafts, rows, indexes, fields)
    expected, told_by = counted, ("a printed count of items",) if counted is not None else ()
    if counted is None and (seen := rows - len(invented) + len(missing)) and any(_found(drafts, rows, fields)):
        expected, told_by = seen, ("lines of the pages that fill the columns of the table",)
    unread = () if rows else tuple(lines_like_items(indexes))
    if expected is None and unread:
        expected, told_by = len(unread), ("lines of the pages that look like a table",)
    certificate = Completeness(rows, expected, lines_total, net, told_by, proven)
    notes = [*_missing_notes(missing, indexes), *(_invented_note(row) for row in invented), *count_notes]
    if unread:
        notes.append(_unread_note(unread))
    if proven is False and of_lines is not None and net is None and not missing:
        notes.append(_unproven_note(of_lines, drafts))
    return certificate, tuple(notes)


# -- rows that were not taken -----------------------------------------------------------------------------------------


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


def _unread_note(lines: Sequence[Line]) -> Note:
    pages = Counter(line.page for line in lines)
    where = ", ".join(f"{count} on page {page}" for page, count in pages.items())
    message = f"No line item was taken, but lines look like line items: {where}."
    return Note("ROWS_MISSING", Severity.WARNING, message, page=lines[0].page)


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


def _lines_total(drafts: Drafts, rows: int, fields: Sequence[Field], term: str) -> Decimal | None:
    """The sum of the line totals of this term; None where there are no rows, or one has no total."""
    field = next((field for field in fields if field.term == f"LineItems.{term}"), None)
    if field is None or not rows:
        return None
    totals = [drafts[field.name, row].cell.value for row in range(1, rows + 1)]
    numbers = [total for total in totals if isinstance(total, Decimal)]
    return sum(numbers, Decimal(0)) if len(numbers) == rows else None


def _summed_up(of_lines: Decimal, drafts: Drafts, rows: int, indexes: Mapping[int, PageIndex]) -> bool:
    """Whether the sum of two or more lines is printed once more among the invoice's totals.

    So is the value of the goods before discounts and freight. A sum carried forward stands on a page before them.
    """
    amounts = [draft for (_, row), draft in drafts.items() if row is None and draft.field.kind is Kind.AMOUNT]
    pages = [draft.grounded.cursor.page for draft in amounts if draft.grounded.cursor is not None]
    if rows < 2 or not of_lines or not pages or max(pages) not in indexes:
        return False
    index = indexes[max(pages)]
    taken = taken_words({key: draft for key, draft in drafts.items() if key[1] is not None}).get(
        index.number, frozenset()
    )
    last = max((index.words[number].box.middle for number in taken), default=0.0)
    places = index.every_number(abs(of_lines))
    return any(index.words[place[0]].box.middle > last and not taken & set(place) for place in places)


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


def _agrees(of_lines: Decimal | None, rows: int, drafts: Drafts) -> bool | None:
    """Whether the rows add up to one of the printed totals; None where there is nothing to compare.

    Lines may be priced with tax, and an invoice without tax has but one total: any of them proves the rows.
    """
    totals = [_net(drafts), *(_amount(drafts, term) for term in TOTALS)]
    known = [total for total in totals if total is not None]
    if of_lines is None or not known:
        return None
    return any(abs(abs(of_lines) - abs(total)) <= Decimal("0.005") * (1 + rows) for total in known)


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
