"""How many pages a file has, found without reading them."""

from ...schemas.document import MediaType
from ...schemas.errors import FaktumError
from ...schemas.settings import Settings
from ..sources import Source
from .pdf import opened_pdf
from .pictures import frames_of
from .sniff import open_document


def count_pages(source: Source, settings: Settings) -> int:
    """Pages of a PDF, frames of an image, 1 for an e-invoice; 0 for what cannot be opened."""
    try:
        document = open_document(source.name, source.read(settings.max_pdf_bytes), settings)
        match document.media_type:
            case MediaType.PDF:
                with opened_pdf(document.data) as pdf:
                    return len(pdf)
            case MediaType.XML:
                return 1
            case _:
                return sum(1 for _ in frames_of(document.data, settings))
    except FaktumError:
        return 0
