"""Dates follow one another, and an open order of day and month is told with both readings."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from faktum.engine.checking.checks import time
from faktum.engine.checking.checks.facts import Facts, Spot

MakeFacts = Callable[..., Facts]
ISSUED = date(2025, 8, 15)


@pytest.mark.parametrize(
    ("due", "fires"), [(date(2025, 8, 10), True), (ISSUED, False), (date(2025, 9, 15), False), (None, False)]
)
def test_nothing_is_due_before_it_is_issued(make_facts: MakeFacts, due: date | None, fires: bool) -> None:
    notes = time.due_after_issue(make_facts({"InvoiceDate": ISSUED, "DueDate": due})).notes
    assert [note.message for note in notes] == (
        ["DueDate 2025-08-10 is earlier than InvoiceDate 2025-08-15."] if fires else []
    )


@pytest.mark.parametrize(
    ("terms", "due", "fires"),
    [
        ("Net 30", date(2025, 9, 14), False),
        ("Net 30", date(2025, 9, 15), True),
        ("as agreed", date(2025, 9, 15), False),
        (None, date(2025, 9, 15), False),
    ],
)
def test_the_due_date_fits_the_terms(make_facts: MakeFacts, terms: str | None, due: date, fires: bool) -> None:
    notes = time.due_by_terms(make_facts({"InvoiceDate": ISSUED, "DueDate": due, "PaymentTerms": terms})).notes
    assert [note.code for note in notes] == (["DUE_BY_TERMS"] if fires else [])


def test_a_period_ends_after_it_starts(make_facts: MakeFacts) -> None:
    turned = {"ServicePeriodStart": date(2025, 8, 31), "ServicePeriodEnd": date(2025, 8, 1)}
    right = {"ServicePeriodStart": date(2025, 8, 1), "ServicePeriodEnd": date(2025, 8, 31)}
    facts = make_facts(turned, {"LineItems": [right, turned]})
    assert [(note.code, note.row) for note in time.period(facts).notes] == [("BR-29", None), ("BR-30", 2)]
    assert time.period(make_facts(right)).notes == ()


def test_an_open_order_names_both_readings(make_facts: MakeFacts) -> None:
    facts = make_facts({"InvoiceDate": date(2025, 4, 3)}, rivals={Spot("InvoiceDate"): (date(2025, 3, 4),)})
    (note,) = time.date_order(facts).notes
    assert note.code == "DATE_ORDER"
    assert note.message == "InvoiceDate '2025-04-03' may be 2025-04-03 or 2025-03-04; 2025-04-03 was taken (a test)."
    assert time.date_order(make_facts({"InvoiceDate": ISSUED})).notes == ()


@pytest.mark.parametrize(
    ("issued", "today", "fires"),
    [
        (date(2031, 1, 1), date(2026, 1, 1), ["DATE_IN_FUTURE"]),
        (date(2026, 2, 1), date(2026, 1, 1), []),
        (date(2031, 1, 1), None, []),
    ],
)
def test_an_invoice_of_the_future_is_told_only_where_today_is_known(
    make_facts: MakeFacts, issued: date, today: date | None, fires: list[str]
) -> None:
    assert [note.code for note in time.in_the_future(make_facts({"InvoiceDate": issued}, today=today)).notes] == fires


@pytest.mark.parametrize(("terms", "fires"), [(None, ["BR-CO-25"]), ("Net 30", [])])
def test_what_is_due_says_when(make_facts: MakeFacts, terms: str | None, fires: list[str]) -> None:
    values = {"AmountDue": Decimal(10), "DueDate": None, "PaymentTerms": terms}
    facts = make_facts(values | {"SupplierVatNumber": "DE136695976"})
    assert [note.code for note in time.when_to_pay(facts).notes] == fires
    assert time.when_to_pay(make_facts(values)).notes == ()
