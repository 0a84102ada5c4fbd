"""Every line item is held against itself; the note names the line."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from faktum.engine.checking.checks import lines
from faktum.engine.checking.checks.facts import Facts, Spot

MakeFacts = Callable[..., Facts]


def row(**values: str | None) -> dict[str, Decimal | None]:
    return {leaf: None if text is None else Decimal(text) for leaf, text in values.items()}


@pytest.mark.parametrize(
    ("line", "fires"),
    [
        (row(Quantity="3", UnitPrice="1.50", LineTotalExclTax="4.50"), False),
        (row(Quantity="3", UnitPrice="1.50", LineTotalExclTax="4.40"), True),
        (row(Quantity="3", UnitPrice="1.50", LineTotalExclTax="4.51"), False),  # rounding
        (row(Quantity="-3", UnitPrice="1.50", LineTotalExclTax="-4.50"), False),
        (row(Quantity="3", UnitPrice="1.50", LineTotalExclTax="-4.50"), False),  # a credit note prints no sign on some
        (row(Quantity="100", UnitPrice="10.00", LineTotalExclTax="900", LineDiscountPercent="10"), False),
        (row(Quantity="100", UnitPrice="10.00", LineTotalExclTax="950", LineDiscountAmount="50"), False),
        (row(Quantity="100", UnitPrice="10.00", LineTotalExclTax="950", LineDiscountAmount="0.50"), False),  # per unit
        (row(Quantity="100", UnitPrice="10.00", LineTotalExclTax="900", LineDiscountPercent="5"), True),
        (row(Quantity="500", UnitPrice="12.00", LineTotalExclTax="60.00"), False),  # price per hundred
        (row(Quantity="1", UnitPrice="1000.00", LineTotalExclTax="1163.40"), True),
        (row(Quantity="1.0", UnitPrice="1000.00", LineTotalExclTax="1163.40"), True),
        (row(Quantity="33.3", UnitPrice="10.00", LineTotalExclTax="333.33"), False),  # a rounded quantity
        (row(Quantity="3", UnitPrice=None, LineTotalExclTax="4.40"), False),
        (row(UnitPrice="1.50", LineTotalExclTax="4.40"), False),
    ],
)
def test_quantity_times_price_makes_the_line_total(
    make_facts: MakeFacts, line: Mapping[str, Decimal], fires: bool
) -> None:
    verdict = lines.quantity_price_total(make_facts(rows={"LineItems": [line]}))
    assert [note.code for note in verdict.notes] == (["LINE_TOTAL"] if fires else [])


def test_the_note_names_the_line_and_both_amounts(make_facts: MakeFacts) -> None:
    good = row(Quantity="1", UnitPrice="2.00", LineTotalExclTax="2.00")
    bad = row(Quantity="3", UnitPrice="1.50", LineTotalExclTax="4.40")
    verdict = lines.quantity_price_total(
        make_facts(rows={"LineItems": [good, bad]}, names={"LineItems.LineTotalExclTax": "Amount"})
    )
    (note,) = verdict.notes
    assert note.row == 2
    assert note.fields == ("Quantity", "UnitPrice", "Amount")
    assert note.message == "Line 2: Amount 4.40 ≠ Quantity × UnitPrice (4.50; tolerance 0.02)."
    assert verdict.confirmed == tuple(
        Spot(f"LineItems.{leaf}", 1) for leaf in ("Quantity", "UnitPrice", "LineTotalExclTax")
    )


@pytest.mark.parametrize(
    ("line", "fires"),
    [
        (row(LineTotalExclTax="100", LineVATAmount="21", LineTotalInclTax="121"), False),
        (row(LineTotalExclTax="100", LineVATAmount="21.50", LineTotalInclTax="121"), True),
        (row(LineTotalExclTax="100", VatPercentage="21", LineTotalInclTax="121"), False),
        (row(LineTotalExclTax="100", VatPercentage="20", LineTotalInclTax="121"), True),
        (row(LineTotalExclTax="100", LineTotalInclTax="121"), False),
    ],
)
def test_net_and_vat_make_the_gross_of_a_line(make_facts: MakeFacts, line: Mapping[str, Decimal], fires: bool) -> None:
    assert bool(lines.net_vat_gross(make_facts(rows={"LineItems": [line]})).notes) is fires


@pytest.mark.parametrize(
    ("line", "fires"),
    [
        (row(LineTotalExclTax="100", LineVATAmount="21", VatPercentage="21"), False),
        (row(LineTotalExclTax="100", LineVATAmount="20", VatPercentage="21"), True),
        (row(LineTotalExclTax="100", LineVATAmount="20"), False),
    ],
)
def test_the_rate_makes_the_vat_of_a_line(make_facts: MakeFacts, line: Mapping[str, Decimal], fires: bool) -> None:
    assert bool(lines.vat_of_line(make_facts(rows={"LineItems": [line]})).notes) is fires


@pytest.mark.parametrize(
    ("numbers", "rows"),
    [
        (["1", "2", "3"], []),
        (["1", "2", "4"], [3]),
        (["10", "20", "30"], []),
        (["10", "20", "40", "50"], [3]),
        (["1", "3", "5"], []),
        (["5"], []),
        ([], []),
    ],
)
def test_a_gap_in_the_numbers_may_be_a_missing_line(make_facts: MakeFacts, numbers: list[str], rows: list[int]) -> None:
    facts = make_facts(rows={"LineItems": [row(LineNumber=number) for number in numbers]})
    assert [note.row for note in lines.numbering(facts).notes] == rows


def test_numbers_we_counted_ourselves_tell_nothing(make_facts: MakeFacts) -> None:
    facts = make_facts(rows={"LineItems": [row(LineNumber=number) for number in ("1", "2", "4")]})
    counted = replace(facts, cells={spot: replace(cell, printed=None) for spot, cell in facts.cells.items()})
    assert lines.numbering(counted).notes == ()


def test_a_negative_price_is_remarked(make_facts: MakeFacts) -> None:
    facts = make_facts(rows={"LineItems": [row(UnitPrice="-1"), row(UnitPrice="1")]})
    assert [(note.code, note.row) for note in lines.negative_price(facts).notes] == [("BR-27", 1)]


def test_line_items_asked_for_and_not_there_are_remarked(make_facts: MakeFacts) -> None:
    asked = {"LineItems.LineTotalExclTax": "Amount"}
    assert [note.code for note in lines.no_lines(make_facts(names=asked)).notes] == ["BR-16"]
    assert lines.no_lines(make_facts(rows={"LineItems": [row(LineTotalExclTax="1")]}, names=asked)).notes == ()
    assert lines.no_lines(make_facts(names=asked, kind="receipt")).notes == ()
    assert lines.no_lines(make_facts()).notes == ()


def test_the_one_line_without_a_quantity_is_told(make_facts: MakeFacts) -> None:
    full = {"Quantity": Decimal(1), "UnitPrice": Decimal(2), "LineTotalExclTax": Decimal(2)}
    facts = make_facts({}, {"LineItems": [full, full | {"Quantity": None}, full]})
    assert [(note.code, note.row) for note in lines.quantity_presence(facts).notes] == [("BR-22", 2)]
    facts = make_facts({}, {"LineItems": [full, full | {"Quantity": None}]})
    assert lines.quantity_presence(facts).notes == ()
