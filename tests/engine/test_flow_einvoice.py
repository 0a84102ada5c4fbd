"""E-invoices through the whole engine: exact, free, and held against the page they came with."""

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from faktum import Settings, extract
from faktum.evals.model_server import Answer, serving
from faktum.schemas.record import Source, Status

UBL = b"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:a" xmlns:cbc="urn:b">
<cbc:ID>R-7</cbc:ID><cbc:IssueDate>2026-03-05</cbc:IssueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Tisch GmbH</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>100.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount>119.00</cbc:TaxInclusiveAmount><cbc:PayableAmount>119.00</cbc:PayableAmount>
</cac:LegalMonetaryTotal></Invoice>"""


def hybrid(total: str, xml: bytes = UBL) -> bytes:
    """A page that shows `total`, with the e-invoice attached under a name of its own."""
    page = io.BytesIO()
    canvas = Canvas(page)
    for at, line in enumerate(["Tisch GmbH", "INVOICE", "Invoice number: R-7", "Booking code: QX-81"]):
        canvas.drawString(72, 780 - 24 * at, line)
    canvas.drawString(72, 500, f"Total amount due: EUR {total}")
    canvas.save()
    writer = PdfWriter(clone_from=io.BytesIO(page.getvalue()))
    writer.add_attachment("anything.bin", xml)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_xml_alone_is_a_document():
    result = extract([("a.xml", UBL)], schema="invoice")
    record = result.documents[0].records[0]
    total = record["TotalAmountIncTax"]
    assert (total.value, total.source, total.status) == (Decimal("119.00"), Source.XML, Status.VERIFIED)
    assert record["InvoiceDate"].value == date(2026, 3, 5)
    assert record["InvoiceNumber"].evidence == ()  # there is no page to point to


def test_the_page_grounds_what_the_xml_says():
    result = extract([("a.pdf", hybrid("119.00"))], schema="invoice")
    record = result.documents[0].records[0]
    total, when = record["TotalAmountIncTax"], record["InvoiceDate"]
    assert (total.source, total.status, total.evidence[0].page) == (Source.XML, Status.VERIFIED, 1)
    assert (when.source, when.status) == (Source.XML, Status.DERIVED)  # not printed on the page
    assert "XML_PAGE_MISMATCH" not in {note.code for note in record.notes}


def test_a_page_that_shows_another_total_is_noted():
    result = extract([("a.pdf", hybrid("919.00"))], schema="invoice")
    record = result.documents[0].records[0]
    assert record["TotalAmountIncTax"].value == Decimal("119.00")
    assert {"XML_PAGE_MISMATCH"} <= {note.code for note in record.notes}
    assert result.review_needed


def test_what_only_the_page_says_is_read_from_the_page():
    result = extract([("a.pdf", hybrid("119.00"))], prompt="Extract invoice number and booking code")
    assert result.rows[0]["Booking Code"] == "QX-81"


def test_a_broken_attachment_is_told_and_the_page_is_read():
    result = extract([("a.pdf", hybrid("119.00", UBL[:-30]))], schema="invoice")
    document = result.documents[0]
    assert document.records[0]["InvoiceNumber"].value == "R-7"
    assert [note.code for note in document.notes] == ["EINVOICE_UNREAD"]


@pytest.mark.parametrize(
    ("prompt", "calls"), [("invoice number, total amount", 0), ("invoice number, booking code", 1)]
)
def test_a_model_is_asked_only_for_what_no_einvoice_holds(tmp_path: Path, prompt: str, calls: int):
    said = {"kind": "invoice", "pages": [1], "invoice_number": "WRONG", "booking_code": "QX-81"}
    answer = Answer(json.dumps({"records": [said]}), input_tokens=300, output_tokens=40)
    with serving(lambda _asked, _number: answer) as server:
        settings = Settings.model_validate({
            "model": "openai/gpt-4o-mini",
            "model_base_url": server.openai_url,
            "model_api_key": SecretStr("sk-secret"),
            "input": "text",
            "data_dir": tmp_path,
            "cache": False,
        })  # fmt: skip
        result = extract([("a.pdf", hybrid("119.00"))], prompt=prompt, settings=settings)
        assert len(server.asked) == calls
    assert result.rows[0]["Invoice Number"] == "R-7"  # the XML's word stands
    assert result.documents[0].usage.calls == calls
