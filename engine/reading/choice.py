"""Text layer, OCR or both: decided page by page from evidence, with the reason in words."""

import ctypes
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

import pypdfium2
import pypdfium2.raw as pdfium

from ...schemas.document import Word
from .pdf import Frame
from .text_layer import TextLayer

FEW_WORDS = 25
"""Fewer words beside a picture that covers much of the page are a stamp or a letterhead, not the document."""
COVERED = 0.5
"""Share of the page a picture covers that makes the page a scan."""
MOST_ODD = 0.15
"""Share of characters that no document prints (private use, replacement, control) in a sound text layer, at most."""
VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿąęěėīūůőű")
VOWEL_SHARE = (0.2, 0.7)
"""Share of vowels among the Latin letters of any language's text; substituted letters fall outside."""
ENOUGH_LETTERS = 80
"""Latin letters from which the share of vowels says something."""
MOST_OBJECTS = 3000
"""Objects of a page looked at for pictures."""


class Way(StrEnum):
    """Where the words of a page are to come from."""

    BLANK = "blank"
    LAYER = "layer"
    HIDDEN = "hidden"
    """The invisible words that OCR software laid over a scan."""
    OCR = "ocr"


@dataclass(frozen=True, slots=True)
class Choice:
    """The way chosen and why, for a person."""

    way: Way
    reason: str
    layer_will_do: bool = False
    """The text layer is sound as far as it goes: better than nothing where OCR cannot be had."""


def choose(page: pypdfium2.PdfPage, layer: TextLayer) -> Choice:
    """How to read this page."""
    if len(layer.hidden) > len(layer.words):
        covered = picture_cover(page, layer.frame)
        if covered < COVERED:
            return Choice(Way.OCR, "the text layer is invisible on the page")
        oddness = why_garbled(layer.hidden)
        if oddness:
            return Choice(Way.OCR, f"the text laid over the scan is garbled: {oddness}")
        return Choice(Way.HIDDEN, "text laid over a scan by OCR software")
    if not layer.words:
        drawn = cast(int, pdfium.FPDFPage_CountObjects(page.raw))
        empty = not layer.sideways and drawn == 0
        return Choice(Way.BLANK, "blank page") if empty else Choice(Way.OCR, "no text layer")
    oddness = why_garbled(layer.words)
    if oddness:
        return Choice(Way.OCR, f"the text layer is garbled: {oddness}")
    count = len(layer.words)
    if count < FEW_WORDS:
        covered = picture_cover(page, layer.frame)
        if covered >= COVERED:
            few = "1 word" if count == 1 else f"{count} words"
            return Choice(Way.OCR, f"only {few} of text layer on a page that is {covered:.0%} picture", True)
    return Choice(Way.LAYER, "text layer")


def why_garbled(words: Sequence[Word]) -> str | None:
    """What shows that the characters are not those printed, or None where they look sound."""
    text = "".join(word.text for word in words)
    odd = sum(1 for character in text if _is_odd(character))
    if odd > MOST_ODD * len(text):
        return f"{odd} of {len(text)} characters have no meaning"
    letters = [character for character in text.lower() if character.isalpha()]
    latin = [letter for letter in letters if letter < "\u0250"]
    if len(latin) >= ENOUGH_LETTERS and 2 * len(latin) > len(letters):
        share = sum(1 for letter in latin if letter in VOWELS) / len(latin)
        if not VOWEL_SHARE[0] <= share <= VOWEL_SHARE[1]:
            return f"{share:.0%} of its letters are vowels"
    return None


def picture_cover(page: pypdfium2.PdfPage, frame: Frame) -> float:
    """Share of the page, 0 to 1, that its largest picture covers, or that strips of one picture cover together."""
    area = frame.width * frame.height
    if area <= 0:
        return 0.0
    total = 0.0
    x0, y0, x1, y1 = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    pictures = cast(Iterator[Any], page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,)))
    for picture in itertools.islice(pictures, MOST_OBJECTS):
        if pdfium.FPDFPageObj_GetBounds(picture.raw, x0, y0, x1, y1):
            box = frame.place(x0.value, y0.value, x1.value, y1.value)
            width = min(box.x1, frame.width) - max(box.x0, 0.0)
            height = min(box.y1, frame.height) - max(box.y0, 0.0)
            total += max(width, 0.0) * max(height, 0.0)
    return min(total / area, 1.0)


def _is_odd(character: str) -> bool:
    code = ord(character)
    return code == 0xFFFD or 0xE000 <= code < 0xF900 or code < 32 or 0x7F <= code < 0xA0 or code >= 0xF0000
