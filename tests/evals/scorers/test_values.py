"""Each scorer judges one thing, and gives no judgement where nothing is wanted."""

from datetime import date
from decimal import Decimal

import pytest

from faktum.evals.correctness import kind_of, scorer
from faktum.evals.scorers import values
from faktum.evals.scorers.values import Scorer
from faktum.schemas.fields import Kind
from faktum.schemas.record import Value

CASES: list[tuple[Scorer, object, Value, bool | None]] = [
    (values.exact, "A  b", "A b", True),
    (values.exact, "A b", "a b", False),
    (values.exact, 12.5, Decimal("12.50"), True),
    (values.exact, True, True, True),
    (values.exact, True, False, False),
    (values.amount, 12.5, Decimal("12.504"), True),
    (values.amount, 12.5, Decimal("12.505"), False),
    (values.amount, -12.5, Decimal("12.5"), False),
    (values.amount, 12.5, "nan", False),
    (values.magnitude, -12.5, Decimal("12.5"), True),
    (values.day, "2026-03-04", date(2026, 3, 4), True),
    (values.day, "2026-03-04", date(2026, 4, 3), False),
    (values.identifier, "DE 12-3", "de123", True),
    (values.identifier, "0123", "123", False),
    (values.document_kind, "SelfBilledInvoice", "invoice", True),
    (values.document_kind, "CreditNote", "invoice", False),
    (values.name, "Muster GmbH & Co. KG", "Muster GmbH & Co KG", True),
    (values.name, "Muster GmbH", "Master Holzbau AG", False),
    (values.words, "Bolts, steel", "Bolt steel", True),
    (values.words, "Bolts", "Nuts", False),
    (values.as_set, ["EXW", "Net 30"], ["net 30", "exw"], True),
    (values.as_set, ["EXW", "EXW"], ["EXW"], False),
]


@pytest.mark.parametrize(("judge", "wanted", "found", "right"), CASES)
def test_a_scorer_judges_one_thing(judge: Scorer, wanted: object, found: Value, right: bool) -> None:
    assert judge(wanted, found) is right


@pytest.mark.parametrize("judge", list(dict.fromkeys(case[0] for case in CASES)))
def test_a_scorer_abstains_where_nothing_is_wanted_and_nothing_found_is_never_right(judge: Scorer) -> None:
    assert judge(None, "x") is None
    assert judge("", "x") is None
    assert judge("x", None) is False


def test_anls_is_the_likeness_from_one_half_on() -> None:
    assert values.anls("Muster", "muster") == 1.0
    assert values.anls("abcd", "abcx") == 0.75
    assert values.anls("abcd", "axyz") == 0.0
    assert values.anls(12.5, Decimal("12.50")) == 1.0
    assert values.anls(None, "x") is None


def test_fields_are_judged_by_their_kind() -> None:
    assert kind_of("TaxableBase", "VatBreakdown") is Kind.AMOUNT
    assert scorer("TotalVATAmount") is values.amount
    assert scorer("TotalVATAmount", credit=True) is values.magnitude
    assert scorer("SupplierName") is values.name
    assert scorer("InvoiceType") is values.document_kind
    assert scorer("Supplier.Address.City") is values.name
    assert scorer("Notes", wanted=["a", "b"]) is values.as_set


def test_a_field_of_the_users_own_is_judged_by_its_kind_or_its_look() -> None:
    assert scorer("Meter number", Kind.IDENTIFIER) is values.identifier
    assert scorer("Meter number", wanted="1 EMH 00") is values.identifier
    assert scorer("Advertiser", wanted="Muster AG") is values.name
    assert scorer("Distance", wanted=12.5) is values.amount
    assert scorer("Is member", wanted=True) is values.exact
