"""Records leave as e-invoices only where they keep the rules of EN 16931; what leaves reads back the same."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from faktum.engine.asking.einvoice.reader import read_einvoice
from faktum.engine.checking.checker import check
from faktum.engine.checking.validation import has_errors, validate_xml
from faktum.engine.result import Result
from faktum.engine.rows.business_terms import unit_code
from faktum.engine.rows.to_einvoice import Syntax, einvoice, refused_in
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import MediaType, Pages
from faktum.schemas.record import Cell, DocumentResult, Record, Status, Value

PROMPT = compile_prompt(None, schema="invoice", addons=["lineitems", "parties", "banking", "vat_tax", "adjustments"])
SYNTAXES: tuple[Syntax, ...] = ("ubl", "cii")

HEADER: dict[str, Value] = {
    "InvoiceNumber": "R-7",
    "InvoiceDate": date(2026, 3, 5),
    "DueDate": date(2026, 4, 4),
    "Currency": "EUR",
    "SupplierName": "Tisch & Stuhl GmbH",
    "SupplierVatNumber": "DE136695976",
    "SupplierCountryCode": "DE",
    "CustomerName": "Käufer AG",
    "CustomerCountryCode": "DE",
    "Supplier.Address.StreetName": "Hafenstr.",
    "Supplier.Address.StreetNumber": "4",
    "Supplier.Address.PostalCode": "20457",
    "Supplier.Address.City": "Hamburg",
    "TotalAmountExclTax": Decimal("121.50"),
    "TotalVATAmount": Decimal("23.09"),
    "TotalAmountIncTax": Decimal("144.59"),
    "AmountDue": Decimal("144.59"),
    "PaymentIBAN": "DE02 1203 0000 0000 2020 51",
}
LINES: tuple[dict[str, Value], ...] = (
    {
        "Description": "Chair",
        "Quantity": Decimal(2),
        "UnitOfMeasure": "Stück",
        "UnitPrice": Decimal("50.00"),
        "VatPercentage": Decimal(19),
        "LineTotalExclTax": Decimal("100.00"),
    },
    {"Description": "Delivery", "VatPercentage": Decimal(19), "LineTotalExclTax": Decimal("21.50")},
)


def record(kind: str = "invoice", lines: tuple[dict[str, Value], ...] = LINES, **changes: Value) -> Record:
    values = {**HEADER, **changes}
    fields = {field.name: Cell(values.get(field.name)) for field in PROMPT.invoice_fields}
    rows = tuple({field.name: Cell(line.get(field.name)) for field in PROMPT.line_item_fields} for line in lines)
    return Record(kind, (1,), fields, {"LineItems": rows})


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_what_leaves_is_valid_and_reads_back_the_same(syntax: Syntax):
    xml, reasons = einvoice(record(), PROMPT, syntax, validate_xml)
    assert reasons == ()
    assert xml is not None
    assert not has_errors(validate_xml(xml))
    reply = read_einvoice(xml, PROMPT)
    assert reply is not None
    (again,) = check(reply, Pages("a.xml", MediaType.XML, "", (), xml), PROMPT)
    for name in ("InvoiceNumber", "InvoiceDate", "SupplierName", "TotalAmountIncTax", "SupplierVatNumber", "DueDate"):
        assert again[name].value == HEADER[name]
        assert again[name].status is Status.VERIFIED
    assert again["PaymentIBAN"].value == "DE02120300000000202051"
    assert again["Supplier.Address.StreetName"].value == "Hafenstr. 4"
    assert [line["LineTotalExclTax"].value for line in again.line_items] == [Decimal("100.00"), Decimal("21.50")]
    assert [line["Description"].value for line in again.line_items] == ["Chair", "Delivery"]


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_a_credit_note_has_positive_amounts_whatever_was_printed(syntax: Syntax):
    negative = {name: -value for name, value in HEADER.items() if isinstance(value, Decimal)}
    lines = tuple({**line, "LineTotalExclTax": -Decimal(str(line["LineTotalExclTax"]))} for line in LINES)
    xml, reasons = einvoice(record("credit_note", lines, **negative), PROMPT, syntax, validate_xml)
    assert reasons == ()
    assert xml is not None
    reply = read_einvoice(xml, PROMPT)
    assert reply is not None
    assert reply.records[0].kind == "credit_note"
    assert reply.records[0].fields["TotalAmountIncTax"].text == "144.59"


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_sums_that_break_a_rule_are_refused_with_the_rule(syntax: Syntax):
    _, reasons = einvoice(record(TotalAmountIncTax=Decimal("999.00")), PROMPT, syntax, validate_xml)
    assert any(reason.startswith("BR-CO-15: ") for reason in reasons)


def test_what_is_missing_is_named_all_at_once():
    bare = record(lines=(), CustomerName=None, InvoiceDate=None)
    assert einvoice(bare, PROMPT, "ubl", validate_xml) == (
        None,
        ("BR-03: InvoiceDate is missing", "BR-07: CustomerName is missing", "BR-16: there is no line item"),
    )


def test_why_no_vat_is_charged_is_never_made_up():
    free = tuple({**line, "VatPercentage": Decimal(0)} for line in LINES)
    nothing: dict[str, Any] = {
        "TotalVATAmount": Decimal(0),
        "TotalAmountIncTax": Decimal("121.50"),
        "AmountDue": Decimal("121.50"),
    }
    _, reasons = einvoice(record(lines=free, **nothing), PROMPT, "ubl", validate_xml)
    assert reasons[0] == "BR-CO-04: why line 1 bears no VAT (zero rate, exempt, …) is not known"
    told: dict[str, Any] = {
        **nothing,
        "IsReverseCharged": True,
        "CustomerVatNumber": "ATU13585627",
        "CustomerCountryCode": "AT",
    }
    xml, reasons = einvoice(record(lines=free, **told), PROMPT, "ubl", validate_xml)
    assert reasons == ()
    assert xml is not None
    assert b"Reverse charge" in xml


def test_one_refused_record_stops_no_other(tmp_path: Path):
    documents = [
        DocumentResult("a.pdf", (), (record(), record("other"))),
        DocumentResult("b.pdf", (), (replace(record(), fields={}),)),
    ]
    paths = Result(PROMPT, documents).save(tmp_path, ["ubl", "cii"])
    assert [path.name for path in paths.values()] == ["ubl.zip", "cii.zip"]
    with zipfile.ZipFile(paths["ubl"]) as folder:
        assert folder.namelist() == ["0001-a.pdf-1.ubl.xml", "refused.json"]
        assert [(one["file"], one["record"]) for one in json.loads(folder.read("refused.json"))] == [
            ("a.pdf", 2),
            ("b.pdf", 1),
        ]
    assert refused_in(paths["cii"])[0].reasons == ("BR-04: a record of the kind 'other' is no invoice",)


def test_a_result_writes_one_zip_to_an_open_file():
    file = io.BytesIO()
    Result(PROMPT, [DocumentResult("a.pdf", (), (record(),))]).write("cii", file)
    with zipfile.ZipFile(file) as folder:
        assert folder.namelist() == ["0001-a.pdf-1.cii.xml", "refused.json"]


@pytest.mark.parametrize(
    ("printed", "code"),
    [("h", "HUR"), ("Stunden", "HUR"), ("Stück", "C62"), ("XPP", "XPP"), ("kg", "KGM"), (None, "C62")],
)
def test_units_become_codes(printed: str | None, code: str):
    assert unit_code(printed) == code
