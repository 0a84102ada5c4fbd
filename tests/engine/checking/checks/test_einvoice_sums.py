"""Lines and totals of an e-invoice are all read, and hold what no field holds: price bases, allowances, charges."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from faktum.engine.checking.checks import lines, totals
from faktum.engine.checking.checks.facts import Facts
from faktum.schemas.record import Severity, Source

MakeFacts = Callable[..., Facts]


def of_einvoice(facts: Facts) -> Facts:
    return replace(facts, cells={spot: replace(cell, source=Source.XML) for spot, cell in facts.cells.items()})


def a_line(make_facts: MakeFacts, quantity: str, price: str, total: str) -> Facts:
    cells = {"Quantity": Decimal(quantity), "UnitPrice": Decimal(price), "LineTotalExclTax": Decimal(total)}
    return make_facts(rows={"LineItems": [cells]})


@pytest.mark.parametrize(
    ("quantity", "price", "total", "severity"),
    [
        ("12", "14.50", "14.50", None),  # a price for a dozen
        ("90", "365.00", "90.00", None),  # a price for a year of 365 days
        ("90", "366", "90.01", None),  # a cent of rounding
        ("2", "50", "90", Severity.INFO),  # an allowance that no field holds
        ("2", "50", "0", Severity.INFO),
    ],
)
def test_a_line_of_an_einvoice_may_have_a_price_basis(
    make_facts: MakeFacts, quantity: str, price: str, total: str, severity: Severity | None
) -> None:
    facts = of_einvoice(a_line(make_facts, quantity, price, total))
    notes = lines.quantity_price_total(facts).notes
    assert [(note.code, note.severity) for note in notes] == ([("LINE_TOTAL", severity)] if severity else [])


def test_a_printed_line_that_is_a_dozen_times_too_small_is_a_misreading(make_facts: MakeFacts) -> None:
    (note,) = lines.quantity_price_total(a_line(make_facts, "12", "14.50", "14.50")).notes
    assert (note.code, note.severity) == ("LINE_TOTAL", Severity.WARNING)


def lines_short_of_net(make_facts: MakeFacts, **more: Decimal | None) -> Facts:
    return make_facts({"TotalAmountExclTax": Decimal(110)} | more, {"LineItems": [{"LineTotalExclTax": Decimal(100)}]})


def test_a_charge_that_was_not_asked_for_is_no_warning_where_all_lines_are_known(make_facts: MakeFacts) -> None:
    (note,) = totals.lines_and_net(of_einvoice(lines_short_of_net(make_facts))).notes
    assert (note.code, note.severity) == ("BR-CO-10", Severity.INFO)
    (note,) = totals.lines_and_net(lines_short_of_net(make_facts)).notes
    assert (note.code, note.severity) == ("BR-CO-10", Severity.WARNING)


def test_it_is_a_warning_where_charges_were_asked_for(make_facts: MakeFacts) -> None:
    facts = lines_short_of_net(make_facts, GlobalDiscountAmount=None, GlobalSurchargeAmount=None)
    (note,) = totals.lines_and_net(of_einvoice(facts)).notes
    assert (note.code, note.severity) == ("BR-CO-10", Severity.WARNING)


def test_an_amount_due_that_differs_says_whether_payments_were_asked_for(make_facts: MakeFacts) -> None:
    amounts: dict[str, Decimal | None] = {"TotalAmountIncTax": Decimal(110), "AmountDue": Decimal(60)}
    (note,) = totals.amount_due(make_facts(amounts)).notes
    assert "payments were not asked for" in note.message
    (note,) = totals.amount_due(make_facts(amounts | {"PrepaymentAmount": None})).notes
    assert "no payment that explains it was found" in note.message


def numbered(make_facts: MakeFacts, *numbers: str) -> Facts:
    return make_facts(rows={"LineItems": [{"LineNumber": Decimal(number)} for number in numbers]})


def test_gaps_in_the_line_numbers_of_an_einvoice_are_its_own(make_facts: MakeFacts) -> None:
    facts = numbered(make_facts, "1", "2", "16", "17")
    assert [note.row for note in lines.numbering(facts).notes] == [3]
    assert lines.numbering(of_einvoice(facts)).notes == ()


def test_line_numbers_by_chapter_have_no_gaps(make_facts: MakeFacts) -> None:
    assert lines.numbering(numbered(make_facts, "1.1", "1.2", "1.3", "2.1", "2.2")).notes == ()
