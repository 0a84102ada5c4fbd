"""Text layer, OCR or both: decided page by page from evidence, with the reason in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

import pypdfium2
import pypdfium2.raw as pdfium

from ...schemas.document import Word
from .picture_cover import COVERED, picture_cover
from .text_layer import TextLayer

FEW_WORDS = 25
"""Fewer words beside a picture that covers much of the page are a stamp or a letterhead, not the document."""
MOST_ODD = 0.15
"""Share of characters that no document prints (private use, replacement, control) in a sound text layer, at most."""
VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿąęěėīūůőű")
VOWEL_SHARE = (0.2, 0.7)
"""Share of vowels among the Latin letters of any language's text; substituted letters fall outside."""
ENOUGH_LETTERS = 80
"""Latin letters from which the share of vowels says something."""

_ODD = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ue000-\\uf8ff\\ufffd\\U000f0000-\\U0010ffff]")


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
    invisible_for_no_reason: bool = False
    """The text layer has no colour, though no scan lies over it."""


def choose(page: pypdfium2.PdfPage, layer: TextLayer) -> Choice:
    """How to read this page."""
    if len(layer.hidden) > len(layer.words):
        covered = picture_cover(page, layer.frame)
        if covered < COVERED:
            return Choice(Way.OCR, "the text layer is invisible on the page", invisible_for_no_reason=True)
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
    odd = len(_ODD.findall(text))
    if odd > MOST_ODD * len(text):
        return f"{odd} of {len(text)} characters have no meaning"
    letters = [character for character in text.lower() if character.isalpha()]
    latin = [letter for letter in letters if letter < "\u0250"]
    if len(latin) >= ENOUGH_LETTERS and 2 * len(latin) > len(letters):
        share = sum(1 for letter in latin if letter in VOWELS) / len(latin)
        if not VOWEL_SHARE[0] <= share <= VOWEL_SHARE[1]:
            return f"{share:.0%} of its letters are vowels"
    return None
