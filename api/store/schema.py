"""The database's schema, brought up to date: alembic, run on our own connection when a process starts."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from ...schemas.errors import InvalidSetting
from .database import Database

MIGRATIONS = Path(__file__).parent / "migrations"

_LOCK = 7_246_113
"""Number of the advisory lock on Postgres: of several processes that start together one migrates, the others wait."""


async def migrate(database: Database, revision: str = "head") -> None:
    """Bring the schema to a revision, by default the newest; nothing happens where it is there already.

    Raises:
        InvalidSetting: the database cannot be opened; says why.
    """
    try:
        async with database.engine.connect() as connection:
            await connection.run_sync(_migrate, revision, database.is_sqlite)
            await connection.commit()
    except OperationalError as error:
        why = str(error.orig).strip().partition("\n")[0]
        raise InvalidSetting(f"FAKTUM_DATABASE_URL: the database cannot be opened: {why}") from error


def config(connection: Connection) -> Config:
    """Alembic's settings for one connection."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["connection"] = connection
    return made


def _migrate(connection: Connection, revision: str, is_sqlite: bool) -> None:
    if is_sqlite:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
    up = revision == "head" or (not revision.startswith("-") and revision != "base")
    (command.upgrade if up else command.downgrade)(config(connection), revision)
