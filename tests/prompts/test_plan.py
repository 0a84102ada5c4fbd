"""A model's plan may point at the user's words and nothing else; what the rules found must be in it."""

import json
from typing import Any

import pytest

from faktum.prompts.compiled import CompiledPrompt
from faktum.prompts.compiler import compile_prompt
from faktum.prompts.plan import Refused, checked
from faktum.schemas.fields import Kind

TEXT = "Extract invoice number, total without currency symbol, and how the parcel was sent (air, sea)."


def column(words: str, **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"instruction": "", "scope": "invoice", "kind": "text", "choices": [], "derived": False}
    return {"words": words, **usual, **more}


def plan(*columns: dict[str, Any], general: str = "") -> str:
    return json.dumps({"fields": list(columns), "general": general})


GOOD = plan(
    column("invoice number"),
    column("total", instruction="without currency symbol"),
    column("how the parcel was sent", choices=["air", "sea"]),
)


def followed(proposal: str, text: str = TEXT, *, rules: bool = True) -> CompiledPrompt:
    compiled = checked(proposal, text, compile_prompt(text) if rules else None)
    assert isinstance(compiled, CompiledPrompt), compiled
    return compiled


def test_a_plan_in_the_users_words_is_followed() -> None:
    compiled = followed(GOOD)
    number, total, sent = compiled.fields
    assert (number.term, total.term) == ("InvoiceNumber", "TotalAmountIncTax")
    assert total.format.currency_symbol is False
    assert (sent.kind, sent.choices) == (Kind.CHOICE, ("air", "sea"))
    assert compiled.version
    assert followed(GOOD) == compiled


def test_a_prompt_the_rules_cannot_split_is_split_by_the_plan() -> None:
    text = "請求書番号と合計金額を抽出してください"
    compiled = followed(
        plan(column("請求書番号", kind="identifier"), column("合計金額", kind="amount")), text, rules=False
    )
    assert [(field.name, field.kind) for field in compiled.fields] == [
        ("請求書番号", Kind.IDENTIFIER),
        ("合計金額", Kind.AMOUNT),
    ]


@pytest.mark.parametrize(
    ("proposal", "reason"),
    [
        (plan(column("invoice number"), column("vendor")), "'vendor' is not in the prompt"),
        (plan(column("total"), column("invoice number")), "'invoice number' is out of the user's order"),
        (plan(column("invoice number"), column("how the parcel was sent")), "it drops 'Total'"),
        (
            plan(column("invoice number"), column("total"), column("how the parcel was sent")),
            "it loses the format of 'Total'",
        ),
        (
            plan(column("invoice number"), column("total", instruction="with currency symbol")),
            "'with currency symbol' is not in the prompt",
        ),
        (plan(column("invoice number", choices=["rail"])), "'rail' is not in the prompt"),
        (plan(), "it has 0 columns"),
        ("no JSON", "it is no plan (1 faults)"),
        ('{"fields": 3}', "it is no plan (1 faults)"),
    ],
)
def test_a_plan_that_leaves_the_users_words_is_refused(proposal: str, reason: str) -> None:
    assert checked(proposal, TEXT, compile_prompt(TEXT)) == Refused(reason)


def test_a_rule_for_the_whole_extraction_cannot_be_dropped() -> None:
    text = "Extract invoice number and total. Show credit notes as negative amounts."
    assert compile_prompt(text).rules.credit_notes_negative
    refused = checked(plan(column("invoice number"), column("total")), text, compile_prompt(text))
    assert refused == Refused("it loses a rule for the whole extraction")
    kept = followed(
        plan(column("invoice number"), column("total"), general="Show credit notes as negative amounts."), text
    )
    assert kept.rules.credit_notes_negative
