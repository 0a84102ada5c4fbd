"""Pages kept as compressed JSON, so that no document is read twice by the same reading; runs share the folder."""

import gzip
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import PydanticSerializationError

from ..engine import flow
from ..engine.sources import Source
from ..schemas.document import Pages
from ..schemas.settings import Settings

ENGINES = ("pypdfium2", "pillow", "rapidocr", "onnxruntime", "tesserocr", "zxing-cpp")
"""Packages whose version decides what is read."""
LIMITS = ("ocr", "language", "max_pages", "max_image_pixels", "max_raster_pixels", "page_timeout_s")
"""Settings that decide what is read."""

_PAGES = TypeAdapter(list[Pages], config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))


@dataclass(frozen=True, slots=True)
class PageStore:
    """A folder of pages by the bytes they were read from and by what read them."""

    folder: Path

    def read(self, source: Source, settings: Settings) -> Pages:
        """The pages of one file: kept ones, or read now and kept.

        Raises:
            DocumentError: the file cannot be opened.
        """
        data = source.read(max(settings.max_pdf_bytes, settings.max_image_bytes))
        key = key_of(sha256(data).hexdigest(), settings)
        pages = self.load(key)
        if pages is None:
            pages = flow.read(Source(source.name, data), settings)
            self.keep(key, pages)
        return replace(pages, name=source.name)

    def load(self, key: str) -> Pages | None:
        """The pages kept under this key; None where there are none, or none that can be read."""
        try:
            return _PAGES.validate_json(gzip.decompress(self._file(key).read_bytes()))[0]
        except (OSError, EOFError, ValueError):
            return None

    def keep(self, key: str, pages: Pages) -> None:
        """Keep the pages; nobody sees half a file."""
        write_whole(self._file(key), gzip.compress(as_json(_PAGES, [pages]), 5, mtime=0))

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json.gz"


def key_of(content: str, settings: Settings) -> str:
    """What makes two readings the same: the SHA-256 of the bytes, our reading's code, the engines, the settings."""
    told = "\n".join([content, _reading(), *(f"{name}={getattr(settings, name)}" for name in LIMITS)])
    return sha256(told.encode()).hexdigest()


@lru_cache(maxsize=1)
def _reading() -> str:
    """The code that reads and the versions of what it reads with, as a hash."""
    digest = sha256()
    root = Path(flow.__file__).parent
    for file in (*sorted((root / "reading").glob("*.py")), root.parent / "schemas" / "document.py"):
        digest.update(file.name.encode() + file.read_bytes())
    for package in ENGINES:
        try:
            digest.update(f"{package} {version(package)}\n".encode())
        except PackageNotFoundError:
            digest.update(f"{package} absent\n".encode())
    return digest.hexdigest()


def write_whole(file: Path, data: bytes) -> None:
    """Write a file so that it is there complete or not at all; its folder is made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{uuid4().hex}.part")
    draft.write_bytes(data)
    os.replace(draft, file)


def as_json(adapter: TypeAdapter[Any], value: object) -> bytes:
    """The value as JSON; half a surrogate pair, as broken PDF fonts give, becomes U+FFFD: no UTF-8 can carry it."""
    try:
        return adapter.dump_json(value)
    except PydanticSerializationError:
        plain: Any = adapter.dump_python(value)
        return adapter.dump_json(adapter.validate_python(_mapped(plain, _mended)))


def _mended(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {_mapped(key, change): _mapped(part, change) for key, part in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list | tuple):
        return [_mapped(part, change) for part in value]  # pyright: ignore[reportUnknownVariableType]
    return value
