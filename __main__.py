"""`faktum`, or `python -m faktum`: the commands of all doors, put together. Only this file knows more than one door."""

import typer

from .api.cli import app
from .api.cli import main as main
from .evals.cli import app as evals

app.add_typer(evals)


@app.command()
def doctor() -> None:
    """Show what is installed here, what is missing and how to get it."""
    from .api.doctor import report

    for line in report():
        typer.echo(line)


if __name__ == "__main__":
    main()
