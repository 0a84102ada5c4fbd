"""Small PDFs and pictures, made here so that what they hold is seen beside what is expected."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from faktum.engine.reading.pages import read_pages
from faktum.engine.reading.sniff import open_document
from faktum.schemas.document import Pages
from faktum.schemas.settings import Settings

WITHOUT_OCR = Settings.model_validate({"ocr": "off"})

Draw = Callable[[Canvas], object]


def pdf_of(*pages: Draw, size: tuple[float, float] = (400.0, 300.0)) -> bytes:
    """A PDF with one page for each drawing."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def read(data: bytes, settings: Settings = WITHOUT_OCR) -> Pages:
    return read_pages(open_document("file", data, settings), settings)


def printed(*lines: str, size: tuple[int, int] = (900, 400)) -> Image.Image:
    """A white picture with lines of print, as a scan at 200 dpi shows them."""
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        pen.text((60, 50 + 60 * row), line, font=ImageFont.load_default(32), fill=0)
    return picture


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


@pytest.fixture(name="pdf_of")
def _pdf_of() -> Callable[..., bytes]:
    return pdf_of


@pytest.fixture(name="read")
def _read() -> Callable[..., Pages]:
    return read


@pytest.fixture(name="printed")
def _printed() -> Callable[..., Image.Image]:
    return printed


@pytest.fixture(name="encoded")
def _encoded() -> Callable[..., bytes]:
    return encoded
