"""The picture of a page on demand, for a model that looks or a person who checks."""

import ctypes
import io
import warnings
from dataclasses import dataclass
from typing import Any, cast

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from ...schemas.document import Document, MediaType, Page, TextSource
from ...schemas.errors import InvalidInput, UnreadableFile
from ...schemas.settings import Settings
from .pdf import Frame, frame_of, opened_page, opened_pdf
from .pictures import frames_of, rendered

LEGIBLE = 14
"""Pixels of height at which a line of the smallest print is still read."""
COARSEST_DPI = 100
FINEST_DPI = 220
USUAL_DPI = 150
"""Where nothing is known of the print."""
SMALL_PRINT = 0.05
"""Share of the words that may be smaller than what counts as the smallest print."""
QUALITY = 85
"""JPEG quality at which letters show no rings."""
WHOLE = 0.98
"""Share of the page an embedded image must cover to stand for it."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """An encoded picture of a page, as a viewer shows the page (see Page.turned)."""

    data: bytes
    media_type: MediaType
    width: int
    height: int


def page_image(
    document: Document,
    number: int,
    settings: Settings,
    *,
    page: Page | None = None,
    longest_side: int = 2048,
    png: bool = False,
) -> PageImage:
    """A JPEG of page `number` (from 1), as fine as its smallest print needs and no finer.

    A page with a text layer is shown in grey, which costs half as much and reads as well; all others in colour. A
    scanned page that is nothing but one JPEG within `longest_side` is handed on as it is, without a loss.

    Args:
        document: the file.
        number: from 1.
        settings: the limits on pixels.
        page: the page as read, if it was: its words tell how small the print is.
        longest_side: pixels the longer side may have.
        png: a PNG instead, without a loss beyond the scaling.

    Raises:
        InvalidInput: the document has no such page.
        UnreadableFile: the page is damaged.
    """
    if document.media_type is MediaType.XML:
        raise InvalidInput("An XML document has no pages to show.")
    whole = document.media_type is MediaType.JPEG and number == 1 and not png
    if whole and (image := _as_it_is(document.data, longest_side)):
        return image
    if document.media_type is not MediaType.PDF:
        frames = frames_of(document.data, settings)
        picture = next((frame for index, frame in enumerate(frames, start=1) if index == number), None)
        if picture is None:
            raise InvalidInput(f"The document has no readable page {number}.")
        return _encoded(picture, longest_side, png)
    with opened_pdf(document.data) as pdf:
        if not 1 <= number <= len(pdf):
            raise InvalidInput(f"The document has {len(pdf)} pages; page {number} is not among them.")
        try:
            with opened_page(pdf, number) as loaded:
                return image_of(loaded, settings, page=page, longest_side=longest_side, png=png)
        except pypdfium2.PdfiumError as error:
            raise UnreadableFile(f"Page {number} is damaged and cannot be shown.") from error


def image_of(
    loaded: pypdfium2.PdfPage, settings: Settings, *, page: Page | None, longest_side: int, png: bool = False
) -> PageImage:
    """The same of a PDF page that is open already.

    Raises:
        pypdfium2.PdfiumError: the page is damaged.
    """
    frame = frame_of(loaded)
    if not png and (jpeg := _lone_jpeg(loaded, frame)) and (image := _as_it_is(jpeg, longest_side)):
        return image
    longest_pt = max(frame.width, frame.height, 1.0)
    dpi = min(dpi_for(page), 72 * longest_side / longest_pt)
    gray = page is not None and page.text_source is TextSource.TEXT_LAYER  # half the cost, as legible
    with rendered(loaded, frame, dpi, settings.max_raster_pixels, gray=gray) as picture:
        return _encoded(picture, longest_side, png)


def dpi_for(page: Page | None) -> float:
    """Dots per inch at which the smallest print of the page can still be read."""
    heights = sorted(word.box.height for word in page.words) if page else []
    if not heights:
        return USUAL_DPI
    smallest = max(heights[int(SMALL_PRINT * len(heights))], 1.0)
    return min(max(72 * LEGIBLE / smallest, COARSEST_DPI), FINEST_DPI)


def _encoded(picture: Image.Image, longest_side: int, png: bool = False) -> PageImage:
    if max(picture.size) > longest_side:
        picture = picture.copy()
        picture.thumbnail((longest_side, longest_side), Image.Resampling.BILINEAR, reducing_gap=2.0)
    buffer = io.BytesIO()
    if png:
        picture.save(buffer, "PNG")
        return PageImage(buffer.getvalue(), MediaType.PNG, picture.width, picture.height)
    picture.save(buffer, "JPEG", quality=QUALITY)
    return PageImage(buffer.getvalue(), MediaType.JPEG, picture.width, picture.height)


def _as_it_is(jpeg: bytes, longest_side: int) -> PageImage | None:
    """The JPEG itself, scaled down if it must be; None where it is not simply an upright grey or RGB picture."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(jpeg)) as image:
            if image.format != "JPEG" or image.mode not in ("L", "RGB") or image.getexif().get(0x0112, 1) != 1:
                return None
            if max(image.size) <= longest_side:
                return PageImage(jpeg, MediaType.JPEG, *image.size)
            image.draft(None, (longest_side, longest_side))
            return _encoded(image, longest_side)
    except Exception:  # Pillow's plugins raise what they like; the slower way will say what is wrong
        return None


def _lone_jpeg(page: pypdfium2.PdfPage, frame: Frame) -> bytes | None:
    """The bytes of the page's one image, if it is an upright JPEG over all of the page and nothing else is on it."""
    if frame.turn or cast(int, pdfium.FPDFPage_CountObjects(page.raw)) != 1:
        return None
    found = pdfium.FPDFPage_GetObject(page.raw, 0)
    if pdfium.FPDFPageObj_GetType(found) != pdfium.FPDF_PAGEOBJ_IMAGE:
        return None
    matrix: Any = cast(Any, pdfium.FS_MATRIX())
    pdfium.FPDFPageObj_GetMatrix(found, matrix)
    upright = matrix.a > 0 and matrix.d > 0 and abs(matrix.b) + abs(matrix.c) < 0.01 * matrix.a
    if not upright or matrix.a < WHOLE * frame.width or matrix.d < WHOLE * frame.height:
        return None
    return _jpeg_of(found)


def _jpeg_of(found: Any) -> bytes | None:
    """The bytes of an image object that is encoded as JPEG and in no other way."""
    if pdfium.FPDFImageObj_GetImageFilterCount(found) != 1:
        return None
    name = ctypes.create_string_buffer(32)
    pdfium.FPDFImageObj_GetImageFilter(found, 0, name, len(name))
    if name.value != b"DCTDecode":
        return None
    size = cast(int, pdfium.FPDFImageObj_GetImageDataRaw(found, None, 0))
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageDataRaw(found, buffer, size)
    return buffer.raw
