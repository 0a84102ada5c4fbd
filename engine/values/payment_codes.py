"""What a payment QR code says: the SEPA code (EPC069-12, 'GiroCode') and the Swiss QR-bill (SIX, IG QR-bill)."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """An order to pay, as a phone would read it."""

    iban: str
    name: str
    """Of the creditor."""
    amount: Decimal | None
    currency: str | None
    """ISO 4217."""
    reference: str
    """The structured reference; '' where there is none."""


def payment_code(text: str) -> PaymentCode | None:
    """The payment that the content of a QR code orders; None for a code that orders none."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    match lines[0]:
        case "BCD" if len(lines) > EPC_IBAN:
            return _epc(lines)
        case "SPC" if len(lines) > SWISS_REFERENCE:
            return _swiss(lines)
        case _:
            return None


EPC_NAME, EPC_IBAN, EPC_AMOUNT, EPC_REFERENCE = 5, 6, 7, 9
"""Lines of the EPC code, from 0."""

SWISS_IBAN, SWISS_NAME, SWISS_AMOUNT, SWISS_CURRENCY, SWISS_REFERENCE = 3, 5, 18, 19, 28
"""Lines of the Swiss code, from 0."""


def _epc(lines: list[str]) -> PaymentCode:
    printed = _line(lines, EPC_AMOUNT)
    currency = printed[:3] if printed[:3].isalpha() else None
    return PaymentCode(
        _line(lines, EPC_IBAN).replace(" ", ""),
        _line(lines, EPC_NAME),
        _amount(printed[3:] if currency else printed),
        currency,
        _line(lines, EPC_REFERENCE).replace(" ", ""),
    )


def _swiss(lines: list[str]) -> PaymentCode:
    return PaymentCode(
        _line(lines, SWISS_IBAN).replace(" ", ""),
        _line(lines, SWISS_NAME),
        _amount(_line(lines, SWISS_AMOUNT)),
        _line(lines, SWISS_CURRENCY) or None,
        _line(lines, SWISS_REFERENCE).replace(" ", ""),
    )


def _line(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
