"""A file is what its bytes say, whatever it is called."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PIL import Image

from faktum.engine.reading.sniff import open_document
from faktum.schemas.document import MediaType
from faktum.schemas.errors import EmptyFile, FileTooLarge, UnsupportedFile
from faktum.schemas.settings import Settings


@dataclass(frozen=True)
class Case:
    name: str
    data: bytes
    media_type: MediaType


CASES = [
    Case("invoice.png", b"%PDF-1.7\n", MediaType.PDF),
    Case("mail header first.pdf", b"X-Mail: yes\r\n" * 10 + b"%PDF-1.4", MediaType.PDF),
    Case("utf-8.xml", b'<?xml version="1.0"?><Invoice/>', MediaType.XML),
    Case("byte order mark.xml", b"\xef\xbb\xbf  <Invoice/>", MediaType.XML),
    Case("utf-16.xml", '<?xml version="1.0"?><Invoice/>'.encode("utf-16"), MediaType.XML),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bytes_decide(case: Case) -> None:
    assert open_document(case.name, case.data, Settings()).media_type is case.media_type


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("PNG", MediaType.PNG),
        ("JPEG", MediaType.JPEG),
        ("TIFF", MediaType.TIFF),
        ("BMP", MediaType.BMP),
        ("WEBP", MediaType.WEBP),
    ],
)
def test_pictures_named_pdf(form: str, media_type: MediaType, encoded: Callable[..., bytes]) -> None:
    data = encoded(Image.new("RGB", (8, 8)), form)
    assert open_document("scan.pdf", data, Settings()).media_type is media_type


@pytest.mark.parametrize(
    "data",
    [b"hello", b"GIF89a" + bytes(20), b"<html><body>no</body></html>", b"<!DOCTYPE html><html/>", b"PK\x03\x04" * 9],
    ids=["text", "gif", "html", "html5", "zip"],
)
def test_others_are_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedFile):
        open_document("invoice.pdf", data, Settings())


def test_empty_file_is_said_to_be_empty() -> None:
    with pytest.raises(EmptyFile):
        open_document("invoice.pdf", b"", Settings())


def test_each_type_has_its_own_limit() -> None:
    settings = Settings(max_pdf_bytes=100, max_image_bytes=10)
    assert open_document("a", b"%PDF-" + bytes(90), settings).media_type is MediaType.PDF
    with pytest.raises(FileTooLarge, match=r"Split it"):
        open_document("a", b"%PDF-" + bytes(96), settings)
    with pytest.raises(FileTooLarge):
        open_document("a", b"\xff\xd8\xff" + bytes(9), settings)


def test_the_hash_is_of_the_bytes() -> None:
    document = open_document("a.pdf", b"%PDF-1.4", Settings())
    assert document.sha256 == "e16fa5d9b51928755db85b917f0297babaf22c7a47e97d9212adab56e61ba04e"
