"""Values as the report prints them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import cast

LONGEST = 140
"""Characters of a value that are shown; it is cut with an ellipsis."""


def shown(value: object) -> str:
    """A wanted or found value in one line of text; '' for none."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal() | float():
            text = f"{Decimal(str(value)):f}"
        case date():
            text = value.isoformat()
        case list() | tuple():
            text = "; ".join(shown(part) for part in cast("Sequence[object]", value))
        case _:
            text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def percent(share: float | None) -> str:
    """A share of 0 to 1 as a percentage with one decimal; a dash for none."""
    return "–" if share is None else f"{100 * share:.1f} %"


def amount(usd: float | Decimal | None) -> str:
    """Dollars, fine enough for what a page costs; a dash where the price is unknown."""
    if usd is None:
        return "–"
    return f"{usd:.4f}" if usd else "0"


def three(value: float | None) -> str:
    """A share of 0 to 1, or another small figure, with three decimals; a dash for none."""
    return "–" if value is None else f"{value:.3f}"
