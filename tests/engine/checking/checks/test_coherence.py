"""Decimals, dates, tax rows, currencies and post codes that cannot be so are named; all others pass."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from faktum.engine.checking.checks import coherence
from faktum.engine.checking.checks.facts import Facts

MakeFacts = Callable[..., Facts]


@pytest.mark.parametrize(
    ("currency", "amount", "noted"),
    [("EUR", "1.005", True), ("EUR", "1.500", False), ("JPY", "100.5", True), ("JPY", "100", False),
     ("KWD", "1.005", False)],
)  # fmt: skip
def test_totals_have_the_decimals_of_their_currency(
    make_facts: MakeFacts, currency: str, amount: str, noted: bool
) -> None:
    facts = make_facts({"Currency": currency, "AmountDue": Decimal(amount)})
    assert [note.code for note in coherence.decimals(facts).notes] == ["BR-DEC"] * noted


@pytest.mark.parametrize(
    ("issued", "due", "codes"),
    [
        (date(1924, 5, 1), None, ["DATE_ANCIENT"]),
        (date(2024, 5, 1), date(2042, 5, 1), ["DUE_DISTANT"]),
        (date(2024, 5, 1), date(2024, 8, 1), []),
    ],
)
def test_dates_out_of_reach_are_noted(make_facts: MakeFacts, issued: date, due: date | None, codes: list[str]) -> None:
    facts = make_facts({"InvoiceDate": issued, "DueDate": due})
    assert [note.code for note in coherence.distant_dates(facts).notes] == codes


def test_a_reversed_charge_has_no_rate(make_facts: MakeFacts) -> None:
    row = {"TaxCategory": "AE", "RatePercent": Decimal(19), "VatAmount": Decimal(0)}
    (note,) = coherence.reverse_charge_rate(make_facts(rows={"VatBreakdown": [row]})).notes
    assert (note.code, note.row, note.fields) == ("BR-AE-05", 1, ("RatePercent",))


def test_one_currency_has_no_rate_to_itself(make_facts: MakeFacts) -> None:
    values = {"SourceCurrency": "EUR", "FunctionalCurrency": "EUR", "ExchangeRate": Decimal("1.08")}
    assert [note.code for note in coherence.exchange(make_facts(values)).notes] == ["FX_COHERENCE"]
    assert coherence.exchange(make_facts(values | {"FunctionalCurrency": "USD"})).notes == ()


@pytest.mark.parametrize(
    ("code", "country", "noted"),
    [("10115", "DE", False), ("D-10115", "DE", False), ("1011", "DE", True), ("Dublin 4", "IE", True),
     ("D04 X4H7", "IE", False), ("anything", "GB", False)],
)  # fmt: skip
def test_post_codes_have_the_shape_of_their_country(
    make_facts: MakeFacts, code: str, country: str, noted: bool
) -> None:
    place = "Supplier.Address"
    facts = make_facts({f"{place}.PostalCode": code, f"{place}.CountryCode": country})
    assert [note.code for note in coherence.postcodes(facts).notes] == ["POSTCODE_SHAPE"] * noted
