"""What an organisation used, month by month, as the wire shows it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from ..service import Service
from ..store.tables import Tally
from . import tallies

COUNTS = (
    tallies.EXTRACTIONS,
    tallies.DOCUMENTS,
    tallies.PAGES,
    tallies.PAGES_FAILED,
    tallies.CALLS,
    tallies.INPUT_TOKENS,
    tallies.OUTPUT_TOKENS,
)


async def usage_of(service: Service, org_id: str) -> dict[str, Any]:
    """What GET /v1/usage answers: the months, newest first, and their sum. Work of test keys is not among it."""
    asked = select(Tally.month, Tally.what, func.sum(Tally.amount)).where(Tally.org_id == org_id)
    months: dict[str, dict[str, int]] = defaultdict(dict)
    total: dict[str, int] = defaultdict(int)
    async with service.database.reading() as session:
        for month, what, amount in await session.execute(asked.group_by(Tally.month, Tally.what)):
            months[month][what] = int(amount)
            total[what] += int(amount)
    return {
        "success": True,
        "months": [{"month": month, **_shown(months[month])} for month in sorted(months, reverse=True)],
        "total": _shown(total),
    }


def _shown(amounts: Mapping[str, int]) -> dict[str, Any]:
    """Counts, and what the models cost as far as their prices are known."""
    return {
        **{name: amounts.get(name, 0) for name in COUNTS},
        "cost_usd": f"{tallies.dollars(amounts.get(tallies.COST, 0)):.6f}",
        tallies.COST_UNKNOWN: amounts.get(tallies.COST_UNKNOWN, 0),
    }
