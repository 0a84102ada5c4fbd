"""Long files come out whole, in order and once, however a model's answers are cut."""

import asyncio

import pytest

from faktum.engine.asking.remote.call import Completion, Finish, Request
from faktum.engine.asking.remote.model import RemoteModel
from faktum.engine.asking.remote.scripted import ScriptedCaller
from faktum.engine.asking.remote.windows import Limits
from faktum.schemas.document import Pages
from faktum.schemas.errors import ModelInputTooLong, ModelUnavailable
from faktum.schemas.reply import RepliedRecord, Reply

from .conftest import PROMPT, Cells, Reader, answer, items, pages_of


def ask(pages: Pages, caller: ScriptedCaller, limits: Limits | None = None) -> Reply:
    limits = limits or Limits()
    return asyncio.run(RemoteModel(caller, form="text", limits=limits).ask(pages, PROMPT))


def descriptions(record: RepliedRecord) -> list[str]:
    return [row["Description"].text for row in record.groups["LineItems"]]


def long_table(rows: int, pages: int) -> Pages:
    """One invoice with a table over many pages, the header on the first, the total on the last."""
    each = -(-rows // pages)
    made: list[list[str | Cells]] = []
    for k in range(pages):
        lines: list[str | Cells] = [f"Page {k + 1} of {pages}"] if k else ["Invoice R-1"]
        lines += items(k * each + 1, min(each, rows - k * each))
        made.append(lines)
    made[-1].append("Total 99,999.00")
    return pages_of(*made)


@pytest.mark.parametrize("most_chars", [10**9, 6000, 1500])
def test_2205_rows_over_60_pages_come_out_whole_and_in_order(most_chars: int) -> None:
    caller = ScriptedCaller(Reader(most_chars))
    reply = ask(long_table(2205, 60), caller, Limits(resumes=40))
    assert len(reply.records) == 1
    assert descriptions(reply.records[0]) == [f"Part {n}" for n in range(1, 2206)]
    assert reply.records[0].pages == tuple(range(1, 61))
    assert reply.records[0].fields["Invoice Number"].text == "R-1"
    assert reply.records[0].fields["Total"].text == "99,999.00"
    assert not reply.notes
    assert not reply.failed_pages
    assert not reply.skipped_pages


def test_rows_that_are_printed_twice_stay_two_where_windows_overlap() -> None:
    same: list[Cells] = [("Part 7", "1", "10.00", "10.00")] * 4
    pages = pages_of(["Invoice R-1", *same], [*same], [*same, "Total 120.00"])
    reply = ask(pages, ScriptedCaller(Reader()), Limits(pages=2))
    assert descriptions(reply.records[0]) == ["Part 7"] * 12


def test_a_model_that_repeats_the_quoted_rows_does_not_double_them() -> None:
    rows = [{"description": f"Part {n}", "amount": "1.00"} for n in range(1, 9)]
    whole = answer({"invoice_number": "7", "LineItems": rows})
    rest = answer({"invoice_number": "7", "LineItems": rows[2:]})
    caller = ScriptedCaller([Completion(whole[:260], Finish.LENGTH), rest])
    reply = ask(pages_of(["Invoice 7"]), caller)
    assert descriptions(reply.records[0]) == [f"Part {n}" for n in range(1, 9)]
    assert [request.purpose for request in caller.requests] == ["extract", "resume"]


def test_several_invoices_are_parted_with_a_reason_wherever_the_windows_end() -> None:
    pages = pages_of(
        ["Invoice A", *items(1, 4)], [*items(5, 4), "Total 1.00"], ["Invoice B", *items(20, 4)], [*items(24, 4)]
    )
    for size in (2, 3, 4):
        reply = ask(pages, ScriptedCaller(Reader()), Limits(pages=size))
        assert [record.pages for record in reply.records] == [(1, 2), (3, 4)], size
        assert [len(descriptions(record)) for record in reply.records] == [8, 8], size
        assert [record.reason for record in reply.records] == ["", "invoice number changes on page 3: 'B'"], size


def test_the_first_page_that_names_a_value_wins_and_the_later_reading_stays_beside_it() -> None:
    script = [answer({"invoice_number": "1", "total": "5.00"}), answer({"pages": [2], "total": "7.00"})]
    caller = ScriptedCaller(script)
    reply = ask(pages_of(["one"], ["two"]), caller, Limits(pages=1, overlap=0, windows_at_a_time=1))
    # nothing ties the second page to the first: it says another total and no number
    assert [record.fields["Total"].text for record in reply.records] == ["5.00", "7.00"]
    script = [answer({"invoice_number": "1", "total": "5.00"}), answer({"invoice_number": "1", "total": "7.00"})]
    reply = ask(pages_of(["one"], ["two"]), ScriptedCaller(script), Limits(pages=1, overlap=0, windows_at_a_time=1))
    assert [(r.fields["Total"].text, r.fields["Total"].alternatives) for r in reply.records] == [("5.00", ("7.00",))]


def test_one_window_that_fails_takes_no_other_with_it() -> None:
    def script(request: Request) -> Completion | Exception:
        text = str(request.parts[0])
        return ModelUnavailable("down") if "Part 9\n" in text or "Part 9 " in text else Reader()(request)

    reply = ask(long_table(12, 3), ScriptedCaller(script), Limits(pages=1, overlap=0))
    assert {page: failure.code for page, failure in reply.failed_pages.items()} == {3: "MODEL_UNAVAILABLE"}
    assert descriptions(reply.records[0]) == [f"Part {n}" for n in range(1, 9)]


def test_a_window_too_long_for_the_model_is_halved() -> None:
    def script(request: Request) -> Completion | Exception:
        return ModelInputTooLong() if str(request.parts[0]).count("[page") > 2 else Reader()(request)

    reply = ask(long_table(40, 5), ScriptedCaller(script))
    assert descriptions(reply.records[0]) == [f"Part {n}" for n in range(1, 41)]
    alone = ask(pages_of(["Invoice 1"]), ScriptedCaller([ModelInputTooLong()]))
    assert alone.failed_pages[1].code == "MODEL_INPUT_TOO_LONG"


def test_a_short_table_is_asked_about_once_more_and_said_to_be_short_if_it_stays_so() -> None:
    pages = pages_of(["Invoice 1", *items(1, 12)])
    few = answer({"invoice_number": "1", "LineItems": [{"description": "Part 1"}]})
    caller = ScriptedCaller(lambda request: few if request.purpose == "extract" else Reader()(request))
    reply = ask(pages, caller)
    assert [request.purpose for request in caller.requests] == ["extract", "recheck"]
    assert len(descriptions(reply.records[0])) == 12
    assert not reply.notes
    # the question names the rows that are missing, and not the one that was given
    asked = str(caller.requests[1].parts[-1])
    assert "Part 2  3  10.00  30.00" in asked
    assert "Part 1  2" not in asked
    stubborn = ScriptedCaller([few])
    reply = ask(pages, stubborn)
    assert len(stubborn.requests) == 2
    assert [note.code for note in reply.notes] == ["ROWS_MISSING"]
    assert reply.notes[0].message == "The pages show about 12 line items, the model gave 1."


def test_a_model_that_never_ends_is_not_asked_for_ever() -> None:
    count = 0

    def endless(request: Request) -> Completion:
        nonlocal count
        count += 1
        row = {"description": f"Part {count}", "amount": "1.00"}
        return Completion(answer({"invoice_number": "1", "LineItems": [row, row]})[:-4], Finish.LENGTH)

    caller = ScriptedCaller(endless)
    reply = ask(pages_of(["Invoice 1"]), caller, Limits(resumes=5))
    assert len(caller.requests) == 6
    assert [note.code for note in reply.notes] == ["ANSWER_CUT"]
    same = answer({"invoice_number": "1", "LineItems": [{"description": "x"}]})
    looping = ScriptedCaller([Completion(same, Finish.LENGTH)])
    ask(pages_of(["Invoice 1"]), looping)
    assert len(looping.requests) == 6  # asked, gone on with twice; once more from the start, and the same


def test_rows_that_stand_on_no_counted_line_are_noted_but_not_asked_for_again() -> None:
    made_up = answer({"invoice_number": "1", "LineItems": [{"description": "Zzz", "amount": "0.07"}]})
    caller = ScriptedCaller([made_up])
    reply = ask(pages_of(["Invoice 1", *items(1, 12)]), caller)
    assert len(caller.requests) == 1
    assert [note.code for note in reply.notes] == ["ROWS_MISSING"]


def test_a_model_that_starts_over_instead_of_going_on_is_understood() -> None:
    rows = [{"description": "same", "amount": "1.00"}] * 9
    whole = answer({"invoice_number": "7", "LineItems": rows})
    caller = ScriptedCaller([Completion(whole[:200], Finish.LENGTH), whole])
    assert descriptions(ask(pages_of(["Invoice 7"]), caller).records[0]) == ["same"] * 9
