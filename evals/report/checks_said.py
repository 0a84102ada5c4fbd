"""What the checks said of right cells and of wrong ones: a check is worth what it tells apart."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ..judged import Judged, Outcome


class Said(NamedTuple):
    """One code of note, over the cells it named."""

    code: str
    right: int
    wrong: int
    """Wrong and surplus values."""
    empty: int
    """Named cells that have no value though the document has one."""
    unjudged: int

    @property
    def share_wrong(self) -> float | None:
        """0 to 1: of the values named, those that are wrong; None where none was judged."""
        return self.wrong / (self.right + self.wrong) if self.right + self.wrong else None


class Alarm(NamedTuple):
    """All notes together, over the values that were judged."""

    values: int
    wrong: int
    wrong_told: int
    """Wrong values with a note."""
    right_told: int
    """Right values with a note."""

    @property
    def share_wrong(self) -> float:
        """0 to 1, of all values: what chance alone would give a note."""
        return self.wrong / self.values if self.values else 0.0


def said(cells: Sequence[Judged]) -> tuple[Said, ...]:
    """Every code that named a cell; those of whose values the most are wrong first."""
    counts: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        match cell.outcome:
            case Outcome.RIGHT:
                sort = "right"
            case Outcome.WRONG | Outcome.SURPLUS:
                sort = "wrong"
            case Outcome.MISSED:
                sort = "empty"
            case Outcome.UNJUDGED:
                sort = "unjudged"
        counts.update((code, sort) for code in set(cell.notes))
    codes = {code for code, _ in counts}
    found = [Said(code, *(counts[code, sort] for sort in ("right", "wrong", "empty", "unjudged"))) for code in codes]
    return tuple(
        sorted(
            found, key=lambda one: (-(one.share_wrong or 0), -one.wrong, one.share_wrong is None, -one.right, one.code)
        )
    )


def alarm(cells: Sequence[Judged]) -> Alarm:
    """How many of the wrong and of the right values any note named."""
    values = [cell for cell in cells if cell.answered]
    wrong = [cell for cell in values if cell.outcome is not Outcome.RIGHT]
    told = sum(bool(cell.notes) for cell in wrong)
    return Alarm(len(values), len(wrong), told, sum(bool(cell.notes) for cell in values) - told)
