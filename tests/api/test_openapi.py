"""The OpenAPI document is complete: every operation with its answers, its errors and examples, all of them true."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator

from faktum.api.app import build_app
from faktum.api.problems import PROBLEMS
from faktum.schemas.settings import Settings

from .contract import CONTRACT


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build_app(Settings()).openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, by_method in document["paths"].items():
        for method, operation in by_method.items():
            yield method.upper(), path, operation


def problems(document: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    whole = {**schema, "components": document["components"]}
    return [f"{one.json_path}: {one.message}" for one in cast(Any, Draft202012Validator(whole)).iter_errors(value)]


def test_every_operation_says_what_it_answers(document: dict[str, Any]) -> None:
    """A description, a success with an example where it is JSON, and no error of another shape than ours."""
    for method, path, operation in operations(document):
        name = f"{method} {path}"
        assert operation["summary"], name
        assert operation["description"], name
        good = [one for status, one in operation["responses"].items() if status < "3"]
        assert good, name
        for one in good:
            for kind, media in one.get("content", {}).items():
                assert kind != "application/json" or "example" in media or path in ("/healthz", "/readyz"), name
        assert "500" in operation["responses"], name
    assert "HTTPValidationError" not in str(document)


def test_every_operation_with_a_key_says_so_and_how_it_refuses(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        if path.startswith("/v1/") and "{token}" not in path:
            assert operation["security"] == [{"HTTPBearer": []}], (method, path)
            assert {"400", "401", "403", "429"} <= set(operation["responses"]), (method, path)


def test_examples_are_what_their_schemas_say(document: dict[str, Any]) -> None:
    held = 0
    for method, path, operation in operations(document):
        for status, answer in operation["responses"].items():
            media = answer.get("content", {}).get("application/json", {})
            examples = [one["value"] for one in media.get("examples", {}).values()]
            examples += [media["example"]] if "example" in media else []
            for example in examples:
                assert problems(document, media.get("schema", {}), example) == [], (method, path, status)
                if status >= "4" or path.startswith(("/v1/uploads", "/v1/credits")) or path in CONTRACT_PATHS:
                    CONTRACT.check(method, f"http://localhost{path}", int(status), example)
                held += 1
    for name, schema in document["components"]["schemas"].items():
        for example in schema.get("examples", ()):
            assert problems(document, schema, example) == [], name
            held += 1
    assert held > 100


CONTRACT_PATHS = {
    "/v1/extractions", "/v1/extractions/{extraction_id}", "/v1/extractions/{extraction_id}/details",
    "/v1/extractions/{extraction_id}/results", "/v1/extractions/{extraction_id}/output",
    "/v1/extractions/{extraction_id}/cancel", "/v1/extractions/{extraction_id}/answers",
}  # fmt: skip


def test_requests_of_the_contract_have_its_properties_and_limits(document: dict[str, Any]) -> None:
    """Names, required ones, types and bounds of every request body are those of the contract."""
    if not CONTRACT.here:
        pytest.skip("needs ../shared/contracts, which is not here")
    for route, name in CONTRACT.document["requests"].items():
        method, path = route.split(" ")
        ours = document["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]["schema"]
        theirs = CONTRACT.document["components"]["schemas"][name]
        assert _bare(ours, document) == _bare(theirs, CONTRACT.document), name


def _bare(schema: Any, document: dict[str, Any]) -> Any:
    """A schema without references, words and what differs in writing alone."""
    if isinstance(schema, list):
        return [_bare(one, document) for one in cast(list[Any], schema)]
    return _bare_object(cast(dict[str, Any], schema), document) if isinstance(schema, dict) else schema


def _bare_object(told: dict[str, Any], document: dict[str, Any]) -> Any:
    if "$ref" in told:
        return _bare(document["components"]["schemas"][told["$ref"].rpartition("/")[2]], document)
    if "answers" in told.get("properties", {}):
        told = {**told, "properties": {"answers": "three forms there, one with a rule here: tested by what is refused"}}
    if "anyOf" in told:  # '' or 3 to 600 characters: here a rule
        told = {"type": "string", "maxLength": max(form.get("maxLength", 0) for form in told["anyOf"])}
    words = {"title", "description", "examples", "default", "properties", "required"}
    if "enum" in told or "const" in told:
        words.add("type")
    bare: dict[str, Any] = {name: _bare(one, document) for name, one in told.items() if name not in words}
    if properties := told.get("properties"):
        bare["properties"] = {name: _bare(one, document) for name, one in properties.items()}
        bare["required"] = sorted(told.get("required", ()))
    return bare


def test_every_code_is_documented_somewhere(document: dict[str, Any]) -> None:
    """Except those of no operation: an unknown address, another method."""
    told = {
        code
        for _, _, operation in operations(document)
        for answer in operation["responses"].values()
        for code in answer.get("content", {}).get("application/json", {}).get("examples", {})
    }
    assert set(PROBLEMS) - told == {"NOT_FOUND", "METHOD_NOT_ALLOWED"}
