"""A progress bar on stderr where that is a terminal; else a line for each document that failed; quiet: nothing."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..schemas.record import DocumentResult
    from .collecting import OnDone


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Generator["OnDone | None"]:
    """What to call as each document is finished; None where nothing is to be shown."""
    if quiet:
        yield None
        return
    if not sys.stderr.isatty():
        yield _failure
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def show(result: "DocumentResult", done: int, total: int) -> None:
            if result.error:
                message = f"{result.file}: {result.error.code}: {result.error.message}"
                bar.console.print(message, markup=False, highlight=False)
            bar.update(task, completed=done, total=total, description=f"{title} {result.file}")

        yield show


def _failure(result: "DocumentResult", _done: int, _total: int) -> None:
    if result.error:
        print(f"{result.file}: {result.error.code}: {result.error.message}", file=sys.stderr)
