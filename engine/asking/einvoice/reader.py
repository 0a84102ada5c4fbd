"""The e-invoice as a reply: what its XML says for every field asked for. No model is asked, nothing is guessed.

Fields that the XML has no value for are left out; a field without a business term has no place in an e-invoice.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import ExpatError

from ....prompts.compiled import CompiledPrompt
from ....schemas.fields import Field
from ....schemas.record import Source
from ....schemas.reply import DocumentKind, Printed, RepliedRecord, Reply, Row
from ...reading.einvoice import ForbiddenXml, root_of
from .elements import parsed
from .syntax import SYNTAX_OF_ROOT, Syntax, syntax, texts

SHAPES: Mapping[str, re.Pattern[str]] = {
    "StructuredPaymentReferenceRF": re.compile(r"RF\d{2}[\s\w]+", re.IGNORECASE),
    "StructuredPaymentReferenceBE": re.compile(r"[+*]{3}[\d/ ]+[+*]{3}"),
}
"""References that only some shapes are; BT-83 holds all of them."""

MALFORMED = (ForbiddenXml, ExpatError, ParseError, ValueError, LookupError)
"""What reading malformed XML raises."""

JOINED = frozenset({"PaymentTerms"})
"""Texts that several elements give together."""


class Codes(NamedTuple):
    """Codes in words."""

    kind: Mapping[str, str]
    """Document type code → DocumentKind value; a code that is not named is an invoice."""
    self_billed: frozenset[str]
    payment: Mapping[str, str]


@cache
def codes() -> Codes:
    """The table codes.toml."""
    table = tomllib.loads(files(__package__ or "").joinpath("codes.toml").read_text(encoding="utf-8"))
    return Codes(table["kind"], frozenset(table["self_billed"]["codes"]), table["payment"])


def read_einvoice(xml: bytes, prompt: CompiledPrompt, pages: tuple[int, ...] = ()) -> Reply | None:
    """What the XML says: one record for each invoice in it; None where it is malformed.

    Args:
        xml: CII, UBL, Order-X or FatturaPA, as `reading.einvoice` found it.
        prompt: what is asked for.
        pages: the visible pages that show the same invoice; () for XML alone.
    """
    try:
        known = syntax(SYNTAX_OF_ROOT[root_of(xml) or ""])
        root = parsed(xml, known.names)
    except MALFORMED:
        return None
    header = root.find("Header")
    records: list[RepliedRecord] = []
    for invoice in root.findall(known.record):
        if header is not None:
            invoice.append(header)
        records.append(_record(invoice, known, prompt, pages, root.tag))
    return Reply(tuple(records))


def _record(
    invoice: Element, known: Syntax, prompt: CompiledPrompt, pages: tuple[int, ...], root: str
) -> RepliedRecord:
    code = next(iter(texts(invoice, known.code)), "")
    kind = DocumentKind(codes().kind.get(code, "credit_note" if root == "CreditNote" else "invoice"))
    currency = next(iter(texts(invoice, known.currency)), "")
    fields: dict[str, Printed] = {}
    for field in prompt.invoice_fields:
        if text := _field(field, invoice, known, currency) or _said_by_codes(field, code, kind, invoice, known):
            fields[field.name] = Printed(text, source=Source.XML)
    groups = {group: _rows(group, invoice, known, prompt, currency) for group in prompt.groups if group in known.rows}
    return RepliedRecord(kind, pages, fields, {name: rows for name, rows in groups.items() if rows}, "the e-invoice")


def _field(field: Field, invoice: Element, known: Syntax, currency: str) -> str:
    """The value of a field of the invoice; '' where the XML has none."""
    term = field.term or ""
    found = texts(invoice, known.fields.get(term, ()), currency)
    if not found:
        return ""
    if field.many or term in JOINED:
        return "\n".join(found)
    if term == "PaymentMethod":
        return codes().payment.get(found[0], found[0])
    if term == "UnstructuredPaymentReference":
        return next((text for text in found if not any(shape.fullmatch(text) for shape in SHAPES.values())), "")
    if shape := SHAPES.get(term):
        return next((text for text in found if shape.fullmatch(text)), "")
    return found[0]


def _said_by_codes(field: Field, code: str, kind: DocumentKind, invoice: Element, known: Syntax) -> str:
    """What follows from the codes of the document; '' where nothing does."""
    match field.term:
        case "InvoiceType":
            return kind.value if kind is not DocumentKind.OTHER else ""
        case "IsSelfBilling":
            return str(code in codes().self_billed).lower()
        case "IsReverseCharged":
            places = known.groups["VatBreakdown"]["TaxCategory"]
            rows = invoice.findall(known.rows["VatBreakdown"])
            reverse = any(text == "AE" or text.startswith("N6") for row in rows for text in texts(row, places))
            return str(reverse).lower()
        case _:
            return ""


def _rows(group: str, invoice: Element, known: Syntax, prompt: CompiledPrompt, currency: str) -> tuple[Row, ...]:
    """The rows of a repeating group, in the order of the file."""
    places = known.groups[group]
    rows: list[Row] = []
    for element in invoice.findall(known.rows[group]):
        row: dict[str, Printed] = {}
        for field in prompt.in_group(group):
            leaf = (field.term or "").removeprefix(f"{group}.")
            if found := texts(element, places.get(leaf, ()), currency):
                row[field.name] = Printed(found[0], source=Source.XML)
        if row:
            rows.append(row)
    return tuple(rows)
