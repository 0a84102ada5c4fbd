"""`faktum keys`: who may use the service."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_data import with_database
from .server_extra import needs_server

if TYPE_CHECKING:
    from .store.database import Database

app = typer.Typer(name="keys", help="Keys of the HTTP service.", no_args_is_help=True, callback=needs_server)

Data = Annotated[Path | None, typer.Option("--data", help="The service's folder, as given to `faktum serve`.")]
Which = Annotated[str, typer.Argument(help="Id or name of the key, or its beginning.")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    org: Annotated[str, typer.Option("--org", help="Organisation it belongs to; made where it is new.")] = "default",
    test: Annotated[bool, typer.Option("--test", help="For trials: a fixture answers, nothing is billed.")] = False,
    admin: Annotated[bool, typer.Option("--admin/--no-admin", help="May see what other keys submitted.")] = True,
    read_only: Annotated[bool, typer.Option("--read-only", help="May look, and submit nothing.")] = False,
    expires: Annotated[str | None, typer.Option("--expires", help="A date, 2027-01-31, or days, 90d.")] = None,
    data: Data = None,
) -> None:
    """Make a key and print it. It is shown this once: only a hash is kept."""
    from .services import keys

    async def make(database: "Database") -> str:
        scopes = ("read",) if read_only else keys.SCOPES
        return await keys.create_key(
            database, name, org=org, test=test, team_admin=admin, scopes=scopes, expires_at=_moment(expires)
        )

    typer.echo(with_database(data, make))


@app.command(name="list")
def list_(data: Data = None) -> None:
    """Show all keys: organisation, name, beginning, state, last use, id."""
    from .services import keys
    from .store.types import now

    for key, org in with_database(data, keys.list_keys):
        state = "revoked" if key.revoked_at else "expired" if key.expires_at and key.expires_at <= now() else "active"
        used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
        typer.echo(f"{org}\t{key.name}\t{key.prefix}…\t{state}\t{used}\t{key.id}")


@app.command()
def revoke(which: Which, data: Data = None) -> None:
    """Revoke a key, at once."""
    from .services import keys

    name = with_database(data, lambda database: keys.revoke_key(database, which))
    typer.echo(f"revoked: {name}", err=True)


@app.command()
def rotate(
    which: Which,
    overlap: Annotated[int, typer.Option("--overlap", min=0, help="Hours the old key goes on working.")] = 24,
    data: Data = None,
) -> None:
    """Make a new key in place of another, and print it."""
    from .services import keys

    typer.echo(with_database(data, lambda database: keys.rotate_key(database, which, overlap=timedelta(hours=overlap))))


def _moment(expires: str | None) -> datetime | None:
    if expires is None:
        return None
    try:
        if expires.endswith("d"):
            return datetime.now(UTC) + timedelta(days=int(expires[:-1]))
        moment = datetime.fromisoformat(expires)
    except ValueError as error:
        raise typer.BadParameter("give a date, 2027-01-31, or days, 90d", param_hint="--expires") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
