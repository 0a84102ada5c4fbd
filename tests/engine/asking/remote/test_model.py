"""A remote model's reply: printed strings, every page accounted for, bad answers repaired within bounds."""

import asyncio
import json
import pickle
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from faktum.engine.asking.model import Model
from faktum.engine.asking.remote.call import Completion, Finish, Image, Request
from faktum.engine.asking.remote.model import RemoteModel
from faktum.engine.asking.remote.scripted import Line, ScriptedCaller
from faktum.engine.asking.remote.sheets import Sheet, Sheets, sheets_of
from faktum.engine.asking.remote.windows import Limits, windows
from faktum.prompts.compiler import compile_prompt
from faktum.prompts.messages import Example
from faktum.schemas.document import TextSource
from faktum.schemas.errors import BudgetExceeded
from faktum.schemas.record import Source
from faktum.schemas.reply import DocumentKind, Reply

from .conftest import PROMPT, Reader, answer, items, pages_of

ONE = pages_of(["Invoice R-1", "Total 5.00"])
GOOD = answer({"invoice_number": "R-1", "total": "5.00"})


def ask(script: Sequence[Line], **options: object) -> tuple[Reply, ScriptedCaller]:
    caller = ScriptedCaller(script)
    model = RemoteModel(caller, form="text", **options)  # pyright: ignore[reportArgumentType]
    return asyncio.run(model.ask(ONE, PROMPT)), caller


def values(reply: Reply) -> dict[str, str]:
    return {name: printed.text for record in reply.records for name, printed in record.fields.items()}


def test_it_is_a_model_and_gives_printed_strings_with_their_page() -> None:
    caller = ScriptedCaller([GOOD])
    model: Model = RemoteModel(caller, form="text")
    reply = asyncio.run(model.ask(ONE, PROMPT))
    printed = reply.records[0].fields["Total"]
    assert (model.name, printed.text, printed.page, printed.source) == ("scripted/model", "5.00", 1, Source.MODEL)


def test_what_no_page_prints_is_marked_derived() -> None:
    prompt = compile_prompt("Extract total and category (one of: travel, food)")
    caller = ScriptedCaller([answer({"total": "5.00", "category": "food"})])
    fields = asyncio.run(RemoteModel(caller, form="text").ask(ONE, prompt)).records[0].fields
    assert {name: printed.source for name, printed in fields.items()} == {
        "Total": Source.MODEL,
        "Category": Source.DERIVED,
    }


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{GOOD}\n```",
        f"Here is what I found:\n{GOOD}\nI hope it helps!",
        GOOD.replace('"5.00"', "5.00"),
        GOOD.replace('"5.00"', '["5.00"]').replace('"total"', '"Total"'),
        json.dumps(json.loads(GOOD)["records"]),
        json.dumps(json.loads(GOOD)["records"][0]),
        json.dumps({"records": json.loads(GOOD)["records"][0]}),
        GOOD.replace('"total"', '"unasked": {"a": [1]}, "vendor": null, "total"'),
        answer({"pages": [99, -1, "x"], "fields": {"invoice_number": "R-1", "total": "5.00"}}),
        json.dumps({"records": [json.loads(GOOD)["records"][0]] * 8}),
    ],
    ids=["markdown", "prose", "number", "list", "bare list", "bare record", "no list", "unknown", "nested", "repeated"],
)
def test_answers_of_any_reasonable_shape_are_read_without_asking_again(text: str) -> None:
    reply, caller = ask([text])
    assert values(reply) == {"Invoice Number": "R-1", "Total": "5.00"}
    assert len(reply.records) == 1
    assert reply.records[0].pages == (1,)
    assert len(caller.requests) == 1


def test_numbers_keep_their_printed_digits() -> None:
    reply, _ = ask([GOOD.replace('"5.00"', "1234567890123456789.10")])
    assert values(reply)["Total"] == "1234567890123456789.10"


def test_malformed_json_is_repaired_without_sending_the_document_again() -> None:
    broken = GOOD.replace('":', "' =", 3)
    reply, caller = ask([broken, GOOD])
    assert values(reply) == {"Invoice Number": "R-1", "Total": "5.00"}
    repair = caller.requests[1]
    assert repair.purpose == "repair"
    assert repair.system == caller.requests[0].system
    assert broken in str(repair.parts[0])
    assert "Invoice R-1" not in str(repair.parts)


@pytest.mark.parametrize("nothing", ["{}", "", "null", "I cannot do that.", '{"records":[]}', '{"records":[{}]}', "[["])
def test_an_answer_that_holds_nothing_is_asked_for_again_as_a_whole(nothing: str) -> None:
    reply, caller = ask([nothing, GOOD])
    assert values(reply) == {"Invoice Number": "R-1", "Total": "5.00"}
    assert [(request.purpose, request.attempt) for request in caller.requests] == [("extract", 0), ("extract", 1)]
    assert caller.requests[0].parts == caller.requests[1].parts


@pytest.mark.parametrize("answers", [["{}"], ['{"records" = "broken beyond all repair"'], ["nonsense"]])
def test_pages_fail_with_a_code_when_answers_stay_bad(answers: list[str]) -> None:
    reply, caller = ask(answers)
    assert reply.records == ()
    assert reply.failed_pages[1].code == "MODEL_ANSWER_INVALID"
    assert len(caller.requests) <= 6
    assert max(len(str(request.parts)) for request in caller.requests) < 1000  # no history grows


def test_a_refusal_and_a_spent_budget_are_told_by_their_codes() -> None:
    reply, caller = ask([Completion("", Finish.REFUSED)])
    assert reply.failed_pages[1].code == "MODEL_REFUSED"
    assert len(caller.requests) == 1
    reply, _ = ask([BudgetExceeded()])
    assert reply.failed_pages[1].code == "BUDGET_EXCEEDED"


def test_every_page_ends_in_a_record_skipped_or_failed() -> None:
    pages = pages_of(["Dear all"], ["Invoice 1"], ["terms"], [])
    records = [{"kind": "other", "pages": [1]}, {"kind": "invoice", "pages": [2], "invoice_number": "1"}]
    reply = asyncio.run(RemoteModel(ScriptedCaller([json.dumps({"records": records})]), form="text").ask(pages, PROMPT))
    assert [record.pages for record in reply.records] == [(2,)]
    assert reply.skipped_pages == {
        1: "no invoice, says the model",
        3: "the model ties no document to this page",
        4: "nothing to read on the page, and no picture of it",
    }


def test_where_other_papers_are_read_they_are_records() -> None:
    prompt = compile_prompt("Extract name and email from each CV")
    caller = ScriptedCaller([json.dumps({"records": [{"kind": "other", "pages": [1], "email": "a@b.example"}]})])
    reply = asyncio.run(RemoteModel(caller, form="text").ask(ONE, prompt))
    assert [record.kind for record in reply.records] == [DocumentKind.OTHER]


def test_pictures_follow_the_name_of_their_page_and_take_the_place_of_a_scans_text() -> None:
    picture = Image(b"jpeg", "image/jpeg", 768, 1024)
    looked: list[Sequence[int]] = []

    async def look(numbers: Sequence[int]) -> Mapping[int, Image]:
        looked.append(numbers)
        return dict.fromkeys(numbers, picture)

    digital = Sheet(1, "Invoice R-1", TextSource.TEXT_LAYER, picture=True)
    scan = Sheet(2, "lnvoice R-l", TextSource.OCR, picture=True, text_beside=False)
    caller = ScriptedCaller([GOOD])
    asyncio.run(RemoteModel(caller).seeing(look).ask_sheets(Sheets("a.pdf", "", (digital, scan)), PROMPT))
    first, one, second, two, last = caller.requests[0].parts
    assert looked == [[1, 2]]
    assert one == two == picture
    assert str(first).endswith("[page 1]\nInvoice R-1\n")
    assert str(second) == "[page 2]\n"
    assert str(last).endswith(">>>\n")
    # without pictures the text is better than nothing
    asyncio.run(RemoteModel(caller).ask_sheets(Sheets("a.pdf", "", (scan,)), PROMPT))
    assert "lnvoice R-l" in str(caller.requests[-1].parts[0])


def test_examples_and_language_come_before_the_document() -> None:
    _, caller = ask([GOOD], examples=(Example("Rechnung 9", '{"records":[]}'),), language="de")
    assert "Rechnung 9\nAnswer: " in caller.requests[0].system
    assert "Language of the document: de" in caller.requests[0].system


def test_independent_readings_are_different_requests() -> None:
    caller = ScriptedCaller([GOOD])
    model = RemoteModel(caller, form="text")
    for reading in (model, model.again(1)):
        asyncio.run(reading.ask(ONE, PROMPT))
    assert caller.requests[0] != caller.requests[1]
    assert caller.requests[0].parts == caller.requests[1].parts


def test_the_receipt_adds_up_by_purpose_and_by_group() -> None:
    priced = Completion("{}", model="m", input_tokens=100, output_tokens=1, cost_usd=Decimal("0.01"), seconds=1.0)
    rows = answer({"total": "5.00", "LineItems": [{"description": "twelve chars"}]})
    whole = Completion(rows, model="m", input_tokens=100, output_tokens=10, cost_usd=Decimal("0.02"), seconds=2.0)
    usage = ask([priced, whole])[0].usage
    assert (usage.calls, usage.input_tokens, usage.output_tokens) == (2, 200, 11)
    assert (usage.cost_usd, usage.seconds) == (Decimal("0.03"), 3.0)
    assert [(spent.purpose, spent.model, spent.calls) for spent in usage.spent] == [("extract", "m", 2)]
    assert [(spent.purpose, spent.input_tokens) for spent in usage.by_group] == [("fields", 50), ("LineItems", 150)]
    assert sum((spent.cost_usd or Decimal(0) for spent in usage.by_group), Decimal(0)) == usage.cost_usd
    unknown = ask([GOOD])[0].usage
    assert unknown.cost_usd is None
    assert unknown.spent[0].cost_usd is None


def test_sheets_keep_columns_apart_count_rows_and_travel_between_processes() -> None:
    pages = pages_of(["Invoice R-1", ("Description", "Quantity", "Price", "Amount"), *items(1, 5), "Total 9.00"])
    sheets = sheets_of(pages, PROMPT, "auto")
    (sheet,) = pickle.loads(pickle.dumps(sheets)).sheets
    assert sheet.text.splitlines()[:3] == [
        "Invoice R-1",
        "Description  Quantity  Price  Amount",
        "Part 1  2  10.00  20.00",
    ]
    assert (sheet.expected_rows, sheet.picture, sheet.text_beside) == (5, True, True)
    assert sheets_of(pages, compile_prompt("total"), "text").sheets[0].expected_rows is None


def test_a_page_that_reading_failed_on_is_not_sent() -> None:
    failed = Sheet(1, "", TextSource.NONE, failed=True)
    good = Sheet(2, "Invoice R-1", TextSource.TEXT_LAYER)
    caller = ScriptedCaller([GOOD])
    reply = asyncio.run(RemoteModel(caller).ask_sheets(Sheets("a.pdf", "", (failed, good)), PROMPT))
    assert "[page 1]" not in str(caller.requests[0].parts)
    assert not reply.failed_pages
    assert not reply.skipped_pages


def test_windows_cover_every_page_overlap_and_keep_within_the_limits() -> None:
    sheets = [Sheet(n, "x" * 400, TextSource.TEXT_LAYER) for n in range(1, 12)]
    found = [[sheet.number for sheet in window] for window in windows(sheets, Limits(pages=5))]
    assert found == [[1, 2, 3, 4, 5], [5, 6, 7, 8, 9], [9, 10, 11]]
    found = [[sheet.number for sheet in window] for window in windows(sheets[:5], Limits(tokens=250))]
    assert found == [[1, 2], [2, 3], [3, 4], [4, 5]]
    assert [len(window) for window in windows(sheets[:3], Limits(tokens=1))] == [1, 1, 1]
    assert windows([], Limits()) == ()


def test_a_request_asks_for_the_same_schema_object_all_through_a_batch() -> None:
    caller = ScriptedCaller(Reader())
    model = RemoteModel(caller, form="text")
    for _ in range(2):
        asyncio.run(model.ask(ONE, PROMPT))
    one, two = caller.requests
    assert isinstance(one, Request)
    assert one.schema is two.schema
    assert one.system is two.system
