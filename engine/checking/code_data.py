"""The content of the payment code as a field: what the code says, not what someone read beside it."""

from collections.abc import Iterable
from dataclasses import replace

from ...prompts.compiled import CompiledPrompt
from ...schemas.document import Pages
from ...schemas.record import Cell, Evidence, Record, Status
from ..values.payment_codes import payment_code

DECODED = 0.99
"""A code has its own check digits: what is decoded is certain."""


def with_codes(records: Iterable[Record], pages: Pages, prompt: CompiledPrompt) -> tuple[Record, ...]:
    """The records with QRCodeData, where it was asked for, exactly as the code on their pages holds it."""
    names = [field.name for field in prompt.invoice_fields if field.term == "QRCodeData"]
    if not names:
        return tuple(records)
    return tuple(_filled(record, names[0], pages) for record in records)


def _filled(record: Record, name: str, pages: Pages) -> Record:
    codes = [
        (page.number, code)
        for page in pages.pages
        if not record.pages or page.number in record.pages
        for code in page.codes
    ]
    if not codes:
        return record
    number, code = next(((n, code) for n, code in codes if payment_code(code.text)), codes[0])
    cell = Cell(code.text, code.text, Status.VERIFIED, DECODED, evidence=(Evidence(number, code.box, code.text),))
    return replace(record, fields={**record.fields, name: cell})
