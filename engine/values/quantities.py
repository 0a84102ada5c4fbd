"""Printed percentages, quantities and other plain numbers → Decimal."""

import re
from decimal import Decimal

from .amounts import PLAIN, parse_amount

_PERCENT = re.compile(
    r"(?<![\d.,/-])(?P<number>[-+]?\s?\d[\d.,]*)\s?(?:%|٪|％|per\s?cent|percent|prozent|procent|v\.?\s?H\.)",
    re.IGNORECASE,
)
_BARE = re.compile(r"\s*[-+]?\s?\d[\d.,' ]*\s*\Z")
_BRACKETED = re.compile(r"\s*\((?P<number>[\d.,' ]*\d)\)\s*(?P<unit>.*)\Z")
_LEADING = re.compile(
    r"\s*(?P<number>[-+]?\s?\d(?:[\d.,' ]*\d)?)(?P<minus>-(?!\S))?"
    r"\s*-?\s*(?P<unit>[^\W\d_][\w.²³/ %-]{0,24}|[x×*])?\s*\Z"
)


def parse_percent(text: str, decimal_mark: str | None = None) -> Decimal | None:
    """The percentage that stands in `text`, 0 to 100 and beyond ('19 %', 'VAT 7,7%', '21'); None where there is none.

    Words around a number are accepted only where a percent sign or its word follows the number.
    """
    plain = text.translate(PLAIN)
    match = _PERCENT.search(plain)
    number = match["number"] if match else plain if _BARE.match(plain) else None
    return parse_number(number, decimal_mark) if number is not None else None


def parse_quantity(text: str, decimal_mark: str | None = None) -> Decimal | None:
    """The count or measure that `text` begins with ('3', '1,5 h', '10 Stk.', '2 x'); None where there is none."""
    plain = text.translate(PLAIN)
    bracketed = _BRACKETED.match(plain)
    match = _LEADING.match(f"{bracketed['number']} {bracketed['unit']}" if bracketed else plain)
    value = parse_number(match["number"], decimal_mark) if match else None
    return -value if value and match and (bracketed or match["minus"]) else value


def parse_number(text: str, decimal_mark: str | None = None) -> Decimal | None:
    """A plain number ('1,0845', '-3', '1.000'); None where `text` is something else.

    A single mark before three digits is read by `decimal_mark`, as in amounts; without one it parts thousands.
    """
    return parse_amount(text.strip(), decimal_mark)
