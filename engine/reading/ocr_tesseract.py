"""Tesseract, in this process through tesserocr: half the time of RapidOCR on clean scans, weaker on receipts.

It needs language data (tessdata), which system packages bring (Debian: tesseract-ocr and tesseract-ocr-<language>).
"""

import math
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, cast

import tesserocr
from PIL import Image

from ...schemas.document import Box, Word
from ...schemas.errors import MissingExtra
from .ocr import Recognised
from .pictures import OCR_DPI
from .spelling import clean

PLACES = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tesseract*/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "C:/Program Files/Tesseract-OCR/tessdata",
)
"""Where packages put language data, besides beside the program and Python itself."""
CODES = {
    "bg": "bul", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "et": "est", "fi": "fin",
    "fr": "fra", "hr": "hrv", "hu": "hun", "it": "ita", "lt": "lit", "lv": "lav", "nb": "nor", "nl": "nld", "no": "nor",
    "pl": "pol", "pt": "por", "ro": "ron", "sk": "slk", "sl": "slv", "sv": "swe", "tr": "tur", "uk": "ukr",
}  # fmt: skip
"""Tesseract's names of the languages of Europe, by ISO 639-1."""
USUAL = ("eng", "deu", "fra", "ita", "spa", "nld", "por", "pol")
"""What `auto` reads with, of those installed: each more language costs time."""
TURNS = {0: 0, 1: 270, 2: 180, 3: 90}
"""Clockwise degrees that bring each of Tesseract's page orientations upright."""
LEAST_CONFIDENCE = 25.0
"""Words, of 100, that Tesseract is less sure of are specks and edges."""
LEAST_SKEW = 0.1
"""Degrees not worth straightening."""
MOST_SKEW = 20.0
"""Degrees; what slopes more is not a scan's skew."""

Ends = tuple[tuple[int, int], tuple[int, int]]
"""Left and right end of a baseline."""
Item = tuple[str, tuple[int, int, int, int], float, int]
"""Text, left, top, right and bottom, confidence, number of the line."""


class TesseractEngine:
    """The library with its language data, loaded."""

    name = "tesseract"

    def __init__(self, language: str) -> None:
        folder, installed = _language_data()
        if not installed:
            raise MissingExtra(
                "Tesseract has no language data. Install it (Debian: apt install tesseract-ocr tesseract-ocr-deu), "
                'or run: pip install "faktum[ocr]"'
            )
        wanted = [CODES[language]] if language in CODES else list(USUAL)
        usable = [code for code in wanted if code in installed] or [c for c in installed if c != "osd"][:1]
        mode = tesserocr.PSM.AUTO_OSD if "osd" in installed else tesserocr.PSM.AUTO
        self._api = tesserocr.PyTessBaseAPI(path=str(folder), lang="+".join(usable), psm=mode)
        tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)

    def recognise(self, picture: Image.Image) -> Recognised:
        """The words of the picture, line by line."""
        self._api.SetImage(picture.convert("L"))
        self._api.SetSourceResolution(OCR_DPI)
        if not self._api.Recognize():
            return Recognised(())
        items, quarter, skew = self._found()
        self._api.Clear()
        if not items:
            return Recognised(())
        width, height = picture.size
        level = [(text, _level(_turned(box, quarter, width, height), quarter, skew, width, height), confidence, line)
                 for text, box, confidence, line in items]  # fmt: skip
        return Recognised(tuple(_evened(level)), quarter + skew)

    def _found(self) -> tuple[list[Item], int, float]:
        """The words as they lie in the picture, and the quarter turn and skew that would level them."""
        items: list[Item] = []
        turns: Counter[int] = Counter()
        baselines: list[tuple[int, int]] = []
        line = 0
        found = cast(Iterator[Any], tesserocr.iterate_level(self._api.GetIterator(), tesserocr.RIL.WORD))
        for word in found:
            if word.Empty(tesserocr.RIL.WORD):
                continue
            starts_line = bool(word.IsAtBeginningOf(tesserocr.RIL.TEXTLINE))
            line += starts_line
            text = clean(str(word.GetUTF8Text(tesserocr.RIL.WORD)).strip())
            confidence = float(word.Confidence(tesserocr.RIL.WORD))
            box: tuple[int, int, int, int] | None = word.BoundingBox(tesserocr.RIL.WORD)
            if not text or box is None or confidence < LEAST_CONFIDENCE:
                continue
            turns[TURNS.get(int(word.Orientation()[0]), 0)] += len(text)
            ends: Ends | None = word.Baseline(tesserocr.RIL.TEXTLINE) if starts_line else None
            if ends:
                baselines.append((ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]))
            items.append((text, box, confidence / 100, line))
        if not items:
            return [], 0, 0.0
        quarter = turns.most_common(1)[0][0]
        return items, quarter, _skew(baselines, quarter)


def _skew(baselines: Sequence[tuple[int, int]], quarter: int) -> float:
    """Clockwise degrees that level the lines after the quarter turn: the median over the longer half of them."""
    slopes: list[tuple[float, float]] = []
    for dx, dy in baselines:
        along, down = {90: (-dy, dx), 180: (-dx, -dy), 270: (dy, -dx)}.get(quarter, (dx, dy))
        if along > 0:
            slopes.append((along, -math.degrees(math.atan2(down, along))))
    slopes.sort(reverse=True)
    longer = [slope for _, slope in slopes[: (len(slopes) + 1) // 2]]
    skew = round(median(longer), 2) if len(longer) > 1 else 0.0
    return skew if LEAST_SKEW <= abs(skew) < MOST_SKEW else 0.0


def _language_data() -> tuple[Path, list[str]]:
    """The folder of language data that holds most languages, and their codes."""
    program = shutil.which("tesseract")
    # Not tesserocr.get_languages(): without a path it searches the working folder to the bottom.
    folders = [Path(sys.prefix) / "share" / "tessdata"]
    if program:
        folders += [Path(program).resolve().parent / "tessdata", Path(program).parent.parent / "share" / "tessdata"]
    for place in PLACES:
        root = Path(place).anchor
        folders += sorted(Path(root).glob(str(Path(place).relative_to(root)))) if root else []
    found = [(folder, sorted(data.stem for data in folder.glob("*.traineddata"))) for folder in folders]
    return max(found, key=lambda pair: len(pair[1]))


def _turned(box: tuple[int, int, int, int], quarter: int, width: int, height: int) -> Box:
    """The box in the picture turned clockwise by a quarter."""
    x0, y0, x1, y1 = box
    match quarter:
        case 90:
            return Box(height - y1, x0, height - y0, x1)
        case 180:
            return Box(width - x1, height - y1, width - x0, height - y0)
        case 270:
            return Box(y0, width - x1, y1, width - x0)
        case _:
            return Box(x0, y0, x1, y1)


def _level(box: Box, quarter: int, skew: float, width: int, height: int) -> Box:
    """The own box of a word that slopes, given the box around it, in the picture turned by `skew` about its middle."""
    if not skew:
        return box
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    slope = abs(sin)
    across = max((box.width * cos - box.height * slope) / (cos * cos - slope * slope), 1.0)
    down = max((box.height * cos - box.width * slope) / (cos * cos - slope * slope), 0.3 * box.height, 1.0)
    middle_x, middle_y = (height / 2, width / 2) if quarter % 180 else (width / 2, height / 2)
    dx, dy = box.centre - middle_x, box.middle - middle_y
    x, y = middle_x + dx * cos - dy * sin, middle_y + dx * sin + dy * cos
    return Box(x - across / 2, y - down / 2, x + across / 2, y + down / 2)


def _evened(items: Sequence[tuple[str, Box, float, int]]) -> list[Word]:
    """The words, each at least as high as its line: a dash must not be a speck between two lines."""
    lines: dict[int, list[Box]] = {}
    for text, box, _, line in items:
        if any(character.isalnum() for character in text):
            lines.setdefault(line, []).append(box)
    words: list[Word] = []
    for text, box, confidence, line in items:
        beside = lines.get(line, [box])
        top, bottom = median(b.y0 for b in beside), median(b.y1 for b in beside)
        if box.y0 < bottom and box.y1 > top:
            box = Box(box.x0, min(box.y0, top), box.x1, max(box.y1, bottom))
        words.append(Word(text, box, round(confidence, 3)))
    return words
