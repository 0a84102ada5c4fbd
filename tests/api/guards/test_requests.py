"""What every answer carries."""

import re
from collections.abc import Callable

import pytest
from structlog.testing import CapturingLogger

from ..service import Api, Here


def test_the_id_of_a_request_comes_back_or_is_made(here: Here) -> None:
    assert here.client.get("/healthz", headers={"X-Request-Id": "abc-1"}).headers["X-Request-Id"] == "abc-1"
    made = here.client.get("/healthz", headers={"X-Request-Id": "no blanks\there"}).headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f-]{36}", made)


def test_answers_are_safe_in_browsers(serving: Callable[..., Here]) -> None:
    headers = serving(public_url="https://faktum.example").client.get("/healthz").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_what_nobody_foresaw_is_told_with_the_id_and_nothing_else(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    log = CapturingLogger()
    monkeypatch.setattr("faktum.api.guards.requests.log", log)
    monkeypatch.setattr("faktum.api.routes.usage.usage_of", broken)
    answer = api.ask("GET", "/usage", headers={"X-Request-Id": "abc-2"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert "abc-2" in answer.json()["error"]["message"]
    assert "secret" not in answer.text
    told = [(call.method_name, call.kwargs["route"]) for call in log.calls]
    assert told == [("exception", "/v1/usage"), ("info", "/v1/usage")]
