"""One column of the workbook: its values → finished cells, in the right type, format and colour."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from ...schemas.fields import NUMERIC_KINDS, Kind
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
    BODY,
    BOOLEAN_FORMAT,
    CENTRED,
    HEADER,
    NARROWEST,
    TEXT_FORMAT,
    WIDEST,
    WIDEST_OTHER,
    WRAPPED,
    breadth,
    date_format,
    lines_in,
    number_format,
)
from .text import legible, plain, rounded, text_of

SYSTEM_WIDTHS: Mapping[str, int] = {SOURCE_FILE: 44, REVIEW_NEEDED: 60}
"""Widest the system columns get, in characters."""

ROOM = 4
"""Characters of air beside the widest value, and for the header's filter button."""


Look = Literal[0, 1, 2]
"""How a cell stands in its row: as it is, in a row with doubts, or concerned by one."""

PLAIN: Look = 0
REVIEW: Look = 1
AFFECTED: Look = 2


class Pen:
    """Writes the cells of one column, and remembers how wide they are.

    Rows of one invoice share values, so the last cell is kept: most cells of a line item table are ready.
    """

    def __init__(self, column: Column, formats: Formats, fills: tuple[str | None, str | None, str | None]) -> None:
        self.column = column
        self.wraps = column.kind in WRAPPED or column.field is None or column.listed
        self.was_cut = False
        """True when the last value was longer than a cell holds."""
        self.lines = 1
        """How many lines the last value takes."""
        self._formats = formats
        self._fills = fills
        self._styles: dict[tuple[object, ...], int] = {}
        self._date_format = date_format(column.format.date_pattern)
        self._most = SYSTEM_WIDTHS.get(column.name, WIDEST.get(column.kind, WIDEST_OTHER))
        self._widest = max(map(len, column.name.split()), default=0)
        self._last: tuple[Value, Look, str | None] | None = None
        self._made = ""

    def cell(self, value: Value, look: Look, currency: str | None) -> str:
        """The cell for a value, as XML behind its place."""
        last = self._last
        if last is None or last[0] is not value or last[1] is not look or last[2] != currency:
            self.was_cut = False
            self.lines = 1
            self._made = self._make(value, look, currency)
            self._last = value, look, currency
        return self._made

    def measure(self, value: Value) -> None:
        """Let a value have a say in the column's width."""
        text = text_of(value, self.column.format)
        longest = max(map(breadth, text.splitlines()), default=0)
        if isinstance(value, Decimal):
            longest += len(text) // 3 + (4 if self.column.kind is Kind.AMOUNT else 0)
        self._widest = max(self._widest, longest)

    @property
    def width(self) -> int:
        """Characters the column should be wide: its longest word of heading or longest value, within reason."""
        return max(NARROWEST, min(self._widest + ROOM, self._most))

    @property
    def header(self) -> dict[str, str | int]:
        """The style of its heading: aligned as its values are."""
        if self.column.kind in NUMERIC_KINDS and not self.column.listed:
            return {**HEADER, "align": "right"}
        return {**HEADER, "align": "center"} if self.column.kind in CENTRED else {**HEADER, "indent": 1}

    def _make(self, value: Value, look: Look, currency: str | None) -> str:
        if type(value) is str:
            return self._text(look, text_of(value, self.column.format))
        if value is None:
            return blank_cell(self._style(look, "blank"))
        if isinstance(value, Decimal):
            return self._number(look, value, currency)
        if isinstance(value, bool):
            return boolean_cell(self._style(look, "boolean"), value)
        if isinstance(value, date) and self._date_format and (day := day_number(value)) is not None:
            return number_cell(self._style(look, "date"), day)
        return self._text(look, text_of(value, self.column.format))

    def _text(self, look: Look, text: str) -> str:
        text = legible(text)
        if not text:
            return blank_cell(self._style(look, "blank"))
        kept = fits(text)
        self.was_cut = kept is not text
        if self.wraps:
            self.lines = lines_in(kept, self._most)
        return text_cell(self._style(look, "formula-like" if is_formula_like(kept) else "text"), kept)

    def _number(self, look: Look, value: Decimal, currency: str | None) -> str:
        digits = plain(value if self.column.format.decimals is None else rounded(value, self.column.format))
        too_long = len(digits) > MAX_DIGITS and sum(map(str.isdigit, digits)) > MAX_DIGITS
        if too_long or not digits[-1].isdigit():  # 'NaN', 'Infinity'
            return self._text(look, digits)
        point = digits.find(".")
        decimals = len(digits) - point - 1 if point >= 0 else 0
        money = currency if self.column.kind is Kind.AMOUNT else None
        return number_cell(self._style(look, "number", decimals, money), digits)

    def _style(self, look: Look, sort: str, decimals: int = 0, currency: str | None = None) -> int:
        key = (look, sort, decimals, currency)
        number = self._styles.get(key)
        if number is None:
            number = self._styles[key] = self._formats.number(self._properties(look, sort, decimals, currency))
        return number

    def _properties(self, look: Look, sort: str, decimals: int, currency: str | None) -> dict[str, str | int]:
        kind, wanted = self.column.kind, self.column.format
        properties = dict(BODY)
        if fill := self._fills[look]:
            properties["bg_color"] = fill
        if sort == "number":
            shown = number_format(kind, wanted, decimals, currency)
            return properties | {"num_format": shown, "align": "right"}
        if sort == "date":
            return properties | {"num_format": self._date_format or "", "align": "center"}
        if sort == "boolean":
            return properties | {"num_format": BOOLEAN_FORMAT, "align": "center"}
        properties |= {"align": "center"} if kind in CENTRED else {"align": "left", "indent": 1}
        if kind is Kind.IDENTIFIER:
            properties["num_format"] = TEXT_FORMAT
        if self.wraps:
            properties["text_wrap"] = 1
        if sort == "formula-like":  # stays text when someone edits the cell
            properties["quote_prefix"] = 1
        return properties
