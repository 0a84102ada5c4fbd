"""`faktum serve` killed in the middle of its work, with all its processes: nothing lost, doubled or charged twice."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from .published_client import client_of
from .service import EXAMPLES, PROMPT
from .test_published_client import FAKTUM, wait_for

FILES = 60


def test_killed_in_the_middle_it_goes_on_where_it_was(tmp_path: Path) -> None:
    data = ["--data", str(tmp_path / "data")]
    key = run("keys", "create", "tests", *data).strip()
    run("credits", "limit", *data)
    run("credits", "grant", "100", *data)
    paths = [str(shutil.copy(EXAMPLES / "Rechnung.pdf", tmp_path / f"{number:02}.pdf")) for number in range(FILES)]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = start(port, tmp_path, data)
    try:
        client = client_of(f"http://127.0.0.1:{port}/v1", key)
        uploaded = client.upload_files(files=paths)
        submitted = client.submit_extraction(**uploaded, prompt=PROMPT, output_structure="per_invoice")
        extraction = submitted["extraction_id"]
        while (told := client.check_extraction(extraction_id=extraction)).get("progress", 100) < 15:
            time.sleep(0.25)
        assert told["status"] == "processing", told
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        server = start(port, tmp_path, data)
        polling = {"wait_seconds": 20}
        told = client.wait_for_extraction_to_finish(extraction_id=extraction, polling=polling)
        rows = client.get_results(extraction_id=extraction)["rows"]
        balance = client.get_credits_balance()
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    assert (told["status"], told["credits_deducted"]) == ("completed", FILES)
    assert sorted(row["Source File"] for row in rows) == [f"{number:02}.pdf (Page 1)" for number in range(FILES)]
    assert (balance["credits_balance"], balance["credits_reserved"]) == (100 - FILES, 0)


def start(port: int, folder: Path, data: list[str]) -> subprocess.Popen[Any]:
    """The service with its worker, in a group of processes of its own; it answers."""
    with open(folder / "log", "ab") as log:
        server = subprocess.Popen(
            [*FAKTUM, "serve", "--port", str(port), *data],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    wait_for(server, f"http://127.0.0.1:{port}/readyz")
    return server


def run(*command: str) -> str:
    """What a command prints."""
    return subprocess.run([*FAKTUM, *command], capture_output=True, text=True, check=True).stdout
