"""`faktum eval`: experiments on datasets, their replay, comparison, gate and report.

Nothing but typer is imported before a command runs.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from .run_folder import RunFolder

app = typer.Typer(name="eval", help="Is a model, a prompt or a version better? Measure it.", no_args_is_help=True)

Run = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the new run.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]


@app.callback()
def evals() -> None:
    """Is a model, a prompt or a version better? Measure it."""


@app.command()
def replay(
    run: Run,
    out: Out,
    reread: Annotated[bool, typer.Option("--reread", help="The embedded reader answers anew.")] = False,
    quiet: Quiet = False,
) -> None:
    """Check the kept replies of a run again with today's code; no model is asked, no document read."""
    from .progress import progress
    from .replay import replay as again
    from .run_folder import RunFolder

    with progress("replay", quiet=quiet) as on_done:
        ran = again(RunFolder(run), out, reread=reread, on_done=on_done)
    if not quiet:
        _tell(ran)


@app.command()
def report(
    run: Run,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="HTML file (default: report.html in RUN).")] = None,
    against: Annotated[Path | None, typer.Option("--against", help="Folder of a run to compare with.")] = None,
    worst: Annotated[int, typer.Option("--worst", min=0, help="Documents shown with their pages.")] = 24,
) -> None:
    """Write what a run came to as one HTML file that opens without a network."""
    from .compare import compare
    from .report import judged_run, kept_pages, write_report
    from .run_folder import RunFolder

    folder = RunFolder(run)
    file = write_report(
        out or run / "report.html",
        judged_run(folder),
        comparison=compare(RunFolder(against), folder) if against else None,
        settings=folder.settings(),
        worst_documents=worst,
        read_pages=lambda case: kept_pages(folder, case),
    )
    typer.echo(f"{file} ({file.stat().st_size / 1e6:.1f} MB)", err=True)


def _tell(run: "RunFolder") -> None:
    """What came out, in a line on stderr."""
    failed = sum(document.error is not None for document in run.documents())
    told = f", {failed} failed" if failed else ""
    typer.echo(f"{len(run.dataset)} documents{told}: {run.documents_file}", err=True)
