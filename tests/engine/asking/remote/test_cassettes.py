"""Replayed wires: what goes out is compared byte by byte with the cassette, what comes back is read.

No live provider was reachable: the replies in the cassettes were written by hand and say so.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import vcr
from pydantic import SecretStr
from vcr.errors import CannotOverwriteExistingCassetteException

from faktum.engine.asking.litellm import LiteLLMCaller
from faktum.engine.asking.remote.call import Finish, Image, Request
from faktum.engine.asking.remote.openai_api import OpenAICompatible
from faktum.schemas.errors import ModelError

CASSETTES = Path(__file__).parent / "cassettes"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"total": {"type": "string"}},
    "additionalProperties": False,
    "required": ["total"],
}
REQUEST = Request("Copy what is printed.", ("Total 3.00", Image(b"\xff\xd8\xff", "image/jpeg", 1, 1)), SCHEMA)

wire: Any = vcr.VCR(
    cassette_library_dir=str(CASSETTES),
    record_mode=vcr.mode.NONE,
    match_on=["method", "scheme", "host", "port", "path", "body"],
    filter_headers=["authorization", "x-api-key"],
)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # litellm's own


def openai(request: Request) -> Any:
    async def run() -> Any:
        caller = OpenAICompatible(
            "openai/gpt-4o-mini", base_url="https://api.openai.com/v1", api_key=SecretStr("sk-secret")
        )
        try:
            return await caller.call(request)
        finally:
            await caller.aclose()

    return asyncio.run(run())


def test_openais_wire() -> None:
    with wire.use_cassette("openai.yaml") as cassette:
        answer = openai(REQUEST)
        assert cassette.all_played
    assert (answer.text, answer.finish, answer.input_tokens, answer.cached_tokens) == (
        '{"total":"3.00"}',
        Finish.STOP,
        312,
        128,
    )


def test_another_question_is_not_answered_from_the_cassette() -> None:
    other = Request("Copy what is printed.", ("Total 4.00",), SCHEMA)
    with wire.use_cassette("openai.yaml"), pytest.raises((CannotOverwriteExistingCassetteException, ModelError)):
        openai(other)


def test_anthropics_wire_through_litellm() -> None:
    caller = LiteLLMCaller("anthropic/claude-sonnet-4-5", api_key=SecretStr("sk-secret"))
    with wire.use_cassette("anthropic.yaml") as cassette:
        answer = asyncio.run(caller.call(REQUEST))
        assert cassette.all_played
    assert (answer.text, answer.input_tokens, answer.output_tokens) == ('{"total":"3.00"}', 280, 12)


@pytest.mark.parametrize("name", ["openai.yaml", "anthropic.yaml"])
def test_cassettes_hold_no_key_and_say_who_wrote_their_replies(name: str) -> None:
    text = (CASSETTES / name).read_text(encoding="utf-8")
    assert text.startswith("# The reply was written by hand")
    assert "sk-secret" not in text
