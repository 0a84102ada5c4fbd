"""Webhooks over HTTP: made, shown, changed, removed, tried."""

from typing import Any

import pytest

from ..service import Api

URL = "https://example.com/hook"


def create(api: Api, **more: Any) -> dict[str, Any]:
    answer = api.ask("POST", "/webhooks", json={"url": URL, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_its_secret_is_shown_once(apart: Api) -> None:
    made = create(apart, events=["extraction.failed"], description="Ledger")
    assert made["secret"].startswith("whsec_")
    shown = apart.get(f"/webhooks/{made['webhook']['webhook_id']}")
    assert shown["webhook"] == made["webhook"]
    assert (shown["webhook"]["events"], shown["webhook"]["description"]) == (["extraction.failed"], "Ledger")
    assert "secret" not in str(shown) + str(apart.get("/webhooks"))


def test_without_events_it_is_told_of_all(apart: Api) -> None:
    assert create(apart)["webhook"]["events"] == [
        "extraction.completed", "extraction.failed", "extraction.cancelled", "extraction.input_required",
    ]  # fmt: skip


def test_what_is_left_out_of_a_change_stays(apart: Api) -> None:
    webhook = create(apart, description="Ledger")["webhook"]
    path = f"/webhooks/{webhook['webhook_id']}"
    answer = apart.ask("PATCH", path, json={"enabled": False})
    assert answer.json()["webhook"] == {**webhook, "enabled": False}
    apart.error("POST", f"{path}/test", 409, "WEBHOOK_DISABLED")
    changed = apart.ask("PATCH", path, json={"enabled": True, "url": f"{URL}/2", "events": ["extraction.failed"]})
    assert changed.json()["webhook"] == {**webhook, "url": f"{URL}/2", "events": ["extraction.failed"]}


def test_what_is_removed_is_gone(apart: Api) -> None:
    path = f"/webhooks/{create(apart)['webhook']['webhook_id']}"
    apart.post(f"{path}/test")
    assert apart.ask("DELETE", path).json() == {"success": True}
    for method, end in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/secret"), ("POST", "/test")):
        body = {"enabled": True} if method == "PATCH" else None
        apart.error(method, path + end, 404, "WEBHOOK_NOT_FOUND", json=body)
    assert apart.get("/webhooks")["webhooks"] == []


def test_a_delivery_can_be_sent_again_with_its_id(apart: Api) -> None:
    path = f"/webhooks/{create(apart)['webhook']['webhook_id']}"
    first = apart.post(f"{path}/test")["delivery"]
    again = apart.post(f"{path}/deliveries/{first['delivery_id']}/retry")["delivery"]
    assert (again["event_id"], again["delivery_id"], again["status"]) == (
        first["event_id"], first["delivery_id"], "waiting",
    )  # fmt: skip
    apart.error("POST", f"{path}/deliveries/unknown/retry", 404, "DELIVERY_NOT_FOUND")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook", "ftp://example.com/", "https://", "https://user:pw@example.com/", "example.com",
        "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.8/", "https://169.254.169.254/latest/",
        "https://localhost/", "https://db.internal/", "https://example.com:port/", "https://exämple.com/", "",
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_told_are_refused_at_once(apart: Api, url: str) -> None:
    error = apart.error("POST", "/webhooks", 400, "INVALID_INPUT", json={"url": url})
    assert error["details"]["issues"][0]["path"] == ["url"]


@pytest.mark.parametrize(
    "body",
    [{}, {"url": URL, "events": []}, {"url": URL, "events": ["extraction.started"]}, {"url": URL, "secret": "mine"}],
)
def test_bodies_that_say_something_else_are_refused(apart: Api, body: dict[str, Any]) -> None:
    apart.error("POST", "/webhooks", 400, "INVALID_INPUT", json=body)


def test_an_organisation_has_twenty_at_most(apart: Api) -> None:
    for _ in range(20):
        create(apart)
    error = apart.error("POST", "/webhooks", 409, "WEBHOOK_LIMIT_REACHED", json={"url": URL})
    assert error["details"] == {"limit": 20}
