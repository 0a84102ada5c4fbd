"""What read_vat_breakdown promises: one row per rate, found by its arithmetic however it is written."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from faktum.engine.asking.local.layout import lay_out
from faktum.engine.asking.local.vat_table import read_vat_breakdown
from faktum.schemas.document import Pages
from faktum.schemas.invoice import invoice_fields

FIELDS = tuple(field for field in invoice_fields(["vat_tax"]) if field.group == "VatBreakdown")

NAMES = ("RatePercent", "TaxableBase", "VatAmount")

Texts = Sequence[tuple[float, float, str]]


class Case(NamedTuple):
    """A page, and rate, base and tax of the rows expected."""

    id: str
    page: Texts
    rows: list[tuple[str | None, ...]]


CASES = [
    Case(
        "a table with a header",
        [
            (50, 100, "Tax rate"),
            (150, 100, "Net"),
            (250, 100, "Tax"),
            (50, 120, "19"),
            (150, 120, "100.00"),
            (250, 120, "19.00"),
        ],
        [("19", "100.00", "19.00")],
    ),
    Case(
        "two rates in a table, with their sum",
        [
            *[(50, 100, "VAT"), (150, 100, "Net amount"), (250, 100, "VAT amount")],
            *[(50, 120, "7%"), (150, 120, "160.00"), (250, 120, "11.20")],
            *[(50, 140, "19%"), (150, 140, "336.00"), (250, 140, "63.84")],
            *[(50, 160, "Total"), (150, 160, "496.00"), (250, 160, "75.04")],
        ],
        [("7%", "160.00", "11.20"), ("19%", "336.00", "63.84")],
    ),
    Case("a sentence", [(50, 100, "zzgl. Umsatzsteuer 7% von 129,37"), (400, 100, "9,06")], [("7%", "129,37", "9,06")]),
    Case("brackets and a colon", [(50, 100, "VAT @ 23% (110.76):"), (400, 100, "25.47")], [("23%", "110.76", "25.47")]),
    Case(
        "only the tax, its base among the sums above",
        [(50, 100, "Total HT:"), (400, 100, "46,68 €"), (50, 120, "TVA 20% :"), (400, 120, "9,34 €")],
        [("20%", "46,68", "9,34")],
    ),
    Case(
        "only the tax, no base printed", [(50, 120, "waarvan btw 21%"), (400, 120, "7,57 €")], [("21%", None, "7,57")]
    ),
    Case(
        "sums side by side under their labels",
        [
            *[(50, 100, "Totale netto"), (200, 100, "I.V.A. 22%"), (350, 100, "Totale a pagare")],
            *[(50, 114, "3.246,11"), (200, 114, "714,14"), (350, 114, "3.960,25")],
        ],
        [("22%", "3.246,11", "714,14")],
    ),
    Case(
        "no tax at all on exempt sales",
        [(50, 100, "VAT 0% exempt supply"), (250, 100, "200.00"), (350, 100, "0.00")],
        [("0%", "200.00", "0.00")],
    ),
    Case("numbers that only look like a rate", [(50, 100, "Room 19"), (250, 100, "100.00"), (350, 100, "20.00")], []),
    Case("a discount is no tax", [(50, 100, "Discount 10 %"), (250, 100, "100.00"), (350, 100, "10.00")], []),
]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_each_rate_is_a_row_with_its_base_and_tax(drawn: Callable[..., Pages], case: Case) -> None:
    """Base × rate = tax finds the row; nothing else is one."""
    table = read_vat_breakdown(lay_out(drawn(case.page).pages), FIELDS)
    assert [tuple(row[name].text if name in row else None for name in NAMES) for row in table.rows] == case.rows


def test_lines_of_items_hold_no_breakdown(drawn: Callable[..., Pages]) -> None:
    """An item's own net, rate and tax are not taken for a total of its rate."""
    page = [(50, 100, "Lamp"), (150, 100, "100.00"), (250, 100, "19%"), (350, 100, "19.00")]
    layout = lay_out(drawn(page).pages)
    assert len(read_vat_breakdown(layout, FIELDS).rows) == 1
    assert read_vat_breakdown(layout, FIELDS, items={0}).rows == ()


def test_why_no_tax_is_charged_is_the_exemption_reason(drawn: Callable[..., Pages]) -> None:
    """The label of a row without tax says why, and the category stands in brackets."""
    page = [(50, 100, "VAT 0% (K) intra-community supply"), (250, 100, "200.00"), (350, 100, "0.00")]
    (row,) = read_vat_breakdown(lay_out(drawn(page).pages), FIELDS).rows
    category = next(printed.text for name, printed in row.items() if name.endswith("TaxCategory"))
    assert (category, "intra-community" in row["ExemptionReason"].text) == ("K", True)
