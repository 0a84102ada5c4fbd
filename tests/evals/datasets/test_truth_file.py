"""The committed JSON Schema is the model's own, and both say the same of a truth."""

import json
from typing import Any

import jsonschema
import pytest

from faktum.evals.correctness import HEADER, LINE
from faktum.evals.datasets.truth_file import SCHEMA_FILE, check_truth, schema_text
from faktum.schemas.errors import InvalidTruth


def test_the_committed_schema_is_written_off_the_model() -> None:
    """Write it anew: python -m faktum.evals.datasets.truth_file."""
    assert SCHEMA_FILE.read_text("utf-8") == schema_text()


@pytest.mark.parametrize(
    ("truth", "fits"),
    [
        ({"InvoiceNumber": "007", "TotalAmountIncTax": 3, "Supplier.Address.City": "Ulm", "_meta": 1}, True),
        (
            {"LineItems": [{"LineNumber": "1", "Quantity": 2.5, "SKU": "x"}], "VatBreakdown": [{"VatAmount": 19}]},
            True,
        ),
        ({"places": {"LineItems.0.Quantity": [[1, 2.5, 3, 4, 5, "2,5"]]}, "printed": {"Currency": False}}, True),
        ({"records": [{"InvoiceNumber": "1", "pages": [1, 2]}], "fields": {"Meter": "M1", "Stops": 3}}, True),
        ({"prompt": {"Station": "text"}, "language": "de", "$schema": "x", "notes": ["TOTALS_MISMATCH"]}, True),
        ({"InvoiceNumber": 7}, False),
        ({"InvoiceNumber": None, "DueDate": None, "printed_lines": [{"SKU": False}]}, True),
        ({"LineItems": [{"SKU": None}]}, False),
        ({"TotalAmountIncTax": "3.00"}, False),
        ({"IsPaid": "yes"}, False),
        ({"SupplierCountryCode": "Germany"}, False),
        ({"LineItems": {"Quantity": 1}}, False),
        ({"LineItems": [{"Amount": 1}]}, False),
        ({"places": {"Currency": [[1, 2, 3]]}}, False),
        ({"Total": 1}, False),
    ],
)
def test_an_editor_and_the_loader_judge_alike(truth: dict[str, Any], fits: bool) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8")))
    assert validator.is_valid(truth) is fits
    if fits:
        assert check_truth(truth, "a.json") == truth
    else:
        with pytest.raises(InvalidTruth):
            check_truth(truth, "a.json")


def test_every_field_that_is_judged_has_a_place_in_the_schema() -> None:
    definitions = json.loads(SCHEMA_FILE.read_text("utf-8"))["$defs"]
    assert set(HEADER) <= definitions["TruthFile"]["properties"].keys()
    assert set(LINE) <= definitions["LineItemsRow"]["properties"].keys()
