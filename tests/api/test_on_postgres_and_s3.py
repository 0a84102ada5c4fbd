"""The same service on Postgres and S3: the published client's every method, and addresses that S3 itself signs."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
import requests

from faktum.api.blobs import s3 as s3_blobs
from faktum.schemas.settings import Settings

from . import ceph
from .published_client import client_of, everything
from .service import INVOICE, PART
from .serving_on_a_port import every_answer_checked, serving_on_a_port

BUCKET = "documents"


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials as every S3 client takes them."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ceph.ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", ceph.SECRET_KEY)
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture
def moto(keys: None) -> Iterator[str]:
    """Address of an S3 server that is quick and checks no signature."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real S3 server."""
    if not ceph.INSTALLED:
        pytest.skip("needs Debian's ceph-mon, ceph-osd and radosgw, which are not here")
    with ceph.object_gateway(tmp_path_factory.mktemp("s3")) as address:
        yield address


def bucket(address: str) -> Any:
    """A client of the server with an empty bucket."""
    client = cast(Any, boto3).client("s3", endpoint_url=address)
    client.create_bucket(Bucket=BUCKET)
    for kept in client.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
        client.delete_object(Bucket=BUCKET, Key=kept["Key"])
    return client


def settings(folder: Path, postgres_url: str, address: str) -> Settings:
    storage = f"s3://{BUCKET}/faktum?endpoint={address}"
    return Settings(data_dir=folder / "data", database_url=postgres_url, storage_url=storage)


def test_every_method_of_the_client(tmp_path: Path, postgres_url: str, moto: str) -> None:
    bucket(moto)
    with (
        serving_on_a_port(settings(tmp_path, postgres_url, moto)) as here,
        every_answer_checked(here.url) as seen,
    ):
        everything(client_of(here.url, here.key()), tmp_path)
    assert "PUT 200" not in seen  # parts went to S3, past the service
    assert not [one for one in seen if one.endswith(("500", "502"))]


@pytest.mark.slow
def test_every_method_of_the_client_on_a_real_object_store(
    tmp_path: Path, postgres_url: str, keys: None, gateway: str
) -> None:
    bucket(gateway)
    with serving_on_a_port(settings(tmp_path, postgres_url, gateway)) as here, every_answer_checked(here.url):
        everything(client_of(here.url, here.key()), tmp_path)


@pytest.mark.slow
def test_addresses_that_the_store_signed_allow_one_thing_for_a_while(
    tmp_path: Path, postgres_url: str, keys: None, gateway: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of 8 MiB and a rest go up; tampered, foreign and expired addresses do not; what is deleted is gone."""
    store = bucket(gateway)
    data = INVOICE + b"\n" * PART
    with serving_on_a_port(settings(tmp_path, postgres_url, gateway)) as here, every_answer_checked(here.url):
        key = {"Authorization": f"Bearer {here.key()}"}
        files = [{"file_id": "f", "file_name": "large.pdf", "file_size_bytes": len(data)}]
        sessions = f"{here.url}/uploads/sessions"
        requests.post(sessions, json={"upload_session_id": "s", "files": files}, headers=key, timeout=30)
        asked = {"file_id": "f", "part_numbers": [1, 2]}

        def urls() -> list[str]:
            told = requests.post(f"{sessions}/s/parts", json=asked, headers=key, timeout=30).json()
            return [part["url"] for part in told["part_urls"]]

        first, second = urls()
        assert parse_qs(urlsplit(first).query)["X-Amz-Expires"] == ["900"]
        assert requests.put(first.replace("partNumber=1", "partNumber=2"), data=b"x", timeout=30).status_code == 403
        assert requests.put(first.partition("?")[0], data=b"x", timeout=30).status_code == 403
        with monkeypatch.context() as short:
            short.setattr(s3_blobs, "UPLOAD_SECONDS", 1)
            expiring = urls()[0]
            time.sleep(2.5)
            assert requests.put(expiring, data=data[:PART], timeout=30).status_code == 403
        tags = [
            requests.put(url, data=part, timeout=60).headers["ETag"]
            for url, part in ((first, data[:PART]), (second, data[PART:]))
        ]

        def complete(tags: list[str]) -> requests.Response:
            parts = [{"part_number": number, "e_tag": tag} for number, tag in enumerate(tags, 1)]
            return requests.post(
                f"{sessions}/s/complete", json={"file_id": "f", "parts": parts}, headers=key, timeout=60
            )

        refused = complete(tags[::-1])
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "INVALID_COMPLETION_PARTS")
        assert complete(tags).json()["status"] == "completed"
        assert "status" not in complete(tags).json()
    (kept,) = store.list_objects_v2(Bucket=BUCKET)["Contents"]
    assert (kept["Size"], kept["Key"].startswith("faktum/uploads/")) == (len(data), True)
