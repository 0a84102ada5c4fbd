"""What every test may ask for."""

import socket
from pathlib import Path
from typing import Any, cast

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


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
