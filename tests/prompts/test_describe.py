"""What `faktum compile` prints: plain data; and a version that changes with everything that changes the question."""

import json
from collections.abc import Mapping

import pytest

from faktum.prompts import templates_text
from faktum.prompts.compiler import compile_prompt
from faktum.prompts.describe import describe, versioned


def test_a_description_is_plain_data_that_survives_json() -> None:
    told = describe(compile_prompt("Extract invoice date as DD.MM.YYYY and tax. Use 0 when no tax is charged."))
    assert json.loads(json.dumps(told)) == told
    assert told["fields"] == [
        {
            "name": "Invoice Date",
            "kind": "date",
            "term": "InvoiceDate",
            "scope": "invoice",
            "instruction": "as DD.MM.YYYY",
            "format": {"date_pattern": "%d.%m.%Y", "decimals": None, "uppercase": False, "currency_symbol": True},
        },
        {
            "name": "Tax",
            "kind": "amount",
            "term": "TotalVATAmount",
            "scope": "invoice",
            "instruction": "Use 0 when no tax is charged",
            "format": {"date_pattern": None, "decimals": None, "uppercase": False, "currency_symbol": True},
            "zero_when_absent": True,
        },
    ]
    assert told["structure"] == "per_invoice"
    assert told["structure_reason"] == "no line item field is asked for"
    assert told["rules"] == {"credit_notes_negative": False, "only_invoices": True, "skip_pages": []}
    assert set(told) == {
        "fields",
        "structure",
        "structure_reason",
        "general",
        "rules",
        "assumptions",
        "schema",
        "version",
        "json_schema",
    }


PROMPTS: Mapping[str, str] = {
    "plain": "Extract invoice number and total",
    "other order": "Extract total and invoice number",
    "another field": "Extract invoice number, total and tax",
    "another name": 'Extract invoice number and total (as "Sum")',
    "an instruction": "Extract invoice number (digits only) and total",
    "a rule": "Extract invoice number and total. Skip cover letters.",
    "a sentence": "Extract invoice number and total. We close the books on Friday.",
    "a format": "Extract invoice number and total (2 decimals)",
}


def test_each_change_of_the_question_changes_the_version() -> None:
    versions = {name: compile_prompt(prompt).version for name, prompt in PROMPTS.items()}
    versions["other rows"] = compile_prompt(PROMPTS["plain"], "per_line_item").version
    assert len(set(versions.values())) == len(versions)
    assert all(len(version) == 16 for version in versions.values())


def test_words_that_change_nothing_keep_the_version() -> None:
    assert compile_prompt("Please extract the invoice number and the total!").version == (
        compile_prompt(PROMPTS["plain"]).version
    )


def test_a_change_of_a_template_changes_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_prompt(PROMPTS["plain"])
    templates_text.templates_digest.cache_clear()
    monkeypatch.setattr(templates_text, "template_text", lambda name: f"{name} rewritten")  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
    try:
        assert versioned(compiled).version != compiled.version
    finally:
        templates_text.templates_digest.cache_clear()


@pytest.mark.parametrize(
    ("prompt", "count", "first", "assumed"),
    [
        ("extract everything", 10, "Invoice Number", "no fields were named"),
        ("all invoice data", 10, "Invoice Number", "no fields were named"),
        ("the usual header data", 10, "Invoice Number", "no fields were named"),
        ("Extract all fields and line items", 14, "Invoice Number", "'line items' is taken as"),
        ("extract all line items", 4, "Description", "'line items' is taken as"),
        ("all the invoice data please, plus the cost center", 11, "Invoice Number", "no fields were named"),
        ("Alle Rechnungsdaten", 10, "Rechnungsnummer", "Bruttobetrag"),
        ("toutes les données de la facture", 10, "Numéro de facture", "Montant TTC"),
        ("Extrae todos los datos", 10, "Número de factura", "Base imponible"),
        ("Estrai tutti i dati della fattura", 10, "Numero fattura", "Imponibile"),
        ("Извлеки все данные", 10, "Номер счёта", "Сумма с НДС"),
        ("source file, total", 1, "Total", "'source file' is a column that is always there"),
    ],
)
def test_what_is_taken_for_granted_is_said(prompt: str, count: int, first: str, assumed: str) -> None:
    compiled = compile_prompt(prompt)
    assert len(compiled.fields) == count
    assert compiled.fields[0].name == first
    assert any(assumed in assumption for assumption in compiled.assumptions)
