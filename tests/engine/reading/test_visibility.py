"""What a person sees is read, what nobody sees is set apart; doubtful drawing is looked at, not guessed."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from faktum.engine.reading.pages import read_pages
from faktum.engine.reading.sniff import open_document
from faktum.schemas.document import Concealment, Page
from faktum.schemas.settings import Settings

SETTINGS = Settings(ocr="off")


def page(draw: Callable[[Canvas], object]) -> Page:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 700, "A page with some words that anyone can read")
    draw(canvas)
    canvas.save()
    return read_pages(open_document("a.pdf", file.getvalue(), SETTINGS), SETTINGS).pages[0]


def words(page: Page) -> list[str]:
    return [word.text for word in page.words]


def test_white_words_on_a_dark_bar_are_seen():
    def heading(canvas: Canvas) -> None:
        canvas.rect(60, 490, 300, 24, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, 498, "Description")

    read = page(heading)
    assert "Description" in words(read)
    assert read.hidden == ()


def test_white_words_on_white_are_not():
    def trick(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, 498, "Secret")

    read = page(trick)
    assert "Secret" not in words(read)
    assert [(hidden.word.text, hidden.why) for hidden in read.hidden] == [("Secret", Concealment.SAME_COLOUR)]


def test_words_over_a_picture_are_seen_and_words_under_one_are_not():
    picture = ImageReader(Image.effect_noise((300, 30), 90).convert("RGB"))

    def over(canvas: Canvas) -> None:
        canvas.drawImage(picture, 60, 490, 300, 30)
        canvas.drawString(72, 498, "Letterhead")

    def under(canvas: Canvas) -> None:
        canvas.drawString(72, 498, "Letterhead")
        canvas.drawImage(picture, 60, 490, 300, 30)

    assert "Letterhead" in words(page(over))
    covered = page(under)
    assert "Letterhead" not in words(covered)
    assert [hidden.why for hidden in covered.hidden] == [Concealment.COVERED]


def test_a_frame_drawn_around_words_afterwards_hides_nothing():
    def frame(canvas: Canvas) -> None:
        canvas.drawString(72, 498, "Total")
        canvas.rect(60, 490, 300, 24, stroke=1, fill=0)

    assert "Total" in words(page(frame))


@pytest.mark.parametrize(("x", "y"), [(-300, 400), (700, 400), (72, 900), (72, -60)])
def test_words_off_the_page_are_told(x: int, y: int):
    read = page(lambda canvas: canvas.drawString(x, y, "Outside"))
    assert [hidden.why for hidden in read.hidden] == [Concealment.OFF_PAGE]


def test_light_grey_small_print_is_seen():
    def small(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 6)
        canvas.setFillColorRGB(0.78, 0.78, 0.78)
        canvas.drawString(72, 498, "Terms")

    assert "Terms" in words(page(small))
