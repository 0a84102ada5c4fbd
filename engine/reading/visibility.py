"""Which words of a text layer a person sees: what is drawn is held against what the page looks like.

Most text is dark and in the open, and costs nothing here. Only where a word is drawn in a light colour, or something is
drawn over it afterwards, is that part of the page rendered, coarsely, and the word's place looked at: where all its
pixels are alike, nobody can read it.
"""

import ctypes
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, cast

import pypdfium2
import pypdfium2.raw as pdfium

from ...schemas.document import Box, Concealment
from .drawn import Edges, address_of, edges_of
from .glyphs import Run
from .pdf import Frame
from .pictures import Part, rendered_part

COARSE_DPI = 110
"""Resolution at which a word's strokes still show."""
MOST_PIXELS = 4_000_000
FAINTEST = 14
"""Difference of the lightest and the darkest grey (0 to 255) of a word's place under which it cannot be read."""
MOST_OBJECTS = 3000
"""Objects of a page looked at; a page with more is a drawing."""
OPAQUE = 200
"""Opacity (0 to 255) from which a shape hides what is beneath."""
THICKNESS_PT = 3.0
"""Points by which something must be larger than a line, both ways, to cover a word."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A picture or a filled shape, and when it is drawn."""

    order: int
    edges: Edges
    picture: bool

    def covers(self, run: Run) -> bool:
        """Whether the middle of the word lies under it."""
        left, bottom, right, top = self.edges
        return left <= (run.left + run.right) / 2 <= right and bottom <= (run.bottom + run.top) / 2 <= top


def unseen(
    page: pypdfium2.PdfPage, frame: Frame, runs: Sequence[Run], *, is_scan: Callable[[], bool]
) -> tuple[dict[int, Concealment], bool]:
    """(Index of each run that a person cannot see → why; whether the text is a layer over a scan).

    Args:
        page: the page.
        frame: its visible part, as it is shown (not turned further).
        runs: its words as drawn.
        is_scan: tells whether a picture fills the page; text under a scan is an OCR layer, not hidden.
    """
    drawn_later = _drawn_later(page, runs)
    without_colour = {index for index, run in enumerate(runs) if run.hidden}
    suspects = {index for index, run in enumerate(runs) if run.pale} | drawn_later.keys()
    scan = bool(suspects or without_colour) and is_scan()
    if scan:  # an OCR layer lies where the picture shows something
        suspects |= without_colour
    else:
        suspects -= without_colour
    over_scan = scan and bool(without_colour or any(cover.picture for cover in drawn_later.values()))
    found: dict[int, Concealment] = {}
    if not suspects:
        return found, over_scan
    places = {index: frame.place(*runs[index][1:5]) for index in suspects}
    with rendered_part(page, frame, reduce(Box.union, places.values()), COARSE_DPI, MOST_PIXELS) as part:
        for index, place in places.items():
            under_picture = index in drawn_later and drawn_later[index].picture and not scan
            if under_picture or _is_even(part, place):
                found[index] = _why(runs[index], covered=index in drawn_later)
    return found, over_scan


def _why(run: Run, *, covered: bool) -> Concealment:
    if run.hidden:
        return Concealment.NO_COLOUR
    return Concealment.COVERED if covered else Concealment.SAME_COLOUR


def _is_even(part: Part, box: Box) -> bool:
    """Whether nothing stands out in this place."""
    scale, left, top = part.scale, part.left, part.top
    x0, y0 = int(box.x0 * scale) - left, int(box.y0 * scale) - top
    x1, y1 = round(box.x1 * scale) + 1 - left, round(box.y1 * scale) + 1 - top
    darkest, lightest = part.picture.crop((x0, y0, x1, y1)).convert("L").getextrema()
    return int(lightest) - int(darkest) < FAINTEST  # pyright: ignore[reportArgumentType]


def _drawn_later(page: pypdfium2.PdfPage, runs: Iterable[Run]) -> dict[int, Cover]:
    """Index of each run that something is drawn over afterwards → what."""
    covers, order_of = _objects(page.raw)
    found: dict[int, Cover] = {}
    if not covers:
        return found
    for index, run in enumerate(runs):
        order = order_of.get(run.drawn)
        if order is None or run.hidden or order > covers[-1].order:
            continue
        over = next((cover for cover in covers if cover.order > order and cover.covers(run)), None)
        if over is not None:
            found[index] = over
    return found


def _objects(page: Any) -> tuple[list[Cover], dict[int, int]]:
    """The opaque things drawn after the first text, in drawing order; and address of each text object → its order."""
    count = cast(int, pdfium.FPDFPage_CountObjects(page))
    if count > MOST_OBJECTS:
        return [], {}
    covers: list[Cover] = []
    order_of: dict[int, int] = {}
    for order in range(count):
        thing: Any = pdfium.FPDFPage_GetObject(page, order)
        match pdfium.FPDFPageObj_GetType(thing):
            case pdfium.FPDF_PAGEOBJ_TEXT:
                order_of[address_of(thing)] = order
            case pdfium.FPDF_PAGEOBJ_IMAGE if order_of:
                if edges := _edges(thing):
                    covers.append(Cover(order, edges, picture=True))
            case pdfium.FPDF_PAGEOBJ_PATH if order_of:
                if (edges := _edges(thing)) and _is_filled(thing):
                    covers.append(Cover(order, edges, picture=False))
            case _:
                pass
    return covers, order_of


def _edges(thing: Any) -> Edges | None:
    """The rectangle around an object that is large enough to cover a word."""
    edges = edges_of(thing)
    if edges is None or min(edges[2] - edges[0], edges[3] - edges[1]) < THICKNESS_PT:
        return None
    return edges


def _is_filled(path: Any) -> bool:
    """Whether a path is filled with a colour that hides what is beneath."""
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, fill, stroked) or not fill.value:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    return bool(pdfium.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)) and alpha.value > OPAQUE
