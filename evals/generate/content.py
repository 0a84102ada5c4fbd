"""An invoice as pure data: every amount follows from the lines, exactly, in Decimal.

The sums are those of EN 16931 (BR-CO-10 to BR-CO-17). How an invoice looks is not here (layouts/), nor how it is
made up (compose.py).
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


class InvoiceKind(StrEnum):
    """What the document is; the value is the name used in truth files."""

    INVOICE = "Invoice"
    CREDIT_NOTE = "CreditNote"
    RECEIPT = "Receipt"


@dataclass(frozen=True, slots=True)
class Account:
    """Where to pay."""

    bank: str
    iban: str | None = None
    """Without blanks; None in countries that have none."""
    bic: str | None = None
    number: str | None = None
    """Domestic account number, where there is no IBAN."""


@dataclass(frozen=True, slots=True)
class Party:
    """A fictitious supplier or customer."""

    name: str
    street: str
    town: tuple[str, ...]
    """Postcode and town in the country's order, one or two printed lines."""
    country: str
    """ISO 3166-1 alpha-2."""
    country_name: str
    vat_id: str | None = None
    """Without blanks, checksum valid; None for private persons and outside the VAT area."""
    vat_printed: str | None = None
    """The same with the country's usual blanks and dots."""
    tax_number: str | None = None
    registration: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    manager: str = ""
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line item (EN 16931 BG-25)."""

    number: int
    sku: str
    description: str
    quantity: Decimal
    unit: str
    """UN/ECE Recommendation 20 code."""
    price: Decimal
    rate: Decimal
    """Tax rate in percent."""
    discount: Decimal = Decimal(0)
    """Percent."""
    details: tuple[str, ...] = ()
    """Further lines printed under the description; they are not part of it."""
    served: date | None = None
    """Day of the service, where the table has a column for it."""
    group: str = ""
    """Heading under which the line stands, for example a delivery note; empty for none."""

    @property
    def amount(self) -> Decimal:
        """Quantity × price less discount, 2 decimals (BT-131; gross where the invoice's prices hold tax)."""
        return cents(self.quantity * self.price * (HUNDRED - self.discount) / HUNDRED)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One row of the tax breakdown (BG-23)."""

    rate: Decimal
    base: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice, credit note or receipt. Amounts are positive on credit notes too, as EN 16931 has them."""

    kind: InvoiceKind
    number: str
    issued: date
    supplier: Party
    customer: Party | None
    currency: str
    lines: tuple[Line, ...]
    ship_to: Party | None = None
    """Where the goods went, when that is another place than the customer's seat."""
    due_date: date | None = None
    terms_days: int = 30
    delivered: date | None = None
    order: str | None = None
    customer_number: str | None = None
    contact: str | None = None
    original: str | None = None
    """Number of the invoice that a credit note corrects."""
    tax_included: bool = False
    """True: the lines' prices hold the tax, as on receipts and invoices to consumers."""
    reverse_charge: bool = False
    allowance: Decimal = Decimal(0)
    """Discount on the whole document in percent (BT-94), the same for every rate."""
    charge: Decimal = Decimal(0)
    """Freight or postage, net (BT-99)."""
    charge_rate: Decimal = Decimal(0)
    prepaid: Decimal = Decimal(0)
    cash_rounding: Decimal = CENT
    """Smallest step of the amount due; 0.05 where cash is rounded to five hundredths."""
    early_discount: tuple[Decimal, int] | None = None
    """Percent and days of a discount for early payment; it changes no total."""

    @property
    def lines_total(self) -> Decimal:
        """Sum of the lines (BT-106, BR-CO-10)."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def allowance_amount(self) -> Decimal:
        """Discount on the whole document (BT-107)."""
        return sum((cents(part * self.allowance / HUNDRED) for part in self._by_rate().values()), Decimal(0))

    @property
    def breakdown(self) -> tuple[TaxLine, ...]:
        """Base and tax of every rate, highest rate first (BR-CO-17)."""
        parts = {rate: part - cents(part * self.allowance / HUNDRED) for rate, part in self._by_rate().items()}
        if self.charge:
            parts[self.charge_rate] = parts.get(self.charge_rate, Decimal(0)) + self.charge
        rows: list[TaxLine] = []
        for rate in sorted(parts, reverse=True):
            if self.tax_included:
                tax = cents(parts[rate] * rate / (HUNDRED + rate))
                rows.append(TaxLine(rate, parts[rate] - tax, tax))
            else:
                rows.append(TaxLine(rate, parts[rate], cents(parts[rate] * rate / HUNDRED)))
        return tuple(rows)

    @property
    def net(self) -> Decimal:
        """Total without tax (BT-109, BR-CO-13)."""
        return sum((row.base for row in self.breakdown), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """Total tax (BT-110, BR-CO-14)."""
        return sum((row.tax for row in self.breakdown), Decimal(0))

    @property
    def gross(self) -> Decimal:
        """Total with tax (BT-112, BR-CO-15)."""
        return self.net + self.tax

    @property
    def rounding(self) -> Decimal:
        """Difference that brings the amount due to the cash step (BT-114)."""
        exact = self.gross - self.prepaid
        return (exact / self.cash_rounding).quantize(Decimal(1), ROUND_HALF_UP) * self.cash_rounding - exact

    @property
    def due(self) -> Decimal:
        """Amount due (BT-115, BR-CO-16)."""
        return self.gross - self.prepaid + self.rounding

    def _by_rate(self) -> dict[Decimal, Decimal]:
        parts: dict[Decimal, Decimal] = {}
        for line in self.lines:
            parts[line.rate] = parts.get(line.rate, Decimal(0)) + line.amount
        return parts


def cents(value: Decimal) -> Decimal:
    """The value with 2 decimals, half up."""
    return value.quantize(CENT, ROUND_HALF_UP)
