"""Is an extraction still under way? What every piece of its work asks before, during and after."""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..service import Service
from ..store.tables import Extraction, ExtractionFile, UploadFile

LOOK_S = 1.0
"""How often work under way looks whether it was cancelled."""


async def under_way(service: Service, extraction_id: str) -> Extraction | None:
    """The extraction, if it is processing."""
    async with service.database.reading() as session:
        found = await session.get(Extraction, extraction_id)
    return found if found is not None and found.status == "processing" else None


def still(extraction: Extraction) -> Sequence[Any]:
    """The conditions under which an extraction is still in the round in which it was found."""
    return (
        Extraction.id == extraction.id,
        Extraction.status == "processing",
        Extraction.round == extraction.round,
    )


async def hold(session: AsyncSession, extraction: Extraction) -> bool:
    """Hold the extraction until the transaction ends; False where it is no longer in the round it was found in."""
    return await session.scalar(select(Extraction.id).where(*still(extraction)).with_for_update()) is not None


async def until_stopped(service: Service, extraction: Extraction) -> None:
    """Come back when the extraction is no longer in the round in which it was found, within LOOK_S."""
    while True:
        await asyncio.sleep(LOOK_S)
        async with service.database.reading() as session:
            if await session.scalar(select(Extraction.id).where(*still(extraction))) is None:
                return


def files_of(extraction_id: str) -> Select[ExtractionFile, UploadFile]:
    """Its files with their uploads, in order."""
    return (
        select(ExtractionFile, UploadFile)
        .join(UploadFile, UploadFile.id == ExtractionFile.upload_id)
        .where(ExtractionFile.extraction_id == extraction_id)
        .order_by(ExtractionFile.number)
    )


async def all_done(service: Service, extraction_id: str) -> bool:
    """True where no file is left to read."""
    left = exists().where(ExtractionFile.extraction_id == extraction_id, ExtractionFile.status == "open")
    async with service.database.reading() as session:
        return not await session.scalar(select(left))
