"""DocILE's annotations become truth: values by our names, with places in points, what is unclear left out."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from faktum.evals.datasets.docile import HEADER, LINE
from faktum.evals.datasets.load import load_dataset
from faktum.evals.datasets.truth_file import check_truth
from faktum.schemas.errors import InvalidTruth
from faktum.schemas.invoice import TERMS


def mark(kind: str, text: str, page: int = 0, **more: Any) -> dict[str, Any]:
    """An annotation in the upper left quarter of a page."""
    return {"fieldtype": kind, "text": text, "page": page, "bbox": [0.1, 0.2, 0.3, 0.25]} | more


def put(folder: Path, name: str, annotation: dict[str, Any]) -> None:
    """One annotated document of two pages, 500 × 400 points, the first with text."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(500, 400))
    canvas.drawString(50, 300, "Invoice")
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    for part in ("annotations", "pdfs"):
        (folder / part).mkdir(exist_ok=True)
    (folder / "annotations" / f"{name}.json").write_text(json.dumps(annotation))
    (folder / "pdfs" / f"{name}.pdf").write_bytes(file.getvalue())


ANNOTATION: dict[str, Any] = {
    "field_extractions": [
        mark("document_id", "0042"),
        mark("vendor_name", "Tisch Inc."),
        mark("vendor_name", "TISCH INC.", page=1),
        mark("amount_total_gross", "$1,234.50"),
        mark("amount_due", "1,234.50"),
        mark("amount_due", "1,200.00"),
        mark("date_issue", "03/04/26"),
        mark("customer_order_id", "PO-7"),
        mark("vendor_tax_id", "DE136695976"),
        mark("vendor_address", "1 Main St\nUlm"),
        mark("payment_terms", ""),
    ],
    "line_item_extractions": [
        mark("line_item_description", "Chair,", line_item_id=2),
        mark("line_item_description", "oak", line_item_id=2),
        mark("line_item_quantity", "3 pcs", line_item_id=2),
        mark("line_item_amount_net", "300.00", line_item_id=2),
        mark("line_item_unit_price_gross", "119.00", line_item_id=2),
        mark("line_item_description", "Table", line_item_id=1),
        mark("line_item_quantity", "1", line_item_id=1),
        mark("line_item_quantity", "24", line_item_id=1),
    ],
    "metadata": {"cluster_id": 554, "language": "eng", "currency": "usd", "page_count": 2},
}


def test_fields_and_line_items_become_truth_with_places(tmp_path: Path) -> None:
    put(tmp_path, "doc", ANNOTATION)
    (case,) = load_dataset(tmp_path).cases
    truth = dict(case.truth or {})
    check_truth(truth, "doc")
    places = truth.pop("places")
    assert truth == {
        "InvoiceNumber": "0042",
        "SupplierName": "Tisch Inc.",
        "TotalAmountIncTax": 1234.5,
        "InvoiceDate": "2026-03-04",  # dollars: the month goes first
        "PurchaseOrderNumber": "PO-7",
        "SupplierVatNumber": "DE136695976",
        "LineItems": [
            {"Description": "Table"},  # two quantities: which is meant, nobody says
            {"Description": "Chair, oak", "Quantity": 3, "LineTotalExclTax": 300},
        ],
        "_meta": {"left out": {"AmountDue": ["1,234.50", "1,200.00"], "vendor_address": "1 Main St\nUlm"}},
    }
    assert places["InvoiceNumber"] == [[1, 50.0, 80.0, 150.0, 100.0, "0042"]]
    assert [place[0] for place in places["SupplierName"]] == [1, 2]
    assert [place[-1] for place in places["LineItems.1.Description"]] == ["Chair,", "oak"]
    assert (case.id, case.group, case.issuer, case.language) == ("doc", "digital", "cluster 554", "en")


def test_a_numeric_date_that_reads_two_ways_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, "doc", {"field_extractions": [mark("date_issue", "03/04/26")], "metadata": {"language": "eng"}})
    (case,) = load_dataset(tmp_path).cases
    assert case.truth == {"_meta": {"left out": {"InvoiceDate": "03/04/26"}}}


def test_a_list_of_ids_names_its_part(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        put(tmp_path, name, ANNOTATION)
    (tmp_path / "val.json").write_text('["c", "a"]')
    assert [case.id for case in load_dataset(tmp_path / "val.json")] == ["c", "a"]
    assert [case.id for case in load_dataset(tmp_path)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "annotation", [{}, {"field_extractions": [mark("iban", "x", page=9)]}, {"field_extractions": [{"text": "x"}]}]
)
def test_another_form_is_told_with_the_file(annotation: dict[str, Any], tmp_path: Path) -> None:
    put(tmp_path, "doc", annotation)
    with pytest.raises(InvalidTruth, match=r"doc\.json: this is not DocILE's form"):
        load_dataset(tmp_path)


def test_every_field_type_goes_to_a_field_of_the_schema() -> None:
    assert set(HEADER.values()) <= TERMS.keys()
    assert {f"LineItems.{column}" for column in LINE.values()} <= TERMS.keys()
