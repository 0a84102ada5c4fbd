"""One figure for a whole document, its fields and rows together, rows in whatever order pairs them best."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ...schemas.errors import MissingExtra
from ...schemas.fields import LINE_ITEMS
from ..correctness import LINE
from ..judged import Measured, Outcome
from ..scorers.values import document_kind, is_nothing, plain
from .figure import Metric, Tally, f1, ratio

MOST_ROWS = 20
"""ANLS* compares every row with every other; those of longer tables are compared in printed order."""

Cells = dict[str, Any]


@dataclass(slots=True)
class Sides:
    """What an invoice says and what was found, in the same form: only what the truth can speak about."""

    wanted: Cells = field(default_factory=dict[str, Any])
    found: Cells = field(default_factory=dict[str, Any])
    pairs: list[tuple[Cells | None, Cells | None]] = field(default_factory=list[tuple[Cells | None, Cells | None]])
    """Line items, as they were aligned in printed order."""
    columns: tuple[str, ...] = ()
    """Of the line items."""


def sides(document: Measured) -> dict[int, Sides]:
    """Both sides of every invoice of a document, the truth's and the result's, by the invoice's number."""
    invoices: dict[int, Sides] = defaultdict(Sides)
    rows: dict[tuple[int, bool, int], tuple[Cells, Cells]] = {}
    columns: dict[int, list[str]] = defaultdict(list)
    for cell in document.cells:
        if cell.row is None:
            if cell.outcome is not Outcome.UNJUDGED:
                side = invoices[cell.record]
                _put(side.wanted, cell.field, cell.wanted)
                _put(side.found, cell.field, cell.found)
        elif cell.table == LINE_ITEMS and cell.field in LINE:
            surplus = cell.outcome is Outcome.SURPLUS
            wanted, found = rows.setdefault((cell.record, surplus, cell.row), ({}, {}))
            _put(wanted, cell.field, cell.wanted)
            _put(found, cell.field, cell.found)
            if cell.wanted is not None or surplus:
                columns[cell.record].append(cell.field)
    for (record, surplus, _), (wanted, found) in rows.items():
        shown = set(columns[record])
        found = {name: value for name, value in found.items() if name in shown}
        if wanted or found:
            invoices[record].pairs.append((None if surplus else wanted, found or None))
    for record, names in columns.items():
        invoices[record].columns = tuple(name for name in LINE if name in names)
    return dict(sorted(invoices.items()))


def _put(cells: Cells, name: str, value: object) -> None:
    if not is_nothing(value):
        cells[name] = value


def _nothing_taken(document: Measured) -> Tally:
    """Of a document that is no invoice: all or nothing."""
    return {"score": not document.cells, "n": 1}


# -- ANLS* ------------------------------------------------------------------------------------------------------------


def _anls_star(document: Measured) -> Tally:
    """Peer et al. 2024, arXiv:2402.03848, by the authors' package."""
    if not document.case.holds_invoices:
        return _nothing_taken(document)
    both = sides(document)
    if not both:
        return {}
    try:
        import anls_star
    except ImportError as error:
        raise MissingExtra('ANLS* needs anls_star: pip install "faktum[evals]"') from error
    score = cast(Callable[[object, object], float], anls_star.anls_score)
    wanted = [_tree(side.wanted, [one for one, _ in side.pairs]) for side in both.values()]
    found = [_tree(side.found, [other for _, other in side.pairs]) for side in both.values()]
    lone = len(both) == 1
    return {"score": score(wanted[0] if lone else wanted, found[0] if lone else found), "n": 1}


def _tree(cells: Cells, rows: Sequence[Cells | None]) -> Cells:
    tree = {name: _leaf(value) for name, value in cells.items()}
    written = [{name: _leaf(value) for name, value in row.items()} if row else None for row in rows]
    if len(rows) > MOST_ROWS:
        return tree | {f"row {number}": row for number, row in enumerate(written) if row}
    return tree | ({LINE_ITEMS: [row for row in written if row]} if any(written) else {})


def _leaf(value: object) -> object:
    return [_leaf(part) for part in cast(list[object], value)] if isinstance(value, list) else str(plain(value))


# -- unified value F1 -------------------------------------------------------------------------------------------------


def _value_f1(document: Measured) -> Tally:
    """ExtractBench (Zhang et al. 2026, arXiv:2607.29677), of one document; a document that failed has 0."""
    if not document.case.holds_invoices:
        return _nothing_taken(document)
    both = sides(document)
    if not both:
        return {}
    right = answered = wanted = 0
    for side in both.values():
        names = side.wanted.keys() | side.found.keys()
        right += sum(_same(name, side.wanted.get(name), side.found.get(name)) for name in names)
        wanted += len(names) if side.wanted else 0  # an invoice that is not there adds to what was answered alone
        answered += len(names)
        one = [_row(row, side.columns) for row, _ in side.pairs if row is not None]
        other = [_row(row, side.columns) for _, row in side.pairs if row is not None]
        right += agreeing(one, other)
        wanted, answered = wanted + len(one) * len(side.columns), answered + len(other) * len(side.columns)
    nulls = _true_nulls(document, both)
    right, wanted, answered = right + nulls, wanted + nulls, answered + nulls
    failed = document.document is None or document.document.error is not None
    return {"score": 0.0 if failed else f1(right, answered, wanted) or 0.0, "n": 1}


def _true_nulls(document: Measured, both: Mapping[int, Sides]) -> int:
    """Fields that the truth says are not there, and that were not found."""
    return sum(
        value is None and name not in side.found
        for number, truth in enumerate(document.case.records)
        if (side := both.get(number))
        for name, value in truth.items()
    )


def _same(name: str, wanted: object, found: Any) -> bool:
    """Equal after normalisation, no tolerance; only the names of document kinds are translated."""
    if name == "InvoiceType":
        return document_kind(wanted, found) is True
    return _normal(wanted) == _normal(found)


def _normal(value: object) -> object:
    return None if is_nothing(value) else plain(value)


Row = tuple[object, ...]


def _row(cells: Mapping[str, Any], columns: Sequence[str]) -> Row:
    return tuple(_normal(cells.get(name)) for name in columns)


def agreeing(wanted: Sequence[Row], found: Sequence[Row]) -> int:
    """Cells that agree when rows are paired so that the most do, a row with one other at most.

    Rows that are equal are paired first, which loses nothing; the rest by the Hungarian algorithm (Kuhn 1955).
    """
    equal = Counter(wanted) & Counter(found)
    right = sum(len(row) * times for row, times in equal.items())
    one, other = list((Counter(wanted) - equal).elements()), list((Counter(found) - equal).elements())
    if not one or not other:
        return right
    try:
        from munkres import Munkres
    except ImportError as error:
        raise MissingExtra('pairing rows needs munkres: pip install "faktum[evals]"') from error
    agree = [[sum(map(_equal, row, partner)) for partner in other] for row in one]
    pairs = Munkres().compute([[-cells for cells in row] for row in agree])
    return right + sum(agree[i][j] for i, j in pairs)


def _equal(one: object, other: object) -> bool:
    return one == other


def _mean(sums: Tally) -> float | None:
    return ratio(sums["score"], sums["n"])


WHOLE = (
    Metric("value_f1", _value_f1, _mean, "documents"),
    Metric("anls_star", _anls_star, _mean, "documents"),
)
