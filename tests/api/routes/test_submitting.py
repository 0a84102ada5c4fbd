"""Submitting: what the contract takes and refuses, what is the same again, and how an extraction fails at the start."""

from typing import Any

import pytest

from faktum.api.routes import extractions as routes
from faktum.api.services.limits import PER_MINUTE, count

from ..contract import CONTRACT
from ..service import INVOICE, Api, Here, file_id

PATH = "/extractions"
FIELDS = [{"name": "Invoice No"}]


def test_the_same_submission_is_the_same_extraction(api: Api) -> None:
    body = api.submission({"a.pdf": INVOICE}, task_name="Once", options={"json_typed_values": True})
    first, again = (api.ask("POST", PATH, json=body) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    changed: dict[str, Any] = {**body, "task_name": "Twice", "options": {}}
    error = api.error("POST", PATH, 409, "SUBMISSION_ID_ALREADY_USED", json=changed)
    assert error["details"] == {
        "extraction_id": first.json()["extraction_id"],
        "differing_fields": ["options", "task_name"],
    }
    assert len(api.get(PATH)["extractions"]) == 1


VALID: list[dict[str, Any]] = [
    {"prompt": "x" * 5000},
    {"prompt": {"fields": [{"name": "No"}]}},
    {"prompt": {"fields": [{"name": "x" * 50, "prompt": "x" * 600}], "general_prompt": "x" * 1500}},
    {"prompt": {"fields": [{"name": "Net", "prompt": ""}, {"name": "Tax", "prompt": "VAT"}], "general_prompt": ""}},
    {"prompt": {"fields": [{"name": f"Field {n}"} for n in range(20)]}},
    {"output_structure": "automatic"},
    {"output_structure": "per_line_item"},
    {"task_name": "abc"},
    {"task_name": "x" * 40},
    {"submission_id": "A.b_c:d-9"},
    {"options": {}},
    {
        "options": {
            "exclude_columns": ["review_needed", "source_file"],
            "output_language": "zh-Hant",
            "review_needed_fill_color": "none",
            "affected_field_fill_color": "red",
            "send_completion_email": True,
            "json_typed_values": True,
            "ask_questions": False,
        }
    },
]


@pytest.mark.parametrize("changes", VALID)
def test_what_the_contract_takes(here: Here, changes: dict[str, Any]) -> None:
    here.queue.held = True
    api = here.api()
    body = api.submission({"a.pdf": INVOICE}) | changes
    assert not CONTRACT.here or not CONTRACT.problems("SubmitExtractionRequest", body)
    assert api.ask("POST", PATH, json=body).status_code == 202


REFUSED: list[tuple[dict[str, Any], list[Any]]] = [
    ({"prompt": ""}, ["prompt"]),
    ({"prompt": "x" * 5001}, ["prompt"]),
    ({"prompt": None}, ["prompt"]),
    ({"prompt": 7}, ["prompt"]),
    ({"prompt": {"fields": []}}, ["prompt", "fields"]),
    ({"prompt": {}}, ["prompt", "fields"]),
    ({"prompt": {"fields": FIELDS, "note": "x"}}, ["prompt", "note"]),
    ({"prompt": {"fields": [{"name": f"Field {n}"} for n in range(21)]}}, ["prompt", "fields"]),
    ({"prompt": {"fields": [{"name": "N"}]}}, ["prompt", "fields", 0, "name"]),
    ({"prompt": {"fields": [{"name": "x" * 51}]}}, ["prompt", "fields", 0, "name"]),
    ({"prompt": {"fields": [{"name": "No", "prompt": "ab"}]}}, ["prompt", "fields", 0, "prompt"]),
    ({"prompt": {"fields": [{"name": "No", "prompt": "x" * 601}]}}, ["prompt", "fields", 0, "prompt"]),
    ({"prompt": {"fields": [{"name": "No", "prompt": None}]}}, ["prompt", "fields", 0, "prompt"]),
    ({"prompt": {"fields": [{"name": "No", "kind": "text"}]}}, ["prompt", "fields", 0, "kind"]),
    ({"prompt": {"fields": FIELDS, "general_prompt": "x" * 1501}}, ["prompt", "general_prompt"]),
    ({"prompt": {"fields": [{"name": "Net Total"}, {"name": "net_total"}]}}, ["prompt"]),
    ({"prompt": {"fields": [{"name": "source file"}]}}, ["prompt"]),
    ({"prompt": {"fields": [{"name": "Review_Needed"}]}}, ["prompt"]),
    ({"output_structure": "per_page"}, ["output_structure"]),
    ({"task_name": "ab"}, ["task_name"]),
    ({"task_name": "x" * 41}, ["task_name"]),
    ({"task_name": None}, ["task_name"]),
    ({"task_name": "a\x00bc"}, ["task_name"]),
    ({"submission_id": "a/b"}, ["submission_id"]),
    ({"file_ids": []}, ["file_ids"]),
    ({"file_ids": ["a b"]}, ["file_ids", 0]),
    ({"file_ids": [file_id("a.pdf"), file_id("a.pdf")]}, ["file_ids"]),
    ({"options": None}, ["options"]),
    ({"options": {"exclude_columns": ["total"]}}, ["options", "exclude_columns", 0]),
    ({"options": {"output_language": "xx"}}, ["options", "output_language"]),
    ({"options": {"review_needed_fill_color": "blue"}}, ["options", "review_needed_fill_color"]),
    ({"options": {"ask_questions": "yes"}}, ["options", "ask_questions"]),
    ({"options": {"json_typed_values": 1}}, ["options", "json_typed_values"]),
    ({"options": {"model": "best"}}, ["options", "model"]),
    ({"webhook": "http://localhost"}, ["webhook"]),
]


@pytest.mark.parametrize(("changes", "path"), REFUSED)
def test_what_the_contract_refuses(apart: Api, changes: dict[str, Any], path: list[Any]) -> None:
    """With the place of the mistake, as the client knows it."""
    body = apart.submission({"a.pdf": INVOICE}) | changes
    issues = apart.error("POST", PATH, 400, "INVALID_INPUT", json=body)["details"]["issues"]
    assert [issue["path"] for issue in issues] == [path]
    assert apart.get(PATH)["extractions"] == []


@pytest.mark.parametrize("name", ["submission_id", "upload_session_id", "file_ids", "prompt", "output_structure"])
def test_nothing_may_be_missing(apart: Api, name: str) -> None:
    body = {key: value for key, value in apart.submission({"a.pdf": INVOICE}).items() if key != name}
    assert apart.error("POST", PATH, 400, "INVALID_INPUT", json=body)["details"]["issues"][0]["path"] == [name]


def test_files_must_be_there_and_complete(api: Api) -> None:
    body = api.submission({"a.pdf": INVOICE})
    api.error("POST", PATH, 409, "UPLOAD_ID_NOT_FOUND", json={**body, "upload_session_id": "unknown"})
    api.error("POST", PATH, 404, "FILE_NOT_FOUND", json={**body, "file_ids": ["unknown"]})
    session = api.begin_upload({"b.pdf": INVOICE})
    body |= {"upload_session_id": session, "file_ids": [file_id("b.pdf")]}
    issues = api.error("POST", PATH, 400, "INVALID_INPUT", json=body)["details"]["issues"]
    assert issues[0]["path"] == ["file_ids", 0]


def test_paused_submissions_are_refused_and_repeats_are_not(serving: Any) -> None:
    here = serving(submissions_paused=True)
    api = here.api()
    answer = api.ask("POST", PATH, json=api.submission({"a.pdf": INVOICE}))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["retryable"]) == (503, "SUBMISSIONS_PAUSED", True)
    assert error["details"] == {"resumes_at": None}


def test_so_many_extractions_run_at_a_time(serving: Any) -> None:
    here = serving(running_extractions=2)
    here.queue.held = True
    api = here.api()
    ids = [api.submit({"a.pdf": INVOICE}) for _ in range(3)]
    assert [api.status(one)["status"] for one in ids] == ["processing", "processing", "failed"]
    error = api.status(ids[2])["error"]
    assert (error["code"], error["retryable"], error["details"]) == ("CONCURRENT_TASK_LIMIT", True, {"limit": 2})
    api.post(f"{PATH}/{ids[0]}/cancel")
    assert api.status(api.submit({"a.pdf": INVOICE}))["status"] == "processing"


def test_what_runs_is_not_deleted_and_what_ended_is_not_cancelled(here: Here) -> None:
    api = here.api()
    here.queue.held = True
    extraction = api.submit({"a.pdf": INVOICE})
    api.error("DELETE", f"{PATH}/{extraction}", 409, "EXTRACTION_IN_PROGRESS")
    here.run(here.queue.let_go)
    error = api.error("POST", f"{PATH}/{extraction}/cancel", 409, "EXTRACTION_NOT_CANCELLABLE")
    assert error["details"] == {"status": "completed"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/details"),
        ("GET", "/results"),
        ("GET", "/output?format=csv"),
        ("POST", "/cancel"),
        ("DELETE", ""),
    ],
)
@pytest.mark.parametrize("id", ["7e57d004-2b97-4e7a-b45f-5387367791cd", "no-id", "%00", "x" * 300])
def test_an_extraction_that_is_not_there(apart: Api, method: str, path: str, id: str) -> None:
    assert apart.error(method, f"{PATH}/{id}{path}", 404, "EXTRACTION_NOT_FOUND")["details"] is None


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("", {"wait": 0}),
        ("", {"wait": 46}),
        ("", {"wait": "long"}),
        ("", {"scope": "all"}),
        ("/results", {"offset": -1}),
        ("/results", {"limit": 0}),
        ("/results", {"limit": 1001}),
        ("/output", {}),
        ("/output", {"format": "pdf"}),
    ],
)
def test_queries_within_the_contract(apart: Api, path: str, query: dict[str, Any]) -> None:
    apart.error("GET", f"{PATH}/7e57d004-2b97-4e7a-b45f-5387367791cd{path}", 400, "INVALID_INPUT", params=query)


# -- limits -----------------------------------------------------------------------------------------------------------


def test_the_limits_are_those_of_the_contract() -> None:
    told = CONTRACT.document.get("rate_limits_per_minute_per_key")
    if told is None:
        pytest.skip("needs ../shared/contracts, which is not here")
    told["uploads"] = told.pop(next(name for name in told if name.startswith("uploads")))
    assert {name: PER_MINUTE[name] for name in told} == told


def test_a_request_too_many_is_refused_until_the_minute_ends(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer tells what is left; another key and another endpoint have counts of their own."""
    api, other = here.api(name="one"), here.api(name="other")
    at = 1_800_000_000.0
    monkeypatch.setattr("faktum.api.services.limits.time.time", lambda: at)
    first = api.ask("GET", "/credits/balance")
    assert (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"]) == ("60", "59")
    for _ in range(59):
        here.run(count, here.service.database, _key_id(here, "one"), "balance")
    refused = api.ask("GET", "/credits/balance")
    error = refused.json()["error"]
    assert (refused.status_code, error["code"], error["retryable"]) == (429, "RATE_LIMITED", True)
    assert refused.headers["Retry-After"] == str(error["details"]["retry_after_seconds"]) == "61"
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert other.ask("GET", "/credits/balance").status_code == 200
    assert api.ask("GET", "/extractions").status_code == 200
    at += 61
    assert api.ask("GET", "/credits/balance").headers["X-RateLimit-Remaining"] == "59"


def test_an_error_tells_what_is_left_too(api: Api) -> None:
    answer = api.ask("GET", f"{PATH}/no-id")
    assert (answer.status_code, answer.headers["X-RateLimit-Remaining"]) == (404, "119")


def test_a_held_request_counts_once(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "LOOK_S", 0.01)
    api, here.queue.held = here.api(), True
    extraction = api.submit({"a.pdf": INVOICE})
    answer = api.ask("GET", f"{PATH}/{extraction}", params={"wait": 1})
    assert (answer.json()["status"], answer.headers["X-RateLimit-Remaining"]) == ("processing", "119")


def _key_id(here: Here, name: str) -> str:
    from faktum.api.services.keys import list_keys

    return next(key.id for key, _ in here.run(list_keys, here.service.database) if key.name == name)
