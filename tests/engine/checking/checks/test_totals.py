"""Totals that do not add up are named with both sums and the difference; those that do are confirmed."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from faktum.engine.checking.checks import totals
from faktum.engine.checking.checks.facts import Facts, Spot
from faktum.schemas.record import Severity

MakeFacts = Callable[..., Facts]
NET, TAX, GROSS = "TotalAmountExclTax", "TotalVATAmount", "TotalAmountIncTax"


def amounts(**values: str | None) -> dict[str, Decimal | None]:
    return {term: None if text is None else Decimal(text) for term, text in values.items()}


@pytest.mark.parametrize(
    "values",
    [
        amounts(TotalAmountExclTax="500", TotalVATAmount="105", TotalAmountIncTax="605"),
        amounts(TotalAmountExclTax="500.00", TotalVATAmount="105.01", TotalAmountIncTax="605.00"),  # a cent of rounding
        amounts(TotalAmountExclTax="500", TotalVATAmount="105", TotalAmountIncTax="604.98", RoundingAmount="-0.02"),
        amounts(TotalAmountExclTax="-500", TotalVATAmount="-105", TotalAmountIncTax="-605"),
        amounts(TotalAmountExclTax="500", TotalVATAmount="0", TotalAmountIncTax="500"),
    ],
)
def test_net_and_tax_make_gross(make_facts: MakeFacts, values: dict[str, Decimal]) -> None:
    verdict = totals.net_tax_gross(make_facts(values))
    assert verdict.notes == ()
    assert verdict.confirmed == (Spot(NET), Spot(TAX), Spot(GROSS))


def test_a_mismatch_is_told_in_the_user_s_names(make_facts: MakeFacts) -> None:
    values = amounts(TotalAmountExclTax="500", TotalVATAmount="105", TotalAmountIncTax="605", RoundingAmount="1")
    facts = make_facts(values | {GROSS: Decimal(604)}, names={NET: "Net", TAX: "Tax", GROSS: "Total"})
    (note,) = totals.net_tax_gross(facts).notes
    assert note.code == "BR-CO-15"
    assert note.severity is Severity.WARNING
    assert note.fields == ("Net", "Tax", "Total", "RoundingAmount")
    assert (
        note.message
        == "Totals mismatch: Net + Tax + RoundingAmount = 606.00 vs Total = 604.00 (Δ=+2.00; tolerance 0.01)."
    )
    assert note.page == 1


@pytest.mark.parametrize("missing", [NET, TAX, GROSS])
def test_no_verdict_without_all_three(make_facts: MakeFacts, missing: str) -> None:
    values = amounts(TotalAmountExclTax="500", TotalVATAmount="105", TotalAmountIncTax="999") | {missing: None}
    assert totals.net_tax_gross(make_facts(values)) == totals.SILENT
    del values[missing]
    assert totals.net_tax_gross(make_facts(values)) == totals.SILENT


@pytest.mark.parametrize(
    ("values", "code", "severity"),
    [
        (amounts(TotalAmountIncTax="605", AmountDue="605"), None, None),
        (amounts(TotalAmountIncTax="605", AmountDue="505", PrepaymentAmount="100"), None, None),
        (amounts(TotalAmountIncTax="605", AmountDue="505", PrepaymentAmount="-100"), None, None),
        (amounts(TotalAmountIncTax="605", AmountDue="505", PrepaymentAmount="90"), "BR-CO-16", Severity.WARNING),
        (amounts(TotalAmountIncTax="110", AmountDue="610"), "BR-CO-16", Severity.INFO),
        (amounts(TotalAmountIncTax="605"), None, None),
    ],
)
def test_what_is_due_is_the_total_less_what_is_paid(
    make_facts: MakeFacts, values: dict[str, Decimal], code: str | None, severity: Severity | None
) -> None:
    notes = totals.amount_due(make_facts(values)).notes
    assert [(note.code, note.severity) for note in notes] == ([(code, severity)] if code else [])


def test_nothing_due_on_a_paid_invoice_is_no_doubt(make_facts: MakeFacts) -> None:
    values = amounts(TotalAmountIncTax="605", AmountDue="0") | {"IsPaid": True}
    assert totals.amount_due(make_facts(values)).notes == ()
    assert totals.paid_yet_due(make_facts(values)).notes == ()


def test_paid_but_due_is_remarked(make_facts: MakeFacts) -> None:
    (note,) = totals.paid_yet_due(make_facts({"IsPaid": True, "AmountDue": Decimal(5)})).notes
    assert note.code == "PAID_YET_DUE"
    assert totals.paid_yet_due(make_facts({"IsPaid": False, "AmountDue": Decimal(5)})).notes == ()


def lines(*texts: str) -> dict[str, list[dict[str, Decimal]]]:
    return {"LineItems": [{"LineTotalExclTax": Decimal(text)} for text in texts]}


@pytest.mark.parametrize(
    ("values", "rows", "code"),
    [
        (amounts(TotalAmountExclTax="100"), lines("60", "30", "10"), None),
        (amounts(TotalAmountExclTax="100"), lines("60", "30"), "BR-CO-10"),
        (amounts(TotalAmountExclTax="95", GlobalDiscountAmount="5"), lines("60", "40"), None),
        (amounts(TotalAmountExclTax="95", GlobalDiscountAmount="-5"), lines("60", "40"), None),
        (amounts(TotalAmountExclTax="103", GlobalSurchargeAmount="3"), lines("60", "40"), None),
        (amounts(TotalAmountExclTax="90", GlobalDiscountAmount="5"), lines("60", "40"), "BR-CO-13"),
        (amounts(TotalAmountExclTax="100", TotalAmountIncTax="120"), lines("120"), "LINES_WITH_TAX"),
        (amounts(TotalAmountExclTax="100.02"), lines("33.34", "33.34", "33.34", "0.01"), None),  # half a cent a line
        (amounts(TotalAmountExclTax="100"), {"LineItems": []}, None),
        (amounts(TotalAmountIncTax="100"), lines("60"), None),
    ],
)
def test_lines_make_the_net_total(
    make_facts: MakeFacts, values: dict[str, Decimal], rows: dict[str, list[dict[str, Decimal]]], code: str | None
) -> None:
    notes = totals.lines_and_net(make_facts(values, rows)).notes
    assert [note.code for note in notes] == ([code] if code else [])


def test_lines_that_add_up_confirm_every_line(make_facts: MakeFacts) -> None:
    verdict = totals.lines_and_net(make_facts(amounts(TotalAmountExclTax="90"), lines("60", "30")))
    assert set(verdict.confirmed) == {
        Spot(NET),
        Spot("LineItems.LineTotalExclTax", 1),
        Spot("LineItems.LineTotalExclTax", 2),
    }


@pytest.mark.parametrize(("tax", "fires"), [("27", False), ("50", False), ("51", True), ("-51", True), ("0", False)])
def test_a_tax_over_half_the_net_is_a_misreading(make_facts: MakeFacts, tax: str, fires: bool) -> None:
    notes = totals.tax_share(make_facts(amounts(TotalAmountExclTax="100", TotalVATAmount=tax))).notes
    assert bool(notes) is fires


@pytest.mark.parametrize(
    ("kind", "gross", "fires"), [("invoice", "-5", True), ("credit_note", "-5", False), ("invoice", "5", False)]
)
def test_a_negative_total_suggests_a_credit_note(make_facts: MakeFacts, kind: str, gross: str, fires: bool) -> None:
    notes = totals.negative_total(make_facts(amounts(TotalAmountIncTax=gross), kind=kind)).notes
    assert bool(notes) is fires


@pytest.mark.parametrize(("tax", "fires"), [("-19", ["MIXED_SIGNS"]), ("19", []), ("0", [])])
def test_totals_have_one_sign(make_facts: MakeFacts, tax: str, fires: list[str]) -> None:
    values = {"TotalAmountExclTax": Decimal(100), "TotalVATAmount": Decimal(tax), "TotalAmountIncTax": Decimal(119)}
    assert [note.code for note in totals.mixed_signs(make_facts(values)).notes] == fires
