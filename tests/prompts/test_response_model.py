"""The answer's shape: compact, safe keys, the same as schema and as class; the same prompt gives the same bytes."""

import json
import pickle
import re
from typing import Any, cast

import jsonschema
import pytest
from pydantic import ValidationError

from faktum.prompts.compiled import CompiledPrompt
from faktum.prompts.compiler import compile_prompt
from faktum.prompts.response_model import answer_keys, json_schema, response_model

TWELVE = (
    "invoice number, date, vendor, net, tax, total, currency. "
    "Line items: description, quantity, unit price, tax rate, amount"
)


def compact(compiled: CompiledPrompt, *, strict: bool = False) -> str:
    return json.dumps(json_schema(compiled, strict=strict), separators=(",", ":"))


def test_the_schema_asks_for_printed_strings_kinds_and_pages_and_for_nothing_else() -> None:
    assert compact(compile_prompt("Extract invoice number, total; per line item: quantity")) == (
        '{"type":"object","properties":{"records":{"type":"array","items":{"type":"object","properties":{'
        '"kind":{"type":"string",'
        '"enum":["invoice","credit_note","debit_note","proforma","receipt","corrective","purchase_order","other"]},'
        '"pages":{"type":"array","items":{"type":"integer"}},'
        '"invoice_number":{"type":"string"},"total":{"type":"string"},'
        '"LineItems":{"type":"array","items":{"type":"object","properties":{'
        '"quantity":{"type":"string"}}}}},'
        '"required":["kind","pages","LineItems"]}}},"required":["records"]}'
    )


def test_seven_header_and_five_line_fields_fit_in_eight_hundred_characters() -> None:
    compiled = compile_prompt(TWELVE)
    assert (len(compiled.invoice_fields), len(compiled.line_item_fields)) == (7, 5)
    assert len(compact(compiled)) <= 800


def test_in_strict_form_every_property_is_required() -> None:
    def check(node: object) -> None:
        if isinstance(node, dict):
            plain = cast(dict[str, Any], node)
            if plain.get("type") == "object":
                assert plain["required"] == list(plain["properties"])
                assert plain["additionalProperties"] is False
            for inner in plain.values():
                check(inner)

    check(json_schema(compile_prompt(TWELVE), strict=True))


ANSWER: dict[str, Any] = {
    "records": [
        {
            "kind": "invoice",
            "pages": [1, 2],
            "invoice_number": "0007",
            "LineItems": [{"quantity": "2,5"}, {}],
        }
    ]
}


def test_the_class_and_the_schema_take_the_same_answers() -> None:
    compiled = compile_prompt("Extract invoice number, total; per line item: quantity")
    model = response_model(compiled)
    read = model.model_validate(ANSWER).model_dump()["records"][0]
    assert (read["invoice_number"], read["total"]) == ("0007", None)
    schema = json_schema(compiled, strict=True)
    jsonschema.validate(ANSWER, json_schema(compiled))

    def broken(path: str, value: object) -> dict[str, Any]:
        answer = cast(dict[str, Any], json.loads(json.dumps(ANSWER)))
        node: Any = answer["records"][0]
        *inner, last = path.split(".")
        for step in inner:
            node = node[int(step) if step.isdigit() else step]
        node[last] = value
        return answer

    for path, value in (
        ("kind", "letter"),
        ("pages", ["one"]),
        ("total", 3.5),
        ("vendor", "ACME"),
        ("LineItems.0.price", "1"),
        ("notes", "x"),
    ):
        with pytest.raises(ValidationError):
            model.model_validate(broken(path, value))
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken(path, value), schema)


def test_keys_are_short_ascii_words_whatever_the_names_are() -> None:
    names = ["Betrag (€)", "Сумма", "գումար", "10% VAT", "kind", "Total!", "Total?", "x" * 50, "model_config", "class"]
    keys = answer_keys(compile_prompt({"fields": [{"name": name} for name in names]}))
    assert [field.name for field in keys.values()] == names
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,44}", key) for key in keys)
    assert list(keys)[:6] == ["betrag", "field_2", "field_3", "f_10_vat", "kind_5", "total"]


def test_a_field_may_be_called_like_anything_a_class_has() -> None:
    compiled = compile_prompt({"fields": [{"name": name} for name in ("copy", "JSON", "dict", "model fields")]})
    assert list(answer_keys(compiled)) == ["copy_1", "json_2", "dict_3", "model_fields_4"]
    response_model(compiled)


def test_a_field_with_several_values_is_a_list() -> None:
    compiled = compile_prompt(None, schema="invoice", addons=["compliance"])
    statements = [key for key, field in answer_keys(compiled).items() if field.many]
    assert statements == ["legalstatements"]
    fields = cast(Any, json_schema(compiled))["properties"]["records"]["items"]["properties"]
    assert fields["legalstatements"] == {"type": "array", "items": {"type": "string"}}


def test_the_whole_built_in_schema_has_a_class_and_a_schema() -> None:
    addons = ["lineitems", "parties", "banking", "vat_tax", "logistics", "compliance", "adjustments", "references"]
    compiled = compile_prompt(None, schema="invoice", addons=[*addons, "categorization", "localization_fx"])
    record: dict[str, Any] = {"kind": "other", "pages": [1]}
    answer: dict[str, Any] = {"records": [record | {group: [] for group in compiled.groups}]}
    assert compiled.groups == ("LineItems", "VatBreakdown", "OtherTaxes")
    response_model(compiled).model_validate(answer)
    jsonschema.validate(answer, json_schema(compiled))


def test_the_class_is_built_once_for_a_compiled_prompt() -> None:
    assert response_model(compile_prompt(TWELVE)) is response_model(compile_prompt(TWELVE))


def test_a_compiled_prompt_can_be_pickled_and_stays_the_same() -> None:
    compiled = compile_prompt(TWELVE)
    assert pickle.loads(pickle.dumps(compiled)) == compiled
