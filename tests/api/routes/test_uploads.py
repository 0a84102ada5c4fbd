"""Uploads: declared, PUT in parts at signed addresses, completed; every refusal of the contract, with its details."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from faktum.api.blobs import own
from faktum.api.blobs.store import UPLOAD_SECONDS
from faktum.api.services.credits import grant, limit
from faktum.api.services.keys import organisation
from faktum.api.services.retention import sweep
from faktum.api.store.tables import UploadFile, UploadSession
from faktum.api.store.types import now

from ..service import INVOICE, PART, Api, Here, declared, file_id

SESSIONS = "/uploads/sessions"
MIB = 1024 * 1024


def one(name: str, size: int, file_id: str = "f1") -> dict[str, Any]:
    return {"file_id": file_id, "file_name": name, "file_size_bytes": size}


def session(*files: dict[str, Any], id: str = "s1") -> dict[str, Any]:
    return {"upload_session_id": id, "files": list(files)}


# -- sessions ---------------------------------------------------------------------------------------------------------


def test_a_session_names_its_files_and_the_size_of_parts(api: Api) -> None:
    told = api.post(SESSIONS, session(one("a.pdf", 10), one("b.JPG", 20, "f2")))
    assert told == {
        "success": True,
        "upload_session_id": "s1",
        "files": [
            {"file_id": "f1", "file_name": "a.pdf", "part_size": 8_388_608},
            {"file_id": "f2", "file_name": "b.JPG", "part_size": 8_388_608},
        ],
    }


def test_the_same_session_may_be_asked_for_again(api: Api) -> None:
    body = session(one("a.pdf", 10))
    assert api.post(SESSIONS, body) == api.post(SESSIONS, body)
    other = session(one("a.pdf", 11))
    assert api.error("POST", SESSIONS, 409, "SESSION_ALREADY_INITIALIZED", json=other)["details"] is None


def test_sessions_of_two_organisations_may_have_one_id(here: Here) -> None:
    for org in ("first", "second"):
        told = here.api(org).post(SESSIONS, session(one(f"{org}.pdf", 10)))
        assert told["files"][0]["file_name"] == f"{org}.pdf"


@pytest.mark.parametrize(
    ("files", "code", "details"),
    [
        ([one("a.pdf", 1), one("a.pdf", 1, "f2")], "DUPLICATE_FILE_NAME", {"file_name": "a.pdf"}),
        ([one("a.pdf", 1), one("b.pdf", 1)], "DUPLICATE_FILE_ID", {"file_id": "f1"}),
        (
            [one("a.pdf", 150 * MIB + 1)],
            "FILE_TOO_LARGE",
            {"file_name": "a.pdf", "limit_bytes": 157_286_400},
        ),
        ([one("a.png", 5 * MIB + 1)], "FILE_TOO_LARGE", {"file_name": "a.png", "limit_bytes": 5_242_880}),
        (
            [one(f"{n}.pdf", 150 * MIB, f"f{n}") for n in range(14)],
            "TOTAL_UPLOAD_SIZE_LIMIT_EXCEEDED",
            {"total_bytes": 14 * 150 * MIB, "limit_bytes": 2_147_483_648},
        ),
    ],
)
def test_a_session_within_limits(apart: Api, files: list[dict[str, Any]], code: str, details: dict[str, Any]) -> None:
    assert apart.error("POST", SESSIONS, 400, code, json=session(*files))["details"] == details


def test_the_largest_files_are_taken(api: Api) -> None:
    api.post(SESSIONS, session(one("a.pdf", 150 * MIB), one("a.jpeg", 5 * MIB, "f2")))


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (session(), ["files"]),
        (session(one("a.pdf", 1), id="a b"), ["upload_session_id"]),
        (session(one("a.pdf", 1), id=""), ["upload_session_id"]),
        (session(one("a.pdf", 1), id="x" * 201), ["upload_session_id"]),
        (session(one("a.pdf", 1, "a/b")), ["files", 0, "file_id"]),
        (session(one("a.txt", 1)), ["files", 0, "file_name"]),
        (session(one("a/b.pdf", 1)), ["files", 0, "file_name"]),
        (session(one("a\\b.pdf", 1)), ["files", 0, "file_name"]),
        (session(one(" a.pdf", 1)), ["files", 0, "file_name"]),
        (session(one("a\x00.pdf", 1)), ["files", 0, "file_name"]),
        (session(one("a" * 197 + ".pdf", 1)), ["files", 0, "file_name"]),
        (session(one("a.pdf", 0)), ["files", 0, "file_size_bytes"]),
        (session({**one("a.pdf", 1), "file_size_bytes": "1"}), ["files", 0, "file_size_bytes"]),
        (session({**one("a.pdf", 1), "file_size_bytes": True}), ["files", 0, "file_size_bytes"]),
        (session({**one("a.pdf", 1), "media_type": "x"}), ["files", 0, "media_type"]),
        ({**session(one("a.pdf", 1)), "more": 1}, ["more"]),
        ({"files": [one("a.pdf", 1)]}, ["upload_session_id"]),
        (session(*(one(f"{n}.pdf", 1, f"f{n}") for n in range(6001))), ["files"]),
        ([], []),
    ],
)
def test_a_session_that_breaks_the_contract_is_refused(apart: Api, body: Any, path: list[Any]) -> None:
    issues = apart.error("POST", SESSIONS, 400, "INVALID_INPUT", json=body)["details"]["issues"]
    assert [issue["path"] for issue in issues] == [path]
    assert all(issue["message"] for issue in issues)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"null", b'{"upload_session_id": NaN}'])
def test_a_body_that_is_no_json_is_refused(apart: Api, content: bytes) -> None:
    apart.error("POST", SESSIONS, 400, "INVALID_INPUT", content=content)


def test_more_files_than_credits_are_refused(here: Here) -> None:
    api, database = here.api(), here.service.database
    org = here.run(organisation, database, "default")
    here.run(limit, database, org, monthly=0)
    here.run(grant, database, org, 1)
    api.post(SESSIONS, session(one("a.pdf", 1), id="one"))
    two = session(one("a.pdf", 1), one("b.pdf", 1, "f2"), id="two")
    error = api.error("POST", SESSIONS, 402, "INSUFFICIENT_CREDITS", json=two)
    assert error["details"] == {"credits_balance": 1, "credits_reserved": 0, "file_count": 2}
    here.api(test=True).post(SESSIONS, {**two, "upload_session_id": "three"})  # a test key is never billed


# -- parts ------------------------------------------------------------------------------------------------------------


def test_a_large_file_goes_up_in_parts(here: Here) -> None:
    """In any order; a part may be sent again, and the last one sent counts."""
    api = here.api()
    data = INVOICE + bytes(2 * PART)
    api.begin_upload({"a.pdf": data}, "large")
    parts_of = f"{SESSIONS}/large/parts"
    told = api.post(parts_of, {"file_id": file_id("a.pdf"), "part_numbers": [3, 1, 2]})
    assert [part["part_number"] for part in told["part_urls"]] == [3, 1, 2]
    assert (told["file_name"], told["part_size"]) == ("a.pdf", PART)
    parts: list[dict[str, Any]] = []
    api.client.put(told["part_urls"][1]["url"], content=b"a first try that broke off")
    for part in told["part_urls"]:
        at = (part["part_number"] - 1) * PART
        answer = api.client.put(part["url"], content=data[at : at + PART])
        parts.append({"part_number": part["part_number"], "e_tag": answer.headers["ETag"]})
    assert api.complete("large", "a.pdf", parts)["status"] == "completed"
    again = api.complete("large", "a.pdf", parts)
    assert "status" not in again  # nothing was completed by this call
    assert here.run(_kept, here, "a.pdf") == data


async def _kept(here: Here, name: str) -> bytes:
    async with here.service.database.reading() as reading:
        from sqlalchemy import select

        key = (await reading.scalars(select(UploadFile.blob_key).where(UploadFile.name == name))).one()
    return await here.service.blobs.get(key)


def test_parts_of_what_is_not_there(api: Api) -> None:
    api.begin_upload({"a.pdf": INVOICE}, "s1")
    body = {"file_id": "unknown", "part_numbers": [1]}
    api.error("POST", f"{SESSIONS}/s1/parts", 404, "FILE_NOT_FOUND", json=body)
    api.error("POST", f"{SESSIONS}/s2/parts", 409, "UPLOAD_ID_NOT_FOUND", json=body)
    api.error("POST", f"{SESSIONS}/s1/complete", 404, "FILE_NOT_FOUND", json=_completion("unknown"))
    api.error("POST", f"{SESSIONS}/s2/complete", 409, "UPLOAD_ID_NOT_FOUND", json=_completion("unknown"))


@pytest.mark.parametrize("numbers", [[0], [10_001], [], list(range(1, 1002)), ["1"], [2]])
def test_part_numbers_within_the_file_and_the_contract(apart: Api, numbers: list[Any]) -> None:
    apart.begin_upload({"a.pdf": INVOICE}, "s1")
    body = {"file_id": file_id("a.pdf"), "part_numbers": numbers}
    error = apart.error("POST", f"{SESSIONS}/s1/parts", 400, "INVALID_INPUT", json=body)
    assert error["details"]["issues"][0]["path"][0] == "part_numbers"


def test_a_signed_address_allows_one_thing_for_a_while(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own part, by PUT, of no more bytes than declared, for 15 minutes; nothing where a letter of it differs."""
    api = here.api()
    api.begin_upload({"a.pdf": INVOICE}, "s1")
    body = {"file_id": file_id("a.pdf"), "part_numbers": [1]}
    url = api.post(f"{SESSIONS}/s1/parts", body)["part_urls"][0]["url"]
    assert api.client.get(url).status_code == 403
    tampered = url[:-9] + ("A" if url[-9] != "A" else "B") + url[-8:]
    assert api.client.put(tampered, content=INVOICE).status_code == 403
    assert api.client.put(url, content=INVOICE + b"x").status_code == 413
    assert api.client.put(url, content=INVOICE).status_code == 200
    ended = own.time.time() + UPLOAD_SECONDS + 1
    monkeypatch.setattr("faktum.api.blobs.grants.time.time", lambda: ended)
    refused = api.client.put(url, content=INVOICE)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "LINK_EXPIRED")


# -- completing -------------------------------------------------------------------------------------------------------


def _completion(file_id: str, *parts: tuple[int, str]) -> dict[str, Any]:
    parts = parts or ((1, "x"),)
    return {"file_id": file_id, "parts": [{"part_number": n, "e_tag": tag} for n, tag in parts]}


Parts = list[dict[str, Any]]
SPOILT: dict[str, Callable[[Parts], Parts]] = {
    "one is missing": lambda parts: parts[:1],
    "one too many": lambda parts: [*parts, {**parts[0], "part_number": 3}],
    "twice the first": lambda parts: [parts[0], parts[0]],
    "the ETag of another": lambda parts: [parts[0], {**parts[1], "e_tag": parts[0]["e_tag"]}],
    "an ETag of none": lambda parts: [{**parts[0], "e_tag": '"0123456789abcdef"'}, parts[1]],
}


@pytest.mark.parametrize("how", SPOILT)
def test_parts_must_cover_the_file(apart: Api, how: str) -> None:
    """A wrong completion leaves what was uploaded; a right one then succeeds."""
    data = INVOICE + bytes(PART)
    apart.begin_upload({"a.pdf": data}, "s1")
    parts = apart.put("s1", "a.pdf", data)
    body = {"file_id": file_id("a.pdf"), "parts": SPOILT[how](parts)}
    error = apart.error("POST", f"{SESSIONS}/s1/complete", 400, "INVALID_COMPLETION_PARTS", json=body)
    assert error["details"]["reason"]
    assert apart.complete("s1", "a.pdf", parts)["status"] == "completed"


def test_fewer_bytes_than_declared_are_refused(api: Api) -> None:
    """And the file can be uploaded again."""
    api.begin_upload({"a.pdf": INVOICE}, "s1")
    parts = api.put("s1", "a.pdf", INVOICE[:-1])
    body = {"file_id": file_id("a.pdf"), "parts": parts}
    error = api.error("POST", f"{SESSIONS}/s1/complete", 422, "OBJECT_SIZE_MISMATCH", json=body)
    assert error["details"] == {"declared_size_bytes": len(INVOICE), "actual_size_bytes": len(INVOICE) - 1}
    assert api.complete("s1", "a.pdf", api.put("s1", "a.pdf", INVOICE))["status"] == "completed"


def test_a_completed_file_takes_no_more_parts(api: Api) -> None:
    api.upload({"a.pdf": INVOICE}, "s1")
    body = {"file_id": file_id("a.pdf"), "part_numbers": [1]}
    api.error("POST", f"{SESSIONS}/s1/parts", 409, "FILE_NOT_UPLOADABLE", json=body)


def test_a_storage_that_fails_is_told(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    api = here.api()
    api.begin_upload({"a.pdf": INVOICE}, "s1")
    parts = api.put("s1", "a.pdf", INVOICE)

    async def broken(*_: Any) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as broke:
        broke.setattr("faktum.api.blobs.own.OwnBlobs.complete", broken)
        body = {"file_id": file_id("a.pdf"), "parts": parts}
        error = api.error("POST", f"{SESSIONS}/s1/complete", 502, "UPLOAD_COMPLETE_FAILED", json=body)
    assert (error["retryable"], error["details"]) == (True, None)
    assert api.complete("s1", "a.pdf", parts)["status"] == "completed"


# -- time -------------------------------------------------------------------------------------------------------------


async def _let_expire(here: Here) -> None:
    async with here.service.database.writing() as writing:
        await writing.execute(update(UploadSession).values(expires_at=now() - timedelta(hours=1)))


def test_a_session_past_its_time_is_no_longer_available(here: Here) -> None:
    """Whether its files were deleted already or not."""
    api = here.api()
    body = {"upload_session_id": "s1", "files": declared({"a.pdf": INVOICE, "b.pdf": INVOICE})}
    api.post(SESSIONS, body)
    api.complete("s1", "a.pdf", api.put("s1", "a.pdf", INVOICE))
    here.run(_let_expire, here)
    parts = {"file_id": file_id("b.pdf"), "part_numbers": [1]}
    api.error("POST", SESSIONS, 409, "UPLOAD_ID_NOT_FOUND", json=body)
    api.error("POST", f"{SESSIONS}/s1/parts", 409, "UPLOAD_ID_NOT_FOUND", json=parts)
    api.error("POST", f"{SESSIONS}/s1/complete", 409, "UPLOAD_ID_NOT_FOUND", json=_completion(file_id("b.pdf")))
    here.run(sweep, here.service)
    api.error("POST", f"{SESSIONS}/s1/parts", 409, "FILE_NOT_UPLOADABLE", json=parts)
    api.error("POST", f"{SESSIONS}/s1/complete", 409, "FILE_ABORTED", json=_completion(file_id("b.pdf")))


def test_uploads_that_nothing_uses_are_deleted_and_others_are_not(here: Here) -> None:
    api = here.api()
    api.upload({"a.pdf": INVOICE}, "unused")
    here.queue.held = True
    extraction = api.submit({"a.pdf": INVOICE})
    here.run(_let_expire, here)
    here.run(sweep, here.service)
    here.run(here.queue.let_go)
    assert api.status(extraction)["status"] == "completed"
    api.error("POST", f"{SESSIONS}/unused/complete", 409, "FILE_ABORTED", json=_completion(file_id("a.pdf")))
