"""What comes twice in a batch is told at the second one."""

from decimal import Decimal

import pytest

from faktum.engine.checking.duplicates import Place, duplicates
from faktum.schemas.record import Cell, DocumentResult, Record

TERMS = {"InvoiceNumber": "No.", "SupplierName": "From", "TotalAmountIncTax": "Total"}


def document(number: str | None, supplier: str | None, total: str | None, kind: str = "invoice") -> DocumentResult:
    amount = Decimal(total) if total else None
    fields = {"No.": Cell(number), "From": Cell(supplier), "Total": Cell(amount)}
    return DocumentResult("a.pdf", records=(Record(kind, (1,), fields),))


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (("INV-100", "Acme GmbH", "119.00"), "DUPLICATE"),
        (("inv 100", "ACME", "119.00"), "DUPLICATE"),
        (("INV-100", "Acme GmbH", None), "DUPLICATE"),
        (("INV-100", "Acme GmbH", "120.00"), "DUPLICATE_NUMBER"),
        (("INV-1O0", "Acme GmbH", "119.00"), "DUPLICATE_LIKELY"),
        (("INV-1O0", "Acme GmbH", "120.00"), None),
        (("INV-101", "Acme GmbH", "119.00"), None),
        (("INV-100", "Other Ltd", "119.00"), None),
        (("INV-100", "Acme GmbH", "119.00", "credit_note"), None),
        ((None, "Acme GmbH", "119.00"), None),
        (("INV-100", None, "119.00"), None),
    ],
)
def test_the_second_of_two_is_told(second: tuple[str | None, ...], code: str | None) -> None:
    number, supplier, total, *kind = second
    batch = [document("INV-100", "Acme GmbH", "119.00"), document(number, supplier, total, *(k for k in kind if k))]
    assert {place: note.code for place, note in duplicates(batch, TERMS).items()} == (
        {Place(1, 0): code} if code else {}
    )


def test_a_note_names_the_file_the_fields_and_the_difference() -> None:
    batch = [document("7", "Acme", "119.00"), document("7", "Acme", "120.00")]
    (note,) = duplicates(batch, TERMS).values()
    assert note.message == (
        "Same supplier and number as a.pdf, record 1, but the totals differ (120.00 vs 119.00; Δ=+1.00)."
    )
    assert note.fields == ("No.", "From", "Total")


def test_an_empty_batch_holds_nothing_twice() -> None:
    assert duplicates([], TERMS) == {}
