"""What asking gives: strings as printed, where they stand, record by record. Nothing is typed or judged here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .document import Box
from .packed import Packed
from .record import Failure, Note, Source, Usage


class DocumentKind(StrEnum):
    """What a stretch of pages is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DEBIT_NOTE = "debit_note"
    PROFORMA = "proforma"
    RECEIPT = "receipt"
    CORRECTIVE = "corrective"
    PURCHASE_ORDER = "purchase_order"
    """What a buyer orders; nothing is owed on it. A record only where the file holds no invoice: see orders.py."""
    OTHER = "other"
    """No invoice at all: a letter, a form, a CV, a remittance advice, a statement without charges."""


@dataclass(frozen=True, slots=True)
class Printed(Packed):
    """One answer: the characters as they stand on the page, and where."""

    text: str
    page: int | None = None
    """From 1; None when the model did not say."""
    box: Box | None = None
    label: str | None = None
    """The printed label the answer was tied to, e.g. 'Rechnungs-Nr.'."""
    score: float | None = None
    """0 to 1, how strongly the answering reader preferred this answer; not a calibrated probability."""
    source: Source = Source.PAGE
    alternatives: tuple[str, ...] = ()
    """Other printed strings that fit nearly as well, best first."""


Row = Mapping[str, Printed]
"""One line of a repeating group: field name → answer; an absent name means the model answered null."""


@dataclass(frozen=True, slots=True)
class RepliedRecord(Packed):
    """One invoice as the model read it."""

    kind: DocumentKind
    pages: tuple[int, ...]
    """Page numbers (from 1) it covers."""
    fields: Mapping[str, Printed] = field(default_factory=dict[str, Printed])
    """Field name → answer, for fields without a group; an absent name means null."""
    groups: Mapping[str, tuple[Row, ...]] = field(default_factory=dict[str, tuple[Row, ...]])
    """Group name ('LineItems', …) → its rows in printed order."""
    reason: str = ""
    """Why these pages are one record, e.g. 'invoice number changes on page 3'."""


@dataclass(frozen=True, slots=True)
class Reply(Packed):
    """Everything a model said about one document."""

    records: tuple[RepliedRecord, ...]
    skipped_pages: Mapping[int, str] = field(default_factory=dict[int, str])
    """Page number → why no record covers it ('cover letter', …)."""
    failed_pages: Mapping[int, Failure] = field(default_factory=dict[int, Failure])
    """Page number → why the model gave no answer for it; the other pages' answers stand."""
    notes: tuple[Note, ...] = ()
    """Doubts that belong to the document as a whole."""
    usage: Usage = Usage()
    second: "Reply | None" = None
    """Another reading of the same document to compare with: the visible pages beside an e-invoice."""
