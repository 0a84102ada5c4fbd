"""The cells of one row stand on one band of the page."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from faktum.engine.checking.checker import check
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Box, Pages
from faktum.schemas.fields import Field, Kind, Structure
from faktum.schemas.record import Record, Source, Status
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply

MakePages = Callable[..., Pages]

LEAVES = {
    "LineNumber": Kind.NUMBER,
    "Description": Kind.TEXT,
    "Quantity": Kind.QUANTITY,
    "UnitPrice": Kind.AMOUNT,
    "VatPercentage": Kind.PERCENT,
    "LineTotalExclTax": Kind.AMOUNT,
}

TABLE = [
    "Article              Quantity   Price    Total",
    "Blue hammer          2          10.00    20.00",
    "Red nail             3          11.00    33.00",
    "Green saw            4          12.50    50.00",
    "                     VAT 19 %            19.57",
]
ROWS = [
    {"Description": "Blue hammer", "Quantity": "2", "UnitPrice": "10.00", "LineTotalExclTax": "20.00"},
    {"Description": "Red nail", "Quantity": "3", "UnitPrice": "11.00", "LineTotalExclTax": "33.00"},
    {"Description": "Green saw", "Quantity": "4", "UnitPrice": "12.50", "LineTotalExclTax": "50.00"},
]


def checked(pages: Pages, rows: Sequence[Mapping[str, str]], box: Box | None = None) -> Record:
    names = dict.fromkeys(name for row in rows for name in row)
    fields = tuple(Field(name, LEAVES[name], f"LineItems.{name}", "LineItems") for name in names)
    items = tuple(
        {name: Printed(text, 1 if box else None, box, source=Source.MODEL) for name, text in row.items()}
        for row in rows
    )
    numbers = tuple(page.number for page in pages.pages)
    record = RepliedRecord(DocumentKind.INVOICE, numbers, {}, {"LineItems": items})
    return check(Reply((record,)), pages, CompiledPrompt(fields, Structure.PER_LINE_ITEM, ""))[0]


def planted(row: int, name: str, text: str) -> list[dict[str, str]]:
    return [{**cells, name: text} if number == row else dict(cells) for number, cells in enumerate(ROWS, 1)]


def test_true_rows_stay_verified(make_pages: MakePages) -> None:
    record = checked(make_pages(TABLE), ROWS)
    assert {cell.status for row in record.line_items for cell in row.values()} == {Status.VERIFIED}
    assert "ROW_MISMATCH" not in [note.code for note in record.notes]


@pytest.mark.parametrize("row", [1, 2, 3])
@pytest.mark.parametrize("name", ["Description", "UnitPrice", "LineTotalExclTax"])
def test_the_cell_of_another_row_is_ambiguous_and_noted(make_pages: MakePages, row: int, name: str) -> None:
    other = ROWS[row % 3][name]
    record = checked(make_pages(TABLE), planted(row, name, other))
    assert record.line_items[row - 1][name].status is Status.AMBIGUOUS
    (note,) = [note for note in record.notes if note.code == "ROW_MISMATCH"]
    assert (note.fields, note.row) == ((name,), row)
    others = [cell for number, line in enumerate(record.line_items, 1) for cell in line.values() if number != row]
    assert {cell.status for cell in others} == {Status.VERIFIED}


def test_a_rate_may_stand_once_for_all_rows(make_pages: MakePages) -> None:
    rows = [{**row, "VatPercentage": "19"} for row in ROWS]
    record = checked(make_pages(TABLE), rows)
    assert {row["VatPercentage"].status for row in record.line_items} == {Status.VERIFIED}


def test_a_line_number_that_is_only_counted_is_derived(make_pages: MakePages) -> None:
    rows = [{**row, "LineNumber": str(number)} for number, row in enumerate(ROWS, 1)]
    record = checked(make_pages(TABLE), rows)
    assert {row["LineNumber"].status for row in record.line_items} == {Status.DERIVED}
    assert not [note for note in record.notes if "LineNumber" in note.fields]


def test_a_wrapped_row_is_one_band(make_pages: MakePages) -> None:
    lines = [
        "Blue hammer          2          10.00",
        "with a long handle                       20.00",
        "Red nail             3          11.00",
        "with a long shaft                        33.00",
    ]
    rows = [
        {**ROWS[0], "Description": "Blue hammer with a long handle"},
        {**ROWS[1], "Description": "Red nail with a long shaft"},
    ]
    record = checked(make_pages(lines), rows)
    assert {cell.status for row in record.line_items for cell in row.values()} == {Status.VERIFIED}


def test_rows_of_the_same_words_are_each_found_on_their_own_line(make_pages: MakePages) -> None:
    lines = ["Ticket  1  5.00  5.00"] * 4
    row = {"Description": "Ticket", "Quantity": "1", "UnitPrice": "5.00", "LineTotalExclTax": "5.00"}
    record = checked(make_pages(lines), [row] * 4)
    boxes = [cell.evidence[0].box for line in record.line_items for cell in line.values()]
    assert [box.y0 for box in boxes if box] == [40 + 14 * number for number in range(4) for _ in row]
    assert "ROW_MISMATCH" not in [note.code for note in record.notes]


def test_rows_that_go_on_overleaf_are_bounded_page_by_page(make_pages: MakePages) -> None:
    record = checked(make_pages(TABLE[:3], TABLE[3:]), ROWS)
    assert [row["UnitPrice"].evidence[0].page for row in record.line_items] == [1, 1, 2]
    assert {cell.status for row in record.line_items for cell in row.values()} == {Status.VERIFIED}
