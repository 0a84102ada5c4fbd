"""PDFs that carry an e-invoice (Factur-X, ZUGFeRD): read from the page alone, judged by their own XML.

The truth is what the engine's reader of e-invoices says of the XML. The file that is measured on is a copy without
attachments, kept in the cache, so that no reader can look the answers up. Codes that pages do not print are left out;
what else the XML says and the page does not print is part of the truth: nothing here knows which values those are.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2

from ...engine.asking.einvoice.reader import read_einvoice
from ...engine.checking.checker import check
from ...engine.reading.einvoice import embedded_einvoice
from ...prompts.compiled import CompiledPrompt
from ...prompts.compiler import compile_prompt
from ...schemas.document import MediaType, Pages
from ...schemas.errors import InvalidTruth, MissingExtra
from ...schemas.record import Cell, Record, Value
from ..case import Case, Dataset
from .annotated import json_number

ADDONS = ("lineitems", "banking", "vat_tax", "adjustments", "references", "logistics")

CODES = frozenset({"LineNumber", "UnitOfMeasure", "TaxCategory"})
"""Fields that an XML holds for machines and a page prints in other words, if at all."""


def has_einvoices(path: Path) -> bool:
    """Whether any PDF of the folder carries an e-invoice."""
    return path.is_dir() and any(_xml(file) for file in _documents(path))


def load_facturx(path: Path, cache: Path) -> Dataset:
    """The PDFs of the folder and its sub-folders that carry an e-invoice, without it; sorted by name.

    Args:
        path: the folder.
        cache: a folder that this may write to.

    Raises:
        InvalidTruth: an XML cannot be read.
        MissingExtra: the extra `evals` is not installed.
    """
    found = ((file, _xml(file)) for file in _documents(path))
    return Dataset(path.resolve().name, tuple(_case(path, file, xml, cache) for file, xml in found if xml))


def without_einvoice(pdf: bytes) -> bytes:
    """The pages of a PDF in a file of their own: no attachments, no metadata, no links to either.

    Raises:
        MissingExtra: pypdf is not installed.
    """
    try:
        from pypdf import PdfReader, PdfWriter
        from pypdf.generic import ArrayObject
    except ImportError as error:
        raise MissingExtra('taking e-invoices out of PDFs needs pypdf: pip install "faktum[evals]"') from error
    writer = PdfWriter()
    for page in PdfReader(BytesIO(pdf)).pages:
        page.pop("/AF", None)
        notes = [note for note in page.annotations or () if note.get_object().get("/Subtype") != "/FileAttachment"]
        page.annotations = ArrayObject(notes) if notes else None
        writer.add_page(page)
    bare = BytesIO()
    writer.write(bare)
    return bare.getvalue()


def _documents(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() == ".pdf" and file.is_file())


def _xml(file: Path) -> bytes | None:
    """The e-invoice that the PDF carries; None also where it is no PDF."""
    try:
        with pypdfium2.PdfDocument(file) as opened:
            return embedded_einvoice(opened)
    except pypdfium2.PdfiumError:
        return None


def _case(folder: Path, file: Path, xml: bytes, kept: Path) -> Case:
    pdf = file.read_bytes()
    bare = kept / "facturx" / hashlib.sha256(pdf).hexdigest()[:16] / file.name
    if not bare.is_file():
        bare.parent.mkdir(parents=True, exist_ok=True)
        passing = bare.with_suffix(".passing")
        passing.write_bytes(without_einvoice(pdf))
        passing.replace(bare)
    return Case(file.relative_to(folder).as_posix(), bare, truth_of_einvoice(xml, str(file)), group="digital")


def truth_of_einvoice(xml: bytes, name: str) -> dict[str, Any]:
    """What the XML says, as a truth; 'records' where it holds several invoices.

    Args:
        xml: of any syntax that the engine reads.
        name: of its file, for the message.

    Raises:
        InvalidTruth: the XML cannot be read.
    """
    reply = read_einvoice(xml, _prompt())
    if reply is None or not reply.records:
        raise InvalidTruth(f"{name}: its XML cannot be read. Take the file out of the folder.")
    no_pages = Pages(name, MediaType.XML, "", (), einvoice_xml=xml)
    records = [_record(record) for record in check(reply, no_pages, _prompt())]
    return records[0] | ({"records": records} if len(records) > 1 else {})


@cache
def _prompt() -> CompiledPrompt:
    return compile_prompt(None, schema="invoice", addons=list(ADDONS))


def _record(record: Record) -> dict[str, Any]:
    truth = _values(record.fields)
    for group, lines in record.groups.items():
        rows = [row for line in lines if (row := _values(line, f"{group}."))]
        if rows:
            truth[group] = rows
    return truth


def _values(cells: Mapping[str, Cell], prefix: str = "") -> dict[str, Any]:
    """Names and values as a truth has them; what is false only follows from a code, and no page says so."""
    named = {name.removeprefix(prefix): as_json(cell.value) for name, cell in cells.items()}
    nothing = (None, "")
    return {
        name: value
        for name, value in named.items()
        if value not in nothing and value is not False and name not in CODES
    }


def as_json(value: Value) -> Any:
    """A typed value as a truth writes it."""
    if isinstance(value, Decimal):
        return json_number(value)
    return value.isoformat() if isinstance(value, date) else value
