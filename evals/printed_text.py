"""What a page prints and how, told without the engine: the yardstick of planted.py and true_record.py.

Loose on purpose: a value counts as printed nowhere only where no reading of any characters of the pages gives it.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property

NUMBER = re.compile(r"\d[\d.,'’\u00a0\u202f ]*\d|\d")
DATE_STYLES = (
    "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%m/%d/%Y", "%m/%d/%y", "%d.%m.%y", "%d/%m/%y", "%d-%m-%y", "%Y-%m-%d",
    "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%d-%b-%Y", "%d. %B %Y",
)  # fmt: skip
NUMBER_STYLES = (",.", ".,", " ,", " .", "'.", ".", ",")
"""Marks of thousands (none in the last two) and of decimals."""


def folded(text: str) -> str:
    """Letters and digits alone, small, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())


def spelled_number(value: Decimal, style: str, decimals: int) -> str:
    """A number as people print it: 1234.5 in style '.,' with two decimals is '1.234,50'."""
    text = f"{value:,.{decimals}f}" if len(style) > 1 else f"{value:.{decimals}f}"
    return text.replace(",", "\0").replace(".", style[-1]).replace("\0", style[0])


def spelled_date(value: date, style: str) -> str:
    """A date in a style of strftime; a style marked with '!' has no leading zeros."""
    text = value.strftime(style.strip("!"))
    return re.sub(r"(?<!\d)0(?=\d)", "", text) if style.endswith("!") else text


class PrintedText:
    """The words of a document as one text."""

    def __init__(self, text: str) -> None:
        self.text = " ".join(text.split())

    @cached_property
    def folded(self) -> str:
        """All letters and digits of the document."""
        return folded(self.text)

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """Every number that any characters may mean, whatever marks parts its thousands and decimals."""
        return frozenset(value for match in NUMBER.finditer(self.text) for value in _readings(match[0]))

    def has_text(self, text: str) -> bool:
        """True where the letters and digits stand somewhere, be it amid others."""
        return folded(text) in self.folded

    def has_date(self, value: date) -> bool:
        """True where a day, a month and a year stand together that may mean the date."""
        if any(self._has(spelled_date(value, style)) for style in _ALL_STYLES):
            return True
        day, year = rf"0?{value.day}(?!\d)", rf"(?:{value.year}|{value.year % 100:02})(?!\d)"
        named = rf"(?<!\d){day}\W{{0,3}}[^\W\d]{{3,10}}\W{{0,4}}{year}|[^\W\d]{{3,10}}\W{{0,3}}{day}\W{{1,3}}{year}"
        return bool(re.search(named, self.text))

    def number_style(self, value: Decimal) -> tuple[str, int] | None:
        """How the document spells this number (marks, decimals); None where no usual spelling of it is printed."""
        for decimals in range(5):
            if round(value, decimals) == value:
                for style in NUMBER_STYLES:
                    if self._has(spelled_number(abs(value), style, decimals)):
                        return style, decimals
        return None

    def date_style(self, value: date) -> str | None:
        """How the document spells this date; None where no usual spelling of it is printed."""
        return next((style for style in _ALL_STYLES if self._has(spelled_date(value, style))), None)

    def _has(self, spelled: str) -> bool:
        return bool(re.search(rf"(?<![\w.,]){re.escape(spelled)}(?!\w|[.,]\d)", self.text))


_ALL_STYLES = (*DATE_STYLES, *(f"{style}!" for style in DATE_STYLES if "%d" in style))


def _readings(run: str) -> Iterator[Decimal]:
    """Every number that a run of digits and marks may mean, and every number in it."""
    for text in {run, *run.split()}:
        plain = re.sub(r"[^\d.,]", "", text).strip(".,")
        for mark in ".,":
            head, found, tail = plain.rpartition(mark)
            whole = re.sub(r"\D", "", head if found else plain)
            decimals = re.sub(r"\D", "", tail) if found else ""
            yield Decimal(f"{whole or 0}.{decimals or 0}")
        yield Decimal(re.sub(r"\D", "", plain) or 0)
