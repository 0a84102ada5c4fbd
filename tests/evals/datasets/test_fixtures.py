"""The fixture set that comes with the checkout: mixed, small, its truth well-formed, drawn by one command."""

import json
from collections import Counter
from pathlib import Path

import jsonschema
import pytest

from faktum.evals.datasets.fixtures import ORDERS, main
from faktum.evals.datasets.load import FIXTURES_FOLDER, load_dataset
from faktum.evals.datasets.truth_file import SCHEMA_FILE, check_truth
from faktum.evals.generate.batch import Order


def test_every_truth_of_the_fixtures_fits_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8")))
    cases = load_dataset("fixtures").cases
    for case in cases:
        if case.truth is not None:
            validator.validate(case.truth)
            check_truth(case.truth, case.id)
    assert sum(order.count for order in ORDERS) == len(cases) == 16


def test_the_fixtures_have_some_of_everything() -> None:
    cases = load_dataset("fixtures").cases
    assert Counter(case.group for case in cases) == {"digital": 13, "scan": 2, "receipt": 1}
    assert {case.language for case in cases} == {"de", "en", "es", "fr", "it", "nl", "pl"}
    assert sum(not case.holds_invoices for case in cases) == 2
    assert sorted(len(case.records) for case in cases)[-1] > 1
    rows = [len(record.get("LineItems", ())) for case in cases for record in case.records]
    assert max(rows) == 60
    assert "CreditNote" in {record["InvoiceType"] for case in cases for record in case.records}


def test_the_fixtures_stay_small() -> None:
    assert sum(file.stat().st_size for file in FIXTURES_FOLDER.rglob("*") if file.is_file()) < 1_500_000


def test_the_command_writes_a_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faktum.evals.datasets.fixtures.ORDERS", (Order(1, "x", "digital"), Order(1, "x", "negative")))
    assert main([str(tmp_path)]) == 0
    assert [case.holds_invoices for case in load_dataset(tmp_path)] == [True, False]
