"""Figures of metrics: bounds, intervals that are the same every time, and what each metric says of small examples."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faktum.evals.calibration_metrics import area_of_risk, area_under_curve, bins, coverage
from faktum.evals.case import Case
from faktum.evals.judged import Judged, Measured, Outcome
from faktum.evals.metrics import whole
from faktum.evals.metrics.figure import f1
from faktum.evals.summary import METRICS, Summary, measured, summarized
from faktum.schemas.document import Box, PageStatus, TextSource
from faktum.schemas.record import (
    Cell,
    DocumentResult,
    Evidence,
    Note,
    PageOutcome,
    Record,
    Severity,
    Status,
    Usage,
    Value,
)

PAGE = PageOutcome(1, PageStatus.SUCCESSFUL, TextSource.TEXT_LAYER)
TRUTH = {"InvoiceNumber": "R-7", "TotalAmountIncTax": 119.0}


def case(number: int, truth: Mapping[str, Any] | None = TRUTH, **more: Any) -> Case:
    return Case(str(number), Path(f"{number}.pdf"), truth, **more)


def result(number: int, *records: Record, **more: Any) -> DocumentResult:
    return DocumentResult(f"{number}.pdf", (PAGE,), records, **more)


def record(
    fields: Mapping[str, Value], rows: Iterable[Mapping[str, Value]] = (), notes: tuple[Note, ...] = ()
) -> Record:
    def cells(values: Mapping[str, Value]) -> dict[str, Cell]:
        return {name: Cell(value, str(value), Status.VERIFIED, 0.9) for name, value in values.items()}

    return Record("invoice", (1,), cells(fields), {"LineItems": tuple(map(cells, rows))}, notes)


RIGHT = record({"InvoiceNumber": "R-7", "TotalAmountIncTax": Decimal(119)})
WRONG = record({"InvoiceNumber": "R-9", "TotalAmountIncTax": Decimal(119)})


def figures(*pairs: tuple[Case, DocumentResult], draws: int = 0) -> dict[str, tuple[float | None, int]]:
    told = summarized(measured([one for one, _ in pairs], [other for _, other in pairs]), draws).overall.figures
    return {name: (figure.value, figure.n) for name, figure in told.items()}


# -- fields, documents ------------------------------------------------------------------------------------------------


def test_fields_and_documents() -> None:
    told = figures((case(1), result(1, RIGHT)), (case(2), result(2, WRONG)), (case(3), result(3)))
    assert told["core_precision"] == (3 / 4, 6)
    assert told["core_recall"] == (3 / 6, 6)
    assert told["core_f1"] == (3 / 5, 6)
    assert told["field_macro_f1"] == (pytest.approx((2 / 5 + 4 / 5) / 2), 6)
    assert told["document_accuracy"] == (1 / 3, 3)
    assert "row_recall" not in told  # no truth has rows


def test_an_invoice_too_many_is_a_wrong_answer_but_not_for_the_referee() -> None:
    told = figures((case(1), result(1, RIGHT, WRONG)))
    assert told["core_precision"] == (1.0, 2)
    assert told["field_precision"] == (2 / 4, 2)
    assert told["document_accuracy"] == (0.0, 1)


def test_documents_that_hold_no_invoice() -> None:
    told = figures((case(1, None, holds_invoices=False), result(1)),
                   (case(2, None, holds_invoices=False), result(2, RIGHT)))  # fmt: skip
    assert told["negatives_refused"] == (0.5, 2)
    assert told["document_accuracy"] == told["value_f1"] == told["anls_star"] == (0.5, 2)


def test_several_invoices_are_cut_at_the_right_pages() -> None:
    truth = {"records": [{**TRUTH, "pages": [1]}, {"InvoiceNumber": "R-8", "pages": [2]}]}
    second = Record("invoice", (2,), record({"InvoiceNumber": "R-8"}).fields)
    told = figures((case(1, truth), result(1, RIGHT, second)), (case(2, truth), result(2, RIGHT)))
    assert told["split_accuracy"] == (0.5, 2)


# -- rows, whole documents --------------------------------------------------------------------------------------------

ROWS = ({"Description": "Bolts", "Quantity": 2}, {"Description": "Nuts", "Quantity": 3})
FOUND = ({"Description": "Bolts", "Quantity": Decimal(2)}, {"Description": "Nuts", "Quantity": Decimal(3)})


def test_rows() -> None:
    told = figures((case(1, {"LineItems": ROWS}), result(1, record({}, FOUND[1:]))))
    assert told["row_recall"] == (0.5, 2)
    assert told["row_completion"] == (0.5, 2)
    assert told["line_items_f1"] == (pytest.approx(2 * 2 / (2 + 4)), 4)


def test_the_order_of_rows_counts_in_line_items_and_not_in_the_value_f1() -> None:
    told = figures((case(1, {"LineItems": ROWS}), result(1, record({}, FOUND[::-1]))))
    assert told["line_items_f1"] == (0.5, 4)
    assert told["value_f1"] == (1.0, 1)
    assert told["anls_star"] == (1.0, 1)


def test_the_value_f1_knows_no_tolerance_and_credits_a_true_null() -> None:
    truth = {"SupplierName": "Muster AG", "TotalAmountIncTax": 119.0, "DueDate": None}
    told = figures(
        (case(1, truth), result(1, record({"SupplierName": "Muster AG.", "TotalAmountIncTax": Decimal(119)})))
    )
    assert told["value_f1"] == (pytest.approx(2 / 3), 1)
    assert told["core_f1"] == (1.0, 2)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)), max_size=4),
       st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)), max_size=4))  # fmt: skip
def test_rows_are_paired_at_best(one: list[whole.Row], other: list[whole.Row]) -> None:
    short, long = sorted((one, other), key=len)
    best = max(
        sum(a == b for row, partner in zip(short, chosen, strict=True) for a, b in zip(row, partner, strict=True))
        for chosen in permutations(long, len(short))
    )
    assert whole.agreeing(one, other) == best


# -- places, notes, handling, cost ------------------------------------------------------------------------------------


def test_places() -> None:
    truth = {**TRUTH, "places": {"InvoiceNumber": [[1, 0, 0, 30, 10, "R-7"]],
                                 "TotalAmountIncTax": [[1, 0, 20, 40, 30, "119.00"]]}}  # fmt: skip
    there = Evidence(1, Box(-1, -1, 31, 11), "R-7")
    below = Evidence(1, Box(0, 40, 40, 50), "119.00")
    cells = {"InvoiceNumber": Cell("R-9", "R-9", Status.VERIFIED, 0.9, evidence=(there,)),
             "TotalAmountIncTax": Cell(Decimal(119), "119.00", Status.VERIFIED, 0.9, evidence=(below,))}  # fmt: skip
    told = figures((case(1, truth), result(1, Record("invoice", (1,), cells))))
    assert told["kile_f1"] == (0.5, 2)  # the number is in its place, whatever was read there
    assert told["grounding_word_f1"] == (0.0, 2)
    assert told["grounding_page_f1"] == (0.5, 2)


def test_notes_and_what_goes_through_unseen() -> None:
    warned = record({"InvoiceNumber": "R-7", "TotalAmountIncTax": Decimal(119)},
                    notes=(Note("BR-CO-15", Severity.WARNING, "…"),))  # fmt: skip
    truth = {**TRUTH, "notes": ["DATE_ORDER"]}
    told = figures((case(1), result(1, RIGHT)), (case(2), result(2, WRONG)), (case(3, truth), result(3, warned)))
    assert told["straight_through"] == (1 / 3, 3)
    assert told["slipped_through"] == (1 / 2, 2)
    assert told["note_recall"] == (0.0, 1)
    assert told["note_false_alarms"] == (1.0, 1)


def test_cost_is_unknown_where_one_price_is() -> None:
    paid = result(1, RIGHT, usage=Usage("m", 1, cost_usd=Decimal("0.01"), seconds=2.0))
    told = figures((case(1), paid))
    assert (told["usd_per_page"], told["usd_per_right_field"]) == ((0.01, 1), (0.005, 1))
    assert told["seconds_per_page"] == (2.0, 1)
    unknown = result(2, RIGHT, usage=Usage("m", 1, cost_usd=None, seconds=4.0))
    told = figures((case(1), paid), (case(2), unknown))
    assert told["usd_per_page"] == (None, 2)
    assert told["seconds_per_page"] == (3.0, 2)


# -- confidence -------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.05, 0.5, 0.75, 0.99]), st.booleans(), st.integers(1, 4)), min_size=1))
def test_answers_that_are_counted_are_answers_told_one_by_one(answers: list[tuple[float, bool, int]]) -> None:
    sure, right, times = map(list, zip(*answers, strict=True))
    each = [(confidence, good) for confidence, good, count in answers for _ in range(count)]
    one, by_one = [confidence for confidence, _ in each], [good for _, good in each]
    assert area_of_risk(sure, right, times) == pytest.approx(area_of_risk(one, by_one))
    assert area_under_curve(sure, right, times) == pytest.approx(area_under_curve(one, by_one))
    assert coverage(sure, right, 0.3, times) == coverage(one, by_one, 0.3)
    assert bins(sure, right, times) == [pytest.approx(part) for part in bins(one, by_one)]


# -- intervals --------------------------------------------------------------------------------------------------------


def judged(number: int, outcomes: Iterable[Outcome], issuer: str = "") -> Measured:
    cells = tuple(
        Judged(str(number), "digital", issuer, field, outcome, "x", confidence=0.9)
        for field, outcome in zip(("InvoiceNumber", "InvoiceDate", "SupplierName"), outcomes, strict=False)
    )
    return Measured(case(number, issuer=issuer), result(number), cells)


OUTCOMES = st.lists(st.lists(st.sampled_from(list(Outcome)), max_size=3), min_size=1, max_size=6)


@settings(deadline=None)
@given(OUTCOMES)
def test_shares_lie_between_0_and_1_and_f1_between_precision_and_recall(outcomes: list[list[Outcome]]) -> None:
    told = summarized([judged(number, row) for number, row in enumerate(outcomes)], draws=20).overall.figures
    for name, figure in told.items():
        if name not in ("usd_per_page", "usd_per_right_field", "seconds_per_page") and figure.value is not None:
            assert 0.0 <= figure.value <= 1.0
    for name in ("core", "field"):
        if f"{name}_f1" in told:
            precision, recall = told[f"{name}_precision"].value, told[f"{name}_recall"].value
            both = [share for share in (precision, recall) if share is not None]
            value = told[f"{name}_f1"].value
            assert value is not None
            assert min(both) - 1e-9 <= value <= max(both) + 1e-9


@settings(deadline=None)
@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_f1_is_the_harmonic_mean(right: int, wrong: int, missed: int) -> None:
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    expected = 2 * precision * recall / (precision + recall) if right else 0.0
    assert f1(right, right + wrong, right + missed) == (pytest.approx(expected) if right + wrong + missed else None)


def many() -> list[Measured]:
    right, wrong = Outcome.RIGHT, Outcome.WRONG
    return [judged(n, (right, right, right if n % 3 else wrong), f"issuer {n * n % 11}") for n in range(40)]


def test_the_same_seed_gives_the_same_intervals() -> None:
    first, second = summarized(many(), 200), summarized(many(), 200)
    assert first == second
    assert summarized(many(), 200, seed=1) != first


def test_an_interval_holds_the_value_and_one_issuer_alone_has_none() -> None:
    figure = summarized(many(), 200).overall.figures["core_f1"]
    assert figure.low is not None
    assert figure.high is not None
    assert figure.value is not None
    assert figure.low < figure.value < figure.high
    alone = [judged(number, (Outcome.RIGHT, Outcome.WRONG), "one issuer") for number in range(5)]
    told = summarized(alone).overall.figures["core_f1"]
    assert (told.value, told.n, told.low, told.high) == (0.5, 10, None, None)


def test_a_summary_reads_back_from_its_json() -> None:
    told = summarized(measured([case(1), case(2, group="scan")], [result(1, RIGHT), result(2, WRONG)]), draws=20)
    assert set(told.groups) == {"digital", "scan"}
    assert Summary.from_json(told.to_json()) == told


def test_every_metric_has_a_name_of_its_own() -> None:
    assert len({metric.name for metric in METRICS}) == len(METRICS)
