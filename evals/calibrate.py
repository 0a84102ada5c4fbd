"""`python -m faktum.evals.calibrate CORPUS`: fits confidence to answers whose truth is known, and says how good it is.

Every figure is cross-validated by issuer: the confidences of an issuer's cells come from weights fitted without it.
Generated documents and the stand-in for a language model help to fit, with little weight, and are measured apart.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..engine.checking.confidence import AGAINST, FOR, confidence, evidence, weighed
from .calibration_cells import Judged, judged_cells, once_each
from .calibration_metrics import (
    area_of_risk,
    area_under_curve,
    bins,
    calibration_error,
    coverage,
    equal_bins,
    squared_error,
)
from .calibration_plot import reliability_plot
from .calibration_table import weights_file
from .generate.batch import Order, write
from .logistic import Example, fit

EVERY_CELL = "every cell"
FOLDS = 10
PENALTY = 0.5
MADE_UP_WEIGHT = 0.1
"""What a cell of a generated document counts beside one of a real document: real ones err otherwise."""

BY_MODEL_WEIGHT = 0.3
"""What an answer of the stand-in for a language model counts."""

CELLS_PER_PART = 20
"""A document's fields, and its rows, count like at most this many cells: errors of one table come together."""

EXPECTED = {"not found": -4.0, "OCR uncertainty": -2.0, "alike": -0.5}
"""Doubts that few of these answers raise and other readers' will: they weigh so until answers say otherwise."""

GENERATED = (Order(110, "calibration", "digital"), Order(14, "calibration", "credit-note"),
             Order(26, "calibration", "scan"), Order(20, "calibration", "receipt"),
             Order(4, "calibration", "long-table", rows=40))  # fmt: skip
"""Generated documents that help to fit."""

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "engine" / "checking" / "confidence.toml"
PLOT = ROOT / "docs" / "reliability.svg"

Weights = dict[str, float]


def main(arguments: list[str] | None = None) -> int:
    """Fit, measure, write; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m faktum.evals.calibrate", description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder with manifest.jsonl, documents/ and truth/")
    parser.add_argument("--cache", type=Path, help="folder to keep read pages in (delete it when reading changes)")
    parser.add_argument("--no-generated", action="store_true", help="fit to the corpus alone")
    parser.add_argument("--dry-run", action="store_true", help="print the figures, write nothing")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="file to write (default: the package's)")
    parser.add_argument("--plot", type=Path, default=PLOT, help="file to draw (default: docs/reliability.svg)")
    given = parser.parse_args(arguments)
    if given.cache:
        given.cache.mkdir(parents=True, exist_ok=True)
    cells = once_each(judged_cells(given.corpus, given.cache))
    if not cells:
        parser.error(f"{given.corpus} has no document with truth that could be read")
    if not given.no_generated:
        cells += generated_cells(given.cache)
    folds = cross_validated(cells)
    measured = [(cell, sure) for cell, sure in zip(cells, folds, strict=True) if not cell.made_up]
    for line in report(measured):
        print(line)
    if not given.dry_run:
        weights = fitted(cells)
        given.weights.write_text(weights_file(weights, _page_cells(measured)), "utf-8")
        given.plot.write_text(reliability_plot(*_split(_page_cells(measured))), "utf-8")
    return 0


def generated_cells(cache: Path | None) -> list[Judged]:
    """The cells of generated documents; they are drawn anew, only their reading is kept."""
    cells: list[Judged] = []
    with tempfile.TemporaryDirectory() as folder:
        for order in GENERATED:
            write(order, Path(folder) / order.kind)
            cells += once_each(judged_cells(Path(folder) / order.kind, cache))
    return cells


def fitted(cells: Sequence[Judged]) -> Weights:
    """The weights that fit these cells best, none against its sign."""
    return _fit(_examples(cells))


def cross_validated(cells: Sequence[Judged], folds: int = FOLDS) -> list[float]:
    """The confidence of every cell by weights fitted without any cell of its issuer."""
    fold = folds_of(cells, folds)
    examples = _examples(cells)
    found = [0.0] * len(cells)
    for number in sorted(set(fold.values())):
        inside = [fold[cell.issuer] == number for cell in cells]
        weights = _fit(example for example, held in zip(examples, inside, strict=True) if not held)
        for at, held in enumerate(inside):
            if held:
                found[at] = weighed(examples[at].evidence, weights)
    return found


def folds_of(cells: Iterable[Judged], folds: int) -> dict[str, int]:
    """Issuer → its fold: the largest first, each into the fold that holds the fewest cells."""
    sizes = Counter(cell.issuer for cell in cells)
    held = [0] * folds
    fold: dict[str, int] = {}
    for issuer in sorted(sizes, key=lambda issuer: (-sizes[issuer], issuer)):
        fold[issuer] = held.index(min(held))
        held[fold[issuer]] += sizes[issuer]
    return fold


def _examples(cells: Sequence[Judged]) -> list[Example]:
    counts = Counter((cell.document, cell.in_row, cell.by_model) for cell in cells)
    return [
        Example(
            evidence(cell.features),
            cell.right,
            min(1.0, CELLS_PER_PART / counts[cell.document, cell.in_row, cell.by_model])
            * (MADE_UP_WEIGHT if cell.made_up else 1.0)
            * (BY_MODEL_WEIGHT if cell.by_model else 1.0),
        )
        for cell in cells
    ]


def _fit(examples: Iterable[Example]) -> Weights:
    return fit(examples, positive=FOR, negative=AGAINST, free=EVERY_CELL, penalty=PENALTY, expected=EXPECTED)


# -- figures ----------------------------------------------------------------------------------------------------------

Sure = tuple[Judged, float]
"""A cell and its confidence."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the cells, under a name."""

    name: str
    holds: Callable[[Judged], bool]


PARTS = (
    Part("pages, all", lambda cell: not cell.by_model),
    Part("  digital PDFs", lambda cell: not cell.by_model and cell.sort == "digital"),
    Part("  e-invoice PDFs", lambda cell: not cell.by_model and cell.sort == "einvoice"),
    Part("  scans, photos", lambda cell: not cell.by_model and cell.sort == "scan"),
    Part("  receipts", lambda cell: not cell.by_model and cell.sort == "receipt"),
    Part("  header fields", lambda cell: not cell.by_model and not cell.in_row),
    Part("  line items", lambda cell: not cell.by_model and cell.in_row),
    Part("stand-in model", lambda cell: cell.by_model),
)
_COLUMNS = ("  ECE", " ECE=", "  AUC", " Brier", " AURC", " 99 %", " 98 %")
HEADING = f"{'cells':16} {'n':>5} {'right':>6}  {' '.join(_COLUMNS)}"


def report(measured: Sequence[Sure]) -> list[str]:
    """The figures, cross-validated, and below them those of the weights now in the package."""
    now = [(cell, confidence(cell.features)) for cell, _ in measured]
    note = "ECE in 10 bins, ECE= in 10 bins of equally many; 99 %, 98 %: share acceptable at that accuracy"
    return [
        "fitted anew, cross-validated by issuer:", HEADING, *_lines(measured), "",
        "weights of the package, on the same cells (which it may have been fitted to):", HEADING, *_lines(now), "",
        note,
    ]  # fmt: skip


def _lines(measured: Sequence[Sure]) -> Iterable[str]:
    for part in PARTS:
        chosen = [one for one in measured if part.holds(one[0])]
        if chosen:
            yield _line(part.name, *_split(chosen))


def _line(name: str, sure: Sequence[float], right: Sequence[bool]) -> str:
    area = area_under_curve(sure, right)
    return (
        f"{name:16} {len(right):5} {sum(right) / len(right):6.1%}  {calibration_error(bins(sure, right)):5.3f} "
        f"{calibration_error(equal_bins(sure, right)):5.3f} {'-' if area is None else f'{area:.3f}':>5} "
        f"{squared_error(sure, right):6.4f} {area_of_risk(sure, right):5.3f} "
        f"{coverage(sure, right, 0.01):5.0%} {coverage(sure, right, 0.02):5.0%}"
    )


def _page_cells(measured: Sequence[Sure]) -> list[Sure]:
    return [one for one in measured if not one[0].by_model]


def _split(measured: Sequence[Sure]) -> tuple[list[float], list[bool]]:
    return [sure for _, sure in measured], [cell.right for cell, _ in measured]


if __name__ == "__main__":
    sys.exit(main())
