"""Words in reading order, all spelled one way: where a text stands among them, over several words and lines."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache

from ...schemas.document import Word

Place = tuple[int, ...]
"""Words of one page that together say something, as their numbers in reading order."""

WRAP_LINES = 2.6
"""How many line heights below a word the rest of a wrapped text may begin."""

MIN_PART = 6
"""Fewer characters than this are only taken for a find where they begin and end at word boundaries."""

MAX_TRIES = 50
"""How many parts of words are looked at before a text counts as not found."""

_PUNCTUATION = {code: None for code in range(128) if not chr(code).isalnum()}


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Letters and digits only, small and without accents: the form in which printed texts are compared."""
    if text.isascii():
        return text.lower() if text.isalnum() else text.lower().translate(_PUNCTUATION)
    text = unicodedata.normalize("NFKD", text.casefold().replace("×", "x"))
    return "".join(char for char in text if char.isalnum())


class SpelledWords:
    """Look-ups of texts among the words of a page; each part is built when first asked for."""

    def __init__(self, words: Sequence[Word], tokens: Sequence[str]) -> None:
        """Words, and for each its letters and digits in the spelling in which texts are compared."""
        self.words = words
        self.tokens = tokens

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

    def find(self, wanted: Sequence[str], near: int = 0, window: int | None = None) -> Place | None:
        """Where the words say `wanted`, run on or wrapped below itself; None where they do not.

        Args:
            wanted: the tokens of the text; none is empty.
            near: the word to begin at; what stands behind it is found before what stands ahead of it.
            window: look only so many characters ahead and back.
        """
        low, middle, high = self.bounds(near, window)
        joined = "".join(wanted)
        return (
            self._find_run(joined, len(wanted), middle, high)
            or self._find_run(joined, len(wanted), low, middle + len(joined) - 1)
            or self._find_wrapped(wanted, near)
        )

    def bounds(self, near: int, window: int | None) -> tuple[int, int, int]:
        """First, middle and last place in `text` to search."""
        middle = self.starts[near] if 0 < near < len(self.starts) else 0
        return (0, middle, len(self.text)) if window is None else (max(0, middle - window), middle, middle + window)

    def covering(self, start: int, end: int) -> Place:
        """The words that hold these characters of `text`, without words of punctuation at either side."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_left(self.starts, end) - 1
        return tuple(number for number in range(first, max(first, last) + 1) if self.tokens[number])

    def _find_run(self, wanted: str, words: int, low: int, high: int) -> Place | None:
        """Consecutive words that say `wanted`; whole words are preferred to parts of words."""
        long = len(wanted) >= MIN_PART
        part: Place | None = None
        at = self.text.find(wanted, low, high)
        for _ in range(MAX_TRIES):
            if at < 0:
                break
            end = at + len(wanted)
            place = self.covering(at, end)
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
        first, last = self.covering(start, start + 1)[0], self.covering(end - 1, end)[0]
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
        behind = last + 1
        while behind < len(self.tokens) and not self.tokens[behind]:
            behind += 1
        if behind < len(self.tokens) and self.tokens[behind] == token:
            return behind
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
