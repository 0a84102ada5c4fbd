"""The direct way to OpenAI-compatible servers, against a real HTTP server: what is sent, what each answer becomes."""

import asyncio
import base64
import datetime
import email.utils
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from pydantic import SecretStr

from faktum.engine.asking.remote.call import Completion, Finish, Image, Request
from faktum.engine.asking.remote.models import cost, facts
from faktum.engine.asking.remote.openai_api import OpenAICompatible
from faktum.evals.model_server import Answer, Script, serving
from faktum.schemas.errors import ModelError

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "records": {"type": "array", "items": {"type": "object", "properties": {"total": {"type": "string"}}}}
    },
}
PICTURE = Image(bytes(range(256)), "image/jpeg", 10, 10)
REQUEST = Request("rules", ("text", PICTURE), SCHEMA)


def ask(script: Script | Answer, *requests: Request, **options: Any) -> tuple[list[Completion], list[Any]]:
    """(the completions, the bodies the server got)."""
    answer: Script = script if callable(script) else lambda _asked, _number: script
    with serving(answer) as server:

        async def run() -> list[Completion]:
            caller = OpenAICompatible(
                "openai/gpt-4o", base_url=server.openai_url, api_key=SecretStr("sk-secret"), **options
            )
            try:
                return [await caller.call(request) for request in requests or (REQUEST,)]
            finally:
                await caller.aclose()

        return asyncio.run(run()), [asked.body for asked in server.asked]


def test_the_wire_carries_rules_text_picture_and_a_strict_schema() -> None:
    _, (body,) = ask(Answer())
    assert body["model"] == "gpt-4o"
    assert body["temperature"] == 0
    assert body["messages"][0] == {"role": "system", "content": "rules"}
    text, picture = body["messages"][1]["content"]
    assert text == {"type": "text", "text": "text"}
    assert picture["image_url"]["url"] == "data:image/jpeg;base64," + base64.b64encode(PICTURE.data).decode()
    form = body["response_format"]["json_schema"]
    assert form["strict"] is True
    row = form["schema"]["properties"]["records"]["items"]
    assert (row["required"], row["additionalProperties"]) == (["total"], False)


def test_a_server_not_known_to_enforce_schemas_is_sent_the_shorter_one() -> None:
    _, (body,) = ask(Answer(), strict=False)
    assert body["response_format"] == {"type": "json_schema", "json_schema": {"name": "answer", "schema": SCHEMA}}


def test_text_alone_is_sent_as_plain_text() -> None:
    _, (body,) = ask(Answer(), Request("rules", ("one", "two"), SCHEMA))
    assert body["messages"][1]["content"] == "one\ntwo"


def test_each_request_is_its_own_whatever_came_before() -> None:
    other = {"type": "object", "properties": {"plan": {"type": "string"}}}
    _, bodies = ask(Answer(), REQUEST, Request("others", ("text",), other), REQUEST)
    assert [body["messages"][0]["content"] for body in bodies] == ["rules", "others", "rules"]
    assert [list(b["response_format"]["json_schema"]["schema"]["properties"]) for b in bodies] == [
        ["records"],
        ["plan"],
        ["records"],
    ]


def test_an_answer_tells_tokens_and_price() -> None:
    price = partial(cost, facts("openai/gpt-4o"))
    (answer,), _ = ask(Answer("{}", input_tokens=1000, cached_tokens=400, output_tokens=100), price=price)
    assert (answer.text, answer.finish, answer.model, answer.calls) == ("{}", Finish.STOP, "openai/gpt-4o", 1)
    assert (answer.input_tokens, answer.cached_tokens, answer.output_tokens) == (1000, 400, 100)
    assert answer.cost_usd == Decimal("0.003")  # 600 at 2.50, 400 at 1.25, 100 at 10 US dollars a million
    assert ask(Answer("{}"))[0][0].cost_usd is None


def test_why_the_model_stopped() -> None:
    assert ask(Answer("{", finish="length"))[0][0].finish is Finish.LENGTH
    refused = ask(Answer("no", finish="refused"))[0][0]
    assert (refused.finish, refused.text) == (Finish.REFUSED, "no")


def refusing(*words: str) -> Script:
    """A server that rejects bodies which hold one of the words, saying which."""

    def script(asked: Any, _number: int) -> Answer:
        said = str(asked.body)
        found = next((word for word in words if word in said), None)
        return Answer(status=400, error=f"Unsupported parameter: '{found}'") if found else Answer("{}")

    return script


def test_a_server_without_schemas_is_asked_in_words_and_remembered() -> None:
    answers, bodies = ask(refusing("json_schema", "json_object response_format"), REQUEST, REQUEST)
    forms: list[Any] = [(body.get("response_format") or {}).get("type") for body in bodies]
    assert forms == ["json_schema", "json_schema", "json_object", "json_object"]
    assert '"records"' in bodies[-1]["messages"][0]["content"]
    assert [answer.calls for answer in answers] == [3, 1]


def test_a_model_that_wants_other_parameters_gets_them() -> None:
    def script(asked: Any, _number: int) -> Answer:
        if "max_tokens" in asked.body:
            return Answer(status=400, error="Use 'max_completion_tokens' instead of 'max_tokens'.")
        if "temperature" in asked.body:
            return Answer(status=400, error="'temperature' does not support 0 with this model.")
        return Answer("{}")

    _, bodies = ask(script)
    assert bodies[-1]["max_completion_tokens"] == 8192
    assert "temperature" not in bodies[-1]


def test_calls_that_leave_together_all_learn_the_servers_ways() -> None:
    def script(asked: Any, _number: int) -> Answer:
        refused = "max_tokens" in asked.body or asked.body.get("response_format", {}).get("type") == "json_schema"
        words = "Use 'max_completion_tokens'" if "max_tokens" in asked.body else "json_schema is not supported"
        return Answer(status=400, error=words) if refused else Answer("{}")

    with serving(script) as server:

        async def run() -> list[Completion]:
            caller = OpenAICompatible("openai/x", base_url=server.openai_url)
            try:
                return await asyncio.gather(*(caller.call(REQUEST) for _ in range(8)))
            finally:
                await caller.aclose()

        answers = asyncio.run(run())
        assert [answer.text for answer in answers] == ["{}"] * 8
        assert server.asked[-1].body["response_format"] == {"type": "json_object"}  # no rung was skipped


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(status=401, error="Incorrect API key: sk-secret"), "MODEL_AUTH_FAILED"),
        (Answer(status=403, error="forbidden sk-secret"), "MODEL_AUTH_FAILED"),
        (Answer(status=404, error="The model does not exist"), "MODEL_REQUEST_REJECTED"),
        (Answer(status=408, error="late"), "MODEL_TIMED_OUT"),
        (Answer(status=413, error="too large"), "MODEL_INPUT_TOO_LONG"),
        (Answer(status=400, error="maximum context length is 128000 tokens"), "MODEL_INPUT_TOO_LONG"),
        (Answer(status=400, error="blocked by our content management policy"), "MODEL_REFUSED"),
        (Answer(status=400, error="bad image"), "MODEL_REQUEST_REJECTED"),
        (Answer(status=429, error="insufficient_quota"), "MODEL_REQUEST_REJECTED"),
        (Answer(status=429, error="slow down"), "MODEL_RATE_LIMITED"),
        (Answer(status=500, error="oops"), "MODEL_UNAVAILABLE"),
        (Answer(status=503, error="down"), "MODEL_UNAVAILABLE"),
        (Answer(raw="<html>gateway</html>"), "MODEL_UNAVAILABLE"),
        (Answer(raw='{"choices":[]}'), "MODEL_UNAVAILABLE"),
        (Answer(raw='{"choices":[{"message":"text"}],"usage":[]}'), "MODEL_UNAVAILABLE"),
        (Answer(status=500, error="upstream said: bad token sk-secret"), "MODEL_UNAVAILABLE"),
        (Answer(reset=True), "MODEL_UNAVAILABLE"),
        (Answer(delay_s=2), "MODEL_TIMED_OUT"),
    ],
)
def test_every_fault_has_its_code_and_no_key_in_its_message(answer: Answer, code: str) -> None:
    with pytest.raises(ModelError) as caught:
        ask(answer, timeout_s=0.3)
    assert caught.value.code == code
    assert "sk-secret" not in caught.value.message


@pytest.mark.parametrize(("as_date", "least", "most"), [(False, 7, 7), (True, 3500, 3600)])
def test_retry_after_is_told_in_seconds_or_as_a_date(*, as_date: bool, least: float, most: float) -> None:
    in_an_hour = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
    header = email.utils.format_datetime(in_an_hour) if as_date else "7"
    with pytest.raises(ModelError) as caught:
        ask(Answer(status=429, error="slow down", headers={"Retry-After": header}))
    assert caught.value.retry_after_s is not None
    assert least <= caught.value.retry_after_s <= most


def test_nobody_listening_is_a_coded_error() -> None:
    async def run() -> None:
        caller = OpenAICompatible("openai/x", base_url="http://127.0.0.1:9/v1")
        try:
            await caller.call(REQUEST)
        finally:
            await caller.aclose()

    with pytest.raises(ModelError, match="cannot be reached"):
        asyncio.run(run())
