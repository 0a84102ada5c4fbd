"""Documentation that cannot lie: what README shows is run, what it names exists."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from faktum.engine.rows.save import FILES
from faktum.schemas import errors

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^(faktum (?:extract|compile) .+)$", README, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_faktum_command_of_the_readme_runs(command: str, tmp_path: Path) -> None:
    invoices = tmp_path / "invoices"
    invoices.mkdir()
    (invoices / "a.pdf").write_bytes((ROOT / "examples" / "Rechnung.pdf").read_bytes())
    _, *arguments = shlex.split(command)
    done = subprocess.run(
        [sys.executable, "-m", "faktum.api", *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    if "--out" in arguments:
        assert set(FILES.values()) & {path.name for path in (tmp_path / "out").iterdir()}


def test_the_readme_names_commands_to_run() -> None:
    assert len(COMMANDS) >= 4


def test_the_python_example_of_the_readme_runs(tmp_path: Path) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "a.pdf").write_bytes((ROOT / "examples" / "Rechnung.pdf").read_bytes())
    done = subprocess.run([sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "verified 1 Box(" in done.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(FILES.values())


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_file_the_documents_name_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    named = re.findall(r"`((?:schemas|prompts|engine|api|evals|docs|benchmarks|examples)/[\w./]*)(?::[^`]*)?`", text)
    missing = [name for name in (*linked, *named) if not (ROOT / name).exists()]
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
