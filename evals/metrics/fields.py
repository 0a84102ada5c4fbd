"""Fields of the invoice: precision, recall and F1, over all fields (micro), by field (macro), by document.

A field is wanted where the truth has a value, and answered where a value was found that the truth can speak about.
Micro and macro averages: Manning, Raghavan and Schütze 2008, "Introduction to Information Retrieval", section 13.6.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from functools import partial
from typing import cast

from ..correctness import CORE, HEADER
from ..judged import Judged, Measured, Outcome
from .figure import Metric, Tally, f1, ratio


def of_fields(name: str, fields: Collection[str] | None = None, *, surplus: bool = False) -> Iterator[Metric]:
    """Precision, recall and micro-F1 of some fields.

    Args:
        name: before '_precision', '_recall' and '_f1'.
        fields: which; None for all.
        surplus: whether values of invoices the document does not hold are wrong answers.
    """
    tally = partial(_tally, fields=fields, surplus=surplus)
    yield Metric(f"{name}_precision", tally, precision, "fields")
    yield Metric(f"{name}_recall", tally, recall, "fields")
    yield Metric(f"{name}_f1", tally, micro_f1, "fields")


def counts(cells: Iterable[Judged], *, surplus: bool) -> Tally:
    """Cells that are right, answered and wanted; n is the wanted ones."""
    found = Counter(cell.outcome for cell in cells)
    right, wrong = found[Outcome.RIGHT], found[Outcome.WRONG]
    wanted = right + wrong + found[Outcome.MISSED]
    answered = right + wrong + (found[Outcome.SURPLUS] if surplus else 0)
    return {"right": right, "answered": answered, "wanted": wanted, "n": wanted}


def precision(sums: Tally) -> float | None:
    """Right answers / answers."""
    return ratio(sums["right"], sums["answered"])


def recall(sums: Tally) -> float | None:
    """Right answers / wanted values."""
    return ratio(sums["right"], sums["wanted"])


def micro_f1(sums: Tally) -> float | None:
    """F1 over all cells alike."""
    return f1(sums["right"], sums["answered"], sums["wanted"])


def _tally(document: Measured, fields: Collection[str] | None, surplus: bool) -> Tally:
    cells = (cell for cell in document.cells if cell.row is None and (fields is None or cell.field in fields))
    return counts(cells, surplus=surplus)


def by_field(document: Measured) -> Tally:
    """(Field, 'right' | 'answered' | 'answered here' | 'wanted') → cells; 'answered' counts surplus values too."""
    sums: dict[Hashable, float] = defaultdict(float)
    for cell in document.cells:
        if cell.row is None and cell.outcome is not Outcome.UNJUDGED:
            sums[cell.field, "right"] += cell.outcome is Outcome.RIGHT
            sums[cell.field, "answered"] += cell.answered
            sums[cell.field, "answered here"] += cell.answered and cell.wanted_there
            sums[cell.field, "wanted"] += cell.wanted_there
            sums["n"] += cell.wanted_there
    return sums


def of_one_field(field: str) -> Iterator[Metric]:
    """Precision, recall and F1 of one field, surplus values left out; they share the tally of all fields."""
    keys = {"right": "right", "answered": "answered here", "wanted": "wanted"}
    for value in (precision, recall, micro_f1):
        yield Metric(
            f"{field} {value.__name__}",
            by_field,
            lambda sums, value=value: value({name: sums[field, key] for name, key in keys.items()}),
            "fields",
            n=lambda sums: sums[field, "wanted"],
        )


def _macro_f1(sums: Tally) -> float | None:
    fields = [field for field in _names(sums) if sums[field, "wanted"]]
    scores = [f1(sums[field, "right"], sums[field, "answered"], sums[field, "wanted"]) or 0.0 for field in fields]
    return ratio(sum(scores), len(scores))


def _names(sums: Tally) -> list[str]:
    keys = (cast(tuple[str, str], key) for key in sums if isinstance(key, tuple))
    return [field for field, what in keys if what == "wanted"]


def all_right(cells: Iterable[Judged]) -> bool:
    """True where nothing is wrong, missed or too much."""
    return not any(cell.outcome in (Outcome.WRONG, Outcome.MISSED, Outcome.SURPLUS) for cell in cells)


def _documents(chosen: Callable[[Judged], bool], document: Measured) -> Tally:
    cells = [cell for cell in document.cells if chosen(cell) and cell.outcome is not Outcome.UNJUDGED]
    return {"right": all_right(cells), "n": 1} if cells or not document.case.holds_invoices else {}


def _share(sums: Tally) -> float | None:
    return ratio(sums["right"], sums["n"])


FIELDS = (
    *of_fields("core", CORE),
    *of_fields("header", HEADER),
    *of_fields("field", surplus=True),
    Metric("field_macro_f1", by_field, _macro_f1, "fields"),
    Metric("document_accuracy", partial(_documents, lambda _: True), _share, "documents"),
    Metric("header_accuracy", partial(_documents, lambda cell: cell.row is None), _share, "documents"),
)
