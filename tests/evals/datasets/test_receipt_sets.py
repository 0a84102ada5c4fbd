"""SROIE and CORD: receipts with the annotations they were published with become truth."""

import json
from pathlib import Path
from typing import Any

import pytest

from faktum.evals.datasets.load import load_dataset
from faktum.evals.datasets.truth_file import check_truth
from faktum.schemas.errors import InvalidTruth

KEY = {"company": "KEDAI BUKU SDN BHD", "date": "05/03/2018", "address": "1 Jalan", "total": "1,009.00"}
BOX = """100,200,500,200,500,250,100,250,KEDAI BUKU SDN BHD
100,300,300,300,300,340,100,340,DATE: 05/03/2018, 12:01
100,900,200,900,200,940,100,940,TOTAL
"""


def put(file: Path, text: str = "") -> None:
    """A file, with its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def sroie(folder: Path) -> Path:
    """One receipt as SROIE publishes it."""
    put(folder / "img" / "X1.jpg")
    put(folder / "key" / "X1.txt", json.dumps(KEY))
    put(folder / "box" / "X1.txt", BOX)
    return folder


def test_sroie_gives_shop_date_and_total_with_the_boxes_they_stand_in(tmp_path: Path) -> None:
    (case,) = load_dataset(sroie(tmp_path)).cases
    truth = dict(case.truth or {})
    check_truth(truth, "X1")
    assert truth.pop("places") == {
        "SupplierName": [[1, 36.0, 72.0, 180.0, 90.0, "KEDAI BUKU SDN BHD"]],  # 200 pixels are 72 points
        "InvoiceDate": [[1, 54.78, 108.0, 86.09, 122.4, "05/03/2018"]],  # its part of the line
    }
    assert truth == {
        "SupplierName": "KEDAI BUKU SDN BHD",
        "InvoiceDate": "2018-03-05",
        "TotalAmountIncTax": 1009,
        "_meta": {"left out": {"address": "1 Jalan"}},
    }
    assert (case.id, case.group, case.file.name) == ("X1", "receipt", "X1.jpg")


def test_sroie_in_one_folder_needs_no_boxes(tmp_path: Path) -> None:
    put(tmp_path / "X1.jpg")
    put(tmp_path / "X1.txt", json.dumps({"company": "A", "date": "", "total": "3.50"}))
    (case,) = load_dataset(tmp_path).cases
    assert case.truth == {"SupplierName": "A", "TotalAmountIncTax": 3.5}


def test_a_broken_file_of_sroie_is_told(tmp_path: Path) -> None:
    put(sroie(tmp_path) / "box" / "X1.txt", "1,2,3\n")
    with pytest.raises(InvalidTruth, match=r"X1\.txt: line 1: eight numbers and a text"):
        load_dataset(tmp_path)
    (tmp_path / "img" / "X1.jpg").unlink()
    with pytest.raises(InvalidTruth, match="there is no picture of this name"):
        load_dataset(tmp_path)


def label(category: str, group: int, text: str, at: int, key: str = "") -> dict[str, Any]:
    """A line of CORD with one word, and one that only names it."""
    quad = {"x1": at, "y1": 200, "x2": at + 200, "y2": 200, "x3": at + 200, "y3": 300, "x4": at, "y4": 300}
    words = [{"text": text, "quad": quad, "is_key": 0}]
    if key:
        words.insert(0, {"text": key, "quad": quad, "is_key": 1})
    return {"category": category, "group_id": group, "words": words}


LINES = {
    "valid_line": [
        label("menu.nm", 3, "NASI GORENG", 0),
        label("menu.cnt", 3, "2 X", 400),
        label("menu.unitprice", 3, "20.000", 600),
        label("menu.price", 3, "40.000", 800),
        label("menu.nm", 4, "TEH", 0),
        label("menu.price", 4, "5.000", 800),
        label("subtotal.subtotal_price", 5, "45.000", 800, "Subtotal"),
        label("subtotal.tax_price", 6, "4.500", 800, "PB1"),
        label("total.total_price", 7, "49.500", 800, "TOTAL"),
        label("total.cashprice", 8, "50.000", 800, "TUNAI"),
    ]
}


def test_cord_lines_become_truth_with_places(tmp_path: Path) -> None:
    put(tmp_path / "image" / "r1.png")
    put(tmp_path / "json" / "r1.json", json.dumps(LINES))
    (case,) = load_dataset(tmp_path).cases
    truth = dict(case.truth or {})
    check_truth(truth, "r1")
    places = truth.pop("places")
    assert truth == {
        "TotalAmountExclTax": 45000,  # as it and the tax make the total
        "TotalVATAmount": 4500,
        "TotalAmountIncTax": 49500,
        "LineItems": [
            {"Description": "NASI GORENG", "Quantity": 2, "UnitPrice": 20000, "LineTotalExclTax": 40000},
            {"Description": "TEH", "LineTotalExclTax": 5000},
        ],
        "_meta": {"left out": {"total.cashprice": "50.000"}},
        "InvoiceType": "Receipt",
    }
    assert places["TotalAmountIncTax"] == [[1, 288.0, 72.0, 360.0, 108.0, "49.500"]]
    assert places["LineItems.1.Description"] == [[1, 0.0, 72.0, 72.0, 108.0, "TEH"]]


PARSE = {
    "gt_parse": {
        "menu": {"nm": ["AYAM", "BAKAR"], "cnt": "1", "price": "30,000", "sub": {"nm": "PEDAS"}},
        "sub_total": {"subtotal_price": "30,000", "tax_price": "2,727"},
        "total": {"total_price": "30,000"},
    }
}


@pytest.mark.parametrize("form", ["beside", "metadata"])
def test_cord_as_later_releases_write_it(form: str, tmp_path: Path) -> None:
    """Without boxes; a tax that is within the total makes the prices prices with tax."""
    put(tmp_path / "r1.jpg")
    if form == "beside":
        put(tmp_path / "r1.json", json.dumps(PARSE))
    else:
        put(tmp_path / "metadata.jsonl", json.dumps({"file_name": "r1.jpg", "ground_truth": json.dumps(PARSE)}))
    (case,) = load_dataset(tmp_path).cases
    assert (case.file.name, case.group, case.language) == ("r1.jpg", "receipt", "id")
    assert case.truth == {
        "TotalVATAmount": 2727,
        "TotalAmountIncTax": 30000,
        "LineItems": [{"Description": "AYAM BAKAR", "Quantity": 1, "LineTotalInclTax": 30000}],
        "_meta": {"left out": {"sub_total.subtotal_price": "30,000"}},
        "InvoiceType": "Receipt",
    }


def test_a_receipt_of_cord_without_its_picture_is_told(tmp_path: Path) -> None:
    put(tmp_path / "r1.json", json.dumps(PARSE))
    with pytest.raises(InvalidTruth, match=r"r1\.json: there is no picture r1\.png"):
        load_dataset(tmp_path)
