"""How good confidences are: do they hold what they say, do they tell right from wrong, what may be left unread.

All take confidences (0 to 1) and, at the same places, whether the answer is right; where many answers are alike, also
how many there are of each.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from statistics import fmean
from typing import NamedTuple

Confidences = Sequence[float]
Rights = Sequence[bool]
Times = Sequence[float]
"""How many answers each stands for; None: one."""

BINS = 10


class Bin(NamedTuple):
    """Answers of like confidence."""

    confidence: float
    """Mean."""
    right: float
    """Share."""
    answers: int


def bins(confidences: Confidences, rights: Rights, times: Times | None = None) -> list[Bin]:
    """The answers in ten bins of equal width; empty ones are left out."""
    held: dict[int, list[tuple[float, bool, float]]] = {}
    for confidence, right, count in _answers(confidences, rights, times):
        held.setdefault(min(BINS - 1, int(confidence * BINS)), []).append((confidence, right, count))
    return [_bin(held[number]) for number in sorted(held)]


def equal_bins(confidences: Confidences, rights: Rights) -> list[Bin]:
    """The answers in ten bins of equally many, the least sure first."""
    ordered = sorted(_answers(confidences, rights), key=lambda answer: answer[0])
    edges = [round(number * len(ordered) / BINS) for number in range(BINS + 1)]
    return [_bin(ordered[low:high]) for low, high in pairwise(edges) if low < high]


def _answers(
    confidences: Confidences, rights: Rights, times: Times | None = None
) -> Iterable[tuple[float, bool, float]]:
    return zip(confidences, rights, [1] * len(rights) if times is None else times, strict=True)


def _bin(answers: Sequence[tuple[float, bool, float]]) -> Bin:
    total = sum(count for _, _, count in answers)
    mean = sum(confidence * count for confidence, _, count in answers) / total
    return Bin(mean, sum(count for _, right, count in answers if right) / total, round(total))


def calibration_error(parts: Sequence[Bin]) -> float:
    """ECE: how far confidence and share of right answers lie apart, on average over the answers.

    Guo et al. 2017, arXiv:1706.04599, section 2.
    """
    total = sum(count for _, _, count in parts)
    return sum(abs(mean - share) * count for mean, share, count in parts) / total if total else 0.0


def area_under_curve(confidences: Confidences, rights: Rights, times: Times | None = None) -> float | None:
    """AUC: the chance that a right answer is surer than a wrong one; None where there are only right or wrong ones."""
    wins = good = bad = 0.0
    for cut in reversed(_steps(confidences, rights, times)):
        wins += cut.right * (bad + cut.wrong / 2)
        good += cut.right
        bad += cut.wrong
    return wins / (good * bad) if good and bad else None


def squared_error(confidences: Confidences, rights: Rights) -> float:
    """The Brier score."""
    return fmean((confidence - right) ** 2 for confidence, right in zip(confidences, rights, strict=True))


@dataclass(frozen=True, slots=True)
class Cut:
    """What accepting every answer of at least this confidence comes to."""

    threshold: float
    accepted: int
    wrong: int

    @property
    def error(self) -> float:
        """Share of the accepted answers that are wrong."""
        return self.wrong / self.accepted


class _Step(NamedTuple):
    """Answers of one confidence."""

    confidence: float
    right: float
    wrong: float


def _steps(confidences: Confidences, rights: Rights, times: Times | None = None) -> list[_Step]:
    """One per confidence that occurs, the highest first."""
    counts: dict[float, list[float]] = {}
    for confidence, right, count in _answers(confidences, rights, times):
        counts.setdefault(confidence, [0, 0])[right] += count
    return [_Step(sure, *reversed(counts[sure])) for sure in sorted(counts, reverse=True)]


def cuts(confidences: Confidences, rights: Rights, times: Times | None = None) -> list[Cut]:
    """One per confidence that occurs, the highest first."""
    found: list[Cut] = []
    accepted = wrong = 0.0
    for step in _steps(confidences, rights, times):
        accepted += step.right + step.wrong
        wrong += step.wrong
        found.append(Cut(step.confidence, round(accepted), round(wrong)))
    return found


def area_of_risk(confidences: Confidences, rights: Rights, times: Times | None = None) -> float:
    """AURC: the share of wrong answers among the accepted, averaged over all coverages.

    Geifman, Uziel and El-Yaniv 2019, arXiv:1805.08206.
    """
    area = before = 0.0
    for cut in cuts(confidences, rights, times):
        area += cut.error * (cut.accepted - before)
        before = cut.accepted
    return area / before


def best_cut(found: Sequence[Cut], error: float) -> Cut | None:
    """The cut that accepts the most with at most this share of wrong answers; None where none does."""
    return max((cut for cut in found if cut.error <= error), key=lambda cut: cut.accepted, default=None)


def coverage(confidences: Confidences, rights: Rights, error: float, times: Times | None = None) -> float:
    """Share of the answers that can be accepted with at most this share of wrong ones."""
    found = cuts(confidences, rights, times)
    best = best_cut(found, error)
    return best.accepted / found[-1].accepted if best else 0.0


def binomial_bound(wrong: int, accepted: int, trust: float = 0.95) -> float:
    """The highest error that so few wrong answers still allow (Clopper and Pearson, one-sided).

    Args:
        wrong: wrong answers seen.
        accepted: answers seen.
        trust: how sure the bound is.
    """
    if wrong >= accepted:
        return 1.0

    def at_most_so_many(error: float) -> float:
        logs = (
            math.lgamma(accepted + 1) - math.lgamma(k + 1) - math.lgamma(accepted - k + 1)
            + k * math.log(error) + (accepted - k) * math.log1p(-error)
            for k in range(wrong + 1)
        )  # fmt: skip
        return sum(map(math.exp, logs))

    return _falling(at_most_so_many, 1.0 - trust)


def _falling(value: Callable[[float], float], level: float) -> float:
    """Where a falling function of 0 to 1 comes down to a level."""
    low, high = 1e-12, 1.0 - 1e-12
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if value(middle) > level else (low, middle)
    return high


def issuer_bound(counts: Mapping[str, tuple[int, int]], trust: float = 0.95, draws: int = 2000) -> float:
    """The error that other issuers would seldom exceed: errors come issuer by issuer, so issuers are drawn anew.

    Args:
        counts: issuer → (accepted, wrong).
        trust: how often drawn issuers stay within the bound.
        draws: how many sets of issuers are drawn; the same every time.
    """
    random = Random(0)
    issuers = sorted(counts)
    errors: list[float] = []
    for _ in range(draws):
        drawn = random.choices(issuers, k=len(issuers))
        accepted = sum(counts[issuer][0] for issuer in drawn)
        errors.append(sum(counts[issuer][1] for issuer in drawn) / accepted if accepted else 0.0)
    return sorted(errors)[min(draws - 1, math.ceil(trust * draws) - 1)]
