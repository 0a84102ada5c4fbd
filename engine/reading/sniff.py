"""What a file is, judged by its bytes alone: names and declared types lie."""

import hashlib

from ...schemas.document import Document, MediaType
from ...schemas.errors import EmptyFile, FileTooLarge, UnsupportedFile
from ...schemas.settings import MEGABYTE, Settings

PDF_HEADER_WITHIN = 1024
"""A PDF's header may follow up to this many bytes of something else (mail headers, a byte order mark)."""

SIGNATURES: tuple[tuple[bytes, MediaType], ...] = (
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
    (b"II+\x00", MediaType.TIFF),
    (b"MM\x00+", MediaType.TIFF),
)
"""First bytes that settle the type."""


def open_document(name: str, data: bytes, settings: Settings) -> Document:
    """The file as a Document: its bytes, what they are and their SHA-256.

    Raises:
        EmptyFile: no bytes.
        FileTooLarge: more bytes than `settings` allow for its type.
        UnsupportedFile: the bytes are of no supported type, whatever the name says.
    """
    if not data:
        raise EmptyFile
    media_type = media_type_of(data)
    if media_type is None:
        raise UnsupportedFile
    images = media_type not in (MediaType.PDF, MediaType.XML)
    limit = settings.max_image_bytes if images else settings.max_pdf_bytes
    if len(data) > limit:
        raise FileTooLarge(
            f"The file has {len(data) / MEGABYTE:.1f} MB; the limit is {limit / MEGABYTE:.0f} MB. "
            "Split it, or raise the limit in the settings."
        )
    return Document(name, data, media_type, hashlib.sha256(data).hexdigest())


def media_type_of(data: bytes) -> MediaType | None:
    """The type of these bytes, or None if Faktum cannot read it."""
    for signature, media_type in SIGNATURES:
        if data.startswith(signature):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return MediaType.WEBP
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0" and len(data) > 26:
        return MediaType.BMP
    if b"%PDF-" in data[: PDF_HEADER_WITHIN + 5]:
        return MediaType.PDF
    if _starts_as_xml(data[:PDF_HEADER_WITHIN]):
        return MediaType.XML
    return None


def _starts_as_xml(head: bytes) -> bool:
    """Whether the text begins with an XML declaration or an element that is not HTML."""
    for encoding, mark in (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff")):
        if head.startswith(mark):
            text = head.decode(encoding, errors="replace")
            break
    else:
        text = head.decode("latin-1").replace("\0", "")
    text = text.lstrip("\ufeff \t\r\n").lower()
    if text.startswith("<?xml"):
        return "<html" not in text
    return text.startswith("<") and text[1:2].isalpha() and not text.startswith("<html")
