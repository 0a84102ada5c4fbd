"""Printed currencies, countries and languages become ISO codes; what several share stays open."""

from collections.abc import Mapping
from typing import Any, cast

import pytest
from babel import Locale

from faktum.engine.values.codes import (
    LANGUAGES,
    country_of,
    country_of_prefix,
    country_of_vat,
    currency_candidates,
    currency_in_running_text,
    currency_of,
    guess_language,
    language_of,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EUR", "EUR"),
        ("eur", "EUR"),
        ("€", "EUR"),
        ("Euro", "EUR"),
        ("12,00 €", "EUR"),
        ("US$ 12", "USD"),
        ("$12.00 USD", "USD"),
        ("C$", "CAD"),
        ("£", "GBP"),
        ("£9.99", "GBP"),
        ("CHF", "CHF"),
        ("Fr.", "CHF"),
        ("Schweizer Franken", "CHF"),
        ("RM", "MYR"),
        ("RM 5.00", "MYR"),
        ("zł", "PLN"),
        ("Kč", "CZK"),
        ("₹", "INR"),
        ("֏", "AMD"),
        ("руб.", "RUB"),
        ("US Dollar", "USD"),
        ("Pound Sterling", "GBP"),
        ("(EUR)", "EUR"),
    ],
)
def test_a_clear_sign_is_one_currency(text: str, code: str) -> None:
    assert currency_of(text) == code


@pytest.mark.parametrize(
    ("text", "first"), [("$", "USD"), ("$ 12.00", "USD"), ("kr", "SEK"), ("¥", "JPY"), ("Rs.", "INR")]
)
def test_a_shared_sign_leaves_candidates(text: str, first: str) -> None:
    assert currency_of(text) is None
    assert currency_candidates(text)[0] == first


@pytest.mark.parametrize("text", ["", "12.00", "foo", "Total", "XYZ", "the top"])
def test_no_currency_where_there_is_none(text: str) -> None:
    assert currency_candidates(text) == ()


def test_running_text_says_nothing_by_words_in_capitals() -> None:
    assert currency_in_running_text("ALL") == ()
    assert currency_in_running_text("TOP") == ()
    assert currency_in_running_text("SVC") == ()
    assert currency_in_running_text("EUR,") == ("EUR",)
    assert currency_in_running_text("€12") == ("EUR",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"),
        ("DEU", "DE"),
        ("Deutschland", "DE"),
        ("GERMANY", "DE"),
        ("Allemagne", "DE"),
        ("UK", "GB"),
        ("United Kingdom", "GB"),
        ("Great Britain", "GB"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("United States", "US"),
        ("Österreich", "AT"),
        ("Oesterreich", None),
        ("Armenia", "AM"),
        ("Հայաստան", "AM"),
        ("Россия", "RU"),
        ("Polska", "PL"),
        ("The Netherlands", "NL"),
        ("Nederland", "NL"),
        ("Schweiz", "CH"),
        ("España", "ES"),
        ("Italia", "IT"),
        ("Berlin", None),
        ("", None),
        ("EU", None),
        ("XX", None),
    ],
)
def test_a_country_is_known_by_code_and_name(text: str, code: str | None) -> None:
    assert country_of(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE136695976", "DE"),
        ("EL 094259216", "GR"),
        ("XI123456789", "GB"),
        ("CHE-100.155.212", "CH"),
        ("12/345", None),
        ("DEAR", None),
    ],
)
def test_a_vat_number_names_its_country(text: str, code: str | None) -> None:
    assert country_of_vat(text) == code


NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_name_in_cldr_is_known(language: str) -> None:
    territories = cast("Mapping[Any, Any]", Locale(language).territories)
    names = {str(code): str(name) for code, name in territories.items()}
    wrong = {
        name: country_of(name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES and country_of(name) != code
    }
    assert len(wrong) <= 2, wrong  # two languages may give one name to two countries


def test_a_prefix_names_its_country() -> None:
    assert [country_of_prefix(prefix) for prefix in ("D", "CH", "EL", "Q", "ZZ")] == ["DE", "CH", "GR", None, None]


@pytest.mark.parametrize(
    ("text", "code"),
    [("de", "de"), ("nl-BE", "nl"), ("English", "en"), ("Deutsch", "de"), ("French", "fr"), ("??", None)],
)
def test_a_language_is_known_by_code_and_name(text: str, code: str | None) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Invoice number date total amount due please pay by", "en"),
        ("Rechnung Datum Menge Einzelpreis Gesamtbetrag MwSt zahlbar bis", "de"),
        ("Facture date désignation quantité prix total TVA échéance", "fr"),
        ("Factura fecha cantidad descripción importe base imponible", "es"),
        ("Fattura data quantità descrizione prezzo imponibile scadenza", "it"),
        ("Factuur datum aantal omschrijving bedrag btw vervaldatum", "nl"),
        ("Faktura data sprzedaży nazwa ilość cena wartość zapłaty", "pl"),
        ("Счет дата наименование количество цена сумма итого ндс", "ru"),
        ("Հաշիվ ամսաթիվ անվանում քանակ գին գումար ընդամենը", "hy"),
        ("12 34 56", None),
        ("Invoice", None),
    ],
)
def test_the_words_of_a_page_tell_its_language(text: str, code: str | None) -> None:
    assert guess_language(text.split()) == code
