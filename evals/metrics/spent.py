"""What a run cost: US dollars and seconds."""

from ..judged import Measured, Outcome
from .figure import Metric, Tally, ratio


def _spent(document: Measured) -> Tally:
    result = document.document
    if result is None:
        return {}
    return {
        "dollars": float(result.usage.cost_usd or 0),
        "unknown": result.usage.cost_usd is None,
        "seconds": result.usage.seconds,
        "right": sum(cell.outcome is Outcome.RIGHT for cell in document.cells),
        "n": len(result.pages),
    }


def _dollars(sums: Tally) -> float | None:
    """None where the price of a model is unknown: unknown is never nothing."""
    return None if sums["unknown"] else sums["dollars"]


def _per_page(sums: Tally) -> float | None:
    dollars = _dollars(sums)
    return None if dollars is None else ratio(dollars, sums["n"])


def _per_right_field(sums: Tally) -> float | None:
    dollars = _dollars(sums)
    return None if dollars is None else ratio(dollars, sums["right"])


SPENT = (
    Metric("usd_per_page", _spent, _per_page, "pages", more_is_better=False),
    Metric("usd_per_right_field", _spent, _per_right_field, "pages", more_is_better=False),
    Metric("seconds_per_page", _spent, lambda sums: ratio(sums["seconds"], sums["n"]), "pages", more_is_better=False),
)
