"""Documents with their truth beside them: read as JSON or YAML, checked, and told where they are wrong."""

import json
from pathlib import Path

import pytest

from faktum.evals.datasets.load import load_dataset
from faktum.schemas.errors import InvalidTruth


def put(file: Path, text: str = "") -> None:
    """A file, with its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_json_yaml_and_truth_files_are_read_and_sub_folders_are_groups(tmp_path: Path) -> None:
    put(tmp_path / "a.pdf")
    put(tmp_path / "a.json", '{"InvoiceNumber": "007", "prompt": "Extract the invoice number"}')
    put(tmp_path / "b.pdf")
    put(tmp_path / "hotels" / "c.jpg")
    put(tmp_path / "hotels" / "c.yaml", "InvoiceDate: 2026-03-05\nTotalAmountIncTax: 119.5\nissuer: Tisch\n")
    put(tmp_path / "hotels" / "d.pdf")
    put(tmp_path / "hotels" / "d.truth.json", '{"holds_invoices": false, "language": "de"}')
    put(tmp_path / "truth.schema.json", "{}")
    a, b, c, d = load_dataset(tmp_path).cases
    assert (a.id, a.truth, a.group) == ("a.pdf", {"InvoiceNumber": "007"}, "digital")
    assert a.prompt == "Extract the invoice number"
    assert (b.truth, b.prompt, b.holds_invoices) == (None, None, True)
    assert (c.id, c.group, c.issuer) == ("hotels/c.jpg", "hotels", "Tisch")
    assert c.truth == {"InvoiceDate": "2026-03-05", "TotalAmountIncTax": 119.5}  # a YAML date stays as written
    assert (d.truth, d.holds_invoices, d.language) == (None, False, "de")


@pytest.mark.parametrize(
    ("sidecar", "text", "told"),
    [
        ("a.json", '{"InvoiceNumber": 12}', r"a\.json: InvoiceNumber: this is text; write it in quotes"),
        ("a.yaml", "InvoiceNumber: 0012", r"a\.yaml: InvoiceNumber: this is text; write it in quotes"),
        ("a.json", '{"TotalAmountInTax": 1}', "TotalAmountInTax: no field has this name. Is TotalAmountIncTax meant?"),
        ("a.json", '{"LineItems": [{}, {"Quantity": "3"}]}', r"LineItems\[1\]\.Quantity: this is a number"),
        ("a.json", '{"InvoiceDate": "5.3.2026"}', "InvoiceDate: '5.3.2026' is no day; write YYYY-MM-DD"),
        ("a.json", '{"InvoiceDate": "2026-02-30"}', "InvoiceDate: '2026-02-30' is no day"),
        ("a.json", '{"Currency": "€"}', "Currency: '€' is no currency code; write ISO 4217"),
        ("a.json", '{"LineItems": [{"SKU": null}]}', r"LineItems\[0\]\.SKU: .*write it in quotes, or leave it out"),
        ("a.json", "[1]", "the whole file: names and values in braces are wanted"),
        ("a.json", '{"InvoiceNumber": "1"', "line 1, column 22: this is no JSON"),
        ("a.yaml", "a: b\nc: [", "line 2, column 5: this is no YAML"),
        ("a.json", '{"records": [{"prompt": "x"}]}', r"records\[0\]\.prompt: this is said once"),
        ("a.json", '{"holds_invoices": false, "AmountDue": 1}', "holds_invoices is false, yet AmountDue is told"),
        ("b.json", "{}", r"b\.json: no document of this name lies beside it"),
    ],
)
def test_a_sidecar_that_does_not_fit_is_told_with_its_place_and_what_to_do(
    sidecar: str, text: str, told: str, tmp_path: Path
) -> None:
    put(tmp_path / "a.pdf")
    put(tmp_path / "z.pdf")
    put(tmp_path / "z.json", "{}")
    put(tmp_path / sidecar, text)
    with pytest.raises(InvalidTruth, match=told) as raised:
        load_dataset(tmp_path)
    assert raised.value.code == "INVALID_TRUTH"
    assert sidecar in raised.value.message


def test_two_truths_of_one_document_are_refused(tmp_path: Path) -> None:
    for name in ("a.pdf", "a.json", "a.yaml"):
        put(tmp_path / name, "{}")
    with pytest.raises(InvalidTruth, match=r"both a\.json and a\.yaml tell its truth"):
        load_dataset(tmp_path)


def test_only_some_of_many_faults_are_told(tmp_path: Path) -> None:
    put(tmp_path / "a.pdf")
    put(tmp_path / "a.json", json.dumps({f"no{number}": 1 for number in range(8)}))
    with pytest.raises(InvalidTruth, match="; and 3 more"):
        load_dataset(tmp_path)
