"""Strict mode: what does not stand on the pages is not given at all."""

from dataclasses import replace

from ...schemas.record import Cell, Record, Status


def strict_record(record: Record) -> Record:
    """The record with the value of every `not_found` cell taken away; status and printed string stay, to tell why."""
    return record.with_cells(_strict)


def _strict(_name: str, _row: int | None, cell: Cell) -> Cell:
    return replace(cell, value=None, confidence=0.0) if cell.status is Status.NOT_FOUND else cell
