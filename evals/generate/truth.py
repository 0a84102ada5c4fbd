"""The truth of a generated document, in the form of the corpus: what is printed, and where."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from .content import Invoice, InvoiceKind
from .document import Drawn
from .sheet import Place

TERM_FIELDS = (
    "InvoiceNumber",
    "InvoiceType",
    "InvoiceDate",
    "DueDate",
    "SupplierName",
    "SupplierVatNumber",
    "SupplierTaxId",
    "SupplierCountryCode",
    "CustomerName",
    "CustomerVatNumber",
    "CustomerCountryCode",
    "PurchaseOrderNumber",
    "Currency",
    "TotalAmountExclTax",
    "TotalVATAmount",
    "TotalAmountIncTax",
    "AmountDue",
    "PaymentTerms",
    "PaymentIBAN",
    "PaymentBIC",
)
"""The header fields, in their order in the file."""

IMPLIED = frozenset(
    {
        "InvoiceType",
        "SupplierCountryCode",
        "CustomerCountryCode",
        "TotalAmountExclTax",
        "TotalVATAmount",
        "TotalAmountIncTax",
        "AmountDue",
    }
)
"""Fields that follow from what is printed where they are not printed themselves; others are then left out."""


def truth_of(drawn: Drawn, *, places: bool = True) -> dict[str, Any]:
    """The truth of a document; of its first invoice, and 'records' with all of them, where it holds several.

    Args:
        places: whether the boxes hold (they do not once the page was scanned).
    """
    if len(drawn.invoices) == 1:
        return {**_record(drawn.invoices[0], drawn.places, places=places), "_meta": _meta(drawn)}
    records: list[dict[str, Any]] = []
    for at, (invoice, span) in enumerate(zip(drawn.invoices, drawn.spans, strict=True)):
        prefix = f"records.{at}."
        own = {name.removeprefix(prefix): found for name, found in drawn.places.items() if name.startswith(prefix)}
        records.append({**_record(invoice, own, places=places), "pages": list(span)})
    first = {name: value for name, value in records[0].items() if name != "pages"}
    return {**first, "records": records, "_meta": _meta(drawn)}


def _meta(drawn: Drawn) -> dict[str, Any]:
    return {
        "method": "generated: the page was drawn from these values",
        "layout": drawn.layout,
        "locale": drawn.market.locale,
        "totals_consistent": True,
        "only_printed": True,
    } | ({"free_pages": list(drawn.free)} if drawn.free else {})


def _record(invoice: Invoice, printed: Mapping[str, Sequence[Place]], *, places: bool) -> dict[str, Any]:
    supplier, customer = invoice.supplier, invoice.customer
    account = supplier.account
    values: dict[str, object] = {
        "InvoiceNumber": invoice.number,
        "InvoiceType": invoice.kind.value,
        "InvoiceDate": invoice.issued.isoformat(),
        "DueDate": invoice.due_date.isoformat() if invoice.due_date else None,
        "SupplierName": supplier.name,
        "SupplierVatNumber": supplier.vat_id,
        "SupplierTaxId": supplier.tax_number,
        "SupplierCountryCode": supplier.country,
        "CustomerName": customer.name if customer else None,
        "CustomerVatNumber": customer.vat_id if customer else None,
        "CustomerCountryCode": customer.country if customer else None,
        "PurchaseOrderNumber": invoice.order,
        "Currency": invoice.currency,
        "TotalAmountExclTax": _number(invoice.net),
        "TotalVATAmount": _number(invoice.tax),
        "TotalAmountIncTax": _number(invoice.gross),
        "AmountDue": _number(invoice.due),
        "PaymentTerms": _paragraph(printed.get("PaymentTerms", ())),
        "PaymentIBAN": account.iban if account else None,
        "PaymentBIC": account.bic if account else None,
    }
    stated = {*printed, *IMPLIED}
    if invoice.kind is InvoiceKind.RECEIPT and "AmountDue" not in printed:  # paid at the till: nothing is due
        stated.discard("AmountDue")
    kept = {name: value for name, value in values.items() if value is not None and name in stated}
    record: dict[str, Any] = {name: kept[name] for name in TERM_FIELDS if name in kept}
    record["VatBreakdown"] = [
        {"RatePercent": _number(part.rate), "TaxableBase": _number(part.base), "VatAmount": _number(part.tax)}
        for part in invoice.breakdown
    ]
    rows = [_line(invoice, at, printed) for at in range(len(invoice.lines))]
    if any(rows):
        record["LineItems"] = rows
    extra = _extra(invoice, printed)
    if extra:
        record["Extra"] = extra
    record["printed"] = {name: name in printed for name in kept} | {"LineItems": any(rows)}
    if places:
        record["places"] = {
            name: [[place.page, *place.box, place.quote] for place in found] for name, found in printed.items()
        }
    return record


def _paragraph(printed: Sequence[Place]) -> str | None:
    """What is printed first, and what stands right under it; it may be printed once more elsewhere."""
    kept = list(printed[:1])
    for place in printed[1:]:
        height = kept[-1].box[3] - kept[-1].box[1]
        if place.page != kept[-1].page or not 0 < place.box[1] - kept[-1].box[1] < 2 * height:
            break
        kept.append(place)
    return " ".join(place.quote for place in kept) or None


def _line(invoice: Invoice, at: int, printed: Mapping[str, Sequence[Place]]) -> dict[str, Any]:
    line = invoice.lines[at]
    values: dict[str, object] = {
        "LineNumber": str(line.number),
        "SKU": line.sku,
        "Description": line.description,
        "Quantity": _number(line.quantity),
        "UnitPrice": _number(line.price),
        "LineDiscountPercent": _number(line.discount) if line.discount else None,
        "VatPercentage": _number(line.rate),
        "LineTotalInclTax" if invoice.tax_included else "LineTotalExclTax": _number(line.amount),
    }
    row = {name: value for name, value in values.items() if value is not None and f"LineItems.{at}.{name}" in printed}
    unit = printed.get(f"LineItems.{at}.UnitOfMeasure")
    return row | ({"UnitOfMeasure": unit[0].quote} if row and unit else {})


def _extra(invoice: Invoice, printed: Mapping[str, Sequence[Place]]) -> dict[str, Any]:
    values: dict[str, object] = {
        "CorrectionReason": _paragraph(printed.get("CorrectionReason", ())),
        "UnstructuredPaymentReference": _paragraph(printed.get("UnstructuredPaymentReference", ())),
        "CustomerId": invoice.customer_number,
        "OriginalInvoiceNumber": invoice.original,
        "DeliveryDate": invoice.delivered.isoformat() if invoice.delivered else None,
        "PrepaymentAmount": _number(invoice.prepaid),
        "RoundingAmount": _number(invoice.rounding),
        "GlobalDiscountAmount": _number(invoice.allowance_amount),
        "FreightAmount": _number(invoice.charge),
        "RegistrationNumber": invoice.supplier.tax_number,
        "BankName": invoice.supplier.account.bank if invoice.supplier.account else None,
    }
    return {name: value for name, value in values.items() if value is not None and name in printed}


def _number(value: Decimal) -> int | float:
    """A JSON number; the corpus writes amounts so, and the shortest float repr gives back every digit printed."""
    return int(value) if value == value.to_integral_value() else float(value)
