import pytest

from faktum.engine.rows.styles import date_format, lines_in, number_format, row_height
from faktum.schemas.fields import Kind, OutputFormat


@pytest.mark.parametrize(
    ("kind", "format", "decimals", "currency", "shown"),
    [
        (Kind.AMOUNT, OutputFormat(), 2, "EUR", "#,##0.00 [$EUR];[Red]-#,##0.00 [$EUR]"),
        (Kind.AMOUNT, OutputFormat(), 0, "EUR", "#,##0.00 [$EUR];[Red]-#,##0.00 [$EUR]"),
        (Kind.AMOUNT, OutputFormat(), 4, "EUR", "#,##0.0000 [$EUR];[Red]-#,##0.0000 [$EUR]"),
        (Kind.AMOUNT, OutputFormat(), 0, "JPY", "#,##0 [$JPY];[Red]-#,##0 [$JPY]"),
        (Kind.AMOUNT, OutputFormat(), 2, "KWD", "#,##0.000 [$KWD];[Red]-#,##0.000 [$KWD]"),
        (Kind.AMOUNT, OutputFormat(decimals=0), 0, "EUR", "#,##0 [$EUR];[Red]-#,##0 [$EUR]"),
        (Kind.AMOUNT, OutputFormat(currency_symbol=False), 2, "EUR", "#,##0.00;[Red]-#,##0.00"),
        (Kind.AMOUNT, OutputFormat(), 2, None, "#,##0.00;[Red]-#,##0.00"),
        (Kind.AMOUNT, OutputFormat(), 2, '"]x[$', "#,##0.00;[Red]-#,##0.00"),
        (Kind.QUANTITY, OutputFormat(), 0, "EUR", "#,##0"),
        (Kind.QUANTITY, OutputFormat(), 3, None, "#,##0.000"),
        (Kind.PERCENT, OutputFormat(), 1, None, "0.0"),
        (Kind.NUMBER, OutputFormat(), 99, None, "#,##0." + "0" * 10),
    ],
)
def test_numbers_show_what_is_printed_and_money_its_currency(
    kind: Kind, format: OutputFormat, decimals: int, currency: str | None, shown: str
) -> None:
    assert number_format(kind, format, decimals, currency) == shown


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        (None, "yyyy-mm-dd"),
        ("%d.%m.%Y", "dd\\.mm\\.yyyy"),
        ("%d/%m/%y", "dd\\/mm\\/yy"),
        ("%-d %B %Y", "d mmmm yyyy"),
        ("%Y-%m-%d", "yyyy-mm-dd"),
        ("week %W", None),
        ("%", None),
    ],
)
def test_dates_stay_dates_under_the_wanted_pattern(pattern: str | None, shown: str | None) -> None:
    assert date_format(pattern) == shown


def test_rows_are_as_tall_as_their_text() -> None:
    assert lines_in("short", 40) == 1
    assert lines_in("one\ntwo\n\nfour", 40) == 4
    assert lines_in("x" * 100, 40) == 3
    assert lines_in("漢" * 40, 40) == 2
    assert row_height(1) is None
    assert row_height(3) == 45
    assert row_height(500) == row_height(12)
