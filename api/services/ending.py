"""How an extraction ends other than complete: failed or cancelled. What was held and not spent is given back."""

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import func, select, update

from ..service import Service
from ..store.tables import Extraction, ExtractionFile
from ..store.types import now
from ..webhooks import events
from . import credits

log = structlog.get_logger()


async def fail(service: Service, extraction_id: str, error: Mapping[str, Any]) -> None:
    """End an extraction with an error; what was reserved and not spent is given back."""
    await end(service, extraction_id, "failed", error=dict(error))
    log.warning("extraction failed", extraction_id=extraction_id, code=error["code"])


async def end(service: Service, extraction_id: str, status: str, **values: Any) -> bool:
    """End an extraction that is under way or waits for answers; False where it had ended."""
    async with service.database.writing() as session:
        ended = await session.execute(
            update(Extraction)
            .where(Extraction.id == extraction_id, Extraction.status.in_(("processing", "input_required")))
            .values(status=status, finished_at=now(), questions=[], answer_by=None, **values)
            .returning(Extraction.org_id)
        )
        owner = ended.scalar()
        if owner is None:
            return False
        theirs = ExtractionFile.extraction_id == extraction_id
        held = await session.scalar(select(func.coalesce(func.sum(ExtractionFile.held), 0)).where(theirs))
        await credits.release(session, owner, held or 0)
        await session.execute(update(ExtractionFile).where(theirs, ExtractionFile.held > 0).values(held=0))
        await events.record(session, extraction_id)
    return True
