"""PDFium, opened and closed safely, and the step from PDF coordinates to the page as a person sees it.

PDFium is not thread-safe: one process reads with one thread.
"""

import ctypes
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from ...schemas.document import Box
from ...schemas.errors import DocumentError, EncryptedFile, NoPagesFound, UnreadableFile


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page in its own coordinates, and the quarter turns it is shown with."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int
    """Clockwise degrees the page is turned for display: 0, 90, 180 or 270."""

    @property
    def width(self) -> float:
        """Points across, as shown."""
        return self.right - self.left if self.turn % 180 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        """Points down, as shown."""
        return self.top - self.bottom if self.turn % 180 == 0 else self.right - self.left

    def place(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The same rectangle on the page as shown, from its top left corner."""
        match self.turn:
            case 90:
                return Box(bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
            case 180:
                return Box(self.right - right, bottom - self.bottom, self.right - left, top - self.bottom)
            case 270:
                return Box(self.top - top, self.right - right, self.top - bottom, self.right - left)
            case _:
                return Box(left - self.left, self.top - top, right - self.left, self.top - bottom)


@contextmanager
def opened_pdf(data: bytes) -> Generator[pypdfium2.PdfDocument]:
    """The PDF, opened with the empty password if it has one, and closed afterwards.

    Raises:
        EncryptedFile: it needs a password.
        NoPagesFound: it opens, but has no page.
        UnreadableFile: PDFium cannot make sense of it.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _why_closed(data) from error
    try:
        yield document
    finally:
        document.close()


@contextmanager
def opened_page(document: pypdfium2.PdfDocument, number: int) -> Generator[pypdfium2.PdfPage]:
    """Page `number` (from 1) with its form fields filled in as text, closed afterwards.

    Raises:
        pypdfium2.PdfiumError: it cannot be loaded.
    """
    page = document[number - 1]
    if pdfium.FPDFPage_GetAnnotCount(page.raw) > 0:
        # What is typed into a form stands in annotations; flattened and loaded anew, it is text like any other.
        flattened = pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS
        if flattened:
            page.close()
            page = document[number - 1]
    try:
        yield page
    finally:
        page.close()


def _why_closed(data: bytes) -> DocumentError:
    """The error that says why PDFium opens no page of these bytes.

    Asked anew: the code PDFium keeps is of its last failure, and a PDF without pages is none.
    """
    opened = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if opened:
        pdfium.FPDF_CloseDocument(opened)
        return NoPagesFound()
    if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return EncryptedFile()
    return UnreadableFile()


def frame_of(page: pypdfium2.PdfPage) -> Frame:
    """The visible part of the page (its crop box within its media box) and its display turn."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(box))
    turn = (pdfium.FPDFPage_GetRotation(page.raw) % 4) * 90
    return Frame(box.left, box.bottom, box.right, box.top, turn)
