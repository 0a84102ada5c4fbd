"""A corpus is loaded as its referee counts it, and what is wrong in it is told by file and line."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from faktum.evals.datasets.load import load_dataset
from faktum.schemas.errors import InvalidTruth


def written(folder: Path, *entries: dict[str, Any]) -> Path:
    """A corpus of the given lines; every document is there, every truth says the same."""
    for part in ("documents", "truth"):
        (folder / part).mkdir()
    for entry in entries:
        (folder / entry["file"]).write_bytes(b"")
        if entry.get("truth"):
            (folder / entry["truth"]).write_text('{"InvoiceNumber": "A-1"}')
    (folder / "manifest.jsonl").write_text("".join(f"{json.dumps(entry)}\n" for entry in entries))
    return folder


def line(name: str, kind: str = "digital_pdf", **more: Any) -> dict[str, Any]:
    """A line of a manifest."""
    return {"id": name, "file": f"documents/{name}.pdf", "kind": kind, "truth": f"truth/{name}.json"} | more


def test_the_corpus_has_as_many_documents_by_group_as_its_referee_counts(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("")
    score = corpus.parent / "score" / "score.py"
    command = [sys.executable, score, corpus, tmp_path / "none.jsonl", "--json"]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    cases = load_dataset(corpus).cases
    assert Counter(case.group for case in cases if case.truth) == {g: part["documents"] for g, part in told.items()}
    assert {case.id for case in cases if not case.holds_invoices} == {"neg-cv", "neg-form"}
    assert len({case.id for case in cases}) == len(cases) == 330


def test_documents_that_count_twice_or_measure_nothing_are_left_out(tmp_path: Path) -> None:
    written(
        tmp_path,
        line("a", issuer_group="x", language="de"),
        line("twice", duplicate_page=True),
        line("twice-xml", "einvoice_pdf", duplicate_page=True),
        line("other-page", "einvoice_pdf", xml_page_mismatch=True),
        line("unknown", truth=None, category="Invoice"),
        line("cv", truth=None, category="NotAnInvoice"),
        line("bomb", "hostile"),
        line("photo", "photo"),
    )
    cases = load_dataset(tmp_path).cases
    assert [(case.id, case.group, case.holds_invoices) for case in cases] == [
        ("a", "digital", True),
        ("twice-xml", "einvoice", True),
        ("cv", "digital", False),
        ("photo", "scan", True),
    ]
    assert (cases[0].truth, cases[0].issuer, cases[0].language) == ({"InvoiceNumber": "A-1"}, "x", "de")


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ('{"id": "a"}', "line 1: file, kind must be given"),
        ('\n{"id": "a",}', "line 2, column 12: no JSON"),
        ('{"id": "a", "file": "documents/a.pdf", "kind": "scan", "truth": "t.json"}', "no file documents/a.pdf"),
    ],
)
def test_a_faulty_manifest_is_told_by_file_and_line(manifest: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.jsonl").write_text(manifest)
    with pytest.raises(InvalidTruth, match=told) as raised:
        load_dataset(tmp_path)
    assert "manifest.jsonl" in raised.value.message
