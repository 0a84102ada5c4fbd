"""What a run took: seconds and money, by document and in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ..judged import Outcome
from .run import JudgedRun


@dataclass(frozen=True, slots=True)
class Taken:
    """One document's price."""

    case: str
    group: str
    pages: int
    seconds: float
    """Wall clock per page."""
    usd: float | None
    """For the whole document; None where the model's price is unknown."""


@dataclass(frozen=True, slots=True)
class Spent:
    """The price of all documents of which a time is known."""

    documents: int
    pages: int
    seconds_per_page: float
    """Of all pages together."""
    median: float
    """Seconds per page of the median document."""
    usd: float | None
    """None where a price is unknown."""
    usd_per_page: float | None
    usd_per_right: float | None
    """Per right cell; None also where none is right."""


def taken(run: JudgedRun) -> tuple[Taken, ...]:
    """What every document took of which a time is known."""
    found: list[Taken] = []
    for one in run.documents:
        case, result = one.case, one.document
        if result is None or result.usage.seconds <= 0:
            continue
        pages, cost = max(len(result.pages), 1), result.usage.cost_usd
        seconds = result.usage.seconds / pages
        found.append(Taken(case.id, case.group, pages, seconds, None if cost is None else float(cost)))
    return tuple(found)


def spent(run: JudgedRun, documents: Sequence[Taken]) -> Spent | None:
    """The sums over the documents; None where there are none."""
    if not documents:
        return None
    pages = sum(document.pages for document in documents)
    seconds = sum(document.seconds * document.pages for document in documents)
    costs = [document.usd for document in documents if document.usd is not None]
    usd = sum(costs) if len(costs) == len(documents) else None
    counted = {document.case for document in documents}
    right = sum(cell.outcome is Outcome.RIGHT for cell in run.cells if cell.case in counted)
    return Spent(
        len(documents),
        pages,
        seconds / pages,
        median(document.seconds for document in documents),
        usd,
        None if usd is None else usd / pages,
        usd / right if usd is not None and right else None,
    )
