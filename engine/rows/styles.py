"""How a workbook shows values: colours, number formats, alignment. Plain text, no spreadsheet library."""

import re
from collections.abc import Mapping
from math import ceil
from typing import Literal
from unicodedata import east_asian_width

from ...schemas.fields import Kind, OutputFormat

Fill = Literal["none", "yellow", "orange", "red"]
"""What a user may choose for rows to review and for the cells concerned."""

FILLS: Mapping[str, str | None] = {"none": None, "yellow": "#FFF6D6", "orange": "#FBD5A5", "red": "#F6BDB8"}
"""Choice → colour: pale enough to read black text on, and to print."""

GRID = "#D5DAE0"
"""Lines around cells."""

LETTERS_PER_DIGIT = 1.2
"""Letters of running text that fit where one digit does: widths are counted in digits."""

LINE_PT, MAX_LINES, HEADER_PT = 15.0, 12, 33.0
"""Height of a line of text in points; the most lines a row is made tall for; height of a header of two lines."""

HEADER: Mapping[str, str | int] = {
    "bold": 1,
    "font_color": "#FFFFFF",
    "bg_color": "#24405C",
    "valign": "vcenter",
    "text_wrap": 1,
    "border": 1,
    "border_color": "#4A6582",
}
INTRODUCTION: Mapping[str, str | int] = {"italic": 1, "font_color": "#5B6672", "valign": "vcenter"}
BODY: Mapping[str, str | int] = {"valign": "top", "border": 1, "border_color": GRID}
"""xlsxwriter properties of the header, of the line above the notes, and of all cells below."""

WIDEST: Mapping[Kind, int] = {Kind.TEXT: 46, Kind.ADDRESS: 40, Kind.NAME: 34, Kind.CHOICE: 24}
"""Widest a column of this kind gets, in characters; longer text wraps."""

WIDEST_OTHER, NARROWEST = 30, 9

WRAPPED = frozenset({Kind.TEXT, Kind.NAME, Kind.ADDRESS, Kind.CHOICE})
CENTRED = frozenset({Kind.DATE, Kind.BOOLEAN, Kind.CURRENCY, Kind.COUNTRY, Kind.LANGUAGE})

BOOLEAN_FORMAT = '"TRUE";"TRUE";"FALSE"'
"""For spreadsheets that would show 1 and 0."""

TEXT_FORMAT = "@"
"""Keeps leading zeros, and keeps an edited identifier text."""

MAX_DECIMALS = 10

_MINOR_UNITS: Mapping[str, int] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV"), 0),
    **dict.fromkeys(("XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Decimals of a currency where they are not two. Source: ISO 4217."""

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_DIRECTIVE = re.compile(r"%(?P<directive>-?[A-Za-z%])|(?P<plain>[^%])")
_DATE_PARTS: Mapping[str, str] = {
    "d": "dd",
    "-d": "d",
    "e": "d",
    "m": "mm",
    "-m": "m",
    "y": "yy",
    "Y": "yyyy",
    "b": "mmm",
    "B": "mmmm",
    "a": "ddd",
    "A": "dddd",
}
"""strftime directive → the same part in a spreadsheet's date format."""


def number_format(kind: Kind, format: OutputFormat, decimals: int, currency: str | None) -> str:
    """The spreadsheet format of a number: '#,##0.00 [$EUR]', red when negative, for money; '#,##0.###' else.

    Args:
        decimals: how many are printed; money shows at least those of its currency.
        currency: ISO 4217 code, or None.
    """
    if kind is Kind.AMOUNT and format.decimals is None:
        decimals = max(decimals, _MINOR_UNITS.get(currency or "", 2))
    decimals = min(decimals, MAX_DECIMALS)
    shown = ("0" if kind is Kind.PERCENT else "#,##0") + ("." + "0" * decimals if decimals else "")
    if kind is not Kind.AMOUNT:
        return shown
    if currency and format.currency_symbol and _CURRENCY.match(currency):
        shown += f" [${currency}]"
    return f"{shown};[Red]-{shown}"


def date_format(pattern: str | None) -> str | None:
    """The spreadsheet format of a date: 'yyyy-mm-dd', or the wanted strftime pattern; None where there is no equal."""
    if pattern is None:
        return "yyyy-mm-dd"
    parts: list[str] = []
    place = 0
    while place < len(pattern):
        match = _DIRECTIVE.match(pattern, place)
        if match is None:
            return None
        directive, plain = match["directive"], match["plain"]
        if directive and directive not in _DATE_PARTS:
            return None
        parts.append(_DATE_PARTS[directive] if directive else plain if plain in " -" else f"\\{plain}")
        place = match.end()
    return "".join(parts)


def breadth(text: str) -> int:
    """How many digits wide a line of text is; an ideograph takes two."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(mark) in "WF" else 1 for mark in text)


def lines_in(text: str, width: int) -> int:
    """How many lines a text takes in a column of this many characters."""
    if len(text) <= width and text.isascii() and "\n" not in text:
        return 1
    return sum(max(1, ceil(breadth(line) / (width * LETTERS_PER_DIGIT))) for line in text.split("\n"))


def row_height(lines: int) -> float | None:
    """Points for a row of this many lines; None for one, which every program gets right."""
    return min(lines, MAX_LINES) * LINE_PT if lines > 1 else None
