"""What a PDF would do when it is opened: scripts, programs to launch, executable attachments. Found, never run."""

import ctypes
import itertools
import re
import zlib
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

MOST_ATTACHMENTS = 100
MOST_OBJECT_STREAMS = 300
"""Compressed parts of the file looked into."""
MOST_INFLATED = 4_000_000
"""Bytes of one such part."""
EXECUTABLE = re.compile(
    r"\.(?:exe|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|jar|lnk|dll|sh|app|apk|iso)\Z", re.IGNORECASE
)
PROGRAM = (b"MZ", b"\x7fELF", b"#!")
"""First bytes of a program."""
NAMES = (
    (re.compile(rb"/(?:JavaScript|JS)\b"), "JavaScript"),
    (re.compile(rb"/Launch\b"), "an action that launches a program"),
    (re.compile(rb"/(?:RichMedia|3D)\b"), "embedded media that runs code"),
    (re.compile(rb"/(?:SubmitForm|ImportData)\b"), "a form that sends its data away"),
)
"""Names of PDF objects (ISO 32000-1, 12.6.4) and what they do."""

_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_HEX = re.compile(rb"#([0-9a-fA-F]{2})")


def active_content(pdf: pypdfium2.PdfDocument, data: bytes) -> tuple[str, ...]:
    """What the file would do, in words, each once; () for a file that only shows its pages.

    Args:
        pdf: the file, opened.
        data: its bytes.
    """
    found = [*_attachments(pdf)]
    if pdfium.FPDFDoc_GetJavaScriptActionCount(pdf.raw) > 0:
        found.append("JavaScript")
    parts = list(itertools.chain([_without_streams(data)], _object_streams(data)))
    found += [words for name, words in NAMES if any(name.search(part) for part in parts)]
    return tuple(dict.fromkeys(found))


def _without_streams(data: bytes) -> bytes:
    """The objects of the file, without their contents; names spelled in hexadecimal made plain."""
    return _plain(_STREAM.sub(b"", data))


def _plain(part: bytes) -> bytes:
    return _HEX.sub(lambda match: bytes((int(match[1], 16),)), part) if b"#" in part else part


def _object_streams(data: bytes) -> Iterator[bytes]:
    """The objects that the file keeps compressed."""
    for match in itertools.islice(_OBJECT_STREAM.finditer(data), MOST_OBJECT_STREAMS):
        try:
            yield _plain(
                zlib.decompressobj().decompress(data[match.end() : match.end() + MOST_INFLATED], MOST_INFLATED)
            )
        except zlib.error:
            continue


def _attachments(pdf: pypdfium2.PdfDocument) -> Iterator[str]:
    """Attachments that are programs, by name or first bytes."""
    count = pdfium.FPDFDoc_GetAttachmentCount(pdf.raw)
    for index in range(min(int(count), MOST_ATTACHMENTS)):
        attachment = pdfium.FPDFDoc_GetAttachment(pdf.raw, index)
        if not attachment:
            continue
        name = _name(attachment)
        if EXECUTABLE.search(name) or _begins_as_program(attachment):
            yield f"an executable attachment ('{name}')"


def _name(attachment: object) -> str:
    size = pdfium.FPDFAttachment_GetName(attachment, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAttachment_GetName(attachment, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")


def _begins_as_program(attachment: object) -> bool:
    size = ctypes.c_ulong()
    if not pdfium.FPDFAttachment_GetFile(attachment, None, 0, size) or not 0 < size.value <= MOST_INFLATED:
        return False
    buffer = ctypes.create_string_buffer(size.value)
    pdfium.FPDFAttachment_GetFile(attachment, buffer, size.value, size)
    return buffer.raw.startswith(PROGRAM)
