"""The rows of the invoice schema: name, kind, EN 16931 term and one sentence each, section by section.

Names, casing and order are those of the InvoicesEngine v3.0 field reference. A business term code with '≈' is near in
meaning, not equal. To add a field, add a row here and its printed labels in labels/*.toml.
"""

from dataclasses import dataclass

from .fields import Kind


@dataclass(frozen=True, slots=True)
class Row:
    """One field as the wire knows it."""

    name: str
    kind: Kind
    bt: str | None
    description: str
    choices: tuple[str, ...] = ()
    many: bool = False
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand under one object of the wire."""

    rows: tuple[Row, ...]
    path: str = ""
    """Where the rows stand in the nested form: 'Supplier.Address', 'LineItems[]'; '' for the top level."""
    addon: str | None = None
    group: str | None = None
    """The repeating group the rows belong to."""


INVOICE_TYPES = ("invoice", "credit_note", "debit_note", "proforma", "receipt", "corrective", "purchase_order")

CATEGORIES = (
    "utilities",
    "telecom",
    "rent",
    "software",
    "cloud",
    "travel",
    "hospitality",
    "office_supplies",
    "fuel",
    "maintenance",
    "professional_services",
    "insurance",
    "logistics",
    "advertising",
    "taxes_fees",
    "other",
)

_BASE = (
    Row("InvoiceNumber", Kind.IDENTIFIER, "BT-1", "The supplier's number of this document, exactly as printed."),
    Row("InvoiceType", Kind.CHOICE, "BT-3", "What sort of document it says it is.", choices=INVOICE_TYPES),
    Row("InvoiceDate", Kind.DATE, "BT-2", "Issue date; the first of the month where only month and year are printed."),
    Row("TaxPointDate", Kind.DATE, "BT-7", "Date of supply or tax point, when printed apart from the issue date."),
    Row("DueDate", Kind.DATE, "BT-9", "Date by which payment is due, printed or following clearly from the terms."),
    Row("Currency", Kind.CURRENCY, "BT-5", "Currency of the totals as a three-letter ISO 4217 code."),
    Row("SupplierTaxId", Kind.IDENTIFIER, "BT-32", "The supplier's national tax number, where it is no VAT number."),
    Row("SupplierVatNumber", Kind.IDENTIFIER, "BT-31", "The supplier's VAT number with its country prefix."),
    Row("CustomerVatNumber", Kind.IDENTIFIER, "BT-48", "The customer's VAT number with its country prefix."),
    Row("SupplierName", Kind.NAME, "BT-27", "Legal or trading name of the seller who issued the document."),
    Row("CustomerName", Kind.NAME, "BT-44", "Name of the buyer the document is addressed to."),
    Row("SupplierCountryCode", Kind.COUNTRY, "BT-40", "The supplier's country as ISO 3166-1 alpha-2 code."),
    Row("CustomerCountryCode", Kind.COUNTRY, "BT-55", "The customer's country as ISO 3166-1 alpha-2 code."),
    Row("TotalAmountExclTax", Kind.AMOUNT, "BT-109", "Total of the document without tax, as printed."),
    Row("TotalVATAmount", Kind.AMOUNT, "BT-110", "Sum of VAT (sales tax, GST) over all rates, as printed."),
    Row("TotalAmountIncTax", Kind.AMOUNT, "BT-112", "Grand total of the document with tax, as printed."),
    Row("RoundingAmount", Kind.AMOUNT, "BT-114", "Amount of a printed rounding line; negative when rounded down."),
    Row("AmountDue", Kind.AMOUNT, "BT-115", "What is left to pay after payments and credits, as printed."),
    Row("IsPaid", Kind.BOOLEAN, None, "True where the document says it is paid, false where it says payment is due."),
    Row("PaymentStatusText", Kind.TEXT, None, "The printed words on payment status, e.g. 'Paid on 2025-06-15'."),
    Row("IsReverseCharged", Kind.BOOLEAN, "≈ BT-118", "True where reverse-charge wording is printed."),
    Row("IsSelfBilling", Kind.BOOLEAN, "≈ BT-3", "True where the document says it is issued by the customer."),
    Row("PurchaseOrderNumber", Kind.IDENTIFIER, "BT-13", "The buyer's purchase order number, as printed."),
    Row("CustomerReference", Kind.TEXT, "BT-10", "The buyer's reference or attention line, e.g. 'Your ref: 1234'."),
    Row("OriginalInvoiceNumber", Kind.IDENTIFIER, "BT-25", "Number of the invoice that this document corrects."),
    Row("PaymentMethod", Kind.TEXT, "BT-82", "Printed means of payment, e.g. bank transfer, credit card, cash."),
)

_LINE_ITEM = (
    Row("LineNumber", Kind.NUMBER, "BT-126", "Printed number of the row, or its place from 1."),
    Row("Description", Kind.TEXT, "BT-153", "Goods or service of the row, in the printed words."),
    Row("Quantity", Kind.QUANTITY, "BT-129", "How many units; a duration hh:mm counts as decimal hours."),
    Row("UnitOfMeasure", Kind.TEXT, "BT-130", "Unit of the quantity as printed, e.g. pcs, h, kg."),
    Row("UnitPrice", Kind.AMOUNT, "BT-146", "Price of one unit without tax, with all printed decimals."),
    Row("LineDiscountAmount", Kind.AMOUNT, "BT-136", "Discount on the row as an amount, with the printed sign."),
    Row("LineDiscountPercent", Kind.PERCENT, "BT-138", "Discount on the row as a percentage."),
    Row("TaxCategory", Kind.IDENTIFIER, "BT-151", "Printed tax category code of the row, e.g. S, Z, E."),
    Row("VatPercentage", Kind.PERCENT, "BT-152", "VAT rate of the row in percent."),
    Row("LineTotalExclTax", Kind.AMOUNT, "BT-131", "Total of the row without tax, as printed."),
    Row("LineVATAmount", Kind.AMOUNT, None, "VAT amount of the row, when printed."),
    Row("LineTotalInclTax", Kind.AMOUNT, None, "Total of the row with tax, when printed."),
    Row("SKU", Kind.IDENTIFIER, "BT-155", "The supplier's article number or product code."),
    Row("HSCode", Kind.IDENTIFIER, "BT-158", "Customs tariff (HS, commodity) code of the goods."),
    Row("CountryOfOrigin", Kind.COUNTRY, "BT-159", "Country of origin as ISO 3166-1 alpha-2 code."),
    Row("ServicePeriodStart", Kind.DATE, "BT-134", "First day of the period the row is for."),
    Row("ServicePeriodEnd", Kind.DATE, "BT-135", "Last day of the period the row is for."),
    Row("ProjectCode", Kind.IDENTIFIER, None, "Project the row is for, as printed."),
    Row("CostCenter", Kind.IDENTIFIER, "BT-133", "Cost centre of the row, as printed."),
)


def _address(of: str, street: str, extra: str, city: str, postcode: str, country: str) -> tuple[Row, ...]:
    return (
        Row("StreetName", Kind.ADDRESS, street, f"Street of {of}, without the house number."),
        Row("StreetNumber", Kind.ADDRESS, street, f"House number of {of} with its suffix, e.g. 12B."),
        Row("Postbox", Kind.ADDRESS, extra, f"Post office box of {of}, as printed."),
        Row("PostalCode", Kind.ADDRESS, postcode, f"Postal or ZIP code of {of}, as printed."),
        Row("City", Kind.ADDRESS, city, f"Town of {of}."),
        Row("CountryName", Kind.ADDRESS, None, f"Country of {of} in the printed words."),
        Row("CountryCode", Kind.COUNTRY, country, f"Country of {of} as ISO 3166-1 alpha-2 code."),
    )


def _contact(of: str, person: str, phone: str, email: str) -> tuple[Row, ...]:
    return (
        Row("ContactName", Kind.NAME, person, f"Contact person of {of}."),
        Row("Email", Kind.IDENTIFIER, email, f"E-mail address of {of}."),
        Row("Phone", Kind.IDENTIFIER, phone, f"Phone number of {of}, as printed."),
        Row("Website", Kind.IDENTIFIER, None, f"Web address of {of}."),
    )


_SUPPLIER = (
    Row("RegistrationNumber", Kind.IDENTIFIER, "BT-30", "The supplier's number in the company register."),
    Row("EORI", Kind.IDENTIFIER, "≈ BT-29", "The supplier's EORI number, used with customs."),
)

_CUSTOMER = (Row("CustomerId", Kind.IDENTIFIER, "≈ BT-46", "The customer's number in the supplier's books."),)

_BANKING = (
    Row("PaymentIBAN", Kind.IDENTIFIER, "BT-84", "IBAN of the account to pay to, as printed."),
    Row("PaymentBIC", Kind.IDENTIFIER, "BT-86", "BIC or SWIFT code of the bank to pay to."),
    Row("BankName", Kind.NAME, None, "Name of the bank to pay to."),
    Row("StructuredPaymentReferenceRF", Kind.IDENTIFIER, "BT-83", "ISO 11649 creditor reference, begins with RF."),
    Row("StructuredPaymentReferenceBE", Kind.IDENTIFIER, "BT-83", "Belgian structured reference +++000/0000/00000+++."),
    Row("UnstructuredPaymentReference", Kind.TEXT, "BT-83", "Free text to quote with the payment."),
    Row("SEPAMandateReference", Kind.IDENTIFIER, "BT-89", "Reference of the SEPA direct debit mandate."),
    Row("PaymentTerms", Kind.TEXT, "BT-20", "The printed words on when and how to pay, e.g. 'Net 30'."),
    Row("LatePaymentFeeTerms", Kind.TEXT, "≈ BT-20", "The printed words on interest or fees for late payment."),
    Row("PaymentInstructionsText", Kind.TEXT, None, "The whole block of payment instructions, verbatim."),
)

_VAT_BREAKDOWN = (
    Row("RatePercent", Kind.PERCENT, "BT-119", "VAT rate of the breakdown row in percent."),
    Row("TaxableBase", Kind.AMOUNT, "BT-116", "Net amount that the rate applies to."),
    Row("VatAmount", Kind.AMOUNT, "BT-117", "VAT charged at this rate."),
    Row("TaxCategory", Kind.IDENTIFIER, "BT-118", "Printed tax category code of the rate, e.g. S, Z, E."),
    Row("ExemptionReason", Kind.TEXT, "BT-120", "Printed reason for exemption or zero rate."),
)

_OTHER_TAXES = (
    Row("Type", Kind.TEXT, None, "Name of a tax that is not VAT, e.g. withholding tax, excise duty, eco tax."),
    Row("Base", Kind.AMOUNT, None, "Net amount that this tax is computed on."),
    Row("Amount", Kind.AMOUNT, None, "Amount charged for this tax, as printed."),
)

_VAT = (
    Row("ReverseChargeNote", Kind.TEXT, "BT-120", "The printed reverse-charge wording."),
    Row("IntraCommunitySupplyNote", Kind.TEXT, "BT-120", "The printed note on intra-community supply or export."),
)

_LOGISTICS = (
    Row("DeliveryNoteNumber", Kind.IDENTIFIER, "BT-16", "Number of the delivery note or packing slip."),
    Row("DeliveryDate", Kind.DATE, "BT-72", "Date on which goods or services were delivered."),
    Row("ServicePeriodStart", Kind.DATE, "BT-73", "First day of the period the document is for."),
    Row("ServicePeriodEnd", Kind.DATE, "BT-74", "Last day of the period the document is for."),
    Row("Incoterms", Kind.TEXT, None, "Trade term as printed, e.g. EXW, DDP."),
    Row("CarrierName", Kind.NAME, None, "Name of the carrier."),
    Row("TrackingNumber", Kind.IDENTIFIER, None, "Shipment or tracking number."),
    Row("FreightCostAsLine", Kind.BOOLEAN, None, "True where freight is a row of its own, false where it is included."),
)

_COMPLIANCE = (
    Row("LegalStatements", Kind.TEXT, "BT-22", "Mandatory legal wording, one text each, verbatim.", many=True),
    Row("EInvoicingProfile", Kind.IDENTIFIER, "BT-24", "E-invoicing profile, e.g. PEPPOL BIS, Factur-X, ZUGFeRD."),
    Row("EInvoiceMessageId", Kind.IDENTIFIER, None, "Message identifier of the e-invoicing network."),
    Row("ElectronicSignatureHash", Kind.IDENTIFIER, None, "Signature or hash that authenticates the document."),
    Row("QRCodeData", Kind.TEXT, None, "Content of a payment QR code, as encoded."),
    Row("ArchiveId", Kind.IDENTIFIER, None, "Printed identifier of an archive or document management system."),
)

_ADJUSTMENTS = (
    Row("GlobalDiscountAmount", Kind.AMOUNT, "BT-92", "Discount on the whole document as an amount."),
    Row("GlobalDiscountPercent", Kind.PERCENT, "BT-94", "Discount on the whole document as a percentage."),
    Row("GlobalSurchargeAmount", Kind.AMOUNT, "BT-99", "Surcharge on the whole document as an amount."),
    Row("GlobalSurchargePercent", Kind.PERCENT, "BT-101", "Surcharge on the whole document as a percentage."),
    Row("PrepaymentAmount", Kind.AMOUNT, "BT-113", "Sum of prepayments and deposits already taken off."),
    Row("OutstandingBalance", Kind.AMOUNT, "BT-115", "Balance after discounts, surcharges and prepayments."),
    Row("CorrectionReason", Kind.TEXT, "≈ BT-22", "Printed reason for a credit note, debit note or correction."),
    Row("CreditedInvoiceDate", Kind.DATE, "BT-26", "Date of the invoice that this document corrects."),
)

_REFERENCES = (
    Row("ContractNumber", Kind.IDENTIFIER, "BT-12", "Contract number, as printed."),
    Row("FrameworkAgreement", Kind.IDENTIFIER, "≈ BT-12", "Identifier of a framework or master agreement."),
    Row("DeliveryOrderNumber", Kind.IDENTIFIER, "≈ BT-14", "Delivery order or dispatch reference."),
    Row("ProjectCode", Kind.IDENTIFIER, "BT-11", "Project the document is for, as printed."),
    Row("CostCenter", Kind.IDENTIFIER, "BT-19", "Cost centre of the document, as printed."),
    Row("Salesperson", Kind.NAME, None, "Salesperson or account manager, as printed."),
    Row("CustomerAccountNumber", Kind.IDENTIFIER, "≈ BT-46", "The customer's account number with the supplier."),
    Row("ExternalDocumentURL", Kind.IDENTIFIER, "≈ BT-124", "Web address printed on the document, e.g. a portal link."),
)

_CATEGORIZATION = (
    Row("Category", Kind.CHOICE, None, "Sort of expense, from a fixed list.", choices=CATEGORIES, derived=True),
    Row("ShortSummary", Kind.TEXT, None, "What the document is for, in one line.", derived=True),
)

_LOCALIZATION_FX = (
    Row("DocumentLanguage", Kind.LANGUAGE, None, "Language of the document as ISO 639-1 code.", derived=True),
    Row("ExchangeRate", Kind.NUMBER, None, "Printed rate of conversion between two currencies."),
    Row("ExchangeRateDate", Kind.DATE, None, "Date of the printed exchange rate."),
    Row("SourceCurrency", Kind.CURRENCY, "BT-5", "Currency the document is issued in, ISO 4217."),
    Row(
        "FunctionalCurrency", Kind.CURRENCY, "BT-6", "Currency that amounts are converted to for accounting, ISO 4217."
    ),
)

SECTIONS: tuple[Section, ...] = (
    Section(_BASE),
    Section(_LINE_ITEM, "LineItems[]", "lineitems", "LineItems"),
    Section(_SUPPLIER, "Supplier", "parties"),
    Section(_address("the supplier", "BT-35", "≈ BT-36", "BT-37", "BT-38", "BT-40"), "Supplier.Address", "parties"),
    Section(_contact("the supplier", "BT-41", "BT-42", "BT-43"), "Supplier.Contact", "parties"),
    Section(_CUSTOMER, "Customer", "parties"),
    Section(
        _address("the billing address", "BT-50", "≈ BT-51", "BT-52", "BT-53", "BT-55"),
        "Customer.BillingAddress",
        "parties",
    ),
    Section(
        _address("the delivery address", "BT-75", "≈ BT-76", "BT-77", "BT-78", "BT-80"),
        "Customer.ShippingAddress",
        "parties",
    ),
    Section(_contact("the customer", "BT-56", "BT-57", "BT-58"), "Customer.Contact", "parties"),
    Section(_BANKING, "Banking", "banking"),
    Section(_VAT_BREAKDOWN, "VAT.VatBreakdown[]", "vat_tax", "VatBreakdown"),
    Section(_OTHER_TAXES, "VAT.OtherTaxes[]", "vat_tax", "OtherTaxes"),
    Section(_VAT, "VAT", "vat_tax"),
    Section(_LOGISTICS, "Logistics", "logistics"),
    Section(_COMPLIANCE, "Compliance", "compliance"),
    Section(_ADJUSTMENTS, "Adjustments", "adjustments"),
    Section(_REFERENCES, "References", "references"),
    Section(_CATEGORIZATION, "Categorization", "categorization"),
    Section(_LOCALIZATION_FX, "LocalizationFX", "localization_fx"),
)
"""Every section, in the order of the wire."""
