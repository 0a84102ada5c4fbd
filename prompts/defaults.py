"""The fields of 'extract everything' and of 'the line items', with their names in the language of the prompt."""

from collections.abc import Mapping

from ..schemas.fields import LINE_ITEMS, Field
from ..schemas.invoice import TERMS

HEADER_TERMS = (
    "InvoiceNumber",
    "InvoiceDate",
    "DueDate",
    "SupplierName",
    "SupplierVatNumber",
    "CustomerName",
    "Currency",
    "TotalAmountExclTax",
    "TotalVATAmount",
    "TotalAmountIncTax",
)
"""What a clerk types in from every invoice."""

LINE_TERMS = ("LineItems.Description", "LineItems.Quantity", "LineItems.UnitPrice", "LineItems.LineTotalExclTax")

_HEADER_NAMES: Mapping[str, str] = {
    "en": "Invoice Number|Invoice Date|Due Date|Supplier Name|Supplier VAT Number|Customer Name|Currency"
    "|Net Amount|VAT Amount|Total Amount",
    "de": "Rechnungsnummer|Rechnungsdatum|Fälligkeitsdatum|Lieferant|USt-IdNr. des Lieferanten|Kunde|Währung"
    "|Nettobetrag|Umsatzsteuer|Bruttobetrag",
    "fr": "Numéro de facture|Date de facture|Date d'échéance|Fournisseur|Numéro de TVA du fournisseur|Client|Devise"
    "|Montant HT|Montant TVA|Montant TTC",
    "es": "Número de factura|Fecha de factura|Fecha de vencimiento|Proveedor|NIF del proveedor|Cliente|Moneda"
    "|Base imponible|IVA|Total",
    "it": "Numero fattura|Data fattura|Scadenza|Fornitore|Partita IVA fornitore|Cliente|Valuta|Imponibile|IVA|Totale",
    "nl": "Factuurnummer|Factuurdatum|Vervaldatum|Leverancier|Btw-nummer leverancier|Klant|Valuta"
    "|Bedrag excl. btw|Btw-bedrag|Bedrag incl. btw",
    "pt": "Número da fatura|Data da fatura|Data de vencimento|Fornecedor|NIF do fornecedor|Cliente|Moeda"
    "|Valor líquido|IVA|Total",
    "pl": "Numer faktury|Data wystawienia|Termin płatności|Sprzedawca|NIP sprzedawcy|Nabywca|Waluta"
    "|Kwota netto|Kwota VAT|Kwota brutto",
    "ru": "Номер счёта|Дата счёта|Срок оплаты|Поставщик|ИНН поставщика|Покупатель|Валюта"
    "|Сумма без НДС|Сумма НДС|Сумма с НДС",
    "hy": "Հաշվի համարը|Հաշվի ամսաթիվը|Վճարման ժամկետը|Մատակարար|Մատակարարի ՀՎՀՀ|Գնորդ|Արժույթ"
    "|Գումարն առանց ԱԱՀ|ԱԱՀ|Ընդհանուր գումար",
}

_LINE_NAMES: Mapping[str, str] = {
    "en": "Description|Quantity|Unit Price|Amount",
    "de": "Beschreibung|Menge|Einzelpreis|Betrag",
    "fr": "Description|Quantité|Prix unitaire|Montant",
    "es": "Descripción|Cantidad|Precio unitario|Importe",
    "it": "Descrizione|Quantità|Prezzo unitario|Importo",
    "nl": "Omschrijving|Aantal|Prijs|Bedrag",
    "pt": "Descrição|Quantidade|Preço unitário|Valor",
    "pl": "Opis|Ilość|Cena jednostkowa|Wartość",
    "ru": "Наименование|Количество|Цена|Сумма",
    "hy": "Նկարագրություն|Քանակ|Գին|Գումար",
}


def header_fields(language: str) -> tuple[Field, ...]:
    """The usual fields of an invoice, once per invoice."""
    return _fields(HEADER_TERMS, _HEADER_NAMES[language], None)


def line_fields(language: str) -> tuple[Field, ...]:
    """The usual fields of a line item."""
    return _fields(LINE_TERMS, _LINE_NAMES[language], LINE_ITEMS)


def _fields(terms: tuple[str, ...], names: str, group: str | None) -> tuple[Field, ...]:
    return tuple(Field(name, TERMS[term].kind, term, group) for term, name in zip(terms, names.split("|"), strict=True))
