"""Where files are kept, and how clients reach them: one interface over a folder, memory or S3 (and what speaks it)."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import obstore
from obstore.store import ObjectStore

PART_BYTES = 8 * 1024 * 1024
"""Size of all parts of an upload but the last."""

UPLOAD_SECONDS = 15 * 60
DOWNLOAD_SECONDS = 300
"""How long signed addresses hold."""

CHUNK_BYTES = 1024 * 1024

HEAD_BYTES = 4096
"""As much of a file as tells what it is."""


@dataclass(frozen=True, slots=True)
class Part:
    """One uploaded part."""

    number: int
    """From 1."""
    etag: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What completing an upload left."""

    size_bytes: int
    sha256: str
    head: bytes
    """The first bytes."""


class PartsWrong(Exception):
    """The parts named are not those that were uploaded; says which."""


class Blobs(ABC):
    """Files under keys such as 'uploads/…'. Clients PUT and GET at signed addresses that need no key."""

    def __init__(self, store: ObjectStore) -> None:
        """Keep files in an obstore store."""
        self.store = store

    async def put(self, key: str, data: bytes) -> None:
        """Keep bytes; what was there is replaced in one step."""
        await obstore.put_async(self.store, key, data)

    async def get(self, key: str) -> bytes:
        """The bytes.

        Raises:
            FileNotFoundError: there are none.
        """
        result = await obstore.get_async(self.store, key)
        return bytes(await result.bytes_async())

    async def get_all(self, keys: Sequence[str]) -> list[bytes]:
        """The bytes of some small files, in this order.

        Raises:
            FileNotFoundError: one is not there.
        """
        return await asyncio.gather(*(self.get(key) for key in keys))

    async def chunks(self, key: str) -> AsyncIterator[bytes]:
        """The bytes in pieces of about a megabyte, never all in memory.

        Raises:
            FileNotFoundError: there are none.
        """
        result = await obstore.get_async(self.store, key)
        async for chunk in result.stream(min_chunk_size=CHUNK_BYTES):
            yield bytes(chunk)

    async def put_chunks(self, key: str, chunks: AsyncIterator[bytes]) -> None:
        """Keep what arrives in pieces, never all in memory."""
        await obstore.put_async(self.store, key, chunks)

    def path(self, key: str) -> Path | None:
        """Where the file lies on this machine, for whoever reads it without us; None where it does not."""
        return None

    async def size(self, key: str) -> int | None:
        """How many bytes are kept; None for no file."""
        try:
            return (await obstore.head_async(self.store, key))["size"]
        except FileNotFoundError:
            return None

    async def delete(self, *keys: str) -> None:
        """Delete files; one that is not there is no error."""
        for key in keys:
            try:
                await obstore.delete_async(self.store, key)
            except FileNotFoundError:
                continue

    async def delete_all(self, prefix: str) -> None:
        """Delete every file below a prefix (whole parts of keys)."""
        async for found in obstore.list(self.store, prefix):
            await self.delete(*(one["path"] for one in found))

    @abstractmethod
    async def begin(self, key: str) -> str | None:
        """Prepare an upload in parts; the storage's own id of it, where it has one."""

    @abstractmethod
    def part_url(self, key: str, upload: str | None, number: int, size: int, base: str) -> str:
        """Where a client PUTs one part, without any header of ours; the answer has an ETag.

        Args:
            key: of the file.
            upload: what `begin` gave.
            number: of the part, from 1.
            size: bytes of the part; more are refused where the storage can.
            base: address of this service as the client knows it.
        """

    @abstractmethod
    async def complete(self, key: str, upload: str | None, parts: Sequence[Part]) -> Stored:
        """Join the parts to the file.

        Raises:
            PartsWrong: a part is missing or another than its ETag says; what was uploaded stays.
        """

    @abstractmethod
    def download_url(self, key: str, name: str, base: str) -> str:
        """Where anyone may GET a file for a while.

        Args:
            key: of the file.
            name: what the download is called.
            base: address of this service as the client knows it.
        """
