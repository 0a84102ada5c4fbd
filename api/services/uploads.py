"""Upload sessions: files declared, uploaded in parts at signed addresses, completed and looked at.

Repeating a request gives what it gave before. Nothing is held in memory, and a file counts only when its bytes are as
many as declared.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from math import ceil

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from ...engine.reading.sniff import media_type_of
from ...schemas import wire
from ..blobs.store import PART_BYTES, Part, PartsWrong, Stored
from ..problems import Problem, invalid
from ..service import Service
from ..store.tables import UploadFile, UploadSession
from ..store.types import new_id, now
from .credits import balance
from .keys import Caller

log = structlog.get_logger()


async def create_session(
    service: Service, caller: Caller, request: wire.CreateUploadSessionRequest
) -> Sequence[UploadFile]:
    """The files of a session, made where it is new.

    Raises:
        Problem: DUPLICATE_FILE_NAME, DUPLICATE_FILE_ID, FILE_TOO_LARGE, TOTAL_UPLOAD_SIZE_LIMIT_EXCEEDED,
            INSUFFICIENT_CREDITS, SESSION_ALREADY_INITIALIZED, UPLOAD_ID_NOT_FOUND for one past its time.
    """
    _check(request.files)
    files_hash = hashlib.sha256(json.dumps([f.model_dump() for f in request.files]).encode()).hexdigest()
    known = await _session(service, caller, request.upload_session_id)
    if known is None:
        credits = await balance(service.database, caller.org_id)
        if not credits.unlimited and not caller.test and len(request.files) > credits.available:
            raise Problem(
                "INSUFFICIENT_CREDITS",
                f"{len(request.files)} files need at least as many credits; {credits.available} are available.",
                {
                    "credits_balance": credits.balance,
                    "credits_reserved": credits.reserved,
                    "file_count": len(request.files),
                },
            )
        try:
            known = await _made(service, caller, request, files_hash)
        except IntegrityError:  # the same request came twice at once
            known = await _session(service, caller, request.upload_session_id)
    if known is None or known.files_hash != files_hash:
        raise Problem("SESSION_ALREADY_INITIALIZED")
    if known.expires_at <= now():
        raise Problem("UPLOAD_ID_NOT_FOUND")
    return await _files(service, known.id)


async def part_urls(
    service: Service, caller: Caller, session_id: str, request: wire.GetUploadPartUrlsRequest, base: str
) -> tuple[UploadFile, list[tuple[int, str]]]:
    """(file, [(part number, address)]) where parts can be PUT for 15 minutes.

    Raises:
        Problem: UPLOAD_ID_NOT_FOUND, FILE_NOT_FOUND, FILE_NOT_UPLOADABLE, INVALID_INPUT for a part past the end.
    """
    file = await _file(service, caller, session_id, request.file_id)
    if file.status != "pending":
        raise Problem("FILE_NOT_UPLOADABLE")
    count = ceil(file.size_bytes / PART_BYTES)
    if (highest := max(request.part_numbers)) > count:
        raise invalid(f"the file has {count} parts of {PART_BYTES} bytes; there is no part {highest}", "part_numbers")
    if file.multipart_id is None and (begun := await service.blobs.begin(file.blob_key)):
        async with service.database.writing() as session:
            await session.execute(
                update(UploadFile)
                .where(UploadFile.id == file.id, UploadFile.multipart_id.is_(None))
                .values(multipart_id=begun)
            )
        file = await _file(service, caller, session_id, request.file_id)
    urls = [
        (number, service.blobs.part_url(file.blob_key, file.multipart_id, number, _part_size(file, number), base))
        for number in request.part_numbers
    ]
    return file, urls


async def complete_file(
    service: Service, caller: Caller, session_id: str, request: wire.CompleteFileUploadRequest
) -> tuple[UploadFile, bool]:
    """(file, whether this call completed it).

    Raises:
        Problem: UPLOAD_ID_NOT_FOUND, FILE_NOT_FOUND, FILE_ABORTED, INVALID_COMPLETION_PARTS, OBJECT_SIZE_MISMATCH,
            UPLOAD_COMPLETE_FAILED.
    """
    file = await _file(service, caller, session_id, request.file_id)
    if file.status == "completed":
        return file, False
    if file.status == "aborted":
        raise Problem("FILE_ABORTED")
    numbers = [part.part_number for part in request.parts]
    if sorted(numbers) != list(range(1, ceil(file.size_bytes / PART_BYTES) + 1)):
        raise _wrong_parts("the parts are not each of 1 to the last, once")
    parts = [Part(p.part_number, p.e_tag) for p in sorted(request.parts, key=lambda part: part.part_number)]
    try:
        stored = await service.blobs.complete(file.blob_key, file.multipart_id, parts)
    except PartsWrong as error:
        again = await _file(service, caller, session_id, request.file_id)
        if again.status == "completed":  # the same call came twice at once
            return again, False
        raise _wrong_parts(str(error)) from error
    except Exception as error:
        log.warning("completing an upload failed", file=file.id, kind=type(error).__name__)
        raise Problem("UPLOAD_COMPLETE_FAILED") from error
    if stored.size_bytes != file.size_bytes:
        await service.blobs.delete(file.blob_key)
        async with service.database.writing() as session:
            await session.execute(update(UploadFile).where(UploadFile.id == file.id).values(multipart_id=None))
        raise Problem(
            "OBJECT_SIZE_MISMATCH",
            f"{file.size_bytes} bytes were declared and {stored.size_bytes} uploaded.",
            {"declared_size_bytes": file.size_bytes, "actual_size_bytes": stored.size_bytes},
        )
    await mark_complete(service, file, stored)
    return file, True


async def mark_complete(service: Service, file: UploadFile, stored: Stored) -> None:
    """Note that a file is there as a whole, and what it is."""
    kind = media_type_of(stored.head)
    async with service.database.writing() as session:
        await session.execute(
            update(UploadFile)
            .where(UploadFile.id == file.id)
            .values(
                status="completed",
                sha256=stored.sha256,
                media_type=kind.value if kind else None,
                completed_at=now(),
            )
        )


def _check(files: Sequence[wire.DeclaredFile]) -> None:
    names: set[str] = set()
    ids: set[str] = set()
    for file in files:
        if file.file_name in names:
            raise Problem("DUPLICATE_FILE_NAME", details={"file_name": file.file_name})
        if file.file_id in ids:
            raise Problem("DUPLICATE_FILE_ID", details={"file_id": file.file_id})
        names.add(file.file_name)
        ids.add(file.file_id)
        limit = wire.MOST_PDF_BYTES if file.file_name.lower().endswith(".pdf") else wire.MOST_IMAGE_BYTES
        if file.file_size_bytes > limit:
            raise Problem("FILE_TOO_LARGE", details={"file_name": file.file_name, "limit_bytes": limit})
    total = sum(file.file_size_bytes for file in files)
    if total > wire.MOST_UPLOAD_BYTES:
        raise Problem(
            "TOTAL_UPLOAD_SIZE_LIMIT_EXCEEDED", details={"total_bytes": total, "limit_bytes": wire.MOST_UPLOAD_BYTES}
        )


def _part_size(file: UploadFile, number: int) -> int:
    return min(PART_BYTES, file.size_bytes - (number - 1) * PART_BYTES)


def _wrong_parts(reason: str) -> Problem:
    return Problem("INVALID_COMPLETION_PARTS", details={"reason": reason})


async def _made(
    service: Service, caller: Caller, request: wire.CreateUploadSessionRequest, files_hash: str
) -> UploadSession:
    made = UploadSession(
        id=new_id(),
        org_id=caller.org_id,
        client_id=request.upload_session_id,
        files_hash=files_hash,
        expires_at=now() + timedelta(hours=service.settings.upload_hours),
    )
    async with service.database.writing() as session:
        session.add(made)
        await session.flush()
        session.add_all(
            UploadFile(
                session_id=made.id,
                org_id=caller.org_id,
                position=position,
                file_id=file.file_id,
                name=file.file_name,
                size_bytes=file.file_size_bytes,
                blob_key=f"uploads/{made.id}/{position:05}",
            )
            for position, file in enumerate(request.files)
        )
    return made


async def _session(service: Service, caller: Caller, client_id: str) -> UploadSession | None:
    async with service.database.reading() as session:
        return await session.scalar(
            select(UploadSession).where(UploadSession.org_id == caller.org_id, UploadSession.client_id == client_id)
        )


async def _files(service: Service, session_id: str) -> Sequence[UploadFile]:
    async with service.database.reading() as session:
        found = select(UploadFile).where(UploadFile.session_id == session_id).order_by(UploadFile.position)
        return (await session.scalars(found)).all()


async def _file(service: Service, caller: Caller, client_id: str, file_id: str) -> UploadFile:
    owner = await _session(service, caller, client_id)
    if owner is None:
        raise Problem("UPLOAD_ID_NOT_FOUND")
    async with service.database.reading() as session:
        found = await session.scalar(
            select(UploadFile).where(UploadFile.session_id == owner.id, UploadFile.file_id == file_id)
        )
    if found is None:
        raise Problem("FILE_NOT_FOUND")
    if found.status == "pending" and owner.expires_at <= now():
        raise Problem("UPLOAD_ID_NOT_FOUND")
    return found
