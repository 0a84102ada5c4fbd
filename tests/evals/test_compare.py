"""Two runs compared cell by cell: wins, losses, chance, and where the cells that flipped stand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson

from faktum.engine.rows.to_documents import document_line
from faktum.evals.case import Case, Dataset
from faktum.evals.compare import Comparison, compare
from faktum.evals.compare_table import as_json, as_table
from faktum.evals.page_store import write_whole
from faktum.evals.run_folder import Asked, RunFolder, RunInfo
from faktum.schemas.document import Box
from faktum.schemas.record import Cell, DocumentResult, Evidence, Record, Status, Value

ASKED = Asked("invoice number, total amount")
INFO = RunInfo("", "local", ASKED, "", "d", "", 0, {}, "0", datetime(2026, 1, 1, tzinfo=UTC), Path("pages"))


def a_run(folder: Path, name: str, numbers: Sequence[str | None]) -> RunFolder:
    """A run over as many documents, whose true numbers are N-0, N-1, …; with what it found."""
    truths = [{"InvoiceNumber": f"N-{at}"} for at in range(len(numbers))]
    cases = Dataset("d", tuple(Case(f"case {at}", Path(f"{at}.pdf"), truth) for at, truth in enumerate(truths)))
    run = RunFolder(folder / name)
    run.begin(replace(INFO, name=name), cases)
    lines = [document_line(document(f"{at}.pdf", number)) for at, number in enumerate(numbers)]
    write_whole(run.documents_file, b"".join(line + b"\n" for line in lines))
    return run


def document(file: str, number: Value) -> DocumentResult:
    place = Evidence(2, Box(0, 0, 9, 9), str(number))
    cell = Cell(number, str(number), Status.VERIFIED, 0.9, evidence=(place,)) if number else Cell()
    return DocumentResult(file, records=(Record("invoice", (1,), {"Invoice Number": cell}),))


def compared(folder: Path, a: Sequence[str | None], b: Sequence[str | None]) -> Comparison:
    return compare(a_run(folder, "a", a), a_run(folder, "b", b))


def test_wins_losses_and_flips(tmp_path: Path) -> None:
    """B has one right that A misread, A one that B missed; the page is that of the right value."""
    told = compared(tmp_path, ["N-0", "N-9", "N-2"], ["N-0", "N-1", None])
    assert (told.total.cells, told.total.right_a, told.total.right_b) == (3, 2, 2)
    assert (told.total.won, told.total.lost) == (1, 1)
    assert [(flip.case, flip.won, flip.wanted, flip.a, flip.b, flip.page) for flip in told.flips] == [
        ("case 1", True, "N-1", "N-9", "N-1", 2),
        ("case 2", False, "N-2", "N-2", None, 2),
    ]
    assert [(one.name, one.net) for one in told.cases] == [("case 2", -1), ("case 1", 1)]


def test_equal_runs_differ_in_nothing(tmp_path: Path) -> None:
    told = compared(tmp_path, ["N-0", None], ["N-0", None])
    assert (told.total.won, told.total.lost, told.total.p) == (0, 0, None)
    assert told.flips == ()


def test_many_wins_are_no_chance_and_balanced_ones_are(tmp_path: Path) -> None:
    """Ten wins of twenty without a loss: p below 0.01; five wins against five losses: p 1."""
    right = [f"N-{at}" for at in range(20)]
    wrong = ["x" if at < 10 else number for at, number in enumerate(right)]
    told = compared(tmp_path / "one", wrong, right)
    assert told.total.p is not None
    assert told.total.p < 0.01
    other = ["x" if 5 <= at < 15 else number for at, number in enumerate(right)]
    told = compared(tmp_path / "two", wrong, other)
    assert (told.total.won, told.total.lost, told.total.p) == (5, 5, 1.0)


def test_the_table_and_the_json_say_the_same(tmp_path: Path) -> None:
    told = compared(tmp_path, ["N-0", "N-9", "N-2"], ["N-0", "N-1", "N-2"])
    assert "+ InvoiceNumber: wanted 'N-1', A 'N-9', B 'N-1'  1.pdf#page=2" in as_table(told).splitlines()
    plain = orjson.loads(as_json(told))
    assert (plain["total"]["won"], plain["flips"][0]["wanted"]) == (1, "N-1")
