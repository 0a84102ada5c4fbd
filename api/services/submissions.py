"""Extractions asked for, cancelled and deleted. A repeat of a request gives what the first one gave."""

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ...schemas import wire
from ..jobs.port import Job
from ..problems import Problem, error_object, invalid
from ..service import Service
from ..store.tables import Extraction, ExtractionFile, UploadFile, UploadSession
from ..store.types import is_id, new_id, now
from ..webhooks import events
from . import credits, tallies
from .ending import end
from .keys import Caller

log = structlog.get_logger()

NAMED_ONE_BY_ONE = 500
"""So few files of a session are looked up by their names; of more, the whole session is."""

Submission = wire.SubmitExtractionRequest | wire.ExtractRequest


async def submit(service: Service, caller: Caller, request: Submission, method: str = "api") -> str:
    """The id of the extraction, begun where the submission is new.

    Raises:
        Problem: SUBMISSIONS_PAUSED, UPLOAD_ID_NOT_FOUND, FILE_NOT_FOUND, INVALID_INPUT for files that are not
            complete, SUBMISSION_ID_ALREADY_USED.
    """
    body = request.model_dump(mode="json", exclude_unset=True)
    if known := await _submitted(service, caller, request.submission_id):
        return _the_same(known, body)
    if service.settings.submissions_paused:
        raise Problem("SUBMISSIONS_PAUSED", details={"resumes_at": None})
    uploads = await _uploads(service, caller, request)
    held = await credits.balance(service.database, caller.org_id)
    made = Extraction(
        id=new_id(),
        org_id=caller.org_id,
        key_id=caller.key_id,
        submission_id=request.submission_id,
        session_id=uploads[0].session_id,
        method=method,
        task_name=request.task_name,
        test=caller.test,
        billed=not caller.test and not held.unlimited,
        request=body,
        options=request.options.model_dump(mode="json"),
        structure=request.output_structure,
        file_count=len(uploads),
    )
    try:
        async with service.database.writing() as session:
            if error := await _too_many(session, caller, service.settings.running_extractions):
                made.status, made.error, made.finished_at = "failed", error, now()
            session.add(made)
            await session.flush()
            session.add_all(
                ExtractionFile(
                    extraction_id=made.id, number=number, org_id=caller.org_id, upload_id=upload.id, name=upload.name
                )
                for number, upload in enumerate(uploads, 1)
            )
            if not made.test:
                await tallies.add(session, caller.org_id, {tallies.EXTRACTIONS: 1})
            if made.status == "failed":
                await session.flush()
                await events.record(session, made.id)
    except IntegrityError:  # the same submission came twice at once
        known = await _submitted(service, caller, request.submission_id)
        if known is None:
            raise
        return _the_same(known, body)
    if made.status == "processing":
        await hand_over(service, made.id)
    log.info("extraction submitted", extraction_id=made.id, files=made.file_count)
    return made.id


async def hand_over(service: Service, extraction_id: str) -> None:
    """Give an extraction's work to the queue; found and done again by the workers where this is cut off."""
    async with service.database.reading() as session:
        turn = await session.scalar(select(Extraction.round).where(Extraction.id == extraction_id))
    await service.jobs.enqueue(Job("start", f"start-{extraction_id}-{turn}", {"id": extraction_id}))
    async with service.database.writing() as session:
        await session.execute(update(Extraction).where(Extraction.id == extraction_id).values(queued_at=now()))


async def cancel(service: Service, extraction: Extraction) -> None:
    """Stop an extraction, at once; what was done by then is charged.

    Raises:
        Problem: EXTRACTION_NOT_CANCELLABLE.
    """
    if extraction.status == "cancelled":
        return
    moment = now()
    if not await end(service, extraction.id, "cancelled", cancellation_reason="user", cancel_requested_at=moment):
        async with service.database.reading() as session:
            status = await session.scalar(select(Extraction.status).where(Extraction.id == extraction.id))
        if status != "cancelled":
            raise Problem("EXTRACTION_NOT_CANCELLABLE", details={"status": status or extraction.status})


async def remove(service: Service, extraction: Extraction) -> None:
    """Delete an extraction, its outputs and rows.

    Raises:
        Problem: EXTRACTION_IN_PROGRESS.
    """
    if extraction.status == "processing":
        raise Problem("EXTRACTION_IN_PROGRESS")
    if extraction.status == "input_required":
        await end(service, extraction.id, "cancelled", cancellation_reason="user")
    await service.blobs.delete_all(f"extractions/{extraction.id}")
    async with service.database.writing() as session:
        await session.execute(delete(Extraction).where(Extraction.id == extraction.id))


async def find(service: Service, caller: Caller, extraction_id: str, scope: str = "own") -> Extraction:
    """An extraction that the caller may see.

    Args:
        service: the service.
        caller: who asks.
        extraction_id: which.
        scope: 'own': submitted with this key; 'team': with any key of the organisation.

    Raises:
        Problem: EXTRACTION_NOT_FOUND; FORBIDDEN for scope=team by a key that is no team admin.
    """
    conditions = visible(caller, scope)
    found = None
    if is_id(extraction_id):  # else the database might not even take it for text
        async with service.database.reading() as session:
            found = await session.scalar(select(Extraction).where(Extraction.id == extraction_id, *conditions))
    if found is None:
        raise Problem("EXTRACTION_NOT_FOUND")
    return found


def visible(caller: Caller, scope: str) -> Sequence[Any]:
    """The conditions under which a caller sees extractions.

    Raises:
        Problem: FORBIDDEN for scope=team by a key that is no team admin.
    """
    if scope == "team" and not caller.team_admin:
        raise Problem("FORBIDDEN", "scope=team needs the key of a team admin.")
    mine = [Extraction.org_id == caller.org_id]
    return mine if scope == "team" else [*mine, Extraction.key_id == caller.key_id]


async def _submitted(service: Service, caller: Caller, submission_id: str) -> Extraction | None:
    async with service.database.reading() as session:
        return await session.scalar(
            select(Extraction).where(Extraction.org_id == caller.org_id, Extraction.submission_id == submission_id)
        )


def _the_same(known: Extraction, body: dict[str, Any]) -> str:
    differs = wire.differing(known.request, body)
    if differs:
        raise Problem(
            "SUBMISSION_ID_ALREADY_USED", details={"extraction_id": known.id, "differing_fields": list(differs)}
        )
    return known.id


async def _uploads(service: Service, caller: Caller, request: Submission) -> list[UploadFile]:
    """The files of a submission, in its order, each complete."""
    if len(set(request.file_ids)) != len(request.file_ids):
        raise invalid("a file_id is named twice", "file_ids")
    async with service.database.reading() as session:
        owner = await session.scalar(
            select(UploadSession).where(
                UploadSession.org_id == caller.org_id, UploadSession.client_id == request.upload_session_id
            )
        )
        if owner is None or owner.expires_at <= now():
            raise Problem("UPLOAD_ID_NOT_FOUND")
        theirs = select(UploadFile).where(UploadFile.session_id == owner.id)
        if len(request.file_ids) <= NAMED_ONE_BY_ONE:
            theirs = theirs.where(UploadFile.file_id.in_(request.file_ids))
        by_id = {file.file_id: file for file in await session.scalars(theirs)}
    missing = [file_id for file_id in request.file_ids if file_id not in by_id]
    if missing:
        raise Problem("FILE_NOT_FOUND", f"The session has no file with the file_id {missing[0]}.")
    pending = [file_id for file_id in request.file_ids if by_id[file_id].status != "completed"]
    if pending:
        raise invalid(f"the upload of {pending[0]} is not complete", "file_ids", request.file_ids.index(pending[0]))
    return [by_id[file_id] for file_id in request.file_ids]


async def _too_many(session: AsyncSession, caller: Caller, limit: int) -> dict[str, Any] | None:
    """The error of an extraction that is one too many under way; None where there is room.

    The organisation's submissions are counted one after the other: its account is held until this one is in.
    """
    await credits.one_at_a_time(session, caller.org_id)
    running = await session.scalar(
        select(func.count()).where(Extraction.org_id == caller.org_id, Extraction.status == "processing")
    )
    if (running or 0) < limit:
        return None
    message = f"{limit} extractions are under way, which is the limit. Submit again when one has ended."
    return error_object("CONCURRENT_TASK_LIMIT", message, True, {"limit": limit})
