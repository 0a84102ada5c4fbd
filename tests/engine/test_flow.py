"""The five steps together: one document that fails takes no other with it, and nothing is lost on the way."""

import asyncio
import io
from decimal import Decimal
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from faktum import aextract, extract
from faktum.engine.asking.scripted import ScriptedModel
from faktum.engine.extraction import Update
from faktum.engine.result import Results
from faktum.schemas.errors import PathNotFound, PromptUnclear, UnknownModel
from faktum.schemas.record import DocumentResult, Status
from faktum.schemas.settings import Settings

PROMPT = "Extract invoice number and total amount"


def invoice(number: str, total: str) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 780, "INVOICE")
    canvas.drawString(72, 750, f"Invoice number: {number}")
    canvas.drawString(72, 500, f"Total amount: EUR {total}")
    canvas.save()
    return file.getvalue()


def test_one_broken_file_takes_no_other_with_it() -> None:
    result = extract(
        [("good.pdf", invoice("A-1", "12.50")), ("bad.pdf", b"%PDF-1.7 nothing"), ("empty.pdf", b"")], PROMPT
    )
    assert [document.status for document in result.documents] == ["completed", "failed", "failed"]
    assert [d.error.code for d in result.documents if d.error] == ["UNREADABLE_FILE", "EMPTY_FILE"]
    assert result.rows == [
        {
            "Source File": "good.pdf (Page 1)",
            "Invoice Number": "A-1",
            "Total Amount": Decimal("12.50"),
            "Review Needed": None,
        }
    ]
    assert result.pages["successful_count"] == 1
    assert [reason["code"] for reason in result.pages["failure_reasons"]] == ["UNREADABLE_FILE", "EMPTY_FILE"]


def test_every_cell_says_where_it_stands() -> None:
    result = extract(("a.pdf", invoice("A-1", "12.50")), PROMPT)
    cell = result.documents[0].records[0]["Total Amount"]
    assert (cell.value, cell.printed, cell.status) == (Decimal("12.50"), "EUR 12.50", Status.VERIFIED)
    assert cell.evidence[0].page == 1
    assert cell.evidence[0].quote == "EUR 12.50"
    box = cell.evidence[0].box
    assert box is not None
    assert 330 < box.y0 < box.y1 < 345  # baseline 500 pt from the foot of an A4 page, 842 pt high


def test_results_keep_the_order_of_the_batch() -> None:
    batch = [(f"{number}.pdf", invoice(f"A-{number}", "1.00")) for number in range(12)]
    result = extract(batch, PROMPT, concurrency=3)
    assert [document.file for document in result.documents] == [f"{number}.pdf" for number in range(12)]
    assert [row["Invoice Number"] for row in result.rows] == [f"A-{number}" for number in range(12)]


def test_past_the_threshold_results_wait_on_disk_and_come_back_whole() -> None:
    batch = [(f"{number}.pdf", invoice(f"A-{number}", "1.00")) for number in range(5)]
    result = extract(batch, PROMPT, settings=Settings(keep_in_memory=2))
    assert [row["Invoice Number"] for row in result.rows] == ["A-0", "A-1", "A-2", "A-3", "A-4"]
    results = Results(keep=1)
    for index in (2, 0, 1):
        results.put(index, DocumentResult(str(index)))
    assert [result.file for result in results] == ["0", "1", "2"]
    assert results[1] == DocumentResult("1")
    assert [result.file for result in results[1:]] == ["1", "2"]


def test_updates_tell_of_every_file_and_never_fall() -> None:
    updates: list[Update] = []
    extract([("a.pdf", invoice("A-1", "1.00")), ("b.pdf", b"")], PROMPT, on_update=updates.append)
    progress = [update["progress"] for update in updates]
    assert progress == sorted(progress)
    assert progress[-1] == 100
    assert {update["file"] for update in updates} == {None, "a.pdf", "b.pdf"}
    assert [u["message"].split(":")[0] for u in updates if u["level"] == "error"] == ["EMPTY_FILE"]


def test_any_model_with_ask_fits() -> None:
    model = ScriptedModel([{"Invoice Number": "A-1", "Total Amount": "99.99"}])
    result = extract(("a.pdf", invoice("A-1", "12.50")), PROMPT, model=model)
    record = result.documents[0].records[0]
    assert record["Invoice Number"].status is Status.VERIFIED
    assert record["Total Amount"].status is Status.NOT_FOUND, "99.99 stands nowhere on the page"
    assert "Total Amount" in str(result.rows[0]["Review Needed"])


def test_a_model_that_raises_fails_its_document_alone() -> None:
    model = ScriptedModel([UnknownModel("gone"), {"Invoice Number": "A-2", "Total Amount": "2.00"}])
    batch = [("a.pdf", invoice("A-1", "1.00")), ("b.pdf", invoice("A-2", "2.00"))]
    result = extract(batch, PROMPT, model=model, concurrency=1)
    assert sorted(document.status for document in result.documents) == ["completed", "failed"]


def test_an_error_nobody_foresaw_is_reported_and_loses_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    model = ScriptedModel([ZeroDivisionError(), {"Invoice Number": "A-2", "Total Amount": "2.00"}])
    batch = [("a.pdf", invoice("A-1", "1.00")), ("b.pdf", invoice("A-2", "2.00"))]
    result = extract(batch, PROMPT, model=model, concurrency=1)
    (error,) = [document.error for document in result.documents if document.error]
    assert error.code == "INTERNAL_ERROR"
    assert "ZeroDivisionError" in error.message
    assert "nobody foresaw" in caplog.text


def test_what_is_wrong_with_the_request_is_told_before_work_starts() -> None:
    with pytest.raises(UnknownModel, match="No model is called 'nosuch'"):
        extract(("a.pdf", b"x"), PROMPT, model="nosuch")
    with pytest.raises(PathNotFound):
        extract("missing.pdf", PROMPT)
    with pytest.raises(PromptUnclear):
        extract(("a.pdf", b"x"), "hello")


def test_inside_a_running_loop_both_twins_work(tmp_path: Path) -> None:
    """A notebook has a loop running; `extract` must work there too."""
    (tmp_path / "a.pdf").write_bytes(invoice("A-1", "1.00"))

    async def inside() -> list[str]:
        first = await aextract(tmp_path, PROMPT)
        second = extract(tmp_path, PROMPT)
        return [str(result.rows[0]["Invoice Number"]) for result in (first, second)]

    assert asyncio.run(inside()) == ["A-1", "A-1"]


def test_an_e_invoice_without_pages_gives_its_rows() -> None:
    xml = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>1</ID></Invoice>'
    result = extract(("a.xml", xml), PROMPT)
    assert result.documents[0].error is None
    assert result.rows[0]["Invoice Number"] == "1"
