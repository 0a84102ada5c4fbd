"""Ruling lines are found however they are drawn."""

from collections.abc import Callable
from typing import Protocol

from reportlab.pdfgen.canvas import Canvas

from faktum.schemas.document import Box, Pages

Read = Callable[[bytes], Pages]


class Pdf(Protocol):
    def __call__(self, *pages: Callable[[Canvas], object]) -> bytes: ...


def rules(pdf_of: Pdf, read: Read, draw: Callable[[Canvas], object]) -> list[tuple[int, int, int, int]]:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 280, "Table")
        draw(canvas)

    found: tuple[Box, ...] = read(pdf_of(page)).pages[0].rules
    return [(round(box.x0), round(box.y0), round(box.x1), round(box.y1)) for box in found]


def test_a_stroke(pdf_of: Pdf, read: Read) -> None:
    """With the room its pen takes."""
    assert rules(pdf_of, read, lambda c: c.line(50, 200, 350, 200)) == [(49, 99, 351, 101)]


def test_a_thin_filled_rectangle(pdf_of: Pdf, read: Read) -> None:
    assert rules(pdf_of, read, lambda c: c.rect(50, 200, 300, 1, stroke=0, fill=1)) == [(50, 99, 350, 100)]


def test_the_four_sides_of_a_frame(pdf_of: Pdf, read: Read) -> None:
    found = rules(pdf_of, read, lambda c: c.rect(50, 100, 300, 100))
    assert found == [(50, 100, 50, 200), (50, 100, 350, 100), (350, 100, 350, 200), (50, 200, 350, 200)]


def test_filled_panels_and_short_dashes_are_none(pdf_of: Pdf, read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(50, 100, 300, 100, stroke=0, fill=1)
        canvas.line(50, 50, 58, 50)

    assert rules(pdf_of, read, draw) == []


def test_lines_within_a_form_stand_where_it_is_placed(pdf_of: Pdf, read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("ruled")
        canvas.rect(0, 0, 100, 1, stroke=0, fill=1)
        canvas.endForm()
        canvas.translate(50, 150)
        canvas.doForm("ruled")

    assert rules(pdf_of, read, draw) == [(50, 149, 150, 150)]
