"""Every document on one line."""

from dataclasses import dataclass
from decimal import Decimal

from ..case import Case
from ..judged import Measured, Outcome
from .run import JudgedRun


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """What became of one document."""

    case: Case
    status: str
    """'completed', 'failed' or 'no result'."""
    reason: str
    """Code and message of a failure; '' without one."""
    pages: int | None
    records: int | None
    right: int
    wrong: int
    missed: int
    surplus: int
    notes: int | None
    seconds: float | None
    cost_usd: Decimal | None


def document_lines(run: JudgedRun) -> tuple[DocumentLine, ...]:
    """One line per case, in the order of the dataset."""
    return tuple(map(_line, run.documents))


def _line(one: Measured) -> DocumentLine:
    case, result = one.case, one.document
    outcomes = [cell.outcome for cell in one.cells]
    right, wrong, missed, surplus = (
        outcomes.count(outcome) for outcome in (Outcome.RIGHT, Outcome.WRONG, Outcome.MISSED, Outcome.SURPLUS)
    )
    if result is None:
        return DocumentLine(case, "no result", "", None, None, right, wrong, missed, surplus, None, None, None)
    return DocumentLine(
        case,
        result.status,
        f"{result.error.code}: {result.error.message}" if result.error else "",
        len(result.pages),
        len(result.records),
        right,
        wrong,
        missed,
        surplus,
        len(result.notes) + sum(len(record.notes) for record in result.records),
        result.usage.seconds or None,
        result.usage.cost_usd,
    )
