"""`faktum`, or `python -m faktum`: the commands of all doors, put together. Only this file knows more than one door."""

from pathlib import Path
from typing import Annotated

import typer

from .api.cli import app
from .api.cli import main as main
from .evals.cli import app as evals

app.add_typer(evals)


@app.command()
def doctor(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH]...", help="With --chaos: documents.")] = None,
    chaos: Annotated[
        bool, typer.Option("--chaos", help="Damage pictures of your documents: which fields flip, are flips told?")
    ] = False,
    prompt: Annotated[str | None, typer.Option("--prompt", "-p", help="With --chaos: what to extract.")] = None,
) -> None:
    """Show what is installed here, what is missing and how to get it; or how robust reading is on your documents."""
    if not chaos:
        if paths:
            raise typer.BadParameter("documents are for --chaos", param_hint="PATH")
        from .api.doctor import report

        for line in report():
            typer.echo(line)
        return
    from .evals.chaos_report import tell

    tell([str(path) for path in paths or ()], prompt)


if __name__ == "__main__":
    main()
