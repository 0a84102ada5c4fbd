"""How much of a PDF page is picture."""

import ctypes
import itertools

import pypdfium2
import pypdfium2.raw as pdfium

from .drawn import drawn_on
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
    x0, y0, x1, y1 = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    for _, picture in itertools.islice(drawn_on(page, _PICTURES, DEEPEST), MOST_OBJECTS):
        if pdfium.FPDFPageObj_GetBounds(picture, x0, y0, x1, y1):
            box = frame.place(x0.value, y0.value, x1.value, y1.value)
            width = min(box.x1, frame.width) - max(box.x0, 0.0)
            height = min(box.y1, frame.height) - max(box.y0, 0.0)
            total += max(width, 0.0) * max(height, 0.0)
    return min(total / area, 1.0)
