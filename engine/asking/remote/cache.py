"""Answers kept on disk and used again: the same question to the same model costs nothing the second time.

diskcache keeps them in SQLite, safely for many processes, within a size limit. Values are JSON: diskcache's own pickles
would make whoever can write the folder able to run code here.
"""

import asyncio
import hashlib
import json
import logging
import zlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import orjson

from .call import Caller, Completion, Finish, Image, Request

if TYPE_CHECKING:
    import diskcache

FORMAT = 1
"""Raise it when the meaning of what is kept changes."""

logger = logging.getLogger("faktum")


def key_of(request: Request, model: str) -> str:
    """What makes two questions the same: all that is sent, the model, which reading of several it is, our version."""
    digest = hashlib.sha256()
    head = [FORMAT, _version(), model, request.system, request.schema, request.max_output_tokens, request.attempt]
    digest.update(orjson.dumps(head, option=orjson.OPT_SORT_KEYS))
    for part in request.parts:
        data = part.data if isinstance(part, Image) else part.encode("utf-8", "surrogatepass")
        digest.update(b"%c%d:" % (b"i" if isinstance(part, Image) else b"t", len(data)))
        digest.update(data)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _version() -> str:
    return version("faktum")


def to_json(completion: Completion) -> dict[str, Any]:
    """The completion as plain JSON."""
    return {
        "text": completion.text,
        "finish": completion.finish.value,
        "model": completion.model,
        "input_tokens": completion.input_tokens,
        "cached_tokens": completion.cached_tokens,
        "output_tokens": completion.output_tokens,
        "cost_usd": None if completion.cost_usd is None else str(completion.cost_usd),
        "calls": completion.calls,
        "seconds": completion.seconds,
    }


def from_json(kept: Mapping[str, Any]) -> Completion:
    """The completion that `to_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: it was not.
    """
    cost = kept["cost_usd"]
    return Completion(
        str(kept["text"]),
        Finish(kept["finish"]),
        str(kept["model"]),
        int(kept["input_tokens"]),
        int(kept["cached_tokens"]),
        int(kept["output_tokens"]),
        None if cost is None else Decimal(str(cost)),
        int(kept["calls"]),
        float(kept["seconds"]),
    )


class Cached:
    """A caller that remembers. A folder that cannot be read or written only costs the memory, never an extraction."""

    def __init__(self, inner: Caller, folder: Path, max_bytes: int) -> None:
        """Open nothing yet.

        Args:
            inner: asked where nothing is remembered.
            folder: where answers are kept; made when first needed.
            max_bytes: the oldest answers go beyond this.
        """
        self.name = inner.name
        self._inner = inner
        self._folder = folder
        self._max_bytes = max_bytes
        self._store: diskcache.Cache | None = None
        self._broken = False
        self._under_way: dict[str, asyncio.Future[Completion]] = {}

    async def call(self, request: Request) -> Completion:
        """The remembered answer, which costs nothing; else the model's, remembered if it is a whole one."""
        key = key_of(request, self.name)
        if (kept := await asyncio.to_thread(self._get, key)) is not None:
            return _free(kept)
        if (same := self._under_way.get(key)) is not None:
            return _free(await asyncio.shield(same))
        self._under_way[key] = coming = asyncio.get_running_loop().create_future()
        try:
            completion = await self._inner.call(request)
            coming.set_result(completion)
        except BaseException as error:
            if isinstance(error, Exception):
                coming.set_exception(error)
                coming.exception()  # retrieved: nobody else may be waiting
            else:
                coming.cancel()
            raise
        finally:
            del self._under_way[key]
        if completion.finish is Finish.STOP:
            await asyncio.to_thread(self._put, key, completion)
        return completion

    async def aclose(self) -> None:
        """Close the store and what is asked."""
        if self._store is not None:
            self._store.close()
            self._store = None
        await self._inner.aclose()

    def _get(self, key: str) -> Completion | None:
        try:
            kept = cast(dict[str, Any] | None, self._opened().get(key))
            return None if kept is None else from_json(kept)
        except Exception as error:  # SQLite, zlib, JSON, the file system: whatever is wrong, the model can be asked
            self._give_up(error)
            return None

    def _put(self, key: str, completion: Completion) -> None:
        try:
            self._opened().set(key, to_json(completion))
        except Exception as error:
            self._give_up(error)

    def _opened(self) -> "diskcache.Cache":
        if self._broken:
            raise OSError("given up")
        if self._store is None:
            self._store = open_store(self._folder, self._max_bytes)
        return self._store

    def _give_up(self, error: Exception) -> None:
        if not self._broken:
            logger.warning("the cache in %s cannot be used: %s", self._folder, type(error).__name__)
        self._broken = True


def _free(completion: Completion) -> Completion:
    """The same answer, at no cost."""
    nothing = Completion("", cost_usd=Decimal(0), calls=0)
    return replace(nothing, text=completion.text, finish=completion.finish, model=completion.model)


def open_store(folder: Path, max_bytes: int) -> "diskcache.Cache":
    """The store of answers in `folder`.

    Raises:
        OSError, sqlite3.Error: it cannot be opened.
    """
    import diskcache
    from diskcache.core import MODE_BINARY

    class AnswersDisk(diskcache.Disk):
        """Keys are text, values zipped JSON inside the database; rows of any other sort are refused unread."""

        def store(self, value: Any, read: bool, key: Any = None) -> Any:
            return 0, MODE_BINARY, None, memoryview(zlib.compress(json.dumps(value).encode(), 1))

        def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:
            if mode != MODE_BINARY or filename is not None:
                raise ValueError("not written by Faktum")
            return json.loads(zlib.decompress(value))

        def put(self, key: Any) -> Any:
            return key, True

        def get(self, key: Any, raw: bool) -> Any:
            return key

    return diskcache.Cache(str(folder), disk=AnswersDisk, size_limit=max_bytes, timeout=5)
