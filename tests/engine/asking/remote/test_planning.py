"""Planning with a model: followed where it holds to the user's words, else the rules stand and say so."""

import asyncio

import pytest

from faktum.engine.asking.remote.planning import planned
from faktum.engine.asking.remote.scripted import ScriptedCaller
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.errors import ModelUnavailable, PromptUnclear

TEXT = "invoice number, total"
PLAN = '{"fields":[{"words":"invoice number"},{"words":"total"}],"general":""}'


def test_a_good_plan_is_followed_and_said_so() -> None:
    caller = ScriptedCaller([PLAN], name="openai/x")
    compiled = asyncio.run(planned(TEXT, "automatic", caller))
    assert [field.name for field in compiled.fields] == ["Invoice Number", "Total"]
    assert compiled.assumptions == ("the prompt was planned by openai/x",)
    assert (caller.requests[0].purpose, len(caller.requests)) == ("plan", 1)
    assert TEXT in str(caller.requests[0].parts[0])


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ('{"fields":[{"words":"vendor"}]}', "'vendor' is not in the prompt"),
        ("nonsense", "it is no plan (1 faults)"),
        (ModelUnavailable("down"), "down"),
    ],
)
def test_otherwise_the_rules_stand_and_say_why(answer: str | Exception, why: str) -> None:
    compiled = asyncio.run(planned(TEXT, "automatic", ScriptedCaller([answer])))
    assert compiled.fields == compile_prompt(TEXT).fields
    assert compiled.assumptions[-1] == f"the model's plan for the prompt was not followed: {why}"


def test_what_neither_understands_is_an_error() -> None:
    with pytest.raises(PromptUnclear):
        asyncio.run(planned("!!!", "automatic", ScriptedCaller(["nonsense"])))
