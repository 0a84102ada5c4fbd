"""A client of ours and a service it reaches."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from faktum import Client
from faktum.schemas.settings import Settings

from .serving import Served, serving


@pytest.fixture
def served(tmp_path: Path, fresh_database: Path) -> Iterator[Served]:
    """A service on a port of this machine."""
    shutil.copy(fresh_database, tmp_path / "faktum.sqlite")
    settings = Settings(data_dir=tmp_path, storage_url="memory://")
    with serving(settings) as served:
        yield served


@pytest.fixture
def client(served: Served) -> Iterator[Client]:
    with Client(served.address, served.key) as client:
        yield client
