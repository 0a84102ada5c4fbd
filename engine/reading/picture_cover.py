"""How much of a PDF page is picture."""

import itertools

import pypdfium2
import pypdfium2.raw as pdfium

from .drawn import drawn_on, edges_of
from .pdf import Frame

COVERED = 0.5
"""Share of the page a picture covers that makes the page a scan."""
MOST_OBJECTS = 3000
"""Pictures of a page looked at."""
DEEPEST = 15
"""Levels of forms within forms that are looked into."""

_PICTURES = frozenset((pdfium.FPDF_PAGEOBJ_IMAGE,))


def picture_cover(page: pypdfium2.PdfPage, frame: Frame) -> float:
    """Share of the page, 0 to 1, that its largest picture covers, or that strips of one picture cover together."""
    area = frame.width * frame.height
    if area <= 0:
        return 0.0
    total = 0.0
    for _, picture in itertools.islice(drawn_on(page, _PICTURES, DEEPEST), MOST_OBJECTS):
        if edges := edges_of(picture):
            box = frame.place(*edges)
            width = min(box.x1, frame.width) - max(box.x0, 0.0)
            height = min(box.y1, frame.height) - max(box.y0, 0.0)
            total += max(width, 0.0) * max(height, 0.0)
    return min(total / area, 1.0)
