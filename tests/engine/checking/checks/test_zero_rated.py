"""Where no VAT is charged, what that demands stands on the invoice."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from faktum.engine.checking.checks import zero_rated
from faktum.engine.checking.checks.facts import Check, Facts

MakeFacts = Callable[..., Facts]
Rows = Mapping[str, list[dict[str, object]]]


def codes(check: Check, facts: Facts) -> list[str]:
    return [note.code for note in check(facts).notes]


@pytest.mark.parametrize(("category", "fires"), [("AE", []), ("S", ["BR-AE-01"])])
def test_reversed_lines_have_their_row_of_the_breakdown(make_facts: MakeFacts, category: str, fires: list[str]) -> None:
    rows = {"LineItems": [{"TaxCategory": "AE"}], "VatBreakdown": [{"TaxCategory": category}]}
    assert codes(zero_rated.reversed_row, make_facts({}, rows)) == fires


@pytest.mark.parametrize(
    ("seller", "buyer", "fires"), [("DE136695976", "BE0428759497", []), ("DE136695976", None, ["BR-AE-02"])]
)
def test_a_reverse_charge_names_both_parties(
    make_facts: MakeFacts, seller: str, buyer: str | None, fires: list[str]
) -> None:
    values = {"IsReverseCharged": True, "SupplierVatNumber": seller, "CustomerVatNumber": buyer}
    assert codes(zero_rated.reversed_parties, make_facts(values)) == fires
    assert codes(zero_rated.reversed_parties, make_facts(values | {"IsReverseCharged": False})) == []


@pytest.mark.parametrize(("rate", "fires"), [("0", []), ("21", ["BR-AE-05"])])
def test_reversed_lines_have_no_rate(make_facts: MakeFacts, rate: str, fires: list[str]) -> None:
    rows = {"LineItems": [{"TaxCategory": "AE", "VatPercentage": Decimal(rate)}]}
    assert codes(zero_rated.reversed_lines, make_facts({}, rows)) == fires


@pytest.mark.parametrize(("base", "fires"), [("30.00", []), ("30.01", []), ("31.00", ["BR-AE-08"])])
def test_the_reversed_base_is_the_sum_of_its_lines(make_facts: MakeFacts, base: str, fires: list[str]) -> None:
    lines = [{"TaxCategory": "AE", "LineTotalExclTax": Decimal(total)} for total in ("10.00", "20.00")]
    rows = {"LineItems": lines, "VatBreakdown": [{"TaxCategory": "AE", "TaxableBase": Decimal(base)}]}
    notes = zero_rated.reversed_base(make_facts({}, rows)).notes
    assert [note.code for note in notes] == fires
    assert all("(Δ=-1.00; tolerance 0.01)" in note.message for note in notes)


@pytest.mark.parametrize(("reason", "fires"), [("Reverse charge", []), (None, ["BR-AE-10"])])
def test_a_reversed_row_says_why(make_facts: MakeFacts, reason: str | None, fires: list[str]) -> None:
    rows = {"VatBreakdown": [{"TaxCategory": "AE", "ExemptionReason": reason}]}
    assert codes(zero_rated.reversed_reason, make_facts({}, rows)) == fires


@pytest.mark.parametrize(("mark", "fires"), [(True, []), (False, ["REVERSE_CHARGE_SAID"])])
def test_wording_and_mark_agree(make_facts: MakeFacts, mark: bool, fires: list[str]) -> None:
    facts = make_facts({"ReverseChargeNote": "Reverse charge applies", "IsReverseCharged": mark})
    assert codes(zero_rated.reversed_and_said, facts) == fires


@pytest.mark.parametrize(
    ("tax", "customer", "fires"),
    [
        ("0", "BE0428759497", []),
        ("19.00", "BE0428759497", ["BR-IC-09"]),
        ("0", None, ["BR-IC-02"]),
    ],
)
def test_an_intra_community_supply_bears_no_tax_and_names_its_customer(
    make_facts: MakeFacts, tax: str, customer: str | None, fires: list[str]
) -> None:
    values = {
        "IntraCommunitySupplyNote": "VAT exempt intra-community supply",
        "TotalVATAmount": Decimal(tax),
        "CustomerVatNumber": customer,
    }
    assert codes(zero_rated.intra_community, make_facts(values)) == fires
