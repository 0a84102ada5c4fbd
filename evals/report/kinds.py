"""Which kinds of document were taken for which: wanted × found, 'none' among both."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ...schemas.reply import DocumentKind
from ..correctness import is_right
from ..judged import Outcome
from .run import JudgedRun

KIND = "InvoiceType"
NONE = "none"
"""No invoice wanted, or no kind found."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of documents by what they are and what they were taken for."""

    wanted: tuple[str, ...]
    found: tuple[str, ...]
    counts: Counter[tuple[str, str]]

    def share(self, wanted: str, found: str) -> float:
        """0 to 1: of the documents of a kind, those taken for another (or for what they are)."""
        total = sum(self.counts[wanted, other] for other in self.found)
        return self.counts[wanted, found] / total if total else 0.0


def confusion(run: JudgedRun) -> Confusion | None:
    """Every invoice whose kind is known and every document that is none, by what it was taken for.

    None where nothing is known.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for one in run.documents:
        if one.case.holds_invoices:
            counts.update(
                (_kind(cell.wanted), str(cell.found or NONE))
                for cell in one.cells
                if cell.field == KIND and cell.row is None and cell.outcome is not Outcome.UNJUDGED
            )
        elif one.document is not None:
            counts.update((NONE, record.kind) for record in one.document.records)
            counts.update([] if one.document.records else [(NONE, NONE)])
    if not counts:
        return None
    return Confusion(_ordered([wanted for wanted, _ in counts]), _ordered([found for _, found in counts]), counts)


def _kind(wanted: object) -> str:
    """The kind as Faktum calls it; as the truth calls it where Faktum has no name."""
    if wanted is None:
        return NONE
    return next((kind.value for kind in DocumentKind if is_right(KIND, wanted, kind.value)), str(wanted))


def _ordered(kinds: Sequence[str]) -> tuple[str, ...]:
    """Faktum's kinds in their order, then others, then none."""
    known = [kind.value for kind in DocumentKind]
    met = dict.fromkeys(kinds)
    others = sorted(kind for kind in met if kind not in known and kind != NONE)
    return (*(kind for kind in known if kind in met), *others, *([NONE] if NONE in met else []))
