"""The invoice schema is the wire's: every field, its name and casing, its order, and its EN 16931 term."""

import re

import pytest

from faktum.schemas.errors import UnknownSchema
from faktum.schemas.fields import Kind
from faktum.schemas.invoice import ADDONS, TERMS, invoice_fields

WIRE = {
    None: """
        InvoiceNumber InvoiceType InvoiceDate TaxPointDate DueDate Currency SupplierTaxId SupplierVatNumber
        CustomerVatNumber SupplierName CustomerName SupplierCountryCode CustomerCountryCode TotalAmountExclTax
        TotalVATAmount TotalAmountIncTax RoundingAmount AmountDue IsPaid PaymentStatusText IsReverseCharged
        IsSelfBilling PurchaseOrderNumber CustomerReference OriginalInvoiceNumber PaymentMethod""",
    "lineitems": """
        LineItems[].LineNumber LineItems[].Description LineItems[].Quantity LineItems[].UnitOfMeasure
        LineItems[].UnitPrice LineItems[].LineDiscountAmount LineItems[].LineDiscountPercent LineItems[].TaxCategory
        LineItems[].VatPercentage LineItems[].LineTotalExclTax LineItems[].LineVATAmount LineItems[].LineTotalInclTax
        LineItems[].SKU LineItems[].HSCode LineItems[].CountryOfOrigin LineItems[].ServicePeriodStart
        LineItems[].ServicePeriodEnd LineItems[].ProjectCode LineItems[].CostCenter""",
    "parties": """
        Supplier.RegistrationNumber Supplier.EORI Supplier.Address.StreetName Supplier.Address.StreetNumber
        Supplier.Address.Postbox Supplier.Address.PostalCode Supplier.Address.City Supplier.Address.CountryName
        Supplier.Address.CountryCode Supplier.Contact.ContactName Supplier.Contact.Email Supplier.Contact.Phone
        Supplier.Contact.Website Customer.CustomerId Customer.BillingAddress.StreetName
        Customer.BillingAddress.StreetNumber Customer.BillingAddress.Postbox Customer.BillingAddress.PostalCode
        Customer.BillingAddress.City Customer.BillingAddress.CountryName Customer.BillingAddress.CountryCode
        Customer.ShippingAddress.StreetName Customer.ShippingAddress.StreetNumber Customer.ShippingAddress.Postbox
        Customer.ShippingAddress.PostalCode Customer.ShippingAddress.City Customer.ShippingAddress.CountryName
        Customer.ShippingAddress.CountryCode Customer.Contact.ContactName Customer.Contact.Email
        Customer.Contact.Phone Customer.Contact.Website""",
    "banking": """
        Banking.PaymentIBAN Banking.PaymentBIC Banking.BankName Banking.StructuredPaymentReferenceRF
        Banking.StructuredPaymentReferenceBE Banking.UnstructuredPaymentReference Banking.SEPAMandateReference
        Banking.PaymentTerms Banking.LatePaymentFeeTerms Banking.PaymentInstructionsText""",
    "vat_tax": """
        VAT.VatBreakdown[].RatePercent VAT.VatBreakdown[].TaxableBase VAT.VatBreakdown[].VatAmount
        VAT.VatBreakdown[].TaxCategory VAT.VatBreakdown[].ExemptionReason VAT.OtherTaxes[].Type VAT.OtherTaxes[].Base
        VAT.OtherTaxes[].Amount VAT.ReverseChargeNote VAT.IntraCommunitySupplyNote""",
    "logistics": """
        Logistics.DeliveryNoteNumber Logistics.DeliveryDate Logistics.ServicePeriodStart Logistics.ServicePeriodEnd
        Logistics.Incoterms Logistics.CarrierName Logistics.TrackingNumber Logistics.FreightCostAsLine""",
    "compliance": """
        Compliance.LegalStatements Compliance.EInvoicingProfile Compliance.EInvoiceMessageId
        Compliance.ElectronicSignatureHash Compliance.QRCodeData Compliance.ArchiveId""",
    "adjustments": """
        Adjustments.GlobalDiscountAmount Adjustments.GlobalDiscountPercent Adjustments.GlobalSurchargeAmount
        Adjustments.GlobalSurchargePercent Adjustments.PrepaymentAmount Adjustments.OutstandingBalance
        Adjustments.CorrectionReason Adjustments.CreditedInvoiceDate""",
    "references": """
        References.ContractNumber References.FrameworkAgreement References.DeliveryOrderNumber References.ProjectCode
        References.CostCenter References.Salesperson References.CustomerAccountNumber References.ExternalDocumentURL""",
    "categorization": "Categorization.Category Categorization.ShortSummary",
    "localization_fx": """
        LocalizationFX.DocumentLanguage LocalizationFX.ExchangeRate LocalizationFX.ExchangeRateDate
        LocalizationFX.SourceCurrency LocalizationFX.FunctionalCurrency""",
}
"""Add-on → paths of its fields, as the wire has them and in its order."""

EN_16931 = """
    InvoiceNumber BT-1, InvoiceDate BT-2, InvoiceType BT-3, Currency BT-5, TaxPointDate BT-7, DueDate BT-9,
    CustomerReference BT-10, PurchaseOrderNumber BT-13, OriginalInvoiceNumber BT-25, CreditedInvoiceDate BT-26,
    SupplierName BT-27, SupplierVatNumber BT-31, SupplierTaxId BT-32, RegistrationNumber BT-30, EORI ≈ BT-29,
    Supplier.Address.StreetName BT-35, Supplier.Address.StreetNumber BT-35, Supplier.Address.Postbox ≈ BT-36,
    Supplier.Address.City BT-37, Supplier.Address.PostalCode BT-38, Supplier.Address.CountryCode BT-40,
    SupplierCountryCode BT-40, Supplier.Contact.ContactName BT-41, Supplier.Contact.Phone BT-42,
    Supplier.Contact.Email BT-43, CustomerName BT-44, CustomerId ≈ BT-46, CustomerAccountNumber ≈ BT-46,
    CustomerVatNumber BT-48, Customer.BillingAddress.StreetName BT-50, Customer.BillingAddress.StreetNumber BT-50,
    Customer.BillingAddress.Postbox ≈ BT-51, Customer.BillingAddress.City BT-52,
    Customer.BillingAddress.PostalCode BT-53, Customer.BillingAddress.CountryCode BT-55, CustomerCountryCode BT-55,
    Customer.Contact.ContactName BT-56, Customer.Contact.Phone BT-57, Customer.Contact.Email BT-58,
    Customer.ShippingAddress.StreetName BT-75, Customer.ShippingAddress.StreetNumber BT-75,
    Customer.ShippingAddress.Postbox ≈ BT-76, Customer.ShippingAddress.City BT-77,
    Customer.ShippingAddress.PostalCode BT-78, Customer.ShippingAddress.CountryCode BT-80,
    TotalAmountExclTax BT-109, TotalVATAmount BT-110, TotalAmountIncTax BT-112, PrepaymentAmount BT-113,
    RoundingAmount BT-114, AmountDue BT-115, OutstandingBalance BT-115, IsReverseCharged ≈ BT-118,
    IsSelfBilling ≈ BT-3, PaymentMethod BT-82, PaymentIBAN BT-84, PaymentBIC BT-86,
    StructuredPaymentReferenceRF BT-83, StructuredPaymentReferenceBE BT-83, UnstructuredPaymentReference BT-83,
    SEPAMandateReference BT-89, PaymentTerms BT-20, LatePaymentFeeTerms ≈ BT-20, VatBreakdown.TaxableBase BT-116,
    VatBreakdown.VatAmount BT-117, VatBreakdown.TaxCategory BT-118, VatBreakdown.RatePercent BT-119,
    VatBreakdown.ExemptionReason BT-120, ReverseChargeNote BT-120, IntraCommunitySupplyNote BT-120,
    DeliveryNoteNumber BT-16, DeliveryDate BT-72, ServicePeriodStart BT-73, ServicePeriodEnd BT-74,
    LegalStatements BT-22, EInvoicingProfile BT-24, GlobalDiscountAmount BT-92, GlobalDiscountPercent BT-94,
    GlobalSurchargeAmount BT-99, GlobalSurchargePercent BT-101, CorrectionReason ≈ BT-22, ContractNumber BT-12,
    FrameworkAgreement ≈ BT-12, DeliveryOrderNumber ≈ BT-14, ProjectCode BT-11, CostCenter BT-19,
    ExternalDocumentURL ≈ BT-124, SourceCurrency BT-5, FunctionalCurrency BT-6, LineItems.LineNumber BT-126,
    LineItems.Description BT-153, LineItems.Quantity BT-129, LineItems.UnitOfMeasure BT-130,
    LineItems.UnitPrice BT-146, LineItems.LineDiscountAmount BT-136, LineItems.LineDiscountPercent BT-138,
    LineItems.TaxCategory BT-151, LineItems.VatPercentage BT-152, LineItems.LineTotalExclTax BT-131,
    LineItems.SKU BT-155, LineItems.HSCode BT-158, LineItems.CountryOfOrigin BT-159,
    LineItems.ServicePeriodStart BT-134, LineItems.ServicePeriodEnd BT-135, LineItems.CostCenter BT-133
"""
"""Term key and business term; terms that are not named here have none."""


def test_every_field_of_the_wire_is_a_term_in_its_order() -> None:
    """Nothing is missing, nothing is added, and the order is the wire's."""
    assert [term.path for term in TERMS.values()] == [path for paths in WIRE.values() for path in paths.split()]


@pytest.mark.parametrize("addon", [None, *ADDONS])
def test_every_term_belongs_to_its_add_on(addon: str | None) -> None:
    """A term is delivered with the add-on that the wire lists it under."""
    assert [term.path for term in TERMS.values() if term.addon == addon] == WIRE[addon].split()


def test_keys_are_leaves_where_these_are_unique() -> None:
    """The key of a term is short where it can be, and says its group or party where it must."""
    keys = {term.path: key for key, term in TERMS.items()}
    assert keys["Banking.PaymentIBAN"] == "PaymentIBAN"
    assert keys["Logistics.ServicePeriodStart"] == "ServicePeriodStart"
    assert keys["LineItems[].ServicePeriodStart"] == "LineItems.ServicePeriodStart"
    assert keys["VAT.VatBreakdown[].TaxCategory"] == "VatBreakdown.TaxCategory"
    assert keys["Supplier.RegistrationNumber"] == "RegistrationNumber"
    assert keys["Supplier.Address.City"] == "Supplier.Address.City"
    assert keys["Customer.Contact.Email"] == "Customer.Contact.Email"
    assert len(keys) == len(TERMS) == 134


def test_groups_are_those_of_the_wire() -> None:
    """What repeats on the wire is in a group, everything else is not."""
    for term in TERMS.values():
        group = re.search(r"(\w+)\[\]", term.path)
        assert term.group == (group.group(1) if group else None)


def test_business_terms_are_those_of_en_16931() -> None:
    """Each term names its EN 16931 business term, and none where the norm has none."""
    expected: dict[str, str] = {}
    for entry in EN_16931.split(","):
        key, _, term = entry.strip().partition(" ")
        expected[key] = term
    assert {key: term.bt for key, term in TERMS.items() if term.bt} == expected


@pytest.mark.parametrize("key", TERMS)
def test_every_term_is_described(key: str) -> None:
    """The prompt gets one sentence for each field, and choices exactly where the kind is a choice."""
    term = TERMS[key]
    assert term.description.endswith(".")
    assert 20 <= len(term.description) <= 120
    assert bool(term.choices) == (term.kind is Kind.CHOICE)


def test_choices_are_closed_lists() -> None:
    """Document types and expense categories are those that the wire allows, and the purchase order beside them."""
    assert TERMS["InvoiceType"].choices == (
        "invoice",
        "credit_note",
        "debit_note",
        "proforma",
        "receipt",
        "corrective",
        "purchase_order",
    )
    assert len(TERMS["Category"].choices) == 16


def test_fields_of_the_base_schema() -> None:
    """Without add-ons the 26 base fields come, once per invoice, named as on the wire."""
    assert [field.name for field in invoice_fields()] == WIRE[None].split()
    assert all(field.group is None for field in invoice_fields())


def test_fields_have_unique_names_that_no_add_on_changes() -> None:
    """A column is called the same whichever add-ons are asked."""
    everything = {field.term: field.name for field in invoice_fields(ADDONS)}
    assert len(set(everything.values())) == len(everything) == 134
    assert everything["LineItems.Description"] == "Description"
    assert everything["LineItems.ProjectCode"] == "LineItems.ProjectCode"
    for addon in ADDONS:
        for field in invoice_fields([addon]):
            assert field.name == everything[field.term]


def test_lists_and_judgements_are_marked() -> None:
    """Legal statements are a list; a category, a summary and the language are judged, not read."""
    fields = {field.name: field for field in invoice_fields(ADDONS)}
    assert [name for name, field in fields.items() if field.many] == ["LegalStatements"]
    assert [name for name, field in fields.items() if field.derived] == ["Category", "ShortSummary", "DocumentLanguage"]


def test_an_unknown_add_on_is_named_with_those_that_exist() -> None:
    """A slip in an add-on's name is answered with the names there are."""
    with pytest.raises(UnknownSchema, match=r"lineitem\b.*lineitems, parties"):
        invoice_fields(["lineitem"])
