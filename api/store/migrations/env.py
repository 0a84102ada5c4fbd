"""Alembic's entry: runs migrations on the connection that schema.py hands over."""

from typing import Literal

from alembic import context

from faktum.api.store.tables import Table
from faktum.api.store.types import Utc


def rendered(kind: str, item: object, _: object) -> str | Literal[False]:
    """How a column's type is written into a migration; False for alembic's own way."""
    return "Utc()" if kind == "type" and isinstance(item, Utc) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=True,  # SQLite alters tables by copying them
    compare_type=True,
    render_item=rendered,
)
with context.begin_transaction():
    context.run_migrations()
