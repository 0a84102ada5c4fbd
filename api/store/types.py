"""Column types and small makers that every table uses."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import DateTime, Dialect, TypeDecorator


class Utc(TypeDecorator[datetime]):
    """A moment. Stored in UTC on every database; always aware in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as the database keeps it.

        Raises:
            ValueError: it has no time zone, so that nobody knows which moment it is.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; SQLite forgets the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def as_text(moment: datetime | None) -> str | None:
    """A moment as the wire has it: ISO 8601 in UTC."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def new_id() -> str:
    """A fresh id: a random UUID as text."""
    return str(uuid4())


def is_id(text: str) -> bool:
    """True where a text could be one of our ids."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
