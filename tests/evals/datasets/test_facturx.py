"""PDFs with an e-invoice: judged by their XML, measured on a copy that has none."""

import io
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from faktum.engine.reading.einvoice import embedded_einvoice
from faktum.evals.correctness import HEADER, is_credit_note, is_known_type, is_right
from faktum.evals.datasets.corpus import load_corpus
from faktum.evals.datasets.facturx import truth_of_einvoice
from faktum.evals.datasets.load import load_dataset
from faktum.evals.datasets.truth_file import check_truth
from faktum.schemas.errors import InvalidTruth

XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:a" xmlns:cbc="urn:b">
<cbc:ID>R-7</cbc:ID><cbc:IssueDate>2026-03-05</cbc:IssueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Tisch GmbH</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount>119.50</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">2</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount>100.42</cbc:LineExtensionAmount><cac:Item><cbc:Name>Stuhl</cbc:Name></cac:Item>
</cac:InvoiceLine></Invoice>"""


def hybrid(xml: bytes | None = XML) -> bytes:
    """A page with the e-invoice attached to it."""
    page = io.BytesIO()
    canvas = Canvas(page)
    canvas.drawString(72, 780, "Rechnung R-7 der Tisch GmbH")
    canvas.linkURL("https://example.org", (72, 780, 200, 800))
    canvas.save()
    writer = PdfWriter(clone_from=io.BytesIO(page.getvalue()))
    if xml:
        writer.add_attachment("factur-x.xml", xml)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_truth_is_what_the_xml_says_and_the_file_has_only_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(hybrid())
    (folder / "plain.pdf").write_bytes(hybrid(None))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (case,) = load_dataset(folder, cache=tmp_path / "cache").cases
    truth = check_truth(dict(case.truth or {}), "a.pdf")
    assert truth == {
        "InvoiceNumber": "R-7",
        "InvoiceDate": "2026-03-05",
        "InvoiceType": "invoice",
        "Currency": "EUR",
        "SupplierName": "Tisch GmbH",
        "TotalAmountIncTax": 119.5,
        "LineItems": [
            {
                "Description": "Stuhl",
                "Quantity": 2,
                "LineTotalExclTax": 100.42,
            }
        ],
    }
    assert (case.id, case.group, case.file.name) == ("a.pdf", "digital", "a.pdf")
    bare = case.file.read_bytes()
    assert b"factur-x.xml" not in bare
    assert b"R-7" not in b"".join(bytes(stream.encode()) for stream in PdfReader(case.file).attachments)
    with pypdfium2.PdfDocument(bare) as opened:
        assert embedded_einvoice(opened) is None
        assert opened[0].get_textpage().get_text_range() == "Rechnung R-7 der Tisch GmbH"
    assert len(PdfReader(case.file).pages[0].annotations or ()) == 1  # the link stays


def test_xml_that_is_no_invoice_is_told() -> None:
    with pytest.raises(InvalidTruth, match=r"a\.pdf: its XML cannot be read"):
        truth_of_einvoice(b"<Invoice>", "a.pdf")


def test_the_truth_agrees_with_the_corpus_on_header_values(corpus: Path) -> None:
    """The corpus took its truth from the same XML by other code; they differ in one sum of one invoice, twice."""
    chosen = [case for case in load_corpus(corpus) if case.group == "einvoice"]
    right: Counter[bool] = Counter()
    for case in chosen:
        with pypdfium2.PdfDocument(case.file) as opened:
            xml = embedded_einvoice(opened)
        assert xml is not None
        assert case.truth is not None
        truth = truth_of_einvoice(xml, case.id)
        for field in HEADER:
            wanted = case.truth.get(field)
            if wanted is not None and (field != "InvoiceType" or is_known_type(wanted)):
                right[is_right(field, wanted, truth.get(field), is_credit_note(case.truth))] += 1
    assert right[False] == 2
    assert right[True] > 1000
