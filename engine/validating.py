"""Files → what is wrong with the e-invoices they are or carry: `faktum validate`."""

from ..schemas.document import MediaType
from ..schemas.errors import DocumentError
from ..schemas.record import Note, Severity
from ..schemas.settings import Settings
from .sources import Source


def validate_file(source: Source, settings: Settings) -> tuple[Note, ...]:
    """The findings of one file's e-invoice; of a file that has none or cannot be read, an error that says so.

    Args:
        source: an e-invoice XML, or a PDF with one attached.
        settings: limits.

    Raises:
        MissingExtra: the extra `validate` is not installed.
    """
    from .checking.validation import validate_xml
    from .reading.sniff import open_document

    try:
        document = open_document(source.name, source.read(settings.max_pdf_bytes), settings)
    except DocumentError as error:
        return (Note(error.code, Severity.ERROR, error.message),)
    xml = document.data if document.media_type is MediaType.XML else None
    if document.media_type is MediaType.PDF:
        xml = _attached(document.data)
    if xml is None:
        return (Note("NO_EINVOICE", Severity.ERROR, "The file is no e-invoice and carries none."),)
    return validate_xml(xml)


def _attached(pdf: bytes) -> bytes | None:
    from .reading.einvoice import embedded_einvoice
    from .reading.pdf import opened_pdf

    try:
        with opened_pdf(pdf) as document:
            return embedded_einvoice(document)
    except DocumentError:
        return None
