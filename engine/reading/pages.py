"""A document's pages as words with places: from the text layer where there is a good one, from OCR where not.

PDFium is not thread-safe: call from one thread per process. A hostile file may still hang or crash PDFium; who reads
files of strangers runs this in worker processes with a time limit.
"""

from collections.abc import Callable
from dataclasses import replace
from xml.parsers import expat

import pypdfium2
from PIL import Image

from ...schemas.document import Box, Concealment, Document, Hidden, MediaType, Page, Pages, PageStatus, TextSource, Word
from ...schemas.errors import MissingExtra, TooManyPages, UnreadableFile, UnsupportedFile
from ...schemas.settings import Settings
from .active_content import active_content
from .choice import Choice, Way, choose
from .codes import codes_in, codes_of
from .einvoice import INVOICE_ROOTS, ForbiddenXml, check_well_formed, embedded_einvoice, root_of
from .ocr import ocr_engine
from .over_scan import shown_otherwise
from .pdf import Frame, frame_of, opened_page, opened_pdf
from .pictures import OCR_DPI, frames_of, is_blank, render
from .rules import rules_of
from .text_layer import TextLayer, in_reading_order, text_layer_of

Show = Callable[[pypdfium2.PdfPage, Page], None]
"""Given each page of a PDF when it is read, while it is open."""


def read_pages(document: Document, settings: Settings, show: Show | None = None) -> Pages:
    """Every page of the document, in order, and the e-invoice its file carries, if any.

    A page that cannot be read fails alone: its status, error code and reason say so. An XML document has no pages;
    it is the e-invoice.

    Args:
        document: the file.
        settings: limits.
        show: given the pages of a PDF without an e-invoice.

    Raises:
        EncryptedFile, NoPagesFound, UnreadableFile: nothing can be read at all.
        TooManyPages, ImageTooLarge: a limit of the settings is passed.
        UnsupportedFile: the document is XML, but no e-invoice.
    """
    einvoice: bytes | None = None
    active: tuple[str, ...] = ()
    match document.media_type:
        case MediaType.XML:
            pages: tuple[Page, ...] = ()
            einvoice = _checked_xml(document.data)
        case MediaType.PDF:
            with opened_pdf(document.data) as pdf:
                if len(pdf) > settings.max_pages:
                    raise TooManyPages(
                        f"The file has {len(pdf)} pages; the limit is {settings.max_pages}. "
                        "Split it, or raise the limit in the settings."
                    )
                einvoice = embedded_einvoice(pdf)
                active = active_content(pdf, document.data)
                looking = show if einvoice is None else None
                pages = tuple(_pdf_page(pdf, number, settings, looking) for number in range(1, len(pdf) + 1))
        case _:
            frames = enumerate(frames_of(document.data, settings), start=1)
            pages = tuple(_image_page(picture, number, settings) for number, picture in frames)
    return Pages(document.name, document.media_type, document.sha256, pages, einvoice, active)


def _checked_xml(data: bytes) -> bytes:
    try:
        root = root_of(data)
        if root not in INVOICE_ROOTS:
            raise UnsupportedFile(f"The XML file is no e-invoice: it begins with <{root}>.")
        check_well_formed(data)
    except ForbiddenXml as error:
        raise UnreadableFile("The XML declares a document type (DTD), which no e-invoice does. Remove it.") from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableFile(f"The XML is cut off or malformed: {error}.") from error
    return data


def _pdf_page(pdf: pypdfium2.PdfDocument, number: int, settings: Settings, show: Show | None) -> Page:
    width = height = 0.0
    try:
        with opened_page(pdf, number) as page:
            frame = frame_of(page)
            width, height = frame.width, frame.height
            read = _opened_page(page, number, frame, settings)
            if show is not None:
                show(page, read)
            return read
    except Exception as error:  # whatever a page does to its readers, the other pages are read
        return _unreadable(number, width, height, error)


def _opened_page(page: pypdfium2.PdfPage, number: int, frame: Frame, settings: Settings) -> Page:
    layer = text_layer_of(page, frame)
    choice = choose(page, layer)
    match choice.way:
        case Way.BLANK:
            return Page(number, frame.width, frame.height, reason=choice.reason)
        case Way.LAYER:
            return _layer_page(page, number, _compared(page, layer, settings), choice)
        case Way.HIDDEN:
            visible = replace(layer, words=(*layer.words, *layer.hidden), hidden=())
            return _layer_page(page, number, _compared(page, visible, settings), choice)
        case Way.OCR:
            picture = render(page, frame, OCR_DPI, settings.max_raster_pixels)
            read = _ocr_page(picture, number, frame.width, frame.height, choice.reason, settings)
            hidden = _hidden(layer) if choice.invisible_for_no_reason else layer.concealed
            read = replace(read, hidden=hidden)
            if choice.layer_will_do and len(read.words) < len(layer.words):
                return _layer_page(page, number, layer, replace(choice, reason=read.reason or choice.reason))
            return read


def _image_page(picture: Image.Image | None, number: int, settings: Settings) -> Page:
    """A frame's page, as large as if it had been scanned at the resolution of OCR."""
    if picture is None:
        return _unreadable(number, 0.0, 0.0, None)
    width, height = picture.width * 72 / OCR_DPI, picture.height * 72 / OCR_DPI
    try:
        return _ocr_page(picture, number, width, height, "an image", settings)
    except Exception as error:  # as above
        return _unreadable(number, width, height, error)


def _layer_page(page: pypdfium2.PdfPage, number: int, layer: TextLayer, choice: Choice) -> Page:
    reason = choice.reason
    if layer.turned:
        reason += f"; turned by {layer.turned}°, as most text stands on its side"
    if layer.hidden:
        reason += f"; {len(layer.hidden)} invisible words left out"
    return Page(
        number,
        layer.frame.width,
        layer.frame.height,
        in_reading_order(layer.words),
        rules_of(page, layer.frame),
        TextSource.TEXT_LAYER,
        reason,
        turned=layer.turned,
        sideways=layer.sideways,
        hidden=_hidden(layer),
        codes=codes_of(page, frame_of(page)),
    )


def _hidden(layer: TextLayer) -> tuple[Hidden, ...]:
    """The words of the text layer that nobody sees."""
    return (*layer.concealed, *(Hidden(word, Concealment.NO_COLOUR) for word in layer.hidden))


def _compared(page: pypdfium2.PdfPage, layer: TextLayer, settings: Settings) -> TextLayer:
    """The text layer of a scan without the words that its picture shows otherwise, where an OCR engine can tell."""
    if not layer.over_scan or layer.turned or settings.ocr == "off":
        return layer
    try:
        engine = ocr_engine(settings)
    except MissingExtra:
        return layer
    picture = render(page, layer.frame, OCR_DPI, settings.max_raster_pixels)
    points = layer.frame.width / max(picture.width, 1)
    false = shown_otherwise(layer.words, picture, points, engine)
    kept = tuple(word for index, word in enumerate(layer.words) if index not in false)
    told = (Hidden(layer.words[index], Concealment.OTHERWISE) for index in sorted(false))
    return replace(layer, words=kept, concealed=(*layer.concealed, *told))


def _ocr_page(picture: Image.Image, number: int, width: float, height: float, reason: str, settings: Settings) -> Page:
    """The page by OCR of its picture, given its size in points as shown."""
    if is_blank(picture):
        return Page(number, width, height, reason="blank page")
    if settings.ocr == "off":
        why = f"{reason}; OCR is switched off in the settings"
        return Page(number, width, height, reason=why, status=PageStatus.SKIPPED)
    try:
        engine = ocr_engine(settings)
    except MissingExtra as error:
        why = f"{reason}; {error.message}"
        return Page(number, width, height, reason=why, status=PageStatus.FAILED, error_code=error.code)
    found = engine.recognise(picture)
    points = width / picture.width
    if round(found.turned / 90) % 2:
        width, height = height, width
    codes = codes_in(picture, points)
    if not found.words:
        why = f"{reason}; {engine.name} found no text"
        return Page(number, width, height, reason=why, turned=found.turned, codes=codes)
    words, sideways = (
        tuple(Word(word.text, Box(*(value * points for value in word.box)), word.confidence) for word in part)
        for part in (found.words, found.sideways)
    )
    why = f"{reason}; read by {engine.name}"
    return Page(
        number,
        width,
        height,
        in_reading_order(words),
        (),
        TextSource.OCR,
        why,
        turned=found.turned,
        sideways=sideways,
        codes=codes,
    )


def _unreadable(number: int, width: float, height: float, error: Exception | None) -> Page:
    detail = f": {error}" if error is not None and str(error) else ""
    reason = f"the page is damaged{detail}"
    return Page(number, width, height, reason=reason, status=PageStatus.FAILED, error_code="PAGE_UNREADABLE")
