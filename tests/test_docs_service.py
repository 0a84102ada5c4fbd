"""The README's commands of the service, run as a newcomer types them (but for the port)."""

import itertools
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import requests

ROOT = Path(__file__).parent.parent
SECTION = (ROOT / "README.md").read_text(encoding="utf-8").split("## As a service")[1].split("\n## ")[0]
INSTALL, KEYS, SERVE, CURL = re.findall(r"^(?:pip|faktum|curl) .+$", SECTION, re.MULTILINE)


@contextmanager
def served(folder: Path) -> Generator[str]:
    """`faktum serve` as the README has it, on a free port; its address, once it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", *shlex.split(SERVE), "--port", str(port)]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    if requests.get(f"{address}/readyz", timeout=5).status_code == 200:
                        break
                except requests.ConnectionError:
                    time.sleep(0.1)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0


def test_the_service_of_the_readme_answers_its_curl(tmp_path: Path) -> None:
    """A key, a server, one call: rows come back, and the server ends in order."""
    made = subprocess.run(
        [sys.executable, "-m", *shlex.split(KEYS)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    key = made.stdout.strip()
    words = shlex.split(CURL)
    forms = dict(word.split("=", 1) for before, word in itertools.pairwise(words) if before == "-F")
    headers = dict(word.split(": ", 1) for before, word in itertools.pairwise(words) if before == "-H")
    file = forms.pop("files").removeprefix("@")
    with served(tmp_path) as address:
        answer = requests.post(
            words[-1].replace("http://127.0.0.1:8000", address),
            headers={name: value.replace("$KEY", key) for name, value in headers.items()},
            files={"files": (file, (ROOT / "examples" / "Rechnung.pdf").read_bytes())},
            data=forms,
            timeout=120,
        )
        docs = requests.get(f"{address}/docs", timeout=10)
    assert answer.status_code == 200, answer.text
    assert [row["Invoice Number"] for row in answer.json()["rows"]] == ["INV-03373"]
    assert docs.status_code == 200
