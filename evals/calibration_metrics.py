"""How good confidences are: do they hold what they say, do they tell right from wrong, what may be left unread.

All take confidences (0 to 1) and, at the same places, whether the answer is right.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from random import Random
from statistics import fmean
from typing import NamedTuple

Confidences = Sequence[float]
Rights = Sequence[bool]

BINS = 10


class Bin(NamedTuple):
    """Answers of like confidence."""

    confidence: float
    """Mean."""
    right: float
    """Share."""
    answers: int


def bins(confidences: Confidences, rights: Rights) -> list[Bin]:
    """The answers in ten bins of equal width; empty ones are left out."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in zip(confidences, rights, strict=True):
        held.setdefault(min(BINS - 1, int(confidence * BINS)), []).append((confidence, right))
    return [_bin(held[number]) for number in sorted(held)]


def equal_bins(confidences: Confidences, rights: Rights) -> list[Bin]:
    """The answers in ten bins of equally many, the least sure first."""
    ordered = sorted(zip(confidences, rights, strict=True), key=lambda pair: pair[0])
    edges = [round(number * len(ordered) / BINS) for number in range(BINS + 1)]
    return [_bin(ordered[low:high]) for low, high in pairwise(edges) if low < high]


def _bin(pairs: Sequence[tuple[float, bool]]) -> Bin:
    return Bin(fmean(confidence for confidence, _ in pairs), fmean(right for _, right in pairs), len(pairs))


def calibration_error(parts: Sequence[Bin]) -> float:
    """ECE: how far confidence and share of right answers lie apart, on average over the answers."""
    total = sum(count for _, _, count in parts)
    return sum(abs(mean - share) * count for mean, share, count in parts) / total if total else 0.0


def area_under_curve(confidences: Confidences, rights: Rights) -> float | None:
    """AUC: the chance that a right answer is surer than a wrong one; None where there are only right or wrong ones."""
    ordered = sorted(zip(confidences, rights, strict=True), key=lambda pair: pair[0])
    good = sum(rights)
    bad = len(ordered) - good
    if not good or not bad:
        return None
    wins = 0.0
    beaten = 0
    for _, ties in groupby(ordered, key=lambda pair: pair[0]):
        outcome = [right for _, right in ties]
        right = sum(outcome)
        wrong = len(outcome) - right
        wins += right * (beaten + wrong / 2)
        beaten += wrong
    return wins / (good * bad)


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


def cuts(confidences: Confidences, rights: Rights) -> list[Cut]:
    """One per confidence that occurs, the highest first."""
    ordered = sorted(zip(confidences, rights, strict=True), key=lambda pair: -pair[0])
    found: list[Cut] = []
    accepted = wrong = 0
    for threshold, ties in groupby(ordered, key=lambda pair: pair[0]):
        for _, right in ties:
            accepted += 1
            wrong += not right
        found.append(Cut(threshold, accepted, wrong))
    return found


def area_of_risk(confidences: Confidences, rights: Rights) -> float:
    """AURC: the share of wrong answers among the accepted, averaged over all coverages."""
    areas: list[float] = []
    before = 0
    for cut in cuts(confidences, rights):
        areas += [cut.error] * (cut.accepted - before)
        before = cut.accepted
    return fmean(areas)


def best_cut(found: Sequence[Cut], error: float) -> Cut | None:
    """The cut that accepts the most with at most this share of wrong answers; None where none does."""
    return max((cut for cut in found if cut.error <= error), key=lambda cut: cut.accepted, default=None)


def coverage(confidences: Confidences, rights: Rights, error: float) -> float:
    """Share of the answers that can be accepted with at most this share of wrong ones."""
    best = best_cut(cuts(confidences, rights), error)
    return best.accepted / len(rights) if best else 0.0


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
