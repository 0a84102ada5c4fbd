"""Pages as pictures within the report, with boxes drawn over them. One page at a time; nothing is kept in memory."""

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from ...engine.reading.images import PageImage, page_image
from ...engine.reading.sniff import open_document
from ...engine.sources import sources
from ...schemas.document import Box, MediaType, Page, Pages
from ...schemas.errors import FaktumError
from ...schemas.settings import Settings
from .drawing import mark, words

Place = tuple[int, Box]
"""Page (from 1) and box, as a viewer shows the page."""

LONGEST_SIDE = 1100
"""Pixels: the print of a letter page can be read, and a page takes some 100 kB."""

LETTERS = 66
"""How many of a box's numerals would stand side by side over the page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page, drawn."""

    number: int
    data: str
    """The picture as a `data:` address."""
    width: int
    """Pixels."""
    height: int
    overlay: Markup
    """An SVG of the same shape with the boxes."""

    @property
    def bytes(self) -> int:
        """What it takes in the report."""
        return len(self.data)


def pictures(
    file: Path, pages: Pages, marks: Sequence[tuple[int, str, Place]], settings: Settings, *, most: int
) -> tuple[Picture, ...]:
    """The pages with the most boxes, in their order; the first page where there is no box.

    Args:
        file: the document.
        pages: it, read.
        marks: (number, 'expected' or 'found', place) of every box.
        settings: limits.
        most: pages at most.
    """
    if pages.media_type is MediaType.XML or not pages.pages:
        return ()
    count = Counter(page for _, _, (page, _) in marks if 1 <= page <= len(pages.pages))
    chosen = sorted(page for page, _ in count.most_common(most)) or [pages.pages[0].number]
    try:
        source = sources(file)[0]
        document = open_document(
            source.name, source.read(max(settings.max_pdf_bytes, settings.max_image_bytes)), settings
        )
        images = [
            page_image(document, number, settings, page=pages.page(number), longest_side=LONGEST_SIDE)
            for number in chosen
        ]
    except FaktumError:
        return ()
    return tuple(_picture(pages.page(number), image, marks) for number, image in zip(chosen, images, strict=True))


def _picture(page: Page, image: PageImage, marks: Sequence[tuple[int, str, Place]]) -> Picture:
    data = f"data:{image.media_type.value};base64,{base64.b64encode(image.data).decode()}"
    width, height = shown_size(page)
    boxes = Markup("").join(
        drawn
        for number, kind, (on, box) in marks
        if on == page.number
        for drawn in _box(number, kind, box, min(width, height) / LETTERS)
    )
    overlay = mark("svg", boxes, viewBox=f"0 0 {width:.1f} {height:.1f}", class_="boxes", aria_hidden="true")
    return Picture(page.number, data, image.width, image.height, overlay)


def shown_size(page: Page) -> tuple[float, float]:
    """Width and height in points of the page as a viewer shows it: a quarter turn is taken back."""
    on_its_side = round(page.turned / 90) % 2 == 1
    return (page.height_pt, page.width_pt) if on_its_side else (page.width_pt, page.height_pt)


def _box(number: int, kind: str, box: Box, size: float) -> Iterator[Markup]:
    """An outline a little wider than the words, and its number before it (expected) or behind it (found)."""
    room = size / 5 if kind == "expected" else size / 12
    x0, y0, x1, y1 = box.x0 - room, box.y0 - room, box.x1 + room, box.y1 + room
    place = {"x": round(x0, 1), "y": round(y0, 1), "width": round(x1 - x0, 1), "height": round(y1 - y0, 1)}
    yield mark("rect", **place, class_=kind, data_n=number)
    at, anchor = (x0 - size / 5, "end") if kind == "expected" else (x1 + size / 5, "start")
    level = (y0 + y1) / 2 + size * 0.36
    yield words(str(number), round(at, 1), round(level, 1), f"number {kind}", anchor, size=round(size, 1))
