"""A recognised line cut into words, each with a box drawn in to its ink.

The recogniser places its characters roughly (a fifth of their height off is usual), so the exact ends of words come
from the picture: from the columns where nothing is printed.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...schemas.document import Box, Word
from .spelling import clean

WORD_GAP = 0.22
"""A blank wider than this share of the line's ink parts figures from letters even where the recogniser saw none…"""
CODE_GAP = 0.44
"""…and this one where a capital stands beside the figure, as codes are set."""
LEAST_INK = 0.06
"""Share of a column's height that must be printed for it to count: less is dust."""

Pixels = Any
"""Rows × columns × 3 bytes."""


def words_of_line(crop: Pixels, box: Box, text: str, score: float, info: Any) -> Iterator[Word]:
    """The words of one line, given its picture (perhaps stretched), its place and RapidOCR's text, score, letters."""
    columns = [column for part in info.word_cols for column in part]
    letters = [letter for part in info.words for letter in part]
    if not letters or not info.line_txt_len:
        return
    scale = box.width / crop.shape[1]
    breaks = _breaks(text, letters)
    ink = _ink(crop)
    across = np.flatnonzero(ink.sum(axis=0) >= max(1, LEAST_INK * len(ink)))
    down = np.flatnonzero(ink.any(axis=1))
    if not len(across) or not len(down):
        return
    top, bottom = float(down[0]), float(down[-1] + 1)
    blanks = [
        ((one + 1) * scale, other * scale) for one, other in itertools.pairwise(across.tolist()) if other > one + 1
    ]
    middles = [(column + 0.5) * box.width / info.line_txt_len for column in columns]
    size = bottom - top
    cuts: dict[int, tuple[float, float]] = {}
    for index in range(1, len(letters)):
        if index not in breaks and not _likely(letters, index):
            continue
        start, end = middles[index - 1], middles[index]
        near = [gap for gap in blanks if start - WORD_GAP * size < (gap[0] + gap[1]) / 2 < end + WORD_GAP * size]
        left, right = max(near, key=lambda gap: gap[1] - gap[0], default=((start + end) / 2, (start + end) / 2))
        if index in breaks or right - left > (CODE_GAP if _in_code(letters, index) else WORD_GAP) * size:
            cuts[index] = left, right
    starts, ends = [0, *cuts], [*cuts, len(letters)]
    lefts = [float(across[0]) * scale, *(right for _, right in cuts.values())]
    rights = [*(left for left, _ in cuts.values()), float(across[-1] + 1) * scale]
    for start, end, left, right in zip(starts, ends, lefts, rights, strict=True):
        word = clean("".join(letters[start:end]))
        if word:
            place = Box(box.x0 + left, box.y0 + top, box.x0 + max(right, left + 1), box.y0 + bottom)
            yield Word(word, place, round(score, 3))


def _likely(letters: list[str], index: int) -> bool:
    """Whether the recogniser is apt to overlook a blank here: figures meet letters or a sign, or follow a mark."""
    before, after = letters[index - 1], letters[index]
    if before.isdigit():
        return after.isalpha() or after in "%€$£"
    if after.isdigit():
        return before.isalpha() or (before in ".:" and index > 1 and letters[index - 2].isalpha())
    return False


def _in_code(letters: list[str], index: int) -> bool:
    """Whether a capital stands here that begins no word."""
    before, after = letters[index - 1], letters[index]
    begins_word = index + 1 < len(letters) and letters[index + 1].islower()
    return before.isupper() or (after.isupper() and not begins_word)


def _breaks(text: str, letters: list[str]) -> set[int]:
    """Indices of letters before which the line has a blank."""
    found: set[int] = set()
    index = 0
    for character in text:
        if character.isspace():
            found.add(index)
        else:
            index += 1
    return found if index == len(letters) else set()


def _ink(crop: Pixels) -> Pixels:
    """Where something is printed on the line's picture: what differs from its background, dark or light."""
    gray = crop.mean(axis=2)
    low, high = np.percentile(gray, (2, 98))
    dark = gray < (low + high) / 2
    return ~dark if dark.mean() > 0.5 else dark
