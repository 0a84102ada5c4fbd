"""`faktum serve`, `faktum worker`, `faktum backup`: the HTTP service, its workers, and a copy of what it keeps."""

from pathlib import Path
from typing import Annotated

import typer

from .cli_settings import settings_with
from .server_extra import needs_server

Data = Annotated[Path | None, typer.Option("--data", help="Folder for database, files and keys.")]
Model = Annotated[str | None, typer.Option("--model", "-m", help="local (default), or provider/name.")]


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option("--workers", min=0, help="Worker processes beside it; 0 for none.")] = 1,
    data: Data = None,
    model: Model = None,
) -> None:
    """Run the HTTP service, with a worker beside it."""
    needs_server()
    from .serving import serve as run

    run(settings_with({"data_dir": data, "model": model}), host, port, workers)


def worker(
    data: Data = None,
    model: Model = None,
    kept: Annotated[bool, typer.Option("--kept", hidden=True, help="Stop when standard input closes.")] = False,
) -> None:
    """Run one more worker: it shares the work of the service with the same database and storage."""
    needs_server()
    from .serving import work as run

    run(settings_with({"data_dir": data, "model": model}), kept=kept)


def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder; serve from it to restore.")], data: Data = None
) -> None:
    """Copy everything the service keeps on this machine, while it runs."""
    from .backup import backup as run

    for name in run(settings_with({"data_dir": data}), folder):
        typer.echo(folder / name, err=True)
