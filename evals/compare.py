"""Two runs over the same documents, cell by cell: what one has right that the other has not, and is that chance.

Chance is judged by the paired bootstrap: issuers (documents, where no issuer is known) are drawn anew, and p is how
often a difference as great as the one seen would come out though there is none (Efron and Tibshirani 1993, "An
Introduction to the Bootstrap", section 16.4: the differences are moved to a mean of nothing).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from ..schemas.errors import InvalidInput
from ..schemas.record import DocumentResult, Value
from .case import Case
from .judged import Judged, Outcome
from .measured_run import measured
from .run_folder import RunFolder, names

DRAWS = 2000

Key = tuple[str, str | None, str, int, int | None]
"""Case, table, field, record, row: what tells the same cell in two runs."""


@dataclass(frozen=True, slots=True)
class Score:
    """The cells both runs were asked, of all, one field or one document."""

    name: str
    cells: int
    """Cells of which the truth has a value, or that one of the runs made up."""
    right_a: int
    right_b: int
    won: int
    """Right in B alone."""
    lost: int
    """Right in A alone."""
    p: float | None = None
    """0 to 1: how often chance alone would make such a difference; None where less than two
    issuers differ."""

    @property
    def net(self) -> int:
        """Cells won less cells lost."""
        return self.won - self.lost


@dataclass(frozen=True, slots=True)
class Flip:
    """One cell that is right in one run alone."""

    case: str
    file: str
    field: str
    record: int
    row: int | None
    wanted: object
    a: Value
    b: Value
    won: bool
    """True where B is the one that is right."""
    page: int | None
    """Where the right value stands, from 1; None where nothing tells."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run B against run A."""

    a: str
    b: str
    documents: int
    total: Score
    groups: tuple[Score, ...]
    fields: tuple[Score, ...]
    """Fields of which a cell was won or lost, the greatest gain first."""
    cases: tuple[Score, ...]
    """The same of documents, the greatest loss first."""
    flips: tuple[Flip, ...]
    """In the order of the cases."""


def compare(a: RunFolder, b: RunFolder, *, seed: int = 0, draws: int = DRAWS) -> Comparison:
    """B against A, over the cases both have.

    Raises:
        InvalidInput: the runs have no case in common, or one is not complete.
    """
    ours, theirs = _cells(a), _cells(b)
    cases = {case.id: case for case in a.dataset}
    common = [case for case in cases if case in {case.id for case in b.dataset}]
    if not common:
        raise InvalidInput(f"{a.path} and {b.path} have no case in common")
    units = {case: f"issuer {cases[case].issuer}" if cases[case].issuer else f"document {case}" for case in common}
    pairs = [(key, ours.get(key), theirs.get(key)) for key in dict.fromkeys((*ours, *theirs)) if key[0] in units]
    counts = _Counts(units, seed, draws)
    by_field, by_case = counts.by(pairs, lambda key: key[2]), counts.by(pairs, lambda key: key[0])
    by_group = counts.by(pairs, lambda key: cases[key[0]].group)
    (total,) = counts.by(pairs, lambda _: "all") or (Score("all", 0, 0, 0, 0, 0),)
    return Comparison(
        a.info.name if a.info.name != b.info.name else str(a.path),
        b.info.name if a.info.name != b.info.name else str(b.path),
        len(common),
        total,
        by_group,
        tuple(sorted((one for one in by_field if one.won or one.lost), key=lambda one: (-one.net, one.name))),
        tuple(sorted((one for one in by_case if one.won or one.lost), key=lambda one: (one.net, one.name))),
        tuple(_flips(pairs, cases, _Pages(a), _Pages(b))),
    )


_Pair = tuple[Key, Judged | None, Judged | None]


def _cells(run: RunFolder) -> dict[Key, Judged]:
    """Every cell that counts. Rows too many are numbered apart from those of the truth: below 0."""
    cells: dict[Key, Judged] = {}
    for document in measured(run):
        for cell in document.cells:
            if cell.outcome is not Outcome.UNJUDGED:
                too_many = cell.row and cell.outcome is Outcome.SURPLUS
                row = -cell.row if too_many and cell.row else cell.row
                cells[cell.case, cell.table, cell.field, cell.record, row] = cell
    return cells


def _is_right(cell: Judged | None, other: Judged | None) -> bool:
    """Right is the true value, or no value where the other run made one up."""
    if cell is None:
        return other is not None and other.outcome is Outcome.SURPLUS
    return cell.outcome is Outcome.RIGHT


class _Counts:
    """Counts cells by name, and asks chance about each difference."""

    def __init__(self, units: Mapping[str, str], seed: int, draws: int) -> None:
        self._units, self._seed, self._draws = units, seed, draws

    def by(self, pairs: Iterable[_Pair], name_of: Callable[[Key], str]) -> tuple[Score, ...]:
        """A score for each name, in order of appearance."""
        held: dict[str, list[int]] = {}
        nets: dict[str, dict[str, int]] = {}
        for key, a, b in pairs:
            right_a, right_b = _is_right(a, b), _is_right(b, a)
            sums = held.setdefault(name_of(key), [0, 0, 0, 0, 0])
            for at, one in enumerate((1, right_a, right_b, right_b and not right_a, right_a and not right_b)):
                sums[at] += one
            if right_a != right_b:
                of_unit = nets.setdefault(name_of(key), defaultdict(int))
                of_unit[self._units[key[0]]] += right_b - right_a
        return tuple(Score(name, *sums, p=self._chance(nets.get(name, {}))) for name, sums in held.items())

    def _chance(self, nets: Mapping[str, int]) -> float | None:
        everyone = len(set(self._units.values()))
        if sum(map(bool, nets.values())) < 2:
            return None
        seen = abs(sum(nets.values()))
        centred = [*nets.values(), *[0] * (everyone - len(nets))]
        mean = sum(centred) / everyone
        random = Random(self._seed)
        sums = (sum(random.choices(centred, k=everyone)) - mean * everyone for _ in range(self._draws))
        return (1 + sum(abs(one) >= seen - 1e-9 for one in sums)) / (1 + self._draws)


class _Pages:
    """On which page a value was found, document by document; results are read once, when first asked for."""

    def __init__(self, run: RunFolder) -> None:
        self._named = dict(zip((case.id for case in run.dataset), names(run.dataset), strict=True))
        self._run = run
        self._documents: dict[str, DocumentResult] = {}

    def of(self, cell: Judged | None) -> int | None:
        """The page, from 1; None where no place is known."""
        if cell is None or cell.printed is None:
            return None
        if not self._documents:
            self._documents = {document.file: document for document in self._run.documents()}
        for record in self._documents[self._named[cell.case]].records:
            for _, _, found in record.cells():
                if found.printed == cell.printed and found.value == cell.found and found.evidence:
                    return found.evidence[0].page
        return None


def _flips(pairs: Iterable[_Pair], cases: Mapping[str, Case], in_a: _Pages, in_b: _Pages) -> Iterator[Flip]:
    for _, a, b in pairs:
        won = _is_right(b, a)
        if won == _is_right(a, b):
            continue
        right, wrong = (b, a) if won else (a, b)
        cell = right or wrong
        assert cell is not None
        page = (in_b if won else in_a).of(right) or (in_a if won else in_b).of(wrong)
        yield Flip(
            cell.case,
            str(cases[cell.case].file),
            cell.field,
            cell.record,
            cell.row,
            cell.wanted,
            a.found if a else None,
            b.found if b else None,
            won,
            page,
        )
