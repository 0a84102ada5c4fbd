"""A total less what was paid is what is left: three amounts that prove one another, though their labels say little."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .rows_of_sums import CENT
from .total_candidates import DUE, GROSS, NET, PAID, WEAK_DUE, Candidate

SURE = 0.75
"""Prior of an amount that the others prove."""


def with_balances(candidates: dict[str, list[Candidate]]) -> dict[str, list[Candidate]]:
    """The candidates, a 'Balance' and the 'Total fees' above it made sure where a payment printed between fits them.

    'Total fees 473.10', 'Paid 184.00', 'Balance 289.10'.
    """
    if any(c.prior > SURE - 0.1 and c.amount.value for c in candidates.get(DUE, ())):
        return candidates
    payments = [c for role in (PAID, "paid word") for c in candidates.get(role, ())]
    for left in candidates.get(WEAK_DUE, ()):
        wholes = _wholes(candidates, left)
        for whole in wholes:
            # What was paid may stand in a column of its own: 'Total  443.58  443.58', 'Balance 0.00'.
            beside = [c for c in wholes if c.amount.line == whole.amount.line]
            for paid in (*payments, *beside):
                between = _place(whole) < _place(paid) < _place(left)
                if not between or not paid.amount.value:
                    continue
                if abs(whole.amount.value - abs(paid.amount.value) - left.amount.value) < CENT:
                    return _made_sure(candidates, whole, left)
    return candidates


def _place(candidate: Candidate) -> tuple[int, int]:
    return candidate.amount.line, candidate.amount.first


def _wholes(candidates: Mapping[str, Sequence[Candidate]], left: Candidate) -> list[Candidate]:
    """What may be the total, the nearest above the balance first."""
    found = {(c.amount.line, c.amount.first): c for role in (NET, "total", GROSS) for c in candidates.get(role, ())}
    above = [c for c in found.values() if c.amount.line < left.amount.line and c.prior > 0.3]
    return sorted(above, key=lambda c: -c.amount.line)


def _made_sure(
    candidates: Mapping[str, Sequence[Candidate]], whole: Candidate, left: Candidate
) -> dict[str, list[Candidate]]:
    sure = {role: list(several) for role, several in candidates.items()}
    for role, proven in ((GROSS, whole), (DUE, left)):
        rest = [c for c in sure.get(role, ()) if c.amount is not proven.amount]
        sure[role] = [replace(proven, prior=max(proven.prior, SURE)), *rest]
    return sure
