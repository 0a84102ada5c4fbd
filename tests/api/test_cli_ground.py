"""`faktum ground` prints where values stand in their document, and says by its exit status how it went."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from faktum.api.cli import app
from faktum.schemas.errors import InvalidInput

INVOICE = str(Path(__file__).parents[2] / "examples" / "invoice (1).pdf")


def values(folder: Path, text: str) -> str:
    file = folder / "values.json"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_cells_are_printed_as_in_documents_jsonl(tmp_path: Path) -> None:
    file = values(tmp_path, '{"total": 98765.43, "title": "Invoice", "items": [{"description": "Nothing"}]}')
    done = CliRunner().invoke(app, ["ground", INVOICE, "--values", file])
    assert done.exit_code == 0
    printed = json.loads(done.stdout)
    assert printed["file"] == "invoice (1).pdf"
    cell = printed["cells"]["total"]
    assert set(cell) == {"value", "printed", "status", "confidence", "source", "evidence"}
    assert (cell["value"], cell["status"], cell["evidence"]) == (98765.43, "not_found", [])
    title = printed["cells"]["title"]
    assert title["status"] == "verified"
    assert title["evidence"][0]["page"] == 1
    assert len(title["evidence"][0]["box"]) == 4
    assert printed["cells"]["items"][0]["description"]["status"] == "not_found"
    assert "VALUE_NOT_ON_PAGE" in [note["code"] for note in printed["notes"]]


def test_text_is_a_line_for_each_value(tmp_path: Path) -> None:
    file = values(tmp_path, '{"title": "Invoice"}')
    done = CliRunner().invoke(app, ["ground", INVOICE, "--values", file, "--format", "text"])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].split()[:3] == ["title", "verified", "page"]


def test_strict_takes_away_what_was_not_found_and_says_so(tmp_path: Path) -> None:
    file = values(tmp_path, '{"total": 98765.43}')
    done = CliRunner().invoke(app, ["ground", INVOICE, "--values", file, "--strict"])
    assert done.exit_code == 3
    assert json.loads(done.stdout)["cells"]["total"]["value"] is None


def test_values_may_come_from_standard_input() -> None:
    done = CliRunner().invoke(app, ["ground", INVOICE, "--values", "-"], input='{"title": "Invoice"}')
    assert done.exit_code == 0
    assert json.loads(done.stdout)["cells"]["title"]["status"] == "verified"


@pytest.mark.parametrize(
    ("text", "told"),
    [("{", "is no JSON"), ("[1]", "mapping of names"), ('{"a": [[1]]}', "'a'"), (None, "cannot be read")],
)
def test_a_bad_values_file_is_told(tmp_path: Path, text: str | None, told: str) -> None:
    file = values(tmp_path, text) if text is not None else str(tmp_path / "missing.json")
    done = CliRunner().invoke(app, ["ground", INVOICE, "--values", file])
    assert isinstance(done.exception, InvalidInput)
    assert told in str(done.exception)
