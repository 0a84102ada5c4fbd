"""Codes, tax numbers and addresses have the shape of their country or standard."""

from collections.abc import Callable
from importlib import import_module

import pytest

from faktum.engine.checking.checks import shapes
from faktum.engine.checking.checks.facts import Check, Facts

MakeFacts = Callable[..., Facts]


@pytest.mark.parametrize(
    ("check", "values", "code"),
    [
        (shapes.language, {"DocumentLanguage": "de"}, None),
        (shapes.language, {"DocumentLanguage": "german"}, "LANGUAGE_CODE"),
        (shapes.economic_operator, {"EORI": "DE123456789012345"}, None),
        (shapes.economic_operator, {"EORI": "12345"}, "EORI_SHAPE"),
        (shapes.profile, {"EInvoicingProfile": "Factur-X EN 16931"}, None),
        (shapes.profile, {"EInvoicingProfile": "Best Invoice"}, "PROFILE_UNKNOWN"),
        (shapes.tax_number, {"SupplierTaxId": "51 824 753 556", "SupplierCountryCode": "AU"}, None),
        (shapes.tax_number, {"SupplierTaxId": "51 824 753 557", "SupplierCountryCode": "AU"}, "TAX_ID_CHECKSUM"),
        (shapes.tax_number, {"SupplierTaxId": "732 829 320", "SupplierCountryCode": "FR"}, None),
        (shapes.tax_number, {"SupplierTaxId": "51 824 753 557", "SupplierCountryCode": "SN"}, None),
        (
            shapes.street_and_number,
            {"Supplier.Address.StreetName": "Hauptstraße 12a", "Supplier.Address.StreetNumber": None},
            "STREET_NUMBER",
        ),
        (
            shapes.street_and_number,
            {"Supplier.Address.StreetName": "Hauptstraße", "Supplier.Address.StreetNumber": "12a"},
            None,
        ),
    ],
)
def test_shapes(make_facts: MakeFacts, check: Check, values: dict[str, str | None], code: str | None) -> None:
    assert [note.code for note in check(make_facts(values)).notes] == ([code] if code else [])


def test_every_country_of_the_table_has_its_rules() -> None:
    for country, names in shapes.TAX_NUMBERS.items():
        for name in names.split():
            module = import_module(f"stdnum.{shapes.PACKAGES.get(country, country.lower())}.{name}")
            assert module.is_valid("not a number") is False
