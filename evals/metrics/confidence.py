"""Do confidences hold what they say? Over all answers that can be right or wrong; surplus ones are wrong."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import cast

from ..calibration_metrics import (
    Confidences,
    Rights,
    Times,
    area_of_risk,
    area_under_curve,
    bins,
    calibration_error,
    coverage,
)
from ..judged import Measured, Outcome
from .figure import Metric, Tally

DECIMALS = 3
"""To which confidences are compared: those that documents.jsonl keeps."""

LEAST_ERROR = 0.01
"""Coverage is told at 99 % accuracy."""


def _answers(document: Measured) -> Tally:
    """(Confidence, right) → answers."""
    sums: dict[Hashable, float] = defaultdict(float)
    for cell in document.cells:
        if cell.answered and cell.confidence is not None:
            sums[round(cell.confidence, DECIMALS), cell.outcome is Outcome.RIGHT] += 1
            sums["n"] += 1
    return sums


Of = Callable[[Confidences, Rights, Times], float | None]


def _of_answers(figure: Of) -> Callable[[Tally], float | None]:
    """A figure of answers as a figure of the sums."""

    def value(sums: Tally) -> float | None:
        kinds = [(*cast(tuple[float, bool], key), times) for key, times in sums.items() if key != "n" and times]
        return figure([k[0] for k in kinds], [k[1] for k in kinds], [k[2] for k in kinds]) if kinds else None

    return value


def _ece(sure: Confidences, right: Rights, times: Times) -> float:
    return calibration_error(bins(sure, right, times))


def _coverage(sure: Confidences, right: Rights, times: Times) -> float:
    return coverage(sure, right, LEAST_ERROR, times)


CONFIDENCE = (
    Metric("ece", _answers, _of_answers(_ece), "answers", more_is_better=False),
    Metric("aurc", _answers, _of_answers(area_of_risk), "answers", more_is_better=False),
    Metric("auc", _answers, _of_answers(area_under_curve), "answers"),
    Metric("coverage_at_99", _answers, _of_answers(_coverage), "answers"),
)
