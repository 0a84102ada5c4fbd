"""A batch is laid out as the corpus is, and the same order gives the same bytes."""

import json
from pathlib import Path
from typing import Any

import pytest

from faktum.evals.generate.__main__ import main
from faktum.evals.generate.batch import KINDS, Made, Order, make, write

SHAPE = {"id", "file", "source", "licence", "kind", "language", "pages", "has_text_layer", "truth"}
ENTRY = SHAPE | {"issuer_group", "category", "bytes"}
TOTALS = {"TotalAmountExclTax", "TotalVATAmount", "TotalAmountIncTax"}
HEADER = {"InvoiceNumber", "InvoiceType", "InvoiceDate", "SupplierName"} | TOTALS


@pytest.fixture(scope="module")
def batch() -> list[Made]:
    return list(make(Order(12, seed="test", rows=5)))


def test_the_same_seed_gives_the_same_bytes(batch: list[Made]) -> None:
    again = list(make(Order(12, seed="test", rows=5)))
    assert [made.data for made in again] == [made.data for made in batch]
    assert [made.truth for made in again] == [made.truth for made in batch]


def test_another_seed_gives_other_documents() -> None:
    one, other = (list(make(Order(3, seed=seed, kind="digital"))) for seed in ("a", "b"))
    assert not {made.data for made in one} & {made.data for made in other}


def test_entries_have_the_form_of_the_corpus(batch: list[Made]) -> None:
    for made in batch:
        assert made.entry.keys() == ENTRY
        assert made.entry["kind"] in ("digital_pdf", "scan", "photo", "receipt")
        assert made.entry["bytes"] == len(made.data)
        assert (made.truth is None) == (made.entry["category"] == "NotAnInvoice")


def test_truth_has_the_form_of_the_corpus(batch: list[Made]) -> None:
    for made in batch:
        if made.truth is None:
            continue
        assert made.truth.keys() >= HEADER | {"_meta", "printed"}
        if made.truth["InvoiceType"] != "Receipt":
            assert {"Currency", "AmountDue"} <= made.truth.keys()
        assert made.truth["InvoiceType"] in ("Invoice", "CreditNote", "Receipt")
        assert ("places" in made.truth or "records" in made.truth) or not made.entry["has_text_layer"]
        json.dumps(made.truth)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "mixed"])
def test_each_kind_can_be_asked_for(kind: str, tmp_path: Path) -> None:
    assert main([str(tmp_path), "--count", "2", "--kind", kind, "--rows", "3", "--languages", "de,en_GB"]) == 0
    entries: list[dict[str, Any]] = [
        json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text("utf-8").splitlines()
    ]
    assert len(entries) == 2
    for entry in entries:
        assert (tmp_path / entry["file"]).stat().st_size == entry["bytes"]
        assert entry["language"] in ("de", "en")
        if entry["truth"]:
            truth = json.loads((tmp_path / entry["truth"]).read_text("utf-8"))
            assert truth["TotalAmountIncTax"] == pytest.approx(truth["TotalAmountExclTax"] + truth["TotalVATAmount"])


def test_a_folder_can_be_written_twice(tmp_path: Path) -> None:
    order = Order(2, kind="digital")
    write(order, tmp_path)
    first = (tmp_path / "manifest.jsonl").read_bytes()
    write(order, tmp_path)
    assert (tmp_path / "manifest.jsonl").read_bytes() == first


def test_units_are_told_as_they_are_printed_and_not_where_they_are_not() -> None:
    told: set[str] = set()
    for made in make(Order(12, seed="units", kind="digital", rows=2, languages=("de",))):
        for at, row in enumerate((made.truth or {}).get("LineItems", ())):
            place = (made.truth or {})["places"].get(f"LineItems.{at}.UnitOfMeasure")
            assert row.get("UnitOfMeasure") == (place[0][-1] if place else None)
            told |= {row["UnitOfMeasure"]} if place else set()
    assert told
    assert "C62" not in told


def test_the_reason_of_a_credit_note_is_no_term_of_payment() -> None:
    truths = [made.truth or {} for made in make(Order(6, seed="reasons", kind="credit-note", languages=("de",)))]
    assert any("CorrectionReason" in truth["Extra"] for truth in truths if "Extra" in truth)
    assert not any(truth.get("PaymentTerms", "").startswith("Grund") for truth in truths)
