"""Repair before doubt: what is printed and proven by the sums is taken, and a note says so; nothing else is touched."""

from collections.abc import Callable
from decimal import Decimal

from faktum.engine.checking.checker import check
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Pages
from faktum.schemas.record import Record, Status
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply

MakePages = Callable[..., Pages]
PROMPT = compile_prompt(None, schema="invoice", addons=["lineitems"])
PAGE = [
    "Invoice no. 7          Date 2024-03-02",
    "Chair      2     50.00     100.00",
    "Net        100.00",
    "VAT        19.00",
    "Total      119.00",
    "Deposit    30.00",
    "Due date   05/04/2024",
]
TOTALS = ("TotalAmountExclTax", "TotalVATAmount", "TotalAmountIncTax")


def checked(pages: Pages, row: tuple[str, ...] = (), **fields: Printed) -> Record:
    names = ("Description", "Quantity", "UnitPrice", "LineTotalExclTax")
    lines = ({name: Printed(text) for name, text in zip(names, row, strict=True)},) if row else ()
    record = RepliedRecord(DocumentKind.INVOICE, (1,), fields, {"LineItems": lines} if lines else {})
    (found,) = check(Reply((record,)), pages, PROMPT)
    return found


def totals(record: Record) -> list[object]:
    return [record[name].value for name in TOTALS]


def repairs(record: Record) -> list[str]:
    return [note.message for note in record.notes if note.code == "REPAIRED"]


def test_net_and_gross_the_wrong_way_round_are_put_right(make_pages: MakePages):
    record = checked(
        make_pages(PAGE),
        TotalAmountExclTax=Printed("119.00"),
        TotalVATAmount=Printed("19.00"),
        TotalAmountIncTax=Printed("100.00"),
    )
    assert totals(record) == [Decimal("100.00"), Decimal("19.00"), Decimal("119.00")]
    assert repairs(record) == [
        "TotalAmountExclTax: 100.00 was taken instead of 119.00; TotalAmountIncTax: 119.00 was taken instead of 100.00,"
        " since then the figures agree (TotalAmountExclTax and TotalAmountIncTax were the wrong way round)."
    ]
    assert record["TotalAmountIncTax"].evidence[0].quote == "119.00"
    assert "BR-CO-15" not in {note.code for note in record.notes}


def test_another_printed_answer_is_taken_where_it_adds_up(make_pages: MakePages):
    record = checked(
        make_pages(PAGE),
        TotalAmountExclTax=Printed("100.00"),
        TotalVATAmount=Printed("30.00", alternatives=("19.00",)),
        TotalAmountIncTax=Printed("119.00"),
    )
    assert totals(record) == [Decimal("100.00"), Decimal("19.00"), Decimal("119.00")]
    assert record["TotalVATAmount"].status is Status.VERIFIED
    assert len(repairs(record)) == 1


def test_an_alternative_that_no_page_prints_is_never_taken(make_pages: MakePages):
    record = checked(
        make_pages([line for line in PAGE if "19.00" not in line or "119" in line]),
        TotalAmountExclTax=Printed("100.00"),
        TotalVATAmount=Printed("30.00", alternatives=("19.00",)),
        TotalAmountIncTax=Printed("119.00"),
    )
    assert record["TotalVATAmount"].value == Decimal("30.00")
    assert repairs(record) == []
    assert "BR-CO-15" in {note.code for note in record.notes}


def test_the_other_decimal_mark_is_tried(make_pages: MakePages):
    record = checked(
        make_pages([*PAGE[:1], "Nails      1.000     0.10     100.00"]), ("Nails", "1.000", "0.10", "100.00")
    )
    assert record.line_items[0]["Quantity"].value == 1000


def test_what_agrees_is_left_alone(make_pages: MakePages):
    record = checked(
        make_pages(PAGE),
        TotalAmountExclTax=Printed("100.00", alternatives=("30.00",)),
        TotalVATAmount=Printed("19.00", alternatives=("119.00",)),
        TotalAmountIncTax=Printed("119.00", alternatives=("100.00",)),
    )
    assert totals(record) == [Decimal("100.00"), Decimal("19.00"), Decimal("119.00")]
    assert repairs(record) == []
