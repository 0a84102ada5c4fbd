"""A table → files in a folder: all of them, complete, or none."""

import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ...schemas.errors import MissingExtra, OutputExists, OutputNotWritable, UnknownFormat
from .lay_out import Table
from .styles import Fill

if TYPE_CHECKING:
    from .to_einvoice import Validate

FILES: Mapping[str, str] = {
    "xlsx": "rows.xlsx",
    "csv": "rows.csv",
    "json": "rows.json",
    "documents": "documents.jsonl",
    "ubl": "ubl.zip",
    "cii": "cii.zip",
}
"""Format → the name of its file."""

EINVOICES = frozenset({"ubl", "cii"})
"""Formats that only records which keep the rules of EN 16931 leave in."""


def save(
    table: Table,
    folder: str | os.PathLike[str],
    formats: Iterable[str] = ("xlsx", "csv", "json", "documents"),
    *,
    overwrite: bool = False,
    json_typed_values: bool = True,
    review_fill: Fill = "yellow",
    affected_fill: Fill = "orange",
    validate: "Validate | None" = None,
) -> dict[str, Path]:
    """Write one file per format and give their paths; the folder is made where it is missing.

    Every file is written beside its place under another name and moved there when all are complete, so that a reader
    never sees half a file and a failure leaves what was there before.

    Raises:
        UnknownFormat, OutputExists, OutputNotWritable: before anything is written, or when the disk refuses.
    """
    targets = check_targets(folder, formats, overwrite=overwrite)
    parts: dict[str, Path] = {}
    try:
        for name, target in targets.items():
            parts[name] = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
            with open(parts[name], "xb") as file:
                write(
                    name,
                    table,
                    file,
                    json_typed_values=json_typed_values,
                    review_fill=review_fill,
                    affected_fill=affected_fill,
                    validate=validate,
                )
                file.flush()
                os.fsync(file.fileno())
        check_targets(folder, targets, overwrite=overwrite)
        for name, target in targets.items():
            os.replace(parts[name], target)
        _settle(Path(folder))
    except OSError as error:
        raise OutputNotWritable(f"{Path(folder)} cannot be written to: {error.strerror or error}") from error
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
    return targets


def check_targets(
    folder: str | os.PathLike[str], formats: Iterable[str], *, overwrite: bool = False
) -> dict[str, Path]:
    """Format → the file it will become, once it is certain that all of them may be written. Makes the folder.

    Raises:
        UnknownFormat: naming it and those there are.
        OutputExists: naming the file, unless `overwrite`.
        OutputNotWritable: the folder cannot be made or written to.
    """
    names = list(dict.fromkeys(formats))
    if EINVOICES & set(names) and find_spec("facturx") is None:
        raise MissingExtra('writing e-invoices needs the extra `validate`: pip install "faktum[validate]"')
    unknown = [name for name in names if name not in FILES]
    if unknown:
        raise UnknownFormat(f"no output format is called {', '.join(unknown)}; there are: {', '.join(FILES)}")
    place = Path(folder)
    targets = {name: place / FILES[name] for name in names}
    for target in targets.values():
        if target.is_dir():
            raise OutputNotWritable(f"{target} is a folder, so no file can be written there.")
        if target.exists() and not overwrite:
            raise OutputExists(f"{target} exists. Choose another folder, or ask to overwrite.")
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputNotWritable(f"{place} cannot be made: {error.strerror or error}") from error
    if not os.access(place, os.W_OK | os.X_OK):
        raise OutputNotWritable(f"{place} cannot be written to: permission denied.")
    return targets


def write(
    format: str,
    table: Table,
    file: BinaryIO,
    *,
    json_typed_values: bool = True,
    review_fill: Fill = "yellow",
    affected_fill: Fill = "orange",
    validate: "Validate | None" = None,
) -> None:
    """Write the table in one format to an open binary file.

    Args:
        format: one of FILES.
        table: the results.
        file: open for writing.
        json_typed_values: for json: numbers and booleans as such; else all values as text.
        review_fill: for xlsx: the colour of rows to look at.
        affected_fill: for xlsx: the colour of the cells that are in doubt.
        validate: for ubl and cii: the rules that decide which records may leave.

    Raises:
        UnknownFormat: naming it and those there are.
        MissingExtra: ubl and cii need the extra `validate`.
    """
    match format:
        case "xlsx":
            from .to_xlsx import write_xlsx

            write_xlsx(table, file, review_fill=review_fill, affected_fill=affected_fill)
        case "csv":
            from .to_csv import write_csv

            write_csv(table, file)
        case "json":
            from .to_json import write_json

            write_json(table, file, typed=json_typed_values)
        case "documents":
            from .to_documents import write_documents

            write_documents(table.documents, file, table.prompt)
        case "ubl" | "cii":
            from .to_einvoice import write_einvoices

            if validate is None:
                raise UnknownFormat(f"{format} needs the rules of EN 16931 to be given")
            write_einvoices(table, file, format, validate)
        case _:
            raise UnknownFormat(f"no output format is called {format}; there are: {', '.join(FILES)}")


def _settle(folder: Path) -> None:
    """Make the renames last through a power cut, where the system can."""
    with suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
