"""What was used: pages, model calls, tokens, cost, failures; counted by organisation and month as documents are done.

The counts are rows of the database, written in the transaction that marks a document as done: so nothing is counted
twice, whatever dies, and every process sees the work of all workers.
"""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from ...schemas.document import PageStatus
from ...schemas.record import DocumentResult
from ..store.tables import Tally
from ..store.types import now

EXTRACTIONS = "extractions"
DOCUMENTS = "documents"
PAGES = "pages"
PAGES_FAILED = "pages_failed"
CALLS = "model_calls"
INPUT_TOKENS = "input_tokens"
OUTPUT_TOKENS = "output_tokens"
COST = "cost_micro_usd"
"""Millionths of a US dollar."""
COST_UNKNOWN = "documents_of_unknown_cost"
PAGE_MILLISECONDS = "page_milliseconds"
"""Time that documents took, in all."""
FAILED = "failed:"
"""With the code of an error behind it."""
WITHIN = "page_within:"
"""With a bound of PAGE_SECONDS behind it: pages that took no longer, and longer than the bound before."""

PAGE_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, float("inf"))


async def add(session: AsyncSession, org_id: str, amounts: Mapping[str, int]) -> None:
    """Count amounts up, in the transaction of what they are counted for."""
    counted = {what: amount for what, amount in sorted(amounts.items()) if amount}
    if not counted:
        return
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    month = now().strftime("%Y-%m")
    rows = [{"org_id": org_id, "month": month, "what": what, "amount": amount} for what, amount in counted.items()]
    statement = insert(Tally).values(rows)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["org_id", "month", "what"], set_={"amount": Tally.amount + statement.excluded.amount}
        )
    )


def of_document(result: DocumentResult, *, first: bool) -> dict[str, int]:
    """The amounts of one document.

    Args:
        result: what became of it.
        first: it was read for the first time; read again after an answer, only what was asked of a model counts.
    """
    usage = result.usage
    amounts = Counter({CALLS: usage.calls, INPUT_TOKENS: usage.input_tokens, OUTPUT_TOKENS: usage.output_tokens})
    if usage.cost_usd is None:
        amounts[COST_UNKNOWN] += 1
    else:
        amounts[COST] += int((usage.cost_usd * 1_000_000).to_integral_value())
    if not first:
        return amounts
    amounts[DOCUMENTS] += 1
    if result.error:
        amounts[FAILED + result.error.code] += 1
        amounts[PAGES_FAILED] += 1
        return amounts
    for page in result.pages:
        failed = page.status is PageStatus.FAILED
        amounts[PAGES_FAILED if failed else PAGES] += 1
        if failed:
            amounts[FAILED + (page.error_code or "PAGE_FAILED")] += 1
    if result.pages:
        each = usage.seconds / len(result.pages)
        bound = next(bound for bound in PAGE_SECONDS if each <= bound)
        amounts[f"{WITHIN}{bound:g}"] += len(result.pages)
        amounts[PAGE_MILLISECONDS] += round(1000 * usage.seconds)
    return amounts


def dollars(amount: int) -> Decimal:
    """US dollars of a COST amount."""
    return Decimal(amount) / 1_000_000
