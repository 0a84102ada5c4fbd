"""A panel has to agree: the majority decides cell by cell, and no disagreement is silent."""

import asyncio

from faktum.engine.asking.remote.agreement import AgreeingModel, agreed
from faktum.engine.asking.remote.model import RemoteModel
from faktum.engine.asking.remote.scripted import ScriptedCaller
from faktum.engine.asking.remote.sheets import Sheet, Sheets
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import TextSource
from faktum.schemas.record import Failure, Usage
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply, Row


def reading(total: str | None, *rows: str, number: str = "A-1") -> Reply:
    fields = {"Number": Printed(number)} | ({"Total": Printed(total)} if total is not None else {})
    lines: tuple[Row, ...] = tuple({"Description": Printed(row)} for row in rows)
    return Reply((RepliedRecord(DocumentKind.INVOICE, (1,), fields, {"LineItems": lines}),), usage=Usage("m", 1))


def test_the_majority_stands_and_the_other_reading_is_an_alternative_and_a_note() -> None:
    reply = agreed([reading("3.00"), reading("8.00"), reading("8.00")])
    total = reply.records[0].fields["Total"]
    assert (total.text, total.alternatives) == ("8.00", ("3.00",))
    (note,) = reply.notes
    assert (note.code, note.fields, note.message) == (
        "READINGS_DISAGREE",
        ("Total",),
        "Readings disagree: '3.00' / '8.00'.",
    )
    assert reply.usage.calls == 3


def test_without_a_majority_the_first_reading_stands() -> None:
    assert agreed([reading("3.00"), reading("8.00")]).records[0].fields["Total"].text == "3.00"


def test_blanks_and_case_are_no_disagreement() -> None:
    assert agreed([reading("EUR 3.00"), reading("eur  3.00")]).notes == ()


def test_a_value_that_most_do_not_see_is_left_out_and_noted() -> None:
    reply = agreed([reading("3.00"), reading(None), reading(None)])
    assert "Total" not in reply.records[0].fields
    assert [note.message for note in reply.notes] == ["Readings disagree: '3.00' / 'nothing'."]


def test_a_row_that_one_reading_dropped_does_not_shift_the_others() -> None:
    reply = agreed([reading("1", "a", "b", "c"), reading("1", "a", "c"), reading("1", "a", "b", "c")])
    assert [row["Description"].text for row in reply.records[0].groups["LineItems"]] == ["a", "b", "c"]
    assert [note.message for note in reply.notes] == ["Readings disagree on the number of rows in LineItems: 3, 2, 3."]


def test_a_reading_that_failed_has_no_vote_and_is_noted() -> None:
    failed = Reply((), failed_pages={1: Failure("MODEL_TIMED_OUT", "late")})
    reply = agreed([failed, reading("3.00"), reading("3.00")])
    assert reply.records[0].fields["Total"].text == "3.00"
    assert reply.failed_pages == {}
    assert reply.notes[-1].message == "1 of 3 readings failed or saw other documents in the file."
    assert agreed([failed, failed]).failed_pages == failed.failed_pages


def test_each_reading_is_asked_anew() -> None:
    caller = ScriptedCaller(['{"records":[{"kind":"invoice","pages":[1],"total":"3.00"}]}'])
    panel = AgreeingModel(tuple(RemoteModel(caller, form="text").again(number) for number in range(3)))
    sheets = Sheets("a.pdf", "", (Sheet(1, "Total 3.00", TextSource.TEXT_LAYER),))
    reply = asyncio.run(panel.ask_sheets(sheets, compile_prompt("total")))
    assert reply.records[0].fields["Total"].text == "3.00"
    assert len({request.attempt for request in caller.requests}) == 3
