"""The certificate of completeness: no line item is lost, and none is made up, without a note."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from faktum.engine.checking.checker import check
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Pages
from faktum.schemas.record import Completeness, Record
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply

MakePages = Callable[..., Pages]
PROMPT = compile_prompt("invoice number, net amount; for each line item: description, quantity, unit price, line total")

PAGE = [
    "Invoice no. 4711",
    "Description       Qty    Price     Total",
    "Blue hammer       2      10.00     20.00",
    "Red nail          3      1.50      4.50",
    "Green saw         1      30.00     30.00",
    "Tin of paint      2      7.25      14.50",
    "                         Net       69.00",
]
ROWS = (
    ("Blue hammer", "2", "10.00", "20.00"),
    ("Red nail", "3", "1.50", "4.50"),
    ("Green saw", "1", "30.00", "30.00"),
    ("Tin of paint", "2", "7.25", "14.50"),
)


def checked(pages: Pages, rows: Sequence[Sequence[str]], net: str | None = "69.00") -> Record:
    names = [field.name for field in PROMPT.line_item_fields]
    lines = tuple({name: Printed(text) for name, text in zip(names, row, strict=True)} for row in rows)
    header = [field.name for field in PROMPT.invoice_fields]
    fields = {name: Printed(text) for name, text in zip(header, ("4711", net), strict=True) if text}
    record = RepliedRecord(DocumentKind.INVOICE, (1,), fields, {"LineItems": lines})
    (found,) = check(Reply((record,)), pages, PROMPT)
    return found


def codes(record: Record) -> list[str]:
    return [note.code for note in record.notes if note.code.startswith("ROWS_")]


def test_all_rows_taken_and_adding_up_are_complete(make_pages: MakePages):
    record = checked(make_pages(PAGE), ROWS)
    assert record.completeness == Completeness(
        4,
        4,
        Decimal("69.00"),
        Decimal("69.00"),
        ("lines of the pages that fill the columns of the table",),
        adds_up=True,
    )
    assert record.completeness is not None
    assert record.completeness.complete is True
    assert codes(record) == []


def test_a_dropped_row_that_the_sums_call_for_is_read_again(make_pages: MakePages):
    for dropped in range(len(ROWS)):
        record = checked(make_pages(PAGE), (*ROWS[:dropped], *ROWS[dropped + 1 :]))
        assert codes(record) == ["ROWS_REREAD"]
        assert [tuple(cell.printed for cell in row.values()) for row in record.line_items] == list(ROWS)
        assert record.completeness is not None
        assert record.completeness.complete is True


def test_a_dropped_row_that_nothing_proves_is_named_with_its_place(make_pages: MakePages):
    for dropped, row in enumerate(ROWS):
        record = checked(make_pages(PAGE), (*ROWS[:dropped], *ROWS[dropped + 1 :]), net="68.00")
        (note,) = [note for note in record.notes if note.code == "ROWS_MISSING"]
        assert row[0] in note.message
        assert note.page == 1
        assert note.box is not None
        assert note.box.y0 == 40 + 14 * (2 + dropped)
        assert record.completeness is not None
        assert (record.completeness.rows, record.completeness.rows_expected) == (3, 4)
        assert record.completeness.complete is False


def test_a_dropped_row_is_named_though_no_net_amount_is_known(make_pages: MakePages):
    assert codes(checked(make_pages(PAGE[:-1]), ROWS[:3], net=None)) == ["ROWS_MISSING"]


def test_sub_totals_and_totals_are_no_rows(make_pages: MakePages):
    page = [*PAGE[:4], "Carried forward          2      24.50", *PAGE[4:], "Grand total       1      1.00      82.11"]
    record = checked(make_pages(page), ROWS[:3])
    assert codes(record) == ["ROWS_REREAD"]
    assert [row["Description"].value for row in record.line_items] == [row[0] for row in ROWS]  # the paint alone is new


def test_rows_that_add_up_need_no_further_line(make_pages: MakePages):
    """Other lines may fill the same columns: a list of the services that the lines sum up."""
    page = [*PAGE[:6], "Of which wood     1      5.00      5.00", *PAGE[6:]]
    assert codes(checked(make_pages(page), ROWS)) == []


def test_a_made_up_row_is_told(make_pages: MakePages):
    record = checked(make_pages(PAGE), (*ROWS, ("Golden chair", "8", "99.00", "792.00")))
    assert [(note.code, note.row) for note in record.notes if note.code == "ROWS_INVENTED"] == [("ROWS_INVENTED", 5)]


def test_a_row_given_twice_but_printed_once_is_told(make_pages: MakePages):
    record = checked(make_pages(PAGE), (*ROWS, ROWS[3]))
    assert [(note.code, note.row) for note in record.notes if note.code == "ROWS_INVENTED"] == [("ROWS_INVENTED", 5)]


def test_a_printed_count_of_items_counts(make_pages: MakePages):
    record = checked(make_pages([*PAGE, "Number of items: 5"]), ROWS)
    assert codes(record) == ["ROWS_COUNT"]
    assert codes(checked(make_pages([*PAGE, "Number of items: 8"]), ROWS)) == []  # pieces: 2 + 3 + 1 + 2


def test_lines_that_prove_nothing_are_told(make_pages: MakePages):
    prompt = compile_prompt("total amount; for each line item: description, line total")
    lines = tuple(
        {field.name: Printed(text) for field, text in zip(prompt.line_item_fields, (row[0], row[3]), strict=True)}
        for row in ROWS
    )
    total = {prompt.invoice_fields[0].name: Printed("70.00")}
    record = RepliedRecord(DocumentKind.INVOICE, (1,), total, {"LineItems": lines})
    (found,) = check(Reply((record,)), make_pages([*PAGE[:-1], "To pay   70.00"]), prompt)
    assert codes(found) == ["ROWS_UNPROVEN"]


def test_who_asked_for_no_line_items_gets_no_certificate(make_pages: MakePages):
    prompt = compile_prompt("invoice number")
    record = RepliedRecord(DocumentKind.INVOICE, (1,), {prompt.fields[0].name: Printed("4711")})
    (found,) = check(Reply((record,)), make_pages(PAGE), prompt)
    assert found.completeness is None


def test_an_invoice_of_two_pages_misses_rows_on_the_second(make_pages: MakePages):
    second = [*PAGE[:2], "Long rope         4      2.00      8.00", "Short rope        4      1.00      4.00"]
    whole = replace(
        RepliedRecord(DocumentKind.INVOICE, (1, 2), {}, {}),
        groups={
            "LineItems": tuple(
                {f.name: Printed(text) for f, text in zip(PROMPT.line_item_fields, row, strict=True)}
                for row in (*ROWS, ("Long rope", "4", "2.00", "8.00"))
            )
        },
    )
    (found,) = check(Reply((whole,)), make_pages(PAGE[:-1], second), PROMPT)
    assert [note.page for note in found.notes if note.code == "ROWS_MISSING"] == [2]


def test_a_page_of_rows_of_which_none_was_taken_is_told(make_pages: MakePages):
    """The columns of the page before tell what a row is."""
    second = ["Blue rope         4      2.00      8.00", "Long ladder       4      1.00      4.00"]
    names = [field.name for field in PROMPT.line_item_fields]
    lines = tuple({name: Printed(text) for name, text in zip(names, row, strict=True)} for row in ROWS)
    record = RepliedRecord(DocumentKind.INVOICE, (1, 2), {}, {"LineItems": lines})
    (found,) = check(Reply((record,)), make_pages(PAGE[:-1], second), PROMPT)
    assert codes(found) == ["ROWS_MISSING", "ROWS_MISSING"]
    assert found.completeness is not None
    assert (found.completeness.rows, found.completeness.rows_expected) == (4, 6)


def test_no_rows_at_all_from_a_page_with_a_table_is_told(make_pages: MakePages):
    record = checked(make_pages(PAGE), ())
    assert codes(record) == ["ROWS_MISSING"]
    assert record.completeness is not None
    assert (record.completeness.rows, record.completeness.complete) == (0, False)
    assert codes(checked(make_pages(["Invoice no. 4711", "Net       69.00"]), ())) == []


def test_the_value_of_the_goods_printed_above_the_net_amount_proves_the_rows(make_pages: MakePages):
    """A discount on the whole stands between them."""
    page = [*PAGE[:-1], "Goods                              69.00", "                         Net       60.00"]
    record = checked(make_pages(page), ROWS, net="60.00")
    assert record.completeness is not None
    assert record.completeness.adds_up is True
    assert record.completeness.complete is True
