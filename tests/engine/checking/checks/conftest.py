"""Facts made of plain values, so that a test of a check shows only what the check looks at."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from faktum.engine.checking.checks.facts import Facts, Spot
from faktum.engine.checking.conventions import Conventions
from faktum.engine.values.amounts import DecimalMark
from faktum.engine.values.dates import DateOrder
from faktum.schemas.record import Cell, Evidence, Status, Value

MakeFacts = Callable[..., Facts]


@pytest.fixture
def make_facts() -> MakeFacts:
    """Makes Facts: term → value; group → rows; the user's names are the leaves unless given."""

    def make(
        values: Mapping[str, Value] | None = None,
        rows: Mapping[str, Sequence[Mapping[str, Value]]] | None = None,
        *,
        names: Mapping[str, str] | None = None,
        kind: str = "invoice",
        currencies: tuple[str, ...] = ("EUR",),
        **more: object,
    ) -> Facts:
        def cell(value: Value) -> Cell:
            known = value is not None
            status = Status.VERIFIED if known else Status.NOT_PRESENT
            return Cell(value, str(value) if known else None, status, evidence=(Evidence(1, None, str(value)),))

        cells = {Spot(term): cell(value) for term, value in (values or {}).items()}
        for group, lines in (rows or {}).items():
            for number, line in enumerate(lines, 1):
                cells |= {Spot(f"{group}.{leaf}", number): cell(value) for leaf, value in line.items()}
        conventions = Conventions(
            DecimalMark(".", "", certain=True),
            DateOrder("DMY", "a test", certain=False),
            currencies[0] if currencies else None,
            currencies,
            None,
            (),
        )
        return Facts(
            kind=kind,
            names={spot.term: (names or {}).get(spot.term, spot.term.split(".")[-1]) for spot in cells}
            | dict(names or {}),
            cells=cells,
            rows={group: len(lines) for group, lines in (rows or {}).items()},
            conventions=conventions,
            **more,  # pyright: ignore[reportArgumentType]
        )

    return make
