"""What a payment QR code says, by the two standards."""

from decimal import Decimal

import pytest

from faktum.engine.values.payment_codes import PaymentCode, payment_code

EPC = "\r\n".join((
    "BCD", "002", "1", "SCT", "COBADEFFXXX", "Tisch GmbH", "DE02 1203 0000 0000 2020 51", "EUR119.00", "",
    "RF18539007547034",
))  # fmt: skip
SWISS = "\n".join((
    "SPC", "0200", "1", "CH4431999123000889012",
    "S", "Robert Schneider AG", "Rue du Lac", "1268", "2501", "Biel", "CH",
    "", "", "", "", "", "", "",
    "1949.75", "CHF",
    "S", "Pia Rutschmann", "Marktgasse", "28", "9400", "Rorschach", "CH",
    "QRR", "210000000003139471430009017", "Order of 15.06.2020", "EPD",
))  # fmt: skip


def test_the_european_code():
    assert payment_code(EPC) == PaymentCode(
        "DE02120300000000202051", "Tisch GmbH", Decimal("119.00"), "EUR", "RF18539007547034"
    )


def test_the_swiss_code():
    assert payment_code(SWISS) == PaymentCode(
        "CH4431999123000889012", "Robert Schneider AG", Decimal("1949.75"), "CHF", "210000000003139471430009017"
    )


def test_an_amount_left_open_is_none():
    found = payment_code(EPC.replace("EUR119.00", ""))
    assert found is not None
    assert (found.amount, found.currency) == (None, None)


@pytest.mark.parametrize("text", ["", "https://example.com/pay", "BCD", "SPC\n0200\n1", "BCD\n002\n1"])
def test_other_codes_order_nothing(text: str):
    assert payment_code(text) is None
