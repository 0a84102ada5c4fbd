"""docs/confidence.md says what the stored table says, and its example runs."""

import re
import subprocess
import sys
from pathlib import Path

from faktum.engine.checking.confidence import fitted
from faktum.engine.risk import risk

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "confidence.md").read_text(encoding="utf-8")


def test_the_page_names_what_was_measured() -> None:
    measured = fitted()["fitted"]
    assert f"{measured['cells']:,} cells of {measured['documents']} documents of {measured['issuers']} issuers" in PAGE
    assert f"Only {measured['wrong']} of the cells are wrong" in PAGE
    assert f"{measured['cells']} cells" in (ROOT / "docs" / "reliability.svg").read_text(encoding="utf-8")


def test_the_table_of_the_dial_is_the_stored_one() -> None:
    rows = re.findall(r"^\| ([\d.]+) % \| ([\d.]+) \| (\d+) % \| ([\d.]+) % \| ([\d.]+) % \|$", PAGE, re.MULTILINE)
    assert len(rows) == 4
    for error, threshold, accepted, wrong, below in rows:
        dial = risk(float(error) / 100)
        assert f"{dial.threshold:.3f}" == threshold
        assert f"{dial.coverage:.0%} {dial.error_rate:.1%} {dial.at_most:.1%}" == f"{accepted}% {wrong}% {below}%"


def test_the_python_example_runs() -> None:
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", block], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    dial = risk(0.02)
    assert done.stdout.splitlines()[0] == (
        f"accept from {dial.threshold}: {dial.coverage:.0%} of the cells, {dial.error_rate:.1%} of them wrong"
    )


def test_every_file_the_page_names_exists() -> None:
    named = re.findall(r"`((?:engine|evals|docs)/[\w./]*)`|\]\((?!http)([^)#]+)\)", PAGE)
    assert len(named) >= 4
    assert [one for one in named if not (ROOT / (one[0] or f"docs/{one[1]}")).exists()] == []
