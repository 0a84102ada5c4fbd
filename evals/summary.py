"""Everything that can be said about a run in figures: by group of documents and over all.

A summary is a plain frozen value: a command line prints it, a gate compares two, a report draws it. Its JSON form reads
back as the same summary.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePath

from pydantic import TypeAdapter

from ..prompts.compiled import CompiledPrompt
from ..schemas.record import DocumentResult
from .case import Case
from .judge import judge
from .judged import Measured
from .metrics.confidence import CONFIDENCE
from .metrics.fields import FIELDS, of_one_field
from .metrics.figure import DRAWS, SEED, Figure, Metric, Tallies, figures, tallies
from .metrics.handling import HANDLING
from .metrics.places import PLACES
from .metrics.rows import ROWS
from .metrics.spent import SPENT
from .metrics.whole import WHOLE

METRICS: tuple[Metric, ...] = (*FIELDS, *ROWS, *WHOLE, *PLACES, *CONFIDENCE, *HANDLING, *SPENT)
"""All metrics, in the order they are told; docs/evals.md defines each."""

BY_NAME: Mapping[str, Metric] = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """One field of the invoice."""

    precision: Figure
    """Its value is None where the field was never answered."""
    recall: Figure
    f1: Figure


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the documents."""

    documents: int
    pages: int
    figures: Mapping[str, Figure]
    """Metric's name → figure, in the order of METRICS; those that nothing could be measured of are left out."""
    fields: Mapping[str, FieldFigures]
    """Field of the invoice → its figures, surplus invoices left out."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in figures."""

    overall: Part
    groups: Mapping[str, Part] = field(default_factory=dict[str, Part])
    """Case.group → its documents, in alphabetical order."""

    def to_json(self, indent: int | None = 1) -> bytes:
        """As JSON, in the order of the figures."""
        return _adapter().dump_json(self, indent=indent)

    @classmethod
    def from_json(cls, data: bytes | str) -> "Summary":
        """The summary that was written.

        Raises:
            pydantic.ValidationError: it is none.
        """
        return _adapter().validate_json(data)


@cache
def _adapter() -> TypeAdapter[Summary]:
    return TypeAdapter(Summary)


def measured(
    cases: Iterable[Case], documents: Iterable[DocumentResult], prompt: CompiledPrompt | None = None
) -> list[Measured]:
    """Every case with its result and its judged cells, in the order of the cases.

    Args:
        cases: what is measured on.
        documents: results, matched by the name of the file; a case without one misses everything.
        prompt: what was asked, where columns bear the user's names.
    """
    by_name = {PurePath(document.file).name: document for document in documents}
    pairs = ((case, by_name.get(case.file.name)) for case in cases)
    return [Measured(case, document, tuple(judge(case, document, prompt))) for case, document in pairs]


def summary(
    cases: Iterable[Case],
    documents: Iterable[DocumentResult],
    prompt: CompiledPrompt | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Summary:
    """A run in figures: `summarized(measured(cases, documents, prompt))`."""
    return summarized(measured(cases, documents, prompt), draws, seed)


def summarized(
    documents: Sequence[Measured], draws: int = DRAWS, seed: int = SEED, metrics: Sequence[Metric] = METRICS
) -> Summary:
    """Documents that are measured already, in figures.

    Args:
        documents: what is measured.
        draws: how many sets of documents are drawn for the intervals; 0 for none.
        seed: the same seed draws the same sets.
        metrics: which; those of the fields always are told.

    Raises:
        MissingExtra: the extra `evals` is not installed.
    """
    tallied = [(document, tallies((*metrics, *FIELDS), document)) for document in documents]
    groups = sorted({document.case.group for document in documents})
    parts = {name: [one for one in tallied if one[0].case.group == name] for name in groups}
    return Summary(
        _part(tallied, metrics, draws, seed), {name: _part(part, metrics, draws, seed) for name, part in parts.items()}
    )


def _part(tallied: Sequence[tuple[Measured, Tallies]], metrics: Sequence[Metric], draws: int, seed: int) -> Part:
    fields = _fields(document for document, _ in tallied)
    units: dict[str, list[Tallies]] = {}
    for document, counted in tallied:
        units.setdefault(document.unit, []).append(counted)
    by_field = [tuple(of_one_field(field)) for field in fields]
    found = figures([*metrics, *(metric for three in by_field for metric in three)], units, draws, seed)
    return Part(
        documents=len(tallied),
        pages=sum(len(document.document.pages) for document, _ in tallied if document.document),
        figures={metric.name: found[metric.name] for metric in metrics if metric.name in found},
        fields={
            field: FieldFigures(*(found[metric.name] for metric in three))
            for field, three in zip(fields, by_field, strict=True)
        },
    )


def _fields(documents: Iterable[Measured]) -> list[str]:
    """Fields that the truth has somewhere, in the order of their first appearance."""
    cells = (cell for document in documents for cell in document.cells)
    return list(dict.fromkeys(cell.field for cell in cells if cell.row is None and cell.wanted_there))
