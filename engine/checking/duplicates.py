"""Invoices that came twice in a batch: the same number of the same supplier, or nearly so with the same total.

Every record is held as a small key, so that memory grows with the batch by some hundred bytes a record and no more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ...schemas.record import Cell, DocumentResult, Note, Record, Severity

NUMBER, SUPPLIER, VAT, TOTAL = "InvoiceNumber", "SupplierName", "SupplierVatNumber", "TotalAmountIncTax"

_LEGAL_FORMS = re.compile(
    r"\b(?:gmbh|ag|kg|ohg|se|ug|ltd|limited|llc|inc|corp|plc|sa|sas|sarl|srl|spa|bv|nv|oy|ab|aps|as|sro)\b"
)
_CONFUSED = str.maketrans("oilsbz", "011582")
"""Characters that OCR takes for each other."""


class Place(NamedTuple):
    """One record of a batch."""

    document: int
    """From 0."""
    record: int
    """From 0."""


@dataclass(frozen=True, slots=True)
class _Key:
    place: Place
    file: str
    kind: str
    number: str
    supplier: frozenset[str]
    """Its name and VAT number, folded."""
    total: Decimal | None


def duplicates(documents: Iterable[DocumentResult], terms: Mapping[str, str]) -> dict[Place, Note]:
    """A note for every record that an earlier one of the batch repeats.

    DUPLICATE: same kind, supplier, number and total. DUPLICATE_NUMBER: the same, but the totals differ.
    DUPLICATE_LIKELY: same kind, supplier and total, and numbers that differ only in what OCR confuses. Time grows with
    the batch, not with its square.

    Args:
        documents: the batch, gone through once.
        terms: business term → the user's name of its field ('InvoiceNumber' → 'Invoice no.').
    """
    exact: dict[tuple[str, str, str], _Key] = {}
    near: dict[tuple[str, str, str, Decimal], _Key] = {}
    notes: dict[Place, Note] = {}
    names = tuple(terms[term] for term in (NUMBER, SUPPLIER, TOTAL) if term in terms)
    for key in _keys(documents, terms):
        same = next((exact[known] for who in key.supplier if (known := (key.kind, who, key.number)) in exact), None)
        alike: _Key | None = None
        confused = key.number.translate(_CONFUSED)
        if same is None and key.total is not None:
            wanted = ((key.kind, who, confused, key.total) for who in key.supplier)
            alike = next((near[one] for one in wanted if one in near), None)
        if earlier := same or alike:
            notes[key.place] = _note(key, earlier, names, exact=same is not None)
        for who in key.supplier:
            exact.setdefault((key.kind, who, key.number), key)
            if key.total is not None:
                near.setdefault((key.kind, who, confused, key.total), key)
    return notes


def _keys(documents: Iterable[DocumentResult], terms: Mapping[str, str]) -> Iterator[_Key]:
    for document_at, document in enumerate(documents):
        for record_at, record in enumerate(document.records):
            number = _folded(_cell(record, terms, NUMBER).value)
            name = _LEGAL_FORMS.sub("", str(_cell(record, terms, SUPPLIER).value or "").lower().replace(".", ""))
            supplier = frozenset(filter(None, (_folded(name), _folded(_cell(record, terms, VAT).value))))
            total = _cell(record, terms, TOTAL).value
            if number and supplier:
                amount = total if isinstance(total, Decimal) else None
                yield _Key(Place(document_at, record_at), document.file, record.kind, number, supplier, amount)


def _cell(record: Record, terms: Mapping[str, str], term: str) -> Cell:
    return record.fields.get(terms.get(term, ""), Cell())


def _folded(value: object) -> str:
    return "".join(character for character in str(value or "").casefold() if character.isalnum())


def _note(key: _Key, earlier: _Key, names: tuple[str, ...], *, exact: bool) -> Note:
    where = f"{earlier.file}, record {earlier.place.record + 1}"
    if not exact:
        message = f"Likely a duplicate of {where}: same supplier and total, and the number is nearly the same."
        return Note("DUPLICATE_LIKELY", Severity.INFO, message, names)
    if key.total == earlier.total or key.total is None or earlier.total is None:
        return Note("DUPLICATE", Severity.WARNING, f"Duplicate of {where}: same supplier and number.", names)
    message = (
        f"Same supplier and number as {where}, but the totals differ"
        f" ({key.total:.2f} vs {earlier.total:.2f}; Δ={key.total - earlier.total:+.2f})."
    )
    return Note("DUPLICATE_NUMBER", Severity.WARNING, message, names)
