"""What the caller handed over, as files that can be uploaded; what cannot is a result, as it is with the import."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...engine.reading.sniff import media_type_of
from ...engine.sources import Source
from ...schemas.document import MediaType
from ...schemas.errors import DocumentError, EmptyFile, FileTooLarge, UnreadableFile, UnsupportedFile
from ...schemas.record import DocumentResult, Failure
from ...schemas.wire import MOST_IMAGE_BYTES, MOST_PDF_BYTES, SUFFIXES

LONGEST_NAME = 200
HEAD_BYTES = 4096

ENDINGS = {MediaType.PDF: ".pdf", MediaType.JPEG: ".jpg", MediaType.PNG: ".png"}


@dataclass(frozen=True, slots=True)
class Upload:
    """One file to upload."""

    index: int
    """Place in the batch."""
    source: Source
    file_id: str
    file_name: str
    """As the service takes it: an ending it knows, no slashes, unique."""
    size_bytes: int

    def part(self, number: int, part_size: int) -> bytes:
        """The bytes of part `number`, from 1."""
        start = (number - 1) * part_size
        if isinstance(self.source.content, bytes):
            return self.source.content[start : start + part_size]
        with open(self.source.content, "rb") as file:
            file.seek(start)
            return file.read(part_size)


def prepared(sources: Sequence[Source]) -> tuple[list[Upload], dict[int, DocumentResult]]:
    """(what is uploaded, place in the batch → why a file is not)."""
    uploads: list[Upload] = []
    refused: dict[int, DocumentResult] = {}
    names: set[str] = set()
    for index, source in enumerate(sources):
        try:
            size, ending = _looked_at(source)
        except DocumentError as error:
            refused[index] = DocumentResult(source.name, error=Failure(error.code, error.message))
            continue
        name = _name(source.name, ending, names)
        names.add(name)
        uploads.append(Upload(index, source, f"file-{index + 1:05}", name, size))
    return uploads, refused


def _looked_at(source: Source) -> tuple[int, str]:
    """(bytes, ending that tells what they are).

    Raises:
        DocumentError: no service takes this file.
    """
    try:
        if isinstance(source.content, Path):
            size = source.content.stat().st_size
            with open(source.content, "rb") as file:
                head = file.read(HEAD_BYTES)
        else:
            size, head = len(source.content), source.content[:HEAD_BYTES]
    except OSError as error:
        raise UnreadableFile(f"The file cannot be opened: {error.strerror or error}.") from error
    if not size:
        raise EmptyFile
    kind = media_type_of(head)
    if kind is None or kind not in ENDINGS:
        raise UnsupportedFile("The service takes PDF, JPEG and PNG. Convert the file to one of these.")
    limit = MOST_PDF_BYTES if kind is MediaType.PDF else MOST_IMAGE_BYTES
    if size > limit:
        raise FileTooLarge(f"The file has {size:,} bytes; the service takes {limit:,} of its kind. Split it.")
    return size, ENDINGS[kind]


def _name(given: str, ending: str, taken: set[str]) -> str:
    """A name for the service, like the given one and unlike those taken."""
    plain = "".join("_" if c in "/\\" or ord(c) < 32 or ord(c) == 127 else c for c in given).strip()
    stem, suffix = plain, ending
    for known in SUFFIXES:
        if plain.lower().endswith(known) and (known == ".pdf") == (ending == ".pdf"):
            stem, suffix = plain[: -len(known)], plain[-len(known) :]
    for number in range(1, len(taken) + 2):
        mark = suffix if number == 1 else f" ({number}){suffix}"
        name = stem[: LONGEST_NAME - len(mark)] + mark
        if name not in taken:
            return name
    raise AssertionError("one of n + 1 names is not among n")
