"""docs/checks.md says what the registry of checks says, and every check reads fields that exist."""

from pathlib import Path

import pytest

from faktum.engine.checking.checks import evidence, identifiers, lines, time, totals
from faktum.engine.checking.checks.facts import Check
from faktum.engine.checking.checks.registry import CHECKS
from faktum.evals.check_table import described, elsewhere, page

PAGE = Path(__file__).parent.parent / "docs" / "checks.md"

OF_ANY_FIELD = {
    evidence.several_invoices,
    evidence.unreadable,
    evidence.not_on_page,
    evidence.misplaced,
    evidence.hard_to_read,
    time.date_order,
}
"""Checks of whatever was asked for."""


def test_the_page_on_checks_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m faktum.evals.check_table > docs/checks.md"


@pytest.mark.parametrize(
    ("check", "codes", "weights", "fields"),
    [
        (
            totals.net_tax_gross,
            {"BR-CO-15"},
            ("warning",),
            {"TotalAmountExclTax", "TotalVATAmount", "TotalAmountIncTax", "RoundingAmount"},
        ),
        (time.period, {"BR-29", "BR-30"}, ("warning",), None),  # the code depends on where
        (identifiers.iban, {"IBAN_CHECKSUM"}, ("warning",), {"PaymentIBAN"}),  # through what it calls
        (identifiers.vat_numbers, {"VAT_CHECKSUM"}, ("warning",), None),
        (lines.quantity_price_total, {"LINE_TOTAL"}, ("warning", "info"), None),
        (evidence.missing, {"BR-02", "BR-03", "BR-06", "BR-14"}, ("info",), None),  # from a table
    ],
)
def test_codes_weights_and_fields_are_read_off_the_source(
    check: Check, codes: set[str], weights: tuple[str, ...], fields: set[str] | None
) -> None:
    found = described(check)
    assert set(found.codes) == codes
    assert found.weights == weights
    if fields is not None:
        assert set(found.fields) == fields


def test_fields_named_with_a_hole_are_told_whole() -> None:
    assert set(described(identifiers.same_party).fields) == {
        "SupplierVatNumber",
        "CustomerVatNumber",
        "SupplierName",
        "CustomerName",
    }


def test_every_check_but_those_of_any_field_names_fields_of_the_schema() -> None:
    assert {check for check in CHECKS if not described(check).fields} == OF_ANY_FIELD


def test_every_check_has_a_code_of_its_own_or_is_given_one() -> None:
    assert [check for check in CHECKS if not described(check).codes] == [evidence.misplaced]
    given = {code for codes, _ in elsewhere() for code in codes}
    assert {"LABEL_MISMATCH", "ROW_MISMATCH"} <= given
