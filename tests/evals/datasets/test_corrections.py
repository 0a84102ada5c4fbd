"""What people confirmed or corrected becomes truth, and nothing else does."""

import json
from pathlib import Path
from typing import Any

import pytest

from faktum.engine.rows.to_documents import document_line
from faktum.evals.datasets.load import load_dataset
from faktum.evals.datasets.truth_file import check_truth
from faktum.schemas.document import PageStatus, TextSource
from faktum.schemas.errors import InvalidTruth
from faktum.schemas.fields import LINE_ITEMS
from faktum.schemas.record import Cell, DocumentResult, PageOutcome, Record
from faktum.schemas.reply import DocumentKind


def exported(folder: Path, *corrections: dict[str, Any] | str, records: int = 1, prompt: Any = None) -> Path:
    """a.pdf as the engine writes its results, each record with two line items, and b.pdf, nobody looked at."""
    one = Record(
        DocumentKind.INVOICE,
        (1,),
        fields={"InvoiceNumber": Cell("A-1"), "Meter": Cell("M")},
        groups={LINE_ITEMS: ({"Description": Cell("Chair")}, {"Description": Cell("Table")})},
    )
    page = PageOutcome(1, PageStatus.SUCCESSFUL, TextSource.OCR)
    results = (DocumentResult(name, (page,), (one,) * records) for name in ("a.pdf", "b.pdf"))
    (folder / "documents.jsonl").write_bytes(b"".join(document_line(result) + b"\n" for result in results))
    lines = (line if isinstance(line, str) else json.dumps({"file": "a.pdf"} | line) for line in corrections)
    (folder / "corrections.jsonl").write_text("".join(f"{line}\n" for line in lines))
    (folder / "documents").mkdir()
    for name in ("a.pdf", "b.pdf"):
        (folder / "documents" / name).write_bytes(b"")
    if prompt:
        (folder / "prompt.json").write_text(json.dumps(prompt))
    return folder


def test_confirmed_corrected_and_denied_cells_become_truth(tmp_path: Path) -> None:
    exported(
        tmp_path,
        {"field": "InvoiceNumber", "value": "A-1", "reviewer": "ann"},
        {"field": "TotalAmountIncTax", "value": 3.5},
        {"field": "TotalAmountIncTax", "value": 4.5},
        {"field": "Meter", "value": "M7"},
        {"field": "DueDate", "value": None},
        prompt="Extract the invoice number, the meter and the total",
    )
    (case,) = load_dataset(tmp_path).cases
    assert check_truth(dict(case.truth or {}), "a") == {
        "InvoiceNumber": "A-1",
        "TotalAmountIncTax": 4.5,  # the last word counts
        "DueDate": None,  # there is none
        "fields": {"Meter": "M7"},
    }
    assert (case.id, case.group, case.file) == ("a.pdf", "scan", tmp_path / "documents" / "a.pdf")
    assert case.prompt == "Extract the invoice number, the meter and the total"


def test_rows_become_truth_where_every_one_was_looked_at(tmp_path: Path) -> None:
    exported(
        tmp_path,
        {"row": 1, "field": "Description", "value": "Chair"},
        {"row": 2, "field": None, "value": None},
        {"row": 3, "field": "Description", "value": "Lamp"},
        {"row": 3, "field": "Quantity", "value": 2},
    )
    (case,) = load_dataset(tmp_path).cases
    assert case.truth == {"LineItems": [{"Description": "Chair"}, {"Description": "Lamp", "Quantity": 2}]}


def test_rows_that_nobody_finished_are_no_truth(tmp_path: Path) -> None:
    exported(tmp_path, {"row": 1, "field": "Description", "value": "x"}, {"field": "InvoiceNumber", "value": "A"})
    (case,) = load_dataset(tmp_path).cases
    assert case.truth == {"InvoiceNumber": "A"}


def test_several_invoices_keep_their_order(tmp_path: Path) -> None:
    exported(tmp_path, {"record": 1, "field": "InvoiceNumber", "value": "A-2"}, records=2)
    (case,) = load_dataset(tmp_path).cases
    assert case.records == ({"pages": [1]}, {"InvoiceNumber": "A-2", "pages": [1]})


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"file": "a.pdf", "field": "X"}', "line 2: value: Field required"),
        ('{"file": "a.pdf", "field": "X", "value": 1, "row": 0}', "line 2: row: "),
        ('{"file": "a.pdf", "field": "X", "value": 1, "rows": 1}', "line 2: rows: "),
        ('{"file": "a.pdf", "field": null, "value": 1}', "line 2: without a field, a line takes a line item away"),
        ('{"file": "c.pdf", "field": "X", "value": 1}', r"line 2: documents\.jsonl has no file 'c\.pdf'"),
        ("{", "line 2, column 2: no JSON"),
    ],
)
def test_a_wrong_line_is_told(line: str, told: str, tmp_path: Path) -> None:
    exported(tmp_path, {"field": "InvoiceNumber", "value": "A"}, line)
    with pytest.raises(InvalidTruth, match=told):
        load_dataset(tmp_path)


def test_a_document_that_is_gone_is_told(tmp_path: Path) -> None:
    (exported(tmp_path, {"field": "InvoiceNumber", "value": "A"}) / "documents" / "a.pdf").unlink()
    with pytest.raises(InvalidTruth, match=r"'a\.pdf' lies neither beside it nor in documents/"):
        load_dataset(tmp_path)
