"""The e-invoice in a file: which XML is one, and the one a PDF carries as an attachment.

Any attachment counts whose XML begins as an invoice does, whatever its name: CII (Factur-X, ZUGFeRD 1 and 2,
XRechnung), Order-X, UBL, FatturaPA. PDFium reads the attachments, so a hostile file meets one parser only.
"""

import ctypes
import re
from xml.parsers import expat

import pypdfium2
import pypdfium2.raw as pdfium

INVOICE_ROOTS = frozenset(
    (
        "CrossIndustryInvoice",  # UN/CEFACT CII: Factur-X, ZUGFeRD 2, XRechnung
        "CrossIndustryDocument",  # ZUGFeRD 1
        "SCRDMCCBDACIOMessageStructure",  # Order-X
        "Invoice",  # UBL
        "CreditNote",  # UBL
        "FatturaElettronica",  # FatturaPA
    )
)
"""Names, without namespace, of the first element of an e-invoice."""
MOST_ATTACHMENTS = 100
"""Attachments looked at."""
MOST_XML_BYTES = 50_000_000
"""A larger attachment is no invoice."""
DECLARATION = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml\b[^>]*\?>")
"""The XML declaration, which names the encoding."""
HEAD = 65_536
"""Bytes within which the first element must begin."""


class ForbiddenXml(Exception):
    """The XML declares a document type: no e-invoice does, and entities are how XML attacks its reader."""


def embedded_einvoice(document: pypdfium2.PdfDocument) -> bytes | None:
    """The first attachment of the PDF that is an e-invoice, exactly as embedded; None where there is none."""
    count = pdfium.FPDFDoc_GetAttachmentCount(document.raw)
    for index in range(min(count, MOST_ATTACHMENTS)):
        data = _attached(pdfium.FPDFDoc_GetAttachment(document.raw, index))
        if data is not None and is_einvoice(data):
            return data
    return None


def is_einvoice(data: bytes) -> bool:
    """Whether the bytes begin as an e-invoice's XML does."""
    try:
        return root_of(data[:HEAD]) in INVOICE_ROOTS
    except (ForbiddenXml, expat.ExpatError, ValueError, LookupError):
        return False


def root_of(data: bytes) -> str | None:
    """The local name of the first element; None where the bytes end before it.

    Raises:
        ForbiddenXml: a document type is declared.
        expat.ExpatError: this is no XML.
    """
    try:
        return _root(data)
    except expat.ExpatError:
        # A wrong or unknown encoding in the declaration: nearly all e-invoices are UTF-8, whatever they declare.
        undeclared = DECLARATION.sub(b"", data, count=1)
        if undeclared == data:
            raise
        return _root(undeclared)


def check_well_formed(data: bytes) -> None:
    """Returns when the whole of the XML is well-formed and declares no document type.

    Raises:
        ForbiddenXml: a document type is declared.
        expat.ExpatError: the XML is cut off or malformed.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.Parse(data, True)


def _root(data: bytes) -> str | None:
    found: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        if not found:
            found.append(name.rpartition(":")[2])

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, False)
    except expat.ExpatError:
        if not found:
            raise
    return found[0] if found else None


def _refuse(*_declaration: object) -> None:
    raise ForbiddenXml


def _attached(attachment: object) -> bytes | None:
    size = ctypes.c_ulong()
    if not attachment or not pdfium.FPDFAttachment_GetFile(attachment, None, 0, size):
        return None
    if not 0 < size.value <= MOST_XML_BYTES:
        return None
    buffer = ctypes.create_string_buffer(size.value)
    if not pdfium.FPDFAttachment_GetFile(attachment, buffer, size.value, size):
        return None
    return buffer.raw[: size.value]
