"""Logistic regression with signs: weights that never go against what their fact means.

Newton's method on the penalised likelihood; within each step the bounded quadratic problem is solved one weight at a
time. Written out for a few dozen weights and some thousand examples, so that it needs no library of its own.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

STEPS = 30
SWEEPS = 60
CLOSE = 1e-4
"""Largest change of a weight at which the fit is done."""

LEAST_SPREAD = 1e-4
"""Variance an example counts with at least, so that a settled one cannot make the problem singular."""


class Example(NamedTuple):
    """One answer: what is known about it, whether it is right, and how much it counts."""

    evidence: Mapping[str, float]
    right: bool
    weight: float = 1.0


def fit(
    examples: Iterable[Example],
    *,
    positive: frozenset[str] = frozenset(),
    negative: frozenset[str] = frozenset(),
    free: str = "",
    penalty: float = 0.5,
    expected: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Name of a fact → its log-odds.

    Args:
        examples: the answers; equal ones are counted together.
        positive: names whose weight is never below 0.
        negative: names whose weight is never above 0.
        free: the name that every example has: it alone is not penalised.
        penalty: what a weight's squared distance from what is expected costs, halved, in units of log-likelihood.
        expected: name → the weight it has where no example says otherwise; 0 for all others.
    """
    rows = _together(examples)
    names = sorted({name for evidence, _, _ in rows for name, _ in evidence})
    at = {name: number for number, name in enumerate(names)}
    data = [([(at[name], amount) for name, amount in evidence], count, right) for evidence, count, right in rows]
    low = [0.0 if name in positive else -math.inf for name in names]
    high = [0.0 if name in negative else math.inf for name in names]
    costs = [1e-6 if name == free else penalty for name in names]
    start = [(expected or {}).get(name, 0.0) for name in names]
    weights = list(start)
    loss = _loss(data, weights, start, costs)
    for _ in range(STEPS):
        goal = _newton(data, weights, start, costs, low, high)
        share, moved, new = 1.0, weights, loss
        while share > 1e-3:
            moved = [old + share * (to - old) for old, to in zip(weights, goal, strict=True)]
            new = _loss(data, moved, start, costs)
            if new <= loss:
                break
            share /= 2
        change = max((abs(a - b) for a, b in zip(weights, moved, strict=True)), default=0.0)
        if new > loss or change < CLOSE:
            break
        weights, loss = moved, new
    return dict(zip(names, weights, strict=True))


_Evidence = tuple[tuple[str, float], ...]
_Row = tuple[Sequence[tuple[int, float]], float, float]
"""Facts by number, how many examples (weighted), how many of them right."""


def _together(examples: Iterable[Example]) -> list[tuple[_Evidence, float, float]]:
    counts: dict[_Evidence, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for example in examples:
        both = counts[tuple(sorted((name, round(amount, 2)) for name, amount in example.evidence.items() if amount))]
        both[0] += example.weight
        both[1] += example.weight * example.right
    return [(evidence, count, right) for evidence, (count, right) in counts.items()]


def _chance(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, odds))))


def _loss(data: Sequence[_Row], weights: Sequence[float], start: Sequence[float], costs: Sequence[float]) -> float:
    loss = sum(cost * (weight - begun) ** 2 for cost, weight, begun in zip(costs, weights, start, strict=True)) / 2
    for facts, count, right in data:
        odds = sum(weights[number] * amount for number, amount in facts)
        chance = _chance(odds)
        loss -= right * math.log(chance) + (count - right) * math.log(1.0 - chance)
    return loss


def _newton(
    data: Sequence[_Row],
    weights: Sequence[float],
    start: Sequence[float],
    costs: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
) -> list[float]:
    """Where the quadratic that touches the loss here is least, within the bounds."""
    size = len(weights)
    slope = [cost * (weight - begun) for cost, weight, begun in zip(costs, weights, start, strict=True)]
    bend = [[costs[i] if i == j else 0.0 for j in range(size)] for i in range(size)]
    for facts, count, right in data:
        chance = _chance(sum(weights[number] * amount for number, amount in facts))
        miss = count * chance - right
        spread = count * max(chance * (1.0 - chance), LEAST_SPREAD)
        for number, amount in facts:
            slope[number] += miss * amount
            line, share = bend[number], spread * amount
            for other, much in facts:
                line[other] += share * much
    goal = list(weights)
    for _ in range(SWEEPS):
        largest = 0.0
        for i in range(size):
            pull = slope[i] + sum(bend[i][j] * (goal[j] - weights[j]) for j in range(size))
            new = min(high[i], max(low[i], goal[i] - pull / bend[i][i]))
            largest, goal[i] = max(largest, abs(new - goal[i])), new
        if largest < CLOSE / 10:
            break
    return goal
