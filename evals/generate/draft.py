"""What a layout draws from: the invoice, its words and notation, and the habits of the program that prints it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from .content import Account, Invoice, InvoiceKind, Line, Party, cents
from .markets import Market
from .notation import Notation
from .phrases import Phrases
from .table import CarryWords, Column

REGISTRATION_COUNTRIES = ("FR", "NL")
"""Where the number kept as tax number is the company's registration (SIRET, KvK), not a tax id."""


@dataclass(frozen=True, slots=True)
class Row:
    """One printed pair of label and value."""

    label: str
    value: str
    field: str | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a layout needs; `random` is for choices of look alone."""

    invoice: Invoice
    issuer: int
    """Number of the supplier in its market."""
    market: Market
    notation: Notation
    phrases: Phrases
    random: Random
    colon: str
    """What stands after a label: ':', ' :' or nothing."""
    marked_totals: bool
    """True: totals bear the currency; False: labels or a row of their own do."""
    marked_cells: bool
    """True: prices in the table bear the currency too."""
    tax_sum: bool
    """True: where there are several rates, the sum of the taxes is printed too."""
    rate_codes: bool
    """True: lines bear a letter for their tax rate, explained below the sums."""
    paper: str = ""
    """What it is where it is no invoice but looks like one: 'quotation', 'order_confirmation', 'purchase_order'."""
    counted: bool = True
    """True: pages say 'Page 1 of 3'."""

    @property
    def title(self) -> str:
        """'Invoice', 'Credit note' in the document's language."""
        if self.paper:
            return self.phrases(f"paper.{self.paper}")
        kind = self.invoice.kind
        return self.phrases(
            {
                InvoiceKind.INVOICE: "title.invoice",
                InvoiceKind.CREDIT_NOTE: "title.credit_note",
                InvoiceKind.RECEIPT: "title.receipt",
            }[kind]
        )

    @property
    def number_label(self) -> str:
        """The label of the document's number."""
        if self.paper:
            return self.phrases(f"paper.{self.paper}_number")
        return self.phrases("label.credit_number" if self.invoice.kind is InvoiceKind.CREDIT_NOTE else "label.number")

    def money(self, value: Decimal) -> str:
        """A total as printed."""
        return self.notation.money(value) if self.marked_totals else self.notation.number(value)

    def cell_money(self, value: Decimal) -> str:
        """A sum in the table as printed."""
        return self.notation.money(value) if self.marked_cells else self.notation.number(value)

    def number(self) -> Row:
        """Label and number of the document."""
        return Row(self.number_label, self.invoice.number, "InvoiceNumber", strong=True)

    def date(self) -> Row:
        """Label and date of issue."""
        return Row(self.phrases("label.date"), self.notation.date(self.invoice.issued), "InvoiceDate")

    def due(self) -> Row | None:
        """Label and due date."""
        due = self.invoice.due_date
        return Row(self.phrases("label.due"), self.notation.date(due), "DueDate") if due else None

    def meta(self, *, due: bool = True, vat: bool = False) -> list[Row]:
        """Number, dates and references in a customary order."""
        invoice, phrases = self.invoice, self.phrases
        head = [self.number(), self.date()]
        rest: list[Row] = []
        if invoice.customer_number:
            rest.append(Row(phrases("label.customer_number"), invoice.customer_number, "CustomerId"))
        if invoice.order:
            rest.append(Row(phrases("label.order"), invoice.order, "PurchaseOrderNumber"))
        if invoice.original:
            rest.append(Row(phrases("label.original"), invoice.original, "OriginalInvoiceNumber"))
        if invoice.delivered:
            rest.append(Row(phrases("label.delivery_date"), self.notation.date(invoice.delivered), "DeliveryDate"))
        if invoice.contact:
            rest.append(Row(phrases("label.contact"), invoice.contact))
        due_row = self.due()
        if due and due_row:
            rest.append(due_row)
        if vat and invoice.customer and invoice.customer.vat_printed:
            rest.append(Row(phrases("label.customer_vat"), invoice.customer.vat_printed, "CustomerVatNumber"))
        if not self.marked_totals:
            rest.append(Row(phrases("label.currency"), invoice.currency, "Currency"))
        order = Random(f"order {invoice.number} {invoice.supplier.name}")
        if order.random() < 0.4:
            order.shuffle(rest)
        if order.random() < 0.2:
            head.reverse()
        if order.random() < 0.15:
            return [*rest[:1], *head, *rest[1:]]
        return [*head, *rest]

    def address(self, party: Party, *, home: bool | None = None) -> list[tuple[str, str | None]]:
        """A party's name and address, line by line, with the field of each."""
        role = "Supplier" if party is self.invoice.supplier else "Customer"
        lines: list[tuple[str, str | None]] = [(party.name, f"{role}Name"), (party.street, None)]
        lines += [(line, None) for line in party.town]
        if home is False or (home is None and party.country != self.market.country):
            lines.append((party.country_name, f"{role}CountryCode"))
        return lines

    def vat(self, party: Party) -> Row | None:
        """Label and VAT id of a party."""
        if not party.vat_printed:
            return None
        ours = party is self.invoice.supplier
        return Row(
            self.phrases("label.vat_id" if ours else "label.customer_vat"),
            party.vat_printed,
            "SupplierVatNumber" if ours else "CustomerVatNumber",
        )

    def tax_number(self) -> Row | None:
        """Label and tax number (or register number) of the supplier."""
        supplier = self.invoice.supplier
        if not supplier.tax_number:
            return None
        field = "RegistrationNumber" if supplier.country in REGISTRATION_COUNTRIES else "SupplierTaxId"
        return Row(self.phrases("label.tax_number"), supplier.tax_number, field)

    def bank(self) -> list[Row]:
        """Where to pay."""
        account: Account | None = self.invoice.supplier.account
        if account is None:
            return []
        rows = [Row(self.phrases("label.bank"), account.bank, "BankName")]
        if account.iban:
            rows.append(Row(self.phrases("label.iban"), self.notation.iban(account), "PaymentIBAN"))
            if account.bic:
                rows.append(Row(self.phrases("label.bic"), account.bic, "PaymentBIC"))
        elif account.number:
            rows.append(Row(self.phrases("label.account"), account.number))
        return rows

    def totals(self) -> list[Row]:
        """Every printed sum, in order."""
        invoice, phrases = self.invoice, self.phrases
        rows: list[Row] = []
        if invoice.kind is InvoiceKind.CREDIT_NOTE:
            gross_label = phrases("total.credit_gross")
        else:  # 'to pay' is said of the total only where it is the last sum
            gross_label = phrases("total.gross" if invoice.prepaid or invoice.rounding else "total.last")
        if invoice.tax_included:
            rows.append(Row(gross_label, self.money(invoice.gross), "TotalAmountIncTax", strong=True))
            if len(invoice.breakdown) == 1:
                rows.append(Row(phrases("total.net"), self.money(invoice.net), "TotalAmountExclTax"))
            rows += self._tax_rows("total.included")
        else:
            if invoice.allowance or invoice.charge:
                rows.append(Row(phrases("total.lines"), self.money(invoice.lines_total), "LinesTotal"))
            if invoice.allowance:
                label = phrases("total.allowance", percent=self.notation.percent(invoice.allowance))
                rows.append(Row(label, self.money(-invoice.allowance_amount), "GlobalDiscountAmount"))
            if invoice.charge:
                rows.append(Row(phrases("total.charge"), self.money(invoice.charge), "FreightAmount"))
            rows.append(Row(phrases("total.net"), self.money(invoice.net), "TotalAmountExclTax"))
            rows += self._tax_rows("total.sales_tax" if self.market.country == "US" else "total.tax")
            rows.append(Row(gross_label, self.money(invoice.gross), "TotalAmountIncTax", strong=True))
        if invoice.prepaid:
            rows.append(Row(phrases("total.prepaid"), self.money(-invoice.prepaid), "PrepaymentAmount"))
        if invoice.rounding:
            rows.append(Row(phrases("total.rounding"), self.money(invoice.rounding), "RoundingAmount"))
        if invoice.prepaid or invoice.rounding:
            rows.append(Row(phrases("total.due"), self.money(invoice.due), "AmountDue", strong=True))
        return rows

    def _tax_rows(self, key: str) -> list[Row]:
        invoice = self.invoice
        parts = invoice.breakdown
        if len(parts) == 1:
            return [
                Row(
                    self.phrases(key, rate=self.notation.percent(parts[0].rate)),
                    self.money(parts[0].tax),
                    "TotalVATAmount",
                )
            ]
        with_base = key == "total.tax"
        rows = [
            Row(
                self.phrases(
                    "total.tax_on", rate=self.notation.percent(part.rate), base=self.notation.number(part.base)
                )
                if with_base
                else self.phrases(key, rate=self.notation.percent(part.rate)),
                self.money(part.tax),
                f"VatBreakdown.{at}.VatAmount",
            )
            for at, part in enumerate(parts)
        ]
        if self.tax_sum:
            rows.append(Row(self.phrases("total.tax_sum"), self.money(invoice.tax), "TotalVATAmount"))
        return rows

    def payment_terms(self) -> list[str]:
        """Sentences on when to pay; none on a credit note."""
        invoice, phrases, notation = self.invoice, self.phrases, self.notation
        if invoice.kind is InvoiceKind.CREDIT_NOTE:
            return []
        if invoice.due_date and Random(invoice.number).random() < 0.4:
            lines = [phrases("text.terms_date", date=notation.date(invoice.due_date))]
        else:
            lines = [phrases("text.terms_days", days=str(invoice.terms_days))]
        if invoice.early_discount:
            percent, days = invoice.early_discount
            parts = {
                "percent": notation.percent(percent),
                "amount": self.money(invoice.gross * percent / 100),
                "date": notation.date(invoice.issued + timedelta(days=days)),
                "days": str(days),
            }
            lines.append(phrases("text.discount_terms", **parts))
        return lines

    def further_terms(self) -> list[str]:
        """Sentences on what to quote and on the tax; on a credit note its reason comes first."""
        invoice, phrases, notation = self.invoice, self.phrases, self.notation
        is_credit = invoice.kind is InvoiceKind.CREDIT_NOTE
        lines = [phrases("text.credit_reason") if is_credit else phrases("text.transfer", number=invoice.number)]
        if invoice.reverse_charge:
            lines.append(phrases("text.reverse_charge"))
        if self.rate_codes and len(invoice.breakdown) > 1:
            named = [f"{self.rate_code(part.rate)} = {notation.percent(part.rate)}" for part in invoice.breakdown]
            lines.append(phrases("text.codes", codes=", ".join(named)))
        return lines

    def rate_code(self, rate: Decimal) -> str:
        """The letter of a tax rate."""
        return "ABCDE"[[part.rate for part in self.invoice.breakdown].index(rate)]

    def columns(self, keys: Sequence[str]) -> list[Column]:
        """The table's columns by key: pos, sku, description, quantity, unit, price, amount and so on."""
        wanted = list(keys)
        if self.invoice.lines[0].served and "description" in wanted:
            wanted.insert(wanted.index("description"), "date")
        return [self._column(key) for key in wanted]

    def unit(self, line: Line) -> str:
        """The line's unit as printed."""
        return self.phrases(f"unit.{line.unit}")

    def carry_words(self) -> CarryWords:
        """What stands beside carried sums."""
        return CarryWords(
            carried=lambda page: self.phrases("total.carried", next=str(page + 1)),
            brought=lambda page: self.phrases("total.brought", previous=str(page - 1)),
            subtotal=lambda group: self.phrases("total.subtotal", group=group),
            amount=self.cell_money,
        )

    def page_label(self, page: int, pages: int) -> str:
        """'Page 1 of 3'; nothing where pages are not counted."""
        if not self.counted:
            return ""
        return self.phrases("label.page", page=str(page), pages=str(max(page, pages)))

    def _column(self, key: str) -> Column:
        phrases, notation = self.phrases, self.notation
        included = self.invoice.tax_included
        label = phrases(f"column.{'quantity' if key == 'quantity_unit' else key}")
        if key == "amount" and included:
            label = phrases("column.gross")
        match key:
            case "pos":
                return Column(label, 4, lambda line: str(line.number), "LineNumber")
            case "sku":
                return Column(label, 10, lambda line: line.sku, "SKU")
            case "description":
                return Column(label, 36, lambda line: line.description, "Description", wraps=True)
            case "quantity":
                return Column(label, 8, lambda line: notation.quantity(line.quantity), "Quantity", "right")
            case "unit":
                return Column(label, 7, self.unit, "UnitOfMeasure")
            case "quantity_unit":
                return Column(
                    label, 11, lambda line: f"{notation.quantity(line.quantity)} {self.unit(line)}", "Quantity", "right"
                )
            case "price":
                return Column(label, 11, lambda line: self._cell_price(line.price), "UnitPrice", "right")
            case "discount":
                return Column(
                    label,
                    8,
                    lambda line: notation.percent(line.discount) if line.discount else "",
                    "LineDiscountPercent",
                    "right",
                )
            case "date":
                return Column(label, 10, lambda line: notation.date(line.served) if line.served else "", None)
            case "rate" if self.rate_codes and len(self.invoice.breakdown) > 1:
                return Column(label, 6, lambda line: self.rate_code(line.rate), None, "center")
            case "rate":
                return Column(label, 7, lambda line: notation.percent(line.rate), "VatPercentage", "right")
            case "tax":
                return Column(label, 9, lambda line: self.cell_money(_tax(line)), None, "right")
            case "gross":
                return Column(label, 11, lambda line: self.cell_money(line.amount + _tax(line)), None, "right")
            case "amount":
                return Column(
                    label,
                    12,
                    lambda line: self.cell_money(line.amount),
                    "LineTotalInclTax" if included else "LineTotalExclTax",
                    "right",
                )
            case _:
                raise ValueError(f"no column is called {key}")

    def _cell_price(self, price: Decimal) -> str:
        if not self.marked_cells or price.as_tuple().exponent != -2:
            return self.notation.price(price)
        return self.notation.money(price)


def city(party: Party) -> str:
    """The name of a party's town, without postcode and province."""
    words = [word.strip(",") for word in party.town[0].split()]
    named = [
        word
        for word in words
        if not any(c.isdigit() for c in word) and not (word.isupper() and len(word) == 2) and not word.startswith("(")
    ]
    return " ".join(named) or words[0]


def _tax(line: Line) -> Decimal:
    return cents(line.amount * line.rate / 100)
