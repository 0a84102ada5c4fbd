"""POST /v1/extract: one call from files to rows."""

import json
from collections.abc import Callable
from typing import Any

from ..service import INVOICE, TWO_PAGES, Api, Here

PROMPT = "Extract invoice number, total amount"


def test_rows_with_their_evidence_in_one_call(api: Api) -> None:
    answer = api.ask(
        "POST",
        "/extract",
        files=[("files", ("a.pdf", INVOICE)), ("files", ("b.pdf", TWO_PAGES))],
        data={"prompt": PROMPT, "output_structure": "per_invoice"},
    )
    told = answer.json()
    assert (answer.status_code, told["status"]) == (200, "completed")
    assert told["columns"] == ["Source File", "Invoice Number", "Total Amount", "Review Needed"]
    assert [row["Source File"] for row in told["rows"]] == ["a.pdf (Page 1)", "b.pdf (Pages 1-2)"]
    assert told["evidence"]["cells"] == 4
    assert told["evidence"]["verified"] >= 3
    assert api.status(told["extraction_id"])["status"] == "completed"  # it is an extraction like any other


def test_what_takes_longer_than_the_limit_goes_on_and_can_be_asked_for(here: Here, api: Api) -> None:
    here.queue.held = True
    answer = api.ask("POST", "/extract", files={"files": ("a.pdf", INVOICE)}, data={"prompt": PROMPT, "wait": "0"})
    told = answer.json()
    assert (answer.status_code, told["status"]) == (202, "processing")
    here.run(here.queue.let_go)
    assert api.status(told["extraction_id"])["status"] == "completed"


def test_the_same_submission_is_extracted_once(here: Here, api: Api) -> None:
    form = {"prompt": PROMPT, "submission_id": "mine"}
    ids = [
        api.ask("POST", "/extract", files={"files": ("a.pdf", INVOICE)}, data=form).json()["extraction_id"]
        for _ in range(2)
    ]
    assert ids[0] == ids[1]
    assert len(here.engine.asked) == 1


def test_a_structured_prompt_or_the_schema_of_invoices_stand_in_for_words(api: Api) -> None:
    structured = json.dumps({"fields": [{"name": "Invoice Number"}]})
    told = api.ask("POST", "/extract", files={"files": ("a.pdf", INVOICE)}, data={"prompt": structured}).json()
    assert told["columns"] == ["Source File", "Invoice Number", "Review Needed"]
    form = {"schema": "invoice", "addons": "banking"}
    told = api.ask("POST", "/extract", files={"files": ("a.pdf", INVOICE)}, data=form).json()
    assert {"InvoiceNumber", "PaymentIBAN"} <= set(told["columns"])


def test_files_of_a_session_are_taken_without_sending_them_again(api: Api) -> None:
    session, ids = api.upload({"a.pdf": INVOICE})
    form = {"upload_session_id": session, "file_ids": json.dumps(ids), "schema": "invoice"}
    assert api.ask("POST", "/extract", data=form).json()["status"] == "completed"


def test_what_is_wrong_is_told_by_name(api: Api) -> None:
    file = {"files": ("a.pdf", INVOICE)}
    cases = [
        ({"files": ("a.txt", b"x")}, {"prompt": PROMPT}, "file_name"),
        (file, {"prompt": PROMPT, "options": "{"}, "options"),
        (file, {"prompt": PROMPT, "options": '{"colour": 1}'}, "colour"),
        (file, {"prompt": PROMPT, "output_structure": "by_moon"}, "output_structure"),
        (None, {"prompt": PROMPT}, "files"),
    ]
    for files, form, named in cases:
        error = api.error("POST", "/extract", 400, "INVALID_INPUT", files=files, data=form)
        assert named in error["details"]["issues"][0]["path"], error
    error = api.error("POST", "/extract", 400, "INVALID_INPUT", files=file, data={})
    assert "give a prompt, or schema" in error["details"]["issues"][0]["message"]


def test_more_bytes_than_the_setting_allows_are_refused(serving: Callable[..., Here]) -> None:
    api = serving(extract_bytes=1000).api()
    error = api.error("POST", "/extract", 413, "PAYLOAD_TOO_LARGE", files={"files": ("a.pdf", INVOICE)})
    assert error["details"] == {"limit_bytes": 1000}


def test_without_a_key_it_is_refused_before_the_body_is_looked_at(here: Here) -> None:
    sent: dict[str, Any] = {"content": b"no form at all", "headers": {"Content-Type": "multipart/form-data"}}
    assert here.client.post("/v1/extract", **sent).status_code == 401
    sent["headers"]["Authorization"] = f"Bearer {here.api().key}"
    assert here.client.post("/v1/extract", **sent).status_code == 400
