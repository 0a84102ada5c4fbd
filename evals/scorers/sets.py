"""Things that stand in no order: which found one is which of the truth's."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
F = TypeVar("F")


def partners(wanted: Sequence[T], found: Sequence[F], alike: Callable[[T, F], float]) -> list[tuple[int, int]]:
    """Pairs (wanted, found) in the truth's order, the likest first taken, no pair of strangers.

    Args:
        wanted: what the truth has.
        found: what the result has.
        alike: how alike two are, e.g. in how many cells they agree; 0 for strangers.
    """
    scores = sorted(
        ((alike(one, other), -i, -j) for i, one in enumerate(wanted) for j, other in enumerate(found)), reverse=True
    )
    pairs: dict[int, int] = {}
    for score, i, j in scores:
        if score and -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return sorted(pairs.items())
