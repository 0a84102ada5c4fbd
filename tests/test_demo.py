"""The demo's promise: the right rows from the example documents, with no key, no server and no network."""

import csv
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest

from faktum import extract

EXAMPLES = Path(__file__).parent.parent / "examples"
PROMPT = "Extract invoice number, invoice date, vendor name, net amount, tax, total amount"
OCR = {"scan0042.pdf", "till-receipt.jpg"}


def expected() -> dict[str, dict[str, str]]:
    with (EXAMPLES / "expected.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row.pop("Source File"): row for row in csv.DictReader(file)}


def check(files: list[str]) -> None:
    result = extract([EXAMPLES / name for name in files], PROMPT)
    assert [str(row["Source File"]).split(" (Page")[0] for row in result.rows] == files
    for name, row in zip(files, result.rows, strict=True):
        for column, value in expected()[name].items():
            found = row[column]
            assert (f"{found:f}" if isinstance(found, Decimal) else str(found)) == value, f"{name}: {column}"
        assert row["Review Needed"] is None, name


def test_the_digital_examples_come_out_right() -> None:
    check(sorted(set(expected()) - OCR))


@pytest.mark.skipif(not find_spec("rapidocr") or not find_spec("onnxruntime"), reason="needs the ocr extra")
def test_the_scanned_examples_come_out_right() -> None:
    check(sorted(OCR))
