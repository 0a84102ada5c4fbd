"""Experiments: a run can be killed and resumed, replayed without asking, and gives the same bytes each time."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from faktum.engine.asking.scripted import ScriptedModel
from faktum.evals.case import Case, Dataset
from faktum.evals.experiment import Experiment, chosen, run
from faktum.evals.replay import replay
from faktum.evals.run_folder import Asked, RunFolder
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Pages
from faktum.schemas.errors import InvalidInput, ModelUnavailable, OutputExists
from faktum.schemas.record import DocumentResult
from faktum.schemas.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = ("Rechnung.pdf", "factuur.pdf")
PROMPT = Asked("invoice number, total amount")


def dataset(*files: str) -> Dataset:
    return Dataset(
        "two", tuple(Case(name, EXAMPLES / name, {"InvoiceNumber": "F2021-8772"}) for name in files or FILES)
    )


def a_model(answers: Mapping[str, str]) -> ScriptedModel:
    def answer(pages: Pages, _prompt: CompiledPrompt) -> Mapping[str, str] | Exception:
        known = answers.get(pages.name)
        return {"Invoice Number": known} if known else ModelUnavailable("the server is down")

    return ScriptedModel(answer)


def experiment(model: str | ScriptedModel = "local", cases: Dataset | None = None) -> Experiment:
    settings = Settings(concurrency=1, ocr="off")
    return Experiment("test", cases or dataset(), settings, PROMPT, model)


def without_seconds(file: Path) -> list[object]:
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    for line in lines:
        line["usage"]["seconds"] = 0
    return lines


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """The embedded reader on two documents."""
    folder = tmp_path_factory.mktemp("ran")
    return run(experiment(), folder / "run", folder / "pages")


def test_a_run_gives_every_document_its_result_in_the_order_of_the_cases(ran: RunFolder) -> None:
    """And says what ran: model, prompt, dataset, version."""
    assert [document.file for document in ran.documents()] == list(FILES)
    numbers = [document.records[0]["Invoice Number"].value for document in ran.documents()]
    assert numbers[1] == "F2021-8772"
    info = json.loads((ran.path / "run.json").read_text())
    assert (info["model"], info["asked"]["prompt"]) == ("local", "invoice number, total amount")
    assert len(info["dataset_hash"]) == 64
    assert info["settings"] == {"concurrency": 1, "ocr": "off"}


def test_rereading_gives_what_the_reader_gave(ran: RunFolder, tmp_path: Path) -> None:
    """The embedded reader over the kept pages answers as it did over the file."""
    again = replay(ran, tmp_path / "again", reread=True)
    assert without_seconds(again.documents_file) == without_seconds(ran.documents_file)


def test_a_replay_gives_the_same_bytes(ran: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing changed since the run, so today's checks over its replies and kept pages give its documents.jsonl again;
    the documents themselves may be gone.
    """
    gone = Dataset("two", tuple(replace(case, file=tmp_path / case.file.name) for case in ran.dataset))
    monkeypatch.setitem(ran.__dict__, "dataset", gone)
    again = replay(ran, tmp_path / "again")
    assert again.documents_file.read_bytes() == ran.documents_file.read_bytes()


def test_a_replay_shows_what_a_change_in_the_reply_does(ran: RunFolder, tmp_path: Path) -> None:
    """The result comes from the stored reply: another reply, another value, not found on the page."""
    copy = replay(ran, tmp_path / "copy")
    kept = copy.kept(FILES[1])
    assert kept is not None
    assert kept.reply is not None
    (record,) = kept.reply.records
    number = replace(record.fields["Invoice Number"], text="F2021-9999")
    record = replace(record, fields={**record.fields, "Invoice Number": number})
    copy.keep(replace(kept, reply=replace(kept.reply, records=(record,))))
    cell = list(replay(copy, tmp_path / "changed").documents())[1].records[0]["Invoice Number"]
    assert (cell.value, cell.status.value) == ("F2021-9999", "not_found")


def test_a_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Killed after one document, the run asks about the other alone and ends as if it had not been stopped."""
    answers = {"Rechnung.pdf": "1", "factuur.pdf": "F2021-8772"}
    whole = run(experiment(a_model(answers)), tmp_path / "whole", tmp_path / "pages")

    class Killed(Exception):
        pass

    def kill(_result: DocumentResult, _done: int, _total: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        run(experiment(a_model(answers)), tmp_path / "stopped", tmp_path / "pages", on_done=kill)
    stopped = RunFolder(tmp_path / "stopped")
    assert not stopped.complete
    finished = {name for name in FILES if stopped.kept(name)}
    model = a_model(answers)
    resumed = run(experiment(model), tmp_path / "stopped", tmp_path / "pages", resume=True)
    assert model.asked == [name for name in FILES if name not in finished]
    assert finished
    assert without_seconds(resumed.documents_file) == without_seconds(whole.documents_file)


def test_one_failing_document_is_a_result_and_is_tried_again(tmp_path: Path) -> None:
    """The failure is replayed as it was; resuming asks again."""
    one = run(experiment(a_model({"Rechnung.pdf": "1"})), tmp_path / "run", tmp_path / "pages")
    errors = [document.error and document.error.code for document in one.documents()]
    assert errors == [None, "MODEL_UNAVAILABLE"]
    again = replay(one, tmp_path / "again")
    assert again.documents_file.read_bytes() == one.documents_file.read_bytes()
    model = a_model({"factuur.pdf": "F2021-8772"})
    run(experiment(model), tmp_path / "run", tmp_path / "pages", resume=True)
    assert model.asked == ["factuur.pdf"]
    assert [document.error for document in RunFolder(tmp_path / "run").documents()] == [None, None]


def test_a_run_is_never_overwritten_nor_resumed_as_another(ran: RunFolder, tmp_path: Path) -> None:
    with pytest.raises(OutputExists):
        run(experiment(), ran.path, tmp_path)
    with pytest.raises(OutputExists):
        replay(ran, ran.path)
    with pytest.raises(InvalidInput, match="another dataset hash"):
        run(experiment(cases=dataset(FILES[0])), ran.path, tmp_path, resume=True)
    with pytest.raises(InvalidInput, match="another prompt version"):
        run(replace(experiment(), asked=Asked("due date")), ran.path, tmp_path, resume=True)


def test_a_case_may_have_its_own_prompt_and_share_its_file(tmp_path: Path) -> None:
    """Results of cases that share a file go by the case's id."""
    file = EXAMPLES / FILES[1]
    cases = Dataset("free", (Case("a", file, prompt="invoice number"), Case("b", file, prompt="due date")))
    documents = list(run(experiment(cases=cases), tmp_path / "run", tmp_path / "pages").documents())
    assert [(d.file, list(d.records[0].fields)) for d in documents] == [("a", ["Invoice Number"]), ("b", ["Due Date"])]


def test_a_sample_is_drawn_by_the_seed() -> None:
    """The same seed draws the same cases, in their order; groups limit what is drawn from."""
    many = Dataset("many", tuple(Case(str(n), Path(f"{n}.pdf"), group="ab"[n % 2]) for n in range(20)))
    one = [case.id for case in chosen(many, limit=5, seed=1)]
    assert one == [case.id for case in chosen(many, limit=5, seed=1)]
    assert one != [case.id for case in chosen(many, limit=5, seed=2)]
    assert one == sorted(one, key=int)
    assert {case.group for case in chosen(many, groups=["b"])} == {"b"}
    with pytest.raises(InvalidInput, match="there are: a, b"):
        chosen(many, groups=["c"])
