"""An e-invoice is found by its content; XML that attacks its reader is refused."""

from collections.abc import Callable
from io import BytesIO
from typing import Protocol

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from faktum.engine.reading.einvoice import is_einvoice
from faktum.schemas.document import Pages
from faktum.schemas.errors import UnreadableFile, UnsupportedFile

Read = Callable[[bytes], Pages]

CII = b"""<?xml version='1.0' encoding='UTF-8'?>
<!-- made by hand -->
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>"""
UBL = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>1</ID></Invoice>'
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Invoice>&b;</Invoice>'


class Pdf(Protocol):
    def __call__(self, *pages: Callable[[Canvas], object]) -> bytes: ...


def with_attachments(pdf: bytes, **attachments: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    for name, data in attachments.items():
        writer.add_attachment(name, data)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (CII, True),
        (UBL, True),
        (b"\xef\xbb\xbf" + UBL, True),
        (b'<?xml version="1.0" encoding="utf-16"?>'.decode().encode("utf-16") + UBL.decode().encode("utf-16-le"), True),
        (b'<?xml version="1.0" encoding="UTF-8-W/O-BOM"?>\n' + UBL, True),
        (UBL[:70], False),
        (b'<note xmlns="x"/>', False),
        (BOMB, False),
        (b"%PDF-1.4", False),
        (b"", False),
    ],
    ids=["cii", "ubl", "bom", "utf-16", "odd encoding", "cut in the root", "other", "entities", "pdf", "empty"],
)
def test_is_einvoice(data: bytes, expected: bool) -> None:
    assert is_einvoice(data) is expected


def test_an_attachment_counts_whatever_its_name(pdf_of: Pdf, read: Read) -> None:
    pdf = with_attachments(pdf_of(lambda c: c.drawString(50, 50, "x")), **{"terms.txt": b"none", "data.bin": CII})
    assert read(pdf).einvoice_xml == CII


def test_a_pdf_without_one_has_none(pdf_of: Pdf, read: Read) -> None:
    pdf = with_attachments(pdf_of(lambda c: c.drawString(50, 50, "x")), **{"factur-x.xml": b"<note/>"})
    assert read(pdf).einvoice_xml is None


def test_an_xml_file_is_its_einvoice_and_has_no_pages(read: Read) -> None:
    pages = read(UBL)
    assert (pages.pages, pages.einvoice_xml) == ((), UBL)


def test_other_xml_is_no_document(read: Read) -> None:
    with pytest.raises(UnsupportedFile, match="<note>"):
        read(b"<?xml version='1.0'?><note/>")


@pytest.mark.parametrize("data", [b"<?xml version='1.0'?>" + BOMB, UBL[:-5], UBL + b"<more/>"])
def test_hostile_and_broken_xml_is_unreadable(data: bytes, read: Read) -> None:
    with pytest.raises(UnreadableFile):
        read(data)
