"""`faktum extract --remote`: the same command and files, read by a service."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from faktum.api.cli import app

from .client.conftest import served as served
from .client.serving import Served
from .service import INVOICE


def test_the_same_files_come_out(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(INVOICE)
    (tmp_path / "key").write_text(served.key + "\n")
    command = ["extract", str(tmp_path / "a.pdf"), "--prompt", "Extract invoice number", "--format", "csv,json", "-q"]
    remote = ["--remote", served.address, "--api-key-file", str(tmp_path / "key"), "--out", str(tmp_path / "remote")]
    for arguments in ([*command, *remote], [*command, "--out", str(tmp_path / "here")]):
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == 0, done.output
    for name in ("rows.csv", "rows.json"):
        assert (tmp_path / "remote" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()
    monkeypatch.setenv("FAKTUM_API_KEY", served.key)
    done = CliRunner().invoke(app, [*command[:-3], "--remote", served.address, "-q"])
    assert '"Invoice Number"' in done.output


def test_how_a_service_reads_is_not_for_the_client_to_say() -> None:
    done = CliRunner().invoke(
        app, ["extract", "x.pdf", "--remote", "http://localhost", "--model", "a/b", "--readings", "2"]
    )
    assert done.exit_code == 2
    assert "model" in done.output
    assert "up to the service" in done.output
