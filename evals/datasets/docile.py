"""DocILE (arXiv 2302.05658): annotations/ID.json and pdfs/ID.pdf, with lists of IDs in train.json, val.json and so on.

An annotation file has `field_extractions` and `line_item_extractions`, each with fieldtype, text, page (from 0) and
bbox (left, top, right, bottom as shares of the page; line items also line_item_id), and `metadata` with cluster_id,
language and currency. Fields that our schema has no name for, or that have several values, stand in '_meta'.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pypdfium2

from ...engine.values.codes import currency_of
from ...engine.values.identifiers import find_vat_numbers
from ...schemas.errors import InvalidTruth
from ..case import Case, Dataset
from .annotated import Customs, Mark, truth_of
from .data_files import read_data, read_object

HEADER = {
    "amount_due": "AmountDue",
    "amount_paid": "PrepaymentAmount",
    "amount_total_gross": "TotalAmountIncTax",
    "amount_total_net": "TotalAmountExclTax",
    "amount_total_tax": "TotalVATAmount",
    "bic": "PaymentBIC",
    "currency_code_amount_due": "Currency",
    "customer_billing_name": "CustomerName",
    "customer_id": "CustomerId",
    "customer_tax_id": "CustomerVatNumber",
    "date_due": "DueDate",
    "date_issue": "InvoiceDate",
    "document_id": "InvoiceNumber",
    "iban": "PaymentIBAN",
    "order_id": "PurchaseOrderNumber",
    "payment_reference": "UnstructuredPaymentReference",
    "payment_terms": "PaymentTerms",
    "vendor_email": "Supplier.Contact.Email",
    "vendor_name": "SupplierName",
    "vendor_registration_id": "RegistrationNumber",
    "vendor_tax_id": "SupplierTaxId",
}
"""Field type → field of ours."""

LINE = {
    "line_item_amount_gross": "LineTotalInclTax",
    "line_item_amount_net": "LineTotalExclTax",
    "line_item_code": "SKU",
    "line_item_description": "Description",
    "line_item_discount_amount": "LineDiscountAmount",
    "line_item_discount_rate": "LineDiscountPercent",
    "line_item_hts_number": "HSCode",
    "line_item_position": "LineNumber",
    "line_item_quantity": "Quantity",
    "line_item_tax": "LineVATAmount",
    "line_item_tax_rate": "VatPercentage",
    "line_item_unit_price_net": "UnitPrice",
    "line_item_units_of_measure": "UnitOfMeasure",
}
"""Field type of a line item → column of ours; other types have none."""

LANGUAGES = {"eng": "en"}
"""Languages as DocILE writes them → ISO 639-1; others are cut to what they share with it."""
ANNOTATIONS, DOCUMENTS = "annotations", "pdfs"


def is_docile(path: Path) -> bool:
    """Whether the folder is a DocILE dataset, or the file one of its lists of IDs."""
    folder = path.parent if path.suffix == ".json" else path
    return (folder / ANNOTATIONS).is_dir() and (folder / DOCUMENTS).is_dir()


def load_docile(path: Path) -> Dataset:
    """The annotated documents of the folder, or of one list of IDs in it, such as val.json.

    Raises:
        InvalidTruth: a file is not in DocILE's form, or a PDF is missing.
    """
    folder = path.parent if path.is_file() else path
    if path.is_file():
        named: list[str] = read_data(path)
        return Dataset(f"{folder.resolve().name}/{path.stem}", tuple(_case(folder, one) for one in named))
    every = sorted(file.stem for file in (folder / ANNOTATIONS).glob("*.json"))
    return Dataset(folder.resolve().name, tuple(_case(folder, one) for one in every))


def _case(folder: Path, name: str) -> Case:
    file, document = folder / ANNOTATIONS / f"{name}.json", folder / DOCUMENTS / f"{name}.pdf"
    if not document.is_file():
        raise InvalidTruth(f"{file}: there is no {DOCUMENTS}/{document.name}.")
    annotation = read_object(file)
    metadata: Mapping[str, Any] = annotation.get("metadata") or {}
    language = str(metadata.get("language") or "")
    language = LANGUAGES.get(language, language[:2]) or None
    try:
        sizes, has_text = _pages(document)
        header = _marks(annotation["field_extractions"], sizes)
        rows = _rows(annotation.get("line_item_extractions") or [], sizes)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InvalidTruth(f"{file}: this is not DocILE's form of annotations ({error!r}).") from error
    except pypdfium2.PdfiumError as error:
        raise InvalidTruth(f"{document}: this PDF cannot be opened. Download it again.") from error
    cluster = metadata.get("cluster_id")
    customs = Customs(_country(metadata), (language,) if language else ())
    return Case(
        id=name,
        file=document,
        truth=truth_of(_named(header), rows, customs),
        group="digital" if has_text else "scan",
        issuer=f"cluster {cluster}" if cluster is not None else "",
        language=language,
    )


def _pages(document: Path) -> tuple[list[tuple[float, float]], bool]:
    """Width and height of each page in points, and whether the first has text."""
    with pypdfium2.PdfDocument(document) as opened:
        sizes = [opened.get_page_size(number) for number in range(len(opened))]
        return sizes, bool(sizes) and opened[0].get_textpage().count_chars() > 0


def _marks(found: Iterable[Mapping[str, Any]], sizes: list[tuple[float, float]]) -> dict[str, list[Mark]]:
    """Field type → its annotations; without a text there is nothing to compare."""
    marks: dict[str, list[Mark]] = defaultdict(list)
    for one in found:
        text = str(one.get("text") or "").strip()
        if not text:
            continue
        page = int(one["page"])
        width, height = sizes[page]
        left, top, right, bottom = one["bbox"]
        edges = (left * width, top * height, right * width, bottom * height)
        x0, y0, x1, y1 = (round(edge, 2) for edge in edges)
        marks[str(one["fieldtype"])].append(Mark(text, (page + 1, x0, y0, x1, y1)))
    return marks


def _named(marks: Mapping[str, list[Mark]]) -> dict[str, list[Mark]]:
    """The same by our names. A tax number that is a VAT number stands under that name; of orders, ours goes first."""
    named = {HEADER.get(kind, kind): found for kind, found in marks.items()}
    if "PurchaseOrderNumber" not in named and "customer_order_id" in named:
        named["PurchaseOrderNumber"] = named.pop("customer_order_id")
    tax = named.get("SupplierTaxId", [])
    if tax and all(find_vat_numbers(mark.text) for mark in tax):
        named["SupplierVatNumber"] = named.pop("SupplierTaxId")
    return named


def _rows(found: Iterable[Mapping[str, Any]], sizes: list[tuple[float, float]]) -> list[dict[str, list[Mark]]]:
    """Line items in the order of their numbers, by our columns."""
    grouped: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for one in found:
        grouped[int(one["line_item_id"])].append(one)
    rows = (_marks(grouped[number], sizes) for number in sorted(grouped))
    return [{LINE[kind]: marks for kind, marks in row.items() if kind in LINE} for row in rows]


def _country(metadata: Mapping[str, Any]) -> str | None:
    """Whose customs of dates hold: those of the currency's country, where the metadata names dollars."""
    return "US" if currency_of(str(metadata.get("currency") or "")) == "USD" else None
