"""Fields in the user's own words: how many are answered rightly, by kind of value.

    python benchmarks/free_fields.py ../shared/corpus [--pages FOLDER] [--half development|"held out"] [--show]

The cases (evals/cases/free_fields.jsonl) are prompts on real documents, written by reading the pages: words as a user
would write them, often not the printed ones or in another language; values as printed. Some of the fields are not on
their document and must come back empty. Documents are found by the SHA-256 of their file under the folder given; those
that are not there are left out. Half of the documents (by their hash) were held out while the reader was improved, and
looked at once: it then had 98 of 155 printed fields right and left 16 of 17 absent ones empty (before all work 55 and
16; the development half 116 of 136 and 20 of 20). General faults seen there were mended since, so that its figure is no
longer one of unseen cases. A column of a table is right when all its cells are.

Identifiers are right when equal but for case, blanks and punctuation, dates and numbers when equal (amounts whatever
their sign), texts when they are nearly the same (Levenshtein similarity 0.85 of letters and digits).
`--pages` keeps pages between runs, so that scans are read once. `--show` prints every field that is not right.
"""

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from falsehoods import read
from rapidfuzz.distance import Levenshtein

from faktum.engine.flow import finish, read_locally
from faktum.engine.parcel import Parcel
from faktum.prompts.compiled import CompiledPrompt
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.errors import FaktumError
from faktum.schemas.record import Cell, Record

CASES = Path(__file__).parents[1] / "evals" / "cases" / "free_fields.jsonl"
LEAST_ALIKE = 0.85
"""Levenshtein similarity from which a text is right."""
OUTCOMES = ("right", "wrong", "missing", "left empty", "invented")


class Told(NamedTuple):
    """What became of one field of a prompt."""

    file: str
    half: str
    kind: str
    asked: str
    outcome: str
    wanted: object
    found: object
    confidence: float


def judged(folder: Path, kept: Path | None, half: str | None) -> Iterator[Told]:
    """Every field of every case whose document is in the folder."""
    cases = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    wanted = {case["sha256"] for case in cases}
    files = {
        digest: path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (digest := hashlib.sha256(path.read_bytes()).hexdigest()) in wanted
    }
    missing = len({case["sha256"] for case in cases} - set(files))
    print(f"{len(cases)} prompts on {len(wanted)} documents, {missing} of them not in {folder}")
    for case in cases:
        if case["sha256"] in files and half in (None, case["half"]):
            yield from one_case(case, files[case["sha256"]], kept)


def one_case(case: Mapping[str, Any], path: Path, kept: Path | None) -> Iterator[Told]:
    """The fields of one prompt; where the prompt gives other fields than were asked for, none is found."""
    prompt = compiled(case["prompt"])
    asked: Sequence[Mapping[str, Any]] = case["fields"]
    records: tuple[Record, ...] = ()
    if prompt is not None and len(prompt.fields) == len(asked):
        parcel = Parcel(read(path, kept))
        records = finish(path.name, read_locally(parcel, prompt), parcel, prompt).records
    for index, truth in enumerate(asked):
        found: list[Cell] = []
        if records and prompt is not None:
            field = prompt.fields[index]
            if field.group is None:
                found = [records[0].fields[field.name]]
            else:
                found = [row[field.name] for row in records[0].groups.get(field.group, ())]
        outcome = outcome_of(truth, found)
        values = [cell.value for cell in found]
        sure = min((cell.confidence for cell in found if cell.value is not None), default=0.0)
        kind = "column" if "column" in truth else str(truth["kind"])
        shown = values if "column" in truth else values[0] if values else None
        wanted = truth.get("column") or truth.get("any")
        yield Told(path.name, case["half"], kind, truth["asked"], outcome, wanted, shown, sure)


def compiled(text: str) -> CompiledPrompt | None:
    """The prompt; None where it is not understood at all."""
    try:
        return compile_prompt(text)
    except FaktumError:
        return None


def outcome_of(truth: Mapping[str, Any], found: Sequence[Cell]) -> str:
    """One of OUTCOMES."""
    values = [cell.value for cell in found if cell.value not in (None, "")]
    if truth["kind"] == "absent":
        return "invented" if values else "left empty"
    if not values:
        return "missing"
    if "column" in truth:
        whole = len(found) == len(truth["column"])
        pairs = zip(truth["column"], found, strict=False)
        return "right" if whole and all(alike(truth["kind"], one, cell.value) for one, cell in pairs) else "wrong"
    return "right" if any(alike(truth["kind"], one, values[0]) for one in truth["any"]) else "wrong"


def alike(kind: str, wanted: object, found: object) -> bool:
    """True where a found value is the wanted one; '' wants an empty cell."""
    if wanted == "":
        return found in (None, "")
    if found is None:
        return False
    if kind == "yesno":
        return wanted is found
    if kind == "date":
        return str(found)[:10] == wanted
    if kind == "number":
        try:
            return abs(Decimal(str(wanted))) == abs(Decimal(str(found)))
        except InvalidOperation:
            return False
    one, other = ("".join(c for c in str(value).casefold() if c.isalnum()) for value in (wanted, found))
    return one == other or (kind == "text" and Levenshtein.normalized_similarity(one, other) >= LEAST_ALIKE)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--half", choices=("development", "held out"))
    parser.add_argument("--show", action="store_true")
    chosen = parser.parse_args()
    sureness: dict[tuple[str, bool], list[float]] = defaultdict(list[float])
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter[str])
    for told in judged(chosen.corpus, chosen.pages, chosen.half):
        for half in (told.half, "all"):
            counts[half, told.kind][told.outcome] += 1
            counts[half, "absent" if told.kind == "absent" else "printed"][told.outcome] += told.kind != "absent"
        if told.found is not None:
            sureness[told.half, told.outcome in ("right", "left empty")].append(told.confidence)
        if chosen.show and told.outcome not in ("right", "left empty"):
            print(f"{told.outcome:8} {told.file[:40]:40} {told.asked[:30]:30} {told.wanted} ← {told.found!r}")
    for (half, right), several in sorted(sureness.items()):
        name = "right" if right else "wrong or invented"
        print(f"{half}: {len(several)} values {name}, mean confidence {fmean(several):.2f}")
    print(f"{'':12} {'kind':12} {'n':>4} " + " ".join(f"{outcome:>10}" for outcome in OUTCOMES) + "  accuracy")
    for half in ("development", "held out", "all"):
        for (of, kind), several in sorted(counts.items()):
            if of == half:
                total = several.total()
                right = several["right"] + several["left empty"]
                row = " ".join(f"{several[outcome]:10}" for outcome in OUTCOMES)
                print(f"{half:12} {kind:12} {total:4} {row} {right / total:9.3f}")


if __name__ == "__main__":
    main()
