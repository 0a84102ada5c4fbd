"""Extractions over the wire: what is submitted is read, and its rows, files and counts are those of the contract."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from ..service import INVOICE, PROMPT, TWO_PAGES, Api, Here

INVOICES = {"invoice (1).pdf": INVOICE, "facture.pdf": TWO_PAGES}
COLUMNS = ["Invoice Number", "Invoice Date", "Vendor Name", "Total Amount"]


def test_an_extraction_from_upload_to_rows(api: Api) -> None:
    extraction = api.submit(INVOICES, task_name="Two invoices")
    told = api.status(extraction)
    assert (told["status"], told["output_structure"], told["credits_deducted"]) == ("completed", "per_invoice", 0)
    assert (told["pages"]["successful_count"], told["pages"]["failed_count"]) == (3, 0)
    assert told["pages"]["successful"][-1] == {"file_name": "facture.pdf", "page": 2}
    results = api.get(f"/extractions/{extraction}/results")
    assert (results["total_rows"], results["has_more"], results["next_offset"]) == (2, False, None)
    assert results["columns"] == ["Source File", *COLUMNS, "Review Needed"]
    assert [set(row) for row in results["rows"]] == [set(results["columns"])] * 2
    assert [row["Source File"] for row in results["rows"]] == ["invoice (1).pdf (Page 1)", "facture.pdf (Pages 1-2)"]
    assert all(isinstance(value, str) for row in results["rows"] for value in row.values())


def test_typed_values_and_excluded_columns_are_honoured(api: Api) -> None:
    options = {"json_typed_values": True, "exclude_columns": ["source_file", "review_needed"]}
    extraction = api.submit({"a.pdf": INVOICE}, options=options)
    results = api.get(f"/extractions/{extraction}/results")
    assert results["columns"] == COLUMNS
    assert results["json_typed_values"] is True
    assert isinstance(results["rows"][0]["Total Amount"], float)


def test_the_outputs_are_the_rows(api: Api) -> None:
    """Every format holds what results say, at an address that takes no key."""
    extraction = api.submit({"a.pdf": INVOICE})
    rows = api.get(f"/extractions/{extraction}/results")["rows"]
    files: dict[str, bytes] = {}
    for format in ("xlsx", "csv", "json"):
        told = api.get(f"/extractions/{extraction}/output", format=format)
        assert (told["format"], told["expires_in_seconds"]) == (format, 300)
        answer = api.client.get(told["download_url"])
        assert answer.status_code == 200
        files[format] = answer.content
    assert json.loads(files["json"]) == rows
    assert list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig")))) == rows
    sheet = load_workbook(io.BytesIO(files["xlsx"])).active
    assert sheet is not None
    assert [cell.value for cell in next(sheet.iter_rows())] == list(rows[0])


def test_rows_are_paged(api: Api) -> None:
    extraction = api.submit(INVOICES)
    first = api.get(f"/extractions/{extraction}/results", limit=1)
    assert (first["row_count"], first["total_rows"], first["has_more"], first["next_offset"]) == (1, 2, True, 1)
    second = api.get(f"/extractions/{extraction}/results", offset=1, limit=1)
    assert (second["row_count"], second["has_more"], second["next_offset"]) == (1, False, None)
    assert first["rows"] + second["rows"] == api.get(f"/extractions/{extraction}/results")["rows"]
    beyond = api.get(f"/extractions/{extraction}/results", offset=7)
    assert (beyond["rows"], beyond["row_count"], beyond["has_more"]) == ([], 0, False)


def test_a_page_of_rows_tells_its_own_rows_to_review(api: Api) -> None:
    """What is to review on other pages is not repeated, and numbers count over all rows."""
    extraction = api.submit(INVOICES, prompt=f"{PROMPT}, purchase order number, IBAN, order confirmation number")
    review = api.status(extraction)["review_needed"]
    by_row = [api.get(f"/extractions/{extraction}/results", offset=at, limit=1)["review_needed"] for at in (0, 1)]
    told = [number for one in by_row for item in one["items"] for number in item["output_row_numbers"]]
    assert sorted(set(told)) == sorted({n for item in review["items"] for n in item["output_row_numbers"]})
    assert by_row[0]["count"] + by_row[1]["count"] == review["count"]
    assert all(number == 1 for item in by_row[0]["items"] for number in item["output_row_numbers"])


def test_details_tell_prompt_options_and_files(api: Api) -> None:
    extraction = api.submit(INVOICES, task_name="Two invoices", options={"output_language": "de"})
    told = api.get(f"/extractions/{extraction}/details")["extraction"]
    assert (told["prompt"], told["file_names"], told["task_name"]) == (PROMPT, list(INVOICES), "Two invoices")
    assert told["options"] == {
        "exclude_columns": [],
        "output_language": "de",
        "review_needed_fill_color": "yellow",
        "affected_field_fill_color": "orange",
        "send_completion_email": False,
        "json_typed_values": False,
        "ask_questions": False,
    }
    assert told["pages"]["successful_count"] == 3


def test_a_structured_prompt_names_the_columns(api: Api) -> None:
    prompt = {"fields": [{"name": "Inv #", "prompt": "The invoice number"}, {"name": "Gross"}], "general_prompt": ""}
    extraction = api.submit({"a.pdf": INVOICE}, prompt=prompt)
    assert api.get(f"/extractions/{extraction}/results")["columns"][1:3] == ["Inv #", "Gross"]
    assert api.get(f"/extractions/{extraction}/details")["extraction"]["prompt"] == prompt


def test_a_held_request_is_answered_when_the_extraction_ends(here: Here) -> None:
    """With `wait` the answer comes with the end, not after the wait; without it, at once."""
    api, here.queue.held = here.api(), True
    extraction = api.submit({"a.pdf": INVOICE})
    assert api.status(extraction) == {
        "success": True,
        "status": "processing",
        "extraction_id": extraction,
        "progress": 0,
    }
    assert here.client.portal is not None
    letting_go = here.client.portal.start_task_soon(here.queue.let_go)
    assert api.get(f"/extractions/{extraction}", wait=45)["status"] == "completed"
    letting_go.result()


def test_a_file_that_cannot_be_read_fails_alone(api: Api) -> None:
    extraction = api.submit({"good.pdf": INVOICE, "bad.pdf": b"%PDF-1.7 nothing else"})
    told = api.status(extraction)
    assert told["status"] == "completed"
    assert (told["pages"]["successful_count"], told["pages"]["failed_count"]) == (1, 1)
    assert told["pages"]["failed"] == [{"file_name": "bad.pdf", "page": 1}]
    reason = told["pages"]["failure_reasons"][0]
    assert reason["affected_pages"] == [{"file_name": "bad.pdf", "pages": [1]}]
    assert reason["message"]
    assert len(api.get(f"/extractions/{extraction}/results")["rows"]) == 1


def test_a_deleted_extraction_is_gone_with_its_files(here: Here) -> None:
    api = here.api()
    extraction = api.submit({"a.pdf": INVOICE})
    url = api.status(extraction)["output"]["json_url"]
    assert api.ask("DELETE", f"/extractions/{extraction}").json() == {"success": True}
    api.error("GET", f"/extractions/{extraction}", 404, "EXTRACTION_NOT_FOUND")
    assert api.client.get(url).status_code == 404
    assert api.get("/extractions")["extractions"] == []


@pytest.mark.parametrize("way", ["processing", "input_required"])
def test_cancelling_stops_it_for_good(here: Here, way: str) -> None:
    """Whatever it waits for; a second time gives the same; its work then changes nothing."""
    api = here.api()
    if way == "processing":
        here.queue.held = True
        extraction = api.submit({"a.pdf": INVOICE})
    else:
        extraction = api.submit({"a.pdf": INVOICE}, prompt="Extract date, vendor name", options={"ask_questions": True})
    assert api.status(extraction)["status"] == way
    told = api.post(f"/extractions/{extraction}/cancel")
    assert (told["status"], told["cancellation_reason"], told["credits_deducted"]) == ("cancelled", "user", 0)
    assert api.post(f"/extractions/{extraction}/cancel") == told
    here.run(here.queue.let_go)
    assert api.status(extraction) == told
    assert api.get("/extractions", status="cancelled")["extractions"][0]["cancellation_reason"] == "user"
    api.error("GET", f"/extractions/{extraction}/results", 404, "OUTPUT_NOT_AVAILABLE")
