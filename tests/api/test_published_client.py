"""The published Python client works unmodified: every method, with every answer held against the contract."""

import signal
from pathlib import Path

from invoicedataextraction import InvoiceDataExtraction

from faktum.schemas.settings import Settings

from .published_client import METHODS, asked_and_answered, client_of, everything, one_call
from .serve_command import faktum, free_port, serve
from .serving_on_a_port import every_answer_checked, serving_on_a_port


def test_all_methods_of_the_client_are_driven() -> None:
    """A new version of it with a new method fails here first."""
    public = {name for name, value in vars(InvoiceDataExtraction).items() if callable(value) and name[0] != "_"}
    assert public == METHODS


def test_every_method_against_a_service_on_a_port(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    with serving_on_a_port(settings) as here, every_answer_checked(here.url) as seen:
        everything(client_of(here.url, here.key()), tmp_path)
    assert {"POST 200", "POST 202", "GET 200", "DELETE 200", "PUT 200", "GET 404", "POST 409"} <= set(seen)


def test_the_command_serves_it(tmp_path: Path) -> None:
    """`faktum keys create` prints the key alone; `faktum serve` answers and its worker reads, until told to stop."""
    data = ["--data", str(tmp_path / "data")]
    key = faktum("keys", "create", "tests", *data)
    assert key.startswith("fkt_live_")
    assert key.count("\n") == 1
    port = free_port()
    server = serve(port, tmp_path / "log", data)
    try:
        with every_answer_checked(f"http://127.0.0.1:{port}/v1"):
            client = client_of(f"http://127.0.0.1:{port}/v1", key.strip())
            one_call(client, tmp_path)
            asked_and_answered(client)
    finally:
        server.send_signal(signal.SIGTERM)
        status = server.wait(40)
    assert status == 0, (tmp_path / "log").read_text()
