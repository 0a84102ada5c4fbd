"""Rows found ↔ rows of the truth, in printed order, chosen so that the most cells agree.

The longest of many alignments: time and memory grow with rows × rows, but a step is one addition for all rows found at
once (their agreements stand side by side in the bytes of one number), so 2,205 rows take two or three seconds.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from operator import add

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from ...schemas.record import Value
from ..case import Truth
from ..correctness import LINE, LINE_NUMBERS
from .values import HALF_A_CENT, TEXT_ALIKE, folded, is_nothing, number

Rows = Sequence[Mapping[str, Value]]


def aligned(truth: Sequence[Truth], found: Rows, credit: bool) -> list[tuple[int, int]]:
    """Pairs (row of the truth, row found), in order, that make the most cells of LINE agree; every pair has one.

    Args:
        truth: rows as they stand in the truth's JSON.
        found: rows of values.
        credit: rows of a credit note: signs do not count.
    """
    gains = _gains(truth, found, credit)
    size = len(found)
    best = [array("i", bytes(4 * (size + 1)))]  # the last row found first; one of these for each row of the truth
    for gain in reversed(gains):
        below = best[-1]
        best.append(array("i", accumulate(map(max, below[1:], map(add, below, gain)), max, initial=0)))
    best.reverse()
    pairs: list[tuple[int, int]] = []
    i, left = 0, size
    while i < len(truth) and left:
        gain = gains[i][left - 1]
        if gain and best[i][left] == best[i + 1][left - 1] + gain:
            pairs.append((i, size - left))
            i, left = i + 1, left - 1
        elif best[i][left] == best[i + 1][left]:
            i += 1
        else:
            left -= 1
    return pairs


def _gains(truth: Sequence[Truth], found: Rows, credit: bool) -> list[bytes]:
    """Per row of the truth: in how many cells each row found agrees, the last row found first."""
    sums = [0] * len(truth)
    for field in LINE:
        wanted = [row.get(field) for row in truth]
        if any(value is not None for value in wanted):
            agreeing = _agreeing(field, [row.get(field) for row in found], credit)
            known: dict[str, int] = {}
            for at, value in enumerate(wanted):
                if not is_nothing(value):
                    key = str(value)
                    if key not in known:
                        known[key] = agreeing(value)
                    sums[at] += known[key]
    return [total.to_bytes(len(found), "big") for total in sums]


Agreeing = Callable[[object], int]
"""Wanted value → a number whose byte j, from the lowest, is 1 where row j of the found ones has it."""


def _agreeing(field: str, column: Sequence[Value], credit: bool) -> Agreeing:
    if field in LINE_NUMBERS:
        return _agreeing_numbers(column, credit)
    rows: dict[str, list[int]] = {}
    for at, value in enumerate(column):
        if not is_nothing(value):
            rows.setdefault(folded(value), []).append(at)
    if field != "Description":
        return lambda wanted: _marked(rows.get(folded(wanted), ()), len(column))
    texts = list(rows)

    def alike(wanted: object) -> int:
        near = process.extract(
            folded(wanted), texts, scorer=Levenshtein.normalized_similarity, score_cutoff=TEXT_ALIKE, limit=None
        )
        return _marked((at for text, _, _ in near for at in rows[text]), len(column))

    return alike


def _agreeing_numbers(column: Sequence[Value], credit: bool) -> Agreeing:
    read = ((number(value), at) for at, value in enumerate(column))
    ordered = sorted((abs(value) if credit else value, at) for value, at in read if value is not None)
    numbers = [value for value, _ in ordered]

    def near(wanted: object) -> int:
        middle = number(wanted)
        if middle is None:
            return 0
        middle = abs(middle) if credit else middle
        low, high = bisect_right(numbers, middle - HALF_A_CENT), bisect_left(numbers, middle + HALF_A_CENT)
        return _marked((at for _, at in ordered[low:high]), len(column))

    return near


def _marked(rows: Iterable[int], size: int) -> int:
    marks = bytearray(size)
    for at in rows:
        marks[at] = 1
    return int.from_bytes(marks, "little")
