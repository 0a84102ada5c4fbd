"""A service for every test that asks for one."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from faktum.api.store.database import Database
from faktum.api.store.schema import migrate
from faktum.schemas.settings import Settings

from .service import Api, Here, serving_here


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, brought up to date once."""
    file = tmp_path_factory.mktemp("fresh") / "faktum.sqlite"

    async def make() -> None:
        database = Database(f"sqlite:///{file}")
        await migrate(database)
        await database.close()

    asyncio.run(make())
    return file


@pytest.fixture
def serving(tmp_path: Path, fresh_database: Path) -> Iterator[Callable[..., Here]]:
    """Starts a service in this process, with settings of the test's own."""
    with ExitStack() as stack:

        def start(**settings: Any) -> Here:
            shutil.copy(fresh_database, tmp_path / "faktum.sqlite")
            given: dict[str, Any] = {"data_dir": tmp_path, "storage_url": "memory://", "secret_key": "for-tests"}
            return stack.enter_context(serving_here(Settings.model_validate(given | settings)))

        yield start


@pytest.fixture
def here(serving: Callable[..., Here]) -> Here:
    """A service in this process."""
    return serving()


@pytest.fixture
def api(here: Here) -> Api:
    """Its API, with a key."""
    return here.api()
