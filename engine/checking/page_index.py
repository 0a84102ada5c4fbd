"""One page made searchable: by text, by value of numbers and dates, by currency and country, by place.

Built once per page, part by part when first asked for; every later look-up costs no more than what it finds. That keeps
a table of thousands of rows linear.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from ...schemas.document import Box, Page, TextSource
from ...schemas.fields import Kind
from ...schemas.record import Evidence, Value
from ..values.amounts import parse_amount
from ..values.codes import country_of_prefix, currency_in_running_text
from ..values.dates import FoundDate, find_dates, is_numeric
from .printed_labels import PrintedLabels
from .spelled_words import Place
from .text_index import TextIndex

SLACK_PT = 2.0
"""How far a word may stick out of the box a reader gave and still belong to it."""

SOME_PLACES = 50
"""How many places of a number that stands in very many are looked at."""

_TWO_READINGS = re.compile(r"[.,]\d{3}(?!\d)")
_COUNTRY_PREFIX = re.compile(r"\W{0,2}([A-Z]{1,3})[-.]?[A-Z]?\d")
_THOUSANDS = re.compile(r"[^\w\s]{0,2}\d{1,3}\Z")
_INSIDE = re.compile(r"(?<![\d.,/-])\d(?:[\d.,']*\d)?(?![\d/-]|[.,]\d)")
_BRACKETS = "()[]*"
_REST = re.compile(r"\d{3}(?:[.,]\d{1,4})?[^\w\s]{0,2}\Z")


class PageIndex(TextIndex):
    """Look-ups over the words of one page: by text (see TextIndex), by value and by place."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.words)
        self.number = page.number
        self._as_shown = page.as_shown
        self.by_ocr = page.text_source is TextSource.OCR
        self.codes = page.codes
        self._dates: dict[str | None, dict[date, list[Place]]] = {}

    @cached_property
    def numbers(self) -> dict[Decimal, list[Place]]:
        """Absolute value → the places that may print it, in reading order.

        '1.234' stands under both of its readings; thousands parted by blanks are joined.
        """
        found: dict[Decimal, list[Place]] = {}
        for number, word in enumerate(self.words):
            if not any(char.isdigit() for char in word.text):
                continue
            for place, text in self._runs(number):
                bare = text.strip(_BRACKETS).rstrip("%")
                values = [parse_amount(bare, ".", self.by_ocr)]
                if _TWO_READINGS.search(bare):
                    values.append(parse_amount(bare, ",", self.by_ocr))
                for value in dict.fromkeys(values):
                    if value is not None:
                        found.setdefault(abs(value), []).append(place)
        return found

    def values_at(self, kind: Kind, order: str | None) -> Mapping[int, Collection[Value]]:
        """Word → the values of a kind that may begin there: absolute amounts with a point or comma, dates, or texts."""
        if kind is Kind.AMOUNT:
            return self._amounts_at
        if kind is Kind.DATE:
            return _by_word(self.dates(order).items())
        return {number: (token,) for number, token in enumerate(self.tokens) if token}

    @cached_property
    def _amounts_at(self) -> Mapping[int, Collection[Value]]:
        return _by_word((value, [*filter(self._has_mark, places)]) for value, places in self.numbers.items())

    @cached_property
    def labels(self) -> PrintedLabels:
        """The labels the page prints."""
        return PrintedLabels(self.words, self.inside)

    @cached_property
    def printed_dates(self) -> tuple[tuple[Place, FoundDate], ...]:
        """All printed dates with their places, in reading order."""
        text = " ".join(word.text for word in self.words)
        starts: list[int] = []
        at = 0
        for word in self.words:
            starts.append(at)
            at += len(word.text) + 1
        return tuple(
            (tuple(range(bisect_right(starts, item.start) - 1, bisect_left(starts, item.end))), item)
            for item in find_dates(text, compact=True)
        )

    def dates(self, order: str | None) -> dict[date, list[Place]]:
        """Date → the places that mean it under an order ('DMY', 'MDY'), or may mean it where the order is open."""
        if order not in self._dates:
            found: dict[date, list[Place]] = {}
            for place, item in self.printed_dates:
                meanings = item.readings
                if order and len(meanings) == 2 and is_numeric(item.text):
                    meanings = meanings[1:] if order == "MDY" else meanings[:1]
                for meaning in meanings:
                    found.setdefault(meaning, []).append(place)
            self._dates[order] = found
        return self._dates[order]

    @cached_property
    def currencies(self) -> dict[str, list[Place]]:
        """ISO 4217 code → the words that print it or a sign it shares with others, in reading order."""
        found: dict[str, list[Place]] = {}
        for number, word in enumerate(self.words):
            for code in currency_in_running_text(word.text):
                found.setdefault(code, []).append((number,))
        return found

    @cached_property
    def countries(self) -> dict[str, list[Place]]:
        """ISO 3166-1 alpha-2 → the words whose VAT prefix, IBAN or postal prefix names it, in reading order."""
        found: dict[str, list[Place]] = {}
        for number, word in enumerate(self.words):
            if (match := _COUNTRY_PREFIX.match(word.text)) and (country := country_of_prefix(match[1])):
                found.setdefault(country, []).append((number,))
        return found

    @property
    def date_texts(self) -> tuple[str, ...]:
        """All printed dates, in reading order."""
        return tuple(item.text for _, item in self.printed_dates)

    def inside(self, box: Box) -> Place:
        """The words whose centre lies in the box (with a little slack), in reading order."""
        heights, order = self._by_height
        first = bisect_left(heights, box.y0 - SLACK_PT)
        last = bisect_right(heights, box.y1 + SLACK_PT)
        found = (number for number in order[first:last])
        return tuple(sorted(n for n in found if box.x0 - SLACK_PT <= self.words[n].box.centre <= box.x1 + SLACK_PT))

    def find_number(self, value: Decimal, near: int | None = None, with_mark: bool = False) -> Place | None:
        """The place that prints this number (the sign does not count): the next behind `near`, or else the last.

        Args:
            value: the number.
            near: the word to begin at; None where any place will do.
            with_mark: only where the number has a point or comma, as money has: a '7' in a table is not 7.00.
        """
        places = self.numbers.get(abs(value), ())
        if not with_mark:
            return _next(places, near)
        at = 0 if near is None else bisect_left(places, (near,))
        ahead = places[at : at + SOME_PLACES] if near is not None else ()
        return next(filter(self._has_mark, ahead), None) or next(
            filter(self._has_mark, reversed(places[-SOME_PLACES:])), None
        )

    def every_number(self, value: Decimal, with_mark: bool = False) -> Sequence[Place]:
        """The places that print this number, but of very many only the last; see `find_number`."""
        places = self.numbers.get(abs(value), ())[-SOME_PLACES:]
        return [*filter(self._has_mark, places)] if with_mark else places

    def _has_mark(self, place: Place) -> bool:
        return any(mark in self.words[number].text for number in place for mark in ".,")

    def find_number_inside(self, value: Decimal, near: int = 0) -> Place | None:
        """A word that holds this number among other characters, as 'zzgl.19%MwSt' does: see `find_number`."""
        return _next(self._numbers_inside.get(abs(value), ()), near)

    @cached_property
    def _numbers_inside(self) -> dict[Decimal, list[Place]]:
        """Absolute value → the words that print it amid other characters; parts of dates and codes do not count."""
        found: dict[Decimal, list[Place]] = {}
        for number, word in enumerate(self.words):
            if word.text[:1].isdigit() and word.text[-1:].isdigit():
                continue
            for inside in _INSIDE.finditer(word.text):
                for value in {parse_amount(inside[0], mark) for mark in ".,"}:
                    if value is not None:
                        found.setdefault(value, []).append((number,))
        return found

    def find_date(self, value: date, near: int | None = None, order: str | None = None) -> Place | None:
        """The place that prints this date: the next behind `near`, or else the last."""
        return _next(self.dates(order).get(value, ()), near)

    def line_start(self, number: int) -> int:
        """The first word of the line that a word stands in."""
        middle, half = self.words[number].box.middle, self.words[number].box.height / 2
        while number > 0 and abs(self.words[number - 1].box.middle - middle) < half:
            number -= 1
        return number

    def same_line(self, one: int, other: int) -> bool:
        """True where two words stand on one line, or on the line above or below."""
        return abs(self.words[one].box.middle - self.words[other].box.middle) < 1.5 * self.words[one].box.height

    def find_currency(self, code: str, near: int | None = None) -> Place | None:
        """The place that prints this currency as a code or sign: the next behind `near`, or else the last."""
        return _next(self.currencies.get(code, ()), near)

    def find_country(self, code: str) -> Place | None:
        """The first place whose VAT number, IBAN or postal code begins with this country."""
        return next(iter(self.countries.get(code, ())), None)

    def evidence(self, place: Place) -> Evidence:
        """A place as evidence: page, box around its words on the page as a viewer shows it, quote."""
        box = self.words[place[0]].box
        for number in place[1:]:
            box = box.union(self.words[number].box)
        return Evidence(self.number, self._as_shown(box), self.quote(place))

    @cached_property
    def _by_height(self) -> tuple[list[float], list[int]]:
        """Middles of the words from top to bottom, and the numbers of the words in that order."""
        order = sorted(range(len(self.words)), key=lambda number: self.words[number].box.middle)
        return [self.words[number].box.middle for number in order], order

    def _runs(self, number: int) -> list[tuple[Place, str]]:
        """The word as a number, and joined with the words behind it where blanks part its thousands."""
        word = self.words[number]
        runs: list[tuple[Place, str]] = [((number,), word.text)]
        if _THOUSANDS.match(word.text):
            place: Place = (number,)
            text, last = word.text, word
            for following in range(number + 1, min(number + 4, len(self.words))):
                other = self.words[following]
                gap = other.box.x0 - last.box.x1
                if not _REST.match(other.text) or not -1 < gap < 0.7 * word.box.height:
                    break
                place, text, last = (*place, following), f"{text} {other.text}", other
                runs.append((place, text))
        return runs


def _next(places: Sequence[Place], near: int | None) -> Place | None:
    """The first place at or behind `near`, or else the last one."""
    if not places:
        return None
    if near is None:
        return places[-1]
    at = bisect_left(places, (near,))
    return places[at] if at < len(places) else places[-1]


def _by_word(values: Iterable[tuple[Value, Sequence[Place]]]) -> Mapping[int, Collection[Value]]:
    """First word → the values that stand there."""
    found: dict[int, set[Value]] = {}
    for value, places in values:
        for place in places:
            found.setdefault(place[0], set()).add(value)
    return found
