"""A run in figures, as a table for a terminal: a line a metric, a column a group."""

from collections.abc import Sequence

from .metrics.figure import Figure
from .summary import Summary

SHOWN = ("core_f1", "header_f1", "field_f1", "document_accuracy")
"""Metrics of the short table."""


def as_table(summary: Summary, metrics: Sequence[str] = ()) -> str:
    """Value, 95 % interval and n of each metric, over all documents and by group; all metrics where none is named."""
    parts = {"all": summary.overall, **summary.groups}
    names = [name for name in metrics or summary.overall.figures if name in summary.overall.figures]
    lines = [f"{'':26}" + "".join(f" {group:>22}" for group in parts)]
    lines.append(f"{'documents':26}" + "".join(f" {part.documents:>22}" for part in parts.values()))
    for name in names:
        lines.append(f"{name:26}" + "".join(f" {_cell(part.figures.get(name)):>22}" for part in parts.values()))
    return "\n".join(lines)


def _cell(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "-"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"
