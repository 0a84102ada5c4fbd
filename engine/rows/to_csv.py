"""Rows → CSV (RFC 4180: commas, quotes doubled, CRLF), UTF-8.

A byte order mark comes first by default: without it Excel reads UTF-8 as the machine's old code page and breaks every
umlaut. Text that a spreadsheet would run as a formula gets an apostrophe; numbers, negative ones too, stay as they are.
"""

import csv
from codecs import BOM_UTF8
from io import TextIOWrapper
from typing import BinaryIO

from ...schemas.fields import OutputFormat
from ...schemas.record import Value
from .formulas import neutral
from .lay_out import Table
from .text import legible, text_of


def write_csv(table: Table, file: BinaryIO, *, bom: bool = True) -> None:
    """Write the header and every row.

    Args:
        bom: False for programs that take the byte order mark for a part of the first column's name.
    """
    if bom:
        file.write(BOM_UTF8)
    formats = [column.format for column in table.columns]
    stream = TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([_words(column.name) for column in table.columns])
        for row in table:
            writer.writerow([_cell(cell.value, form) for cell, form in zip(row.cells, formats, strict=True)])
    finally:
        stream.detach()


def _cell(value: Value, format: OutputFormat) -> str:
    text = text_of(value, format)
    return _words(text) if isinstance(value, str | list) else text


def _words(text: str) -> str:
    return neutral(legible(text))
