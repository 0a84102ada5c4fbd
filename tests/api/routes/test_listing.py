"""The list of extractions: newest first, in pages, filtered, and of the caller's own unless the team is asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from ..service import INVOICE, Api, Here


@pytest.fixture
def five(here: Here) -> tuple[Api, list[str]]:
    """Five extractions, the newest first; their work is held."""
    api, here.queue.held = here.api(), True
    body = api.submission({"a.pdf": INVOICE})
    ids = [
        api.ask("POST", "/extractions", json={**body, "submission_id": f"s-{n}", "task_name": f"Task {n}"}).json()[
            "extraction_id"
        ]
        for n in range(5)
    ]
    return api, ids[::-1]


def test_the_newest_come_first_in_pages(five: tuple[Api, list[str]]) -> None:
    api, ids = five
    found: list[str] = []
    cursor: dict[str, str] = {}
    for size in (2, 2, 1):
        page = api.get("/extractions", limit=2, **cursor)
        assert (len(page["extractions"]), page["has_more"]) == (size, size == 2)
        found += [one["extraction_id"] for one in page["extractions"]]
        cursor = {"cursor": page["next_cursor"]}
    assert (found, cursor["cursor"]) == (ids, None)


def test_an_item_tells_what_one_looks_for(five: tuple[Api, list[str]]) -> None:
    api, ids = five
    item = api.get("/extractions", limit=1)["extractions"][0]
    created = item.pop("created_at")
    assert datetime.now(UTC) - datetime.fromisoformat(created) < timedelta(minutes=5)
    assert item == {
        "extraction_id": ids[0],
        "submission_id": "s-4",
        "task_name": "Task 4",
        "status": "processing",
        "progress": 0,
        "submission_method": "api",
        "file_count": 1,
        "file_names_preview": ["a.pdf"],
        "file_names_truncated": False,
        "output_structure": "per_invoice",
    }


def test_more_than_five_names_are_cut(here: Here) -> None:
    api, here.queue.held = here.api(), True
    api.submit({f"{n}.pdf": INVOICE for n in range(7)})
    item = api.get("/extractions")["extractions"][0]
    assert item["file_names_preview"] == [f"{n}.pdf" for n in range(5)]
    assert (item["file_count"], item["file_names_truncated"]) == (7, True)


def test_filters(five: tuple[Api, list[str]]) -> None:
    api, ids = five
    api.post(f"/extractions/{ids[2]}/cancel")

    def found(**filters: str) -> list[str]:
        return [one["extraction_id"] for one in api.get("/extractions", **filters)["extractions"]]

    assert found(status="cancelled") == [ids[2]]
    assert found(status="processing") == [ids[0], ids[1], ids[3], ids[4]]
    assert found(submission_method="web_app") == []
    assert found(submission_method="api") == ids
    middle = api.get("/extractions")["extractions"][2]["created_at"]
    assert found(created_after=middle) == ids[:2]
    assert found(created_before=middle) == ids[3:]
    elsewhere = datetime.fromisoformat(middle).astimezone().isoformat()
    assert found(created_before=elsewhere) == ids[3:]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": "many"},
        {"cursor": "not-one-of-ours"},
        {"cursor": "WyJhIiwgImIiXQ=="},
        {"status": "done"},
        {"submission_method": "mail"},
        {"created_after": "yesterday"},
        {"created_after": "2026-01-31T00:00:00"},
        {"created_before": "0001-01-01T00:00:00+14:00"},
        {"scope": "everything"},
    ],
)
def test_what_the_contract_does_not_know_is_refused(apart: Api, query: dict[str, str]) -> None:
    error = apart.error("GET", "/extractions", 400, "INVALID_INPUT", params=query)
    assert error["details"]["issues"][0]["path"] == [next(iter(query))]


def test_a_team_admin_sees_what_others_submitted(here: Here) -> None:
    mine, theirs = here.api(name="mine"), here.api(name="theirs", team_admin=False)
    here.queue.held = True
    extraction = theirs.submit({"a.pdf": INVOICE})
    assert mine.get("/extractions")["extractions"] == []
    (item,) = mine.get("/extractions", scope="team")["extractions"]
    assert (item["extraction_id"], item["submitted_by"]) == (extraction, {"email": "theirs"})
    mine.error("GET", f"/extractions/{extraction}", 404, "EXTRACTION_NOT_FOUND")
    assert mine.get(f"/extractions/{extraction}", scope="team")["status"] == "processing"
    assert mine.get(f"/extractions/{extraction}/details", scope="team")["extraction"]["file_count"] == 1
    assert mine.ask("POST", f"/extractions/{extraction}/cancel", params={"scope": "team"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/extractions"),
        ("GET", "/extractions/X"),
        ("GET", "/extractions/X/details"),
        ("GET", "/extractions/X/results"),
        ("GET", "/extractions/X/output"),
        ("POST", "/extractions/X/cancel"),
    ],
)
def test_the_team_is_for_team_admins(here: Here, method: str, path: str) -> None:
    api, here.queue.held = here.api(team_admin=False), True
    path = path.replace("X", api.submit({"a.pdf": INVOICE}))
    api.error(method, path, 403, "FORBIDDEN", params={"scope": "team", "format": "csv"})
