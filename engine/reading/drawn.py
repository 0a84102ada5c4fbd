"""What is drawn on a PDF page, thing by thing, those inside forms too."""

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, cast

import pypdfium2
import pypdfium2.raw as pdfium

Edges = tuple[float, float, float, float]
"""Left, bottom, right, top, in PDF coordinates."""


def drawn_on(page: pypdfium2.PdfPage, kinds: frozenset[int], deepest: int) -> Iterator[tuple[int, Any]]:
    """(Kind, PDFium's page object) of everything of these kinds, in drawing order.

    Args:
        page: the page, which must stay open meanwhile.
        kinds: FPDF_PAGEOBJ_….
        deepest: levels looked at; 1 for nothing inside forms.
    """
    return _within(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, kinds, deepest)


def _within(
    parent: Any, count: Callable[[Any], Any], get: Callable[[Any, int], Any], kinds: frozenset[int], levels: int
) -> Iterator[tuple[int, Any]]:
    for index in range(cast(int, count(parent))):
        thing = get(parent, index)
        kind = cast(int, pdfium.FPDFPageObj_GetType(thing))
        if kind in kinds:
            yield kind, thing
        if kind == pdfium.FPDF_PAGEOBJ_FORM and levels > 1:
            inner_count, inner_get = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
            yield from _within(thing, inner_count, inner_get, kinds, levels - 1)


def edges_of(thing: Any) -> Edges | None:
    """The rectangle around a page object; None where PDFium knows none."""
    x0, y0, x1, y1 = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    if not pdfium.FPDFPageObj_GetBounds(thing, x0, y0, x1, y1):
        return None
    return x0.value, y0.value, x1.value, y1.value


def address_of(thing: Any) -> int:
    """By what a page object is known again, however often PDFium hands it out."""
    return ctypes.addressof(thing.contents)
