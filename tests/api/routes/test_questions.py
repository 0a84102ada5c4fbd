"""Questions: what the prompt leaves open is asked where that was wanted; the answers govern the whole extraction."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from faktum.api.services.credits import grant, limit, proved

from ..service import ASKING, INVOICE, Api, Here

ASK = {"ask_questions": True}


def asked(api: Api, **changes: Any) -> tuple[str, dict[str, Any]]:
    """(extraction, its only question): which date is meant by 'Date'."""
    extraction = api.submit({"a.pdf": INVOICE}, **{"prompt": ASKING, "options": ASK, **changes})
    told = api.status(extraction)
    assert told["status"] == "input_required", told
    (question,) = told["questions"]
    return extraction, question


def answer(api: Api, extraction: str, **given: Any) -> dict[str, Any]:
    return api.post(f"/extractions/{extraction}/answers", {"answers": [given]})


def dates(api: Api, extraction: str) -> list[str]:
    return [row["Date"] for row in api.get(f"/extractions/{extraction}/results")["rows"]]


def test_what_is_open_is_asked(api: Api) -> None:
    extraction, question = asked(api)
    assert (question["type"], question["scope"]) == ("single_choice", {"level": "extraction", "applies_to": "Date"})
    assert [one.get("recommended") for one in question["choices"]] == [True] + [None] * (len(question["choices"]) - 1)
    details = api.get(f"/extractions/{extraction}/details")["extraction"]
    assert (details["status"], details["questions"]) == ("input_required", [question])
    (item,) = api.get("/extractions", status="input_required")["extractions"]
    assert item["answer_by"] == details["answer_by"]


def test_nothing_is_asked_unless_it_was_wanted(api: Api) -> None:
    told = api.status(api.submit({"a.pdf": INVOICE}, prompt=ASKING))
    assert told["status"] == "completed"
    assert told["ai_uncertainty_notes"]


@pytest.mark.parametrize("how", ["accept_recommended", "choice_id", "text", "choice_id and text"])
def test_an_answer_becomes_a_rule_of_the_whole_extraction(api: Api, how: str) -> None:
    """Whichever way it is given, and without a column that nobody asked for."""
    extraction, question = asked(api)
    would_be = {one["choice_id"]: one["cell_would_contain"] for one in question["choices"]}
    assert would_be["InvoiceDate"] != would_be["DueDate"]
    given: dict[str, Any] = {
        "accept_recommended": {"accept_recommended": True},
        "choice_id": {"choice_id": "DueDate"},
        "text": {"text": "the due date"},
        "choice_id and text": {"choice_id": "DueDate", "text": "It is printed in the box."},
    }[how]
    assert answer(api, extraction, question_id=question["question_id"], **given)["status"] == "completed"
    assert dates(api, extraction) == [would_be["InvoiceDate" if how == "accept_recommended" else "DueDate"]]
    columns = ["Source File", "Invoice Number", "Date", "Vendor Name", "Review Needed"]
    assert api.get(f"/extractions/{extraction}/results")["columns"] == columns


def test_what_was_answered_is_not_asked_again(here: Here) -> None:
    """Even where the answer did not settle it for the reader: then it is assumed, and told in a note."""
    api = here.api()
    extraction, question = asked(api)
    told = answer(api, extraction, question_id=question["question_id"], text="the date that matters for the due date")
    assert told["status"] == "completed"


def test_answers_are_free_of_charge(here: Here) -> None:
    """The files are read again with the answer, and were charged when they were read first."""
    api, database = here.api(), here.service.database
    org = here.run(_org, here)
    here.run(limit, database, org, monthly=0)
    here.run(grant, database, org, 10)
    extraction, question = asked(api)
    told = answer(api, extraction, question_id=question["question_id"], choice_id="DueDate")
    assert len(here.engine.asked) == 2
    assert (told["credits_deducted"], told["credits_balance"], told["credits_reserved"]) == (1, 9, 0)
    assert here.run(proved, database, org)


def test_an_answer_may_be_sent_again(api: Api) -> None:
    extraction, question = asked(api)
    given = {"question_id": question["question_id"], "choice_id": "DueDate"}
    told = answer(api, extraction, **given)
    again = answer(api, extraction, **given)
    for one in (told, again):
        one.pop("output")  # its addresses are signed anew
    assert again == told


def test_three_answers_that_cannot_be_used_cancel_it(api: Api) -> None:
    extraction, question = asked(api)
    for words in ("asdf", "write me a poem"):
        told = answer(api, extraction, question_id=question["question_id"], text=words)
        assert told["status"] == "input_required"
        assert told["questions"][0]["previous_answer_rejected"] is True
    told = answer(api, extraction, question_id=question["question_id"], text="2 + 2")
    assert (told["status"], told["cancellation_reason"]) == ("cancelled", "answers_rejected")


def test_questions_wait_until_so_long_after_the_upload(here: Here) -> None:
    """40 hours; then the extraction is cancelled, and what it read stays charged."""
    api = here.api()
    before = datetime.now(UTC)
    extraction, _ = asked(api)
    ends = datetime.fromisoformat(api.status(extraction)["answer_by"])
    assert before + timedelta(hours=40) <= ends <= datetime.now(UTC) + timedelta(hours=40)
    here.pass_time(hours=39)
    assert api.status(extraction)["status"] == "input_required"
    here.pass_time(hours=1)
    told = api.status(extraction)
    assert (told["status"], told["cancellation_reason"]) == ("cancelled", "unanswered")


def test_time_does_not_cancel_what_was_answered(here: Here) -> None:
    api = here.api()
    extraction, question = asked(api)
    answer(api, extraction, question_id=question["question_id"], choice_id="DueDate")
    here.pass_time(hours=41)
    assert api.status(extraction)["status"] == "completed"


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"question_id": "unknown", "choice_id": "DueDate"}, ["answers", 0, "question_id"]),
        ({"question_id": "Q", "choice_id": "Tomorrow"}, ["answers", 0, "choice_id"]),
        ({"question_id": "Q"}, ["answers", 0]),
        ({"question_id": "Q", "accept_recommended": True, "text": "and more"}, ["answers", 0]),
        ({"question_id": "Q", "accept_recommended": False}, ["answers", 0, "accept_recommended"]),
        ({"question_id": "Q", "text": ""}, ["answers", 0, "text"]),
        ({"question_id": "Q", "text": "x" * 1001}, ["answers", 0, "text"]),
        ({"question_id": "Q", "choice_id": "DueDate", "reason": "because"}, ["answers", 0, "reason"]),
    ],
)
def test_an_answer_that_fits_no_question_is_refused(api: Api, given: dict[str, Any], path: list[Any]) -> None:
    extraction, question = asked(api)
    if given["question_id"] == "Q":
        given = {**given, "question_id": question["question_id"]}
    body = {"answers": [given]}
    error = api.error("POST", f"/extractions/{extraction}/answers", 400, "INVALID_INPUT", json=body)
    assert error["details"]["issues"][0]["path"] == path
    assert api.status(extraction)["status"] == "input_required"


async def _org(here: Here) -> str:
    from sqlalchemy import select

    from faktum.api.store.tables import Organisation

    async with here.service.database.reading() as session:
        return (await session.scalars(select(Organisation.id))).one()
