"""The risk dial: how sure a cell has to be so that what is accepted without a look is seldom wrong.

The table comes from cells whose truth is known, each judged by weights fitted without its issuer
(docs/confidence.md). It holds for documents like those; it is a measurement, not a promise.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..schemas.errors import InvalidInput
from ..schemas.record import Cell, DocumentResult, Note, Record, Severity, Status
from .checking.confidence import fitted

BELOW_THRESHOLD = "BELOW_THRESHOLD"


@dataclass(frozen=True, slots=True)
class Dial:
    """What accepting every cell of at least `threshold` comes to."""

    risk: float
    """The share of wrong cells that was asked for at most."""
    threshold: float
    """Confidence, 0 to 1, from which cells are accepted; above 1 where no threshold keeps to the risk."""
    coverage: float
    """Share of the measured cells that are accepted."""
    error_rate: float
    """Share of these that were wrong when measured."""
    at_most: float
    """What the error stays below with 95 % trust, other issuers drawn: often well above `risk`."""
    n: int
    """Cells measured."""


def risk(error: float) -> Dial:
    """The lowest threshold at which at most this share of the accepted cells was wrong.

    Args:
        error: share of wrong cells among the accepted ones, above 0 and below 1; 0.01 is one in a hundred.

    Raises:
        InvalidInput: `error` is no such share.
    """
    if not 0 < error < 1:
        raise InvalidInput(f"a risk is a share above 0 and below 1, such as 0.01; not {error}")
    table = fitted()
    cells = int(table["fitted"]["cells"])
    kept = [cut for cut in table["dial"]["cuts"] if cut["wrong"] <= error]
    if not kept:
        return Dial(error, 1.01, 0.0, 0.0, 0.0, cells)
    best = max(kept, key=lambda cut: cut["accepted"])
    return Dial(error, best["threshold"], best["accepted"], best["wrong"], best["below"], cells)


def marked(document: DocumentResult, threshold: float) -> DocumentResult:
    """The document with a BELOW_THRESHOLD warning for each cell that is less sure and that no warning names yet."""
    records = tuple(replace(record, notes=(*record.notes, *_below(record, threshold))) for record in document.records)
    return replace(document, records=records)


def _below(record: Record, threshold: float) -> Iterator[Note]:
    """Each message is the same for all rows of a column, so that a batch shows it once."""
    named = {(name, note.row) for note in record.notes if note.severity is not Severity.INFO for name in note.fields}
    for name, number, cell in record.cells():
        if _is_unsure(cell, threshold) and (name, number) not in named:
            message = f"{name} is less sure than the {threshold:.1%} from which cells are accepted."
            page = cell.evidence[0].page if cell.evidence else None
            yield Note(BELOW_THRESHOLD, Severity.WARNING, message, (name,), page, number)


def _is_unsure(cell: Cell, threshold: float) -> bool:
    return cell.value is not None and cell.status is not Status.NOT_PRESENT and cell.confidence < threshold
