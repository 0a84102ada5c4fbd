"""Promises for every prompt, not only for those we thought of."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faktum.prompts.compiled import CompiledPrompt
from faktum.prompts.compiler import compile_prompt
from faktum.prompts.describe import describe
from faktum.prompts.lexicon import word_set
from faktum.prompts.messages import messages
from faktum.prompts.response_model import answer_keys, json_schema, response_model
from faktum.schemas.errors import PromptError
from faktum.schemas.fields import Structure, folded_name

WORDS = st.sampled_from(
    sorted(
        word_set("invoice number date vendor total net tax amount line item each for per and as in format without no")
    )
    + sorted(word_set("if only Rechnung Betrag je Position facture numéro TTC fecha importe дата сумма 2 0 YYYY-MM-DD"))
    + ['"Beleg Nr"', "(as", ")", ":", ",", ";", "\n- ", ". ", "->", "skip", "cover letters", "one row", "'", "/"]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join))
NAMES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=2, max_size=50),
    st.lists(WORDS, min_size=1, max_size=5).map(" ".join),
).map(str.strip)
PROMPTS = st.one_of(
    st.just(""), st.text(min_size=3, max_size=600), st.lists(WORDS, min_size=3, max_size=30).map(" ".join)
)


@st.composite
def structured(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(
        st.lists(NAMES.filter(lambda name: 2 <= len(name) <= 50), min_size=1, max_size=20, unique_by=folded_name)
    )
    allowed = [name for name in names if folded_name(name) not in ("", "sourcefile", "reviewneeded")] or ["Total"]
    fields = [{"name": name, "prompt": draw(PROMPTS)} for name in allowed]
    return {"fields": fields, "general_prompt": draw(st.text(max_size=400))}


def compiled_or_none(text: str) -> CompiledPrompt | None:
    try:
        return compile_prompt(text)
    except PromptError:
        return None


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(prompt=structured(), structure=st.sampled_from(Structure))
def test_any_structured_prompt_within_the_limits_compiles_and_keeps_names_and_order(
    prompt: dict[str, Any], structure: Structure
) -> None:
    compiled = compile_prompt(prompt, structure)
    assert [field.name for field in compiled.fields] == [field["name"] for field in prompt["fields"]]
    assert [field.instruction for field in compiled.fields] == [field["prompt"] for field in prompt["fields"]]
    assert compiled.general == prompt["general_prompt"]
    assert compiled.structure is not Structure.AUTOMATIC
    assert compile_prompt(prompt, structure) == compiled
    assert list(answer_keys(compiled).values()) == list(compiled.fields)
    response_model(compiled)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
def test_any_text_compiles_to_fields_with_different_names_or_is_refused(text: str) -> None:
    compiled = compiled_or_none(text)
    if compiled is None:
        return
    assert compiled.fields
    assert compiled.source == text
    folded = [folded_name(field.name) for field in compiled.fields]
    assert len(set(folded)) == len(folded)
    assert all(1 <= len(field.name) <= 50 for field in compiled.fields)
    assert compile_prompt(text) == compiled
    describe(compiled)
    json_schema(compiled)
    messages(compiled, [text])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(text=TEXTS)
def test_compiling_what_was_compiled_keeps_its_fields(text: str) -> None:
    compiled = compiled_or_none(text)
    if compiled is None or len(compiled.fields) > 20 or min(len(field.name) for field in compiled.fields) < 2:
        return
    names = [{"name": field.name} for field in compiled.fields]
    again = compile_prompt({"fields": names}, compiled.structure)
    assert [field.name for field in again.fields] == [field.name for field in compiled.fields]
