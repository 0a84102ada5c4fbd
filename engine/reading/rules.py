"""The ruling lines of a PDF page: the thin lines and rectangles that part its rows and columns."""

import ctypes
import itertools
from collections.abc import Iterator, Sequence
from typing import Any, cast

import pypdfium2
import pypdfium2.raw as pdfium

from ...schemas.document import Box
from .drawn import Edges, edges_of
from .pdf import Frame

THIN = 2.5
"""Points across at most."""
LONG = 12.0
"""Points along at least."""
MOST_OBJECTS = 6000
"""A page with more drawn objects is a picture, not a table: its lines beyond this are left out."""
MOST_SEGMENTS = 2000
"""The same for the points of one path."""
DEEPEST = 4
"""Levels of forms within forms that are looked into."""

Matrix = tuple[float, float, float, float, float, float]
"""PDF's a, b, c, d, e, f."""

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def rules_of(page: pypdfium2.PdfPage, frame: Frame) -> tuple[Box, ...]:
    """Thin boxes, top to bottom then left to right, of the lines on the page as shown."""
    found: set[Box] = set()
    raw: Any = page.raw
    for left, bottom, right, top in _thin(raw):
        box = frame.place(left, bottom, right, top)
        if box.x1 > 0 and box.y1 > 0 and box.x0 < frame.width and box.y0 < frame.height:
            found.add(Box(*(round(value, 2) for value in box)))
    return tuple(sorted(found, key=lambda box: (box.y0, box.x0, box.x1, box.y1)))


def _thin(page: Any) -> Iterator[Edges]:
    for path, outer in _paths(page):
        around = _bounds(path, outer)
        if around is None or max(around[2] - around[0], around[3] - around[1]) < LONG:
            continue
        fill, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroked)
        if not (fill.value or stroked.value):
            continue
        if _is_thin(around):
            yield around
            continue
        for corners in _subpaths(path, _times(_matrix(path), outer)):
            whole = _around(corners)
            if _is_thin(whole):
                yield whole
            elif stroked.value:
                yield from filter(_is_thin, (_around(pair) for pair in itertools.pairwise(corners)))


def _bounds(path: Any, outer: Matrix) -> Edges | None:
    """The rectangle around a path, on the page."""
    edges = edges_of(path)
    if edges is None or outer is IDENTITY:
        return edges
    x0, y0, x1, y1 = edges
    a, b, c, d, e, f = outer
    return _around([(a * x + c * y + e, b * x + d * y + f) for x in (x0, x1) for y in (y0, y1)])


def _around(corners: Sequence[tuple[float, float]]) -> Edges:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _is_thin(edges: Edges) -> bool:
    across, along = sorted((edges[2] - edges[0], edges[3] - edges[1]))
    return across <= THIN and along >= LONG


def _paths(page: Any) -> Iterator[tuple[Any, Matrix]]:
    """Every path of the page, those inside forms too, with the matrix of what it stands in."""
    budget = MOST_OBJECTS
    todo: list[tuple[Any, Matrix, int]] = []
    for index in range(min(cast(int, pdfium.FPDFPage_CountObjects(page)), budget)):
        todo.append((pdfium.FPDFPage_GetObject(page, index), IDENTITY, 0))
    todo.reverse()
    while todo and budget > 0:
        budget -= 1
        found, outer, depth = todo.pop()
        kind = pdfium.FPDFPageObj_GetType(found)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield found, outer
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            inner = _times(_matrix(found), outer)
            count = min(cast(int, pdfium.FPDFFormObj_CountObjects(found)), budget)
            todo.extend((pdfium.FPDFFormObj_GetObject(found, k), inner, depth + 1) for k in reversed(range(count)))


def _subpaths(path: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corners of each straight-lined part of the path, on the page."""
    a, b, c, d, e, f = matrix
    corners: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(cast(int, pdfium.FPDFPath_CountSegments(path)), MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(corners) > 1:
                yield corners
            corners = [point]
        else:
            corners.append(point)
            if pdfium.FPDFPathSegment_GetClose(segment):
                corners.append(corners[0])
    if len(corners) > 1:
        yield corners


def _matrix(found: Any) -> Matrix:
    matrix: Any = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(found, ctypes.byref(matrix)):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
