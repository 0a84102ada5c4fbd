"""What is kept is deleted in time: uploads that nothing uses, outputs and rows past their retention, jobs long done."""

from datetime import timedelta

import structlog
from sqlalchemy import and_, delete, exists, or_, select, update

from ..jobs.port import Job
from ..problems import error_object
from ..service import Service
from ..store.tables import Delivery, Extraction, Output, UploadFile, UploadSession
from ..store.types import now
from .ending import fail

log = structlog.get_logger()

EVERY = timedelta(hours=1)

AT_A_TIME = 200
"""Sessions or extractions found at a time."""

GRACE = timedelta(minutes=10)
"""Uploads are deleted so long after their time: a submission that came just in time must find them."""

JOBS_KEPT = timedelta(days=7)
"""How long jobs that are done are remembered."""

DELIVERIES_KEPT = timedelta(days=30)
"""How long deliveries that ended are shown."""


async def sweep(service: Service) -> None:
    """Delete what is past its time, and fail what stands still."""
    uploads = outputs = 0
    while more := await _uploads(service):
        uploads += more
    while more := await _outputs(service):
        outputs += more
    await _stalled(service)
    forgotten = await service.jobs.forget(now() - JOBS_KEPT)
    async with service.database.writing() as session:
        await session.execute(delete(Delivery).where(Delivery.ended_at < now() - DELIVERIES_KEPT))
    if uploads or outputs or forgotten:
        log.info("retention", upload_sessions=uploads, extractions=outputs, jobs=forgotten)


async def _stalled(service: Service) -> None:
    """Fail extractions that are under way for too long: nobody would ever hear of them again."""
    since = now() - timedelta(hours=service.settings.processing_hours)
    async with service.database.reading() as session:
        stalled = await session.scalars(
            select(Extraction.id).where(Extraction.status == "processing", Extraction.queued_at <= since)
        )
    for extraction_id in stalled:
        message = "The extraction did not end within its time. Submit it again; pages that were done are charged."
        await fail(service, extraction_id, error_object("SUBMISSION_STALLED", message, True))


async def plan_next(service: Service) -> None:
    """See to it that the next hour has its sweep; the same from every worker, and kept across restarts."""
    hour = now().replace(minute=0, second=0, microsecond=0) + EVERY
    await service.jobs.schedule(Job("sweep", f"sweep-{hour:%Y-%m-%dT%H}"), hour - now())


async def _uploads(service: Service) -> int:
    """Sessions past their time whose files no extraction under way uses; they stay known, without files."""
    before = now() - GRACE
    in_use = exists().where(
        Extraction.session_id == UploadSession.id, Extraction.status.in_(("processing", "input_required"))
    )
    kept = exists().where(UploadFile.session_id == UploadSession.id, UploadFile.status != "aborted")
    async with service.database.reading() as session:
        due = await session.scalars(
            select(UploadSession.id).where(UploadSession.expires_at <= before, kept, ~in_use).limit(AT_A_TIME)
        )
    count = 0
    for session_id in due:
        await service.blobs.delete_all(f"uploads/{session_id}")
        async with service.database.writing() as session:
            await session.execute(
                update(UploadFile).where(UploadFile.session_id == session_id).values(status="aborted")
            )
        count += 1
    return count


async def _outputs(service: Service) -> int:
    """Extractions past their retention; they stay known, without results. Those that failed or were cancelled too."""
    ended = now() - timedelta(days=service.settings.output_days)
    past = or_(
        Extraction.output_expires_at <= now(),
        and_(Extraction.status.in_(("failed", "cancelled")), Extraction.finished_at <= ended),
    )
    async with service.database.reading() as session:
        due = await session.scalars(select(Extraction.id).where(past, Extraction.expired_at.is_(None)).limit(AT_A_TIME))
    count = 0
    for extraction_id in due:
        await service.blobs.delete_all(f"extractions/{extraction_id}")
        async with service.database.writing() as session:
            await session.execute(delete(Output).where(Output.extraction_id == extraction_id))
            await session.execute(update(Extraction).where(Extraction.id == extraction_id).values(expired_at=now()))
        count += 1
    return count
