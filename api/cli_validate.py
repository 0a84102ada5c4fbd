"""`faktum validate`: e-invoices held against their standard."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_settings import settings_with

if TYPE_CHECKING:
    from ..schemas.record import Note

INVALID = 1


class Output(StrEnum):
    """Choices of --format."""

    text = "text"
    json = "json"


def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="E-invoice XML, PDFs that carry one, folders.")],
    format: Annotated[Output, typer.Option("--format", "-f", help="text, or json: findings by file.")] = Output.text,
) -> None:
    """Hold e-invoices against their schema and the rules of EN 16931. Exit status 1 if one is invalid."""
    from ..engine.checking.validation import has_errors
    from ..engine.sources import sources
    from ..engine.validating import validate_file

    settings = settings_with({})
    findings = {source.name: validate_file(source, settings) for source in sources(files)}
    if format is Output.json:
        import orjson

        found = {name: [_as_json(note) for note in notes] for name, notes in findings.items()}
        sys.stdout.buffer.write(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        for name, notes in findings.items():
            typer.echo(f"{name}: {'INVALID' if has_errors(notes) else 'valid'}")
            for note in notes:
                typer.echo(f"  {note.severity} {note.code}{f' line {note.row}' if note.row else ''}: {note.message}")
    if any(map(has_errors, findings.values())):
        raise typer.Exit(INVALID)


def _as_json(note: "Note") -> dict[str, object]:
    return {
        "code": note.code,
        "severity": note.severity,
        "message": note.message,
        "fields": note.fields,
        "row": note.row,
    }
