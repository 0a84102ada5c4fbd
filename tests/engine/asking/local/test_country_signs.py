"""Country and currency where neither an address nor a code names them: signs on the page tell, or nothing does."""

from collections.abc import Callable, Mapping

import pytest

from faktum.schemas.document import Pages
from faktum.schemas.record import Source
from faktum.schemas.reply import Reply

Draw = Callable[..., Pages]
Answers = Callable[..., Mapping[str, str]]

TAIL = [(50, 420, "Invoice No: A-17"), (300, 500, "Total 100.00")]


@pytest.mark.parametrize(
    ("line", "country", "currency"),
    [
        ("ABN 41 882 200 030", "AU", "AUD"),
        ("Harbour Tools Pty Ltd", "AU", "AUD"),
        ("Tel. +60 3-7845 8155", "MY", "MYR"),
        ("www.northwind-tools.dk", "DK", "DKK"),
        ("GSTIN: 27AADCV7782M1ZI", "IN", "INR"),
    ],
)
def test_one_strong_sign_is_enough(drawn: Draw, answers: Answers, line: str, country: str, currency: str) -> None:
    got = answers(drawn([(50, 30, "INVOICE", 18), (50, 60, line), *TAIL]))
    assert (got["SupplierCountryCode"], got["Currency"]) == (country, currency)


def test_the_sign_is_the_evidence(drawn: Draw, read: Callable[..., Reply]) -> None:
    (record,) = read(drawn([(50, 30, "INVOICE", 18), (50, 60, "ABN 41 882 200 030"), *TAIL])).records
    country = record.fields["SupplierCountryCode"]
    assert (country.label, country.source, country.box and country.box.x0) == ("ABN", Source.DERIVED, 50)


def test_signs_that_disagree_tell_nothing(drawn: Draw, answers: Answers) -> None:
    page = [(50, 30, "INVOICE", 18), (50, 60, "Tel. +49 30 901820"), (50, 80, "Tel. +43 1 5880005"), *TAIL]
    assert "SupplierCountryCode" not in answers(drawn(page))


def test_what_stands_with_the_customer_says_nothing_of_the_supplier(
    drawn: Draw, answers: Answers, lines: Callable[..., list[tuple[float, float, str]]]
) -> None:
    page = [(50, 30, "INVOICE", 18), *lines("Bill to:", "Fjord Trading", "Tel. +47 22 86 44 00", x=50, y=80), *TAIL]
    assert "SupplierCountryCode" not in answers(drawn(page))


@pytest.mark.parametrize(("phone", "currency"), [("+1 416 555 0134", "$"), ("+61 2 5550 1234", "AUD")])
def test_a_dollar_sign_means_the_dollar_of_the_country(
    drawn: Draw, answers: Answers, phone: str, currency: str
) -> None:
    page = [(50, 30, "INVOICE", 18), (50, 60, f"Tel. {phone}"), TAIL[0], (300, 500, "Total $100.00")]
    assert answers(drawn(page))["Currency"] == currency


def test_three_capitals_among_words_are_no_currency(drawn: Draw, answers: Answers) -> None:
    page = [(50, 30, "INVOICE", 18), (50, 200, "TAU SAR PNEAH 36.00"), (50, 214, "SVC 10 15.00"), *TAIL]
    assert "Currency" not in answers(drawn(page))


def test_a_currency_in_brackets_behind_its_label(drawn: Draw, answers: Answers) -> None:
    page = [(50, 30, "INVOICE", 18), (50, 200, "GST Summary Amount(RM) Tax(RM)"), *TAIL]
    assert answers(drawn(page))["Currency"] == "RM"


def test_a_code_in_a_description_is_no_currency(drawn: Draw, answers: Answers) -> None:
    header = [(50, 200, "Description"), (300, 200, "Quantity"), (380, 200, "Unit price"), (480, 200, "Amount")]
    row = [(50, 216, "Gear oil CLP 220 B160"), (300, 216, "2"), (380, 216, "50.00"), (480, 216, "100.00")]
    page = [(50, 30, "INVOICE", 18), *header, *row, TAIL[0], (300, 500, "Total 100.00 €")]
    assert answers(drawn(page))["Currency"] == "€"
