from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from faktum.engine.rows.lay_out import Table, columns, review_needed, rows_of, source_text
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.errors import InvalidInput
from faktum.schemas.fields import Field, Kind, OutputFormat, Structure
from faktum.schemas.record import Cell, DocumentResult, Evidence, Failure, Note, Record, Severity, Status

MakeTable = Callable[..., Table]
MakeDocument = Callable[..., DocumentResult]


def warning(message: str, *fields: str, row: int | None = None, page: int | None = None) -> Note:
    return Note("TEST", Severity.WARNING, message, fields, page, row)


def with_notes(document: DocumentResult, *notes: Note) -> DocumentResult:
    return replace(document, records=(replace(document.records[0], notes=notes),))


def test_columns_are_the_fields_in_the_users_order_between_the_system_columns() -> None:
    prompt = CompiledPrompt((Field("total", Kind.AMOUNT), Field("No.", Kind.IDENTIFIER)), Structure.PER_INVOICE, "")
    assert [column.name for column in columns(prompt)] == ["Source File", "total", "No.", "Review Needed"]
    assert [column.name for column in columns(prompt, ["source_file", "review_needed"])] == ["total", "No."]


def test_only_system_columns_can_be_excluded() -> None:
    with pytest.raises(InvalidInput, match="total"):
        columns(CompiledPrompt((Field("total", Kind.AMOUNT),), Structure.PER_INVOICE, ""), ["total"])


def test_per_invoice_gives_one_row_a_record_and_lists_the_line_items(make_table: MakeTable) -> None:
    assert list(make_table().values()) == [
        {
            "Source File": "a.pdf (Page 1)",
            "Invoice Number": "004711",
            "Invoice Date": date(2026, 3, 4),
            "Vendor Name": "Müller & Söhne",
            "Total Amount": Decimal("1234.50"),
            "Paid": False,
            "Description": ["Item 1", "Item 2"],
            "Quantity": ["1", "2"],
            "Review Needed": None,
        }
    ]


def test_per_line_item_repeats_the_invoice_on_every_line(make_table: MakeTable) -> None:
    rows = list(make_table(structure=Structure.PER_LINE_ITEM).values())
    assert [(row["Invoice Number"], row["Description"], row["Quantity"]) for row in rows] == [
        ("004711", "Item 1", Decimal(1)),
        ("004711", "Item 2", Decimal(2)),
    ]


def test_an_invoice_without_line_items_still_gives_a_row(make_table: MakeTable, make_document: MakeDocument) -> None:
    (row,) = make_table([make_document(lines=0)], Structure.PER_LINE_ITEM).values()
    assert row["Invoice Number"] == "004711"
    assert row["Description"] is None


def test_a_failed_document_and_one_without_records_give_no_row(make_table: MakeTable) -> None:
    documents = [DocumentResult("a.pdf", error=Failure("EMPTY_FILE", "empty")), DocumentResult("b.pdf")]
    assert list(make_table(documents)) == []


def test_a_list_is_as_doubtful_as_its_worst_part(make_table: MakeTable, make_document: MakeDocument) -> None:
    document = make_document()
    lines = (
        {"Description": Cell("x", "x", Status.VERIFIED, 0.9)},
        {"Description": Cell("y", "y", Status.NOT_FOUND, 0.2)},
    )
    document = replace(document, records=(replace(document.records[0], groups={"LineItems": lines}),))
    (row,) = make_table([document])
    cell = row.cells[6]
    assert (cell.value, cell.printed, cell.status, cell.confidence) == (["x", "y"], "x; y", Status.NOT_FOUND, 0.2)


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        ((1,), "a.pdf (Page 1)"),
        ((1, 2, 3), "a.pdf (Pages 1-3)"),
        ((3, 1), "a.pdf (Pages 1, 3)"),
        ((2, 2), "a.pdf (Page 2)"),
        ((), "a.pdf"),
    ],
)
def test_source_file_names_the_pages(pages: tuple[int, ...], text: str) -> None:
    assert source_text("a.pdf", pages) == text


def test_an_absent_value_becomes_what_the_user_wants_written(
    make_table: MakeTable, make_document: MakeDocument
) -> None:
    fields = (
        Field("Tax", Kind.AMOUNT, zero_when_absent=True),
        Field("Order", Kind.IDENTIFIER, default="N/A"),
        Field("Due", Kind.DATE),
    )
    (row,) = make_table([make_document()], fields=fields).values()
    assert (row["Tax"], row["Order"], row["Due"]) == (Decimal(0), "N/A", None)


def test_a_wanted_format_holds_for_every_row(make_table: MakeTable) -> None:
    fields = (
        Field("Invoice Date", Kind.DATE, format=OutputFormat(date_pattern="%d.%m.%Y")),
        Field("Total Amount", Kind.AMOUNT, format=OutputFormat(decimals=0)),
        Field("Vendor Name", Kind.NAME, format=OutputFormat(uppercase=True)),
    )
    (row,) = make_table(fields=fields).values()
    assert (row["Invoice Date"], row["Total Amount"], row["Vendor Name"]) == (
        "04.03.2026",
        Decimal(1235),
        "MÜLLER & SÖHNE",
    )


def test_a_doubt_on_a_line_marks_that_line_only(make_table: MakeTable, make_document: MakeDocument) -> None:
    document = with_notes(
        make_document(lines=3), warning("whole", "Total Amount"), warning("second", "Quantity", row=2)
    )
    rows = list(make_table([document], Structure.PER_LINE_ITEM))
    assert [row.review for row in rows] == ["whole", "whole; second", "whole"]
    assert rows[1].affected == {"Total Amount", "Quantity"}
    assert [row.review for row in make_table([document])] == ["whole; second"]


def test_messages_are_joined_as_a_sentence(make_table: MakeTable, make_document: MakeDocument) -> None:
    document = with_notes(make_document(), warning("One."), warning("Two."), warning("One."))
    assert [row.review for row in make_table([document])] == ["One; Two"]
    assert [row.review for row in make_table([with_notes(make_document(), warning("One."))])] == ["One."]


def test_remarks_are_no_doubts(make_table: MakeTable, make_document: MakeDocument) -> None:
    document = with_notes(make_document(), Note("X", Severity.INFO, "only a remark", ("Total Amount",)))
    (row,) = make_table([document])
    assert (row.review, row.doubts) == (None, ())


def test_a_doubt_about_a_line_that_is_missing_is_not_lost(make_table: MakeTable, make_document: MakeDocument) -> None:
    document = with_notes(make_document(lines=2), warning("row 3 is missing", row=3))
    assert [row.review for row in make_table([document], Structure.PER_LINE_ITEM)] == ["row 3 is missing"] * 2


def test_a_doubt_about_another_table_belongs_to_the_invoice(make_table: MakeTable, make_document: MakeDocument) -> None:
    document = with_notes(make_document(lines=2), warning("rate", "RatePercent", row=1))
    groups = {**document.records[0].groups, "VatBreakdown": ({"RatePercent": Cell(Decimal(19))},)}
    document = replace(document, records=(replace(document.records[0], groups=groups),))
    assert [row.review for row in make_table([document], Structure.PER_LINE_ITEM)] == ["rate"] * 2


def test_doubts_of_the_document_stand_on_the_records_they_concern(
    make_table: MakeTable, make_document: MakeDocument
) -> None:
    record = make_document().records[0]
    document = DocumentResult(
        "a.pdf",
        records=(replace(record, pages=(1,)), replace(record, pages=(2,))),
        notes=(warning("hidden text", page=2), warning("signature broken")),
    )
    assert [row.review for row in make_table([document])] == ["signature broken", "hidden text; signature broken"]


@pytest.mark.parametrize("status", [Status.NOT_FOUND, Status.AMBIGUOUS])
def test_a_doubtful_cell_speaks_for_itself_unless_a_note_does(
    status: Status, make_table: MakeTable, make_document: MakeDocument
) -> None:
    document = make_document()
    cell = Cell("Nobody Ltd", "Nobody", status, 0.1, evidence=(Evidence(1, None, "Nobody"),))
    fields = {**document.records[0].fields, "Vendor Name": cell}
    document = replace(document, records=(replace(document.records[0], fields=fields),))
    (row,) = make_table([document])
    assert row.review
    assert row.review.startswith("Vendor Name ")
    assert row.affected == {"Vendor Name"}
    (row,) = make_table([with_notes(document, warning("the vendor's name is odd", "Vendor Name"))])
    assert row.review == "the vendor's name is odd"


def test_review_needed_groups_rows_by_message(make_table: MakeTable, make_document: MakeDocument) -> None:
    same = warning("the total does not add up", "Total Amount")
    documents = [
        with_notes(make_document("a.pdf"), same),
        make_document("b.pdf"),
        with_notes(make_document("c.pdf"), same, warning("odd date", "Invoice Date")),
    ]
    assert review_needed(make_table(documents)) == {
        "count": 2,
        "items": [
            {
                "message": "the total does not add up",
                "affected_fields": ["Total Amount"],
                "output_row_numbers": [1, 3],
                "source_references": ["a.pdf (Page 1)", "c.pdf (Page 1)"],
            },
            {
                "message": "odd date",
                "affected_fields": ["Invoice Date"],
                "output_row_numbers": [3],
                "source_references": ["c.pdf (Page 1)"],
            },
        ],
    }


def test_rows_of_one_document_follow_the_columns(make_document: MakeDocument) -> None:
    prompt = CompiledPrompt((Field("Total Amount", Kind.AMOUNT),), Structure.PER_INVOICE, "")
    (row,) = rows_of(make_document(), prompt, ["review_needed"])
    assert [cell.value for cell in row.cells] == ["a.pdf (Page 1)", Decimal("1234.50")]
    assert (row.source_file, row.currency, row.record) == ("a.pdf (Page 1)", "EUR", 0)


def test_rows_are_made_as_they_are_read(make_document: MakeDocument) -> None:
    """Laying out holds no more than one document: the next is asked for only when its rows are."""
    asked: list[int] = []

    class Documents:
        def __iter__(self) -> Iterator[DocumentResult]:
            for number in range(1000):
                asked.append(number)
                yield make_document(f"{number}.pdf")

    rows = iter(Table(CompiledPrompt((Field("Total Amount", Kind.AMOUNT),), Structure.PER_INVOICE, ""), Documents()))
    for _ in range(3):
        next(rows)
    assert asked == [0, 1, 2]


def test_one_record_more_is_one_row_more(make_table: MakeTable, make_document: MakeDocument) -> None:
    record: Record = make_document().records[0]
    document = DocumentResult("a.pdf", records=(record, record, record))
    assert [row.record for row in make_table([document])] == [0, 1, 2]
