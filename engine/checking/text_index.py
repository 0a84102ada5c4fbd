"""The words of one page as searchable text: exactly, but for what OCR confuses, or nearly.

Comparison is by letters and digits alone, so a text is found over several words and lines, however it is punctuated.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

from ...schemas.document import Word

Place = tuple[int, ...]
"""Words of one page that together say something, as their numbers in reading order."""

WRAP_LINES = 2.6
"""How many line heights below a word the rest of a wrapped text may begin."""

WINDOW = 6000
"""Characters (about a page of dense print) before and behind the last find that are searched for a row's text."""

MIN_PART = 6
"""Fewer characters than this are only taken for a find where they begin and end at word boundaries."""

MAX_TRIES = 50
"""How many parts of words are looked at before a text counts as not found."""

CONFUSABLE = str.maketrans("oqdliztsbg", "0001127586")
"""Letters and the digits that OCR takes for one another."""

_PUNCTUATION = {code: None for code in range(128) if not chr(code).isalnum()}


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Letters and digits only, small and without accents: the form in which printed texts are compared."""
    if text.isascii():
        return text.lower() if text.isalnum() else text.lower().translate(_PUNCTUATION)
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in text if char.isalnum())


class TextIndex:
    """Look-ups of texts among words in reading order; each part is built when first asked for."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words

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
            self._find_run(text, middle, high)
            or self._find_run(text, low, middle + len(wanted) - 1)
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

    def quote(self, place: Place) -> str:
        """The words of a place as printed."""
        return " ".join(self.words[number].text for number in place)

    def certainty(self, place: Iterable[int]) -> float:
        """The OCR engine's certainty of the least certain word; 1 for a text layer."""
        return min((self.words[number].confidence for number in place), default=1.0)

    @cached_property
    def _confusable(self) -> str:
        return self.text.translate(CONFUSABLE)

    def _bounds(self, near: int, window: bool) -> tuple[int, int, int]:
        """First, middle and last place in `text` to search."""
        middle = self.starts[near] if 0 < near < len(self.starts) else 0
        return (max(0, middle - WINDOW), middle, middle + WINDOW) if window else (0, middle, len(self.text))

    def _find_run(self, text: str, low: int, high: int) -> Place | None:
        """Consecutive words that say `text`; whole words are preferred to parts of words."""
        wanted = fold(text)
        long, words = len(wanted) >= MIN_PART, len(text.split())
        part: Place | None = None
        at = self.text.find(wanted, low, high)
        for _ in range(MAX_TRIES):
            if at < 0:
                break
            end = at + len(wanted)
            place = self._covering(at, end)
            # A short text put together from more words than it has is chance: '12' beside '34' is not '1234'.
            if long or len(place) <= words:
                if self.starts[place[0]] == at and self._ends(place[-1]) == end:
                    return place
                if part is None and (self._apart(place, at, end) or (long and not self._cuts_number(at, end))):
                    part = place
            at = self.text.find(wanted, at + 1, high)
        return part

    def _cuts_number(self, start: int, end: int) -> bool:
        """True where the characters begin or end amid the digits of a word: a part of a number is another number."""
        first, last = self._covering(start, start + 1)[0], self._covering(end - 1, end)[0]
        cut_before = self.starts[first] < start and self.text[start - 1].isdigit() and self.text[start].isdigit()
        cut_behind = end < self._ends(last) and self.text[end - 1].isdigit() and self.text[end].isdigit()
        return cut_before or cut_behind

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
