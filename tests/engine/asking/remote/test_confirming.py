"""What is in doubt is read again, and only that; what changed is told."""

import asyncio
import io
import json
from decimal import Decimal

from PIL import Image as Pillow

from faktum.engine.asking.remote.call import Image, Request
from faktum.engine.asking.remote.confirming import Doubt, confirmed, crop, failing, unsure
from faktum.engine.asking.remote.scripted import ScriptedCaller
from faktum.engine.asking.remote.sheets import Sheet, Sheets
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Box, TextSource
from faktum.schemas.errors import ModelUnavailable
from faktum.schemas.record import Cell, Evidence, Note, Record, Severity, Status
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply

PROMPT = compile_prompt("invoice number, total; per line item: description, amount")
SHEETS = Sheets("a.pdf", "", (Sheet(1, "Invoice A-1\nTotal 8.00", TextSource.TEXT_LAYER),))


def cell(printed: str, status: Status, confidence: float, y: float = 100) -> Cell:
    return Cell(printed, printed, status, confidence, evidence=(Evidence(1, Box(50, y, 90, y + 10), printed),))


RECORD = Record(
    "invoice",
    (1,),
    {
        "Invoice Number": cell("A-1", Status.VERIFIED, 0.97),
        "Total": Cell(Decimal(3), "3.00", Status.NOT_FOUND, 0.1),
    },
    {"LineItems": ({"Description": cell("bolt", Status.VERIFIED, 0.9), "Amount": cell("8.0O", Status.VERIFIED, 0.6)},)},
)
REPLY = Reply(
    (
        RepliedRecord(
            DocumentKind.INVOICE,
            (1,),
            {"Invoice Number": Printed("A-1"), "Total": Printed("3.00")},
            {"LineItems": ({"Description": Printed("bolt"), "Amount": Printed("8.0O")},)},
        ),
    )
)


def answering(**answers: str) -> ScriptedCaller:
    return ScriptedCaller([json.dumps(answers)])


def test_unsure_are_cells_not_found_or_of_low_confidence_the_least_sure_first() -> None:
    assert [(d.name, d.group, d.row) for d in unsure([RECORD])] == [
        ("Total", None, None),
        ("Amount", "LineItems", 0),
    ]


def test_failing_are_the_cells_that_arithmetic_warnings_name() -> None:
    warning = Note("BR-CO-15", Severity.WARNING, "Totals mismatch", ("Total", "Missing"))
    told = Note("DATE_ORDER", Severity.WARNING, "…", ("Invoice Number",))
    record = Record("invoice", (1,), RECORD.fields, {}, (warning, told))
    assert [(doubt.name, doubt.why) for doubt in failing([record])] == [("Total", "Totals mismatch")]
    assert failing([RECORD]) == ()


def test_what_the_model_reads_otherwise_replaces_the_answer_and_is_told() -> None:
    caller = answering(q1="8.00", q2="8.00")
    reply = asyncio.run(confirmed(caller, SHEETS, REPLY, unsure([RECORD]), PROMPT))
    total = reply.records[0].fields["Total"]
    assert (total.text, total.alternatives) == ("8.00", ("3.00",))
    assert reply.records[0].groups["LineItems"][0]["Amount"].text == "8.00"
    assert reply.records[0].fields["Invoice Number"] == Printed("A-1")
    assert [note.message for note in reply.notes] == [
        "Read again: '3.00' became '8.00'.",
        "Read again: '8.0O' became '8.00'.",
    ]
    (request,) = caller.requests
    assert request.purpose == "confirm"
    assert "q1: Total? The other reader has '3.00'." in str(request.parts[-1])
    assert "Total 8.00" in str(request.parts[0])
    assert reply.usage.calls == 1


def test_an_answer_that_agrees_or_is_missing_changes_nothing() -> None:
    reply = asyncio.run(confirmed(answering(q1="3.00", q2=""), SHEETS, REPLY, unsure([RECORD]), PROMPT))
    assert (reply.records, reply.notes) == (REPLY.records, ())


def test_a_model_that_fails_leaves_the_reply_and_a_note() -> None:
    caller = ScriptedCaller([ModelUnavailable("down")])
    reply = asyncio.run(confirmed(caller, SHEETS, REPLY, unsure([RECORD]), PROMPT))
    assert reply.records == REPLY.records
    assert [note.code for note in reply.notes] == ["REREAD_FAILED"]
    assert asyncio.run(confirmed(ScriptedCaller(["no JSON"]), SHEETS, REPLY, unsure([RECORD]), PROMPT)).notes == ()


def test_a_failed_check_is_named_to_the_model() -> None:
    doubt = Doubt(0, "Total", cell=RECORD.fields["Total"], why="Totals mismatch: 3.00 vs 8.00.")
    caller = answering(q1="8.00")
    asyncio.run(confirmed(caller, SHEETS, REPLY, [doubt], PROMPT))
    assert caller.requests[0].purpose == "recheck"
    assert "Totals mismatch: 3.00 vs 8.00." in str(caller.requests[0].parts[-1])


def test_a_crop_shows_the_place_and_a_little_around_it() -> None:
    file = io.BytesIO()
    Pillow.new("L", (500, 800), 255).save(file, "JPEG")
    image = Image(file.getvalue(), "image/jpeg", 500, 800)
    sheet = Sheet(1, "", TextSource.OCR, picture=True, image=image, height_pt=400)
    strip = crop(image, [Box(10, 100, 50, 110)], sheet)
    assert (strip.width, strip.height) == (500, 260)  # (100 - 60) to (110 + 60) points at two pixels a point
    asked: list[Request] = []
    caller = ScriptedCaller(lambda request: asked.append(request) or '{"q1":"8.00"}')
    amount = Doubt(0, "Amount", "LineItems", 0, cell("8.0O", Status.VERIFIED, 0.6))
    asyncio.run(confirmed(caller, Sheets("a", "", (sheet,)), REPLY, [amount], PROMPT))
    assert [part.height for part in asked[0].parts if isinstance(part, Image)] == [260]
