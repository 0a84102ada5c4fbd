"""A text layer over a scan held against the picture: its figures are read again where they stand.

OCR software lays invisible words over a scan, and so can a forger. Only words with several digits are compared, all of
them in one small picture, so that this costs a fraction of reading the page.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PIL import Image
from rapidfuzz import fuzz

from ...schemas.document import Box, Word
from .ocr import OcrEngine

FEWEST_DIGITS = 3
MOST_WORDS = 80
"""Words of a page that are compared."""
MARGIN_PX = 6
GAP_PX = 18
ALIKE = 70
"""Similarity of the digits (0 to 100) from which OCR may have misread; less is another figure."""
SURE = 0.7
"""OCR certainty (0 to 1) from which its reading counts."""


class _Strip(NamedTuple):
    """One word's place, cut out."""

    word: int
    part: Image.Image
    top: int
    """Where it is put in the picture that is read, in pixels from its top."""


def shown_otherwise(words: Sequence[Word], picture: Image.Image, points: float, engine: OcrEngine) -> frozenset[int]:
    """Indexes of the words whose figures the picture surely shows otherwise.

    Args:
        words: the text layer's.
        picture: the page as it is shown, in the words' direction.
        points: points a pixel.
        engine: reads the picture.
    """
    telling = [n for n, word in enumerate(words) if sum(char.isdigit() for char in word.text) >= FEWEST_DIGITS]
    strips = list(_strips([(n, words[n].box) for n in telling[:MOST_WORDS]], picture, points))
    if not strips:
        return frozenset()
    width = max(strip.part.width for strip in strips) + 2 * GAP_PX
    sheet = Image.new("L", (width, strips[-1].top + strips[-1].part.height + GAP_PX), 255)
    for strip in strips:
        sheet.paste(strip.part, (GAP_PX, strip.top))
    read = engine.recognise(sheet)
    if read.turned:
        return frozenset()
    return frozenset(strip.word for strip in strips if _differs(words[strip.word].text, _in_strip(read.words, strip)))


def _strips(places: Sequence[tuple[int, Box]], picture: Image.Image, points: float) -> Iterator[_Strip]:
    top = GAP_PX
    for number, box in places:
        edges = (
            max(round(box.x0 / points) - MARGIN_PX, 0),
            max(round(box.y0 / points) - MARGIN_PX, 0),
            min(round(box.x1 / points) + MARGIN_PX, picture.width),
            min(round(box.y1 / points) + MARGIN_PX, picture.height),
        )
        if edges[2] > edges[0] and edges[3] > edges[1]:
            part = picture.crop(edges)
            yield _Strip(number, part, top)
            top += part.height + GAP_PX


def _in_strip(words: Sequence[Word], strip: _Strip) -> str:
    """What was read in one strip, where it was read surely."""
    within = (word for word in words if strip.top <= word.box.middle <= strip.top + strip.part.height)
    return "".join(word.text for word in within if word.confidence >= SURE)


def _differs(said: str, read: str) -> bool:
    figures, shown = ("".join(char for char in text if char.isdigit()) for text in (said, read))
    return len(shown) >= FEWEST_DIGITS and fuzz.ratio(figures, shown) < ALIKE
