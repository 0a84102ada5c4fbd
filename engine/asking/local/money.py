"""Amounts of money on the pages: the printed characters, their place and the number they are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ....schemas.document import Box
from ...values.amounts import looks_like_amount, parse_amount, vote_decimal_mark
from .layout import Layout
from .tokens import Token, around, text_of

WIDEST = 5
"""Tokens an amount may span: sign, currency, two groups of thousands and a currency behind."""

_DIGIT = re.compile(r"\d")
_MISREAD = re.compile(
    r"[A-Z$€£]{0,3}(?P<number>[-(]?[\dOoQlI|S]{1,3}(?:[.,][\dOoQlI|S]{3})*\s?[.,]\s?[\dOoQlI|S]{2})\)?"
)
"""An amount in which OCR took letters for digits, or the currency for other letters."""
_MARK = re.compile(r"\A(?:[*=]+|P(?=\d[\d,]*\.\d\d\Z))(?=\d)")
"""What tills print before an amount: '*15,00' in Turkey, '=511,48' in Russia, 'P280.00' in the Philippines."""
_CURRENCY_ONLY = re.compile(r"[^\d\s]{1,4}\Z")


@dataclass(frozen=True, slots=True)
class Amount:
    """One printed amount."""

    text: str
    value: Decimal
    page: int
    line: int
    first: int
    """Index of its first token in the line."""
    end: int
    box: Box
    strict: bool
    """True where it has the shape of money; False for a bare whole number."""
    percent: bool = False
    """True where a percent sign follows it."""


def find_amounts(layout: Layout, tokens: Sequence[Sequence[Token]], lenient: bool = False) -> tuple[Amount, ...]:
    """All amounts of the pages in reading order, read with the decimal mark that they agree on."""
    spans: list[tuple[int, int, int, str, bool]] = []
    for line in layout.lines:
        spans += [(line.index, *span) for span in _spans(tokens[line.index], lenient)]
    mark = vote_decimal_mark([text for _, _, _, text, strict in spans if strict]).mark
    found: list[Amount] = []
    for index, first, end, text, strict in spans:
        value = _value(text, mark, lenient)
        if value is None:
            continue
        row = tokens[index]
        box = around(row[first:end])
        percent = text.endswith("%") or (end < len(row) and row[end].text.startswith("%"))
        found.append(Amount(text, value, layout.lines[index].page, index, first, end, box, strict, percent))
    return tuple(found)


def _spans(row: Sequence[Token], lenient: bool) -> list[tuple[int, int, str, bool]]:
    """(first, end, text, strict) of the amounts of a line; the longest run of tokens that is one amount wins."""
    found: list[tuple[int, int, str, bool]] = []
    at = 0
    while at < len(row):
        starts = _DIGIT.search(row[at].text) is not None
        if not starts and not (_CURRENCY_ONLY.match(row[at].text) and _next_has_digit(row, at)):
            at += 1
            continue
        best: tuple[int, str, bool] | None = None
        for end in range(at + 1, min(len(row), at + WIDEST) + 1):
            if row[end - 1].segment != row[at].segment:
                break
            if end - at > 1 and not _together(row[end - 2], row[end - 1], lenient):
                break
            text = _MARK.sub("", text_of(row[at:end]))
            if text.count("(") != text.count(")") or (text.startswith("(") and _in_sentence(row, at)):
                text = text.strip("()., ")
            if _is_money(text) or (lenient and _was_money(text)):
                best = (end, text, True)
            elif best is None and _is_number(text):
                best = (end, text, False)
        if best is None:
            at += 1
            continue
        found.append((at, best[0], best[1], best[2]))
        at = best[0]
    return found


def _in_sentence(row: Sequence[Token], at: int) -> bool:
    """True where a word stands right before: brackets behind words are no sign ('the sum of two euros (2,00 €)')."""
    return at > 0 and row[at - 1].segment == row[at].segment and row[at - 1].text[:1].islower()


def _together(left: Token, right: Token, lenient: bool) -> bool:
    """True where two tokens may belong to one amount: groups of digits stand closer than columns do."""
    if lenient and left.text[-1:] in (".", ",") and re.match(r"\d{2}(?!\d)", right.text):
        return True
    if left.text[-1:].isdigit() and right.text[:1].isdigit():
        digit = max(left.box.width / len(left.text), right.box.width / len(right.text))
        return right.box.x0 - left.box.x1 < 1.3 * digit and re.match(r"\d{3}(?!\d)", right.text) is not None
    return len(right.text) <= 14


def _next_has_digit(row: Sequence[Token], at: int) -> bool:
    return at + 1 < len(row) and row[at + 1].segment == row[at].segment and _DIGIT.search(row[at + 1].text) is not None


@lru_cache(maxsize=8192)
def _is_money(text: str) -> bool:
    return looks_like_amount(text)


@lru_cache(maxsize=8192)
def _was_money(text: str) -> bool:
    """True where only slips of OCR keep a text from being money: 'RMO.40', 'PM1.00', '53. 60'."""
    return _MISREAD.fullmatch(text) is not None and _value(text, None, True) is not None


@lru_cache(maxsize=8192)
def _is_number(text: str) -> bool:
    return " " not in text and len(text) < 13 and parse_amount(text) is not None


@lru_cache(maxsize=8192)
def _value(text: str, mark: str | None, lenient: bool) -> Decimal | None:
    value = parse_amount(text, mark, lenient)
    if value is None and lenient and (match := _MISREAD.fullmatch(text)):
        value = parse_amount(match["number"], mark, True)
    return value
