"""Webhooks are told what happens to extractions, once, signed, and nothing of what documents say."""

from datetime import timedelta
from typing import Any

from faktum.api.services.ending import end
from faktum.api.services.keys import revoke_key, rotate_key

from ..service import ASKING, INVOICE, NO_PDF, Api, Here
from .conftest import bring, hook
from .receiver import Receiver


def told(here: Here, receiver: Receiver) -> list[tuple[str, str]]:
    """(event, extraction) of all that came."""
    bring(here)
    return [(one["type"], one["data"]["extraction_id"]) for one in receiver.events]


def test_whatever_ends_or_asks_is_told_once(hooked: Here, receiver: Receiver) -> None:
    api = hooked.api()
    hook(api, receiver)
    done = api.submit({"a.pdf": INVOICE})
    failed = api.submit({"b.pdf": NO_PDF})
    asking = api.submit({"c.pdf": INVOICE}, prompt=ASKING, options={"ask_questions": True})
    api.post(f"/extractions/{asking}/cancel")
    assert sorted(told(hooked, receiver)) == sorted(
        [
            ("extraction.completed", done),
            ("extraction.failed", failed),
            ("extraction.input_required", asking),
            ("extraction.cancelled", asking),
        ]
    )
    assert len({one["id"] for one in receiver.events}) == 4
    hooked.run(end, hooked.service, done, "failed", error={})  # it had ended
    assert bring(hooked) == 0


def test_an_event_says_how_it_stands_and_nothing_of_the_documents(hooked: Here, receiver: Receiver) -> None:
    api = hooked.api()
    hook(api, receiver)
    extraction = api.submit({"a.pdf": INVOICE}, task_name="March")
    bring(hooked)
    (event,) = receiver.events
    data = event["data"]
    assert event["type"] == "extraction.completed"
    assert (data["extraction_id"], data["status"], data["task_name"]) == (extraction, "completed", "March")
    assert (data["file_count"], data["total_rows"], data["test"]) == (1, 1, False)
    (row,) = api.get(f"/extractions/{extraction}/results")["rows"]
    assert not [value for value in row.values() if isinstance(value, str) and len(value) > 3 and value in str(event)]


def test_it_is_signed_for_the_published_libraries(hooked: Here, receiver: Receiver) -> None:
    from standardwebhooks import Webhook

    api = hooked.api()
    secret = hook(api, receiver)["secret"]
    api.submit({"a.pdf": INVOICE})
    bring(hooked)
    (one,) = receiver.taken
    assert Webhook(secret).verify(one.body, one.headers)["id"] == one.headers["webhook-id"] == one.event["id"]


def test_an_exchanged_secret_signs_beside_the_new_one_for_a_day(hooked: Here, receiver: Receiver, clock: Any) -> None:
    api = hooked.api()
    made = hook(api, receiver)
    path = f"/webhooks/{made['webhook']['webhook_id']}"
    new = api.post(f"{path}/secret")["secret"]
    for hours, old_signs in ((0, True), (25, False)):
        clock.ahead = timedelta(hours=hours)
        api.post(f"{path}/test")
        bring(hooked)
        assert receiver.taken[-1].signed_by(new)
        assert receiver.taken[-1].signed_by(made["secret"]) is old_signs


def test_only_the_kinds_that_were_asked_for(hooked: Here, receiver: Receiver) -> None:
    api = hooked.api()
    hook(api, receiver, events=["extraction.failed"])
    api.submit({"a.pdf": INVOICE})
    failed = api.submit({"b.pdf": NO_PDF})
    assert told(hooked, receiver) == [("extraction.failed", failed)]


def test_own_extractions_or_those_of_the_team(hooked: Here, receiver: Receiver) -> None:
    """A webhook of one key, one of the whole organisation, and one of another organisation."""
    mine, colleague, stranger = hooked.api(name="a"), hooked.api(name="b"), hooked.api("others")
    colleague.sessions = 10  # names of sessions are the organisation's
    hook(mine, receiver)
    hook(stranger, receiver, scope="team")
    colleague.submit({"a.pdf": INVOICE})
    assert told(hooked, receiver) == []
    own = mine.submit({"a.pdf": INVOICE})
    assert told(hooked, receiver) == [("extraction.completed", own)]
    receiver.taken.clear()
    hook(mine, receiver, scope="team")
    theirs = colleague.submit({"a.pdf": INVOICE}, submission_id="again")
    assert told(hooked, receiver) == [("extraction.completed", theirs)]


def test_a_key_that_is_no_team_admin_hears_of_its_own_only(hooked: Here, receiver: Receiver) -> None:
    api = hooked.api(team_admin=False)
    api.error("POST", "/webhooks", 403, "FORBIDDEN", json={"url": receiver.url, "scope": "team"})


def test_a_revoked_key_hears_nothing_more_and_a_rotated_one_goes_on(hooked: Here, receiver: Receiver) -> None:
    api, lost = hooked.api(name="app"), hooked.api(name="lost")
    hook(api, receiver)
    hook(lost, receiver, scope="team")
    hooked.run(revoke_key, hooked.service.database, "lost")
    before = api.submit({"a.pdf": INVOICE})
    new = Api(hooked.client, hooked.run(rotate_key, hooked.service.database, "app", overlap=timedelta()), sessions=10)
    after = new.submit({"a.pdf": INVOICE}, submission_id="after")
    assert sorted(told(hooked, receiver)) == sorted([("extraction.completed", before), ("extraction.completed", after)])
    assert new.status(before)["status"] == "completed"
    assert len(new.get("/webhooks")["webhooks"]) == 1
