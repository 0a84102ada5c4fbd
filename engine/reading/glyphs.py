"""The characters of a PDF page's text layer, gathered into runs: words as they are drawn.

PDFium gives characters in the order the page draws them, each with a box from its origin to its advance and from
ascent to descent. Such boxes touch within a word whatever the shapes of the letters, so a gap between two is a real
gap. The calls are raw and few (one to two per character), as they are what reading a digital page costs.
"""

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from .drawn import address_of
from .spelling import WIDE_SPACES, ZERO_WIDTH

GAP = 0.17
"""A gap wider than this share of the character height parts two words. A set space is 0.25, kerning below 0.1."""
BACK = 0.5
"""A character may start this share of its height before the end of the last one and still follow it."""
SHIFT = 0.3
"""A baseline may move by this share of the character height within a word, as for a raised ²."""
OVERPRINT = 0.3
"""The same character again, moved by less than this share of its width, is the same character printed bold."""
MOST_CHARACTERS = 300_000
"""A page with more was made to wear its reader out: a full page of small print has 10,000."""
TALLEST = 3.0
"""A font that claims to be taller than so many times its letters is not believed; the letters' own boxes are taken."""
PALE = 190
"""Red, green and blue (0 to 255) above which a colour needs a dark ground to be seen well."""
FAINT = 40
"""Opacity (0 to 255) below which text is hardly drawn."""
NEVER_SEEN = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))
"""Text render modes that draw nothing: 3 and 7."""
FILLED = frozenset((pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP))


class Run(NamedTuple):
    """One word as drawn: its text, its rectangle in PDF coordinates and the way it reads."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    angle: int
    """Degrees clockwise its baseline is turned in PDF coordinates, to the nearest quarter: 0, 90, 180, 270."""
    hidden: bool
    """Drawn in no colour at all (text render mode 3), as OCR software lays text over a scan."""
    pale: bool = False
    """Drawn so lightly that it is only seen on a dark ground: nearly white, or nearly transparent."""
    joined: bool = False
    """Characters without width stand between its letters."""
    drawn: int = 0
    """Address of PDFium's text object, by which its place in the drawing order is known."""


def runs_of(page: pypdfium2.PdfPage) -> list[Run]:
    """The words of the page's text layer in the order they are drawn."""
    textpage = page.get_textpage()
    try:
        raw: Any = textpage.raw
        return list(_runs(raw))
    finally:
        textpage.close()


def _runs(raw: Any) -> Iterator[Run]:
    loose = pdfium.FPDFText_GetLooseCharBox
    rect: Any = pdfium.FS_RECTF()
    at = ctypes.byref(rect)
    text: list[str] = []
    unsized: list[str] = []
    styles = Styles(raw)
    joined = False
    first = last = angle = 0
    last_left = last_right = x0 = y0 = x1 = y1 = 0.0
    for index, code in enumerate(_codes(raw)):
        if (code <= 32 and code != 2) or (code > 127 and code in WIDE_SPACES):
            if text:
                yield _run(styles, first, text, (x0, y0, x1, y1), angle, joined)
                text = []
            joined = False
            continue
        if code > 127 and (code in ZERO_WIDTH or 0xD800 <= code < 0xE000):
            joined = joined or (bool(text) and code in ZERO_WIDTH)
            continue
        if not loose(raw, index, at):
            continue
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        size = top - bottom
        if right <= left or size <= 0:
            unsized.append(chr(code))
            continue
        if text:
            follows = False
            if angle == 0:
                follows = -BACK * size < left - x1 < GAP * size and abs(bottom - y0) < SHIFT * size
                if follows and code != last and bottom == y0 and top == y1 and right > x1:
                    text.append(chr(code))  # nearly always, and so the shortest way
                    last, last_left, last_right = code, left, right
                    x1 = right
                    continue
            else:
                follows = _follows(angle, (x0, y0, x1, y1), (left, bottom, right, top))
            if left == last_left and right == last_right and bottom == y0:
                follows = True  # the letters of one ligature share its box
            elif code == last and 0 <= left - last_left < OVERPRINT * (right - left) and abs(bottom - y0) < 1:
                continue
            if follows:
                text.append(chr(code))
                last, last_left, last_right = code, left, right
                x0, y0, x1, y1 = min(x0, left), min(y0, bottom), max(x1, right), max(y1, top)
                continue
            yield _run(styles, first, text, (x0, y0, x1, y1), angle, joined)
            joined = False
        text = [chr(code)]
        x0, y0, x1, y1 = left, bottom, right, top
        first, last, last_left, last_right = index, code, left, right
        angle = round(pdfium.FPDFText_GetCharAngle(raw, index) * 57.29578 / 90) % 4 * 90
    if text:
        yield _run(styles, first, text, (x0, y0, x1, y1), angle, joined)
    if unsized:
        yield Run("".join(unsized), 0, 0, 0, 0, 0, hidden=False)


def _codes(raw: Any) -> list[int]:
    """The code points of all characters: in one call where PDFium's text matches its characters one to one."""
    count = pdfium.FPDFText_CountChars(raw)
    if count <= 0:
        return []
    if count > MOST_CHARACTERS:
        raise ValueError(f"{count:,} characters on one page; at most {MOST_CHARACTERS:,} are read")
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(raw, 0, count, buffer) == count + 1:
        return buffer[:count]
    return [pdfium.FPDFText_GetUnicode(raw, index) for index in range(count)]


class Styles:
    """How the characters of a page are drawn, looked up once for each text object."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self._of: dict[int, tuple[bool, bool]] = {}

    def at(self, index: int) -> tuple[bool, bool, int]:
        """Of the character at this index: drawn in no colour; drawn nearly white or transparent; its text object."""
        textobject: Any = pdfium.FPDFText_GetTextObject(self.raw, index)
        if not textobject:
            return False, False, 0
        address = address_of(textobject)
        if address not in self._of:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(textobject)
            self._of[address] = mode in NEVER_SEEN, mode in FILLED and _is_pale(textobject)
        return (*self._of[address], address)


def _is_pale(textobject: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(textobject, red, green, blue, alpha):
        return False
    return alpha.value < FAINT or min(red.value, green.value, blue.value) > PALE


def _run(
    styles: Styles, first: int, text: list[str], box: tuple[float, float, float, float], angle: int, joined: bool
) -> Run:
    raw = styles.raw
    left, bottom, right, top = box
    x0, x1, y0, y1 = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    if text[0].isalnum() and pdfium.FPDFText_GetCharBox(raw, first, x0, x1, y0, y1):
        tight_left, tight_right, tight_bottom, tight_top = x0.value, x1.value, y0.value, y1.value
        if angle % 180 == 0 and not _believable(top - bottom, tight_top - tight_bottom):
            bottom, top = tight_bottom, tight_top
        elif angle % 180 and not _believable(right - left, tight_right - tight_left):
            left, right = tight_left, tight_right
    hidden, pale, drawn = styles.at(first)
    return Run("".join(text), left, bottom, right, top, angle, hidden, pale, joined, drawn)


def _believable(loose: float, tight: float) -> bool:
    return tight <= 0 or 0.8 * tight < loose < TALLEST * tight


def _follows(angle: int, run: tuple[float, float, float, float], char: tuple[float, float, float, float]) -> bool:
    """Whether the character continues a run that is turned by a quarter, half or three quarters."""
    if angle == 180:
        size, gap, shift = char[3] - char[1], run[0] - char[2], char[1] - run[1]
    elif angle == 90:
        size, gap, shift = char[2] - char[0], run[1] - char[3], char[0] - run[0]
    else:
        size, gap, shift = char[2] - char[0], char[1] - run[3], char[0] - run[0]
    return -BACK * size < gap < GAP * size and abs(shift) < SHIFT * size
