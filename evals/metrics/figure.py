"""How every metric is made: documents are tallied one by one, the sums of the tallies give the value.

So an interval costs little: it is the value of the sums over documents drawn anew. Documents of one issuer err alike,
so issuers are drawn where they are known (the cluster bootstrap: Davison and Hinkley 1997, "Bootstrap Methods and
their Application", section 3.8), and the middle 95 % of the values are the interval (the percentile interval: Efron
and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from ...schemas.errors import MissingExtra
from ..judged import Measured

Tally = Mapping[Hashable, float]
"""Something counted → how much of it. What is not there counts 0. 'n' is, as a rule, what the metric is measured on."""

Tallying = Callable[[Measured], Tally]

DRAWS = 1000
SEED = 0
INTERVAL = 0.95
"""How often the value of other such documents would lie within the interval."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric's value, what it rests on, and how far it may be trusted."""

    value: float | None
    """None where it is not defined, as a price that nobody knows."""
    n: int
    """How many of the metric's `counted` things it was measured on."""
    low: float | None = None
    """Lower end of the interval; None where there are too few documents or issuers to tell."""
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric."""

    name: str
    tally: Tallying
    value: Callable[[Tally], float | None]
    """Of the sums; the mapping gives 0 for what was never counted."""
    counted: str
    """What n counts: 'fields', 'rows', 'documents', …"""
    more_is_better: bool = True
    n: Callable[[Tally], float] = lambda sums: sums["n"]
    """How many it was measured on, of the sums."""


Tallies = Mapping[Tallying, Tally]
"""What every metric's way of tallying gives of one document; metrics that share one are tallied once."""


def tallies(metrics: Sequence[Metric], document: Measured) -> Tallies:
    """Everything that the metrics count in a document."""
    return {tally: tally(document) for tally in dict.fromkeys(metric.tally for metric in metrics)}


def figures(
    metrics: Sequence[Metric], units: Mapping[str, Sequence[Tallies]], draws: int = DRAWS, seed: int = SEED
) -> dict[str, Figure]:
    """Metric's name → its figure; metrics that find nothing to measure are left out.

    Args:
        metrics: their names differ.
        units: the documents' tallies, those together that are drawn together (`Measured.unit`).
        draws: how many sets of units are drawn; 0 for no intervals.
        seed: the same seed draws the same sets.

    Raises:
        MissingExtra: numpy is not installed.
    """
    columns: dict[Tallying, dict[Hashable, int]] = defaultdict(dict)
    width = 0
    added: list[dict[int, float]] = []
    for documents in units.values():
        sums: dict[int, float] = defaultdict(float)
        for document in documents:
            for tallying, tally in document.items():
                places = columns[tallying]
                for key, amount in tally.items():
                    if key not in places:
                        places[key], width = width, width + 1
                    sums[places[key]] += amount
        added.append(sums)
    totals = [sum(unit.get(column, 0.0) for unit in added) for column in range(width)]
    drawn = _drawn(added, width, draws, seed) if draws and len(added) > 1 else ()
    found: dict[str, Figure] = {}
    for tallying, places in columns.items():
        whole = _sums(places, totals)
        of_draws = [_sums(places, sums) for sums in drawn]
        for metric in metrics:
            if metric.tally is tallying and metric.n(whole):
                found[metric.name] = _figure(metric, whole, of_draws)
    return found


def _figure(metric: Metric, whole: Tally, of_draws: Sequence[Tally]) -> Figure:
    values = sorted(value for sums in of_draws if (value := metric.value(sums)) is not None)
    low, high = _middle(values) if values else (None, None)
    return Figure(metric.value(whole), round(metric.n(whole)), low, high)


def _sums(places: Mapping[Hashable, int], sums: Sequence[float]) -> Tally:
    return defaultdict(float, ((key, sums[column]) for key, column in places.items()))


def _middle(values: Sequence[float]) -> tuple[float, float]:
    beyond = round((1 - INTERVAL) / 2 * (len(values) - 1))
    return values[beyond], values[-1 - beyond]


def _drawn(units: Sequence[Mapping[int, float]], width: int, draws: int, seed: int) -> Sequence[Sequence[float]]:
    """Per draw, the sums over as many units as there are, drawn with replacement."""
    try:
        import numpy
    except ImportError as error:
        raise MissingExtra('intervals need numpy: pip install "faktum[evals]"') from error
    table = numpy.zeros((len(units), width))
    for row, unit in enumerate(units):
        for column, amount in unit.items():
            table[row, column] = amount
    count = len(units)
    times = numpy.random.default_rng(seed).multinomial(count, [1 / count] * count, size=draws)
    drawn: list[list[float]] = (times @ table).tolist()
    return drawn


# -- what values are made of ------------------------------------------------------------------------------------------


def ratio(part: float, whole: float) -> float | None:
    """Part / whole; None where the whole is nothing."""
    return part / whole if whole else None


def f1(right: float, answered: float, wanted: float) -> float | None:
    """2PR / (P + R) of precision right / answered and recall right / wanted; None where there is nothing at all.

    Van Rijsbergen 1979, "Information Retrieval", chapter 7.
    """
    return ratio(2 * right, answered + wanted)
