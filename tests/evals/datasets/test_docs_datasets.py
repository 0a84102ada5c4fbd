"""What docs/evals.md says of datasets is so: its example runs, its files fit, no kind is missing."""

import json
import re
from pathlib import Path

import pytest

from faktum.evals.datasets.corpus import GROUPS
from faktum.evals.datasets.corrections import Correction
from faktum.evals.datasets.truth_file import check_truth
from faktum.evals.generate.batch import KINDS

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "evals.md").read_text(encoding="utf-8").partition("## Datasets")[2].partition("\n## ")[0]


def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    monkeypatch.setenv("FAKTUM_DATA_DIR", str(tmp_path))
    exec(block, {})
    lines = capsys.readouterr().out.splitlines()
    assert [len(line.split()) for line in lines] == [3, 3, 1]
    assert lines[-1] == "3"
    assert (tmp_path / "datasets" / "generated").is_dir()


def test_the_files_it_shows_fit() -> None:
    truth, correction = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert check_truth(json.loads(truth), "docs")["InvoiceNumber"] == "0042"
    assert Correction.model_validate_json(correction).reviewer == "ann"


def test_it_names_every_kind() -> None:
    words = set(re.findall(r"[\w-]+", TEXT))
    assert {*KINDS, *GROUPS} - words == set()
