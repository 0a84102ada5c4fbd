"""`faktum serve` killed in the middle of its work, with all its processes: nothing lost, doubled or charged twice."""

import os
import shutil
import signal
import time
from pathlib import Path

from .published_client import client_of
from .serve_command import faktum, free_port, serve
from .service import EXAMPLES, PROMPT

FILES = 60


def test_killed_in_the_middle_it_goes_on_where_it_was(tmp_path: Path) -> None:
    data = ["--data", str(tmp_path / "data")]
    key = faktum("keys", "create", "tests", *data).strip()
    faktum("credits", "limit", *data)
    faktum("credits", "grant", "100", *data)
    paths = [str(shutil.copy(EXAMPLES / "Rechnung.pdf", tmp_path / f"{number:02}.pdf")) for number in range(FILES)]
    port = free_port()
    server = serve(port, tmp_path / "log", data)
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
        server = serve(port, tmp_path / "log", data)
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
