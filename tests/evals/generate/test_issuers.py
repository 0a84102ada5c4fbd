"""Fictitious companies bear identifiers that pass their checksums."""

from importlib import import_module
from random import Random
from typing import Any

import pytest
from stdnum import iban

from faktum.evals.generate.issuers import VAT_CHECKS, account, supplier, vat_number
from faktum.evals.generate.markets import MARKETS, Market


@pytest.mark.parametrize("country", sorted(VAT_CHECKS))
def test_vat_ids_pass_their_checksum(country: str) -> None:
    check: Any = import_module(VAT_CHECKS[country])
    for seed in range(3):
        compact, printed = vat_number(country, Random(seed))
        assert compact
        assert check.is_valid(compact)
        assert printed
        assert "".join(c for c in printed if c.isalnum()) == compact


@pytest.mark.parametrize("country", ["DE", "AT", "CH", "FR", "BE", "GB", "IE", "ES", "IT", "NL", "PT", "PL"])
def test_ibans_pass_their_checksum(country: str) -> None:
    for seed in range(3):
        number = account(country, Random(seed)).iban
        assert number
        assert number.startswith(country)
        assert iban.is_valid(number)


def test_americans_have_an_account_number_and_no_iban() -> None:
    made = account("US", Random(1))
    assert made.iban is None
    assert made.number
    assert made.number.isdigit()


@pytest.mark.parametrize("market", MARKETS, ids=lambda market: market.locale)
def test_the_same_number_is_the_same_company(market: Market) -> None:
    assert supplier(market, 7) == supplier(market, 7)
    assert len({supplier(market, number)[0].name for number in range(20)}) > 10


def test_nothing_on_the_web_can_be_reached() -> None:
    """Addresses end in .example, which RFC 2606 keeps free."""
    for market in MARKETS:
        party, _ = supplier(market, 3)
        assert party.email
        assert party.email.endswith(".example")
        assert party.website
        assert party.website.endswith(".example")
