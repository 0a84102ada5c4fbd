"""The numbers of a line as a line about tax needs them: the rate, and what is money."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ....schemas.document import Word
from ...values.amounts import looks_like_amount
from .cell_words import CURRENCY_WORD, is_number
from .layout import Line
from .meanings import number_in

BLANK = 0.75
"""Widest blank, in word heights, between the groups of thousands of one number."""

_AROUND = re.compile(r"\A[(\[]?(?P<inner>.*?)[)\]:;]*\Z")
_GROUP = re.compile(r"\d{3}(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class TaxNumber:
    """One number of a line."""

    words: tuple[Word, ...]
    """As printed, without the brackets and colons around it."""
    value: Decimal
    percent: bool
    money: bool
    """True where it has the shape of money."""


def tax_numbers(line: Line, decimal_mark: str | None) -> list[TaxNumber]:
    """The numbers of a line, left to right; thousands parted by blanks are one number.

    Brackets and colons are no part of a number here: 'VAT (20 %):', 'Umsatzsteuer 7 % (auf 813,30)'.
    """
    found: list[TaxNumber] = []
    for segment in line.segments:
        row = [word if len(segment.words) == 1 else _bare(word) for word in segment.words]
        at = 0
        while at < len(row):
            if not is_number(row[at].text):
                at += 1
                continue
            end = at + 1
            while end < len(row) and _GROUP.fullmatch(row[end].text) and _close(row[end - 1], row[end]):
                end += 1
            number = _number(row, at, end, decimal_mark)
            if number is not None:
                found.append(number)
            at = end
    return found


def _number(row: Sequence[Word], at: int, end: int, decimal_mark: str | None) -> TaxNumber | None:
    text = " ".join(word.text for word in row[at:end])
    value = number_in(text, decimal_mark)
    if value is None:
        return None
    sign = end < len(row) and row[end].text.startswith("%")
    percent = sign or text.endswith("%")
    beside = end < len(row) and CURRENCY_WORD.fullmatch(row[end].text) is not None
    before = at > 0 and CURRENCY_WORD.fullmatch(row[at - 1].text) is not None
    money = not percent and (looks_like_amount(text) or beside or before)
    return TaxNumber(tuple(row[at : end + 1] if sign else row[at:end]), value, percent, money)


def _bare(word: Word) -> Word:
    match = _AROUND.match(word.text)
    return word._replace(text=match["inner"]) if match and match["inner"] else word


def _close(left: Word, right: Word) -> bool:
    return right.box.x0 - left.box.x1 < BLANK * right.box.height and re.fullmatch(r"-?\d{1,3}", left.text) is not None
