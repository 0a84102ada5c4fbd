"""What checking gives: typed cells with evidence, and notes. Also what became of each page and document."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .document import Box, PageStatus, TextSource
from .packed import Packed

Value = str | bool | date | Decimal | list[str] | None
"""A typed value. Money and all other numbers are Decimal, dates are dates, identifiers are text."""


class Status(StrEnum):
    """How far a cell can be trusted to stand on its page."""

    VERIFIED = "verified"  # found on the page
    AMBIGUOUS = "ambiguous"  # found in several places that disagree
    DERIVED = "derived"  # computed or normalised from what is printed; the evidence names it
    NOT_FOUND = "not_found"  # asserted, but not on the page
    NOT_PRESENT = "not_present"  # not on the document; the value is null


class Source(StrEnum):
    """Which reading a value was taken from."""

    PAGE = "page"
    XML = "xml"
    MODEL = "model"
    DERIVED = "derived"


class Severity(StrEnum):
    """How much a note matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Evidence(Packed):
    """One place that supports a value."""

    page: int
    """From 1."""
    box: Box | None
    quote: str
    """The characters as they stand there."""


@dataclass(frozen=True, slots=True)
class Cell(Packed):
    """One value with everything that is known about it."""

    value: Value = None
    printed: str | None = None
    status: Status = Status.NOT_PRESENT
    confidence: float = 0.0
    """0 to 1."""
    source: Source = Source.PAGE
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Note(Packed):
    """A doubt, in words for a person. It never blocks."""

    code: str
    """Stable: an EN 16931 rule (BR-CO-15) or one of ours (DATE_ORDER, …)."""
    severity: Severity
    message: str
    fields: tuple[str, ...] = ()
    """Names of the fields concerned, as the user named them."""
    page: int | None = None
    row: int | None = None
    """Line item concerned, from 1; None for the invoice as a whole."""
    box: Box | None = None
    """Where on the page, for what the page itself shows; None where the cells' evidence says it."""


@dataclass(frozen=True, slots=True)
class Choice(Packed):
    """One way to settle what a prompt left open."""

    key: str
    """Stable: a business term ('DueDate') or a word of the topic ('day_first')."""
    value: Value = None
    """What the cell would hold; None where no one cell shows the difference."""


@dataclass(frozen=True, slots=True)
class Assumption(Packed):
    """Something that the prompt left open and the engine settled, on one invoice."""

    topic: str
    """What was open: a table of engine/rows/uncertainty.toml ('which_date', 'which_total', …)."""
    field: str | None
    """The user's name of the column it touches; None for the extraction as a whole."""
    choices: tuple[Choice, ...]
    """The ways to settle it; the first was taken."""


@dataclass(frozen=True, slots=True)
class Completeness(Packed):
    """Whether all line items were taken: what the pages let one expect, and what came out."""

    rows: int
    """Line items extracted."""
    rows_expected: int | None = None
    """Line items that the pages show; None where nothing on them tells."""
    lines_total: Decimal | None = None
    """Sum of the line items' totals; None where a row has none."""
    net_total: Decimal | None = None
    """The printed net amount they should add up to, discounts and surcharges on the whole document counted in."""
    told_by: tuple[str, ...] = ()
    """What the expectation rests on, in words for a person."""
    adds_up: bool | None = None
    """Whether the line totals make one of the printed totals, within half a cent a row; None where nothing can be
    compared. Lines may be priced with tax, so any of the totals proves them."""

    @property
    def complete(self) -> bool | None:
        """True where every test that could be made was passed; None where none could."""
        counted = self.rows == self.rows_expected if self.rows_expected is not None else None
        tests = [test for test in (counted, self.adds_up) if test is not None]
        return all(tests) if tests else None


@dataclass(frozen=True, slots=True)
class Record(Packed):
    """One invoice, checked."""

    kind: str
    """A schemas.reply.DocumentKind value."""
    pages: tuple[int, ...]
    fields: Mapping[str, Cell]
    groups: Mapping[str, tuple[Mapping[str, Cell], ...]] = field(
        default_factory=dict[str, tuple[Mapping[str, Cell], ...]]
    )
    notes: tuple[Note, ...] = ()
    currency: str | None = None
    """ISO 4217 code of the amounts, where the document shows one; for number formats."""
    reason: str = ""
    """Why these pages are one record."""
    completeness: Completeness | None = None
    """Of the line items; None where none were asked for."""
    assumptions: tuple[Assumption, ...] = ()
    """What the prompt left open about this invoice, and how it was settled."""

    def __getitem__(self, name: str) -> Cell:
        """The cell of the invoice field called `name`."""
        return self.fields[name]

    def cells(self) -> Iterator[tuple[str, int | None, Cell]]:
        """(Name, row from 1 or None, cell) of every field, then of every row of every group."""
        for name, cell in self.fields.items():
            yield name, None, cell
        for rows in self.groups.values():
            for number, row in enumerate(rows, 1):
                for name, cell in row.items():
                    yield name, number, cell

    def with_cells(self, changed: Callable[[str, int | None, Cell], Cell]) -> "Record":
        """The record with every cell as `changed(name, row, cell)` gives it."""
        return replace(
            self,
            fields={name: changed(name, None, cell) for name, cell in self.fields.items()},
            groups={
                group: tuple(
                    {name: changed(name, number, cell) for name, cell in row.items()}
                    for number, row in enumerate(rows, 1)
                )
                for group, rows in self.groups.items()
            },
        )

    @property
    def line_items(self) -> tuple[Mapping[str, Cell], ...]:
        """The rows of the line item group, in printed order."""
        return self.groups.get("LineItems", ())


@dataclass(frozen=True, slots=True)
class PageOutcome(Packed):
    """What became of one page."""

    page: int
    status: PageStatus
    text_source: TextSource
    reason: str | None = None
    error_code: str | None = None


@dataclass(frozen=True, slots=True)
class Spent(Packed):
    """What was spent on one purpose."""

    purpose: str
    """Why the model was asked ('extract', 'resume', 'repair', 'confirm', …), or the field group it was asked for."""
    model: str
    calls: int = 0
    """Requests sent, retries included; 0 where the answer came from the cache."""
    input_tokens: int = 0
    cached_tokens: int = 0
    """Of the input tokens, those the provider had cached."""
    output_tokens: int = 0
    cost_usd: Decimal | None = Decimal(0)
    """None where the model's price is unknown; never 0 for unknown."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Usage(Packed):
    """What a document cost."""

    model: str = "local"
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal | None = Decimal(0)
    """None where the model's price is unknown; never 0 for unknown."""
    seconds: float = 0.0
    spent: tuple[Spent, ...] = ()
    """The receipt: by purpose and model; its sums are the figures above."""
    by_group: tuple[Spent, ...] = ()
    """The same sums by field group ('fields', 'LineItems', …): tokens shared out by the length of what was answered."""


@dataclass(frozen=True, slots=True)
class Failure(Packed):
    """Why a document failed: a stable code, what happened and what to do."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DocumentResult(Packed):
    """Everything about one input file. A failed document has an error and no records."""

    file: str
    pages: tuple[PageOutcome, ...] = ()
    records: tuple[Record, ...] = ()
    notes: tuple[Note, ...] = ()
    error: Failure | None = None
    usage: Usage = Usage()

    @property
    def status(self) -> str:
        """'completed' or 'failed'."""
        return "failed" if self.error else "completed"
