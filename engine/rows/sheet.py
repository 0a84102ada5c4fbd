"""A worksheet that takes whole rows of finished cells: several times as fast as a call per cell, as flat in memory.

xlsxwriter still does everything else (styles, comments, packing). Its constant_memory mode keeps the rows in a
temporary file of text; these rows go straight there.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import TextIO, cast

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 1_048_576
"""Rows of a worksheet, header included. Source: Excel specifications and limits."""

MAX_CELL_CHARS = 32_767
"""Characters (UTF-16 units) of a cell. Source: as above."""

MAX_DIGITS = 15
"""Digits a spreadsheet keeps; a longer number would be changed, so it is written as text."""

READABLE_CHARS = 250
"""Characters across one printed A4 landscape page that an eye can still read."""

_DAY_ZERO = date(1899, 12, 30)
_FIRST_SOUND_DAY = date(1900, 3, 1)
"""Excel believes in 29 February 1900; earlier days would be off by one, and are written as text."""

_SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "\n"}


class RowSheet(Worksheet):
    """A worksheet written from top to bottom, a row at a time. Needs a workbook in constant_memory mode."""

    rows = 0
    """Rows written."""

    def append(self, cells: Sequence[str], height_pt: float | None = None) -> None:
        """Write the next row.

        Args:
            cells: what `text_cell`, `number_cell`, … gave, from the first column on.
            height_pt: where text wraps; some programs do not find out by themselves.
        """
        self.rows += 1
        row = self.rows
        tall = f' ht="{height_pt}" customHeight="1"' if height_pt else ""
        written = "".join(
            [f'<c r="{letters}{row}{cell}' for letters, cell in zip(_letters(len(cells)), cells, strict=True)]
        )
        cast(TextIO, self.row_data_fh).write(f'<row r="{row}"{tall}>{written}</row>')
        self.dim_rowmin = self.dim_colmin = 0
        self.dim_rowmax, self.dim_colmax = row - 1, len(cells) - 1

    def set_up_printing(self, header_rows: int, width_chars: int) -> None:
        """A4 landscape, as few pages wide as stay readable, header and first column on each, page numbers below."""
        self.set_landscape()
        self.set_paper(9)
        self.fit_to_pages(-(-width_chars // READABLE_CHARS), 0)
        self.set_margins(0.4, 0.4, 0.5, 0.6)
        self.repeat_rows(0, header_rows - 1)
        self.repeat_columns(0, 0)
        self.set_footer("&L&8&F, &A&R&8&P / &N")


def add_sheet(book: Workbook, name: str) -> RowSheet:
    """A new sheet at the end of the workbook."""
    return cast(RowSheet, book.add_worksheet(name, RowSheet))


def close_sheets(book: Workbook) -> None:
    """Let go of the temporary files of a workbook, also when it was never finished."""
    for sheet in book.worksheets():
        cast(TextIO, sheet.row_data_fh).close()


class Formats:
    """The numbers under which a workbook knows its cell formats, each made when it is first asked for."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._numbers: dict[tuple[tuple[str, str | int], ...], int] = {}

    def number(self, properties: Mapping[str, str | int]) -> int:
        """The number of the format with these xlsxwriter properties."""
        key = tuple(properties.items())
        if key not in self._numbers:
            made = self._book.add_format(dict(properties))
            self._numbers[key] = made._get_xf_index()  # pyright: ignore[reportPrivateUsage] (no public way; a test holds it)
        return self._numbers[key]


def text_cell(style: int, text: str) -> str:
    """A cell of text: never a formula, whatever it begins with. Control characters are left out.

    Like its sisters below it gives the cell's XML from behind its place: the sheet knows the row.
    """
    if _SPECIAL.search(text):
        text = _SPECIAL.sub(_escaped, text.replace("\r\n", "\n"))
    kept = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f'" s="{style}" t="inlineStr"><is><t{kept}>{text}</t></is></c>'


def number_cell(style: int, digits: str | int) -> str:
    """A cell with a number, from its digits."""
    return f'" s="{style}"><v>{digits}</v></c>'


def boolean_cell(style: int, value: bool) -> str:
    """A cell with TRUE or FALSE."""
    return f'" s="{style}" t="b"><v>{value:d}</v></c>'


def blank_cell(style: int) -> str:
    """An empty cell with a style."""
    return f'" s="{style}"/>'


def day_number(day: date) -> int | None:
    """A spreadsheet's number for a day; None before March 1900, where spreadsheets disagree."""
    return (day - _DAY_ZERO).days if day >= _FIRST_SOUND_DAY else None


def fits(text: str) -> str:
    """The part of a text that fits into a cell."""
    if len(text) * 2 <= MAX_CELL_CHARS:
        return text
    return text.encode("utf-16-le", "replace")[: MAX_CELL_CHARS * 2].decode("utf-16-le", "ignore")


@cache
def _letters(count: int) -> tuple[str, ...]:
    """'A', 'B', … for this many columns."""
    return tuple(xl_col_to_name(place) for place in range(count))


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) > 1:  # text that looks like a spreadsheet's own escape stays what it is
        return f"_x005F_{found[1:]}"
    return _ESCAPES.get(found, "")
