"""Has anything become worse? A run in figures against a baseline, for CI."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ..schemas.errors import InvalidInput, PathNotFound
from .metrics.figure import Figure
from .metrics.spent import SPENT
from .page_store import write_whole
from .summary import METRICS, Part, Summary

GATED = tuple(metric.name for metric in METRICS if metric not in SPENT)
"""Metrics a gate looks at by default: all but time and cost, which are the machine's as much as ours."""

MORE_IS_BETTER = {metric.name: metric.more_is_better for metric in METRICS}

LEAST = 1e-9
"""Smaller differences are rounding."""


@dataclass(frozen=True, slots=True)
class Fall:
    """One metric of one group that is worse than in the baseline."""

    group: str
    """'all' for all documents."""
    metric: str
    before: Figure
    now: Figure | None
    """None where nothing could be measured any more."""
    drop: float
    """By how much it is worse, in units of the metric; above 0."""

    @property
    def within_noise(self) -> bool:
        """True where other documents of the kind might as well have given it: it lies in the baseline's interval."""
        low, high = self.before.low, self.before.high
        if self.now is None or self.now.value is None or low is None or high is None:
            return False
        return low <= self.now.value <= high

    def __str__(self) -> str:
        if self.now is None or self.now.value is None:
            return f"{self.group}: {self.metric} was {self.before.value:.4f} and can no longer be measured"
        noise = ", within the noise of the baseline" if self.within_noise else ""
        interval = "" if self.before.low is None else f" [{self.before.low:.4f}, {self.before.high:.4f}]"
        return (
            f"{self.group}: {self.metric} fell by {self.drop:.4f}, "
            f"from {self.before.value:.4f}{interval} to {self.now.value:.4f} (n={self.now.n}){noise}"
        )


def falls(now: Summary, baseline: Summary, max_drop: float, metrics: Sequence[str] = ()) -> list[Fall]:
    """Every metric that is worse than the baseline by more than `max_drop`, over all documents and in every group.

    Args:
        now: the run in figures.
        baseline: the figures it must not fall behind.
        max_drop: how much worse a metric may be, in its own units (0.01: one point of a hundred of an F1).
        metrics: their names; GATED where none is named.

    Raises:
        InvalidInput: no metric is called so.
    """
    held = known(metrics or GATED)
    found: list[Fall] = []
    for group, before in (("all", baseline.overall), *baseline.groups.items()):
        after = now.overall if group == "all" else now.groups.get(group)
        found += _falls_of(group, before, after, max_drop, held)
    return found


def known(metrics: Sequence[str]) -> Sequence[str]:
    """The names, once it is certain that there are such metrics.

    Raises:
        InvalidInput: no metric is called so.
    """
    unknown = [name for name in metrics if name not in MORE_IS_BETTER]
    if unknown:
        raise InvalidInput(f"no metric is called {', '.join(unknown)}; there are: {', '.join(MORE_IS_BETTER)}")
    return metrics


def _falls_of(group: str, before: Part, after: Part | None, max_drop: float, metrics: Sequence[str]) -> Iterator[Fall]:
    for name in metrics:
        old, new = before.figures.get(name), after.figures.get(name) if after else None
        if old is None or old.value is None:
            continue
        if new is None or new.value is None:
            yield Fall(group, name, old, None, abs(old.value))
            continue
        drop = old.value - new.value if MORE_IS_BETTER[name] else new.value - old.value
        if drop > max_drop + LEAST:
            yield Fall(group, name, old, new, drop)


def read_baseline(file: Path) -> Summary:
    """The summary in a baseline file.

    Raises:
        PathNotFound: there is no such file.
        InvalidInput: it holds no summary.
    """
    try:
        return Summary.from_json(file.read_bytes())
    except OSError as error:
        raise PathNotFound(f"There is no baseline {file}: write one with --write.") from error
    except ValidationError as error:
        raise InvalidInput(f"{file} holds no summary of a run: {error.errors()[0]['msg']}.") from error


def write_baseline(file: Path, summary: Summary) -> None:
    """Write a summary as a baseline."""
    write_whole(file, summary.to_json() + b"\n")
