"""A result is judged cell by cell: what is right, wrong, missed, too much, or nothing the truth can speak about."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from faktum.evals.case import Case
from faktum.evals.judge import judge
from faktum.evals.judged import Judged, Outcome
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Box
from faktum.schemas.record import Cell, DocumentResult, Evidence, Note, Record, Severity, Status, Value


def cell(value: Value, confidence: float = 0.9, evidence: tuple[Evidence, ...] = ()) -> Cell:
    return Cell(value, str(value), Status.VERIFIED, confidence, evidence=evidence)


def record(pages: tuple[int, ...] = (1,), rows: tuple[Mapping[str, Value], ...] = (), **fields: Value) -> Record:
    lines = tuple({name: cell(value) for name, value in row.items()} for row in rows)
    return Record("invoice", pages, {name: cell(value) for name, value in fields.items()}, {"LineItems": lines})


def case(truth: Mapping[str, Any] | None, **more: Any) -> Case:
    return Case("a", Path("a.pdf"), truth, **more)


def outcomes(case: Case, *records: Record) -> dict[tuple[str, int, int | None], Outcome]:
    cells = judge(case, DocumentResult("a.pdf", records=records))
    return {(cell.field, cell.record, cell.row): cell.outcome for cell in cells}


def only(cells: list[Judged], field: str) -> Judged:
    (found,) = [cell for cell in cells if cell.field == field]
    return found


TRUTH = {"InvoiceNumber": "R-7", "InvoiceDate": "2026-03-04", "TotalAmountIncTax": 119.0, "SupplierName": "Muster AG"}


def test_every_field_of_the_truth_has_its_outcome() -> None:
    found = record(InvoiceNumber="r 7", InvoiceDate=date(2026, 4, 3), TotalAmountIncTax=None, Currency="EUR")
    assert outcomes(case(TRUTH), found) == {
        ("InvoiceNumber", 0, None): Outcome.RIGHT,
        ("InvoiceDate", 0, None): Outcome.WRONG,
        ("TotalAmountIncTax", 0, None): Outcome.MISSED,
        ("SupplierName", 0, None): Outcome.MISSED,
        ("Currency", 0, None): Outcome.UNJUDGED,
    }


def test_without_a_result_everything_is_missed() -> None:
    assert {cell.outcome for cell in judge(case(TRUTH), None)} == {Outcome.MISSED}
    assert len(list(judge(case(TRUTH), None))) == 4


def test_what_the_truth_says_is_not_there_is_surplus() -> None:
    found = outcomes(case({"InvoiceNumber": "7", "DueDate": None}), record(InvoiceNumber="7", DueDate=date(2026, 1, 1)))
    assert found["DueDate", 0, None] is Outcome.SURPLUS


def test_rows_are_paired_in_order_and_further_rows_are_surplus() -> None:
    truth = {"LineItems": [{"Description": "Bolts", "Quantity": 2}, {"Description": "Nuts", "LineTotalExclTax": 3.5}]}
    rows = ({"Description": "Carried over", "Quantity": Decimal(9)}, {"Description": "Bolts", "Quantity": Decimal(3)},
            {"Description": "Nuts", "LineTotalExclTax": Decimal("3.50"), "Quantity": Decimal(1)})  # fmt: skip
    cells = list(judge(case(truth), DocumentResult("a.pdf", records=(record(rows=rows),))))
    assert {(cell.field, cell.row, cell.outcome) for cell in cells} == {
        ("Description", 1, Outcome.RIGHT),
        ("Quantity", 1, Outcome.WRONG),
        ("Description", 2, Outcome.RIGHT),
        ("LineTotalExclTax", 2, Outcome.RIGHT),
        ("Quantity", 2, Outcome.UNJUDGED),
        ("Description", 1, Outcome.SURPLUS),  # the row carried over, by its number in the result
        ("Quantity", 1, Outcome.SURPLUS),
    }


def test_invoices_of_one_file_are_paired_by_their_pages() -> None:
    truth = {"records": [{"InvoiceNumber": "1", "pages": [1]}, {"InvoiceNumber": "2", "pages": [2, 3]}]}
    found = outcomes(case(truth), record((2, 3), InvoiceNumber="2"), record((1,), InvoiceNumber="9"))
    assert found == {("InvoiceNumber", 0, None): Outcome.WRONG, ("InvoiceNumber", 1, None): Outcome.RIGHT}


def test_invoices_on_one_page_are_paired_by_what_they_say() -> None:
    truth = {"records": [{"InvoiceNumber": "1", "pages": [1]}, {"InvoiceNumber": "2", "pages": [1]}]}
    found = outcomes(case(truth), record((1,), InvoiceNumber="2"), record((1,), InvoiceNumber="1"))
    assert set(found.values()) == {Outcome.RIGHT}


def test_an_invoice_too_many_is_surplus() -> None:
    found = outcomes(case({"InvoiceNumber": "1"}), record(InvoiceNumber="1"), record(InvoiceNumber="2"))
    assert found == {("InvoiceNumber", 0, None): Outcome.RIGHT, ("InvoiceNumber", 1, None): Outcome.SURPLUS}


def test_whatever_is_taken_from_a_document_that_is_no_invoice_is_surplus() -> None:
    found = outcomes(case(None, holds_invoices=False), record(SupplierName="A Person", DueDate=None))
    assert found == {("SupplierName", 0, None): Outcome.SURPLUS}


def test_nothing_is_judged_where_nothing_is_known() -> None:
    assert outcomes(case(None), record(SupplierName="A Person")) == {("SupplierName", 0, None): Outcome.UNJUDGED}


def test_signs_do_not_count_on_credit_notes() -> None:
    truth = {"InvoiceType": "CreditNote", "TotalAmountIncTax": -119.0}
    found = outcomes(case(truth), record(InvoiceType="credit_note", TotalAmountIncTax=Decimal("119.00")))
    assert set(found.values()) == {Outcome.RIGHT}


def test_a_breakdown_is_judged_in_any_order() -> None:
    truth = {"VatBreakdown": [{"RatePercent": 7, "VatAmount": 0.7}, {"RatePercent": 19, "VatAmount": 1.9}]}
    rows = [{"RatePercent": cell(Decimal(19)), "VatAmount": cell(Decimal("1.90"))},
            {"RatePercent": cell(Decimal(7)), "VatAmount": cell(Decimal("0.80"))}]  # fmt: skip
    found = outcomes(case(truth), Record("invoice", (1,), {}, {"VatBreakdown": tuple(rows)}))
    assert found["VatAmount", 0, 1] is Outcome.WRONG
    assert found["VatAmount", 0, 2] is Outcome.RIGHT


def test_the_users_column_names_are_understood() -> None:
    prompt = compile_prompt("Invoice number, meter number")
    number, meter = (field.name for field in prompt.fields)
    truth = {"InvoiceNumber": "R-7", "SupplierName": "Muster AG", "fields": {meter: "1 EMH 00"}}
    result = DocumentResult("a.pdf", records=(Record("invoice", (1,), {number: cell("R-7"), meter: cell("1EMH00")}),))
    assert {cell.field: cell.outcome for cell in judge(case(truth), result, prompt)} == {
        "InvoiceNumber": Outcome.RIGHT,
        meter: Outcome.RIGHT,
    }  # the supplier was not asked for


def test_a_value_is_placed_where_its_characters_stand() -> None:
    truth = {"InvoiceNumber": "R-7", "SupplierName": "Muster AG",
             "places": {"InvoiceNumber": [[2, 100, 50, 130, 60, "R-7"]],
                        "SupplierName": [[1, 10, 10, 100, 20, "Muster AG"]]}}  # fmt: skip
    there = Evidence(2, Box(99, 48, 131, 62), "R-7")
    elsewhere = Evidence(1, Box(300, 10, 400, 20), "Muster AG")
    fields = {"InvoiceNumber": cell("R-7", evidence=(there,)), "SupplierName": cell("Muster AG", evidence=(elsewhere,))}
    cells = list(judge(case(truth), DocumentResult("a.pdf", records=(Record("invoice", (1, 2), fields),))))
    number, name = only(cells, "InvoiceNumber"), only(cells, "SupplierName")
    assert (number.overlap, number.placed, number.on_page) == (1.0, True, True)
    assert (name.overlap, name.placed, name.on_page) == (0.0, False, True)


def test_notes_are_told_with_their_cells() -> None:
    notes = (Note("DATE_ORDER", Severity.WARNING, "…", ("InvoiceDate",)), Note("X", Severity.INFO, "…", ("Other",)))
    found = Record("invoice", (1,), {"InvoiceDate": cell(date(2026, 3, 4), 0.4)}, notes=notes)
    judged = only(list(judge(case(TRUTH), DocumentResult("a.pdf", records=(found,)))), "InvoiceDate")
    assert judged.notes == ("DATE_ORDER",)
    assert judged.confidence == 0.4
