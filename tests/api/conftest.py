"""A service for every test that asks for one."""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

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
def serving(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., Here]]:
    """Starts a service in this process, with settings of the test's own.

    On SQLite; with FAKTUM_TESTS_ON=postgres in the environment, every test of it on Postgres.
    """
    with ExitStack() as stack:

        def start(**settings: Any) -> Here:
            given: dict[str, Any] = {"data_dir": tmp_path, "storage_url": "memory://", "secret_key": "for-tests"}
            if os.getenv("FAKTUM_TESTS_ON") == "postgres":
                given["database_url"] = request.getfixturevalue("postgres_url")
            else:
                shutil.copy(request.getfixturevalue("fresh_database"), tmp_path / "faktum.sqlite")
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


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, fresh_database: Path) -> Iterator[Here]:
    """A service that the tests of a module share."""
    folder = tmp_path_factory.mktemp("shared")
    shutil.copy(fresh_database, folder / "faktum.sqlite")
    with serving_here(Settings(data_dir=folder, storage_url="memory://")) as here:
        yield here


@pytest.fixture
def apart(shared: Here) -> Api:
    """Its API for an organisation of the test's own: for tests of what is refused, which need no service alone."""
    return shared.api(org=str(uuid4()))
