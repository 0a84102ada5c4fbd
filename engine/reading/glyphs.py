"""The characters of a PDF page's text layer, gathered into words with boxes.

PDFium gives characters in the order the page draws them, with the box from origin to advance and from ascent to
descent. Those boxes touch within a word whatever the letter shapes, so a gap between them is a real gap.
"""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from ...schemas.document import Word
from .pdf import Frame

GAP = 0.17
"""A gap wider than this share of the character height parts two words. A set space is 0.25, kerning below 0.1."""
HYPHENS = {0x02: "-", 0xAD: "-", 0x2010: "-", 0x2011: "-"}
"""PDFium's mark for a hyphen at a line's end, the soft hyphen (shown, if it is in the layer) and two lookalikes."""
INVISIBLE = frozenset((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF, 0))
"""Zero-width characters and non-characters, which print nothing."""


@dataclass(frozen=True, slots=True)
class Run:
    """One word as drawn: its text, its rectangle in PDF coordinates and the way it reads."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    angle: int
    """Degrees clockwise its baseline is turned in PDF coordinates, to the nearest quarter: 0, 90, 180, 270."""
    first: int
    """Index of its first character in the text layer."""


def words_of(page: pypdfium2.PdfPage, frame: Frame) -> tuple[list[Word], list[Word]]:
    """The level words of the page as shown, and those that run another way."""
    level: list[Word] = []
    turned: list[Word] = []
    for run in runs_of(page):
        word = Word(unicodedata.normalize("NFKC", run.text), frame.place(run.left, run.bottom, run.right, run.top))
        if 0 <= word.box.centre <= frame.width and 0 <= word.box.middle <= frame.height:
            (level if (run.angle + frame.turn) % 360 == 0 else turned).append(word)
    return level, turned


def runs_of(page: pypdfium2.PdfPage) -> Iterator[Run]:
    """The words of the text layer in the order they are drawn."""
    textpage = page.get_textpage()
    try:
        yield from _runs(textpage.raw)
    finally:
        textpage.close()


def _runs(raw: object) -> Iterator[Run]:
    count = pdfium.FPDFText_CountChars(raw)
    loose = pdfium.FPDFText_GetLooseCharBox
    rect = pdfium.FS_RECTF()
    at = ctypes.byref(rect)
    text: list[str] = []
    x0 = y0 = x1 = y1 = 0.0
    angle = first = 0
    for index, code in enumerate(_codes(raw, count)):
        if (code <= 32 and code != 2) or code == 0xA0 or 0x2000 <= code <= 0x200A or code in (0x202F, 0x205F, 0x3000):
            if text:
                yield Run("".join(text), x0, y0, x1, y1, angle, first)
                text = []
            continue
        if code in INVISIBLE or not loose(raw, index, at):
            continue
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if text:
            if angle == 0:
                size = top - bottom
                if -0.5 * size < left - x1 < GAP * size and abs(bottom - y0) < 0.3 * size:
                    text.append(HYPHENS.get(code) or chr(code))
                    x1 = max(x1, right)
                    y0 = min(y0, bottom)
                    y1 = max(y1, top)
                    continue
            elif _follows(angle, (x0, y0, x1, y1), (left, bottom, right, top)):
                text.append(HYPHENS.get(code) or chr(code))
                x0, y0, x1, y1 = min(x0, left), min(y0, bottom), max(x1, right), max(y1, top)
                continue
            yield Run("".join(text), x0, y0, x1, y1, angle, first)
        text = [HYPHENS.get(code) or chr(code)]
        x0, y0, x1, y1 = left, bottom, right, top
        angle, first = _quarter(raw, index), index
    if text:
        yield Run("".join(text), x0, y0, x1, y1, angle, first)


def _codes(raw: object, count: int) -> list[int]:
    """The code points of all characters: in one call where PDFium's text matches its characters one to one."""
    if count <= 0:
        return []
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(raw, 0, count, buffer) == count + 1:
        return buffer[:count]
    return [pdfium.FPDFText_GetUnicode(raw, index) for index in range(count)]


def _quarter(raw: object, index: int) -> int:
    degrees = pdfium.FPDFText_GetCharAngle(raw, index) * 57.29578
    return round(degrees / 90) % 4 * 90


def _follows(angle: int, run: tuple[float, float, float, float], char: tuple[float, float, float, float]) -> bool:
    """Whether the character continues a run that is turned by a quarter, half or three quarters."""
    if angle == 180:
        size, gap, shift = char[3] - char[1], run[0] - char[2], char[1] - run[1]
    elif angle == 90:
        size, gap, shift = char[2] - char[0], run[1] - char[3], char[0] - run[0]
    else:
        size, gap, shift = char[2] - char[0], char[1] - run[3], char[0] - run[0]
    return -0.5 * size < gap < GAP * size and abs(shift) < 0.3 * size
