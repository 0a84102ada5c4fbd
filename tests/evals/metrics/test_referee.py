"""Our figures are those of the referee of the corpus, digit for digit, on one and the same documents.jsonl."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from faktum.engine.rows.to_documents import read_documents, write_documents
from faktum.evals.case import Case
from faktum.evals.correctness import HEADER, LINE
from faktum.evals.metrics.fields import FIELDS
from faktum.evals.metrics.figure import Figure
from faktum.evals.metrics.rows import ROWS
from faktum.evals.summary import Part, measured, summarized
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.record import Cell, DocumentResult, Record, Status, Value

GROUPS = {
    "digital_pdf": "digital",
    "einvoice_pdf": "einvoice",
    "photo": "scan",
    "receipt": "receipt",
    "scan": "scan",
    "xml": "xml",
}


def cases(corpus: Path) -> Iterator[Case]:
    """The documents that the referee counts."""
    for line in (corpus / "manifest.jsonl").read_text("utf-8").splitlines():
        entry: dict[str, Any] = json.loads(line)
        group = GROUPS[entry["kind"]]
        left_out = {"einvoice": "xml_page_mismatch", "digital": "duplicate_page", "scan": "duplicate_page"}.get(group)
        if entry.get("truth") and not (left_out and entry.get(left_out)):
            truth = json.loads((corpus / entry["truth"]).read_text("utf-8"))
            yield Case(entry["id"], corpus / entry["file"], truth, group, entry["issuer_group"])


def damaged(case: Case, random: Random) -> DocumentResult | None:
    """The truth as a result, with all that can go wrong with one: values, fields, rows, a record, the whole result."""
    truth = case.truth or {}
    if random.random() < 0.03:
        return None
    if random.random() < 0.05:
        return DocumentResult(case.file.name)
    fields = {name: _cell(truth[name], random) for name in HEADER if truth.get(name) and random.random() < 0.9}
    if random.random() < 0.2:
        fields["DueDate"] = Cell(date(2026, 1, 1), "1.1.2026", Status.VERIFIED, 0.5)
    rows: list[Mapping[str, Cell]] = []
    for row in truth.get("LineItems") or ():
        if random.random() < 0.9:
            rows.append({name: _cell(row[name], random) for name in LINE if row.get(name) is not None})
        if random.random() < 0.1:
            rows.append({"Description": Cell("Carried over", "…", Status.VERIFIED, 0.5), **(rows[-1] if rows else {})})
        if rows and random.random() < 0.2:
            rows[-1] = {**rows[-1], "SKU": Cell("4711", "4711", Status.VERIFIED, 0.5)}
    if random.random() < 0.1:
        random.shuffle(rows)
    further = (Record("invoice", (1,), dict(fields)),) if random.random() < 0.05 else ()
    return DocumentResult(
        case.file.name, records=(Record("invoice", (1,), fields, {"LineItems": tuple(rows)}), *further)
    )


def _cell(wanted: object, random: Random) -> Cell:
    value: Value = Decimal(str(wanted)) if isinstance(wanted, int | float) else str(wanted)
    match random.randrange(12), value:
        case 0, Decimal():
            value += Decimal("0.004")
        case 1, Decimal():
            value = -value
        case 2, Decimal():
            value += 1
        case 0, str():
            value = value.upper().replace(" ", "")
        case 1, str():
            value = value[: len(value) * 4 // 5]
        case 2, str():
            value = value[::-1]
        case 3, _:
            value = None
        case _:
            pass
    return Cell(value, str(wanted), Status.VERIFIED if value is not None else Status.NOT_PRESENT, 0.9)


def told(figure: Figure) -> float:
    return round(figure.value or 0.0, 4)


def compare(ours: Part, theirs: Mapping[str, Any]) -> None:
    """The figures that mean the same are the same."""
    assert ours.documents == theirs["documents"]
    for name in ("header", "core"):
        for what in ("precision", "recall", "f1"):
            assert told(ours.figures[f"{name}_{what}"]) == theirs[name][what]
        assert ours.figures[f"{name}_f1"].n == theirs[name]["n"]
    for field, figures in theirs["fields"].items():
        found = ours.fields[field]
        assert (told(found.precision), told(found.recall), told(found.f1), found.f1.n) == (
            figures["precision"],
            figures["recall"],
            figures["f1"],
            figures["n"],
        ), field
    if lines := theirs.get("line_items"):
        for what in ("precision", "recall", "f1"):
            assert told(ours.figures[f"line_items_{what}"]) == lines[what]
        assert ours.figures["line_items_f1"].n == lines["n"]
        assert (told(ours.figures["row_recall"]), ours.figures["row_recall"].n) == (lines["row_recall"], lines["rows"])


@pytest.mark.corpus
@pytest.mark.parametrize("seed", [1, 2])
def test_figures_are_those_of_the_referee(corpus: Path, tmp_path: Path, seed: int) -> None:
    random, known = Random(seed), list(cases(corpus))
    prompt = compile_prompt(None, schema="invoice", addons=["lineitems", "banking", "vat_tax"])
    file = tmp_path / "documents.jsonl"
    with file.open("wb") as out:
        write_documents((found for case in known if (found := damaged(case, random))), out, prompt)
    with file.open("rb") as lines:
        ours = summarized(measured(known, read_documents(lines, prompt)), draws=0, metrics=(*FIELDS, *ROWS))
    referee = [sys.executable, str(corpus.parent / "score" / "score.py"), str(corpus), str(file), "--json"]
    theirs = json.loads(subprocess.run(referee, capture_output=True, text=True, check=True).stdout)
    assert set(ours.groups) == set(theirs)
    for group, figures in theirs.items():
        compare(ours.groups[group], figures)
