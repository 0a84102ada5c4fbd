"""A document's pages as words with places: from the text layer where there is a good one, from OCR where not."""

import pypdfium2

from ...schemas.document import Document, MediaType, Page, Pages, PageStatus, TextSource, Word
from ...schemas.errors import TooManyPages
from ...schemas.settings import Settings
from .glyphs import words_of
from .pdf import frame_of, opened_page, opened_pdf
from .rules import rules_of


def read_pages(document: Document, settings: Settings) -> Pages:
    """Every page of the document, in order, and the e-invoice its file carries, if any."""
    if document.media_type is MediaType.XML:
        return Pages(document.name, document.media_type, document.sha256, (), document.data)
    pages: list[Page] = []
    if document.media_type is MediaType.PDF:
        with opened_pdf(document.data) as pdf:
            if len(pdf) > settings.max_pages:
                raise TooManyPages
            pages = [_pdf_page(pdf, number, settings) for number in range(1, len(pdf) + 1)]
    return Pages(document.name, document.media_type, document.sha256, tuple(pages))


def _pdf_page(pdf: pypdfium2.PdfDocument, number: int, settings: Settings) -> Page:
    try:
        with opened_page(pdf, number) as page:
            frame = frame_of(page)
            level, _turned = words_of(page, frame)
            words = in_reading_order(level)
            source = TextSource.TEXT_LAYER if words else TextSource.NONE
            return Page(number, frame.width, frame.height, words, rules_of(page, frame), source)
    except pypdfium2.PdfiumError:
        return Page(number, 0, 0, status=PageStatus.FAILED, error_code="PAGE_UNREADABLE", reason="the page is damaged")


def in_reading_order(words: list[Word]) -> tuple[Word, ...]:
    """Words top to bottom and, along each line, left to right."""
    lines: list[list[Word]] = []
    bottom = float("-inf")
    for word in sorted(words, key=lambda w: (w.box.middle, w.box.x0)):
        if lines and word.box.middle < bottom:
            lines[-1].append(word)
        else:
            lines.append([word])
            bottom = word.box.middle + 0.35 * word.box.height
    return tuple(word for line in lines for word in sorted(line, key=lambda w: w.box.x0))
