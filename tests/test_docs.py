"""Documentation that cannot lie: what README shows is run, what it names exists."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from faktum.engine.checking.validation import validate_xml
from faktum.engine.rows.save import FILES
from faktum.engine.rows.to_einvoice import einvoice
from faktum.evals.model_server import Answer, Asked, serving
from faktum.schemas import errors

from .engine.rows.test_to_einvoice import PROMPT, record

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^(faktum (?:extract|compile|ground|validate) .+)$", README, re.MULTILINE)


def a_reader(asked: Asked, _number: int) -> Answer:
    """A model that knows one invoice; asked about single cells, it has nothing to add."""
    record = {"kind": "invoice", "pages": [1], "invoice_number": "INV-03373"}
    return Answer(json.dumps({"records": [record]}))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_faktum_command_of_the_readme_runs(command: str, tmp_path: Path) -> None:
    invoices = tmp_path / "invoices"
    invoices.mkdir()
    (invoices / "a.pdf").write_bytes((ROOT / "examples" / "Rechnung.pdf").read_bytes())
    (tmp_path / "values.json").write_text('{"total": "1.234,50", "date": "2019-03-05"}', encoding="utf-8")
    xml, _ = einvoice(record(), PROMPT, "cii", validate_xml)
    (tmp_path / "einvoice.xml").write_bytes(xml or b"")
    _, *arguments = shlex.split(command)
    with serving(a_reader) as server:
        done = subprocess.run(
            [sys.executable, "-m", "faktum", *arguments],
            cwd=tmp_path,
            env={"PATH": "", "FAKTUM_DATA_DIR": str(tmp_path / "data"), "FAKTUM_MODEL_BASE_URL": server.openai_url},
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr
    if "--out" in arguments:
        assert set(FILES.values()) & {path.name for path in (tmp_path / "out").iterdir()}


def test_the_readme_names_commands_to_run() -> None:
    assert len(COMMANDS) >= 8


def test_the_python_example_of_the_readme_runs(tmp_path: Path) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "a.pdf").write_bytes((ROOT / "examples" / "Rechnung.pdf").read_bytes())
    done = subprocess.run([sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "verified 1 Box(" in done.stdout
    named = re.findall(r'"(\w+)"', block.rpartition("formats=")[2])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(FILES[name] for name in named)
    assert len(named) == 4


MODELS = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
MODEL_COMMANDS = re.findall(r"^(faktum extract .+)$", MODELS, re.MULTILINE)


def test_every_command_of_the_page_on_models_runs(tmp_path: Path) -> None:
    assert len(MODEL_COMMANDS) >= 8
    invoices = tmp_path / "invoices"
    invoices.mkdir()
    (invoices / "a.pdf").write_bytes((ROOT / "examples" / "Rechnung.pdf").read_bytes())
    with serving(a_reader) as server:
        environment = {"FAKTUM_DATA_DIR": str(tmp_path / "data"), "FAKTUM_MODEL_BASE_URL": server.openai_url}
        for command in MODEL_COMMANDS:
            arguments = shlex.split(command.replace("http://localhost:8000/v1", server.openai_url))[1:]
            done = subprocess.run(
                [sys.executable, "-m", "faktum", *arguments, "--overwrite"],
                cwd=tmp_path,
                env={"PATH": "", **environment},
                capture_output=True,
                text=True,
                timeout=120,
            )
            assert done.returncode == 0, (command, done.stderr)
    assert (tmp_path / "out" / "rows.json").read_bytes() != b""
    assert (tmp_path / "again" / "rows.csv").is_file()


def test_the_python_example_of_the_page_on_models_runs() -> None:
    (block,) = re.findall(r"```python\n(.*?)```", MODELS, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", block], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "INV-03373 verified\n"


@pytest.mark.parametrize(
    "page",
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/models.md", "docs/einvoices.md", "docs/evals.md"],
)
def test_every_file_the_documents_name_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    named = re.findall(r"`((?:schemas|prompts|engine|api|evals|docs|benchmarks|examples)/[\w./]*)(?::[^`]*)?`", text)
    files = [*((ROOT / page).parent / name for name in linked), *(ROOT / name for name in named)]
    missing = [file for file in files if not file.exists()]
    assert missing == []


def test_the_error_tree_lists_every_error_with_its_code() -> None:
    tree = (errors.__doc__ or "").splitlines()
    for name, value in vars(errors).items():
        if isinstance(value, type) and issubclass(value, errors.FaktumError) and value.__module__ == errors.__name__:
            lines = [line.split() for line in tree if line.split()[:1] == [name]]
            assert lines, f"{name} is missing from the tree"
            if len(value.__subclasses__()) == 0:
                assert lines[0][1] == value.code
                assert (lines[0][2:] == ["*"]) == value.retryable


def test_make_targets_of_the_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"make ([a-z-]+)", (ROOT / page).read_text(encoding="utf-8")):
            if target not in ("and", "lines"):
                assert f"\n{target}:" in makefile, target
