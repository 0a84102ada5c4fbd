"""What is needed to pay is there, and Swiss references carry their check digit."""

from collections.abc import Callable

import pytest

from faktum.engine.checking.checks import payment
from faktum.engine.checking.checks.facts import Facts, Spot

MakeFacts = Callable[..., Facts]
SWISS, QR_IBAN = "CH9300762011623852957", "CH4431999123000889012"


@pytest.mark.parametrize(
    ("method", "country", "iban", "fires"),
    [
        ("Bank transfer", "DE", None, True),
        ("Überweisung", "AT", None, True),
        ("Bank transfer", "DE", "DE89370400440532013000", False),
        ("Credit card", "DE", None, False),
        ("Bank transfer", "US", None, False),
        ("Bank transfer", None, None, False),
    ],
)
def test_a_transfer_needs_an_account(
    make_facts: MakeFacts, method: str, country: str | None, iban: str | None, fires: bool
) -> None:
    facts = make_facts({"PaymentMethod": method, "SupplierCountryCode": country, "PaymentIBAN": iban})
    assert [note.code for note in payment.account_to_pay_to(facts).notes] == (["BR-61"] if fires else [])


def test_the_check_digit_of_a_swiss_reference(make_facts: MakeFacts) -> None:
    good = {"PaymentIBAN": SWISS, "UnstructuredPaymentReference": "21 00000 00003 13947 14300 09017"}
    assert payment.swiss_reference(make_facts(good)).confirmed == (Spot("UnstructuredPaymentReference"),)
    bad = good | {"UnstructuredPaymentReference": "21 00000 00003 13947 14300 09018"}
    (note,) = payment.swiss_reference(make_facts(bad)).notes
    assert note.code == "QRR_CHECKSUM"
    assert payment.swiss_reference(make_facts(bad | {"PaymentIBAN": "DE89370400440532013000"})) == payment.SILENT


@pytest.mark.parametrize(("iban", "fires"), [(QR_IBAN, True), (SWISS, False)])
def test_a_qr_iban_goes_with_a_qr_reference(make_facts: MakeFacts, iban: str, fires: bool) -> None:
    facts = make_facts({"PaymentIBAN": iban, "StructuredPaymentReferenceRF": "RF18539007547034"})
    assert [note.code for note in payment.reference_and_account(facts).notes] == (["QR_IBAN_REFERENCE"] * fires)
