"""The service's database for commands that change what it holds."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from .cli_settings import settings_with

if TYPE_CHECKING:
    from .store.database import Database

T = TypeVar("T")


def with_database(data: Path | None, do: "Callable[[Database], Awaitable[T]]") -> T:
    """What `do` gives, with the database of the settings, brought up to date."""
    from .service import database_url
    from .store.database import Database
    from .store.schema import migrate

    async def run() -> T:
        database = Database(database_url(settings_with({"data_dir": data})))
        try:
            await migrate(database)
            return await do(database)
        finally:
            await database.close()

    return asyncio.run(run())
