"""QR codes on a page are read exactly, whether they are drawn or pictures, and only looked for where one may be."""

import io
from typing import Any

import pytest
from PIL import Image
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from faktum.engine.reading import codes as reading
from faktum.engine.reading.pages import read_pages
from faktum.engine.reading.sniff import open_document
from faktum.schemas.document import Page
from faktum.schemas.settings import Settings

EPC = "BCD\n002\n1\nSCT\nCOBADEFFXXX\nTisch GmbH\nDE02120300000000202051\nEUR119.00\n\n\nR-7"
SETTINGS = Settings(ocr="off")


def drawing(text: str, side: float = 130) -> Drawing:
    widget = QrCodeWidget(text, barWidth=side, barHeight=side)
    whole = Drawing(side, side)
    whole.add(widget)
    return whole


def page_of(data: bytes) -> Page:
    return read_pages(open_document("a.pdf", data, SETTINGS), SETTINGS).pages[0]


def pdf(code: str | None, *, as_picture: bool = False) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    for line in range(20):
        canvas.drawString(72, 780 - 14 * line, "A line of text that makes this page a page of text")
    if code and as_picture:
        inner = io.BytesIO()
        other = Canvas(inner, pagesize=(150, 150))
        renderPDF.draw(drawing(code), other, 10, 10)
        other.save()
        import pypdfium2

        document = pypdfium2.PdfDocument(inner.getvalue())
        page: Any = document[0]
        picture: Image.Image = page.render(scale=4).to_pil()
        document.close()
        canvas.drawImage(ImageReader(picture), 400, 60, 130, 130)
    elif code:
        renderPDF.draw(drawing(code), canvas, 400, 60)
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("as_picture", [False, True])
def test_a_code_is_read_with_its_line_ends_and_place(*, as_picture: bool):
    (code,) = page_of(pdf(EPC, as_picture=as_picture)).codes
    assert code.text == EPC
    assert 400 <= code.box.x0 < code.box.x1 <= 530
    assert 842 - 190 <= code.box.y0 < code.box.y1 <= 842 - 60


def test_a_page_of_text_is_not_rendered_for_a_code(monkeypatch: pytest.MonkeyPatch):
    looked: list[int] = []

    def look(_picture: object, _points: float) -> tuple[()]:
        looked.append(1)
        return ()

    monkeypatch.setattr(reading, "codes_in", look)
    assert page_of(pdf(None)).codes == ()
    assert looked == []
    page_of(pdf(EPC))
    assert looked == [1]


def test_a_reader_of_codes_that_fails_costs_no_words(monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise ValueError("no code")

    monkeypatch.setattr(reading, "codes_in", broken)
    page = page_of(pdf(EPC))
    assert (page.status, page.codes, page.words[0].text) == ("successful", (), "A")
