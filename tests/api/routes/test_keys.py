"""Who may ask: keys that are missing, expired, revoked, without a scope, or of another organisation."""

import re
from datetime import timedelta
from typing import Any

import pytest

from faktum.api.services.keys import revoke_key
from faktum.api.store.types import now

from ..service import ASKING, INVOICE, Here, declared

BALANCE = "/v1/credits/balance"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer fkt_live_unknown"},
        {"Authorization": "Basic a2V5Og=="},
    ],
)
def test_without_a_key_nothing_is_told(here: Here, headers: dict[str, str]) -> None:
    answer = here.client.get(BALANCE, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_expired_and_revoked_keys_are_told_apart(here: Here) -> None:
    api = here.api(name="old", expires_at=now() - timedelta(seconds=1))
    api.error("GET", "/credits/balance", 401, "API_KEY_EXPIRED")
    api = here.api(name="lost")
    assert api.get("/credits/balance")["success"] is True
    here.run(revoke_key, here.service.database, "lost")
    api.error("GET", "/credits/balance", 401, "API_KEY_REVOKED")


def test_a_key_does_only_what_its_scopes_allow(here: Here) -> None:
    reads, writes = here.api(name="reads", scopes=("read",)), here.api(name="writes", scopes=("write",))
    body = {"upload_session_id": "s", "files": declared({"a.pdf": INVOICE})}
    reads.error("POST", "/uploads/sessions", 403, "FORBIDDEN", json=body)
    writes.post("/uploads/sessions", body)
    writes.error("GET", "/extractions", 403, "FORBIDDEN")
    assert reads.get("/extractions")["extractions"] == []


def test_unknown_addresses_and_methods(here: Here) -> None:
    api = here.api()
    api.error("GET", "/nothing", 404, "NOT_FOUND")
    api.error("PUT", "/extractions", 405, "METHOD_NOT_ALLOWED")


def test_what_nobody_foresaw_is_told_without_its_reason(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("faktum.api.routes.credits.balance", broken)
    answer = here.api().ask("GET", "/credits/balance")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert answer.json()["error"]["retryable"] is True
    assert "secret" not in answer.text


HIDDEN = {
    ("POST", "/v1/uploads/sessions/{upload_session_id}/parts"): (409, "UPLOAD_ID_NOT_FOUND"),
    ("POST", "/v1/uploads/sessions/{upload_session_id}/complete"): (409, "UPLOAD_ID_NOT_FOUND"),
}
"""Routes on something of an organisation whose answer to others is not EXTRACTION_NOT_FOUND."""

BODIES = {
    "parts": {"file_id": "F", "part_numbers": [1]},
    "complete": {"file_id": "F", "parts": [{"part_number": 1, "e_tag": "x"}]},
    "{webhook_id}": {"enabled": False},
    "answers": {"answers": [{"question_id": "Q", "accept_recommended": True}]},
}


def test_what_belongs_to_others_is_not_there(here: Here) -> None:
    """Every route of the OpenAPI document with an id in it, asked with a key of another organisation, finds nothing.

    A new route is walked by itself: it must answer 404, whatever it does for the owner.
    """
    owner, stranger = here.api("owners"), here.api("strangers")
    session, (file_id,) = owner.upload({"a.pdf": INVOICE}, "of-the-owners")
    done = owner.submit({"a.pdf": INVOICE})
    waiting = owner.submit({"a.pdf": INVOICE}, prompt=ASKING, options={"ask_questions": True})
    (question,) = owner.status(waiting)["questions"]
    hook = owner.ask("POST", "/webhooks", json={"url": "https://example.com/"}).json()["webhook"]["webhook_id"]
    delivery = owner.post(f"/webhooks/{hook}/test")["delivery"]["delivery_id"]
    walked = 0
    for path, operations in here.app.openapi()["paths"].items():
        if "{" not in path or "{token}" in path:
            continue
        for method in operations:
            extraction = waiting if path.endswith("/answers") else done
            address = path.replace("{upload_session_id}", session).replace("{extraction_id}", extraction)
            address = address.replace("{webhook_id}", hook).replace("{delivery_id}", delivery)
            address = re.sub(r"\{\w+\}", "1", address)
            body: Any = BODIES.get(path.rpartition("/")[2])
            if body and "file_id" in body:
                body = {**body, "file_id": file_id}
            elif body and "answers" in body:
                body = {"answers": [{**body["answers"][0], "question_id": question["question_id"]}]}
            for query in ({}, {"scope": "team"}):
                asked = {**query, "format": "csv"}
                answer = stranger.ask(method.upper(), address.removeprefix("/v1"), json=body, params=asked)
                what = "WEBHOOK" if "{webhook_id}" in path else "EXTRACTION"
                expected = HIDDEN.get((method.upper(), path), (404, f"{what}_NOT_FOUND"))
                assert (answer.status_code, answer.json()["error"]["code"]) == expected, (method, path)
                walked += 1
    assert walked >= 34
    assert owner.get(f"/webhooks/{hook}")["webhook"]["enabled"] is True
    assert stranger.get("/extractions", scope="team")["extractions"] == []
    body = stranger.submission({"b.pdf": INVOICE}, upload_session_id=session, file_ids=[file_id])
    stranger.error("POST", "/extractions", 409, "UPLOAD_ID_NOT_FOUND", json=body)
    assert owner.status(waiting)["status"] == "input_required"
    assert owner.status(done)["status"] == "completed"
