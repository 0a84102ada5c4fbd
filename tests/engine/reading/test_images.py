"""A page can be seen: as fine as its print needs, and a scan as the file holds it."""

from collections.abc import Callable
from io import BytesIO
from typing import Protocol

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from faktum.engine.reading.images import dpi_for, page_image
from faktum.engine.reading.sniff import open_document
from faktum.schemas.document import Box, Document, MediaType, Page, Word
from faktum.schemas.errors import InvalidInput
from faktum.schemas.settings import Settings

Printed = Callable[..., Image.Image]
Encoded = Callable[..., bytes]

SETTINGS = Settings()


class Pdf(Protocol):
    def __call__(self, *pages: Callable[[Canvas], object]) -> bytes: ...


def document(data: bytes) -> Document:
    return open_document("file", data, SETTINGS)


def test_a_page_is_drawn_as_jpeg(pdf_of: Pdf) -> None:
    image = page_image(document(pdf_of(lambda c: c.drawString(50, 50, "seen"))), 1, SETTINGS)
    assert (image.media_type, image.width, image.height) == (MediaType.JPEG, 834, 625)
    with Image.open(BytesIO(image.data)) as picture:
        assert picture.size == (834, 625)
        assert min(picture.convert("L").tobytes()) < 60


def test_a_scan_is_handed_on_byte_for_byte(printed: Printed, encoded: Encoded) -> None:
    pdf = encoded(printed("Invoice").convert("RGB"), "PDF")
    image = page_image(document(pdf), 1, SETTINGS)
    assert image.data in pdf
    assert (image.width, image.height) == (900, 400)


def test_a_jpeg_file_is_handed_on_byte_for_byte_unless_too_large(printed: Printed, encoded: Encoded) -> None:
    data = encoded(printed("Invoice"), "JPEG")
    assert page_image(document(data), 1, SETTINGS).data == data
    smaller = page_image(document(data), 1, SETTINGS, longest_side=450)
    assert (smaller.width, smaller.height) == (450, 200)


def test_a_turned_photo_is_shown_upright(printed: Printed, encoded: Encoded) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = page_image(document(encoded(printed("x", size=(400, 200)), "JPEG", exif=exif)), 1, SETTINGS)
    assert (image.width, image.height) == (200, 400)


@pytest.mark.parametrize(("height", "dpi"), [(12.0, 100.0), (7.0, 144.0), (2.0, 220.0)])
def test_small_print_is_drawn_finer(height: float, dpi: float) -> None:
    page = Page(1, 600, 800, (Word("print", Box(0, 0, 20, height)),))
    assert dpi_for(page) == pytest.approx(dpi)


def test_a_page_that_is_not_there(pdf_of: Pdf) -> None:
    with pytest.raises(InvalidInput, match="1 pages; page 2"):
        page_image(document(pdf_of(lambda c: c.drawString(50, 50, "x"))), 2, SETTINGS)
