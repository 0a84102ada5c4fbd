"""What sum_line promises: sums in many words and languages, and no item among them."""

from collections.abc import Callable

import pytest

from faktum.engine.asking.local.layout import lay_out
from faktum.engine.asking.local.sum_lines import Sum, sum_line
from faktum.schemas.document import Pages


@pytest.mark.parametrize(
    ("label", "amount", "sort"),
    [
        ("Subtotal", "12.00", Sum.SUBTOTAL),
        ("Zwischensumme Auftrag 4711 vom 3. Mai", "12,00", Sum.SUBTOTAL),
        ("Übertrag", "12,00", Sum.CARRIED),
        ("Carried forward", "12.00", Sum.CARRIED),
        ("Rechnungssumme Netto (excl. USt.)", "473,00", Sum.TOTAL),
        ("Total TTC :", "56,02 €", Sum.TOTAL),
        ("VAT (20 %):", "3.00", Sum.TOTAL),
        ("Please pay within 30 days.   Amount due", "12.00", Sum.TOTAL),
        ("Charge 94047", None, None),
        ("Total Commander licence for one year", "40.00", None),
        ("Apples", "4.50", None),
        ("17.06.25   Bar", "14.60", None),
        ("17.06.25   Balance brought forward", "14.60", Sum.CARRIED),
        ("Audit fee for the year 2025 (balance 60%)", "2,10,000", None),
    ],
)
def test_a_sum_is_told_from_an_item(
    drawn: Callable[..., Pages], label: str, amount: str | None, sort: Sum | None
) -> None:
    """The label before the last amount, or all words of the line, name the sum."""
    texts = [(50 + 250 * k, 100, part) for k, part in enumerate(label.split("   "))]
    page = [*texts, (480, 100, amount)] if amount else texts
    (line,) = lay_out(drawn(page).pages).lines
    assert sum_line(line) is sort
