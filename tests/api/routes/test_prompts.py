"""POST /v1/prompts/compile: what a prompt becomes."""

from faktum.prompts.compiler import compile_prompt
from faktum.prompts.describe import describe

from ..service import Api


def test_it_tells_what_the_command_line_tells(api: Api) -> None:
    prompt = "Rechnungsnummer, Datum als TT.MM.JJJJ und Bruttobetrag"
    told = api.post("/prompts/compile", {"prompt": prompt})["compiled"]
    assert [field["name"] for field in told["fields"]] == ["Rechnungsnummer", "Datum", "Bruttobetrag"]
    assert told["version"] == describe(compile_prompt(prompt))["version"]


def test_a_schema_with_addons_is_taken_too(api: Api) -> None:
    plain = api.post("/prompts/compile", {"schema": "invoice"})["compiled"]
    more = api.post("/prompts/compile", {"schema": "invoice", "addons": ["banking"]})["compiled"]
    assert len(more["fields"]) > len(plain["fields"]) == 26


def test_what_cannot_be_used_is_told_with_its_code(api: Api) -> None:
    api.error("POST", "/prompts/compile", 422, "PROMPT_UNCLEAR", json={"prompt": "please"})
    api.error("POST", "/prompts/compile", 400, "INVALID_INPUT", json={"schema": "invoice", "addons": ["moon"]})
    api.error("POST", "/prompts/compile", 400, "INVALID_INPUT", json={})
