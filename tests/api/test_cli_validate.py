"""`faktum validate` says what an e-invoice breaks, and by its exit status whether it does."""

import io
import json
from pathlib import Path

import pytest
from pypdf import PdfWriter
from typer.testing import CliRunner

from faktum.api.cli import app
from faktum.engine.checking.validation import validate_xml
from faktum.engine.rows.to_einvoice import einvoice
from faktum.schemas.record import Severity

from ..engine.rows.test_to_einvoice import PROMPT, record


@pytest.fixture(scope="module")
def valid() -> bytes:
    xml, reasons = einvoice(record(), PROMPT, "cii", validate_xml)
    assert reasons == ()
    assert xml is not None
    return xml


def carried(xml: bytes) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_attachment("whatever.dat", xml)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_valid_files_exit_with_0(valid: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(valid)
    (tmp_path / "b.pdf").write_bytes(carried(valid))
    done = CliRunner().invoke(app, ["validate", str(tmp_path / "a.xml"), str(tmp_path / "b.pdf")])
    assert (done.exit_code, done.stdout.count(": valid\n")) == (0, 2)


def test_a_wrong_sum_is_told_by_its_rule(valid: bytes, tmp_path: Path) -> None:
    broken = valid.replace(b">144.59</ram:GrandTotalAmount>", b">999.00</ram:GrandTotalAmount>")
    (tmp_path / "a.xml").write_bytes(broken)
    done = CliRunner().invoke(app, ["validate", str(tmp_path / "a.xml"), "--format", "json"])
    assert done.exit_code == 1
    (notes,) = json.loads(done.stdout).values()
    told = {note["code"]: note for note in notes}
    assert told["BR-CO-15"]["severity"] == "error"
    assert "TotalAmountIncTax" in told["BR-CO-15"]["fields"]


def test_an_element_that_does_not_belong_breaks_the_form(valid: bytes) -> None:
    notes = validate_xml(valid.replace(b"<ram:BuyerTradeParty>", b"<ram:Nonsense/><ram:BuyerTradeParty>"))
    assert "XSD" in {note.code for note in notes if note.severity is Severity.ERROR}


@pytest.mark.parametrize(
    "xml", [b"<Invoice", b'<!DOCTYPE Invoice [<!ENTITY a "b">]><Invoice>&a;</Invoice>', b"<note/>"]
)
def test_what_is_no_einvoice_is_a_finding_not_a_crash(xml: bytes) -> None:
    (note,) = validate_xml(xml)
    assert note.severity is Severity.ERROR


def test_a_pdf_without_einvoice_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(carried(b"just a note"))
    done = CliRunner().invoke(app, ["validate", str(tmp_path / "a.pdf")])
    assert done.exit_code == 1
    assert "NO_EINVOICE" in done.stdout
