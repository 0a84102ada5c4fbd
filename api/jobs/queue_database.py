"""The database under DBOS: what SQLite needs that DBOS does not set, and JSON in place of pickle."""

import json
import time
from typing import Any

from dbos import Serializer
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url


def queue_engine(url: str) -> Engine:
    """Connections to the queue's database, sqlite:///… or postgresql://…."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=10,
            max_overflow=5,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    engine = create_engine(
        parsed.set(drivername="sqlite"), connect_args={"timeout": 30}, pool_size=10, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


class Json(Serializer):
    """Arguments and results as JSON. DBOS's own default is pickle: code, to whoever can write to the database."""

    def name(self) -> str:
        """Kept beside what is written."""
        return "faktum-json"

    def serialize(self, data: Any) -> str:
        """As JSON; an exception as the name of its kind: its words may be those of a document."""
        return json.dumps(data, default=lambda one: type(one).__name__, separators=(",", ":"))

    def deserialize(self, serialized_data: str) -> Any:
        """From JSON."""
        return json.loads(serialized_data)


def _prepare_sqlite(connection: Any, _: object) -> None:
    """What DBOS needs of SQLite and does not set.

    Write-ahead logging and immediate transactions; and `unixepoch('subsec')`, which SQLite has since 3.42 only: the
    tables' own defaults call it, so every connection must know it.
    """
    connection.isolation_level = "IMMEDIATE"
    connection.create_function("unixepoch", -1, _unix_time)
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _unix_time(*_: object) -> float:
    """Seconds since 1970, with fractions."""
    return time.time()
