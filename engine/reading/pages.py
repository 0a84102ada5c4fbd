"""A document's pages as words with places: from the text layer where there is a good one, from OCR where not."""

import pypdfium2
from PIL import Image

from ...schemas.document import Box, Document, MediaType, Page, Pages, PageStatus, TextSource, Word
from ...schemas.errors import MissingExtra, TooManyPages
from ...schemas.settings import Settings
from .ocr import ocr_engine
from .pdf import frame_of, opened_page, opened_pdf
from .pictures import OCR_DPI, frames_of, render
from .rules import rules_of
from .text_layer import in_reading_order, text_layer_of


def read_pages(document: Document, settings: Settings) -> Pages:
    """Every page of the document, in order, and the e-invoice its file carries, if any."""
    if document.media_type is MediaType.XML:
        return Pages(document.name, document.media_type, document.sha256, (), document.data)
    if document.media_type is MediaType.PDF:
        with opened_pdf(document.data) as pdf:
            if len(pdf) > settings.max_pages:
                raise TooManyPages
            pages = [_pdf_page(pdf, number, settings) for number in range(1, len(pdf) + 1)]
    else:
        pages = [
            _image_page(picture, number, settings)
            for number, picture in enumerate(frames_of(document.data, settings), start=1)
        ]
    return Pages(document.name, document.media_type, document.sha256, tuple(pages))


def _pdf_page(pdf: pypdfium2.PdfDocument, number: int, settings: Settings) -> Page:
    try:
        with opened_page(pdf, number) as page:
            frame = frame_of(page)
            layer = text_layer_of(page, frame)
            if layer.words:
                words = in_reading_order(layer.words)
                upright = layer.frame
                return Page(
                    number,
                    upright.width,
                    upright.height,
                    words,
                    rules_of(page, upright),
                    TextSource.TEXT_LAYER,
                    turned=layer.turned,
                    sideways=layer.sideways,
                )
            picture = render(page, frame, OCR_DPI, settings.max_raster_pixels)
            return _ocr_page(picture, number, frame.width, frame.height, settings)
    except pypdfium2.PdfiumError:
        return Page(number, 0, 0, status=PageStatus.FAILED, error_code="PAGE_UNREADABLE", reason="the page is damaged")


def _image_page(picture: Image.Image | None, number: int, settings: Settings) -> Page:
    if picture is None:
        return Page(number, 0, 0, status=PageStatus.FAILED, error_code="PAGE_UNREADABLE", reason="the page is damaged")
    scale = 72 / OCR_DPI
    return _ocr_page(picture, number, picture.width * scale, picture.height * scale, settings)


def _ocr_page(picture: Image.Image, number: int, width: float, height: float, settings: Settings) -> Page:
    try:
        found = ocr_engine(settings).recognise(picture)
    except MissingExtra as error:
        return Page(number, width, height, status=PageStatus.FAILED, error_code="MISSING_EXTRA", reason=error.message)
    scale = width / picture.width
    if round(found.turned / 90) % 2:
        width, height = height, width
    words = [Word(word.text, Box(*(value * scale for value in word.box)), word.confidence) for word in found.words]
    source = TextSource.OCR if words else TextSource.NONE
    return Page(number, width, height, in_reading_order(words), (), source, turned=found.turned)
