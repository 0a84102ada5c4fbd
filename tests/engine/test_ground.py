"""Values that somebody else extracted are pinned to their document, or said not to stand in it."""

import asyncio
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from faktum import ground
from faktum.engine.asserted import asserted
from faktum.schemas.errors import InvalidInput, PathNotFound
from faktum.schemas.fields import Kind
from faktum.schemas.record import Status

EXAMPLES = Path(__file__).parents[2] / "examples"
INVOICE = EXAMPLES / "invoice (1).pdf"


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """What the example prints, read by the engine itself."""
    from faktum import extract

    result = extract([INVOICE], prompt="Extract invoice number, invoice date, total amount")
    fields = result.documents[0].records[0].fields
    return {name: cell.printed or "" for name, cell in fields.items()}


def test_values_are_found_as_printed_and_as_typed(printed: dict[str, str]) -> None:
    first = ground(INVOICE, {"total": printed["Total Amount"], "invoice_date": printed["Invoice Date"]})
    total, issued = first["total"], first["invoice_date"]
    assert isinstance(total.value, Decimal)
    assert isinstance(issued.value, date)
    again = ground(INVOICE, {"total": float(total.value), "invoice_date": issued.value.isoformat()})
    for name in ("total", "invoice_date"):
        assert again[name].status is Status.VERIFIED
        assert again[name].value == first[name].value
        assert again[name].evidence == first[name].evidence
        assert again[name].evidence[0].box is not None


def test_what_is_not_printed_is_not_found_and_strict_gives_it_no_value(printed: dict[str, str]) -> None:
    values = {"invoice_number": printed["Invoice Number"], "total": "98765.43"}
    cells = ground(INVOICE, values)
    assert cells.not_found == ("total",)
    assert cells["total"].value == Decimal("98765.43")
    assert [note.code for note in cells.notes if "total" in note.fields] == ["VALUE_NOT_ON_PAGE"]
    strict = ground(INVOICE, values, strict=True)
    assert strict["total"].value is None
    assert strict["total"].status is Status.NOT_FOUND
    assert strict["total"].printed == "98765.43"
    assert strict["invoice_number"] == cells["invoice_number"]


def test_a_document_may_be_bytes_or_an_open_file_also_within_a_running_loop(printed: dict[str, str]) -> None:
    values = {"number": printed["Invoice Number"]}
    data = INVOICE.read_bytes()

    async def called() -> None:
        assert ground(data, values)["number"].status is Status.VERIFIED

    asyncio.run(called())
    assert ground(io.BytesIO(data), values)["number"].status is Status.VERIFIED


def test_one_document_at_a_time() -> None:
    with pytest.raises(InvalidInput, match="One document"):
        ground(EXAMPLES, {"total": "1"})
    with pytest.raises(PathNotFound):
        ground(EXAMPLES / "no such file.pdf", {"total": "1"})


@pytest.mark.parametrize("values", [{}, [], "total", {"total": object()}, {"total": float("nan")}])
def test_values_that_are_none_are_refused(values: object) -> None:
    with pytest.raises(InvalidInput):
        asserted(values)  # pyright: ignore[reportArgumentType] (as a file may hold)


@pytest.mark.parametrize(
    ("name", "value", "term", "kind"),
    [
        ("total", "146.14", "TotalAmountIncTax", Kind.AMOUNT),
        ("invoiceNumber", "RE-1", "InvoiceNumber", Kind.IDENTIFIER),
        ("supplier_name", "Muster GmbH", "SupplierName", Kind.NAME),
        ("Rechnungsdatum", "2024-03-05", "InvoiceDate", Kind.DATE),
        ("due_date", "on receipt", None, Kind.TEXT),
        ("gizmo", Decimal("1.5"), None, Kind.NUMBER),
        ("gizmo", date(2024, 3, 5), None, Kind.DATE),
        ("gizmo", "12,50 €", None, Kind.AMOUNT),
        ("gizmo", "19 %", None, Kind.PERCENT),
        ("gizmo", "AB-17", None, Kind.IDENTIFIER),
        ("gizmo", "blue ones", None, Kind.TEXT),
        ("gizmo", True, None, Kind.BOOLEAN),
    ],
)
def test_a_name_or_else_the_value_tells_the_kind(name: str, value: object, term: str | None, kind: Kind) -> None:
    (field,) = asserted({name: value}).fields
    assert (field.name, field.term, field.kind) == (name, term, kind)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.234, "1.2340"), (146.14, "146.14"), (Decimal("7.00"), "7.00"), (5, "5"), (1e-7, "0.0000001"), (None, None)],
)
def test_a_number_is_spelled_so_that_it_reads_one_way(value: object, text: str | None) -> None:
    answers = asserted({"gizmo": value}).answers
    assert (answers["gizmo"].text if answers else None) == text


def test_rows_and_nested_names_keep_their_names() -> None:
    found = asserted({"supplier": {"name": "A", "vat_id": {"value": "DE1"}}, "items": [{"qty": 2}, {"amount": "1.00"}]})
    assert [field.name for field in found.fields] == ["supplier.name", "supplier.vat_id", "items.qty", "items.amount"]
    assert found.groups == {"items": "LineItems"}
    assert [{name: one.text for name, one in row.items()} for row in found.rows["LineItems"]] == [
        {"items.qty": "2"},
        {"items.amount": "1.00"},
    ]
    terms = {field.name: field.term for field in found.fields}
    assert terms["items.qty"] == "LineItems.Quantity"
    assert terms["items.amount"] == "LineItems.LineTotalExclTax"


def test_rows_come_back_under_the_names_given() -> None:
    cells = ground(INVOICE, {"items": [{"description": "No such thing at all", "amount": "98765.43"}]})
    assert [set(row) for row in cells.rows["items"]] == [{"description", "amount"}]
    assert cells.not_found == ("items[1].description", "items[1].amount")
