"""What users call a column is understood in ten languages, and what means no term is left alone."""

import pytest

from faktum.schemas.column_names import terms_for
from faktum.schemas.fields import LINE_ITEMS

UNDERSTOOD = {
    "InvoiceNumber": """
        Invoice Number; invoice no; Invoice-No.; invoice_number; InvoiceNum; Invoice #; number of the invoice; Bill No;
        Rechnungsnummer; Rech.-Nr.; Nummer der Rechnung; numéro de facture; número de factura; numero fattura;
        factuurnummer; número da fatura; numer faktury; номер счета; հաշվի համար""",
    "InvoiceDate": """
        Date; Invoice Date; invoiceDate; date of invoice; Issue date; Rechnungsdatum; Datum der Rechnung; date facture;
        fecha; data fattura; factuurdatum; data wystawienia; дата счета; ամսաթիվ;
        Invoice Date (DD/MM/YYYY); Rechnungsdatum (TT.MM.JJJJ)""",
    "DueDate": """
        Due date; Payment due; Fälligkeitsdatum; faelligkeitsdatum; date d'échéance; fecha de vencimiento; scadenza;
        vervaldatum; data de vencimento; termin płatności; срок оплаты""",
    "SupplierName": """
        Vendor; Vendor Name; supplier; Suplier name; merchant; Seller; Lieferant; Name des Lieferanten; fournisseur;
        proveedor; fornitore; leverancier; fornecedor; sprzedawca; поставщик; մատակարար""",
    "CustomerName": """
        Customer; Client name; Buyer; Bill to; Kunde; acheteur; cliente; klant; nabywca; покупатель; գնորդ""",
    "Currency": "Currency; Invoice currency; Währung; devise; moneda; valuta; moeda; waluta; валюта",
    "TotalAmountExclTax": """
        net amount; Net total; Subtotal; Total before tax; Total excl. tax; Amount excluding VAT; Nettobetrag; Netto;
        montant HT; Total HT (EUR); base imponible; imponibile; totaal excl. btw; kwota netto; сумма без НДС""",
    "TotalVATAmount": """
        tax; VAT; vat amount; total tax; GST; Sales Tax; MwSt; Umsatzsteuer; TVA; IVA; btw bedrag; kwota vat;
        сумма НДС; ԱԱՀ""",
    "TotalAmountIncTax": """
        Total; Total Amount (incl. VAT); total_amount; Grand total; Gross total; Invoice Total (EUR); Invoice amount;
        Gesamtbetrag; Brutto; montant TTC; importe total; totale fattura; totaal incl. btw; valor total; итого""",
    "AmountDue": "Amount due; Balance due; Zu zahlen; net à payer; do zapłaty; к оплате; saldo pendiente",
    "SupplierVatNumber": """
        VAT ID; Vendor VAT number; USt-IdNr.; Umsatzsteuer-ID des Lieferanten; n° TVA fournisseur; partita iva;
        btw-nummer leverancier""",
    "CustomerVatNumber": "Customer VAT; VAT registration number of the customer; Ihre USt-IdNr.; n° TVA client",
    "SupplierTaxId": "Tax ID; Supplier Tax ID; EIN; Steuernummer; codice fiscale; NIP sprzedawcy; ИНН; ՀՎՀՀ",
    "SupplierCountryCode": "Supplier country; vendor country; Land des Lieferanten",
    "PurchaseOrderNumber": "PO number; PO #; Purchase order; Order No.; Bestellnummer; n° de commande; nr zamówienia",
    "PaymentIBAN": "IBAN; vendor IBAN; Bank account (IBAN); PaymentIBAN; Banking.PaymentIBAN",
    "Supplier.Address.City": "supplier city; vendor city; Supplier.Address.City",
    "Customer.BillingAddress.City": "customer city; Billing address city",
    "Customer.ShippingAddress.City": "delivery city; shipping city",
    "Supplier.Contact.Phone": "vendor phone; Supplier telephone",
    "IsPaid": "Is paid?; bezahlt",
    "GlobalDiscountAmount": "Discount; Rabatt; remise",
    "PaymentTerms": "payment terms; Zahlungsbedingungen; conditions de paiement",
    "Category": "Category; expense category",
}
"""Term → column names that mean it on the invoice as a whole."""

UNDERSTOOD_IN_LINES = {
    "LineItems.Description": """
        Description; Item; Item description; line item description; Beschreibung; Bezeichnung; désignation; descripción;
        descrizione; omschrijving; nazwa towaru; наименование; անվանում; LineItems.Description""",
    "LineItems.Quantity": "Qty; Quantity; line item quantity; Menge; quantité; cantidad; aantal; ilość; количество",
    "LineItems.UnitPrice": "Unit price; Price; Unit Cost; Einzelpreis; prix unitaire; stukprijs; cena netto; цена",
    "LineItems.LineTotalExclTax": "Amount; Line total; line net amount; Gesamtpreis; montant HT; importe; bedrag",
    "LineItems.VatPercentage": "VAT rate; Tax %; MwSt-Satz; taux de TVA; aliquota IVA; stawka VAT; ставка НДС",
    "LineItems.LineVATAmount": "line VAT; VAT amount; MwSt.-Betrag",
    "LineItems.SKU": "SKU; line item SKU; Item number; Artikelnummer; référence; kod towaru",
    "LineItems.HSCode": "HS code; Zolltarifnummer",
    "LineItems.ProjectCode": "Project; Projekt",
}
"""Term → column names that mean it where a row of the item table is meant."""

UNKNOWN = """
    booking reference; meter number; flight number; passenger name; license plate; room number; check-in date;
    order date; policy holder; patient id; mileage; ticket number; prescription number; station; campaign name;
    weight; total weight; notes; comments; page count; number of pages; number of items; confidence; file name;
    vendor id; vendor number; vendor order number; sales order number; supplier rating; Zählernummer; Kennzeichen;
    numéro de série; Vertragsart; reference code; first name; date of birth; driver name; tip; shipping cost; freight;
    approval status; signature; total hours; vendor address; customer address; total (before discount);
    invoice line; invoice tax; serial number; terminal id; table number; account holder; contract start date;
    Lorem ipsum; 12345
"""
"""Column names that mean no term of the schema, though they share words with some."""


def names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(";")]


@pytest.mark.parametrize(
    ("name", "term"), [(name, term) for term, listed in UNDERSTOOD.items() for name in names(listed)]
)
def test_names_of_the_invoice(name: str, term: str) -> None:
    """The best term once per invoice is the one the user means."""
    assert terms_for(name, None)[0] == term


@pytest.mark.parametrize(
    ("name", "term"), [(name, term) for term, listed in UNDERSTOOD_IN_LINES.items() for name in names(listed)]
)
def test_names_of_line_items(name: str, term: str) -> None:
    """The best term of a row is the one the user means."""
    assert terms_for(name, LINE_ITEMS)[0] == term


@pytest.mark.parametrize("name", names(UNKNOWN))
def test_what_means_no_term(name: str) -> None:
    """A name that means no term has none: a wrong term would fill the column with wrong values."""
    assert terms_for(name) == ()


def test_general_words_mean_several_terms_the_best_first() -> None:
    """'Discount' may be of the invoice or of a row; the invoice comes first, and each group can be asked alone."""
    assert terms_for("Discount")[:2] == ("GlobalDiscountAmount", "LineItems.LineDiscountAmount")
    assert terms_for("Discount", LINE_ITEMS)[0] == "LineItems.LineDiscountAmount"
    assert terms_for("VAT rate", "VatBreakdown") == ("VatBreakdown.RatePercent",)
    assert terms_for("VAT rate", None) == ()


def test_same_question_same_answer() -> None:
    """The order of the answer does not depend on chance."""
    assert terms_for("Betrag") == terms_for("Betrag ") == terms_for("BETRAG")
