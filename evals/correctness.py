"""Which field is judged how: the table from fields and kinds to scorers, and the fields that a truth may hold.

A corpus is a folder with manifest.jsonl (a line a document: file, kind, issuer_group, truth), documents/ and truth/.
"""

from collections.abc import Mapping

from ..schemas.fields import Kind
from ..schemas.invoice import TERMS
from ..schemas.record import Value
from ..schemas.reply import DocumentKind
from .case import Truth
from .scorers import values
from .scorers.values import TYPES, Scorer, folded

AMOUNTS = ("TotalAmountExclTax", "TotalVATAmount", "TotalAmountIncTax", "AmountDue")
DATES = ("InvoiceDate", "DueDate")
NAMES = ("SupplierName", "CustomerName")
IDENTIFIERS = (
    "InvoiceNumber",
    "SupplierVatNumber",
    "SupplierTaxId",
    "CustomerVatNumber",
    "PurchaseOrderNumber",
    "PaymentIBAN",
    "PaymentBIC",
)
CODES = ("Currency", "SupplierCountryCode", "CustomerCountryCode", "InvoiceType")
CORE = (*IDENTIFIERS, *DATES, *AMOUNTS, *NAMES)
"""Fields of the invoice that must be read: codes are left out, they are easily guessed."""
HEADER = (*CORE, *CODES)
"""Fields of the invoice that a truth may hold."""

LINE_NUMBERS = ("Quantity", "UnitPrice", "LineTotalExclTax", "VatPercentage")
LINE = (*LINE_NUMBERS, "Description", "SKU")
"""Fields of a line item that a truth may hold; rows are aligned by them."""

BY_NAME: Mapping[str, Scorer] = {"InvoiceType": values.document_kind}
"""Fields that are not judged by their kind."""

BY_KIND: Mapping[Kind, Scorer] = {
    **dict.fromkeys((Kind.IDENTIFIER, Kind.CURRENCY, Kind.COUNTRY, Kind.LANGUAGE, Kind.CHOICE), values.identifier),
    **dict.fromkeys((Kind.AMOUNT, Kind.QUANTITY, Kind.PERCENT, Kind.NUMBER), values.amount),
    **dict.fromkeys((Kind.NAME, Kind.ADDRESS), values.name),
    Kind.DATE: values.day,
    Kind.TEXT: values.words,
    Kind.BOOLEAN: values.exact,
}
"""How the fields of each kind are judged."""


def scorer(field: str, kind: Kind | None = None, *, credit: bool = False, wanted: object = None) -> Scorer:
    """How a field is judged.

    Args:
        field: a column of the schema ('InvoiceNumber'), of its line items ('Quantity') or one of the user's own.
        kind: of a field of the user's own, where it is known.
        credit: the document is a credit note: the signs of amounts do not count.
        wanted: what the truth has; a list is judged as a set, and it tells the kind where nothing else does.
    """
    if isinstance(wanted, list):
        return values.as_set
    if field in BY_NAME:
        return BY_NAME[field]
    known = kind or kind_of(field)
    chosen = BY_KIND[known] if known else _by_look(wanted)
    return values.magnitude if credit and chosen is values.amount else chosen


def kind_of(field: str, table: str | None = None) -> Kind | None:
    """The kind of a column of the schema, by its name or the last part of it; None for a name of the user's own."""
    return _KINDS.get(f"{table}.{field}") or _KINDS.get(field) or _KINDS.get(field.rpartition(".")[2])


_KINDS: dict[str, Kind] = {
    **{term.name: term.kind for term in reversed(tuple(TERMS.values()))},
    **{key: term.kind for key, term in TERMS.items()},
}


def _by_look(wanted: object) -> Scorer:
    """How a value of unknown kind is judged: figures exactly, words as names are."""
    if isinstance(wanted, bool):
        return values.exact
    if isinstance(wanted, (int, float)):
        return values.amount
    return values.identifier if any(char.isdigit() for char in str(wanted)) else values.name


def is_right(field: str, wanted: object, found: Value, credit: bool = False) -> bool:
    """True where the found value is the wanted one.

    Args:
        field: one of HEADER or LINE, or any other column of the schema.
        wanted: as it stands in the truth's JSON.
        found: the cell's value; None is never right.
        credit: the document is a credit note: signs do not count.
    """
    return scorer(field, credit=credit, wanted=wanted)(wanted, found) is True


def is_credit_note(truth: Truth) -> bool:
    """True where the truth is of a credit note, whose amounts may be written with either sign."""
    return "credit" in str(truth.get("InvoiceType", "")).lower()


def is_known_type(wanted: object) -> bool:
    """True where a truth's kind of document is one that Faktum tells apart; an 'InsurerInvoice' is not."""
    return folded(wanted) in TYPES or folded(wanted) in {folded(kind) for kind in DocumentKind}
