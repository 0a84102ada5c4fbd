"""What the published Python client of this wire is driven through, whatever service answers: every method it has."""

import json
from pathlib import Path
from typing import Any, cast

from invoicedataextraction import InvoiceDataExtraction

from .service import ASKING, EXAMPLES, INVOICE, NO_PDF, PART, PROMPT

NO_PAUSE = {"wait_seconds": 20, "interval_ms": 5000}
"""Held requests, so that nothing is waited for longer than it takes."""
NAMES = ["factuur.pdf", "invoice (1).pdf"]


def client_of(url: str, key: str) -> Any:
    """The client, with its base URL changed and nothing else."""
    return cast(Any, InvoiceDataExtraction)(api_key=key, base_url=url)


def one_call(client: Any, folder: Path) -> str:
    """`extract`: files to outputs in one call, every step told; the extraction."""
    told: list[dict[str, Any]] = []
    done = client.extract(
        files=[str(EXAMPLES / name) for name in NAMES],
        prompt={"fields": [{"name": "Inv No", "prompt": "The invoice number"}, {"name": "Gross"}]},
        output_structure="per_invoice",
        task_name="In one call",
        output_language="de",
        exclude_columns=["review_needed"],
        review_needed_fill_color="red",
        affected_field_fill_color="none",
        send_completion_email=False,
        json_typed_values=True,
        download={"formats": ["xlsx", "csv", "json"], "output_path": str(folder / "outputs")},
        polling=NO_PAUSE,
        on_update=told.append,
    )
    assert (done["status"], done["pages"]["successful_count"]) == ("completed", 2)
    assert {one["stage"] for one in told} == {"upload", "submission", "waiting", "completion", "download"}
    assert all(one["level"] == "info" for one in told), told
    assert sorted(file.suffix for file in (folder / "outputs").iterdir()) == [".csv", ".json", ".xlsx"]
    rows = json.loads(next((folder / "outputs").glob("*.json")).read_bytes())
    assert [list(row) for row in rows] == [["Source File", "Inv No", "Gross"]] * 2
    assert all(isinstance(row["Gross"], float) for row in rows)
    return done["extraction_id"]


def step_by_step(client: Any, folder: Path) -> str:
    """Upload, submit, wait, check, download: each by its own method, each repeatable; the extraction."""
    large = folder / "large.pdf"
    large.write_bytes(INVOICE + b"\n" * PART)  # two parts
    uploads: list[dict[str, Any]] = []
    uploaded = client.upload_files(
        files=[str(EXAMPLES / NAMES[0]), str(large)], upload_session_id="mine", on_update=uploads.append
    )
    assert (uploaded["upload_session_id"], len(uploaded["file_ids"])) == ("mine", 2)
    assert uploads[-1]["progress"] == 100
    submission = {
        **uploaded,
        "prompt": PROMPT,
        "output_structure": "per_invoice",
        "submission_id": "mine",
        "task_name": "Step by step",
    }
    submitted = client.submit_extraction(**submission)
    assert submitted["submission_state"] == "received"
    assert client.submit_extraction(**submission) == submitted
    extraction = submitted["extraction_id"]
    assert client.wait_for_extraction_to_finish(extraction_id=extraction, polling=NO_PAUSE)["status"] == "completed"
    checked = client.check_extraction(extraction_id=extraction)
    assert checked["pages"]["successful_count"] == 2
    assert client.check_extraction(extraction_id=extraction, wait_seconds=45)["status"] == "completed"
    url = client.get_download_url(extraction_id=extraction, format="csv")
    assert (url["format"], url["expires_in_seconds"]) == ("csv", 300)
    file = folder / "rows.json"
    client.download_output(extraction_id=extraction, format="json", file_path=str(file))
    assert json.loads(file.read_bytes()) == client.get_results(extraction_id=extraction)["rows"]
    return extraction


def looking(client: Any, newest_first: list[str]) -> None:
    """Lists, details, rows and credits, in pages and whole."""
    page = client.list_extractions(status="completed", limit=1)
    assert [one["extraction_id"] for one in page["extractions"]] == newest_first[:1]
    assert page["has_more"] is True
    found = [one["extraction_id"] for one in client.iterate_extractions(limit=1, scope="own")]
    assert found == newest_first
    assert client.list_extractions(scope="team", submission_method="api")["extractions"][0]["submitted_by"]
    assert client.list_extractions(created_after="2999-01-01T00:00:00Z")["extractions"] == []
    details = client.get_extraction(extraction_id=newest_first[0])["extraction"]
    assert (details["task_name"], details["prompt"]) == ("Step by step", PROMPT)
    rows = list(client.iterate_results(extraction_id=newest_first[0], limit=1))
    assert rows == client.get_results(extraction_id=newest_first[0], offset=0, limit=1000)["rows"]
    assert len(rows) == 2
    assert set(client.get_credits_balance()) == {"success", "credits_balance", "credits_reserved"}


def asked_and_answered(client: Any) -> None:
    """Questions: by a handler in one call, and by hand."""
    asked: list[Any] = []

    def choose(questions: list[dict[str, Any]], _: dict[str, Any]) -> list[dict[str, Any]]:
        asked.extend(questions)
        return [{"question_id": one["question_id"], "choice_id": "DueDate"} for one in questions]

    given = {
        "files": [str(EXAMPLES / "invoice (1).pdf")],
        "prompt": ASKING,
        "output_structure": "per_invoice",
        "ask_questions": True,
        "polling": NO_PAUSE,
    }
    done = client.extract(**given, on_questions=choose)
    assert (done["status"], len(asked)) == ("completed", 1)
    due = {one["choice_id"]: one["cell_would_contain"] for one in asked[0]["choices"]}["DueDate"]
    assert client.get_results(extraction_id=done["extraction_id"])["rows"][0]["Date"] == due
    waiting = client.extract(**given)
    assert waiting["status"] == "input_required"
    (question,) = waiting["questions"]
    answers = [{"question_id": question["question_id"], "accept_recommended": True}]
    client.answer_questions(extraction_id=waiting["extraction_id"], answers=answers)
    done = client.wait_for_extraction_to_finish(extraction_id=waiting["extraction_id"], polling=NO_PAUSE)
    assert done["status"] == "completed"
    stopped = client.extract(**given)
    cancelled = client.cancel_extraction(extraction_id=stopped["extraction_id"], scope="own")
    assert (cancelled["status"], cancelled["cancellation_reason"]) == ("cancelled", "user")
    assert client.cancel_extraction(extraction_id=stopped["extraction_id"]) == cancelled


def failing(client: Any, folder: Path) -> None:
    """A failed extraction is returned, an error raised, each with its code."""
    broken = folder / "broken.pdf"
    broken.write_bytes(NO_PDF)
    told: list[dict[str, Any]] = []
    failed = client.extract(
        files=[str(broken)], prompt=PROMPT, output_structure="automatic", polling=NO_PAUSE, on_update=told.append
    )
    assert (failed["status"], failed["error"]["code"]) == ("failed", "VALIDATION_FAILED")
    assert told[-1]["level"] == "error"
    assert refusal(client.get_results, extraction_id=failed["extraction_id"]) == "OUTPUT_NOT_AVAILABLE"
    assert refusal(client.get_download_url, extraction_id=failed["extraction_id"], format="csv")
    assert refusal(client.get_extraction, extraction_id="unknown") == "EXTRACTION_NOT_FOUND"
    assert refusal(client.check_extraction, extraction_id="unknown") == "EXTRACTION_NOT_FOUND"
    assert refusal(client.cancel_extraction, extraction_id=failed["extraction_id"]) == "EXTRACTION_NOT_CANCELLABLE"


def deleting(client: Any, extraction: str) -> None:
    """What is deleted is gone."""
    assert client.delete_extraction(extraction_id=extraction) == {"success": True}
    assert refusal(client.delete_extraction, extraction_id=extraction) == "EXTRACTION_NOT_FOUND"


def everything(client: Any, folder: Path) -> None:
    """All of the above, in an order in which each finds what it needs."""
    first = one_call(client, folder)
    second = step_by_step(client, folder)
    looking(client, [second, first])
    asked_and_answered(client)
    failing(client, folder)
    deleting(client, second)


def refusal(method: Any, **given: Any) -> str:
    """The code of the error that a call raises."""
    try:
        method(**given)
    except Exception as error:
        return cast(Any, error).body["error"]["code"]
    raise AssertionError(f"{method.__name__} succeeded")


METHODS = {
    "extract", "upload_files", "submit_extraction", "check_extraction", "wait_for_extraction_to_finish",
    "get_results", "iterate_results", "list_extractions", "iterate_extractions", "get_extraction",
    "download_output", "get_download_url", "answer_questions", "cancel_extraction", "delete_extraction",
    "get_credits_balance",
}  # fmt: skip
"""All public methods of the client; each is called above."""
