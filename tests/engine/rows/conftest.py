"""Small invoices to lay out and write."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

import pytest

from faktum.engine.rows.lay_out import Table
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Box, PageStatus, TextSource
from faktum.schemas.fields import LINE_ITEMS, Field, Kind, Structure
from faktum.schemas.record import (
    Cell,
    DocumentResult,
    Evidence,
    Failure,
    Note,
    PageOutcome,
    Record,
    Severity,
    Status,
    Value,
)

FIELDS = (
    Field("Invoice Number", Kind.IDENTIFIER),
    Field("Invoice Date", Kind.DATE),
    Field("Vendor Name", Kind.NAME),
    Field("Total Amount", Kind.AMOUNT),
    Field("Paid", Kind.BOOLEAN),
    Field("Description", Kind.TEXT, group=LINE_ITEMS),
    Field("Quantity", Kind.QUANTITY, group=LINE_ITEMS),
)


def grounded(value: Value, quote: str | None = None, status: Status = Status.VERIFIED) -> Cell:
    """A cell with one place on page 1."""
    text = quote if quote is not None else str(value)
    return Cell(value, text, status, 0.97, evidence=(Evidence(1, Box(72, 90.126, 110.4, 101), text),))


def document(
    file: str = "a.pdf", *, pages: tuple[int, ...] = (1,), lines: int = 2, notes: tuple[Note, ...] = ()
) -> DocumentResult:
    """One invoice over 1,234.50 EUR with this many line items."""
    record = Record(
        "invoice",
        pages,
        {
            "Invoice Number": grounded("004711"),
            "Invoice Date": grounded(date(2026, 3, 4), "4.3.2026"),
            "Vendor Name": grounded("Müller & Söhne"),
            "Total Amount": grounded(Decimal("1234.50"), "1.234,50 €"),
            "Paid": grounded(False, "unpaid"),
        },
        {
            LINE_ITEMS: tuple(
                {"Description": grounded(f"Item {number}"), "Quantity": grounded(Decimal(number))}
                for number in range(1, lines + 1)
            )
        },
        notes,
        "EUR",
        "one number on all pages",
    )
    outcomes = tuple(PageOutcome(page, PageStatus.SUCCESSFUL, TextSource.TEXT_LAYER) for page in pages)
    return DocumentResult(file, outcomes, (record,))


MakeTable = Callable[..., Table]


@pytest.fixture
def make_document() -> Callable[..., DocumentResult]:
    return document


@pytest.fixture
def make_cell() -> Callable[..., Cell]:
    return grounded


@pytest.fixture
def make_table() -> MakeTable:
    def make(
        documents: Iterable[DocumentResult] | None = None,
        structure: Structure = Structure.PER_INVOICE,
        fields: tuple[Field, ...] = FIELDS,
        exclude: tuple[str, ...] = (),
    ) -> Table:
        return Table(CompiledPrompt(fields, structure, ""), [document()] if documents is None else documents, exclude)

    return make


@pytest.fixture
def batch() -> list[DocumentResult]:
    """Three files: one sound, one with doubts and a failed page, one that failed as a whole."""
    wrong_total = Note("BR-CO-15", Severity.WARNING, "The total does not add up", ("Total Amount",), 1)
    wrong_line = Note("LINE_SUM", Severity.ERROR, "Quantity times price is not the line total", ("Quantity",), 2, 2)
    remark = Note("DATE_FORMAT", Severity.INFO, "Dates are written day first", ("Invoice Date",))
    doubtful = document("b.pdf", pages=(1, 2), notes=(wrong_total, wrong_line, remark))
    failed_page = PageOutcome(3, PageStatus.FAILED, TextSource.NONE, "The page image is damaged", "PAGE_UNREADABLE")
    doubtful = DocumentResult("b.pdf", (*doubtful.pages, failed_page), doubtful.records)
    failure = Failure("ENCRYPTED_FILE", "The PDF is protected by a password. Save it without one.")
    return [document("a.pdf"), doubtful, DocumentResult("c.pdf", error=failure)]
