"""A record as the business terms of EN 16931: what an e-invoice says, before any syntax."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ...prompts.compiled import CompiledPrompt
from ...schemas.fields import LINE_ITEMS
from ...schemas.record import Cell, Record, Value

PROFILE = "urn:cen.eu:en16931:2017"
"""BT-24: the core invoice, without any country's additions."""

TYPE_CODES: Mapping[str, str] = {
    "invoice": "380",
    "receipt": "380",
    "credit_note": "381",
    "debit_note": "383",
    "corrective": "384",
}
"""Kind of a record → UNTDID 1001."""

UNITS: Mapping[str, str] = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "std", "std.", "stunde", "stunden", "heure", "heures"), "HUR"),
    **dict.fromkeys(("d", "day", "days", "tag", "tage", "jour", "jours"), "DAY"),
    **dict.fromkeys(("month", "months", "monat", "monate", "mois"), "MON"),
    **dict.fromkeys(("kg",), "KGM"),
    **dict.fromkeys(("g",), "GRM"),
    **dict.fromkeys(("m",), "MTR"),
    **dict.fromkeys(("m2", "m²", "qm"), "MTK"),
    **dict.fromkeys(("m3", "m³"), "MTQ"),
    **dict.fromkeys(("l", "ltr", "liter", "litre"), "LTR"),
    **dict.fromkeys(("km",), "KMT"),
    **dict.fromkeys(("kwh",), "KWH"),
}
"""Printed unit → UN/ECE recommendation 20; any other unit is 'one' (C62)."""

HEADER: Mapping[str, str] = {
    "BT-1": "InvoiceNumber",
    "BT-2": "InvoiceDate",
    "BT-5": "Currency",
    "BT-7": "TaxPointDate",
    "BT-9": "DueDate",
    "BT-10": "CustomerReference",
    "BT-11": "References.ProjectCode",
    "BT-12": "ContractNumber",
    "BT-13": "PurchaseOrderNumber",
    "BT-16": "DeliveryNoteNumber",
    "BT-19": "References.CostCenter",
    "BT-20": "PaymentTerms",
    "BT-72": "DeliveryDate",
    "BT-73": "ServicePeriodStart",
    "BT-74": "ServicePeriodEnd",
}
"""Business terms that are written as they are; those whose term is not in the schema are left out."""


class BusinessTerms:
    """One record, asked for by business term, with the amounts and categories as EN 16931 wants them."""

    def __init__(self, record: Record, prompt: CompiledPrompt) -> None:
        self.record = record
        self._names = {field.term: field.name for field in prompt.invoice_fields if field.term}
        self._leaves: dict[str, dict[str, str]] = {}
        for field in prompt.fields:
            if field.group and field.term:
                self._leaves.setdefault(field.group, {})[field.term.rpartition(".")[2]] = field.name
        # Credit notes have positive amounts in EN 16931, whatever sign was printed.
        gross = self.number("TotalAmountIncTax")
        self._sign = -1 if record.kind == "credit_note" and gross is not None and gross < 0 else 1

    def value(self, term: str) -> Value:
        """The value of a field of the invoice; None where there is none."""
        name = self._names.get(term)
        return self.record.fields[name].value if name and name in self.record.fields else None

    def text(self, term: str) -> str | None:
        """The same as text."""
        value = self.value(term)
        return str(value).strip() or None if value is not None else None

    def number(self, term: str) -> Decimal | None:
        """The same as a number."""
        value = self.value(term)
        return value if isinstance(value, Decimal) else None

    def rows(self, group: str) -> Iterator[dict[str, Value]]:
        """The rows of a group: leaf of the term → value."""
        leaves = self._leaves.get(group, {})
        for row in self.record.groups.get(group, ()):
            yield {leaf: row.get(name, Cell()).value for leaf, name in leaves.items()}

    def money(self, value: Value) -> Decimal | None:
        """An amount with the sign EN 16931 wants, in cents."""
        return (value * self._sign).quantize(Decimal("0.01"), ROUND_HALF_UP) if isinstance(value, Decimal) else None

    def lacking(self) -> Iterator[str]:
        """What cannot be left out, by the rule that says so."""
        if self.record.kind not in TYPE_CODES:
            yield f"BR-04: a record of the kind '{self.record.kind}' is no invoice"
        for term, rule in (
            ("InvoiceNumber", "BR-02"),
            ("InvoiceDate", "BR-03"),
            ("Currency", "BR-05"),
            ("SupplierName", "BR-06"),
            ("CustomerName", "BR-07"),
            ("SupplierCountryCode", "BR-09"),
            ("CustomerCountryCode", "BR-11"),
            ("TotalAmountExclTax", "BR-13"),
            ("TotalAmountIncTax", "BR-14"),
        ):
            if self.value(term) is None:
                yield f"{rule}: {term} is missing"
        lines = list(self.rows(LINE_ITEMS))
        if not lines:
            yield "BR-16: there is no line item"
        for number, line in enumerate(lines, 1):
            if not isinstance(line.get("LineTotalExclTax"), Decimal):
                yield f"BR-24: line {number} has no total without tax"
            if not line.get("Description"):
                yield f"BR-25: line {number} has no description"
            if not self._category(line.get("TaxCategory"), line.get("VatPercentage")):
                yield f"BR-CO-04: why line {number} bears no VAT (zero rate, exempt, …) is not known"

    def terms(self) -> dict[str, Any]:
        """Business term → value, as factur-x takes them."""
        terms: dict[str, Any] = {"BT-24": PROFILE, "BT-3": TYPE_CODES[self.record.kind]}
        for code, term in HEADER.items():
            value = self.value(term)
            if value is not None:
                terms[code] = value if isinstance(value, date) else str(value)
        lines = [self._line(number, line) for number, line in enumerate(self.rows(LINE_ITEMS), 1)]
        breakdown = self._breakdown(lines)
        terms |= self._totals(lines, breakdown)
        terms |= self._payment()
        terms["BG-4"] = self._party("Supplier", "Supplier.Address")
        terms["BG-7"] = self._party("Customer", "Customer.BillingAddress")
        if self.text("Customer.ShippingAddress.CountryCode"):
            terms["BG-13"] = {"name": self.text("CustomerName"), **self._address("Customer.ShippingAddress")}
        statements = self.value("LegalStatements")
        terms["BG-1"] = [{"BT-22": text} for text in statements] if isinstance(statements, list) else None
        terms["BG-23"] = breakdown
        terms["BG-25"] = lines
        category = {"vat_category_code": breakdown[0]["BT-118"], "vat_rate": breakdown[0].get("BT-119")}
        for group, term, reason in (
            ("BG-20", "GlobalDiscountAmount", "Discount"),
            ("BG-21", "GlobalSurchargeAmount", "Surcharge"),
        ):
            amount = self.money(self.value(term))
            if amount:
                terms[group] = [{"amount": str(abs(amount)), "reason": reason, **category}]
        if number := self.text("OriginalInvoiceNumber"):
            preceding: dict[str, Any] = {"BT-25": number}
            if isinstance(when := self.value("CreditedInvoiceDate"), date):
                preceding["BT-26"] = when
            terms["BG-3"] = [preceding]
        return {code: value for code, value in terms.items() if value not in (None, "", [])}

    def _line(self, number: int, line: Mapping[str, Value]) -> dict[str, Any]:
        total = self.money(line.get("LineTotalExclTax")) or Decimal(0)
        quantity, price = line.get("Quantity"), line.get("UnitPrice")
        if not isinstance(quantity, Decimal) or not quantity:
            quantity, price = Decimal(1), None
        if not isinstance(price, Decimal) or price < 0:
            price = (abs(total) / abs(quantity)).quantize(Decimal("0.0001"))
        if (total < 0) != (quantity < 0):
            quantity = -quantity
        rate = line.get("VatPercentage")
        said: dict[str, Any] = {
            "BT-126": str(line.get("LineNumber") or number),
            "BT-129": str(quantity),
            "BT-130": unit_code(line.get("UnitOfMeasure")),
            "BT-131": str(total),
            "BT-146": str(price),
            "BT-153": str(line["Description"]),
            "BT-155": line.get("SKU"),
            "BT-134": line.get("ServicePeriodStart"),
            "BT-135": line.get("ServicePeriodEnd"),
        }
        category = self._category(line.get("TaxCategory"), rate)
        said["BT-151"] = category
        if category != "O":
            said["BT-152"] = str(rate if isinstance(rate, Decimal) else self._only_rate())
        return {code: value for code, value in said.items() if value is not None}

    def _breakdown(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The VAT breakdown as extracted, or as it follows from the lines."""
        rows: list[dict[str, Any]] = []
        for row in self.rows("VatBreakdown"):
            rate, base, tax = (
                row.get("RatePercent"),
                self.money(row.get("TaxableBase")),
                self.money(row.get("VatAmount")),
            )
            if base is None or tax is None:
                continue
            rows.append(
                self._rate(self._category(row.get("TaxCategory"), rate), rate, base, tax, row.get("ExemptionReason"))
            )
        if rows:
            return rows
        bases: dict[tuple[str, str | None], Decimal] = {}
        for line in lines:
            key = (line["BT-151"], line.get("BT-152"))
            bases[key] = bases.get(key, Decimal(0)) + Decimal(line["BT-131"])
        for (category, percent), base in bases.items():
            rate = Decimal(percent) if percent is not None else None
            tax = (base * (rate or 0) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
            rows.append(self._rate(category, rate, base, tax, None))
        return rows

    def _rate(self, category: str, rate: Value, base: Decimal, tax: Decimal, reason: Value) -> dict[str, Any]:
        row: dict[str, Any] = {"BT-116": str(base), "BT-117": str(tax), "BT-118": category}
        if category != "O":
            row["BT-119"] = str(rate if isinstance(rate, Decimal) else self._only_rate())
        if category in ("E", "AE", "K", "G", "O"):
            row["BT-120"] = str(reason or self.text("ReverseChargeNote") or REASONS[category])
        return row

    def _totals(self, lines: list[dict[str, Any]], breakdown: list[dict[str, Any]]) -> dict[str, Any]:
        tax = self.money(self.value("TotalVATAmount"))
        if tax is None:
            tax = sum((Decimal(row["BT-117"]) for row in breakdown), Decimal(0))
        gross = self.money(self.value("TotalAmountIncTax"))
        paid = self.money(self.value("PrepaymentAmount"))
        due = self.money(self.value("AmountDue"))
        discount, surcharge = (
            self.money(self.value("GlobalDiscountAmount")),
            self.money(self.value("GlobalSurchargeAmount")),
        )
        rounding = self.money(self.value("RoundingAmount"))
        if due is None and gross is not None:
            due = gross - (paid or 0) + (rounding or 0)
        amounts = {
            "BT-106": sum((Decimal(line["BT-131"]) for line in lines), Decimal(0)),
            "BT-107": abs(discount) if discount else None,
            "BT-108": surcharge or None,
            "BT-109": self.money(self.value("TotalAmountExclTax")),
            "BT-110": tax,
            "BT-112": gross,
            "BT-113": abs(paid) if paid else None,
            "BT-114": rounding or None,
            "BT-115": due,
        }
        return {code: str(amount) for code, amount in amounts.items() if amount is not None}

    def _payment(self) -> dict[str, Any]:
        iban = self.text("PaymentIBAN")
        if not iban:
            return {}
        said: dict[str, Any] = {
            "BT-81": "58" if self.text("Currency") == "EUR" else "30",
            "BT-84": "".join(iban.split()),
        }
        for code, term in (("BT-86", "PaymentBIC"), ("BT-89", "SEPAMandateReference")):
            if text := self.text(term):
                said[code] = text
        for term in ("StructuredPaymentReferenceRF", "StructuredPaymentReferenceBE", "UnstructuredPaymentReference"):
            if reference := self.text(term):
                said["BT-83"] = reference
                break
        return said

    def _party(self, who: str, address: str) -> dict[str, Any]:
        contact = {
            "name": self.text(f"{who}.Contact.ContactName"),
            "phone": self.text(f"{who}.Contact.Phone"),
            "email": self.text(f"{who}.Contact.Email"),
        }
        contact = {key: value for key, value in contact.items() if value}
        customer_id = self.text("CustomerId") if who == "Customer" else None
        said = {
            **self._address(address),
            "name": self.text(f"{who}Name"),
            "vat_identifier": self._vat_number(who),
            "tax_identifier": self.text("SupplierTaxId") if who == "Supplier" else None,
            "legal_identifier": self.text("RegistrationNumber") if who == "Supplier" else None,
            "identifiers": {"": customer_id} if customer_id else None,
            "contacts": [contact] if contact else None,
            "country_code": self.text(f"{who}CountryCode"),
        }
        return {key: value for key, value in said.items() if value}

    def _address(self, address: str) -> dict[str, Any]:
        street = " ".join(filter(None, (self.text(f"{address}.StreetName"), self.text(f"{address}.StreetNumber"))))
        said = {
            "country_code": self.text(f"{address}.CountryCode"),
            "city": self.text(f"{address}.City"),
            "postcode": self.text(f"{address}.PostalCode"),
            "addr_l1": street or None,
        }
        return {key: value for key, value in said.items() if value}

    def _vat_number(self, who: str) -> str | None:
        """The VAT number; BR-CO-09 wants its country before it."""
        number, country = self.text(f"{who}VatNumber"), self.text(f"{who}CountryCode")
        if number and country and number[:2].isdigit():
            return country + number
        return number

    def _category(self, printed: Value, rate: Value) -> str:
        """The VAT category (UNTDID 5305) as given, or as the rate and the document tell; '' where nothing tells."""
        if isinstance(printed, str) and printed in CATEGORIES:
            return printed
        if isinstance(rate, Decimal) and rate > 0:
            return "S"
        if self.value("IsReverseCharged") is True:
            return "AE"
        if rate is None and self._only_rate() > 0:
            return "S"
        given = [row.get("TaxCategory") for row in self.rows("VatBreakdown") if row.get("RatePercent") == rate]
        known = [category for category in sorted(CATEGORIES) if category in given]
        return known[0] if len(known) == 1 else ""

    def _only_rate(self) -> Decimal:
        """The rate of the invoice where its breakdown has but one, else 0."""
        percents = (row.get("RatePercent") for row in self.rows("VatBreakdown"))
        rates = {percent for percent in percents if isinstance(percent, Decimal)}
        if len(rates) == 1:
            return rates.pop()
        net, tax = self.number("TotalAmountExclTax"), self.number("TotalVATAmount")
        return (100 * tax / net).quantize(Decimal("0.1")) if net and tax else Decimal(0)


CATEGORIES = frozenset({"S", "Z", "E", "AE", "K", "G", "O", "L", "M"})
REASONS: Mapping[str, str] = {
    "E": "Exempt from VAT",
    "AE": "Reverse charge",
    "K": "Intra-community supply",
    "G": "Export outside the EU",
    "O": "Not subject to VAT",
}
"""VAT category → why no tax is charged, where nothing is printed."""


def unit_code(printed: Value) -> str:
    """The UN/ECE code of a printed unit; 'C62' (one) for any that is not known."""
    text = str(printed or "").strip()
    if 2 <= len(text) <= 3 and text.isupper() and text.isalnum() and text not in ("ST", "PCS", "STK"):
        return text
    return UNITS.get(text.casefold(), "C62")
