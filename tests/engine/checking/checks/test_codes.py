"""Currency and countries are there and fit the rest."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from faktum.engine.checking.checks import codes
from faktum.engine.checking.checks.facts import Facts, Spot

MakeFacts = Callable[..., Facts]


def test_amounts_without_a_currency_are_noted(make_facts: MakeFacts) -> None:
    values = {"Currency": None, "AmountDue": Decimal(5)}
    assert [note.code for note in codes.currency_missing(make_facts(values)).notes] == ["BR-05"]
    assert codes.currency_missing(make_facts(values | {"Currency": "EUR"})).notes == ()
    assert codes.currency_missing(make_facts({"AmountDue": Decimal(5)})).notes == ()
    assert codes.currency_missing(make_facts({"Currency": None})).notes == ()


def test_a_sign_of_several_currencies_names_them(make_facts: MakeFacts) -> None:
    (note,) = codes.currency_ambiguous(make_facts({"Currency": "USD"}, currencies=("USD", "CAD"))).notes
    assert note.message == "Currency: 'USD' was taken for USD; it may also be CAD."
    assert codes.currency_ambiguous(make_facts({"Currency": "USD"}, currencies=("USD",))).notes == ()


def test_a_currency_is_a_code_of_iso_4217(make_facts: MakeFacts) -> None:
    (note,) = codes.currency_code(make_facts({"Currency": "eur"})).notes
    assert note.message == "Currency 'eur' is not a valid ISO 4217 uppercase code."
    assert codes.currency_code(make_facts({"Currency": "EUR"})).notes == ()


@pytest.mark.parametrize(
    ("number", "country", "code"),
    [
        ("DE136695976", "DE", None),
        ("DE136695976", "FR", "COUNTRY_AND_VAT"),
        ("136695976", "DE", "BR-CO-09"),
        ("EL094259216", "GR", None),
        ("DE136695976", None, None),
        (None, "DE", None),
    ],
)
def test_a_vat_number_is_from_the_party_s_country(
    make_facts: MakeFacts, number: str | None, country: str | None, code: str | None
) -> None:
    verdict = codes.country_and_vat(make_facts({"SupplierVatNumber": number, "SupplierCountryCode": country}))
    assert [note.code for note in verdict.notes] == ([code] if code else [])
    assert (Spot("SupplierCountryCode") in verdict.confirmed) is (code is None and bool(number) and bool(country))
