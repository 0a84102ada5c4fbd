"""Words of a table as its cells know them: numbers, currencies, dates, and where one cell ends."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ....schemas.document import Word
from ....schemas.vocabulary import fold
from ....schemas.vocabulary import words as listed
from ...values.amounts import vote_decimal_mark
from ...values.codes import CURRENCY_PATTERN
from ...values.months import month_of
from .layout import Layout, Line

NUMBER_WORD = re.compile(
    rf"[-+(]?(?:{CURRENCY_PATTERN}\.?)?[-+(]?\d[\d.,'’]*(?:[-)]|[.,]--?|%|{CURRENCY_PATTERN})?[-)*]?(?:(?<=[.,]\d\d)[A-Z])?\Z",
)
"""A word that is a number as tables print it: sign, currency, digits, per cent, the letter of a tax ('5,768.00T')."""

DATE_WORD = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?\Z")
"""A date in digits, which is no number."""

CURRENCY_WORD = re.compile(rf"[-+]?{CURRENCY_PATTERN}\.?|%|-|R")
"""A word that may stand beside a number in its column; 'R' is the rand's."""

SEAM = re.compile(r"(?<=\d)(?=[A-ZÀ-Þ][a-zà-ÿ])")
"""Where a number and a word were printed without a gap."""

_GROUP = re.compile(r"\d{3}(?:\D|\Z)")
"""The second and later words of a number whose thousands are parted by blanks."""


@lru_cache(maxsize=32768)
def is_number(text: str) -> bool:
    """True for a word that is a number, an amount or a percentage; not for a date."""
    return NUMBER_WORD.match(text) is not None and DATE_WORD.match(text) is None


def number_count(line: Line) -> int:
    """How many numbers of a line stand by themselves, as cells do, and not in running words."""
    count = 0
    for segment in line.segments:
        words = segment.words
        for k, word in enumerate(words):
            if is_number(word.text) and (len(words) <= 3 or k == len(words) - 1 or k == 0):
                count += 1
    return count


def is_numeric_cell(words: Sequence[Word]) -> bool:
    """True where a cell is one number with at most a unit or a currency around it."""
    numbers = [word.text for word in words if is_number(word.text)]
    if not numbers or len(words) - len(numbers) > 3:
        return False
    if not is_number(words[0].text) and not CURRENCY_WORD.fullmatch(words[0].text):
        return False
    # '1 980,00' is one number in two words.
    return len(numbers) == 1 or all(_GROUP.match(text) for text in numbers[1:])


def changes_kind(before: Word, word: Word) -> bool:
    """True between a number and a word that make no date, and no number with its sign."""
    if is_number(word.text) == is_number(before.text):
        return False
    if CURRENCY_WORD.fullmatch(word.text) or CURRENCY_WORD.fullmatch(before.text):
        return False
    # '19 février 2025' is one cell.
    return not month_of(word.text) and not month_of(before.text)


def ends_number(before: Word, word: Word) -> bool:
    """True between a number and words that are no unit of it, and between a date in digits and anything else."""
    if (DATE_WORD.match(before.text) is None) != (DATE_WORD.match(word.text) is None):
        return True
    if not is_number(before.text) or not word.text[:1].isalpha() or len(word.text) <= 3:
        return False
    return fold(word.text) not in listed("unit") and not month_of(word.text)


def two_numbers(before: Word, word: Word) -> bool:
    """True between two numbers; not between the groups of thousands of one."""
    return is_number(before.text) and is_number(word.text) and _GROUP.match(word.text) is None


def unglued(word: Word) -> tuple[Word, ...]:
    """A word, or the two it was made from by printing one cell on the edge of another."""
    seam = SEAM.search(word.text)
    if seam is None:
        return (word,)
    left, right = halves(word, seam.start())
    return left, right._replace(box=right.box._replace(x0=right.box.x0 + right.box.height))


def halves(word: Word, at: int) -> tuple[Word, Word]:
    """A word parted before its character `at`, the box in proportion."""
    x = word.box.x0 + word.box.width * at / len(word.text)
    left, right = word.box._replace(x1=x), word.box._replace(x0=x)
    return Word(word.text[:at], left, word.confidence), Word(word.text[at:], right, word.confidence)


def mark_of(layout: Layout) -> str | None:
    """The decimal mark that the numbers of the pages agree on; None where none tells."""
    texts = (w.text for line in layout.lines for s in line.segments for w in s.words if is_number(w.text))
    return vote_decimal_mark(texts).mark
