"""`faktum credits`: what the organisations of the service may spend. Without a limit they spend nothing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_data import with_database
from .server_extra import needs_server

if TYPE_CHECKING:
    from .store.database import Database

app = typer.Typer(
    name="credits", help="Credits of the HTTP service: one for each page.", no_args_is_help=True, callback=needs_server
)

Data = Annotated[Path | None, typer.Option("--data", help="The service's folder, as given to `faktum serve`.")]
Org = Annotated[str, typer.Option("--org", help="Organisation.")]


@app.command()
def show(org: Org = "default", data: Data = None) -> None:
    """Show balance, credits that are held, and whether the ledger sums up to them."""
    from .services import credits, keys

    async def look(database: "Database") -> tuple[credits.Balance, bool]:
        org_id = await keys.organisation(database, org)
        return await credits.balance(database, org_id), await credits.proved(database, org_id)

    held, proved = with_database(data, look)
    if held.unlimited:
        typer.echo(f"{org}: no limit")
    else:
        typer.echo(f"{org}: {held.balance} credits, {held.reserved} of them held")
    if not proved:
        typer.echo("the ledger does not sum up to the balance", err=True)
        raise typer.Exit(1)


@app.command()
def grant(
    credits: Annotated[int, typer.Argument(min=1, help="Credits to add.")],
    org: Org = "default",
    reference: Annotated[
        str | None, typer.Option("--reference", help="What for, e.g. an invoice; granted once under one reference.")
    ] = None,
    data: Data = None,
) -> None:
    """Add credits to an organisation."""
    from .services import credits as ledger
    from .services import keys

    async def add(database: "Database") -> bool:
        return await ledger.grant(database, await keys.organisation(database, org), credits, reference)

    if not with_database(data, add):
        typer.echo(f"nothing added: {reference} was granted before", err=True)


@app.command()
def limit(
    monthly: Annotated[int, typer.Option("--monthly", min=0, help="Free credits each month.")] = 0,
    off: Annotated[bool, typer.Option("--off", help="Lift the limit.")] = False,
    org: Org = "default",
    data: Data = None,
) -> None:
    """Let an organisation spend only what it is granted, and its free credits each month."""
    from .services import credits, keys

    async def change(database: "Database") -> None:
        org_id = await keys.organisation(database, org)
        await credits.limit(database, org_id, monthly=None if off else monthly)

    with_database(data, change)
