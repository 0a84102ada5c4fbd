"""The tables of figures: one line per group of documents, and one per field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ..judged import Judged, Measured, Outcome
from ..metrics.fields import counts, micro_f1, precision, recall
from ..metrics.figure import DRAWS, SEED, Figure, Metric, Tallies, Tally, figures, tallies
from ..summary import Part, Summary
from .run import JudgedRun

ALL = "all"

Column = tuple[str, str]
"""The repeating group ('' for the invoice itself) and the field."""

NOTHING = Figure(None, 0)

METHOD = (
    "Intervals are 95 % percentile intervals of the cluster bootstrap: errors come issuer by issuer, so issuers "
    "(documents, where the issuer is not known) are drawn anew with replacement, "
    f"{DRAWS:,} times, with the seed {SEED}. "
    "They say what other issuers of the same sort would give, not what other sorts would. Where nothing is wrong there "
    "is nothing to draw from and the interval is empty: read it as up to 3 ÷ n wrong."
)
"""How intervals are made, in words for a person."""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The figures of one group of documents."""

    name: str
    documents: int
    judged: int
    """Documents of which at least one cell was judged."""
    failed: int
    """Documents that could not be read or asked about, or have no result."""
    part: Part

    def figure(self, metric: str) -> Figure:
        """A metric of the summary; a figure without value where nothing could be measured."""
        return self.part.figures.get(metric, NOTHING)


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the cells of a field are; surplus values count as answered."""

    precision: Figure
    recall: Figure
    f1: Figure


@dataclass(frozen=True, slots=True)
class FieldLine:
    """The figures of one field."""

    name: str
    table: str
    """The repeating group it is a column of; '' for the invoice itself."""
    quality: Quality
    outcomes: Mapping[Outcome, int]
    by_group: Mapping[str, Figure]
    """Group → F1, without interval; no entry where the group has no such cell."""


def group_lines(run: JudgedRun, summary: Summary) -> tuple[GroupLine, ...]:
    """One line per group, then all together where there are several."""
    lines = [
        _group_line(group, [one for one in run.documents if one.case.group == group], summary.groups[group])
        for group in run.groups
    ]
    return tuple([*lines, _group_line(ALL, run.documents, summary.overall)] if len(lines) > 1 else lines)


def _group_line(name: str, documents: Sequence[Measured], part: Part) -> GroupLine:
    judged = sum(any(cell.outcome is not Outcome.UNJUDGED for cell in one.cells) for one in documents)
    failed = sum(one.document is None or one.document.error is not None for one in documents)
    return GroupLine(name, len(documents), judged, failed, part)


def field_lines(run: JudgedRun) -> tuple[FieldLine, ...]:
    """One line per field that the truth knows: the invoice's, then each table's; the most frequent first."""
    outcomes: dict[Column, dict[Outcome, int]] = {
        _column(cell): dict.fromkeys(Outcome, 0) for cell in run.cells if cell.wanted_there
    }
    for cell in run.cells:
        if (column := _column(cell)) in outcomes:
            outcomes[column][cell.outcome] += 1
    metrics = {column: _metrics(column) for column in outcomes}
    every = [metric for three in metrics.values() for metric in three]
    tallied = [(one, tallies(every, one)) for one in run.documents]
    overall = figures(every, _units(tallied))
    groups = {
        group: figures(every, _units(pair for pair in tallied if pair[0].case.group == group), draws=0)
        for group in run.groups
    }
    lines = [
        FieldLine(
            column[1],
            column[0],
            Quality(*(overall[metric.name] for metric in three)),
            outcomes[column],
            {group: found[three[-1].name] for group, found in groups.items() if three[-1].name in found},
        )
        for column, three in metrics.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.table, -line.quality.recall.n, line.name)))


def _metrics(column: Column) -> tuple[Metric, ...]:
    tally = partial(_tally, column)
    return tuple(
        Metric(f"{column[0]}/{column[1]} {value.__name__}", tally, value, "cells")
        for value in (precision, recall, micro_f1)
    )


def _tally(column: Column, document: Measured) -> Tally:
    return counts((cell for cell in document.cells if _column(cell) == column), surplus=True)


def _units(tallied: Iterable[tuple[Measured, Tallies]]) -> Mapping[str, Sequence[Tallies]]:
    units: dict[str, list[Tallies]] = {}
    for document, counted in tallied:
        units.setdefault(document.unit, []).append(counted)
    return units


def _column(cell: Judged) -> Column:
    return cell.table or "", cell.field
