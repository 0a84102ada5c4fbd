"""E-invoices are held against their own standard: findings bear the rule's code, and hostile XML reaches nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from faktum.engine.checking import validation
from faktum.engine.checking.validation import can_validate, has_errors, validate_xml
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.errors import MissingExtra
from faktum.schemas.record import Severity

ORDER = '<rsm:SCRDMCCBDACIOMessageStructure xmlns:rsm="urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100"/>'
UBL = """<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0</cbc:CustomizationID>
<cbc:ID>R-7</cbc:ID><cbc:IssueDate>2026-03-05</cbc:IssueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">1.00</cbc:LineExtensionAmount>
<cbc:PayableAmount currencyID="EUR">1.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID></cac:InvoiceLine>
</Invoice>"""


def test_the_first_note_says_what_it_was_held_against_and_what_was_not_checked() -> None:
    first = validate_xml(UBL.encode())[0]
    assert (first.code, first.severity) == ("EINVOICE_PROFILE", Severity.INFO)
    assert first.message.startswith("UBL 2.1 Invoice: XSD and business rules of EN 16931.")
    assert "XRechnung are not checked" in first.message


def test_rules_bear_their_codes_fields_and_line() -> None:
    found = {note.code: note for note in validate_xml(UBL.encode())}
    assert found["BR-06"].severity is Severity.ERROR  # the seller's name is missing
    assert found["BR-06"].fields == ("SupplierName",)
    assert found["BR-24"].row == 1  # the line's net amount is missing
    assert found["XSD"].message.startswith("Line 7, ")


def test_fields_are_called_as_the_user_called_them() -> None:
    found = {
        note.code: note for note in validate_xml(UBL.encode(), compile_prompt("Extract vendor name, total amount"))
    }
    assert found["BR-06"].fields == ("Vendor Name",)
    assert found["BR-07"].fields == ()  # the customer's name was not asked for


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (ORDER, "Order-X"),
        ('<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"/>', "ZUGFeRD 1: XSD only"),
        ('<p:FatturaElettronica xmlns:p="urn:x"/>', "neither its XSD nor its rules"),
    ],
)
def test_what_cannot_be_validated_in_full_says_so(xml: str, said: str) -> None:
    assert said in validate_xml(xml.encode())[0].message


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"<Invoice", "XML_MALFORMED"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', "XML_FORBIDDEN"),
        (b"<note/>", "EINVOICE_UNKNOWN"),
        (b"<a>" * 100_000 + b"</a>" * 100_000, "XML_MALFORMED"),  # deeper than any parser should follow
    ],
)
def test_hostile_xml_is_one_finding(xml: bytes, code: str) -> None:
    notes = validate_xml(xml)
    assert [note.code for note in notes] == [code]
    assert has_errors(notes)


def test_xml_beyond_the_size_limit_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "MOST_XML_BYTES", 10)
    assert [note.code for note in validate_xml(UBL.encode())] == ["XML_FORBIDDEN"]


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_name: str) -> None:
        return None

    monkeypatch.setattr(validation, "find_spec", absent)
    assert not can_validate()
    with pytest.raises(MissingExtra, match=r"faktum\[validate\]"):
        validate_xml(UBL.encode())


def test_importing_it_loads_neither_saxon_nor_lxml() -> None:
    code = "import sys, faktum.engine.checking.validation; print({'saxonche', 'lxml', 'facturx'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "set()\n"


@pytest.mark.corpus
def test_sample_invoices_of_the_standard_keep_its_rules(corpus: Path) -> None:
    files = sorted((corpus / "documents").glob("xml-xr-01-*-ubl.xml"))
    assert len(files) >= 5
    assert [file.name for file in files if has_errors(validate_xml(file.read_bytes()))] == []
