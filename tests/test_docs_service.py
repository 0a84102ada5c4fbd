"""docs/service.md: its code runs, and the addresses it names exist."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from faktum.api.app import build_app
from faktum.schemas.settings import Settings

from .api.client.serving import serving
from .api.conftest import fresh_database as fresh_database

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"


def test_its_python_and_its_command_run(tmp_path: Path, fresh_database: Path) -> None:
    shutil.copy(fresh_database, tmp_path / "faktum.sqlite")
    (tmp_path / "invoices").mkdir()
    shutil.copy(ROOT / "examples" / "Rechnung.pdf", tmp_path / "invoices" / "a.pdf")
    blocks = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    (command,) = re.findall(r"^faktum (extract .+)$", TEXT, re.MULTILINE)
    assert len(blocks) == 4
    with serving(Settings(data_dir=tmp_path, storage_url="memory://")) as served:
        path = os.environ.get("PYTHONPATH", "")  # noqa: TID251 (the same faktum as the tests')
        env = {"PATH": "", "FAKTUM_API_KEY": served.key, "PYTHONPATH": path}
        code = "\n".join(blocks).replace(ADDRESS, served.address)
        arguments = ["-m", "faktum", *shlex.split(command.replace(ADDRESS, served.address).replace("out/", "cli/"))]
        for run in (["-c", code], arguments):
            done = subprocess.run(
                [sys.executable, *run], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120
            )
            assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "cli").iterdir()} == {"rows.xlsx", "rows.csv", "rows.json"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "rows.xlsx",
        "rows.csv",
        "rows.json",
        "documents.jsonl",
    }
    assert (tmp_path / "rows.xlsx").stat().st_size > 1000


def test_it_names_addresses_that_exist() -> None:
    told = re.findall(r"`(GET|POST) (/[^` ]+)`", TEXT)
    paths = build_app(Settings()).openapi()["paths"]
    assert len(told) >= 9
    for method, path in told:
        assert method.lower() in paths[path], path


@pytest.mark.parametrize("name", re.findall(r"`FAKTUM_([A-Z_]+)`", TEXT))
def test_it_names_settings_that_exist(name: str) -> None:
    assert name == "API_KEY" or name.lower() in Settings.model_fields
