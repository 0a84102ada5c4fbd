"""Whatever the file, reading ends in pages or in a coded error; a page that fails does so alone."""

import re
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Protocol

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas

from faktum.engine.reading import ocr
from faktum.schemas.document import Pages, PageStatus, TextSource
from faktum.schemas.errors import (
    EncryptedFile,
    ImageTooLarge,
    NoPagesFound,
    TooManyPages,
    UnreadableFile,
)
from faktum.schemas.settings import Settings

Read = Callable[..., Pages]
Printed = Callable[..., Image.Image]
Encoded = Callable[..., bytes]

OFF = Settings.model_validate({"ocr": "off"})


class Pdf(Protocol):
    def __call__(self, *pages: Callable[[Canvas], object]) -> bytes: ...


def drawing(text: str) -> Callable[[Canvas], object]:
    return lambda canvas: canvas.drawString(50, 50, text)


def locked(pdf: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_pages_are_numbered_from_one(pdf_of: Pdf, read: Read) -> None:
    one, two, three = (drawing(text) for text in ("page1", "page2", "page3"))
    pages = read(pdf_of(one, two, three)).pages
    assert [(page.number, page.words[0].text) for page in pages] == [(1, "page1"), (2, "page2"), (3, "page3")]


def test_a_password_is_asked_for_only_where_one_is_set(pdf_of: Pdf, read: Read) -> None:
    pdf = pdf_of(lambda c: c.drawString(50, 50, "locked"))
    assert read(locked(pdf, "")).pages[0].words[0].text == "locked"
    with pytest.raises(EncryptedFile):
        read(locked(pdf, "secret"))


def test_a_pdf_of_no_pages(read: Read) -> None:
    buffer = BytesIO()
    PdfWriter().write(buffer)
    with pytest.raises(NoPagesFound):
        read(buffer.getvalue())


def test_a_pdf_cut_short(pdf_of: Pdf, read: Read) -> None:
    pdf = pdf_of(lambda c: c.drawString(50, 50, "whole"))
    with pytest.raises(UnreadableFile):
        read(pdf[: len(pdf) // 3])


def test_too_many_pages(pdf_of: Pdf, read: Read) -> None:
    pdf = pdf_of(*[drawing("x")] * 4)
    with pytest.raises(TooManyPages, match="4 pages; the limit is 3"):
        read(pdf, Settings.model_validate({"ocr": "off", "max_pages": 3}))


def test_a_broken_page_fails_alone(pdf_of: Pdf, read: Read) -> None:
    """The page tree names the catalog where the second page should be."""
    pdf = pdf_of(lambda c: c.drawString(50, 50, "one"), lambda c: c.drawString(50, 50, "two"))
    kids = re.search(rb"/Kids \[ \d+ 0 R (\d+) 0 R \]", pdf)
    catalog = re.search(rb"(\d+) 0 obj\s*<<\s*/PageMode", pdf)
    assert kids is not None
    assert catalog is not None
    broken = pdf[: kids.start(1)] + catalog[1] + pdf[kids.end(1) :]
    first, second = read(broken).pages
    assert (first.status, first.words[0].text) == (PageStatus.SUCCESSFUL, "one")
    assert (second.status, second.error_code, second.number) == (PageStatus.FAILED, "PAGE_UNREADABLE", 2)
    assert second.reason


def test_a_giant_page_takes_no_more_pixels_than_allowed(pdf_of: Pdf, read: Read) -> None:
    """200,000 points a side would be 300,000 million pixels at the resolution of OCR."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf_of(lambda c: c.rect(100, 100, 99, 99, fill=1)))))
    writer.pages[0].mediabox = RectangleObject((0, 0, 200_000, 200_000))
    buffer = BytesIO()
    writer.write(buffer)
    (page,) = read(buffer.getvalue()).pages
    assert (page.width_pt, page.height_pt) == (200_000, 200_000)
    assert page.status in (PageStatus.SKIPPED, PageStatus.SUCCESSFUL)


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "1"),
        ("PNG", "P"),
        ("PNG", "RGBA"),
        ("PNG", "LA"),
        ("PNG", "I;16"),
        ("TIFF", "F"),
        ("TIFF", "CMYK"),
        ("JPEG", "CMYK"),
        ("BMP", "RGB"),
        ("WEBP", "RGB"),
    ],
)
def test_any_kind_of_picture_becomes_a_page(
    form: str, mode: str, printed: Printed, encoded: Encoded, read: Read
) -> None:
    """Print is seen whatever the colours are kept as: without OCR the page is skipped, not taken for blank."""
    picture = printed("Invoice")
    picture = picture.point(lambda value: value * 257).convert(mode) if mode == "I;16" else picture.convert(mode)
    (page,) = read(encoded(picture, form)).pages
    assert (page.number, page.status, page.width_pt, page.height_pt) == (1, PageStatus.SKIPPED, 324, 144)


def test_transparency_is_paper(read: Read, encoded: Encoded) -> None:
    """Black print on transparent black must not become a black page, nor white on white anything."""
    picture = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    (page,) = read(encoded(picture, "PNG")).pages
    assert page.reason == "blank page"


def test_each_frame_of_a_tiff_is_a_page(printed: Printed, encoded: Encoded, read: Read) -> None:
    frames = [printed(f"page {number}", size=(300 + number, 100)) for number in (1, 2, 3)]
    pages = read(encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])).pages
    assert [(page.number, round(page.width_pt * 200 / 72)) for page in pages] == [(1, 301), (2, 302), (3, 303)]


def test_only_the_first_picture_of_other_files_counts(printed: Printed, encoded: Encoded, read: Read) -> None:
    frames = [printed("one"), printed("two")]
    assert len(read(encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])).pages) == 1


def test_a_photo_stands_as_its_exif_says(printed: Printed, encoded: Encoded, read: Read) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (page,) = read(encoded(printed("x", size=(400, 200)), "JPEG", exif=exif)).pages
    assert (page.width_pt, page.height_pt) == (72, 144)


def test_pixels_are_counted_before_they_are_decoded(encoded: Encoded, read: Read) -> None:
    data = encoded(Image.new("1", (5000, 5000)), "PNG")
    with pytest.raises(ImageTooLarge, match="25 million pixels; the limit is 24 million"):
        read(data, Settings.model_validate({"ocr": "off", "max_image_pixels": 24_000_000}))


def test_a_large_scan_is_brought_down_to_the_raster_limit(printed: Printed, encoded: Encoded, read: Read) -> None:
    settings = Settings.model_validate({"ocr": "off", "max_raster_pixels": 20_000})
    (page,) = read(encoded(printed("x", size=(800, 400)), "PNG"), settings).pages
    assert (page.width_pt, page.height_pt) == (72, 36)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_a_picture_cut_short(form: str, printed: Printed, encoded: Encoded, read: Read) -> None:
    """Half a picture is no page: a total may have stood in the other half."""
    data = encoded(printed("a", "b", "c", "d"), form)
    try:
        (page,) = read(data[: len(data) // 2]).pages
    except UnreadableFile:
        return
    assert (page.status, page.error_code) == (PageStatus.FAILED, "PAGE_UNREADABLE")


def test_missing_ocr_fails_the_page_and_says_what_to_install(
    printed: Printed, encoded: Encoded, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ocr_rapidocr", "ocr_tesseract"):
        monkeypatch.setitem(sys.modules, f"faktum.engine.reading.{name}", None)
    ocr.forget_engines()
    try:
        (page,) = read(encoded(printed("x"), "PNG"), Settings()).pages
    finally:
        ocr.forget_engines()
    assert (page.status, page.text_source, page.error_code) == (PageStatus.FAILED, TextSource.NONE, "MISSING_EXTRA")
    assert page.reason is not None
    assert 'pip install "faktum[ocr]"' in page.reason
