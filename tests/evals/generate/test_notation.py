"""Numbers and dates are written as the country writes them."""

from datetime import date
from decimal import Decimal

import pytest

from faktum.evals.generate.notation import Notation

GERMAN = Notation("de_DE", ".", ",", "dd.MM.yyyy", "€")
BRITISH = Notation("en_GB", ",", ".", "d MMMM yyyy", "£", mark_place="tight", percent_blank=False)
SWISS = Notation("de_CH", "'", ".", "d. MMMM yyyy", "CHF", mark_place="before")


@pytest.mark.parametrize(
    ("notation", "value", "printed"),
    [
        (GERMAN, "1234567.8", "1.234.567,80 €"),
        (GERMAN, "-12.345", "-12,35 €"),
        (BRITISH, "1234.5", "£1,234.50"),
        (BRITISH, "-1234.5", "-£1,234.50"),
        (SWISS, "12345", "CHF 12'345.00"),
        (SWISS, "0.005", "CHF 0.01"),
    ],
)
def test_money(notation: Notation, value: str, printed: str) -> None:
    assert notation.money(Decimal(value)) == printed


def test_prices_keep_their_third_decimal() -> None:
    assert GERMAN.price(Decimal("0.125")) == "0,125"
    assert GERMAN.price(Decimal("5")) == "5,00"


def test_quantities_show_what_they_have() -> None:
    assert GERMAN.quantity(Decimal("2.50")) == "2,5"
    assert GERMAN.quantity(Decimal("100")) == "100"
    assert GERMAN.quantity(Decimal("1200")) == "1.200"


def test_percentages() -> None:
    assert GERMAN.percent(Decimal("19")) == "19 %"
    assert BRITISH.percent(Decimal("13.5")) == "13.5%"


def test_dates_are_written_in_the_language() -> None:
    assert GERMAN.date(date(2024, 3, 5)) == "05.03.2024"
    assert BRITISH.date(date(2024, 3, 5)) == "5 March 2024"
    assert SWISS.date(date(2024, 3, 5)) == "5. März 2024"
