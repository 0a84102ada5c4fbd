"""Printed amounts become exact Decimals, whatever the locale, and nothing else becomes an amount."""

from decimal import Decimal

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from faktum.engine.values.amounts import looks_like_amount, parse_amount, vote_decimal_mark

AMOUNTS = [
    # plain
    ("0", "0"),
    ("7", "7"),
    ("12345", "12345"),
    ("0.00", "0.00"),
    ("0,00", "0.00"),
    ("12.5", "12.5"),
    ("12.50", "12.50"),
    ("12,50", "12.50"),
    (".50", "0.50"),
    (",50", "0.50"),
    ("0.0125", "0.0125"),
    ("3,141", "3141"),
    ("0,125", "0.125"),
    ("1234,567", "1234.567"),
    # thousands
    ("1,234.56", "1234.56"),
    ("1.234,56", "1234.56"),
    ("1 234,56", "1234.56"),
    ("1\u00a0234,56", "1234.56"),
    ("1\u202f234,56", "1234.56"),
    ("1\u2009234.56", "1234.56"),
    ("1'234.50", "1234.50"),
    ("1’234.50", "1234.50"),
    ("12'345'678.90", "12345678.90"),
    ("1,234,567.89", "1234567.89"),
    ("1.234.567,89", "1234567.89"),
    ("1 234 567,89", "1234567.89"),
    ("1.234.567", "1234567"),
    ("1,234,567", "1234567"),
    ("1,23,456.78", "123456.78"),
    ("12,34,56,789.00", "123456789.00"),
    ("1 234 567", "1234567"),
    # signs
    ("-12.50", "-12.50"),
    ("−12,50", "-12.50"),
    ("–5.00", "-5.00"),
    ("12,50-", "-12.50"),
    ("12.50 -", "-12.50"),
    ("(1,234.00)", "-1234.00"),
    ("(12,50)", "-12.50"),
    ("+12.50", "12.50"),
    ("12.50 CR", "-12.50"),
    ("12.50CR", "-12.50"),
    ("12.50 DR", "12.50"),
    ("-€12.00", "-12.00"),
    ("€-12.00", "-12.00"),
    ("€ -12.00", "-12.00"),
    ("12.00- €", "-12.00"),
    ("12,00 €-", "-12.00"),
    ("($12.00)", "-12.00"),
    ("$(12.00)", "-12.00"),
    ("$ (1,200.00)", "-1200.00"),
    ("-0.00", "0.00"),
    # currencies
    ("€ 1.234,56", "1234.56"),
    ("1.234,56 €", "1234.56"),
    ("1.234,56€", "1234.56"),
    ("EUR 1.234,56", "1234.56"),
    ("1.234,56 EUR", "1234.56"),
    ("EUR1,234.56", "1234.56"),
    ("$1,234.00", "1234.00"),
    ("$1,234.00 USD", "1234.00"),
    ("US$ 99.95", "99.95"),
    ("C$ 10.00", "10.00"),
    ("A$10.00", "10.00"),
    ("R$ 1.234,56", "1234.56"),
    ("£0.99", "0.99"),
    ("CHF 1'234.50", "1234.50"),
    ("Fr. 100.-", "100"),
    ("RM 12.00", "12.00"),
    ("RM12.00", "12.00"),
    ("Rs. 1,000", "1000"),
    ("₹ 1,23,456.00", "123456.00"),
    ("1 234,50 Kč", "1234.50"),
    ("12,00 zł", "12.00"),
    ("1 000 Ft", "1000"),
    ("1 200,00 руб.", "1200.00"),
    ("15 000 ֏", "15000"),
    ("15,000 AMD", "15000"),
    ("¥ 12,345", "12345"),
    ("499 kr", "499"),
    ("kr. 1.234,50", "1234.50"),
    ("12.50 Euro", "12.50"),
    # no cents
    ("1.234,-", "1234"),
    ("1.234,--", "1234"),
    ("100.–", "100"),
    ("€ 5,-", "5"),
    ("$.50", "0.50"),
    ("EURO.50", "0.50"),
    ("Rs.500", "500"),
    ("12.00 $US", "12.00"),
    # around
    ("  12.50  ", "12.50"),
    ("1,234.", "1234"),
    ("12.50 *", "12.50"),
    ("٣٬٤٥٦٫٧٨", "3456.78"),
]


@pytest.mark.parametrize(("text", "value"), AMOUNTS)
def test_an_amount_keeps_its_printed_decimals(text: str, value: str) -> None:
    amount = parse_amount(text)
    assert amount == Decimal(value)
    assert amount is not None
    assert amount.as_tuple().exponent == Decimal(value).as_tuple().exponent


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "--",
        "-",
        "€",
        "n/a",
        "12.03.2019",
        "12/03/2019",
        "2019-03-12",
        "12.03.19",
        "12-03-19",
        "030 123 456",
        "+49 30 123456",
        "(030) 123 456",
        "0049 30 1234",
        "555-1234",
        "INV-100",
        "RE2019",
        "0012345",
        "007",
        "1234567890123456",
        "19 %",
        "19%",
        "19,00 % MwSt",
        "net 12.00",
        "12.00 per unit",
        "1,2,3",
        "1.2.3",
        "1.23.456",
        "12,34,56",
        "1,234,56",
        "1 23",
        "10:30",
        "3 x 4",
        "12.00 13.00",
        "DE89 3704 0044 0532 0130 00",
        "192.168.0.1",
        "--12.00",
        "-12.00-",
        "(12.00",
        "12.00)",
        "EUR 12.00 USD",
        "ALLOW 12",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1.234", ".", "1.234"),
        ("1.234", ",", "1234"),
        ("1.234", None, "1234"),
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
        ("12.50", ",", "12.50"),  # the characters leave nothing open
        ("12,50", ".", "12.50"),
        ("1.234,56", ".", "1234.56"),
        ("0,500", ".", "0.500"),
        ("1234.567", ",", "1234.567"),
    ],
)
def test_the_document_s_mark_decides_only_what_is_open(text: str, mark: str | None, value: str) -> None:
    assert parse_amount(text, mark) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234 .56", "1234.56"),
        ("1,234. 56", "1234.56"),
        ("12 .50", "12.50"),
        ("12, 50", "12.50"),
        ("1O.5O", "10.50"),
        ("l2,50", "12.50"),
        ("S0.00", "50.00"),
        ("10O", "100"),
        ("€ 1.2B4,56", "1284.56"),
        ("1.234.56", "1234.56"),
        ("1,234,56", "1234.56"),
        ("USD 1O0.00", "100.00"),
        ("RMO.40", "0.40"),
        ("RM1.66)", "1.66"),
    ],
)
def test_slips_of_ocr_are_forgiven_only_when_asked(text: str, value: str) -> None:
    assert parse_amount(text) is None
    assert parse_amount(text, lenient=True) == Decimal(value)


@pytest.mark.parametrize("text", ["SOLD", "Bill", "lI", "BOIS", "IBAN", "OS 12"])
def test_words_stay_words_for_a_lenient_reader(text: str) -> None:
    assert parse_amount(text, lenient=True) is None


LOCALES = [
    "en_US", "en_GB", "en_IN", "de_DE", "de_CH", "de_AT", "fr_FR", "fr_CH", "es_ES", "it_IT", "nl_NL",
    "pt_BR", "pl_PL", "ru_RU", "hy_AM", "sv_SE", "cs_CZ", "da_DK",
]  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
@given(cents=st.integers(0, 10**11))
def test_what_babel_writes_is_read_back(locale: str, cents: int) -> None:
    value = Decimal(cents) / 100
    written = format_decimal(value, "#,##0.00", locale=locale)
    assert parse_amount(written) == value


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("currency", ["EUR", "USD", "GBP", "CHF", "PLN"])
def test_what_babel_writes_with_a_currency_is_read_back(locale: str, currency: str) -> None:
    for value in (Decimal("0.50"), Decimal("1234.56"), Decimal("-98765.43"), Decimal("1234567.89")):
        written = format_currency(value, currency, locale=locale)
        assert parse_amount(written) == value, written


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    for lenient in (False, True):
        amount = parse_amount(text, lenient=lenient)
        assert amount is None or amount.is_finite()
    assert looks_like_amount(text) in (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "12.50",
        "1.234,56",
        "€ 5",
        "$1,234",
        "1,234,567",
        "1 234,56",
        "(12.00)",
        "12,50-",
        "1.234,-",
        "12.00 EUR",
        "0.00",
    ],
)
def test_money_looks_like_money(text: str) -> None:
    assert looks_like_amount(text)


@pytest.mark.parametrize(
    "text",
    ["2019", "12", "1,234", "1.234", "12.5", "12.503", "12.03.2019", "19%", "3x", "A12.50", "12/50", "01.50", "", "€"],
)
def test_what_may_be_anything_does_not_look_like_money(text: str) -> None:
    assert not looks_like_amount(text)


@pytest.mark.parametrize(
    ("texts", "mark", "certain"),
    [
        (["1.234", "12,50", "3,00"], ",", True),
        (["1,234", "12.50"], ".", True),
        (["1.234,56"], ",", True),
        (["1,234.56", "5.00"], ".", True),
        (["1 234,56"], ",", True),
        (["1'234.50"], ".", True),
        (["1.234.567"], ",", True),  # points part thousands
        (["1.234"], None, False),
        (["1.234", "2019", "words"], None, False),
        ([], None, False),
        (["12,50", "13,50", "14.50"], ",", False),
        (["1.234,56", "2.345,67", "9.90"], ",", True),  # both marks in one amount outweigh a stray
        (["1.234,56", "1,234.56"], ".", False),
        (["12.03.2019", "19%"], None, False),
    ],
)
def test_a_document_votes_on_its_decimal_mark(texts: list[str], mark: str | None, certain: bool) -> None:
    vote = vote_decimal_mark(texts)
    assert (vote.mark, vote.certain) == (mark, certain)


def test_a_vote_names_the_amounts_that_told() -> None:
    assert vote_decimal_mark(["12,50", "13,50", "14.50"]).reason == "as in '12,50' and 1 more, against '14.50'"
