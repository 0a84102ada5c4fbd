"""What read_priced_lines promises: items without a header, down to the sum that proves them."""

from collections.abc import Callable

import pytest

from faktum.engine.asking.local.layout import lay_out
from faktum.engine.asking.local.priced_lines import PricedLines, read_priced_lines
from faktum.schemas.document import Pages

Drawn = Callable[..., Pages]

NAME, SKU, QTY, PRICE, TOTAL = (
    "LineItems.Description",
    "LineItems.SKU",
    "LineItems.Quantity",
    "LineItems.UnitPrice",
    "LineItems.LineTotalExclTax",
)


def till(*lines: str) -> list[tuple[float, float, str]]:
    """A till receipt: words from the left, the last word ending at x = 250."""
    page: list[tuple[float, float, str]] = []
    for k, text in enumerate(lines):
        label, _, amount = text.rpartition("|")
        y = 50.0 + 12 * k
        page += [(20, y, label.strip())] if label.strip() else []
        page += [(250 - 5 * len(amount), y, amount)] if label else [(20, y, amount)]
    return page


def read(pages: Pages) -> PricedLines:
    """The list on the drawn pages."""
    return read_priced_lines(lay_out(pages.pages), ".")


def texts(found: PricedLines, *terms: str) -> list[tuple[str | None, ...]]:
    """What is printed in each row for the terms."""
    return [tuple(row[term].text if term in row else None for term in terms) for row in found.rows]


def test_a_list_ends_at_the_sum_that_its_label_names(drawn: Drawn) -> None:
    """Items are the lines above the total; payment and change below are none."""
    found = read(drawn(till("Tea|2.00", "Cake|3.50", "TOTAL|5.50", "CASH|10.00", "CHANGE|4.50")))
    assert texts(found, NAME, TOTAL) == [("Tea", "2.00"), ("Cake", "3.50")]
    assert found.proven


def test_a_list_ends_at_the_amount_that_is_its_sum(drawn: Drawn) -> None:
    """Arithmetic finds a sum whose label nobody knows."""
    found = read(drawn(till("Liability cover|80.00", "Full cover|140.00", "quarterly contribution|220.00")))
    assert texts(found, NAME) == [("Liability cover",), ("Full cover",)]


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        pytest.param(["MILK 1L", "2 x 1.50|3.00"], ("MILK 1L", "2", "1.50", "3.00"), id="name above"),
        pytest.param(["MILK 1L|3.00", "2 x 1.50"], ("MILK 1L", "2", "1.50", "3.00"), id="count below"),
        pytest.param(["MILK 1L 2 @ 1.50|3.00"], ("MILK 1L", "2", "1.50", "3.00"), id="all on one line"),
        pytest.param(["MILK 1L 2 1.50|3.00"], ("MILK 1L", "2", "1.50", "3.00"), id="without a sign"),
        pytest.param(["MILK 1L|3.00"], ("MILK 1L", None, None, "3.00"), id="no count"),
    ],
)
def test_count_and_price_are_found_where_receipts_print_them(
    drawn: Drawn, lines: list[str], row: tuple[str | None, ...]
) -> None:
    """Quantity × price = amount ties the pieces of an item together."""
    found = read(drawn(till(*lines, "BREAD|4.00", "TOTAL|7.00")))
    assert texts(found, NAME, QTY, PRICE, TOTAL)[0] == row


def test_a_bar_code_before_the_numbers_is_the_sku(drawn: Drawn) -> None:
    """The line of digits names no item; the words above it do."""
    found = read(
        drawn(till("CLOTH PEG", "9555112901406 1 x 5.90|5.90", "SOAP", "9555112901407 2 x 1.00|2.00", "TOTAL|7.90"))
    )
    assert texts(found, NAME, SKU) == [("CLOTH PEG", "9555112901406"), ("SOAP", "9555112901407")]


def test_amounts_without_a_sum_are_no_list(drawn: Drawn) -> None:
    """Nothing proves that the lines are items, so there are none."""
    assert read(drawn(till("Tea|2.00", "Cake|3.50", "Milk|1.00"))).rows == ()


def test_a_number_beside_its_words_belongs_to_them(drawn: Drawn) -> None:
    found = read(drawn(till("Flat rate § 16|20.00", "Copies|5.00", "Total|25.00")))
    assert texts(found, NAME, TOTAL) == [("Flat rate § 16", "20.00"), ("Copies", "5.00")]


def test_quantity_and_price_in_the_words_multiply_to_the_amount(drawn: Drawn) -> None:
    found = read(drawn(till("Drawing 16 hours at 85.00|1360.00", "Copies|5.00", "Total|1365.00")))
    assert texts(found, NAME, QTY, PRICE, TOTAL)[0] == ("Drawing", "16", "85.00", "1360.00")


def test_two_currencies_beside_each_other_are_two_amounts(drawn: Drawn) -> None:
    found = read(drawn(till("Payroll, 3 slips at 16.50 €|EUR 49.50", "Copies|EUR 5.00", "Total|EUR 54.50")))
    assert texts(found, TOTAL) == [("EUR 49.50",), ("EUR 5.00",)]
