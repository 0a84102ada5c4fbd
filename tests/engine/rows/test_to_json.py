import io
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from faktum.engine.rows.lay_out import Table
from faktum.engine.rows.to_json import write_json
from faktum.schemas.fields import Structure
from faktum.schemas.record import Cell, DocumentResult

MakeTable = Callable[..., Table]
MakeDocument = Callable[..., DocumentResult]


def written(table: Table, *, typed: bool = True) -> bytes:
    out = io.BytesIO()
    write_json(table, out, typed=typed)
    return out.getvalue()


def test_typed_values_keep_the_printed_digits(make_table: MakeTable) -> None:
    assert written(make_table()).decode() == (
        '[\n{"Source File":"a.pdf (Page 1)","Invoice Number":"004711","Invoice Date":"2026-03-04",'
        '"Vendor Name":"Müller & Söhne","Total Amount":1234.50,"Paid":false,"Description":["Item 1","Item 2"],'
        '"Quantity":["1","2"],"Review Needed":null}\n]\n'
    )


def test_without_types_every_value_is_a_string(make_table: MakeTable) -> None:
    (row,) = json.loads(written(make_table(), typed=False))
    assert row == {
        "Source File": "a.pdf (Page 1)",
        "Invoice Number": "004711",
        "Invoice Date": "2026-03-04",
        "Vendor Name": "Müller & Söhne",
        "Total Amount": "1234.50",
        "Paid": "false",
        "Description": "Item 1; Item 2",
        "Quantity": "1; 2",
        "Review Needed": "",
    }


def test_no_rows_are_an_empty_list(make_table: MakeTable) -> None:
    assert json.loads(written(make_table([]))) == []


def test_rows_follow_each_other(make_table: MakeTable) -> None:
    rows = json.loads(written(make_table(structure=Structure.PER_LINE_ITEM)))
    assert [row["Quantity"] for row in rows] == [1, 2]


def test_what_json_cannot_say_becomes_null_or_is_left_out(make_table: MakeTable, make_document: MakeDocument) -> None:
    document = make_document()
    fields = {"Total Amount": Cell(Decimal("NaN")), "Vendor Name": Cell("half \ud83e pair")}
    document = replace(document, records=(replace(document.records[0], fields=fields),))
    (row,) = json.loads(written(make_table([document])))
    assert (row["Total Amount"], row["Vendor Name"]) == (None, "half  pair")
