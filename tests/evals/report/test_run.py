"""The report of a run's folder: what ran is told, and one command writes it."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from faktum.engine.flow import extract_locally
from faktum.engine.rows.to_documents import document_line
from faktum.engine.sources import sources
from faktum.evals.case import Case, Dataset
from faktum.evals.cli import app
from faktum.evals.judged import Outcome
from faktum.evals.page_store import write_whole
from faktum.evals.report import judged_run, kept_pages
from faktum.evals.run_folder import Asked, RunFolder, RunInfo
from faktum.schemas.settings import Settings

EXAMPLE = Path(__file__).parents[3] / "examples" / "Rechnung.pdf"
DOCS = Path(__file__).parents[3] / "docs" / "evals.md"
ASKED = Asked("invoice number, total amount")


def a_run(folder: Path, number: str) -> RunFolder:
    """A run over one example, of which the truth says that its number is `number`."""
    info = RunInfo(
        name=folder.name, model="local", asked=ASKED, prompt_version=ASKED.compiled().version, dataset="examples",
        dataset_hash="0123456789abcdef0123", seed=7, settings={"ocr": "off"}, faktum="1.2.3",
        started=datetime(2026, 1, 2, 3, 4, tzinfo=UTC), pages=folder / "pages",
    )  # fmt: skip
    run = RunFolder(folder)
    run.begin(info, Dataset("examples", (Case("one", EXAMPLE, {"InvoiceNumber": number}),)))
    result = extract_locally(sources(EXAMPLE)[0], ASKED.compiled(), Settings(ocr="off"))
    write_whole(run.documents_file, document_line(replace(result, file=EXAMPLE.name)) + b"\n")
    return run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return a_run(tmp_path_factory.mktemp("runs") / "first", "not this one")


def test_a_run_is_judged_and_its_facts_are_told(run: RunFolder) -> None:
    judged = judged_run(run)
    (cell,) = (cell for cell in judged.cells if cell.field == "InvoiceNumber")
    assert (judged.name, judged.dataset, cell.outcome) == ("first", "examples", Outcome.WRONG)
    assert judged.facts == {
        "Model": "local",
        "Prompt version": ASKED.compiled().version,
        "Dataset hash": "0123456789abcdef",
        "Started": "2026-01-02 03:04 UTC",
        "Faktum": "1.2.3",
        "Seed": "7",
        "Settings": "ocr off",
    }


def test_pages_are_read_once_and_a_file_that_is_gone_has_none(run: RunFolder) -> None:
    case = run.dataset.cases[0]
    pages = kept_pages(run, case)
    assert pages is not None
    assert list(run.info.pages.rglob("*.json.gz"))
    gone = RunFolder(run.path.parent / "gone")
    gone.begin(run.info, Dataset("gone", (replace(case, file=Path("gone.pdf")),)))
    assert kept_pages(gone, gone.dataset.cases[0]) is None


def test_one_command_writes_the_report_beside_a_comparison(run: RunFolder) -> None:
    other = a_run(run.path.parent / "second", "nor that one")
    done = CliRunner().invoke(app, ["report", str(run.path), "--against", str(other.path)])
    assert done.exit_code == 0, done.output
    text = (run.path / "report.html").read_text(encoding="utf-8")
    assert "first on examples" in text
    assert "first against second" in text
    assert text.count("<article") == 1


def test_the_example_of_the_docs_writes_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = DOCS.read_text(encoding="utf-8").partition("\n## Report\n")[2].partition("\n## ")[0]
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "evals.md", "exec"), {})
    assert "nothing read on fixtures" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert (DOCS.parent / "report.png").stat().st_size < 300_000
