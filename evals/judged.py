"""What scorers give and metrics take: cells, each with what was wanted and what was found."""

from dataclasses import dataclass
from enum import StrEnum

from ..schemas.record import DocumentResult, Evidence, Status, Value
from .case import Case

LEAST_OVERLAP = 0.5
"""From which IoU a place counts as found."""


class Outcome(StrEnum):
    """What became of one cell."""

    RIGHT = "right"
    WRONG = "wrong"  # the truth has another value
    MISSED = "missed"  # the truth has a value, the result has none
    SURPLUS = "surplus"  # a value in a row, or of an invoice, that the truth does not have
    UNJUDGED = "unjudged"  # a value of which the truth says nothing


@dataclass(frozen=True, slots=True)
class Judged:
    """One cell of one document, judged."""

    case: str
    """Case.id."""
    group: str
    """Case.group."""
    issuer: str
    """Case.issuer."""
    field: str
    outcome: Outcome
    wanted: object = None
    """As it stands in the truth; None where the truth says nothing."""
    found: Value = None
    printed: str | None = None
    """The characters the found value was read from."""
    record: int = 0
    """Which invoice of the file, from 0, in the truth's order."""
    row: int | None = None
    """Line item of the truth, from 1 (of the result for surplus ones); None for the invoice itself."""
    confidence: float | None = None
    """0 to 1; None where there is no value."""
    status: Status | None = None
    likeness: float | None = None
    """0 to 1, how alike wanted and found are as text (ANLS); None where there is nothing to compare."""
    overlap: float | None = None
    """0 to 1, IoU of the characters in the found and the true place; None where no place is known."""
    on_page: bool | None = None
    """Whether the found page is the true one; None where no page is known."""
    notes: tuple[str, ...] = ()
    """Codes of the notes about this cell."""
    evidence: tuple[Evidence, ...] = ()
    """Where the found value was read."""
    table: str | None = None
    """The repeating group the row belongs to ('LineItems', 'VatBreakdown'); None for the invoice itself."""
    printed_there: bool = True
    """False where the truth says that the pages do not print it: an e-invoice may know more than its page."""

    @property
    def placed(self) -> bool | None:
        """Whether the found place covers the true one (IoU at least one half); None where no place is known."""
        return None if self.overlap is None else self.overlap >= LEAST_OVERLAP

    @property
    def wanted_there(self) -> bool:
        """True where the truth has a value."""
        return self.outcome in (Outcome.RIGHT, Outcome.WRONG, Outcome.MISSED)

    @property
    def answered(self) -> bool:
        """True where a value was found that the truth can speak about."""
        return self.outcome in (Outcome.RIGHT, Outcome.WRONG, Outcome.SURPLUS)


@dataclass(frozen=True, slots=True)
class Measured:
    """One document, measured: what metrics take."""

    case: Case
    document: DocumentResult | None
    """None where there is no result: everything is missed."""
    cells: tuple[Judged, ...] = ()
    """Of judge()."""

    @property
    def unit(self) -> str:
        """What is drawn anew for intervals: the issuer where it is known, else the document."""
        return f"issuer {self.case.issuer}" if self.case.issuer else f"document {self.case.id}"
