"""Pictures of pages, for a remote model or for a person who checks; made in a worker."""

from collections.abc import Mapping
from contextlib import suppress

import pypdfium2

from ..schemas.document import Page, Pages, TextSource
from ..schemas.errors import FaktumError
from ..schemas.settings import Settings
from .asking.remote.call import Image
from .asking.remote.sheets import Form, Sheet
from .reading.images import PageImage, image_of, page_image
from .reading.sniff import open_document
from .sources import Source

EARLY_PICTURES = 4
"""So many pictures of a document are made while it is read; those of later pages when they are asked for."""


def picture_side(sheet: Sheet, form: Form) -> int:
    """Pixels of the longer side of a page's picture: fewer where it only shows the layout of a text."""
    return _side(form, beside_text=bool(sheet.text) and sheet.text_beside)


def _side(form: Form, *, beside_text: bool) -> int:
    return 1024 if form == "auto" and beside_text else 2048


class EarlyPictures:
    """Takes the pictures of the first pages of a PDF while it is open to be read; one that fails is just not taken."""

    def __init__(self, form: Form, settings: Settings) -> None:
        """Take none yet.

        Args:
            form: what the model is given of each page.
            settings: limits.
        """
        self.taken: dict[int, Image] = {}
        """Page number → its picture."""
        self._form: Form = form
        self._settings = settings

    def __call__(self, loaded: pypdfium2.PdfPage, page: Page) -> None:
        """Take the picture of a page that was just read, where one is wanted."""
        if page.number > EARLY_PICTURES or self._form == "text":
            return
        side = _side(self._form, beside_text=bool(page.words) and page.text_source is TextSource.TEXT_LAYER)
        with suppress(Exception):  # it is asked for again, with the file opened anew
            self.taken[page.number] = _as_image(image_of(loaded, self._settings, page=page, longest_side=side))


def pictures(
    source: Source, sides: Mapping[int, int], settings: Settings, pages: Pages | None = None
) -> dict[int, Image]:
    """Page number → its picture, no longer than the given side; a page that cannot be shown is absent."""
    shown: dict[int, Image] = {}
    if not sides:
        return shown
    data = source.read(max(settings.max_pdf_bytes, settings.max_image_bytes))
    document = open_document(source.name, data, settings)
    for number, side in sides.items():
        try:
            page = pages.page(number) if pages else None
            image = page_image(document, number, settings, page=page, longest_side=side)
        except FaktumError:
            continue
        shown[number] = _as_image(image)
    return shown


def _as_image(image: PageImage) -> Image:
    return Image(image.data, image.media_type.value, image.width, image.height)


def page_png(source: Source, number: int, settings: Settings, longest_side: int) -> bytes:
    """A PNG of page `number`, from 1, as a viewer shows it.

    Raises:
        InvalidInput: the document has no such page.
        DocumentError: the file or its page cannot be shown.
    """
    data = source.read(max(settings.max_pdf_bytes, settings.max_image_bytes))
    document = open_document(source.name, data, settings)
    return page_image(document, number, settings, longest_side=longest_side, png=True).data
