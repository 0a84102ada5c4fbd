"""What was read from single documents: their lines of documents.jsonl, and pictures of their pages."""

import asyncio
from collections.abc import AsyncIterator

from sqlalchemy import select

from ...engine.showing import page_png
from ...engine.sources import Source
from ...schemas.errors import FaktumError, InvalidInput
from ..problems import Problem
from ..service import Service
from ..store.tables import Extraction, ExtractionFile, UploadFile
from .fixture import fixture
from .views import expired

LINES_AT_A_TIME = 16
"""Lines that are fetched from the storage together."""


async def line_of(service: Service, extraction: Extraction, number: int) -> bytes:
    """A document's line of documents.jsonl: status, pages, records with every cell and its evidence, notes, usage.

    Args:
        service: the service.
        extraction: of which.
        number: of the document, from 1, in the order submitted.

    Raises:
        Problem: DOCUMENT_NOT_FOUND, DOCUMENT_NOT_READY, OUTPUT_EXPIRED.
    """
    file, _ = await _file(service, extraction, number)
    if expired(extraction):
        raise Problem("OUTPUT_EXPIRED")
    if file.status != "done" or file.result_key is None:
        raise Problem("DOCUMENT_NOT_READY")
    return await service.blobs.get(file.result_key)


async def lines_of(service: Service, extraction: Extraction) -> AsyncIterator[bytes]:
    """The lines of all documents that are done, in order."""
    asked = select(ExtractionFile.result_key).where(
        ExtractionFile.extraction_id == extraction.id, ExtractionFile.status == "done"
    )
    async with service.database.reading() as session:
        keys = [key or "" for key in await session.scalars(asked.order_by(ExtractionFile.number))]
    for at in range(0, len(keys), LINES_AT_A_TIME):
        for line in await asyncio.gather(*map(service.blobs.get, keys[at : at + LINES_AT_A_TIME])):
            yield line + b"\n"


async def page_of(service: Service, extraction: Extraction, number: int, page: int, longest_side: int) -> bytes:
    """A PNG of one page.

    Raises:
        Problem: DOCUMENT_NOT_FOUND, UPLOAD_EXPIRED, PAGE_NOT_FOUND, PAGE_UNREADABLE.
    """
    file, upload = await _file(service, extraction, number)
    if extraction.test:
        source = Source(file.name, fixture())
    elif await service.blobs.size(upload.blob_key) is None:
        raise Problem("UPLOAD_EXPIRED")
    else:
        source = Source(file.name, service.blobs.path(upload.blob_key) or await service.blobs.get(upload.blob_key))
    try:
        return await service.pictures.workers.run(page_png, source, page, service.settings, longest_side)
    except InvalidInput as error:
        raise Problem("PAGE_NOT_FOUND", error.message) from error
    except FaktumError as error:
        raise Problem("PAGE_UNREADABLE", error.message) from error


async def _file(service: Service, extraction: Extraction, number: int) -> tuple[ExtractionFile, UploadFile]:
    asked = (
        select(ExtractionFile, UploadFile)
        .join(UploadFile, UploadFile.id == ExtractionFile.upload_id)
        .where(ExtractionFile.extraction_id == extraction.id, ExtractionFile.number == number)
    )
    async with service.database.reading() as session:
        found = (await session.execute(asked)).first()
    if found is None:
        raise Problem("DOCUMENT_NOT_FOUND", f"The extraction has {extraction.file_count} documents.")
    return found[0], found[1]
