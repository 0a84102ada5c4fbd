"""Requests per minute and key, counted in the database, so that all API processes share the count."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from ..problems import Problem
from ..store.database import Database
from ..store.tables import RateWindow

Endpoint = Literal[
    "uploads", "submit", "status", "list", "results", "details", "output", "cancel", "answers", "delete", "balance",
    "extract", "documents", "compile", "usage", "events", "webhooks",
]  # fmt: skip

PER_MINUTE: Mapping[Endpoint, int] = {
    "uploads": 600,
    "submit": 30,
    "status": 120,
    "list": 60,
    "results": 60,
    "details": 60,
    "output": 30,
    "cancel": 30,
    "answers": 30,
    "delete": 30,
    "balance": 60,
    "extract": 60,
    "documents": 120,
    "compile": 60,
    "usage": 60,
    "events": 60,
    "webhooks": 60,
}
"""Most requests a minute of one key; endpoints of one name share their count."""

KEPT_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much of a limit is left."""

    limit: int
    remaining: int
    reset: int
    """Seconds until the count begins anew."""

    @property
    def headers(self) -> dict[str, str]:
        """As told to the client."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset),
        }


async def count(database: Database, key_id: str, endpoint: Endpoint, *, at: float | None = None) -> Allowance:
    """Count one request of a key.

    Args:
        database: holds the counts.
        key_id: whose request.
        endpoint: which limit.
        at: the moment, in seconds since 1970; by default now.

    Raises:
        Problem: RATE_LIMITED, with Retry-After.
    """
    moment = time.time() if at is None else at
    minute, limit = int(moment // 60), PER_MINUTE[endpoint]
    insert = sqlite_insert if database.is_sqlite else postgres_insert
    counted = (
        insert(RateWindow)
        .values(key=f"{key_id}:{endpoint}", minute=minute, count=1)
        .on_conflict_do_update(index_elements=["key", "minute"], set_={"count": RateWindow.count + 1})
        .returning(RateWindow.count)
    )
    async with database.writing() as session:
        made = (await session.scalars(counted)).one()
        if made == 1:
            await session.execute(delete(RateWindow).where(RateWindow.minute < minute - KEPT_MINUTES))
    reset = max(1, int(60 - moment % 60) + 1)
    allowance = Allowance(limit, max(0, limit - made), reset)
    if made > limit:
        raise Problem(
            "RATE_LIMITED",
            f"More than {limit} requests of this kind in a minute ({endpoint}). Wait {reset} s.",
            {"retry_after_seconds": reset},
            {**allowance.headers, "Retry-After": str(reset)},
        )
    return allowance
