"""Noise: a model that knows the truth damages a share of it, and what the checks make of that is counted."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from faktum.evals.case import Case, Dataset
from faktum.evals.experiment import Experiment
from faktum.evals.generate.batch import Order, write
from faktum.evals.noise import as_table, measure
from faktum.evals.oracle import Damage, chosen_lies, with_lies
from faktum.evals.planted import TrueRecord, falsehoods
from faktum.evals.printed_text import PrintedText
from faktum.schemas.errors import InvalidInput
from faktum.schemas.settings import Settings

TEXT = "Nord GmbH Hafen AG Rechnung 4711 vom 05.03.2019 netto 1.000,00 MwSt 190,00 brutto 1.190,00"
FIELDS = {
    "InvoiceNumber": "4711",
    "InvoiceDate": date(2019, 3, 5),
    "SupplierName": "Nord GmbH",
    "CustomerName": "Hafen AG",
    "TotalAmountExclTax": Decimal(1000),
    "TotalVATAmount": Decimal(190),
    "TotalAmountIncTax": Decimal(1190),
}
ROWS = (
    {"Description": "Schraube", "Quantity": Decimal(2), "LineTotalExclTax": Decimal(600)},
    {"Description": "Mutter", "Quantity": Decimal(4), "LineTotalExclTax": Decimal(400)},
)
RECORD = TrueRecord("a.pdf", "invoice", FIELDS, ROWS, PrintedText(TEXT))
OTHER = TrueRecord(
    "b.pdf",
    "invoice",
    {"SupplierName": "Süd KG", "PaymentIBAN": "DE89370400440532013000"},
    ({"Description": "Feder", "Quantity": Decimal(3), "LineTotalExclTax": Decimal(77)},),
    PrintedText(""),
)


def test_every_kind_of_damage_is_planted() -> None:
    """Those that stand in the truth's stead are printed nowhere, but for values exchanged within the document."""
    lies = list(falsehoods(RECORD, [RECORD, OTHER], every_row=True))
    kinds = {lie.kind for lie in lies}
    assert kinds >= {
        "digit changed",
        "digits swapped",
        "decimal mark moved",
        "day and month swapped",
        "amount of another field",
        "name of another party",
        "another company",
        "row dropped",
        "row invented",
        "value invented",
        "value missing",
    }
    (swapped,) = [lie for lie in lies if lie.kind == "day and month swapped"]
    assert swapped.value == date(2019, 5, 3)
    assert all(lie.printed or lie.value is None or str(lie.value) not in TEXT for lie in lies if lie.row is None)


def test_damage_is_drawn_by_rate_kind_and_seed() -> None:
    """Nothing at rate 0, every place at rate 1; the same seed gives the same; only the kinds asked for."""
    others = [RECORD, OTHER]
    assert chosen_lies(RECORD, others, Damage(0.0)) == ()
    every = chosen_lies(RECORD, others, Damage(1.0))
    assert {lie.field for lie in every if lie.row is None} >= set(FIELDS)
    assert every == chosen_lies(RECORD, others, Damage(1.0))
    assert every != chosen_lies(RECORD, others, Damage(1.0, seed=1))
    only = chosen_lies(RECORD, others, Damage(1.0, frozenset({"day and month swapped"})))
    fields, rows = with_lies(RECORD, only)
    assert fields == {**FIELDS, "InvoiceDate": date(2019, 5, 3)}
    assert rows == list(ROWS)


def test_a_dropped_row_is_gone() -> None:
    fields, rows = with_lies(RECORD, chosen_lies(RECORD, [RECORD, OTHER], Damage(1.0, frozenset({"row dropped"}))))
    assert (fields, len(rows)) == (FIELDS, 1)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("noise")
    write(Order(2, "noise", "digital", rows=3, languages=("en_GB",)), folder)
    cases: list[Case] = []
    for line in (folder / "manifest.jsonl").read_text().splitlines():
        entry = json.loads(line)
        truth = json.loads((folder / entry["truth"]).read_text())
        cases.append(Case(entry["id"], folder / entry["file"], truth))
    return Dataset("generated", tuple(cases))


def test_changed_digits_are_caught(generated: Dataset, tmp_path: Path) -> None:
    """A number that stands nowhere on the page is found out every time; two runs lie in the folder."""
    plan = Experiment("noise", generated, Settings(concurrency=1, ocr="off"))
    damage = Damage(0.5, frozenset({"digit changed", "cell changed"}))
    noise = measure(generated, tmp_path, tmp_path / "pages", damage, plan, None)
    assert noise.documents == 2
    assert {one.kind for one in noise.kinds} == {"digit changed", "cell changed"}
    assert noise.damaged.cells > 5
    assert noise.damaged.caught == noise.damaged.cells
    assert noise.untouched.cells > noise.damaged.cells
    assert (tmp_path / "damaged" / "documents.jsonl").is_file()
    assert "all damages" in as_table(noise)


def test_nothing_to_damage_is_wrong_usage(generated: Dataset, tmp_path: Path) -> None:
    blank = Dataset("blank", tuple(replace(case, truth=None) for case in generated))
    with pytest.raises(InvalidInput, match="nothing to damage"):
        measure(blank, tmp_path, tmp_path, Damage(), Experiment("noise", blank, Settings()), None)
