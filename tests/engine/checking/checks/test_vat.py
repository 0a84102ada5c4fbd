"""The VAT breakdown is held against itself and against the totals."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from faktum.engine.checking.checks import vat
from faktum.engine.checking.checks.facts import Facts

MakeFacts = Callable[..., Facts]


def row(**values: str | None) -> dict[str, Decimal | str | None]:
    return {
        leaf: None if text is None else text if leaf == "ExemptionReason" else Decimal(text)
        for leaf, text in values.items()
    }


TWO = [row(RatePercent="21", TaxableBase="100", VatAmount="21"), row(RatePercent="6", TaxableBase="50", VatAmount="3")]


@pytest.mark.parametrize(
    ("total", "rows", "fires"),
    [
        ("24", TWO, False),
        ("24.02", TWO, False),
        ("25", TWO, True),
        ("21", [*TWO[:1], row(RatePercent="6", VatAmount=None)], False),  # a row without amount: nothing to say
        ("25", [], False),
    ],
)
def test_the_breakdown_makes_the_total_vat(
    make_facts: MakeFacts, total: str, rows: list[Mapping[str, Decimal]], fires: bool
) -> None:
    notes = vat.vat_sum(make_facts({"TotalVATAmount": Decimal(total)}, {"VatBreakdown": rows})).notes
    assert [note.code for note in notes] == (["BR-CO-14"] if fires else [])


@pytest.mark.parametrize(("net", "fires"), [("150", False), ("100", True)])
def test_the_bases_make_the_net_total(make_facts: MakeFacts, net: str, fires: bool) -> None:
    notes = vat.base_sum(make_facts({"TotalAmountExclTax": Decimal(net)}, {"VatBreakdown": TWO})).notes
    assert [note.code for note in notes] == (["VAT_BASES"] if fires else [])


@pytest.mark.parametrize(("amount", "fires"), [("21", False), ("21.02", False), ("20.97", True)])
def test_rate_times_base_makes_the_vat(make_facts: MakeFacts, amount: str, fires: bool) -> None:
    rows = [row(RatePercent="21", TaxableBase="100", VatAmount=amount)]
    notes = vat.vat_by_rate(make_facts(rows={"VatBreakdown": rows})).notes
    assert [note.code for note in notes] == (["BR-CO-17"] if fires else [])


@pytest.mark.parametrize(
    ("reversed_", "tax", "fires"), [(True, "5", True), (True, "0", False), (False, "5", False), (None, "5", False)]
)
def test_a_reversed_charge_has_no_vat(make_facts: MakeFacts, reversed_: bool | None, tax: str, fires: bool) -> None:
    notes = vat.reverse_charge(make_facts({"IsReverseCharged": reversed_, "TotalVATAmount": Decimal(tax)})).notes
    assert [note.code for note in notes] == (["BR-AE-09"] if fires else [])


@pytest.mark.parametrize(
    ("rate", "reason", "fires"), [("0", None, True), ("0", "Article 44", False), ("21", None, False)]
)
def test_a_rate_of_zero_has_its_reason(make_facts: MakeFacts, rate: str, reason: str | None, fires: bool) -> None:
    notes = vat.exemption_reason(
        make_facts(rows={"VatBreakdown": [row(RatePercent=rate, ExemptionReason=reason)]})
    ).notes
    assert [note.code for note in notes] == (["BR-E-10"] if fires else [])


def test_no_reason_is_missed_that_was_not_asked_for(make_facts: MakeFacts) -> None:
    assert vat.exemption_reason(make_facts(rows={"VatBreakdown": [row(RatePercent="0")]})).notes == ()


@pytest.mark.parametrize(
    ("category", "code"), [("E", "BR-E-10"), ("K", "BR-IC-10"), ("O", "BR-O-10"), ("Z", None), ("AE", None)]
)
def test_the_reason_is_asked_for_by_the_rule_of_its_category(
    make_facts: MakeFacts, category: str, code: str | None
) -> None:
    cells = row(RatePercent="0", ExemptionReason=None) | {"TaxCategory": category}
    notes = vat.exemption_reason(make_facts(rows={"VatBreakdown": [cells]})).notes
    assert [note.code for note in notes] == ([code] if code else [])


def test_a_receipt_gives_no_reason_for_its_zero_rate(make_facts: MakeFacts) -> None:
    rows = {"VatBreakdown": [row(RatePercent="0", ExemptionReason=None)]}
    assert vat.exemption_reason(make_facts(rows=rows, kind="receipt")).notes == ()
