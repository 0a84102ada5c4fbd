"""Confidence is fitted and measured as it says: signs, folds by issuer, figures, files."""

import tomllib
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from faktum.engine.checking.confidence import AGAINST, FOR
from faktum.engine.checking.features import Features
from faktum.evals import calibrate
from faktum.evals.calibration_cells import Judged, judged_cells, once_each
from faktum.evals.calibration_metrics import (
    area_of_risk,
    area_under_curve,
    binomial_bound,
    bins,
    calibration_error,
    coverage,
    equal_bins,
    issuer_bound,
    squared_error,
)
from faktum.evals.calibration_plot import reliability_plot
from faktum.evals.calibration_table import weights_file
from faktum.evals.correctness import is_known_type, is_right
from faktum.evals.generate.batch import Order, write
from faktum.evals.logistic import Example, fit
from faktum.evals.scorers.line_items import aligned
from faktum.schemas.fields import Kind
from faktum.schemas.record import Status


def answers(count: int = 400) -> list[Judged]:
    """Answers of ten issuers: labelled ones are right nineteen times in twenty, others half the time."""
    random = Random("answers")
    found: list[Judged] = []
    for number in range(count):
        labelled = random.random() < 0.7
        features = Features(Status.VERIFIED, Kind.NAME, "SupplierName", labelled=labelled, score=0.8)
        right = random.random() < (0.95 if labelled else 0.5)
        name = f"{number}.pdf"
        found.append(
            Judged(features, right, "SupplierName", name, f"issuer {number % 10}", "digital", False, page=name)
        )
    return found


# -- the fit ----------------------------------------------------------------------------------------------------------


def test_a_fit_finds_the_odds_of_its_examples() -> None:
    """Three in four right: odds of 3 to 1, log-odds 1.0986."""
    examples = [Example({"all": 1.0}, number % 4 > 0) for number in range(400)]
    assert fit(examples, free="all")["all"] == pytest.approx(1.0986, abs=0.001)


def test_a_weight_never_goes_against_its_sign() -> None:
    examples = [Example({"all": 1.0, "label": float(number % 2)}, number % 2 == 0 or number % 8 == 1)
                for number in range(80)]  # fmt: skip
    assert fit(examples, free="all")["label"] < 0
    assert fit(examples, free="all", positive=frozenset({"label"}))["label"] == 0


def test_what_no_example_tells_stays_as_expected() -> None:
    examples = [Example({"all": 1.0}, number % 4 > 0) for number in range(40)]
    examples.append(Example({"all": 1.0, "rare": 0.01}, True))
    assert fit(examples, free="all", expected={"rare": -4.0})["rare"] == pytest.approx(-4.0, abs=0.01)


# -- the figures ------------------------------------------------------------------------------------------------------

SURE = [0.95, 0.95, 0.85, 0.85, 0.15]
RIGHT = [True, True, True, False, False]


def test_figures_of_five_answers() -> None:
    assert calibration_error(bins(SURE, RIGHT)) == pytest.approx((2 * 0.05 + 2 * 0.35 + 0.15) / 5)
    assert area_under_curve(SURE, RIGHT) == pytest.approx(5.5 / 6)
    assert squared_error(SURE, RIGHT) == pytest.approx((2 * 0.0025 + 0.0225 + 0.7225 + 0.0225) / 5)
    assert area_of_risk(SURE, RIGHT) == pytest.approx((0 + 0 + 0.25 + 0.25 + 0.4) / 5)
    assert coverage(SURE, RIGHT, 0.25) == 0.8
    assert coverage(SURE, RIGHT, 0.01) == 0.4
    assert [part.answers for part in equal_bins([number / 20 for number in range(20)], [True] * 20)] == [2] * 10


def test_only_right_answers_have_no_area() -> None:
    assert area_under_curve([0.5, 0.9], [True, True]) is None
    assert coverage([0.5], [False], 0.01) == 0.0


def test_bounds_say_what_so_few_answers_allow() -> None:
    """No error in 298 answers still allows one in a hundred: 0.95 = 1 - 0.99 ** 298."""
    assert binomial_bound(0, 298) == pytest.approx(0.01, abs=0.0001)
    assert binomial_bound(5, 5) == 1.0
    assert issuer_bound({"one": (100, 10), "other": (100, 0)}) == pytest.approx(0.1)
    assert issuer_bound({"one": (100, 1), "other": (100, 1)}) == pytest.approx(0.01)


# -- right and wrong --------------------------------------------------------------------------------------------------


def test_right_is_as_the_corpus_says() -> None:
    assert is_right("TotalAmountIncTax", 12.5, "12.504")
    assert not is_right("TotalAmountIncTax", 12.5, "12.51")
    assert not is_right("TotalAmountIncTax", -12.5, "12.5")
    assert is_right("TotalAmountIncTax", -12.5, "12.5", credit=True)
    assert is_right("PaymentIBAN", "DE08 7009", "de087009")
    assert is_right("SupplierName", "Muster GmbH & Co. KG", "Muster GmbH & Co KG")
    assert not is_right("SupplierName", "Muster GmbH", "Master Holzbau AG")
    assert is_right("InvoiceType", "SelfBilledInvoice", "invoice")
    assert not is_right("DueDate", "2024-01-31", None)
    assert is_known_type("CreditNote")
    assert not is_known_type("InsurerInvoice")


def test_rows_are_aligned_in_order() -> None:
    truth = [{"Quantity": 1, "SKU": "A"}, {"Quantity": 2, "SKU": "B"}, {"Quantity": 3, "SKU": "C"}]
    found = [{"SKU": "A"}, {"SKU": "noise"}, {"SKU": "C"}]
    assert aligned(truth, found, credit=False) == [(0, 0), (2, 2)]


# -- all together -----------------------------------------------------------------------------------------------------


def test_no_issuer_is_on_both_sides_of_a_fold() -> None:
    cells = answers()
    folds = calibrate.folds_of(cells, 5)
    assert set(folds) == {cell.issuer for cell in cells}
    assert sorted(folds.values()) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_cross_validated_confidence_holds_what_it_says() -> None:
    cells = answers()
    sure = calibrate.cross_validated(cells, 5)
    labelled = [one for cell, one in zip(cells, sure, strict=True) if cell.features.labelled]
    others = [one for cell, one in zip(cells, sure, strict=True) if not cell.features.labelled]
    assert min(labelled) > 0.9 > 0.6 > max(others)
    assert calibration_error(bins(sure, [cell.right for cell in cells])) < 0.05
    assert sure == calibrate.cross_validated(cells, 5)


def test_the_same_page_counts_once() -> None:
    (first, *_) = answers(1)
    assert once_each([first, first]) == [first]


def test_the_file_of_weights_reads_back() -> None:
    cells = answers()
    sure = calibrate.cross_validated(cells, 5)
    table = tomllib.loads(weights_file(calibrate.fitted(cells), list(zip(cells, sure, strict=True))))
    assert table["fitted"]["cells"] == 400
    assert table["fitted"]["issuers"] == 10
    assert all(table["weights"].get(name, 0) >= 0 for name in FOR)
    assert all(table["weights"].get(name, 0) <= 0 for name in AGAINST)
    cuts = table["dial"]["cuts"]
    assert [cut["accepted"] for cut in cuts] == sorted(cut["accepted"] for cut in cuts)
    assert cuts[-1]["accepted"] == 1.0
    assert all(cut["below"] >= cut["wrong"] for cut in cuts)


def test_the_plot_is_a_picture_of_every_bin() -> None:
    drawn = ElementTree.fromstring(reliability_plot(SURE, RIGHT))
    assert len(drawn.findall("{http://www.w3.org/2000/svg}circle")) == 3


def test_the_command_fits_to_a_small_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(Order(4, "calibration test", "digital"), tmp_path / "corpus")
    manifest = tmp_path / "corpus" / "manifest.jsonl"
    manifest.write_text(manifest.read_text("utf-8").replace('"source": "generated"', '"source": "sent"'), "utf-8")
    wanted = [
        "--no-generated",
        "--cache",
        tmp_path / "cache",
        "--weights",
        tmp_path / "w.toml",
        "--plot",
        tmp_path / "p",
    ]
    assert calibrate.main([str(tmp_path / "corpus"), *map(str, wanted)]) == 0
    assert "pages, all" in capsys.readouterr().out
    assert tomllib.loads((tmp_path / "w.toml").read_text("utf-8"))["fitted"]["documents"] == 4
    assert (tmp_path / "p").read_text("utf-8").startswith("<svg")
    cells = list(judged_cells(tmp_path / "corpus", tmp_path / "cache"))
    page_share = sum(cell.right for cell in cells if not cell.by_model) / sum(not cell.by_model for cell in cells)
    told_share = sum(cell.right for cell in cells if cell.by_model) / sum(cell.by_model for cell in cells)
    assert page_share > told_share > 0.7
