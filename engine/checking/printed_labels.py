"""The labels a page prints ('Due date', 'Total HT'), and which of them a value stands beside.

A label stands on the line of its value, to the left of it, or right above it. Only words that the vocabulary of the
trade knows are labels (schemas/labels); a value beside none of them is unlabelled, which says nothing.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, reduce
from typing import NamedTuple

from ...schemas.document import Box, Word
from ...schemas.vocabulary import fold, labels, without_currency, words
from .spelled_words import Place

MOST_WORDS = 8
"""The longest label is six words; two more for stray punctuation."""

WORD_GAP = 1.2
"""Words of one label are no farther apart, in heights of the print."""

LINE_SHARE = 0.6
"""How far the middles of two words of one line may differ, in heights."""

ABOVE_LINES = 3.5
"""How far above its value the foot of a label may stand, in heights of the value."""

_SIGNS = " ()[]:.,%*-/"
"""What is no label by itself."""

Inside = Callable[[Box], Place]
"""The words whose centres lie in a box."""


class Label(NamedTuple):
    """One label where it stands."""

    text: str
    """As printed."""
    weights: Mapping[str, float]
    """What it may mean: keys of schemas.invoice.TERMS, each with the weight of that meaning (STRONG or WEAK)."""
    box: Box
    last: int
    """Its last word."""


class PrintedLabels:
    """The labels of one page."""

    def __init__(self, printed: Sequence[Word], inside: Inside) -> None:
        self._words = printed
        self._inside = inside

    @cached_property
    def all(self) -> tuple[Label, ...]:
        """Every label, the longest where one holds another, in reading order."""
        found: list[Label] = []
        number = 0
        while number < len(self._words):
            label = self._at(number)
            if label and not (found and self._is_small(label, found[-1])):
                found.append(label)
            number = label.last + 1 if label else number + 1
        return tuple(found)

    def beside(self, place: Place) -> Label | None:
        """The label that a value stands beside; None where there is none, or another number lies between."""
        box = self._words[place[0]].box
        return self._left_of(box) or self._above(box)

    def values_of(self, label: Label) -> Place:
        """The first words with figures behind a label on its line, and below it."""
        box = label.box
        line = self._inside(Box(box.x1, box.y0, float("inf"), box.y1))
        behind = [number for number in line if number > label.last and self._has_figures(number)]
        below = self._inside(Box(box.x0, box.y1, box.x1, box.y1 + ABOVE_LINES * box.height))
        return (*behind[:1], *filter(self._has_figures, below))

    def _at(self, first: int) -> Label | None:
        """The longest label that begins with this word."""
        ordered = _ordered()
        folded, best, last = "", "", first
        for number in range(first, min(first + MOST_WORDS, len(self._words))):
            word = self._words[number]
            if number > first and not _goes_on(self._words[number - 1].box, word.box):
                break
            part = fold(word.text)
            folded += part
            at = bisect_left(ordered, folded)
            if not folded or at == len(ordered) or not ordered[at].startswith(folded):
                break
            if part and ordered[at] == folded and without_currency(word.text).strip(_SIGNS):
                best, last = folded, number
        if not best or self._goes_before(first):
            return None
        printed = self._words[first : last + 1]
        box = reduce(Box.union, (word.box for word in printed))
        return Label(" ".join(word.text for word in printed).strip(" :"), _weights(best), box, last)

    def _is_small(self, label: Label, before: Label) -> bool:
        """True for a small word behind a label: the 'le' of 'Date limite de paiement le' labels nothing else."""
        first, last = self._words[before.last], self._words[label.last]
        small = fold(label.text) in words("small_word")
        return small and before.last + 1 == label.last and _goes_on(first.box, last.box)

    def _goes_before(self, number: int) -> bool:
        """True where a word such as 'without' stands before: 'USt.' of '(ohne USt.)' labels nothing."""
        if number == 0 or not _goes_on(self._words[number - 1].box, self._words[number].box):
            return False
        before = fold(self._words[number - 1].text)
        return before in words("excluding") or before in words("including")

    @cached_property
    def _by_height(self) -> tuple[list[float], list[Label]]:
        """Middles of the labels from top to bottom, and the labels in that order."""
        ordered = sorted(self.all, key=lambda label: label.box.middle)
        return [label.box.middle for label in ordered], ordered

    def _between(self, top: float, bottom: float) -> list[Label]:
        """The labels whose middles lie between two heights."""
        middles, ordered = self._by_height
        return ordered[bisect_left(middles, top) : bisect_left(middles, bottom)]

    def _left_of(self, box: Box) -> Label | None:
        reach = LINE_SHARE * box.height
        line = [label for label in self._between(box.middle - reach, box.middle + reach) if label.box.x1 <= box.x0 + 1]
        if not line:
            return None
        nearest = max(line, key=lambda label: label.box.x1)
        between = self._inside(Box(nearest.box.x1 + 2, box.y0, box.x0 - 2, box.y1))
        return None if any(map(self._has_figures, between)) else nearest

    def _above(self, box: Box) -> Label | None:
        column = [
            label
            for label in self._between(box.y0 - (ABOVE_LINES + 1) * box.height, box.y0)
            if label.box.y1 <= box.y0 + box.height / 4 and _in_column(label.box, box)
        ]
        if not column:
            return None
        nearest = max(column, key=lambda label: label.box.y1)
        between = self._inside(Box(box.x0, nearest.box.y1 + 2, box.x1, box.y0 - 2))
        return None if between or box.y0 - nearest.box.y1 > ABOVE_LINES * box.height else nearest

    def _has_figures(self, number: int) -> bool:
        """True for a word with figures that is no percentage."""
        text = self._words[number].text
        if "%" in text or not any(char.isdigit() for char in text):
            return False
        return number + 1 == len(self._words) or not self._words[number + 1].text.startswith("%")


@cache
def _ordered() -> list[str]:
    """All folded labels, sorted, so that a beginning is found at once."""
    return sorted(labels())


@cache
def _weights(folded: str) -> Mapping[str, float]:
    """What a folded label may mean, each meaning by its greatest weight in any language."""
    weights: dict[str, float] = {}
    for meaning in labels()[folded]:
        weights[meaning.term] = max(meaning.weight, weights.get(meaning.term, 0.0))
    return weights


def _goes_on(before: Box, box: Box) -> bool:
    """True where a word stands right behind another on its line."""
    if abs(before.middle - box.middle) > LINE_SHARE * max(before.height, box.height):
        return False
    return -1 < box.x0 - before.x1 < WORD_GAP * max(before.height, box.height)


def _in_column(label: Box, value: Box) -> bool:
    """True where a label stands over a value: flush left or right, or across its centre."""
    flush = min(abs(label.x0 - value.x0), abs(label.x1 - value.x1)) < value.height
    return flush or label.x0 <= value.centre <= label.x1
