"""The words of one page as searchable text: exactly, but for what OCR confuses, or nearly.

Comparison is by letters and digits alone, so a text is found over several words and lines, however it is punctuated.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

from ...schemas.document import Word
from .spelled_words import MIN_PART, Place, SpelledWords, fold

WINDOW = 6000
"""Characters (about a page of dense print) before and behind the last find that are searched for a row's text."""

SOME_FINDS = 10
"""How many places of one text are looked at."""

MIN_CONFUSABLE = 3
"""Shorter texts say too little to be found but for what OCR confuses."""

RUN_TOGETHER = (("m", "rn"), ("rrn", "nn"), ("vv", "w"), ("cl", "d"))
"""Letters side by side that OCR takes for others, brought to one form in this order."""

CONFUSABLE = str.maketrans("oqdliztsbg", "0001127586")
"""Letters and the digits that OCR takes for one another."""


@lru_cache(maxsize=4096)
def confused(token: str) -> str:
    """A folded text in the one spelling of all that OCR may take it for: 'inv1o0' and 'invi00' are the same."""
    for several, one in RUN_TOGETHER:
        token = token.replace(several, one)
    return token.translate(CONFUSABLE)


def alike(wanted: str, text: str, cutoff: float) -> tuple[int, int] | None:
    """Where in `text` nearly `wanted` stands: both folded, similar by `cutoff` percent, and with the same figures.

    A name may be misread by a letter and still be meant; '30 days' and '20 days' are two terms.
    """
    if len(wanted) < MIN_PART or len(text) < len(wanted) * 0.8:
        return None
    match = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=cutoff)
    if match is None:
        return None
    if len(wanted) > len(text):  # the shorter of the two was aligned
        return (0, len(text)) if _figures(wanted) == _figures(text) else None
    start, end = match.dest_start, match.dest_end
    if end - start < len(wanted) * 0.8:
        return None
    while end < len(text) and text[end].isdigit() and text[end - 1].isdigit():
        end += 1
    while start > 0 and text[start - 1].isdigit() and text[start].isdigit():
        start -= 1
    return (start, end) if _figures(wanted) == _figures(text[start:end]) else None


def _figures(text: str) -> str:
    return "".join(filter(str.isdigit, text))


class TextIndex:
    """Look-ups of texts among words in reading order; each part is built when first asked for."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Every word folded; empty for a word of punctuation."""
        return tuple(fold(word.text) for word in self.words)

    @cached_property
    def spelled(self) -> SpelledWords:
        """The words by their letters and digits."""
        return SpelledWords(self.words, self.tokens)

    @property
    def text(self) -> str:
        """All tokens, one after the other."""
        return self.spelled.text

    @property
    def positions(self) -> Mapping[str, Sequence[int]]:
        """Token → the words that say it, in reading order."""
        return self.spelled.positions

    def find_text(self, text: str, near: int = 0, window: bool = False) -> Place | None:
        """Where the page says `text`, over several words or lines if need be; None where it does not.

        Args:
            text: the printed characters; case, accents, blanks and punctuation do not count.
            near: the word to begin at; what stands behind it is found before what stands ahead of it.
            window: look only about a page of print around `near`, so that a miss stays cheap in a long table.
        """
        wanted = [token for token in map(fold, text.split()) if token]
        if not wanted:
            return self._find_signs(text)
        return self.spelled.find(wanted, near, WINDOW if window else None)

    def every_text(self, text: str) -> list[Place]:
        """The first few places that say `text` in words of their own."""
        wanted = [token for token in map(fold, text.split()) if token]
        begins = self.positions.get(wanted[0], ())[:SOME_FINDS] if wanted else ()
        places = (tuple(range(begin, begin + len(wanted))) for begin in begins)
        return [place for place in places if [self.tokens[n] for n in place if n < len(self.tokens)] == wanted]

    def find_confusable(self, text: str, near: int = 0, window: bool = False) -> Place | None:
        """Where the page says `text` but for characters that OCR takes for one another ('INV-1O0', 'rnodern')."""
        wanted = [token for token in map(confused, map(fold, text.split())) if token]
        if sum(map(len, wanted)) < MIN_CONFUSABLE:
            return None
        return self._confusable.find(wanted, near, WINDOW if window else None)

    def find_alike(self, text: str, near: int = 0, window: bool = False, cutoff: float = 88.0) -> Place | None:
        """Where the page says nearly `text` (similarity of at least `cutoff` percent); None where it does not.

        For names and prose that OCR damaged, or that a model repaired or shortened. All digits must be there.
        """
        low, _, high = self.spelled.bounds(near, WINDOW if window else None)
        found = alike(fold(text), self.spelled.text[low:high], cutoff)
        return self.spelled.covering(low + found[0], low + found[1]) if found else None

    def quote(self, place: Place) -> str:
        """The words of a place as printed."""
        return " ".join(self.words[number].text for number in place)

    def certainty(self, place: Iterable[int]) -> float:
        """The OCR engine's certainty of the least certain word; 1 for a text layer."""
        return min((self.words[number].confidence for number in place), default=1.0)

    @cached_property
    def _confusable(self) -> SpelledWords:
        return SpelledWords(self.words, tuple(map(confused, self.tokens)))

    def _find_signs(self, text: str) -> Place | None:
        """A word that holds these signs, for texts without letters and digits such as '€'."""
        wanted = text.strip()
        if not wanted:
            return None
        return next(((number,) for number, word in enumerate(self.words) if wanted in word.text), None)
