"""The commands of README and docs/evals.md about measuring run as they stand there, one after the other."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from faktum import __main__ as cli
from faktum.evals.model_server import Answer, Asked, serving

ROOT = Path(__file__).parents[2]
README, PAGE = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/evals.md"))


def commands(text: str) -> list[str]:
    """Every `faktum eval` command of a page that has no placeholder in it."""
    found = re.findall(r"^faktum (eval .+)$", text, re.MULTILINE)
    return [command for command in found if " RUN" not in command]


def run_all(lines: list[str]) -> None:
    """Run them; runs are made small: two documents."""
    for line in lines:
        small = ["--limit", "2"] if line.startswith(("eval run", "eval noise")) else []
        done = CliRunner().invoke(cli.app, [*shlex.split(line), *small])
        assert done.exit_code == 0, (line, done.output, done.exception)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAKTUM_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def a_reader(_asked: Asked, _number: int) -> Answer:
    record = {"kind": "invoice", "pages": [1], "invoice_number": "F2021-8772"}
    return Answer(json.dumps({"records": [record]}))


def test_the_commands_of_the_readme_run(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two models on one's own documents, compared, and the report written."""
    (here / "my-invoices").mkdir()
    (here / "my-invoices" / "a.pdf").write_bytes((ROOT / "examples" / "factuur.pdf").read_bytes())
    (here / "my-invoices" / "a.json").write_text('{"InvoiceNumber": "F2021-8772"}')
    lines = commands(README)
    assert len(lines) == 4
    with serving(a_reader) as server:
        monkeypatch.setenv("FAKTUM_MODEL_BASE_URL", server.openai_url)
        run_all(lines)
    assert "openai-gpt-4o-mini on my-invoices" in (here / "report.html").read_text(encoding="utf-8")


def test_the_commands_of_the_page_run(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A replay compares equal, as nothing changed; and what a run's folder holds is what the page says."""
    lines = commands(PAGE)
    assert len(lines) >= 8
    with serving(a_reader) as server:
        monkeypatch.setenv("FAKTUM_MODEL_BASE_URL", server.openai_url)
        run_all(lines)
    told = CliRunner().invoke(cli.app, ["eval", "compare", "runs/local", "runs/replayed", "--format", "json"])
    total = json.loads(told.output)["total"]
    assert total["cells"] > 20
    assert (total["won"], total["lost"]) == (0, 0)
    held = sorted(path.name for path in (here / "runs" / "local").iterdir())
    assert held == ["cases.json", "documents.jsonl", "replies", "run.json"]
    assert all(name in PAGE for name in held)
