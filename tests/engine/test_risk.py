"""The risk dial: thresholds, and what they leave for a person."""

from dataclasses import replace

import pytest

from faktum.engine.checking.confidence import fitted
from faktum.engine.noted import Noted
from faktum.engine.result import Result
from faktum.engine.risk import BELOW_THRESHOLD, marked, risk
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.errors import InvalidInput
from faktum.schemas.record import Cell, DocumentResult, Note, Record, Severity, Status


def a_document() -> DocumentResult:
    sure, unsure = Cell("A-1", "A-1", Status.VERIFIED, 0.99), Cell("Acme", "Acme", Status.VERIFIED, 0.7)
    rows = ({"SKU": sure}, {"SKU": unsure})
    return DocumentResult(
        "a.pdf",
        records=(Record("invoice", (1,), {"Number": sure, "Name": unsure, "Due": Cell()}, {"LineItems": rows}),),
    )


def test_the_dial_keeps_to_the_risk() -> None:
    for error in (0.005, 0.01, 0.02, 0.05):
        dial = risk(error)
        assert dial.error_rate <= error
        assert dial.at_most >= dial.error_rate
        assert dial.n == fitted()["fitted"]["cells"]


def test_more_risk_never_accepts_less() -> None:
    dials = [risk(error) for error in (0.001, 0.005, 0.01, 0.02, 0.05, 0.2)]
    assert [dial.coverage for dial in dials] == sorted(dial.coverage for dial in dials)
    assert [dial.threshold for dial in dials] == sorted((dial.threshold for dial in dials), reverse=True)
    assert dials[-1].coverage == 1.0


@pytest.mark.parametrize("error", [0, 1, -0.1, 1.5])
def test_a_risk_is_a_share(error: float) -> None:
    with pytest.raises(InvalidInput, match="a share above 0"):
        risk(error)


def test_cells_below_the_threshold_are_left_for_a_person() -> None:
    (record,) = marked(a_document(), 0.9).records
    assert [(note.code, note.fields, note.row) for note in record.notes] == [
        (BELOW_THRESHOLD, ("Name",), None),
        (BELOW_THRESHOLD, ("SKU",), 2),
    ]
    assert marked(a_document(), 0.5).records[0].notes == ()


def test_a_cell_that_a_warning_names_is_not_named_twice() -> None:
    document = a_document()
    warned = replace(document.records[0], notes=(Note("X", Severity.WARNING, "look", ("Name",)),))
    (record,) = marked(replace(document, records=(warned,)), 0.9).records
    assert [note.fields for note in record.notes] == [("Name",), ("SKU",)]


def test_marked_rows_need_review() -> None:
    prompt = compile_prompt("Number, Name, Due")
    plain = Result(prompt, [a_document()])
    held = Result(prompt, Noted(plain.documents, lambda _, document: marked(document, 0.9)))
    assert plain.review_needed["count"] == 0
    assert (
        held.review_needed["items"][0]["message"] == "Name is less sure than the 90.0% from which cells are accepted."
    )
    assert len(held.documents) == len(held.documents[:]) == 1


def test_a_result_is_accepted_at_a_risk() -> None:
    result = Result(compile_prompt("Number, Name, Due"), [a_document()])
    assert [note.note.fields for note in result.accept(0.02).notes] == [("Name",), ("SKU",)]
    assert result.notes == []
