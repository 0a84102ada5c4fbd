"""A payment code that orders something else than the page prints is told."""

from collections.abc import Callable
from dataclasses import replace

from faktum.engine.checking.checker import check
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Box, Code, Pages
from faktum.schemas.record import Record, Severity, Status
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply

MakePages = Callable[..., Pages]
PROMPT = compile_prompt(None, schema="invoice", addons=["banking", "compliance"])
EPC = "BCD\n002\n1\nSCT\n\nTisch GmbH\n{iban}\nEUR{amount}\n\n{reference}"
PAGE = ["Total due 119.00", "IBAN DE02 1203 0000 0000 2020 51", "Reference RF18 5390 0754 7034"]


def checked(make_pages: MakePages, **order: str) -> Record:
    said = {"iban": "DE02120300000000202051", "amount": "119.00", "reference": "RF18539007547034"} | order
    pages = make_pages(PAGE)
    code = Code(EPC.format(**said), Box(1, 2, 3, 4))
    pages = replace(pages, pages=(replace(pages.pages[0], codes=(code,)),))
    fields = {
        "AmountDue": Printed("119.00"),
        "PaymentIBAN": Printed("DE02 1203 0000 0000 2020 51"),
        "StructuredPaymentReferenceRF": Printed("RF18 5390 0754 7034"),
        "QRCodeData": Printed("what a model made of it"),
    }
    (record,) = check(Reply((RepliedRecord(DocumentKind.INVOICE, (1,), fields),)), pages, PROMPT)
    return record


def notes(record: Record) -> list[tuple[str, Severity, str]]:
    return [(note.code, note.severity, note.message) for note in record.notes if note.code.startswith("QR_")]


def test_a_code_that_agrees_is_silent_and_is_the_field_as_decoded(make_pages: MakePages):
    record = checked(make_pages)
    assert notes(record) == []
    cell = record["QRCodeData"]
    assert cell.value == EPC.format(iban="DE02120300000000202051", amount="119.00", reference="RF18539007547034")
    assert (cell.status, cell.evidence[0].box) == (Status.VERIFIED, Box(1, 2, 3, 4))


def test_another_account_in_the_code_is_an_error(make_pages: MakePages):
    assert notes(checked(make_pages, iban="GB33BUKB20201555555555")) == [
        (
            "QR_IBAN_MISMATCH",
            Severity.ERROR,
            "The QR code pays to GB33BUKB20201555555555, but PaymentIBAN is DE02 1203 0000 0000 2020 51.",
        )
    ]


def test_another_amount_and_reference_are_warnings(make_pages: MakePages):
    assert [note[:2] for note in notes(checked(make_pages, amount="191.00", reference="RF71FAKE"))] == [
        ("QR_AMOUNT_MISMATCH", Severity.WARNING),
        ("QR_REFERENCE_MISMATCH", Severity.WARNING),
    ]
