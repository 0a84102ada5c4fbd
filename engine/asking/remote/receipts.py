"""What the answers about a document cost: sums by purpose and model, and by what was answered."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from ....schemas.record import Spent, Usage
from .call import Completion

FINEST = Decimal("0.00000001")
"""US dollars to which shares of a cost are rounded."""


class Receipts:
    """Collects the completions of one document."""

    def __init__(self) -> None:
        self._entries: list[Spent] = []

    def add(self, purpose: str, completion: Completion) -> None:
        """One completion, asked for this purpose."""
        self._entries.append(
            Spent(
                purpose,
                completion.model,
                completion.calls,
                completion.input_tokens,
                completion.cached_tokens,
                completion.output_tokens,
                completion.cost_usd,
                completion.seconds,
            )
        )

    def usage(self, model: str, weights: Mapping[str, int]) -> Usage:
        """All of it.

        Args:
            model: the model's name as the user gave it.
            weights: field group → characters answered for it; what was spent is shared out by them.
        """
        total = _sum("", model, self._entries)
        by_purpose = dict.fromkeys((entry.purpose, entry.model) for entry in self._entries)
        return Usage(
            model,
            total.calls,
            total.input_tokens,
            total.output_tokens,
            total.cost_usd,
            total.seconds,
            tuple(
                _sum(*key, [entry for entry in self._entries if (entry.purpose, entry.model) == key])
                for key in by_purpose
            ),
            _shared_out(total, weights) if self._entries else (),
        )


def _sum(purpose: str, model: str, entries: Sequence[Spent]) -> Spent:
    costs = [entry.cost_usd for entry in entries]
    known = [cost for cost in costs if cost is not None]
    return Spent(
        purpose,
        model,
        sum(entry.calls for entry in entries),
        sum(entry.input_tokens for entry in entries),
        sum(entry.cached_tokens for entry in entries),
        sum(entry.output_tokens for entry in entries),
        sum(known, Decimal(0)) if len(known) == len(costs) else None,
        sum(entry.seconds for entry in entries),
    )


def _shared_out(total: Spent, weights: Mapping[str, int]) -> tuple[Spent, ...]:
    """The total in parts that add up to it, by weight; running sums are rounded, so that nothing is lost."""
    whole = sum(weights.values())
    if not whole:
        weights, whole = {"fields": 1}, 1
    parts: list[Spent] = []
    low = 0
    for group, weight in weights.items():
        high = low + weight
        share = _shares(low, high, whole)
        cost = total.cost_usd
        parts.append(
            Spent(
                group,
                total.model,
                share(total.calls),
                share(total.input_tokens),
                share(total.cached_tokens),
                share(total.output_tokens),
                None
                if cost is None
                else (cost * high / whole).quantize(FINEST) - (cost * low / whole).quantize(FINEST),
                total.seconds * weight / whole,
            )
        )
        low = high
    return tuple(parts)


def _shares(low: int, high: int, whole: int) -> Callable[[int], int]:
    return lambda amount: amount * high // whole - amount * low // whole


def lengths(texts: Iterable[tuple[str, str]]) -> dict[str, int]:
    """(group, text) of everything answered → characters by group."""
    found: dict[str, int] = {}
    for group, text in texts:
        found[group] = found.get(group, 0) + len(text)
    return found
