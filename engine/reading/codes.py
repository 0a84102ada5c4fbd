"""The QR codes on a page: exactly as read, with their place.

A page is rendered for this only where something on it may be a code: a square picture, or a square of small shapes.
On a scan the picture is there already.
"""

import itertools
from collections.abc import Iterator
from contextlib import suppress

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from ...schemas.document import Box, Code
from .drawn import Edges, drawn_on, edges_of
from .pdf import Frame
from .pictures import rendered

SMALLEST_PT, LARGEST_PT = 34.0, 260.0
"""Side of a printed payment code, in points; both standards want about 130 (46 mm)."""
SQUARE = 0.88
"""Shorter side over longer side of what may be a code, at least."""
MANY_POINTS = 150
"""Points of a path from which it may be the modules of a code."""
TINY_PT = 9.0
"""A shape no larger may be one module."""
MANY_SHAPES = 120
MOST_OBJECTS = 6000
DEEPEST = 3
MOST_SUSPECTS = 8
QUIET_PT = 10.0
"""Margin that a code needs around it."""
DPI = 150
MOST_PIXELS = 8_000_000

_KINDS = frozenset((pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH))


def codes_of(page: pypdfium2.PdfPage, frame: Frame) -> tuple[Code, ...]:
    """The QR codes of a PDF page, their boxes on the page as this frame shows it.

    A code that breaks its reader is no code: the words of the page are worth more.
    """
    places = [frame.place(*edges) for edges in _suspects(page)]
    if not places:
        return ()
    with suppress(Exception), rendered(page, frame, DPI, MOST_PIXELS) as picture:
        points = frame.width / max(picture.width, 1)
        found = (code for place in places for code in _codes_at(picture, place, points))
        return tuple(dict.fromkeys(found))
    return ()


def _codes_at(picture: Image.Image, place: Box, points: float) -> Iterator[Code]:
    """The codes in one part of a page's picture, their boxes on the page."""
    left, top = max(place.x0 - QUIET_PT, 0.0), max(place.y0 - QUIET_PT, 0.0)
    edges = (left, top, place.x1 + QUIET_PT, place.y1 + QUIET_PT)
    x0, y0, x1, y1 = (round(edge / points) for edge in edges)
    part = picture.crop((x0, y0, x1, y1))
    for code in codes_in(part, points):
        box = code.box
        yield Code(code.text, Box(box.x0 + left, box.y0 + top, box.x1 + left, box.y1 + top))


def codes_in(picture: Image.Image, points: float) -> tuple[Code, ...]:
    """The QR codes in a picture.

    Args:
        picture: grey or colour.
        points: points a pixel.
    """
    import zxingcpp

    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=formats, text_mode=zxingcpp.TextMode.Plain)
    codes: list[Code] = []
    for code in found:
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
        xs, ys = [corner.x * points for corner in corners], [corner.y * points for corner in corners]
        codes.append(Code(code.text, Box(min(xs), min(ys), max(xs), max(ys))))
    return tuple(codes)


def _suspects(page: pypdfium2.PdfPage) -> list[Edges]:
    """The pictures and heaps of shapes that have the size and form of a code."""
    found: list[Edges] = []
    tiny: list[Edges] = []
    for kind, thing in itertools.islice(drawn_on(page, _KINDS, DEEPEST), MOST_OBJECTS):
        edges = edges_of(thing)
        if edges is None:
            continue
        if _is_square(edges):
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE or pdfium.FPDFPath_CountSegments(thing) >= MANY_POINTS:
                found.append(edges)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and edges[3] - edges[1] <= TINY_PT:
            tiny.append(edges)
    if len(tiny) >= MANY_SHAPES:
        heap = (min(e[0] for e in tiny), min(e[1] for e in tiny), max(e[2] for e in tiny), max(e[3] for e in tiny))
        found += [heap] if _is_square(heap) else []
    return found[:MOST_SUSPECTS]


def _is_square(edges: Edges) -> bool:
    width, height = edges[2] - edges[0], edges[3] - edges[1]
    return (
        min(width, height) >= SMALLEST_PT
        and max(width, height) <= LARGEST_PT
        and min(width, height) >= SQUARE * max(width, height)
    )
