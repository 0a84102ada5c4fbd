"""Percentages, quantities and plain numbers are read with the words around them, and nothing else is."""

from decimal import Decimal

import pytest

from faktum.engine.values.quantities import parse_number, parse_percent, parse_quantity


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("19 %", "19"),
        ("19%", "19"),
        ("7,7%", "7.7"),
        ("21.00 %", "21.00"),
        ("VAT 20%", "20"),
        ("zzgl. 19,00 % MwSt", "19.00"),
        ("21", "21"),
        ("5.5", "5.5"),
        ("-3 %", "-3"),
        ("0%", "0"),
        ("8 percent", "8"),
        ("8 Prozent", "8"),
        ("20\u00a0%", "20"),
    ],
)
def test_a_percentage_is_found_in_its_words(text: str, value: str) -> None:
    assert parse_percent(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "%", "VAT", "VAT 20", "S", "exempt", "2019-08-15 %x"])
def test_no_percentage_without_number_and_sign(text: str) -> None:
    assert parse_percent(text) is None


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("3", None, "3"),
        ("1,5 h", None, "1.5"),
        ("10 Stk.", None, "10"),
        ("2 x", None, "2"),
        ("2x", None, "2"),
        ("1.000", ",", "1000"),
        ("1.000", ".", "1.000"),
        ("1,000 pcs", ".", "1000"),
        ("-2", None, "-2"),
        ("12,00 m²", None, "12.00"),
        ("1 000 kg", None, "1000"),
        ("3 months", None, "3"),
        ("25kg", None, "25"),
    ],
)
def test_a_quantity_stands_before_its_unit(text: str, mark: str | None, value: str) -> None:
    assert parse_quantity(text, mark) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"), [("3,0-", "-3.0"), ("3,0- l", "-3.0"), ("(5) pk", "-5"), ("-1 h", "-1"), ("5-kg", "5")]
)
def test_a_returned_quantity_keeps_its_sign(text: str, value: str) -> None:
    """Minus before or behind, or brackets; a hyphen before the unit is none."""
    assert parse_quantity(text, ",") == Decimal(value)


@pytest.mark.parametrize("text", ["", "h", "pcs 3 boxes of 4", "12.03.2019", "3/4/5", "A4"])
def test_no_quantity_without_a_leading_number(text: str) -> None:
    assert parse_quantity(text) is None


def test_an_exchange_rate_keeps_its_decimals() -> None:
    assert parse_number("1,0845") == Decimal("1.0845")
    assert parse_number("1.0845 EUR/USD") is None
