"""Every answer written to a folder, and a batch run again from it: offline, byte for byte."""

import os
from pathlib import Path
from uuid import uuid4

import orjson

from ....schemas.errors import InvalidSetting, ReplayMissing
from .cache import from_json, key_of, to_json
from .call import Caller, Completion, Request


class Recording:
    """A caller that writes each answer to a file named by its question; keys and secrets are in none of them."""

    def __init__(self, inner: Caller, folder: Path) -> None:
        self.name = inner.name
        self._inner = inner
        self._folder = folder

    async def call(self, request: Request) -> Completion:
        """The model's answer, written down.

        Raises:
            InvalidSetting: the folder cannot be written to.
        """
        completion = await self._inner.call(request)
        kept = {"purpose": request.purpose, **to_json(completion)}
        target = self._folder / f"{key_of(request, self.name)}.json"
        draft = target.with_suffix(f".{uuid4().hex}.tmp")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(orjson.dumps(kept, option=orjson.OPT_INDENT_2))
            os.replace(draft, target)
        except OSError as error:
            raise InvalidSetting(
                f"FAKTUM_RECORD_DIR: {self._folder} cannot be written to: {error.strerror}."
            ) from error
        return completion

    async def aclose(self) -> None:
        """Close what is asked."""
        await self._inner.aclose()


class Replay:
    """A caller that answers from a recording and sends nothing."""

    def __init__(self, name: str, folder: Path) -> None:
        """Take answers of the model `name` from `folder`.

        Raises:
            InvalidSetting: there is no such folder.
        """
        if not folder.is_dir():
            raise InvalidSetting(f"FAKTUM_REPLAY_DIR: there is no folder {folder}.")
        self.name = name
        self._folder = folder

    async def call(self, request: Request) -> Completion:
        """The recorded answer.

        Raises:
            ReplayMissing: there is none, or it is damaged.
        """
        try:
            return from_json(orjson.loads((self._folder / f"{key_of(request, self.name)}.json").read_bytes()))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReplayMissing from error

    async def aclose(self) -> None:
        """Nothing is held."""
