"""What is known about each cell: the evidence its confidence is computed from. No model's own claim is in it.

Facts of the page (where and how often a value stands there, how surely it was read), of the reader (label, score,
other answers) and of the checks (what speaks for the cell, what against it, what for or against its neighbours).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...schemas.document import Box
from ...schemas.fields import Kind
from ...schemas.record import Severity, Source, Status
from .checks.facts import Spot, Verdict
from .drafts import Context, Draft, Drafts
from .page_index import PageIndex
from .text_index import fold

MOST = 9
"""Counts are told up to this number: more of the same says nothing new."""

FAR_LINES = 20.0
"""Label distances are told up to this many line heights."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is known about one cell."""

    status: Status
    kind: Kind = Kind.TEXT
    term: str | None = None
    """The field's business term; None for a free field."""
    source: Source = Source.PAGE
    labelled: bool = False
    """A printed label names it."""
    label_lines: float | None = None
    """From the label to the value, in line heights; None where there is no label or its place is not known."""
    score: float | None = None
    """The reader's own preference, 0 to 1; None where it gave none."""
    others: int = 0
    """Other answers that the reader or further readings gave."""
    disputed: bool = False
    """One of these means something else."""
    rivals: int = 0
    """Other meanings of the same characters that the document does not rule out."""
    by_ocr: bool = False
    certainty: float = 1.0
    """The OCR engine's, of the least certain word, 0 to 1; 1 for a text layer."""
    exact: bool = True
    """False where the words found are only alike."""
    printed: int = 1
    """Places on the pages that say the value; 1 for texts of rows, which are not counted."""
    confirmed: int = 0
    """Checks that speak for it."""
    doubted: int = 0
    """Warnings that name it."""
    row_confirmed: float = 0.0
    """Share of the numbers of its row that checks speak for; 0 for a field of the invoice."""


def features_of(drafts: Drafts, verdict: Verdict, context: Context) -> Mapping[tuple[str, int | None], Features]:
    """Everything known about every cell, by field name and row."""
    confirmed = Counter(verdict.confirmed)
    warned: Counter[tuple[str, int | None]] = Counter()
    for note in verdict.notes:
        if note.severity is not Severity.INFO:
            warned.update((name, note.row) for name in note.fields)
    shares = _shares(drafts, confirmed)
    pages = _PageFacts(context)
    found: dict[tuple[str, int | None], Features] = {}
    for (name, row), draft in drafts.items():
        printed, grounded = draft.printed, draft.grounded
        spoken_for = confirmed[Spot(draft.term, row)]
        status = draft.cell.status
        if spoken_for and status is Status.AMBIGUOUS and not draft.typed.rivals and not draft.misplaced:
            status = Status.VERIFIED  # arithmetic or check digits decide between the answers
        index = context.sheets.indexes.get(grounded.cursor.page) if grounded.cursor else None
        found[name, row] = Features(
            status,
            draft.field.kind,
            draft.field.term,
            draft.cell.source,
            labelled=bool(printed and printed.label),
            label_lines=_label_lines(draft, index) if row is None else None,
            score=printed.score if printed else None,
            others=min(MOST, len(printed.alternatives)) if printed else 0,
            disputed=draft.disputed,
            rivals=min(MOST, len(draft.typed.rivals)),
            by_ocr=index is not None and index.by_ocr,
            certainty=grounded.certainty,
            exact=grounded.exact,
            printed=pages.places(draft, row, index),
            confirmed=min(MOST, spoken_for),
            doubted=min(MOST, warned[name, row]),
            row_confirmed=shares.get((draft.field.group, row), 0.0) if row is not None else 0.0,
        )
    return found


def _shares(drafts: Drafts, confirmed: Mapping[Spot, int]) -> dict[tuple[str | None, int | None], float]:
    """Group and row → the share of its amounts and quantities that checks speak for."""
    numbers: Counter[tuple[str | None, int | None]] = Counter()
    spoken_for: Counter[tuple[str | None, int | None]] = Counter()
    for (_, row), draft in drafts.items():
        if draft.field.kind in (Kind.AMOUNT, Kind.QUANTITY) and draft.cell.value is not None:
            numbers[draft.field.group, row] += 1
            spoken_for[draft.field.group, row] += Spot(draft.term, row) in confirmed
    return {key: spoken_for[key] / count for key, count in numbers.items()}


def _label_lines(draft: Draft, index: PageIndex | None) -> float | None:
    """Line heights from the value to the nearest place of its label, sideways or up and down."""
    label, cursor = draft.printed and draft.printed.label, draft.grounded.cursor
    if not label or cursor is None or index is None:
        return None
    first = next((token for token in map(fold, label.split()) if token), "")
    places = index.positions.get(first, ())
    value = index.words[cursor.word].box
    height = max(value.height, 1.0)
    return min((min(FAR_LINES, _gap(value, index.words[n].box) / height) for n in places), default=None)


def _gap(one: Box, other: Box) -> float:
    across = max(0.0, one.x0 - other.x1, other.x0 - one.x1)
    down = max(0.0, one.y0 - other.y1, other.y0 - one.y1)
    return across + down


class _PageFacts:
    """What is counted on the pages; each figure once."""

    def __init__(self, context: Context) -> None:
        self._indexes = tuple(context.sheets.indexes.values())
        self._order = context.sheets.date_order

    def places(self, draft: Draft, row: int | None, own: PageIndex | None) -> int:
        """How many places say the value of a cell: on all pages; for a row on its own page, to stay linear."""
        value = draft.cell.value
        indexes = self._indexes if row is None else (own,) if own else ()
        if isinstance(value, Decimal):
            return min(MOST, sum(len(index.numbers.get(abs(value), ())) for index in indexes))
        if isinstance(value, date):
            return min(MOST, sum(len(index.dates(self._order).get(value, ())) for index in indexes))
        wanted = fold(draft.cell.printed or "")
        if row is not None or not wanted:
            return 1
        return min(MOST, sum(index.text.count(wanted) for index in self._indexes))
