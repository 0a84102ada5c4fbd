"""What a check is given and what it gives: the cells of one invoice by business term, and a verdict on them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ....schemas.fields import LINE_ITEMS
from ....schemas.record import Cell, Note, Severity, Value
from ..conventions import Conventions

CENT = Decimal("0.01")
"""How far two sums may differ and still agree: a cent, since documents round each part."""

EMPTY = Cell()


class Spot(NamedTuple):
    """One cell: its term, and its row (from 1) where the term belongs to a repeating group."""

    term: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """One invoice, ready to be checked. Only what was asked for is in it."""

    kind: str
    """A schemas.reply.DocumentKind value."""
    names: Mapping[str, str]
    """Term → the user's name of its field."""
    cells: Mapping[Spot, Cell]
    rows: Mapping[str, int]
    """Repeating group → how many rows it has."""
    conventions: Conventions
    rivals: Mapping[Spot, tuple[Value, ...]] = field(default_factory=dict[Spot, tuple[Value, ...]])
    """Cells whose characters have other meanings that the document does not rule out."""
    unreadable: tuple[Spot, ...] = ()
    """Cells whose printed characters mean nothing of the kind that was asked for."""
    certainties: Mapping[Spot, float] = field(default_factory=dict[Spot, float])
    """Cells found by OCR → its certainty, 0 to 1."""
    misplaced: Mapping[Spot, tuple[str, str]] = field(default_factory=dict[Spot, tuple[str, str]])
    """Cells whose value stands where another's belongs → (code of the note, why)."""
    has_words: bool = True
    """False for a document without a page that can be read, such as a plain XML invoice."""
    number: int = 1
    """Which invoice of the document this is, from 1."""
    of: int = 1
    """How many invoices the document holds."""
    reason: str = ""
    """Why its pages are one invoice."""
    pages: tuple[int, ...] = ()
    today: date | None = None
    """The day on which it is checked; None where no check should know it."""
    codes: tuple[str, ...] = ()
    """Contents of the QR codes on its pages."""

    def cell(self, term: str, row: int | None = None) -> Cell:
        """The cell of a term; an empty one where it was not asked for."""
        return self.cells.get(Spot(term, row), EMPTY)

    def amount(self, term: str, row: int | None = None) -> Decimal | None:
        """The number in a cell; None where there is none."""
        value = self.cell(term, row).value
        return value if isinstance(value, Decimal) else None

    def day(self, term: str, row: int | None = None) -> date | None:
        """The date in a cell; None where there is none."""
        value = self.cell(term, row).value
        return value if isinstance(value, date) else None

    def text(self, term: str, row: int | None = None) -> str | None:
        """The text in a cell; None where there is none."""
        value = self.cell(term, row).value
        return value if isinstance(value, str) and value else None

    def name(self, term: str) -> str:
        """What the user calls a term."""
        return self.names.get(term, term)

    def row_numbers(self, group: str = LINE_ITEMS) -> range:
        """The rows of a group, from 1."""
        return range(1, self.rows.get(group, 0) + 1)

    def warning(self, code: str, message: str, *terms: str, row: int | None = None) -> Note:
        """A note that asks for a look."""
        return self._note(code, Severity.WARNING, message, terms, row)

    def info(self, code: str, message: str, *terms: str, row: int | None = None) -> Note:
        """A note that is good to know."""
        return self._note(code, Severity.INFO, message, terms, row)

    def _note(self, code: str, severity: Severity, message: str, terms: Iterable[str], row: int | None) -> Note:
        known = [term for term in terms if term in self.names]
        places = (evidence.page for term in known for evidence in self.cell(term, row).evidence)
        return Note(code, severity, message, tuple(self.names[term] for term in known), next(places, None), row)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check found."""

    notes: tuple[Note, ...] = ()
    confirmed: tuple[Spot, ...] = ()
    """Cells that the check speaks for."""


SILENT = Verdict()
"""Nothing to say: a field was not asked for, or is not there."""

Check = Callable[[Facts], Verdict]


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """All notes and confirmations of several verdicts, in order."""
    listed = tuple(verdicts)
    return Verdict(
        tuple(note for verdict in listed for note in verdict.notes),
        tuple(spot for verdict in listed for spot in verdict.confirmed),
    )


def signed(difference: Decimal) -> str:
    """A difference as notes write it: 'Δ=+1.00'."""
    return f"Δ={difference:+.2f}"
