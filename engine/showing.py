"""Pictures of pages, for a remote model or for a person who checks; made in a worker."""

from collections.abc import Mapping

from ..schemas.document import Pages
from ..schemas.errors import FaktumError
from ..schemas.settings import Settings
from .asking.remote.call import Image
from .asking.remote.sheets import Form, Sheet
from .reading.images import page_image
from .reading.sniff import open_document
from .sources import Source

EARLY_PICTURES = 4
"""So many pictures of a document are made while it is read; those of later pages when they are asked for."""


def picture_side(sheet: Sheet, form: Form) -> int:
    """Pixels of the longer side of a page's picture: fewer where it only shows the layout of a text."""
    return 1024 if form == "auto" and sheet.text and sheet.text_beside else 2048


def pictures(
    source: Source, sides: Mapping[int, int], settings: Settings, pages: Pages | None = None
) -> Mapping[int, Image]:
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
        shown[number] = Image(image.data, image.media_type.value, image.width, image.height)
    return shown


def page_png(source: Source, number: int, settings: Settings, longest_side: int) -> bytes:
    """A PNG of page `number`, from 1, as a viewer shows it.

    Raises:
        InvalidInput: the document has no such page.
        DocumentError: the file or its page cannot be shown.
    """
    data = source.read(max(settings.max_pdf_bytes, settings.max_image_bytes))
    document = open_document(source.name, data, settings)
    return page_image(document, number, settings, longest_side=longest_side, png=True).data
