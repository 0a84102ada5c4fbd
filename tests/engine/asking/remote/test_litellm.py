"""Providers through litellm and instructor, against real HTTP servers speaking their wires."""

import asyncio
import base64
import json
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr

from faktum.engine.asking.litellm import MODES, LiteLLMCaller
from faktum.engine.asking.remote.call import Completion, Finish, Image, Request
from faktum.evals.model_server import Answer, Asked, Script, serving
from faktum.schemas.errors import MissingExtra, ModelError

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "records": {"type": "array", "items": {"type": "object", "properties": {"total": {"type": "string"}}}}
    },
    "required": ["records"],
}
PICTURE = Image(b"\xff\xd8 some bytes", "image/jpeg", 10, 10)
REQUEST = Request("rules", ("text", PICTURE), SCHEMA)
GOOD = '{"records":[{"total":"3.00"}]}'
MODELS = ("openai/gpt-4o", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # litellm's own


def ask(name: str, script: Script | Answer, *, mode: int = 0, timeout_s: float = 20) -> tuple[Completion, list[Asked]]:
    """(the completion, what the server got)."""
    answer: Script = script if callable(script) else lambda _asked, _number: script
    with serving(answer) as server:
        url = server.openai_url if name.startswith(("openai", "unknown")) else server.base_url
        caller = LiteLLMCaller(name, api_key=SecretStr("sk-secret"), base_url=url, timeout_s=timeout_s)
        caller._mode = mode  # pyright: ignore[reportPrivateUsage]
        return asyncio.run(caller.call(REQUEST)), server.asked


@pytest.mark.parametrize("name", MODELS)
def test_each_provider_is_asked_for_the_schema_with_text_and_picture(name: str) -> None:
    answer, (asked,) = ask(name, Answer(GOOD, input_tokens=100, output_tokens=20))
    assert (json.loads(answer.text), answer.finish, answer.model) == (json.loads(GOOD), Finish.STOP, name)
    assert (answer.input_tokens, answer.output_tokens, answer.calls) == (100, 20, 1)
    assert answer.cost_usd is not None
    assert answer.cost_usd > 0
    body = json.dumps(asked.body)
    assert base64.b64encode(PICTURE.data).decode() in body
    assert '"records"' in body
    assert "rules" in body


def test_the_price_is_the_tables() -> None:
    answer, _ = ask(MODELS[1], Answer(GOOD, input_tokens=1000, output_tokens=100))
    assert answer.cost_usd == Decimal("0.0045")  # 1000 at 3, 100 at 15 US dollars a million


@pytest.mark.parametrize("mode", range(len(MODES)))
@pytest.mark.parametrize("name", MODELS[:2])
def test_every_rung_of_the_ladder_gives_the_same_answer(name: str, mode: int) -> None:
    answer, _ = ask(name, Answer(GOOD), mode=mode)
    assert json.loads(answer.text) == json.loads(GOOD)


def test_a_model_that_refuses_schemas_is_asked_with_tools() -> None:
    def script(asked: Asked, _number: int) -> Answer:
        refused = "response_format" in asked.body
        return Answer(status=400, error="response_format is not supported") if refused else Answer(GOOD)

    answer, asked = ask(MODELS[0], script)
    assert json.loads(answer.text) == json.loads(GOOD)
    assert [sorted({"response_format", "tools"} & set(one.body)) for one in asked] == [["response_format"], ["tools"]]
    assert answer.calls == 2


@pytest.mark.parametrize("name", MODELS)
def test_a_broken_answer_arrives_as_it_is_and_is_not_asked_for_twice(name: str) -> None:
    answer, asked = ask(name, Answer('{"records":[{"total":"3.0'))
    assert (answer.text, len(asked)) == ('{"records":[{"total":"3.0', 1)


def test_a_cut_answer_says_so() -> None:
    answer, _ = ask(MODELS[0], Answer('{"records":[', finish="length"))
    assert (answer.text, answer.finish) == ('{"records":[', Finish.LENGTH)


@pytest.mark.parametrize("name", MODELS[:2])
@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Answer(status=401, error="bad key sk-secret"), "MODEL_AUTH_FAILED"),
        (Answer(status=429, error="slow down", headers={"retry-after": "7"}), "MODEL_RATE_LIMITED"),
        (Answer(status=500, error="oops sk-secret"), "MODEL_UNAVAILABLE"),
        (Answer(status=404, error="no such model"), "MODEL_REQUEST_REJECTED"),
        (Answer(delay_s=3), "MODEL_TIMED_OUT"),
    ],
)
def test_every_fault_has_its_code_and_no_key_in_its_message(name: str, given: Answer, code: str) -> None:
    with pytest.raises(ModelError) as caught:
        ask(name, given, timeout_s=1)
    assert caught.value.code == code
    assert "sk-secret" not in caught.value.message
    if code == "MODEL_RATE_LIMITED":
        assert caught.value.retry_after_s == 7


def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    with pytest.raises(MissingExtra, match=r'pip install "faktum\[llm\]"'):
        LiteLLMCaller("anthropic/claude")


def test_the_embedded_reader_and_the_direct_way_import_neither_litellm_nor_instructor() -> None:
    code = (
        "import sys, faktum.engine.flow, faktum.engine.asking.remote.stack, faktum.__main__\n"
        "from faktum import Settings\n"
        "from faktum.engine.asking.remote.stack import open_model\n"
        "open_model('openai/gpt-4o', Settings())\n"
        "print([name for name in ('litellm', 'instructor', 'openai') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
