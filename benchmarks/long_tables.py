"""Long tables: rows and cells of generated invoices with 27 to 2,205 lines, and whether time is linear in rows.

    python benchmarks/long_tables.py [--seed S] [--count N] [--documents FOLDER] [--worst N] [--no-speed]

The documents are those of `python -m faktum.evals.generate FOLDER --kind long-list`: columns, order, ruling, headers,
headings, sub-totals, carried sums, languages and number formats by chance. Rows found are aligned in order with the
rows printed so that the most cells agree. `row recall`: printed rows of which the total or the description was found.
`cell F1`: over number, SKU, description, quantity, price, discount, rate and totals, each where the table prints it.
`complete`: documents of which every row was found and none invented. `short, untold`: documents with fewer rows than
are printed, whose certificate passes and which bear no note of missing or unproven rows.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from rapidfuzz.distance import Levenshtein

from faktum.engine.flow import extract_locally
from faktum.engine.sources import sources
from faktum.evals.generate.batch import Order, write
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.record import DocumentResult
from faktum.schemas.settings import Settings

PROMPT = compile_prompt(None, schema="invoice", addons=("lineitems", "banking", "vat_tax"))

NUMBERS = (
    *("Quantity", "UnitPrice", "LineTotalExclTax", "LineTotalInclTax"),
    *("VatPercentage", "LineDiscountPercent"),
)
TEXTS = ("Description", "SKU", "LineNumber")

ALIKE = 0.7
"""Similarity from which two descriptions are the same, as the corpus' referee has it."""

BAND = 40
"""Rows by which a found row may stand before or behind its printed one, beyond what their numbers differ."""

SIZES = (300, 2205)
"""Rows of the two tables whose times are compared."""

Row = Mapping[str, Any]


class Judged(NamedTuple):
    """What became of one document."""

    name: str
    rows: int
    """Rows printed."""
    found: int
    matched: int
    cells: int
    """Cells printed."""
    answered: int
    correct: int
    told: bool
    """The certificate fails or a note says that rows are missing or unproven."""

    @property
    def row_recall(self) -> float:
        """Rows matched of those printed."""
        return self.matched / self.rows

    @property
    def f1(self) -> float:
        """Of the cells."""
        return 2 * self.correct / max(self.cells + self.answered, 1)


def same(field: str, printed: Any, found: Any) -> bool:
    """Whether a cell holds what is printed."""
    if found is None:
        return False
    if field in NUMBERS:
        return abs(float(printed) - float(found)) < 0.005
    one, other = ("".join(c for c in str(text).casefold() if c.isalnum()) for text in (printed, found))
    return one == other if field != "Description" else Levenshtein.normalized_similarity(one, other) >= ALIKE


def aligned(printed: Sequence[Row], found: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Pairs of rows, in order, that make the most cells agree; within a band, so that time is linear in rows."""
    band = abs(len(printed) - len(found)) + BAND
    best: list[dict[int, int]] = [{} for _ in range(len(printed) + 1)]
    gains: list[dict[int, int]] = [{} for _ in printed]
    for i in range(len(printed) - 1, -1, -1):
        for j in range(min(len(found), i + band) - 1, max(0, i - band) - 1, -1):
            gain = sum(same(field, value, found[j].get(field)) for field, value in printed[i].items())
            gains[i][j] = gain
            best[i][j] = max(
                best[i + 1].get(j, 0), best[i].get(j + 1, 0), best[i + 1].get(j + 1, 0) + gain if gain else 0
            )
    pairs: list[tuple[Row, Row]] = []
    i = j = 0
    while i < len(printed) and j < len(found):
        here = best[i].get(j, 0)
        gain = gains[i].get(j, 0)
        if gain and here == best[i + 1].get(j + 1, 0) + gain:
            pairs.append((printed[i], found[j]))
            i, j = i + 1, j + 1
        elif here == best[i + 1].get(j, 0):
            i += 1
        else:
            j += 1
    return pairs


def judged(name: str, truth: Mapping[str, Any], result: DocumentResult) -> Judged:
    """One result held against the truth."""
    fields = (*NUMBERS, *TEXTS)
    printed: list[Row] = [{f: row[f] for f in fields if row.get(f) is not None} for row in truth["LineItems"]]
    columns = {field for row in printed for field in row}
    record = result.records[0] if result.records else None
    cells = record.groups.get("LineItems", ()) if record else ()
    found: list[Row] = [
        {f: cell.value for f in columns if (cell := row.get(f)) is not None and cell.value is not None} for row in cells
    ]
    pairs = aligned(printed, found)
    correct = sum(same(f, value, other.get(f)) for row, other in pairs for f, value in row.items())
    spare = {id(other): row for row, other in pairs}
    answered = sum(
        id(row) not in spare or field in spare[id(row)] for row in found for field in row
    )  # a cell that the row does not print counts neither way, as in the corpus' referee
    matched = sum(
        any(f in row and same(f, row[f], other.get(f)) for f in ("Description", "LineTotalExclTax", "LineTotalInclTax"))
        for row, other in pairs
    )
    certificate = record.completeness if record else None
    told = record is None or any(note.code.startswith("ROWS_") for note in record.notes)
    told = told or (certificate is not None and certificate.complete is False)
    return Judged(name, len(printed), len(found), matched, sum(map(len, printed)), answered, correct, told)


def measure(folder: Path) -> list[Judged]:
    """Every document of a folder that `faktum.evals.generate` wrote."""
    settings = Settings(ocr="off")
    done: list[Judged] = []
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        entry: Mapping[str, Any] = json.loads(line)
        truth = json.loads((folder / entry["truth"]).read_text("utf-8"))
        result = extract_locally(sources([folder / entry["file"]])[0], PROMPT, settings)
        done.append(judged(entry["id"], truth, result))
    return done


def speed(seed: str) -> list[tuple[int, float]]:
    """(Rows, CPU seconds per 1,000 rows, reading and checks included) for two sizes: medians of five documents."""
    settings = Settings(ocr="off")
    found: list[tuple[int, float]] = []
    for rows in SIZES:
        with tempfile.TemporaryDirectory() as name:
            write(Order(5, f"{seed} speed", "long-list", rows), Path(name))
            taken: list[float] = []
            for path in sorted(Path(name, "documents").iterdir()):
                start = time.process_time()
                extract_locally(sources([path])[0], PROMPT, settings)
                taken.append((time.process_time() - start) / rows * 1000)
        found.append((rows, median(taken)))
    return found


def show(done: Sequence[Judged], worst: int) -> None:
    """The figures of all documents, by size and together."""
    print(f"{'rows':>6} {'documents':>10} {'row recall':>11} {'cell F1':>8} {'complete':>9} {'short, untold':>14}")
    sizes = sorted({one.rows for one in done})
    for label, part in [*((str(n), [d for d in done if d.rows == n]) for n in sizes), ("all", list(done))]:
        rows, cells = sum(d.rows for d in part), sum(d.cells + d.answered for d in part)
        complete = sum(d.matched == d.rows == d.found for d in part)
        untold = sum(d.found < d.rows and not d.told for d in part)
        recall, f1 = sum(d.matched for d in part) / rows, 2 * sum(d.correct for d in part) / cells
        print(f"{label:>6} {len(part):>10} {recall:>11.4f} {f1:>8.4f} {complete:>9} {untold:>14}")
    means = [sum(values) / len(done) for values in ([d.row_recall for d in done], [d.f1 for d in done])]
    print(f"mean over documents: row recall {means[0]:.4f}, cell F1 {means[1]:.4f}")
    for one in sorted(done, key=lambda d: d.f1 + d.row_recall)[:worst]:
        print(f"  {one.name}: {one.found} rows, {one.matched} right of {one.rows}, F1 {one.f1:.3f}, told {one.told}")


def main() -> None:
    """Generate, read, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", default="7")
    parser.add_argument("--count", type=int, default=42)
    parser.add_argument("--documents", type=Path, help="keep the documents here, or use those that are here")
    parser.add_argument("--worst", type=int, default=0, help="list this many documents, the worst first")
    parser.add_argument("--no-speed", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = args.documents or Path(name)
        if not (folder / "manifest.jsonl").exists():
            write(Order(args.count, args.seed, "long-list"), folder)
        show(measure(folder), args.worst)
    if not args.no_speed:
        (small, quick), (large, slow) = speed(args.seed)
        print(f"CPU seconds per 1,000 rows: {quick:.2f} at {small}, {slow:.2f} at {large}; ratio {slow / quick:.2f}")
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
