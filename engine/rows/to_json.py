"""Rows → JSON: a list of row objects, one to a line."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import BinaryIO

import orjson

from ...schemas.fields import OutputFormat
from ...schemas.record import Value
from .lay_out import Table
from .text import formatted, legible, plain, text_of

JsonValue = str | bool | list[str] | orjson.Fragment | None


def write_json(table: Table, file: BinaryIO, typed: bool = True) -> None:
    """Write every row as an object, its keys the column names.

    Args:
        typed: True: numbers (with the printed decimals), booleans, lists, null for nothing; dates are ISO strings or
            as the field wants them. False: every value is a string, '' for nothing.
    """
    between = b"[\n"
    for row in objects(table, typed):
        file.write(between + row)
        between = b",\n"
    file.write(b"[]\n" if between == b"[\n" else b"\n]\n")


def objects(table: Table, typed: bool = True) -> Iterator[bytes]:
    """Every row as the JSON of an object; see write_json."""
    value_of = json_value if typed else _string
    shown = [(legible(column.name), column.format) for column in table.columns]
    for row in table:
        yield orjson.dumps(
            {name: value_of(cell.value, form) for (name, form), cell in zip(shown, row.cells, strict=True)}
        )


def json_value(value: Value, format: OutputFormat) -> JsonValue:
    """The value as orjson takes it; a number keeps its digits."""
    shown = formatted(value, format)
    if isinstance(shown, str):
        return legible(shown)
    if isinstance(shown, Decimal):
        return orjson.Fragment(plain(shown)) if shown.is_finite() else None
    if isinstance(shown, date):
        return shown.isoformat()
    if isinstance(shown, list):
        return [legible(part) for part in shown]
    return shown


def _string(value: Value, format: OutputFormat) -> str:
    return legible(text_of(value, format))
