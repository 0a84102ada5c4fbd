from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faktum.engine.rows.text import formatted, legible, plain, text_of
from faktum.schemas.fields import OutputFormat
from faktum.schemas.record import Value

TWO_DECIMALS = OutputFormat(decimals=2)


@pytest.mark.parametrize(
    ("value", "format", "text"),
    [
        (None, OutputFormat(), ""),
        ("0012", OutputFormat(), "0012"),
        ("straße", OutputFormat(uppercase=True), "STRASSE"),
        (True, OutputFormat(), "true"),
        (False, OutputFormat(), "false"),
        (date(2026, 3, 4), OutputFormat(), "2026-03-04"),
        (date(2026, 3, 4), OutputFormat(date_pattern="%d/%m/%y"), "04/03/26"),
        (Decimal("1234.50"), OutputFormat(), "1234.50"),
        (Decimal("-1234.5"), TWO_DECIMALS, "-1234.50"),
        (Decimal("2.345"), TWO_DECIMALS, "2.35"),
        (Decimal("-2.345"), TWO_DECIMALS, "-2.35"),
        (Decimal("0.125"), TWO_DECIMALS, "0.13"),
        (Decimal("1E+3"), OutputFormat(), "1000"),
        (Decimal("1E-7"), OutputFormat(), "0.0000001"),
        (Decimal(12), OutputFormat(decimals=0), "12"),
        (["a", "b"], OutputFormat(), "a; b"),
        ([], OutputFormat(), ""),
    ],
)
def test_values_are_written_as_the_field_wants(value: Value, format: OutputFormat, text: str) -> None:
    assert text_of(value, format) == text


def test_a_value_keeps_its_type_unless_a_pattern_makes_it_text() -> None:
    assert formatted(date(2026, 3, 4)) == date(2026, 3, 4)
    assert formatted(date(2026, 3, 4), OutputFormat(date_pattern="%Y")) == "2026"
    assert formatted(Decimal("1.005"), TWO_DECIMALS) == Decimal("1.01")
    assert formatted(["a"], OutputFormat(uppercase=True)) == ["A"]
    assert formatted(True) is True


def test_no_number_is_ever_written_out_to_a_thousand_digits() -> None:
    assert plain(Decimal("1E+999999")) == "1E+999999"
    assert text_of(Decimal("1E+999999"), TWO_DECIMALS) == "1E+999999"
    assert text_of(Decimal("NaN"), TWO_DECIMALS) == "NaN"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20))
def test_digits_read_back_as_the_same_number(number: Decimal) -> None:
    assert Decimal(text_of(number)) == number
    assert "E" not in text_of(number)


@given(st.text())
def test_legible_text_can_be_carried_by_every_format(text: str) -> None:
    kept = legible(text)
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert not any(mark < " " and mark not in "\t\n\r" for mark in kept)
    if text.isprintable():
        assert kept == text
