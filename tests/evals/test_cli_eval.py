"""`faktum eval`: run, replay, compare, gate, score and noise on the committed fixtures, offline."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from faktum.evals.cli import app
from faktum.evals.gate import falls, read_baseline
from faktum.evals.metrics.figure import Figure
from faktum.evals.summary import Part, Summary
from faktum.schemas.errors import InvalidInput, PathNotFound

BASELINE = Path(__file__).parents[2] / "evals" / "baselines" / "fixtures-digital.json"


def faktum_eval(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded reader on the digital documents of the fixtures."""
    folder = tmp_path_factory.mktemp("eval")
    arguments = ("--group", "digital", "--out", folder / "run", "--pages", folder / "pages", "--quiet")
    done = faktum_eval("run", "fixtures", *arguments, "--baseline", folder / "figures.json")
    assert done.exit_code == 0, done.output
    return folder / "run"


def test_the_fixtures_are_read_no_worse_than_the_baseline(run: Path) -> None:
    """What CI runs. Where a drop is meant, write the baseline anew and say why."""
    done = faktum_eval("gate", run, "--baseline", BASELINE, "--max-drop", "0.02")
    assert done.exit_code == 0, done.output


def test_a_drop_fails_the_gate_and_is_named(run: Path, tmp_path: Path) -> None:
    """The run's own figures hold; with core_f1 raised to 1.5: exit status 1, and metric, group and amount in words."""
    figures, baseline = run.parent / "figures.json", tmp_path / "baseline.json"
    assert faktum_eval("gate", run, "--baseline", figures, "--max-drop", "0").exit_code == 0
    told = json.loads(figures.read_text())
    told["groups"]["digital"]["figures"]["core_f1"] |= {"value": 1.5, "low": 1.4, "high": 1.6}
    baseline.write_text(json.dumps(told))
    done = faktum_eval("gate", run, "--baseline", baseline, "--metric", "core_f1")
    assert done.exit_code == 1
    assert done.output.startswith("digital: core_f1 fell by 0.5")
    assert len(done.output.splitlines()) == 1


def test_any_documents_jsonl_is_scored(run: Path) -> None:
    """The figures of a run's documents.jsonl are those of the run."""
    done = faktum_eval("score", "fixtures", run / "documents.jsonl", "--group", "digital", "--format", "json")
    core = Summary.from_json(done.output).overall.figures["core_f1"]
    assert core == read_baseline(run.parent / "figures.json").overall.figures["core_f1"]


def test_several_prompts_give_a_folder_each(tmp_path: Path) -> None:
    arguments = ("--limit", 1, "--seed", 3, "-g", "digital", "--pages", tmp_path / "pages", "--quiet")
    done = faktum_eval(
        "run", "fixtures", "-p", "invoice number", "-p", "due date", "--out", tmp_path / "out", *arguments
    )
    assert done.exit_code == 0, done.output
    folders = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert folders == ["local-prompt-1", "local-prompt-2"]
    asked = [json.loads((tmp_path / "out" / name / "run.json").read_text())["asked"]["prompt"] for name in folders]
    assert asked == ["invoice number", "due date"]


def a_summary(value: float | None, low: float | None = None, high: float | None = None) -> Summary:
    return Summary(Part(9, 9, {"core_f1": Figure(value, 9, low, high), "ece": Figure(0.1, 9)}, {}))


def test_a_fall_within_the_interval_says_so() -> None:
    (fall,) = falls(a_summary(0.90), a_summary(0.95, 0.89, 0.99), 0.01)
    assert (fall.metric, round(fall.drop, 6), fall.within_noise) == ("core_f1", 0.05, True)
    assert "within the noise" in str(fall)
    (fall,) = falls(a_summary(0.80), a_summary(0.95, 0.89, 0.99), 0.01)
    assert not fall.within_noise


def test_the_gate_knows_which_way_is_worse() -> None:
    """Of ece less is better; what can no longer be measured fell; a drop of just --max-drop is allowed."""
    worse = Summary(Part(9, 9, {"core_f1": Figure(0.95, 9), "ece": Figure(0.3, 9)}, {}))
    assert [fall.metric for fall in falls(worse, a_summary(0.95), 0.01)] == ["ece"]
    assert falls(a_summary(0.99), a_summary(0.95), 0.0) == []
    assert falls(a_summary(0.94), a_summary(0.95), 0.01) == []
    assert [fall.now for fall in falls(Summary(Part(0, 0, {}, {})), a_summary(0.95), 0.01)] == [None, None]
    with pytest.raises(InvalidInput, match="no metric is called f2"):
        falls(worse, worse, 0.0, ["f2"])


def test_a_baseline_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(PathNotFound):
        read_baseline(tmp_path / "missing.json")
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(InvalidInput):
        read_baseline(tmp_path / "x.json")
