"""Whatever is asked, nothing breaks and nothing is answered that the OpenAPI document does not tell."""

from pathlib import Path

import pytest
import requests

from faktum.schemas.settings import Settings

from .fuzzing import fuzz
from .published_client import client_of
from .service import EXAMPLES, PROMPT
from .serving_on_a_port import every_answer_checked, serving_on_a_port


@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")  # schemathesis does
@pytest.mark.parametrize("each", [6, pytest.param(250, marks=pytest.mark.slow)])
def test_requests_made_from_the_document(tmp_path: Path, each: int) -> None:
    settings = Settings(data_dir=tmp_path, rate_limits=False, submissions_paused=False)
    with serving_on_a_port(settings) as here, every_answer_checked(here.url):
        key = here.key()
        client = client_of(here.url, key)
        uploaded = client.upload_files(files=[str(EXAMPLES / "invoice (1).pdf")])
        submitted = client.submit_extraction(**uploaded, prompt=PROMPT, output_structure="automatic")
        polling = {"wait_seconds": 20}
        client.wait_for_extraction_to_finish(extraction_id=submitted["extraction_id"], polling=polling)
        known = {"extraction_id": submitted["extraction_id"], "upload_session_id": uploaded["upload_session_id"]}
        hook = {"url": "https://example.com/", "description": "of a test"}
        answer = requests.post(
            f"{here.url}/webhooks", json=hook, headers={"Authorization": f"Bearer {key}"}, timeout=30
        )
        known["webhook_id"] = answer.json()["webhook"]["webhook_id"]
        made = fuzz(here.url.removesuffix("/v1"), key, each, known)
    answered = {line.rpartition(" ")[2] for line in made}
    assert not {status for status in answered if status >= "5"}
    assert {"200", "400", "404"} <= answered
    assert len({line.rpartition(" ")[0] for line in made}) >= 31


def test_a_body_that_is_too_large_or_no_json(tmp_path: Path) -> None:
    with serving_on_a_port(Settings(data_dir=tmp_path)) as here, every_answer_checked(here.url):
        headers = {"Authorization": f"Bearer {here.key()}"}
        large = requests.post(f"{here.url}/extractions", data=b"[" * (17 * 1024 * 1024), headers=headers, timeout=30)
        assert (large.status_code, large.json()["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")
        deep = requests.post(f"{here.url}/extractions", data=b"[" * 100_000, headers=headers, timeout=30)
        assert (deep.status_code, deep.json()["error"]["code"]) == (400, "INVALID_INPUT")
