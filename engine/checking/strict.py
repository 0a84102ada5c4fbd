"""Strict mode: what does not stand on the pages is not given at all."""

from collections.abc import Mapping
from dataclasses import replace

from ...schemas.record import Cell, Record, Status


def strict_record(record: Record) -> Record:
    """The record with the value of every `not_found` cell taken away; status and printed string stay, to tell why."""
    return replace(
        record,
        fields=_strict(record.fields),
        groups={group: tuple(_strict(row) for row in rows) for group, rows in record.groups.items()},
    )


def _strict(cells: Mapping[str, Cell]) -> Mapping[str, Cell]:
    return {
        name: replace(cell, value=None, confidence=0.0) if cell.status is Status.NOT_FOUND else cell
        for name, cell in cells.items()
    }
