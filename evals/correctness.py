"""Is a value right? Cells compared with the truth of a corpus document.

A corpus is a folder with manifest.jsonl (a line a document: file, kind, issuer_group, truth), documents/ and truth/.
Amounts and numbers are right within half a cent (on credit notes whatever their sign), dates when equal, identifiers
and codes when equal but for case, blanks and punctuation, names and descriptions when nearly the same.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from rapidfuzz.distance import Levenshtein

from ..schemas.record import Value
from ..schemas.reply import DocumentKind
from .case import Truth

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
HEADER = (*IDENTIFIERS, *DATES, *AMOUNTS, *NAMES, *CODES)
"""Fields of the invoice that a truth may hold."""

LINE_NUMBERS = ("Quantity", "UnitPrice", "LineTotalExclTax", "VatPercentage")
LINE = (*LINE_NUMBERS, "Description", "SKU")
"""Fields of a line item that a truth may hold."""

HALF_A_CENT = Decimal("0.005")
LEAST_ALIKE = {"SupplierName": 0.85, "CustomerName": 0.85, "Description": 0.7}
"""Levenshtein similarity, 0 to 1, from which a text counts as right."""

_TYPES = {
    "creditnote": "credit_note",
    "debitnote": "debit_note",
    "proformainvoice": "proforma",
    "correctedinvoice": "corrective",
    **dict.fromkeys(("selfbilledinvoice", "partialinvoice", "prepaymentinvoice", "commercialinvoice"), "invoice"),
}
"""Kinds of document as truths call them → as Faktum does, where the names differ."""


def is_credit_note(truth: Truth) -> bool:
    """True where the truth is of a credit note, whose amounts may be written with either sign."""
    return "credit" in str(truth.get("InvoiceType", "")).lower()


def is_known_type(wanted: object) -> bool:
    """True where a truth's kind of document is one that Faktum tells apart; an 'InsurerInvoice' is not."""
    folded = _folded(wanted)
    return folded in _TYPES or folded in {_folded(kind) for kind in DocumentKind}


def is_right(field: str, wanted: object, found: Value, credit: bool = False) -> bool:
    """True where the found value is the wanted one.

    Args:
        field: one of HEADER or LINE.
        wanted: as it stands in the truth's JSON.
        found: the cell's value; None is never right.
        credit: the document is a credit note: signs do not count.
    """
    if found is None or found == "":
        return False
    if field in AMOUNTS or field in LINE_NUMBERS:
        one, other = _number(wanted), _number(found)
        if one is None or other is None:
            return False
        return abs(abs(one) - abs(other) if credit else one - other) < HALF_A_CENT
    if field in DATES:
        return str(wanted)[:10] == (found.isoformat() if isinstance(found, date) else str(found))[:10]
    one, other = _folded(wanted), _folded(found)
    if field in LEAST_ALIKE:
        return bool(one and other) and Levenshtein.normalized_similarity(one, other) >= LEAST_ALIKE[field]
    if field == "InvoiceType":
        one, other = _TYPES.get(one, one), _TYPES.get(other, other)
        return _folded(one) == _folded(other)
    return one == other


def aligned(truth: Sequence[Truth], found: Sequence[Mapping[str, Value]], credit: bool) -> list[tuple[int, int]]:
    """Pairs (row of the truth, row found), in order, chosen so that the most cells agree."""
    gain = [[_agreeing(wanted, row, credit) for row in found] for wanted in truth]
    best = [[0] * (len(found) + 1) for _ in range(len(truth) + 1)]
    for i in reversed(range(len(truth))):
        for j in reversed(range(len(found))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + gain[i][j])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(truth) and j < len(found):
        if gain[i][j] and best[i][j] == best[i + 1][j + 1] + gain[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _agreeing(wanted: Truth, found: Mapping[str, Value], credit: bool) -> int:
    return sum(is_right(f, wanted[f], found.get(f), credit) for f in LINE if wanted.get(f) is not None)


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _folded(value: object) -> str:
    text = unicodedata.normalize("NFKC", str(value)).casefold()
    return "".join(char for char in text if char.isalnum())
