"""Checks read fields that exist: one under a wrong name would be silent for ever."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from faktum.engine.checking.checks import registry
from faktum.engine.checking.checks.facts import Facts, Spot
from faktum.engine.checking.conventions import Conventions
from faktum.engine.values.amounts import DecimalMark
from faktum.engine.values.dates import DateOrder
from faktum.schemas.fields import Kind
from faktum.schemas.invoice import TERMS
from faktum.schemas.record import Cell, Status, Value

VALUES: Mapping[Kind, Value] = {
    Kind.AMOUNT: Decimal(1),
    Kind.NUMBER: Decimal(1),
    Kind.QUANTITY: Decimal(1),
    Kind.PERCENT: Decimal(0),
    Kind.DATE: date(2025, 1, 31),
    Kind.BOOLEAN: True,
}


class Remembering(Mapping[Spot, Cell]):
    """A cell for every field, and which were asked for."""

    def __init__(self, *, empty: bool) -> None:
        self.asked: set[str] = set()
        self._empty = empty

    def __getitem__(self, spot: Spot) -> Cell:
        self.asked.add(spot.term)
        term = TERMS.get(spot.term)
        if term is None or self._empty:
            return Cell()
        value = VALUES.get(term.kind, "AE")
        return Cell(value, str(value), Status.VERIFIED)

    def __iter__(self) -> Iterator[Spot]:
        return iter(())

    def __len__(self) -> int:
        return 0


def asked_of_an_invoice(*, empty: bool) -> set[str]:
    cells = Remembering(empty=empty)
    conventions = Conventions(
        DecimalMark(".", "", certain=True), DateOrder("DMY", "a test", certain=False), "EUR", ("EUR",), None, ()
    )
    rows = {"LineItems": 2, "VatBreakdown": 2, "OtherTaxes": 2}
    facts = Facts("invoice", {term: term for term in TERMS}, cells, rows, conventions)
    registry.verdict_on(facts)
    return cells.asked


def test_every_field_a_check_asks_for_is_in_the_schema() -> None:
    asked = asked_of_an_invoice(empty=False) | asked_of_an_invoice(empty=True)
    assert len(asked) > 40
    assert asked - TERMS.keys() == set()
