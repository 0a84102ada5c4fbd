"""`faktum` commands as processes, and the service that `faktum serve` starts."""

import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

FAKTUM = (sys.executable, "-m", "faktum")


def faktum(*command: str) -> str:
    """What a command prints."""
    return subprocess.run([*FAKTUM, *command], capture_output=True, text=True, check=True).stdout


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def serve(port: int, log: Path, options: Sequence[str]) -> subprocess.Popen[Any]:
    """The service with its worker, in a group of processes of its own; it answers."""
    with open(log, "ab") as lines:
        server = subprocess.Popen(
            [*FAKTUM, "serve", "--port", str(port), *options],
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
            start_new_session=True,
        )
    for _ in range(600):
        assert server.poll() is None, "the server ended"
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz"):
                return server
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"no answer on port {port}")
