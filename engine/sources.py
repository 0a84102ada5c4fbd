"""What the caller handed over → one source per file, in a stable order, each with a name that tells it apart."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import IO, cast

from ..schemas.errors import FileTooLarge, InvalidInput, NoDocuments, PathNotFound, UnreadableFile

SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".xml"})
"""Which files of a folder are taken. A file named by itself is taken whatever it is called: the bytes decide."""

Input = str | PathLike[str] | bytes | IO[bytes] | tuple[str, bytes]
"""A path, a folder, bytes, an open binary file, or (name, bytes)."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: where it is, or its bytes."""

    name: str
    """As the user knows it; unique in the batch."""
    content: Path | bytes

    def read(self, max_bytes: int) -> bytes:
        """The bytes.

        Raises:
            FileTooLarge: more than `max_bytes`; nothing was loaded.
            UnreadableFile: the system refused.
        """
        if isinstance(self.content, bytes):
            return self.content
        try:
            size = self.content.stat().st_size
            if size > max_bytes:
                raise FileTooLarge(
                    f"The file has {size:,} bytes; the limit is {max_bytes:,}. Split it or raise the limit."
                )
            return self.content.read_bytes()
        except OSError as error:
            raise UnreadableFile(f"The file cannot be opened: {error.strerror or error}.") from error


def sources(inputs: Input | Iterable[Input]) -> tuple[Source, ...]:
    """One source per file: folders opened (with their subfolders, sorted by name), names made unique.

    Raises:
        PathNotFound: a path does not exist.
        NoDocuments: nothing to read was given.
        InvalidInput: an input of a type that cannot be read.
    """
    found = [item for number, one in enumerate(_listed(inputs), 1) for item in _open(one, number)]
    if not found:
        raise NoDocuments
    seen = Counter(name for name, _ in found)
    met: Counter[str] = Counter()
    result: list[Source] = []
    for name, content in found:
        met[name] += 1
        if seen[name] > 1:
            name = _distinct(name, content, met[name])
        result.append(Source(name, content))
    return tuple(result)


def _listed(inputs: Input | Iterable[Input]) -> Iterable[Input]:
    """The inputs as a list, also where a single one was given."""
    if isinstance(inputs, str | bytes | PathLike | tuple) or hasattr(inputs, "read"):
        return [cast(Input, inputs)]
    return cast(Iterable[Input], inputs)


def _open(item: Input, number: int) -> Iterator[tuple[str, Path | bytes]]:
    match item:
        case bytes():
            yield f"document {number}", item
        case tuple():
            yield item
        case str() | PathLike():
            path = Path(item)
            if path.is_dir():
                files = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
                yield from ((p.relative_to(path).as_posix(), p) for p in files)
            elif path.exists():
                yield path.name, path
            else:
                raise PathNotFound(f"There is no file or folder '{path}'.")
        case _:
            if not hasattr(item, "read"):
                raise InvalidInput(f"Cannot read a {type(item).__name__}: give paths, folders, bytes or open files.")
            data = cast(object, item.read())
            if not isinstance(data, bytes):
                raise InvalidInput("Open the file in binary mode: open(path, 'rb').")
            yield Path(str(getattr(item, "name", f"document {number}"))).name, data


def _distinct(name: str, content: Path | bytes, occurrence: int) -> str:
    """A name for the n-th of several sources with one name: its whole path, else a number behind it."""
    if isinstance(content, Path):
        whole = content.as_posix()
        return whole if occurrence == 1 or whole != name else f"{whole} ({occurrence})"
    return name if occurrence == 1 else f"{name} ({occurrence})"
