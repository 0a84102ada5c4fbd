"""Files to the service: a session, then parts, a bounded number at a time; big files are read part by part."""

import asyncio
from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from .errors import ServiceError
from .files import Upload
from .transport import Transport

AT_A_TIME = 8
"""Parts under way; with parts of 8 MB, so much memory."""

URLS_AT_A_TIME = 64
"""Addresses asked for together; they hold for 15 minutes."""

THERE_ALREADY = "FILE_NOT_UPLOADABLE"
"""The code for a file that was completed before."""

REFUSED = 403
"""An address that is no longer valid."""


async def upload(
    transport: Transport, session_id: str, files: Sequence[Upload], told: Callable[[Upload], object]
) -> None:
    """Upload files into a session; done again with the same id and files, it goes on.

    Args:
        transport: to the service.
        session_id: chosen by the client.
        files: what to upload.
        told: called with every file that is there.

    Raises:
        ServiceError: see Transport.
    """
    declared = [{"file_id": f.file_id, "file_name": f.file_name, "file_size_bytes": f.size_bytes} for f in files]
    session = await transport.ask(
        "POST", "/uploads/sessions", json={"upload_session_id": session_id, "files": declared}
    )
    part_sizes: dict[str, int] = {one["file_id"]: one["part_size"] for one in session["files"]}
    gate = asyncio.Semaphore(AT_A_TIME)

    async def one(file: Upload) -> None:
        async with gate:
            await _file(transport, f"/uploads/sessions/{session_id}", file, part_sizes[file.file_id])
        told(file)

    async with asyncio.TaskGroup() as group:
        for file in files:
            group.create_task(one(file))


async def _file(transport: Transport, session: str, file: Upload, part_size: int) -> None:
    numbers = range(1, ceil(file.size_bytes / part_size) + 1)
    parts: list[dict[str, Any]] = []
    for at in range(0, len(numbers), URLS_AT_A_TIME):
        some = numbers[at : at + URLS_AT_A_TIME]
        try:
            urls = await _urls(transport, session, file, some)
        except ServiceError as error:
            if error.code == THERE_ALREADY:
                return
            raise
        for number in some:
            data = await asyncio.to_thread(file.part, number, part_size)
            parts.append({"part_number": number, "e_tag": await _part(transport, session, file, number, urls, data)})
    await transport.ask("POST", f"{session}/complete", json={"file_id": file.file_id, "parts": parts})


async def _part(
    transport: Transport, session: str, file: Upload, number: int, urls: dict[int, str], data: bytes
) -> str:
    """The ETag of a part, put to its address or, where that holds no longer, to a new one."""
    try:
        return await transport.put(urls[number], data)
    except ServiceError as error:
        if error.status != REFUSED:
            raise
    return await transport.put((await _urls(transport, session, file, [number]))[number], data)


async def _urls(transport: Transport, session: str, file: Upload, numbers: Sequence[int]) -> dict[int, str]:
    asked = {"file_id": file.file_id, "part_numbers": list(numbers)}
    told = await transport.ask("POST", f"{session}/parts", json=asked)
    return {one["part_number"]: one["url"] for one in told["part_urls"]}
