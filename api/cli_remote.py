"""`faktum extract --remote URL`: the same command, read by a service."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import typer

if TYPE_CHECKING:
    from ..engine.extraction import OnUpdate
    from ..engine.result import Result


class Shape(TypedDict):
    """What is asked for, beside the prompt."""

    output_structure: str
    schema: str | None
    addons: list[str]


def refuse_local(given: Mapping[str, object]) -> None:
    """Refuse options that say how this machine should read.

    Args:
        given: option → its value; None and False are not given.
    """
    named = [name for name, value in given.items() if value is not None and value is not False]
    if named:
        raise typer.BadParameter(f"{', '.join(named)}: how it reads is up to the service", param_hint="--remote")


def extract_remotely(
    url: str,
    key_file: Path | None,
    paths: list[str],
    prompt: str | dict[str, Any] | None,
    *,
    output_structure: str,
    schema: str | None,
    addons: list[str],
    on_update: "OnUpdate | None",
) -> "Result":
    """The result of an extraction at a service; the key is FAKTUM_API_KEY or the content of a file.

    Raises:
        FaktumError: see Client.extract.
    """
    from .client.synchronous import Client

    with Client(url, _key(key_file)) as client:
        return client.extract(
            paths, prompt, output_structure=output_structure, schema=schema, addons=addons, on_update=on_update
        )


def _key(file: Path | None) -> str | None:
    """The key in a file; None leaves it to the environment."""
    if file is None:
        return None
    try:
        return file.read_text().strip()
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror or error}", param_hint="--api-key-file") from error
