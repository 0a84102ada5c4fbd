"""faktum.Client step by step: every call there is."""

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.responses import JSONResponse, PlainTextResponse

from faktum import Client, ServiceError
from faktum.api.blobs.store import PART_BYTES
from faktum.schemas.errors import InvalidSetting

from ..service import INVOICE, TWO_PAGES
from .serving import Served

PROMPT = "Extract invoice number, total amount"


def begun(client: Client) -> str:
    """An extraction over two files."""
    uploaded = client.upload_files([("a.pdf", INVOICE), ("b.pdf", TWO_PAGES)])
    return client.submit_extraction(uploaded.upload_session_id, uploaded.file_ids, PROMPT, task_name="steps")


def test_every_step(client: Client, tmp_path: Path) -> None:
    extraction = begun(client)
    done = client.wait_for_extraction_to_finish(extraction, timeout_s=60)
    assert (done["status"], done["pages"]["successful_count"]) == ("completed", 3)
    assert client.check_extraction(extraction)["status"] == "completed"
    rows = client.get_results(extraction, limit=1)
    assert (rows["row_count"], rows["total_rows"]) == (1, 2)
    assert [row["Source File"] for row in client.iterate_results(extraction)] == ["a.pdf (Page 1)", "b.pdf (Pages 1-2)"]
    assert [one["file"] for one in client.iterate_documents(extraction)] == ["a.pdf", "b.pdf"]
    assert client.get_document(extraction, 2)["file"] == "b.pdf"
    assert Image.open(io.BytesIO(client.get_page_image(extraction, 1, 1, longest_side=300))).height == 300
    assert client.get_result(extraction).rows[1]["Source File"] == "b.pdf (Pages 1-2)"
    assert "/v1/blobs/" in client.get_download_url(extraction, "csv")
    path = client.download_output(extraction, "csv", tmp_path / "rows.csv")
    assert path.read_text(encoding="utf-8-sig").startswith("Source File,Invoice Number,Total Amount")
    assert [file.name for file in tmp_path.glob("*rows*")] == ["rows.csv"]
    assert client.get_extraction(extraction)["task_name"] == "steps"
    second = begun(client)
    assert client.list_extractions(limit=1)["extractions"][0]["extraction_id"] == second
    assert [one["extraction_id"] for one in client.iterate_extractions(status="completed")] == [second, extraction]
    assert client.get_credits_balance()["credits_reserved"] == 0
    assert client.get_usage()["total"]["pages"] == 6
    assert client.compile_prompt(PROMPT)["structure"] == "per_invoice"
    client.delete_extraction(extraction)
    with pytest.raises(ServiceError) as failure:
        client.get_extraction(extraction)
    assert (failure.value.code, failure.value.status) == ("EXTRACTION_NOT_FOUND", 404)
    assert failure.value.request_id


def test_cancelling_ends_waiting_with_a_reason(client: Client, served: Served) -> None:
    served.queue.held = True
    extraction = begun(client)
    assert client.cancel_extraction(extraction)["status"] == "cancelled"
    with pytest.raises(ServiceError, match=r"cancelled \(user\)"):
        client.wait_for_extraction_to_finish(extraction)


def test_ctrl_c_cancels_the_extraction_there(client: Client, served: Served) -> None:
    served.queue.held = True

    def stop(update: Any) -> None:
        if update["progress"] >= 30:  # uploaded
            threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()

    with pytest.raises(KeyboardInterrupt):
        client.extract([("a.pdf", INVOICE)], PROMPT, on_update=stop)
    assert client.list_extractions()["extractions"][0]["status"] == "cancelled"


def test_a_large_file_goes_up_in_parts_and_resumes(client: Client, served: Served) -> None:
    large = INVOICE + b"\n" * PART_BYTES
    for _ in range(2):
        client.upload_files([("large.pdf", large)], upload_session_id="mine")
    assert sum(request.startswith("PUT") for request in served.seen) == 2


def test_what_passes_is_tried_again_as_late_as_the_service_says(client: Client, served: Served) -> None:
    body = {"success": False, "error": {"code": "RATE_LIMITED", "message": "m", "retryable": True, "details": None}}
    served.faults += [JSONResponse(body, 429, {"Retry-After": "0"}), PlainTextResponse("bad gateway", 502)]
    assert client.get_credits_balance()["success"]
    assert served.seen == ["GET /v1/credits/balance"] * 3


def test_what_stays_wrong_is_told_at_once(served: Served) -> None:
    with Client(served.address, "fkt_live_wrong") as client, pytest.raises(ServiceError) as failure:
        client.get_credits_balance()
    assert (failure.value.code, failure.value.status, failure.value.retryable) == ("UNAUTHENTICATED", 401, False)
    assert len(served.seen) == 1


def test_without_a_key_it_says_where_one_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAKTUM_API_KEY", raising=False)
    with pytest.raises(InvalidSetting, match="faktum keys create"):
        Client("http://localhost")


def test_without_the_extra_it_says_what_to_install() -> None:
    code = "import sys; sys.modules['httpx'] = None; import faktum; faktum.Client"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "MissingExtra: asking a service needs the extra `client`" in done.stderr
