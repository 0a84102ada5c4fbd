"""False alarms: on how many documents each check speaks, with the reader's answers and with the truth.

    python benchmarks/checks.py ../shared/corpus [--pages FOLDER] [--kind digital_pdf] [--show CODE]

Every document with truth is checked twice: with what the embedded reader (or its e-invoice) answers, and with the
values of its truth that its pages print. A code that speaks about the truth tells of the document itself (a sample
number, sums that do not add up on paper) or is a false alarm of the check; one that speaks about the answers alone
tells of a misreading, which is what it is for. `--show` prints what a code says, document by document.
`--pages` keeps pages between runs, so that scans are read once.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from falsehoods import KINDS, PROMPT, read

from faktum.engine.checking.checker import check
from faktum.engine.flow import answers_of_einvoice, read_locally
from faktum.engine.parcel import Parcel
from faktum.schemas.document import Pages
from faktum.schemas.errors import FaktumError
from faktum.schemas.record import Note, Source
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply
from faktum.schemas.settings import Settings

SETTINGS = Settings.model_validate({"validate_einvoices": False})


class Measured(NamedTuple):
    """The notes on one document."""

    name: str
    kind: str
    answers: tuple[Note, ...]
    truth: tuple[Note, ...]
    pages: int
    rows: int
    seconds: float
    """What checking the answers took."""


def measured(corpus: Path, kept: Path | None, kind: str | None) -> Iterator[Measured]:
    """Every document that has truth; pages that several documents share count once."""
    for line in (corpus / "manifest.jsonl").read_text("utf-8").splitlines():
        entry: Mapping[str, Any] = json.loads(line)
        if not entry.get("truth") or entry.get("duplicate_page") or kind not in (None, entry["kind"]):
            continue
        truth = json.loads((corpus / entry["truth"]).read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
        path = corpus / entry["file"]
        try:
            pages = read(path, kept)
        except FaktumError:
            continue
        parcel = Parcel(pages)
        answers = answers_of_einvoice(pages, PROMPT, SETTINGS) or read_locally(parcel, PROMPT)
        began = time.perf_counter()
        found = notes_of(answers, parcel)
        seconds = time.perf_counter() - began
        true: tuple[Note, ...] = ()
        if "records" not in truth:  # of several invoices in a file none can be fed alone
            true = notes_of(true_answers(truth, pages), parcel)
        rows = sum(len(record.groups.get("LineItems", ())) for record in answers.records)
        yield Measured(path.name, entry["kind"], found, true, len(pages.pages), rows, seconds)


def true_answers(truth: Mapping[str, Any], pages: Pages) -> Reply:
    """The truth as a model says it that gives values only; what its pages do not print is left out."""

    def answer(group: str | None, values: Mapping[str, Any], marks: Mapping[str, bool]) -> Mapping[str, Printed]:
        return {
            name: Printed(f"{value:f}" if isinstance(value, Decimal) else str(value), source=Source.MODEL)
            for name, value in values.items()
            if (group, name) in KINDS and value not in (None, "") and marks.get(name, True)
        }

    rows: Sequence[Mapping[str, Any]] = truth.get("LineItems") or ()
    marks: Sequence[Mapping[str, bool]] = truth.get("printed_lines") or [{} for _ in rows]
    lines = tuple(answer("LineItems", row, marked) for row, marked in zip(rows, marks, strict=True))
    fields = answer(None, truth, truth.get("printed") or {})
    sort = str(truth.get("InvoiceType", "invoice")).lower()
    kind = next((kind for kind in (DocumentKind.CREDIT_NOTE, DocumentKind.RECEIPT) if kind.value[:6] in sort), None)
    numbers = tuple(page.number for page in pages.pages)
    return Reply((RepliedRecord(kind or DocumentKind.INVOICE, numbers, fields, {"LineItems": lines} if lines else {}),))


def notes_of(answers: Reply, parcel: Parcel) -> tuple[Note, ...]:
    """The notes on all records of a reply."""
    return tuple(note for record in check(answers, parcel.open(), PROMPT) for note in record.notes)


def main() -> None:
    """Count notes by code over the documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--kind")
    parser.add_argument("--show")
    chosen = parser.parse_args()
    speaking: dict[str, Counter[str]] = defaultdict(Counter[str])
    documents, pages, rows, seconds = 0, 0, 0, 0.0
    for one in measured(chosen.corpus, chosen.pages, chosen.kind):
        documents, pages, rows = documents + 1, pages + one.pages, rows + one.rows
        seconds += one.seconds
        told = {note.code for note in one.answers}
        true = {note.code for note in one.truth}
        for code in told | true:
            speaking[code].update(
                {"answers": code in told, "truth": code in true, "answers alone": code in told - true}
            )
        for weight in {(note.code, note.severity.value) for note in one.answers + one.truth}:
            speaking[weight[0]][weight[1]] += 1
        for side, notes in (("answers", one.answers), ("truth", one.truth)):
            for note in notes:
                if note.code == chosen.show:
                    print(f"{one.kind:12} {one.name[:48]:48} {side:8} {note.severity.value:8} {note.message}")
    cost = 1000 * seconds / max(pages, 1)
    print(f"{documents} documents, {pages} pages, {rows} rows; checking takes {cost:.1f} ms a page")
    print(f"{'code':24} {'answers':>8} {'truth':>8} {'answers alone':>14}   severities")
    for code, counts in sorted(speaking.items(), key=lambda item: -item[1]["answers"]):
        severities = ", ".join(name for name in ("error", "warning", "info") if counts[name])
        shares = (f"{100 * counts[side] / documents:7.1f}%" for side in ("answers", "truth"))
        print(f"{code:24} {' '.join(shares)} {counts['answers alone']:14}   {severities}")


if __name__ == "__main__":
    main()
