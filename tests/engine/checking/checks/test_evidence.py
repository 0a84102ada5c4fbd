"""What cannot be read, found or trusted is said."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from faktum.engine.checking.checks import evidence
from faktum.engine.checking.checks.facts import Facts, Spot
from faktum.schemas.record import Cell, Source, Status

MakeFacts = Callable[..., Facts]


def test_unreadable_characters_are_quoted(make_facts: MakeFacts) -> None:
    facts = make_facts({"InvoiceDate": None}, unreadable=(Spot("InvoiceDate"),))
    facts = replace(facts, cells={Spot("InvoiceDate"): Cell(None, "soon")})
    (note,) = evidence.unreadable(facts).notes
    assert (note.code, note.message) == ("VALUE_UNREADABLE", "InvoiceDate: 'soon' cannot be read.")
    assert evidence.unreadable(make_facts({"InvoiceDate": None})).notes == ()


def test_a_value_no_page_prints_is_noted_with_its_line(make_facts: MakeFacts) -> None:
    facts = make_facts(rows={"LineItems": [{"Quantity": Decimal(3)}]})
    spot = Spot("LineItems.Quantity", 1)
    lost = replace(facts, cells={spot: replace(facts.cells[spot], status=Status.NOT_FOUND)})
    (note,) = evidence.not_on_page(lost).notes
    assert (note.code, note.row, note.message) == (
        "VALUE_NOT_ON_PAGE",
        1,
        "Line 1: Quantity '3' was not found on the pages.",
    )
    assert evidence.not_on_page(facts).notes == ()
    assert evidence.not_on_page(replace(lost, has_words=False)).notes == ()


@pytest.mark.parametrize(
    ("source", "found", "fires"), [(Source.XML, False, True), (Source.XML, True, False), (Source.PAGE, False, False)]
)
def test_xml_that_the_page_does_not_show_is_noted(
    make_facts: MakeFacts, source: Source, found: bool, fires: bool
) -> None:
    facts = make_facts({"AmountDue": Decimal(5)})
    cell = replace(facts.cell("AmountDue"), source=source)
    cell = cell if found else replace(cell, evidence=())
    notes = evidence.xml_and_page(replace(facts, cells={Spot("AmountDue"): cell})).notes
    assert [note.code for note in notes] == (["XML_NOT_ON_PAGE"] if fires else [])


@pytest.mark.parametrize(("certainty", "fires"), [(0.59, True), (0.6, False), (1.0, False)])
def test_hard_words_are_named(make_facts: MakeFacts, certainty: float, fires: bool) -> None:
    facts = make_facts({"AmountDue": Decimal(5)}, certainties={Spot("AmountDue"): certainty})
    assert bool(evidence.hard_to_read(facts).notes) is fires


def test_what_every_invoice_has_is_missed_only_where_asked(make_facts: MakeFacts) -> None:
    assert [note.code for note in evidence.missing(make_facts({"InvoiceNumber": None})).notes] == ["BR-02"]
    assert evidence.missing(make_facts({"InvoiceNumber": "A"})).notes == ()
    assert evidence.missing(make_facts({})).notes == ()
    assert evidence.missing(make_facts({"InvoiceNumber": None}, kind="receipt")).notes == ()


def test_one_of_several_invoices_says_so(make_facts: MakeFacts) -> None:
    (note,) = evidence.several_invoices(make_facts(number=2, of=3, pages=(3, 4), reason="number changes")).notes
    assert note.message == "Invoice 2 of 3 in this file: pages 3-4 (number changes)."
    assert evidence.several_invoices(make_facts()).notes == ()
