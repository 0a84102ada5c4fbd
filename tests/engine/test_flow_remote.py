"""Remote models through the whole engine, against a real HTTP server: what comes out, what it cost, what failed."""

import base64
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr
from reportlab.pdfgen.canvas import Canvas

from faktum import Settings, extract
from faktum.engine.result import Result
from faktum.evals.model_server import Answer, Asked, ModelServer, Script, serving
from faktum.schemas.errors import InvalidSetting, UnknownModel
from faktum.schemas.record import Source, Status

PROMPT = "Extract invoice number and total amount"


def invoice(number: str, total: str, pages: int = 1) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    for _ in range(pages):
        canvas.drawString(72, 780, "INVOICE")
        canvas.drawString(72, 750, f"Invoice number: {number}")
        canvas.drawString(72, 500, f"Total amount: EUR {total}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def reading(asked: Asked, _number: int = 0) -> Answer:
    """A model that reads the text it is sent."""
    text = json.dumps(asked.body["messages"][-1]["content"])
    number = text.split("Invoice number: ")[1].split("\\")[0].split(" ")[0]
    total = text.split("Total amount: ")[1].split("\\n")[0].split("\\")[0]
    record = {"kind": "invoice", "pages": [1], "invoice_number": number, "total_amount": total}
    return Answer(json.dumps({"records": [record]}), input_tokens=300, output_tokens=40)


def always(answer: Answer) -> Script:
    return lambda _asked, _number: answer


def settings(server: ModelServer, tmp_path: Path, **changes: Any) -> Settings:
    usual: dict[str, Any] = {
        "model": "openai/gpt-4o-mini",
        "model_base_url": server.openai_url,
        "model_api_key": SecretStr("sk-secret"),
        "input": "text",
        "data_dir": tmp_path,
        "cache": False,
    }
    return Settings.model_validate(usual | changes)


def run(server: ModelServer, tmp_path: Path, count: int = 1, **changes: Any) -> Result:
    batch = [(f"{n}.pdf", invoice(f"A-{n}", f"{n}.50")) for n in range(count)]
    return extract(batch, PROMPT, settings=settings(server, tmp_path, **changes))


def test_what_the_model_reads_is_typed_found_on_the_page_and_paid_for(tmp_path: Path) -> None:
    with serving(reading) as server:
        document = run(server, tmp_path).documents[0]
    total = document.records[0]["Total Amount"]
    assert (total.value, total.status, total.source) == (Decimal("0.50"), Status.VERIFIED, Source.MODEL)
    assert total.evidence[0].quote == "0.50"
    usage = document.usage
    assert (usage.model, usage.calls, usage.input_tokens, usage.output_tokens) == ("openai/gpt-4o-mini", 1, 300, 40)
    assert usage.cost_usd == Decimal("0.000069")  # 300 * 0.15 + 40 * 0.60 US dollars a million
    assert [(spent.purpose, spent.calls) for spent in usage.spent] == [("extract", 1)]
    assert server.asked[0].headers["Authorization"] == "Bearer sk-secret"


def test_pictures_arrive_as_they_were_made(tmp_path: Path) -> None:
    with serving(always(Answer('{"records":[{"kind":"invoice","pages":[1],"total_amount":"EUR 0.50"}]}'))) as server:
        result = run(server, tmp_path, input="image")
    content = server.asked[0].body["messages"][-1]["content"]
    (url,) = [part["image_url"]["url"] for part in content if part["type"] == "image_url"]
    with Image.open(io.BytesIO(base64.b64decode(url.partition("base64,")[2]))) as picture:
        assert picture.format == "JPEG"
        assert picture.height > 1000
    assert "Total amount" not in json.dumps([part for part in content if part["type"] == "text"])
    assert result.rows[0]["Total Amount"] == Decimal("0.50")


def test_auto_sends_text_and_a_reduced_picture_of_a_digital_page(tmp_path: Path) -> None:
    with serving(reading) as server:
        run(server, tmp_path, input="auto")
    content = server.asked[0].body["messages"][-1]["content"]
    (url,) = [part["image_url"]["url"] for part in content if part["type"] == "image_url"]
    with Image.open(io.BytesIO(base64.b64decode(url.partition("base64,")[2]))) as picture:
        assert max(picture.size) <= 1024
    assert "Total amount" in json.dumps(content)


def faulty(kind: str) -> Script:
    """A model that reads well, but for the first answer about every third document."""
    met: set[str] = set()

    def script(asked: Asked, _number: int) -> Answer:
        if "Invoice number: " not in json.dumps(asked.body):
            return Answer("")  # a broken answer to repair: this model cannot
        good = reading(asked)
        number = json.loads(good.text)["records"][0]["invoice_number"]
        if number in met or int(number[2:]) % 3:
            return good
        met.add(number)
        return {
            "429": Answer(status=429, error="slow down", headers={"Retry-After": "0"}),
            "malformed": Answer(good.text[:-4].replace(":", "=", 2)),
            "truncated": Answer(good.text[: len(good.text) // 2], finish="length"),
            "500": Answer(status=500, error="oops"),
            "{}": Answer("{}"),
            "timeout": Answer(good.text, delay_s=3),
            "slow": Answer(good.text, delay_s=0.3),
            "reset": Answer(reset=True),
        }[kind]

    return script


@pytest.mark.parametrize("kind", ["429", "malformed", "truncated", "500", "{}", "timeout", "slow", "reset"])
def test_no_document_is_lost_or_short_whatever_the_wire_does(kind: str, tmp_path: Path) -> None:
    with serving(faulty(kind)) as server:
        result = run(server, tmp_path, 12, model_timeout_s=1.0)
    assert [row["Invoice Number"] for row in result.rows] == [f"A-{n}" for n in range(12)]
    assert [row["Total Amount"] for row in result.rows] == [Decimal(f"{n}.50") for n in range(12)]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(status=401, error="bad key sk-secret"), "MODEL_AUTH_FAILED"),
        (Answer(status=404, error="no such model"), "MODEL_REQUEST_REJECTED"),
        (Answer("I cannot help with that.", finish="refused"), "MODEL_REFUSED"),
        (Answer("no JSON at all"), "MODEL_ANSWER_INVALID"),
        (Answer(status=503, error="down"), "MODEL_UNAVAILABLE"),
    ],
)
def test_a_document_that_fails_says_why_and_names_no_key(answer: Answer, code: str, tmp_path: Path) -> None:
    with serving(always(answer)) as server:
        result = run(server, tmp_path, model_attempts=2)
    error = result.documents[0].error
    assert error is not None
    assert error.code == code
    assert "sk-secret" not in error.message
    assert result.pages["failure_reasons"][0]["code"] == code
    assert result.rows == []


def test_a_kept_answer_costs_nothing(tmp_path: Path) -> None:
    with serving(reading) as server:
        first = run(server, tmp_path, cache=True)
        second = run(server, tmp_path, cache=True)
        assert len(server.asked) == 1
    assert second.rows == first.rows
    usage = second.documents[0].usage
    assert (usage.calls, usage.input_tokens, usage.cost_usd) == (0, 0, Decimal(0))


def test_a_recording_is_played_again_byte_for_byte_and_asks_nobody(tmp_path: Path) -> None:
    record, one, two = tmp_path / "record", io.BytesIO(), io.BytesIO()
    with serving(reading) as server:
        run(server, tmp_path, 3, record_dir=record).write("json", one)
    asked = len(server.asked)
    run(server, tmp_path, 3, replay_dir=record).write("json", two)  # the server is gone
    assert (two.getvalue(), len(server.asked)) == (one.getvalue(), asked)
    assert "sk-secret" not in "".join(path.read_text() for path in record.iterdir())
    missing = extract(
        ("new.pdf", invoice("B-1", "9.00")), PROMPT, settings=settings(server, tmp_path, replay_dir=record)
    )
    assert missing.documents[0].error is not None
    assert missing.documents[0].error.code == "REPLAY_MISSING"


def test_what_the_cache_answers_is_recorded_too(tmp_path: Path) -> None:
    with serving(reading) as server:
        first = run(server, tmp_path, cache=True)
        run(server, tmp_path, cache=True, record_dir=tmp_path / "record")
    assert run(server, tmp_path, replay_dir=tmp_path / "record").rows == first.rows


def test_a_fallback_answers_where_the_first_model_is_down(tmp_path: Path) -> None:
    def script(asked: Asked, _number: int) -> Answer:
        return Answer(status=503, error="down") if asked.body["model"] == "gpt-4o-mini" else reading(asked)

    with serving(script) as server:
        result = run(server, tmp_path, model_attempts=1, fallback_models=("openai/gpt-4.1-mini",))
    assert result.rows[0]["Invoice Number"] == "A-0"
    assert [spent.model for spent in result.documents[0].usage.spent] == ["openai/gpt-4.1-mini"]


def test_a_limit_on_cost_is_kept_before_the_money_is_spent(tmp_path: Path) -> None:
    with serving(reading) as server:
        result = run(server, tmp_path, 4, max_cost_usd="0.000001")
        assert server.asked == []
        assert {document.error.code for document in result.documents if document.error} == {"BUDGET_EXCEEDED"}
        with pytest.raises(InvalidSetting, match="price of vllm/unheard-of is unknown"):
            run(server, tmp_path, model="vllm/unheard-of", max_cost_usd="1")


def test_a_limit_on_tokens_holds_for_each_document(tmp_path: Path) -> None:
    with serving(reading) as server:
        result = run(server, tmp_path, 2, max_tokens_per_document=50)
        assert server.asked == []
    assert [document.error.code for document in result.documents if document.error] == ["BUDGET_EXCEEDED"] * 2


def test_the_embedded_reader_first_and_the_model_for_what_it_left_in_doubt(tmp_path: Path) -> None:
    def script(asked: Asked, _number: int) -> Answer:
        question = json.dumps(asked.body["messages"][-1]["content"])
        assert "Delivery Van" in question
        assert "Invoice Number?" not in question  # sure already
        return Answer('{"q1":"EUR 0.50"}')

    with serving(script) as server:
        changes = settings(server, tmp_path, cheap_model="local")
        result = extract(("a.pdf", invoice("A-1", "0.50")), "Extract invoice number and delivery van", settings=changes)
    document = result.documents[0]
    assert (document.records[0]["Invoice Number"].value, document.usage.calls) == ("A-1", 1)
    assert document.records[0]["Delivery Van"].printed == "EUR 0.50"
    assert "REREAD" in [note.code for note in document.notes]


def test_readings_must_agree(tmp_path: Path) -> None:
    def script(asked: Asked, number: int) -> Answer:
        total = "EUR 9.99" if number == 0 else "EUR 0.50"
        return Answer(json.dumps({"records": [{"kind": "invoice", "pages": [1], "total_amount": total}]}))

    with serving(script) as server:
        document = run(server, tmp_path, readings=3).documents[0]
    assert document.records[0]["Total Amount"].value == Decimal("0.50")
    assert [note.code for note in document.notes] == ["READINGS_DISAGREE"]
    assert document.usage.calls == 3


def test_amounts_that_do_not_add_up_are_asked_about_once(tmp_path: Path) -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    for y, line in (
        (780, "INVOICE"),
        (700, "Net 100.00"),
        (680, "VAT 20.00"),
        (660, "Total 120.00"),
        (640, "Ref 170.00"),
    ):
        canvas.drawString(72, y, line)
    canvas.save()

    def script(asked: Asked, number: int) -> Answer:
        if number == 0:
            record = {"net_amount": "100.00", "tax": "20.00", "total_amount": "170.00"}
            return Answer(json.dumps({"records": [{"kind": "invoice", "pages": [1], **record}]}))
        question = asked.body["messages"][-1]["content"]
        total = next(line.split(":")[0] for line in question.splitlines() if ": Total Amount?" in line)
        return Answer(json.dumps({total: "120.00"}))

    with serving(script) as server:
        prompt = "Extract net amount, tax, total amount"
        document = extract(("a.pdf", file.getvalue()), prompt, settings=settings(server, tmp_path)).documents[0]
    assert document.records[0]["Total Amount"].value == Decimal("120.00")
    assert len(server.asked) == 2
    assert [spent.purpose for spent in document.usage.spent] == ["extract", "recheck"]


def test_a_prompt_planned_by_the_model_serves_the_whole_batch(tmp_path: Path) -> None:
    def script(asked: Asked, number: int) -> Answer:
        if number == 0:
            fields = [{"words": "invoice number"}, {"words": "total amount"}]
            return Answer(json.dumps({"fields": fields, "general": ""}))
        return reading(asked)

    with serving(script) as server:
        result = run(server, tmp_path, 2, compile="model")
    assert result.prompt.assumptions == ("the prompt was planned by openai/gpt-4o-mini",)
    assert [row["Invoice Number"] for row in result.rows] == ["A-0", "A-1"]
    assert len(server.asked) == 3


def test_a_name_without_a_provider_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="No model is called 'gpt'"):
        extract(("a.pdf", b""), PROMPT, model="gpt", settings=Settings(data_dir=tmp_path))
