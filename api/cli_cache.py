"""`faktum cache`: the answers of remote models that are kept."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .cli_settings import settings_with

if TYPE_CHECKING:
    import diskcache

app = typer.Typer(name="cache", help="Answers of remote models that are kept.", no_args_is_help=True)


@app.command()
def info() -> None:
    """Show where answers are kept, how many, and how much room they take."""
    folder, most, store = _opened()
    if store is None:
        typer.echo(f"{folder}: nothing kept yet")
        return
    with store:
        answers, megabytes = sum(1 for _ in store.iterkeys()), store.volume() / 2**20
    typer.echo(f"{folder}: {answers} answers, {megabytes:.1f} of at most {most / 2**20:.0f} MB")


@app.command()
def clear() -> None:
    """Forget all answers that are kept."""
    folder, _, store = _opened()
    if store is None:
        typer.echo(f"{folder}: nothing kept yet")
        return
    with store:
        typer.echo(f"{folder}: {store.clear()} answers forgotten")


def _opened() -> "tuple[Path, int, diskcache.Cache | None]":
    """(folder, most bytes, the store; None where nothing was ever kept)."""
    from ..engine.asking.remote.cache import open_store

    settings = settings_with({})
    folder = settings.data_dir.expanduser() / "cache"
    store = open_store(folder, settings.cache_bytes) if folder.is_dir() else None
    return folder, settings.cache_bytes, store
