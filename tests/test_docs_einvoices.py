"""The page on e-invoices holds: its commands run, its example runs, the files it names are written."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from faktum.engine.checking.validation import validate_xml
from faktum.engine.rows.to_einvoice import einvoice

from .engine.rows.test_to_einvoice import PROMPT, record

PAGE = (Path(__file__).parent.parent / "docs" / "einvoices.md").read_text(encoding="utf-8")


def run(arguments: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env={"PATH": ""}, capture_output=True, text=True, timeout=120
    )


def test_commands_and_example_of_the_page_run(tmp_path: Path) -> None:
    xml, _ = einvoice(record(), PROMPT, "ubl", validate_xml)
    assert xml is not None
    (tmp_path / "invoices").mkdir()
    for file in (tmp_path / "invoice.xml", tmp_path / "invoices" / "a.xml"):
        file.write_bytes(xml)
    commands = re.findall(r"^faktum (.+)$", PAGE, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        done = run(["-m", "faktum", *shlex.split(command)], tmp_path)
        assert done.returncode == 0, (command, done.stderr)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"ubl.zip", "cii.zip"}
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    done = run(["-c", block], tmp_path)
    assert done.stdout == "info EINVOICE_PROFILE ()\n", done.stderr
