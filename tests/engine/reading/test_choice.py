"""Each page says where its words come from, and why."""

import io
from collections.abc import Callable
from typing import Protocol

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from faktum.engine.reading.choice import why_garbled
from faktum.schemas.document import Box, Pages, PageStatus, TextSource, Word

Read = Callable[[bytes], Pages]

ENGLISH = (
    "Invoice for services rendered during the month of March including travel expenses and accommodation "
    "as agreed upon in the contract between both parties payable within thirty days of receipt"
)
POLISH = "Faktura za usługi świadczone zgodnie z umową płatność przelewem w ciągu czternastu dni od dnia wystawienia"
GREEK = "Τιμολόγιο πώλησης αγαθών και υπηρεσιών με ημερομηνία έκδοσης και συνολικό ποσό πληρωμής σε ευρώ"


class Pdf(Protocol):
    def __call__(self, *pages: Callable[[Canvas], object]) -> bytes: ...


def as_words(text: str) -> list[Word]:
    return [Word(word, Box(0, 0, 10, 10)) for word in text.split()]


def shifted(text: str) -> str:
    """Glyph numbers taken for characters, as TrueType fonts without a Unicode map give them: 29 below ASCII."""
    return " ".join("".join(chr(ord(character) - 29) for character in word) for word in text.split())


def noise() -> ImageReader:
    picture = Image.effect_noise((200, 150), 80)
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG")
    buffer.seek(0)
    return ImageReader(buffer)


@pytest.mark.parametrize("words", [ENGLISH, POLISH, GREEK, "1.234,56 EUR", "XKCD BWV 1080"])
def test_sound_text_is_believed(words: str) -> None:
    assert why_garbled(as_words(words)) is None


@pytest.mark.parametrize(
    "words",
    [shifted(ENGLISH), "\ue012\ue044\ue023 \ue001\ue002", "\ufffd\ufffd\ufffd 12"],
    ids=["glyph numbers", "private use", "replacement characters"],
)
def test_garbled_text_is_not(words: str) -> None:
    assert why_garbled(as_words(words)) is not None


def test_empty_page(pdf_of: Pdf, read: Read) -> None:
    (page,) = read(pdf_of(lambda _: None)).pages
    assert (page.status, page.text_source, page.reason) == (PageStatus.SUCCESSFUL, TextSource.NONE, "blank page")


def test_page_with_an_empty_picture_is_blank_too(pdf_of: Pdf, read: Read) -> None:
    (page,) = read(pdf_of(lambda c: c.rect(0, 0, 0, 0))).pages
    assert (page.status, page.reason) == (PageStatus.SUCCESSFUL, "blank page")


def test_picture_without_text_needs_ocr(pdf_of: Pdf, read: Read) -> None:
    (page,) = read(pdf_of(lambda c: c.drawImage(noise(), 0, 0, 400, 300))).pages
    assert (page.status, page.text_source) == (PageStatus.SKIPPED, TextSource.NONE)
    assert page.reason == "no text layer; OCR is switched off in the settings"


def test_a_stamp_on_a_scan_is_not_its_text(pdf_of: Pdf, read: Read) -> None:
    """Where OCR cannot be had, the stamp is better than nothing, and the reason says so."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(noise(), 0, 0, 400, 300)
        canvas.drawString(50, 280, "received 12 March")

    (page,) = read(pdf_of(draw)).pages
    assert (page.text_source, len(page.words)) == (TextSource.TEXT_LAYER, 3)
    assert page.reason is not None
    assert page.reason.startswith("only 3 words of text layer on a page that is 100% picture; OCR is switched off")


def test_text_that_ocr_software_laid_over_a_scan_is_taken(pdf_of: Pdf, read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(noise(), 0, 0, 400, 300)
        line = canvas.beginText(50, 250)
        line.setTextRenderMode(3)
        line.textOut("Invoice 4711")
        canvas.drawText(line)

    (page,) = read(pdf_of(draw)).pages
    assert [word.text for word in page.words] == ["Invoice", "4711"]
    assert page.reason == "text laid over a scan by OCR software"


def test_a_logo_beside_text_needs_no_ocr(pdf_of: Pdf, read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(noise(), 300, 250, 80, 40)
        canvas.drawString(50, 200, "Invoice 4711")

    (page,) = read(pdf_of(draw)).pages
    assert (page.text_source, page.reason) == (TextSource.TEXT_LAYER, "text layer")
