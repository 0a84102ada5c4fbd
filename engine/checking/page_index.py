"""One page made searchable: by words, by value of numbers, by date, by place.

Built once per page, part by part when first asked for; every later look-up costs no more than what it finds. That keeps
a table of thousands of rows linear.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from rapidfuzz import fuzz

from ...schemas.document import Box, Page, TextSource, Word
from ...schemas.record import Evidence
from ..values.amounts import parse_amount
from ..values.codes import country_of_prefix, currency_in_running_text
from ..values.dates import FoundDate, find_dates, is_numeric

Place = tuple[int, ...]
"""Words of one page that together say something, as their numbers in reading order."""

SLACK_PT = 2.0
"""How far a word may stick out of the box a reader gave and still belong to it."""

WRAP_LINES = 2.6
"""How many line heights below a word the rest of a wrapped text may begin."""

WINDOW = 6000
"""Characters (about a page of dense print) before and behind the last find that are searched for a row's text."""

WINDOW_WORDS = 1000
"""Words that are looked through for a number inside another word."""

MIN_PART = 6
"""Fewer characters than this are only taken for a find where they begin and end at word boundaries."""

SOME_PLACES = 50
"""How many places of a number that stands in very many are looked at."""

CONFUSABLE = str.maketrans("oqdliztsbg", "0001127586")
"""Letters and the digits that OCR takes for one another."""

_PUNCTUATION = {code: None for code in range(128) if not chr(code).isalnum()}
_TWO_READINGS = re.compile(r"[.,]\d{3}(?!\d)")
_COUNTRY_PREFIX = re.compile(r"\W{0,2}([A-Z]{1,3})[-.]?[A-Z]?\d")
_THOUSANDS = re.compile(r"[^\w\s]{0,2}\d{1,3}\Z")
_REST = re.compile(r"\d{3}(?:[.,]\d{1,4})?[^\w\s]{0,2}\Z")


def fold(text: str) -> str:
    """Letters and digits only, small and without accents: the form in which printed texts are compared."""
    if text.isascii():
        return text.lower() if text.isalnum() else text.lower().translate(_PUNCTUATION)
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in text if char.isalnum())


class PageIndex:
    """Look-ups over the words of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.number = page.number
        self.words: Sequence[Word] = page.words
        self.by_ocr = page.text_source is TextSource.OCR
        self._dates: dict[str | None, dict[date, list[Place]]] = {}

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Every word folded; empty for a word of punctuation."""
        return tuple(fold(word.text) for word in self.words)

    @cached_property
    def text(self) -> str:
        """All tokens, one after the other."""
        return "".join(self.tokens)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where in `text` each word begins."""
        starts: list[int] = []
        at = 0
        for token in self.tokens:
            starts.append(at)
            at += len(token)
        return tuple(starts)

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Token → the words that say it, in reading order."""
        found: dict[str, list[int]] = {}
        for number, token in enumerate(self.tokens):
            if token:
                found.setdefault(token, []).append(number)
        return found

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
                bare = text.rstrip("%")
                values = [parse_amount(bare, ".", self.by_ocr)]
                if _TWO_READINGS.search(bare):
                    values.append(parse_amount(bare, ",", self.by_ocr))
                for value in dict.fromkeys(values):
                    if value is not None:
                        found.setdefault(abs(value), []).append(place)
        return found

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

    def find_text(self, text: str, near: int = 0, window: bool = False) -> Place | None:
        """Where the page says `text`, over several words or lines if need be; None where it does not.

        Args:
            text: the printed characters; case, accents, blanks and punctuation do not count.
            near: the word to begin at; what stands behind it is found before what stands ahead of it.
            window: look only about a page of print around `near`, so that a miss stays cheap in a long table.
        """
        wanted = fold(text)
        if not wanted:
            return self._find_signs(text)
        low, middle, high = self._bounds(near, window)
        return (
            self._find_run(wanted, middle, high)
            or self._find_run(wanted, low, middle + len(wanted) - 1)
            or self._find_wrapped([token for token in map(fold, text.split()) if token], near)
        )

    def find_confusable(self, text: str, near: int = 0, window: bool = False) -> Place | None:
        """Where the page says `text` but for letters and digits that OCR takes for one another ('INV-1O0')."""
        wanted = fold(text)
        if len(wanted) < MIN_PART:
            return None
        low, _, high = self._bounds(near, window)
        at = self._confusable.find(wanted.translate(CONFUSABLE), low, high)
        return self._covering(at, at + len(wanted)) if at >= 0 else None

    def find_alike(self, text: str, near: int = 0, window: bool = False, cutoff: float = 88.0) -> Place | None:
        """Where the page says nearly `text` (similarity of at least `cutoff` percent); None where it does not.

        For names and prose that OCR damaged, or that a model repaired or shortened.
        """
        wanted = fold(text)
        if len(wanted) < MIN_PART:
            return None
        low, _, high = self._bounds(near, window)
        match = fuzz.partial_ratio_alignment(wanted, self.text[low:high], score_cutoff=cutoff)
        if match is None or match.dest_end - match.dest_start < len(wanted) * 0.8:
            return None
        return self._covering(low + match.dest_start, low + match.dest_end)

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

    def _has_mark(self, place: Place) -> bool:
        return any(mark in self.words[number].text for number in place for mark in ".,")

    def find_number_inside(self, text: str, near: int = 0) -> Place | None:
        """A word from `near` on that holds these characters as a number among others, as in 'zzgl.19%MwSt'."""
        inside = re.compile(rf"(?<![\d.,]){re.escape(text.strip())}(?!\d|[.,]\d)")
        for number in range(near, min(near + WINDOW_WORDS, len(self.words))):
            if inside.search(self.words[number].text):
                return (number,)
        return None

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

    def quote(self, place: Place) -> str:
        """The words of a place as printed."""
        return " ".join(self.words[number].text for number in place)

    def evidence(self, place: Place) -> Evidence:
        """A place as evidence: page, box around its words, quote."""
        box = self.words[place[0]].box
        for number in place[1:]:
            box = box.union(self.words[number].box)
        return Evidence(self.number, box, self.quote(place))

    def certainty(self, place: Iterable[int]) -> float:
        """The OCR engine's certainty of the least certain word; 1 for a text layer."""
        return min((self.words[number].confidence for number in place), default=1.0)

    @cached_property
    def _by_height(self) -> tuple[list[float], list[int]]:
        """Middles of the words from top to bottom, and the numbers of the words in that order."""
        order = sorted(range(len(self.words)), key=lambda number: self.words[number].box.middle)
        return [self.words[number].box.middle for number in order], order

    @cached_property
    def _confusable(self) -> str:
        return self.text.translate(CONFUSABLE)

    def _bounds(self, near: int, window: bool) -> tuple[int, int, int]:
        """First, middle and last place in `text` to search."""
        middle = self.starts[near] if 0 < near < len(self.starts) else 0
        return (max(0, middle - WINDOW), middle, middle + WINDOW) if window else (0, middle, len(self.text))

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

    def _find_run(self, wanted: str, low: int, high: int) -> Place | None:
        """Consecutive words that say `wanted`; whole words are preferred to parts of words."""
        part: Place | None = None
        at = self.text.find(wanted, low, high)
        tries = 0
        while at >= 0 and tries < 50:
            end = at + len(wanted)
            place = self._covering(at, end)
            whole = self.starts[place[0]] == at and (place[-1] + 1 == len(self.starts) or self._ends(place[-1]) == end)
            if whole:
                return place
            if part is None and (len(wanted) >= MIN_PART or self._apart(place, at, end)):
                part = place
            at = self.text.find(wanted, at + 1, high)
            tries += 1
        return part

    def _ends(self, number: int) -> int:
        return self.starts[number] + len(self.tokens[number])

    def _apart(self, place: Place, start: int, end: int) -> bool:
        """True where punctuation parts these characters from the rest of their words, as in 'No.:123'."""
        first, last = place[0], place[-1]
        return _parted(self.words[first].text, start - self.starts[first]) and _parted(
            self.words[last].text, end - self.starts[last]
        )

    def _covering(self, start: int, end: int) -> Place:
        """The words that hold these characters of `text`, without words of punctuation at either side."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_left(self.starts, end) - 1
        return tuple(number for number in range(first, max(first, last) + 1) if self.tokens[number])

    def _find_signs(self, text: str) -> Place | None:
        """A word that holds these signs, for texts without letters and digits such as '€'."""
        wanted = text.strip()
        if not wanted:
            return None
        return next(((number,) for number, word in enumerate(self.words) if wanted in word.text), None)

    def _find_wrapped(self, wanted: Sequence[str], near: int) -> Place | None:
        """A text that goes on below itself while other columns stand in between."""
        if len(wanted) < 2:
            return None
        begins = self.positions.get(wanted[0], [])
        after = bisect_left(begins, near)
        for begin in (*begins[after : after + 20], *begins[max(0, after - 20) : after]):
            place = [begin]
            left = self.words[begin].box.x0
            for token in wanted[1:]:
                following = self._following(place[-1], token, left)
                if following is None:
                    break
                place.append(following)
            else:
                return tuple(place)
        return None

    def _following(self, last: int, token: str, left: float) -> int | None:
        """The word `token` right behind a word, or at the left edge of the text a line or two below."""
        if last + 1 < len(self.tokens) and self.tokens[last + 1] == token:
            return last + 1
        box = self.words[last].box
        candidates = self.positions.get(token, [])
        first = bisect_right(candidates, last)
        for number in candidates[first : first + 10]:
            other = self.words[number].box
            below = other.middle - box.middle
            if 0 < below < WRAP_LINES * box.height and abs(other.x0 - left) < box.height:
                return number
        return None


def _parted(word: str, count: int) -> bool:
    """True where the first `count` letters and digits of a word end at punctuation or at an end of the word."""
    seen = 0
    for number, char in enumerate(word):
        if seen == count:
            return number == 0 or not char.isalnum() or not word[number - 1].isalnum()
        seen += len(fold(char))
    return seen == count


def _next(places: Sequence[Place], near: int | None) -> Place | None:
    """The first place at or behind `near`, or else the last one."""
    if not places:
        return None
    if near is None:
        return places[-1]
    at = bisect_left(places, (near,))
    return places[at] if at < len(places) else places[-1]
