"""`faktum ground`: anyone's extraction pinned to its document."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cli_settings import settings_with

if TYPE_CHECKING:
    from ..engine.ground import GroundedCells
    from ..schemas.record import Cell

DONE, FAILED, REVIEW = 0, 1, 3
"""Exit status, as of `extract`: done; some page could not be read; `--strict` and something was not found."""

QUOTE_CHARS = 60


class Form(StrEnum):
    """Choices of --format."""

    json = "json"
    text = "text"


def ground(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The document.")],
    values: Annotated[Path, typer.Option("--values", help='JSON file, {"total": "146.14", …}; - for standard input.')],
    format: Annotated[Form, typer.Option("--format", "-f", help="What is printed.")] = Form.json,
    strict: Annotated[
        bool, typer.Option("--strict", help="No value where it was not found; exit with 3 if there is one.")
    ] = False,
) -> None:
    """Find where values that were extracted elsewhere stand in their document, and whether they do."""
    from ..engine.ground import ground as run

    cells = run(file, _values(values), strict=strict, settings=settings_with({}))
    if format is Form.json:
        sys.stdout.buffer.write(_json(cells) + b"\n")
    else:
        _print(cells)
    if any(page.status == "failed" for page in cells.pages):
        raise typer.Exit(FAILED)
    if strict and cells.not_found:
        raise typer.Exit(REVIEW)


def _values(file: Path) -> Any:
    """The values as the file has them, numbers with all their decimals.

    Raises:
        InvalidInput: the file cannot be read, or is no JSON.
    """
    import json
    from decimal import Decimal

    from ..schemas.errors import InvalidInput

    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return json.loads(data, parse_float=Decimal)
    except OSError as error:
        raise InvalidInput(f"The values in {file} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise InvalidInput(f"{file} is no JSON: {error}.") from error


def _json(cells: "GroundedCells") -> bytes:
    """Cells and rows under the names given, each cell as in documents.jsonl."""
    import orjson

    from ..engine.rows.to_documents import cell_as_json, note_as_json

    fields: dict[str, Any] = {name: cell_as_json(cell) for name, cell in cells.items()}
    for key, rows in cells.rows.items():
        fields[key] = [{name: cell_as_json(cell) for name, cell in row.items()} for row in rows]
    notes = [note_as_json(note) for note in cells.notes]
    return orjson.dumps({"file": cells.file, "cells": fields, "notes": notes}, option=orjson.OPT_INDENT_2)


def _print(cells: "GroundedCells") -> None:
    """A line for each cell and note."""
    lines = list(cells.items())
    for key, rows in cells.rows.items():
        lines += [(f"{key}[{number}].{name}", cell) for number, row in enumerate(rows, 1) for name, cell in row.items()]
    width = max((len(name) for name, _ in lines), default=0)
    for name, cell in lines:
        typer.echo(f"{name:{width}}  {cell.status:11}  {_place(cell)}".rstrip())
    for note in cells.notes:
        typer.echo(f"{note.code}: {note.message}")


def _place(cell: "Cell") -> str:
    if not cell.evidence:
        return cell.printed or ""
    quote = cell.evidence[0].quote
    short = quote if len(quote) <= QUOTE_CHARS else f"{quote[: QUOTE_CHARS - 1]}…"
    return f"page {cell.evidence[0].page}: {short}"
