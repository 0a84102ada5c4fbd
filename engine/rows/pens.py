"""One column of the workbook: its values → finished cells, in the right type, format and colour."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import IntEnum

from ...schemas.fields import Kind
from ...schemas.record import Value
from .formulas import is_formula_like
from .lay_out import REVIEW_NEEDED, SOURCE_FILE, Column
from .sheet import (
    MAX_DIGITS,
    Formats,
    blank_cell,
    boolean_cell,
    day_number,
    fits,
    number_cell,
    text_cell,
)
from .styles import (
    CENTRED,
    GRID,
    NARROWEST,
    TEXT_FORMAT,
    WIDEST,
    WIDEST_OTHER,
    WRAPPED,
    date_format,
    number_format,
)
from .text import plain, rounded, text_of

SYSTEM_WIDTHS: Mapping[str, int] = {SOURCE_FILE: 32, REVIEW_NEEDED: 60}
"""Widest the system columns get, in characters."""

ROOM = 2
"""Characters of air beside the widest value; the header's filter button takes one more."""


class Look(IntEnum):
    """How a cell stands in its row."""

    PLAIN = 0
    REVIEW = 1  # its row has doubts
    AFFECTED = 2  # and they are about this cell


class Pen:
    """Writes the cells of one column, and remembers how wide they are."""

    def __init__(self, column: Column, letters: str, formats: Formats, fills: Mapping[Look, str | None]) -> None:
        self.column = column
        self.was_cut = False
        """True when the last value was longer than a cell holds."""
        self._letters = letters
        self._formats = formats
        self._fills = fills
        self._styles: dict[tuple[object, ...], int] = {}
        self._wrap = column.kind in WRAPPED or column.field is None or column.listed
        self._date_format = date_format(column.format.date_pattern)
        self._widest = 0

    def cell(self, value: Value, row: int, look: Look, currency: str | None) -> str:
        """The cell for a value in a row (from 1), as XML; '' for nothing."""
        self.was_cut = False
        place = f"{self._letters}{row}"
        if type(value) is str:
            return self._text(place, look, text_of(value, self.column.format))
        if value is None:
            return blank_cell(place, self._style(look, "blank")) if self._fills[look] else ""
        if isinstance(value, Decimal):
            return self._number(place, look, value, currency)
        if isinstance(value, bool):
            return boolean_cell(place, self._style(look, "boolean"), value)
        if isinstance(value, date) and self._date_format and (day := day_number(value)) is not None:
            return number_cell(place, self._style(look, "date"), day)
        return self._text(place, look, text_of(value, self.column.format))

    def measure(self, value: Value) -> None:
        """Let a value have a say in the column's width."""
        text = text_of(value, self.column.format)
        longest = max(map(len, text.splitlines()), default=0)
        if isinstance(value, Decimal):
            longest += len(text) // 3 + (4 if self.column.kind is Kind.AMOUNT else 0)
        self._widest = max(self._widest, longest)

    @property
    def width(self) -> int:
        """Characters the column should be wide."""
        column = self.column
        header = max(map(len, column.name.split()), default=0) + 1
        most = SYSTEM_WIDTHS.get(column.name, WIDEST.get(column.kind, WIDEST_OTHER))
        return max(NARROWEST, min(max(self._widest, header) + ROOM, most), min(header + ROOM, WIDEST_OTHER))

    def _text(self, place: str, look: Look, text: str) -> str:
        kept = fits(text)
        self.was_cut = kept is not text
        return text_cell(place, self._style(look, "formula-like" if is_formula_like(kept) else "text"), kept)

    def _number(self, place: str, look: Look, value: Decimal, currency: str | None) -> str:
        digits = plain(rounded(value, self.column.format))
        if len(digits) > MAX_DIGITS and (not value.is_finite() or sum(map(str.isdigit, digits)) > MAX_DIGITS):
            return self._text(place, look, digits)
        point = digits.find(".")
        decimals = len(digits) - point - 1 if point >= 0 else 0
        money = currency if self.column.kind is Kind.AMOUNT else None
        return number_cell(place, self._style(look, "number", decimals, money), digits)

    def _style(self, look: Look, sort: str, decimals: int = 0, currency: str | None = None) -> int:
        key = (look, sort, decimals, currency)
        number = self._styles.get(key)
        if number is None:
            number = self._styles[key] = self._formats.number(self._properties(look, sort, decimals, currency))
        return number

    def _properties(self, look: Look, sort: str, decimals: int, currency: str | None) -> dict[str, str | int]:
        kind, wanted = self.column.kind, self.column.format
        properties: dict[str, str | int] = {"valign": "top"}
        if fill := self._fills[look]:
            properties |= {"bg_color": fill, "border": 1, "border_color": GRID}
        if sort == "number":
            return properties | {"num_format": number_format(kind, wanted, decimals, currency)}
        if sort == "date":
            return properties | {"num_format": self._date_format or "", "align": "center"}
        if kind in CENTRED:
            properties["align"] = "center"
        if kind is Kind.IDENTIFIER:
            properties |= {"num_format": TEXT_FORMAT, "align": "left"}
        if self._wrap:
            properties["text_wrap"] = 1
        if sort == "formula-like":  # stays text when someone edits the cell
            properties["quote_prefix"] = 1
        return properties
