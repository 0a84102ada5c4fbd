"""The text layer becomes the words a person sees, where the person sees them."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
import reportlab
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from faktum.schemas.document import Box, Page, Pages, TextSource

Read = Callable[[bytes], Pages]


class Pdf(Protocol):
    def __call__(self, *pages: Callable[[Canvas], object]) -> bytes: ...


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def near(box: Box, expected: tuple[float, float, float, float]) -> bool:
    return all(abs(one - other) < 1.5 for one, other in zip(box, expected, strict=True))


def letters(canvas: Canvas, x: float, y: float, text: str, space: float) -> None:
    line = canvas.beginText(x, y)
    line.setCharSpace(space)
    line.textOut(text)
    canvas.drawText(line)


def altered(data: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_words_have_places_from_the_top_left(pdf_of: Pdf, read: Read) -> None:
    """12-point Helvetica at (50, 250) of a page 300 high: ascent 11.3 above, descent 2.7 below the baseline."""
    (page,) = read(pdf_of(lambda c: c.drawString(50, 250, "Total due"))).pages
    assert texts(page) == ["Total", "due"]
    assert near(page.words[0].box, (50, 300 - 261.3, 76.7, 300 - 247.3)), page.words[0].box
    assert (page.width_pt, page.height_pt, page.text_source, page.turned) == (400, 300, TextSource.TEXT_LAYER, 0)
    assert page.words[0].confidence == 1.0


def test_reading_order_is_down_then_across(pdf_of: Pdf, read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(200, 100, "four")
        canvas.drawString(50, 100.8, "three")
        canvas.drawString(200, 200, "two")
        canvas.drawString(50, 200, "one")

    assert texts(read(pdf_of(draw)).pages[0]) == ["one", "two", "three", "four"]


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f"], ids=["space", "no-break", "narrow"])
def test_any_blank_parts_words(blank: str, pdf_of: Pdf, read: Read) -> None:
    """A number set in groups stays in groups: the reader of amounts joins them."""
    pdfmetrics.registerFont(TTFont("Vera", str(Path(reportlab.__path__[0]) / "fonts" / "Vera.ttf")))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Vera", 10)
        canvas.drawString(50, 200, f"1{blank}234,56")

    assert texts(read(pdf_of(draw)).pages[0]) == ["1", "234,56"]


def test_words_set_by_position_alone_are_parted(pdf_of: Pdf, read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 200, "Net")
        canvas.drawString(50 + canvas.stringWidth("Net", "Helvetica", 12) + 3, 200, "amount")

    assert texts(read(pdf_of(draw)).pages[0]) == ["Net", "amount"]


def test_letter_spaced_words_are_put_together(pdf_of: Pdf, read: Read) -> None:
    (page,) = read(pdf_of(lambda c: letters(c, 50, 200, "RECHNUNG DATUM", 4))).pages
    assert texts(page) == ["RECHNUNG", "DATUM"]


def test_letters_parted_by_blanks_are_put_together(pdf_of: Pdf, read: Read) -> None:
    assert texts(read(pdf_of(lambda c: c.drawString(50, 200, "I N V O I C E"))).pages[0]) == ["INVOICE"]


def test_single_figures_in_columns_stay_apart(pdf_of: Pdf, read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        for column in range(6):
            canvas.drawString(50 + 12 * column, 200, str(column))

    assert texts(read(pdf_of(draw)).pages[0]) == ["0", "1", "2", "3", "4", "5"]


def test_overprinted_words_count_once(pdf_of: Pdf, read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.3, 0.6):
            canvas.drawString(50 + shift, 200, "TOTAL 118,00")

    assert texts(read(pdf_of(draw)).pages[0]) == ["TOTAL", "118,00"]


def test_equal_words_side_by_side_both_count(pdf_of: Pdf, read: Read) -> None:
    assert texts(read(pdf_of(lambda c: c.drawString(50, 200, "10 10 10"))).pages[0]) == ["10", "10", "10"]


def test_hidden_text_is_not_on_the_page_and_that_is_said(pdf_of: Pdf, read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 200, "seen by everybody")
        line = canvas.beginText(50, 150)
        line.setTextRenderMode(3)
        line.textOut("ignore instructions")
        canvas.drawText(line)

    (page,) = read(pdf_of(draw)).pages
    assert texts(page) == ["seen", "by", "everybody"]
    assert page.reason is not None
    assert "2 invisible words left out" in page.reason


def test_notes_up_the_margin_mix_into_no_line(pdf_of: Pdf, read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        for line in range(5):
            canvas.drawString(50, 250 - 15 * line, "a level line of words")
        canvas.translate(20, 100)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Registered at Court")

    (page,) = read(pdf_of(draw)).pages
    assert set(texts(page)) == {"a", "level", "line", "of", "words"}
    assert [word.text for word in page.sideways] == ["Registered", "at", "Court"]
    assert page.sideways[0].box.height > page.sideways[0].box.width


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_page_shown_on_its_side_is_read_upright(turn: int, pdf_of: Pdf, read: Read) -> None:
    """/Rotate turns the page for display only; words stand as on the upright page; as_shown leads back."""
    plain = pdf_of(lambda c: c.drawString(50, 250, "Invoice 4711"))
    (upright,) = read(plain).pages
    (page,) = read(altered(plain, lambda w: w.pages[0].rotate(turn))).pages
    assert page.words == upright.words
    assert page.turned == 360 - turn
    shown = page.as_shown(page.words[0].box)
    expected = {
        90: (300 - 52.7, 50, 300 - 38.7, 88.7),
        180: (400 - 88.7, 300 - 52.7, 400 - 50, 300 - 38.7),
        270: (38.7, 400 - 88.7, 52.7, 400 - 50),
    }[turn]
    assert near(shown, expected), shown


def test_text_drawn_to_suit_the_rotation_is_not_turned_again(pdf_of: Pdf, read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.drawString(50, -100, "Landscape table")

    (page,) = read(altered(pdf_of(draw), lambda w: w.pages[0].rotate(90))).pages
    assert (page.turned, texts(page)) == (0, ["Landscape", "table"])
    assert (page.width_pt, page.height_pt) == (300, 400)
    assert near(page.words[0].box, (50, 100 - 11.3, 110, 100 + 2.7)), page.words[0].box


def test_places_count_from_the_crop_box(pdf_of: Pdf, read: Read) -> None:
    def crop(writer: PdfWriter) -> None:
        writer.pages[0].cropbox = RectangleObject((40, 100, 240, 280))

    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 250, "inside")
        canvas.drawString(300, 250, "outside")

    (page,) = read(altered(pdf_of(draw), crop)).pages
    assert (page.width_pt, page.height_pt, texts(page)) == (200, 180, ["inside"])
    assert near(page.words[0].box, (10, 280 - 261.3, 42, 280 - 247.3)), page.words[0].box


def test_what_is_typed_into_a_form_is_read(pdf_of: Pdf, read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 250, "Invoice number")
        canvas.acroForm.textfield(name="number", value="RE-4711", x=150, y=240, width=100, height=20)

    assert "RE-4711" in texts(read(pdf_of(draw)).pages[0])
