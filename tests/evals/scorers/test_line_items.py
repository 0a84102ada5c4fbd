"""Rows are aligned in printed order so that the most cells agree, fast enough for the longest tables."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from faktum.evals.correctness import LINE, is_right
from faktum.evals.scorers.line_items import Rows, aligned
from faktum.schemas.record import Value

WORDS = st.sampled_from(["Bolts M6", "Bolts M8", "Nuts", "Nutz", "Delivery to site", "—"])
AMOUNTS = st.sampled_from([0, 1, 1.0, 1.004, 1.005, -1, 2.5, 19])
TRUE_ROWS = st.lists(
    st.fixed_dictionaries(
        {}, optional={"Description": WORDS, "Quantity": AMOUNTS, "LineTotalExclTax": AMOUNTS, "SKU": WORDS}
    ),
    max_size=6,
)


def found_rows(rows: list[dict[str, object]]) -> list[Mapping[str, Value]]:
    return [{name: str(value) if isinstance(value, str) else Decimal(str(value)) for name, value in row.items()}
            for row in rows]  # fmt: skip


def cell_by_cell(truth: list[dict[str, object]], found: Rows, credit: bool) -> list[tuple[int, int]]:
    """The same by its definition: every cell compared with every cell, the first of the best alignments."""
    gain = [
        [sum(is_right(f, row[f], other.get(f), credit) for f in LINE if f in row) for other in found] for row in truth
    ]
    best = [[0] * (len(found) + 1) for _ in range(len(truth) + 1)]
    for i in reversed(range(len(truth))):
        for j in reversed(range(len(found))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + gain[i][j])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(truth) and j < len(found):
        if gain[i][j] and best[i][j] == best[i + 1][j + 1] + gain[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


@settings(deadline=None)
@given(TRUE_ROWS, TRUE_ROWS, st.booleans())
def test_the_alignment_is_the_one_by_definition(
    truth: list[dict[str, object]], rows: list[dict[str, object]], credit: bool
) -> None:
    found = found_rows(rows)
    pairs = aligned(truth, found, credit)
    assert pairs == cell_by_cell(truth, found, credit)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(pairs))


def test_a_long_table_with_one_row_lost_and_one_too_many() -> None:
    truth: list[dict[str, object]] = [
        {
            "Description": f"Part {number:05} of kit {number * 7919 % 1000}",
            "Quantity": number % 5 + 1,
            "VatPercentage": 19,
        }
        for number in range(1000)
    ]
    found = found_rows(truth)
    del found[700]
    found.insert(800, {"Description": "Carried over"})
    pairs = aligned(truth, found, credit=False)
    assert len(pairs) == 999
    assert pairs[:700] == [(number, number) for number in range(700)]
    assert pairs[-1] == (999, 999)
