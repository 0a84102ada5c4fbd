"""RapidOCR (PaddleOCR's models on onnxruntime): pip alone, no system packages, about 3 s a page on one core."""

import itertools
import logging
import math
from collections.abc import Iterator
from statistics import median
from typing import Any

import numpy as np
from PIL import Image
from rapidocr import RapidOCR

from ...schemas.document import Box, Word
from .ocr import Recognised
from .ocr_skew import sharpest_turn
from .spelling import clean

DETECTION_PIXELS = 850_000
"""Pixels in which lines are looked for: an A4 page at about 95 dpi. At half of it one word in ten is lost."""
SMALLEST_SIDE = 320
"""A picture is padded with its background to this: the detector overlooks lone lines in small pictures."""
LEAST_SCORE = 0.5
"""Lines the recogniser is less sure of are specks, logos and handwriting."""
MARGIN = 0.1
"""Added to both ends of a line, as a share of its height: the detector cuts off final dots and colons."""
WORD_GAP = 0.22
"""A blank wider than this share of the line's ink parts figures from letters even where the recogniser saw none."""
NARROWEST = 96
"""Pixels to which a short line is padded before it is read; 320, the default, costs a tenth more time."""
MOST_SKEW = 20.0
"""Degrees; what slopes more is not a scan's skew."""
UPRIGHT_SCORE = 0.8
"""When lines are read with less certainty than this, the page may be upside down."""
SAMPLE = 5
"""Lines that decide between two directions."""

Quad = Any
"""Four corners of a line, from its top left clockwise: an array of 4 × 2."""
Pixels = Any
"""Rows × columns × 3 bytes."""
Line = tuple[float, list[Word]]
"""The recogniser's certainty and the words."""


class RapidOcrEngine:
    """The models, loaded."""

    name = "rapidocr"

    def __init__(self) -> None:
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        self._engine = RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.max_side_len": 8192,
                "Global.return_word_box": True,
                "Det.limit_type": "max",
                "Det.limit_side_len": 8192,
                "Rec.rec_batch_num": 1,
                "Rec.rec_img_shape": [3, 48, NARROWEST],
                "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def recognise(self, picture: Image.Image) -> Recognised:
        """The words of the picture, line by line."""
        picture = picture if picture.mode == "RGB" else picture.convert("RGB")
        quads = self._lines(picture)
        if not quads:
            return Recognised(())
        quarter = 0
        if _mostly_tall(quads):
            quarter = self._better(picture, quads, 90, 270)
        skew, lines = self._level_lines(picture, quads, quarter)
        if quarter == 0 and _mean_score(lines) < UPRIGHT_SCORE and self._better(picture, quads, 0, 180) == 180:
            quarter = 180
            skew, lines = self._level_lines(picture, quads, quarter)
        return Recognised(tuple(word for _, words in lines for word in words), quarter + skew)

    def _level_lines(self, picture: Image.Image, quads: list[Quad], quarter: int) -> tuple[float, list[Line]]:
        """The skew after a quarter turn, and the lines read from the picture brought level."""
        upright, quads = _turned(picture, quads, quarter)
        skew = sharpest_turn(upright, _slope(quads))
        lines = self._read(*_levelled(upright, quads, skew))
        return skew, [(score, words) for score, words in lines if score >= LEAST_SCORE]

    def _lines(self, picture: Image.Image) -> list[Quad]:
        """Corners of each text line, in pixels of the picture."""
        scale = min(1.0, math.sqrt(DETECTION_PIXELS / (picture.width * picture.height)))
        small = picture
        if scale < 1:
            small = picture.resize(
                (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))),
                Image.Resampling.BILINEAR,
                reducing_gap=2.0,
            )
        pad_x, pad_y = (max(0, SMALLEST_SIDE - side) // 2 + 8 for side in small.size)
        pixels = np.pad(np.asarray(small), ((pad_y, pad_y), (pad_x, pad_x), (0, 0)), mode="edge")
        found = self._engine(pixels[:, :, ::-1], use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        if boxes is None:
            return []
        shift = np.array([pad_x, pad_y], dtype=np.float64)
        factor = np.array([picture.width / small.width, picture.height / small.height])
        return [(np.asarray(box, dtype=np.float64) - shift) * factor for box in boxes]

    def _read(self, pixels: Pixels, boxes: list[Box]) -> list[Line]:
        """Score and words of each box's line."""
        crops: list[Pixels] = []
        kept: list[Box] = []
        height, width = pixels.shape[:2]
        for box in boxes:
            margin = MARGIN * box.height
            x0, y0 = max(0, math.floor(box.x0 - margin)), max(0, math.floor(box.y0))
            x1, y1 = min(width, math.ceil(box.x1 + margin)), min(height, math.ceil(box.y1))
            if x1 - x0 >= 3 and y1 - y0 >= 3:
                crops.append(np.ascontiguousarray(pixels[y0:y1, x0:x1]))
                kept.append(Box(x0, y0, x1, y1))
        if not crops:
            return []
        read: Any = self._engine.recognize_txt(crops)
        return [
            (float(score), list(_words(crop, box, str(text), float(score), info)))
            for crop, box, text, score, info in zip(crops, kept, read.txts, read.scores, read.word_results, strict=True)
        ]

    def _better(self, picture: Image.Image, quads: list[Quad], one: int, other: int) -> int:
        """The quarter turn under which a sample of long lines reads better."""
        sample = sorted(quads, key=lambda quad: -_length(quad))[:SAMPLE]
        scores = {
            quarter: _mean_score(self._read(*_levelled(*_turned(picture, sample, quarter), 0.0)))
            for quarter in (one, other)
        }
        return one if scores[one] >= scores[other] else other


def _mean_score(lines: list[Line]) -> float:
    weights = [sum(len(word.text) for word in words) for _, words in lines]
    total = sum(weights)
    return sum(score * weight for (score, _), weight in zip(lines, weights, strict=True)) / total if total else 0.0


def _length(quad: Quad) -> float:
    return float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])))


def _sides(quad: Quad) -> tuple[float, float]:
    across = float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    down = float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    return across, down


def _mostly_tall(quads: list[Quad]) -> bool:
    """Whether the text runs up or down the picture: by length, as single letters say nothing."""
    tall = wide = 0.0
    for quad in quads:
        across, down = _sides(quad)
        if down > 1.5 * across:
            tall += down
        elif across > 1.5 * down:
            wide += across
    return tall > wide


def _slope(quads: list[Quad]) -> float:
    """Clockwise degrees that about level the lines: the median over the longer ones; 0 where too few are long."""
    long: list[tuple[float, float]] = []
    for quad in quads:
        across, down = _sides(quad)
        if across > 3 * down:
            dx, dy = quad[1] - quad[0]
            long.append((across, -math.degrees(math.atan2(dy, dx))))
    if len(long) < 3:
        return 0.0
    long.sort(reverse=True)
    slope = median(angle for _, angle in long[: max(3, len(long) // 2)])
    return slope if abs(slope) <= MOST_SKEW else 0.0


def _turned(picture: Image.Image, quads: list[Quad], quarter: int) -> tuple[Image.Image, list[Quad]]:
    """The picture and the corners of its lines after a clockwise quarter turn."""
    width, height = picture.size
    match quarter:
        case 90:
            turned = picture.transpose(Image.Transpose.ROTATE_270)
            return turned, [np.stack((height - q[:, 1], q[:, 0]), axis=1)[[3, 0, 1, 2]] for q in quads]
        case 180:
            turned = picture.transpose(Image.Transpose.ROTATE_180)
            return turned, [np.stack((width - q[:, 0], height - q[:, 1]), axis=1)[[2, 3, 0, 1]] for q in quads]
        case 270:
            turned = picture.transpose(Image.Transpose.ROTATE_90)
            return turned, [np.stack((q[:, 1], width - q[:, 0]), axis=1)[[1, 2, 3, 0]] for q in quads]
        case _:
            return picture, quads


def _levelled(picture: Image.Image, quads: list[Quad], skew: float) -> tuple[Pixels, list[Box]]:
    """The upright picture turned level, as BGR pixels, and each line's box on it."""
    if skew:
        picture = picture.rotate(-skew, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    cx, cy = picture.width / 2, picture.height / 2
    boxes: list[Box] = []
    for quad in quads:
        across, down = _sides(quad)
        dx, dy = float(quad[:, 0].mean()) - cx, float(quad[:, 1].mean()) - cy
        x, y = cx + dx * cos - dy * sin, cy + dx * sin + dy * cos
        boxes.append(Box(x - across / 2, y - down / 2, x + across / 2, y + down / 2))
    return np.asarray(picture)[:, :, ::-1], boxes


def _words(crop: Pixels, box: Box, text: str, score: float, info: Any) -> Iterator[Word]:
    """The words of one recognised line: cut at its blanks and wide gaps, each box drawn in to its ink."""
    columns = [column for part in info.word_cols for column in part]
    letters = [letter for part in info.words for letter in part]
    if not letters or not info.line_txt_len:
        return
    breaks = _breaks(text, letters)
    ink = _ink(crop)
    across = np.flatnonzero(ink.sum(axis=0) >= max(1, 0.06 * len(ink)))
    down = np.flatnonzero(ink.any(axis=1))
    if not len(across) or not len(down):
        return
    top, bottom = float(down[0]), float(down[-1] + 1)
    blanks = [(float(one + 1), float(other)) for one, other in itertools.pairwise(across) if other > one + 1]
    middles = [(column + 0.5) * crop.shape[1] / info.line_txt_len for column in columns]
    least = WORD_GAP * (bottom - top)
    cuts: dict[int, tuple[float, float]] = {}
    for index in range(1, len(letters)):
        if index not in breaks and not _changes(letters[index - 1], letters[index]):
            continue
        start, end = middles[index - 1], middles[index]
        near = [gap for gap in blanks if start - least < (gap[0] + gap[1]) / 2 < end + least]
        left, right = max(near, key=lambda gap: gap[1] - gap[0], default=((start + end) / 2, (start + end) / 2))
        code = letters[index - 1].isupper() or letters[index].isupper()
        if index in breaks or right - left > (2 * least if code else least):
            cuts[index] = left, right
    starts, ends = [0, *cuts], [*cuts, len(letters)]
    lefts = [float(across[0]), *(right for _, right in cuts.values())]
    rights = [*(left for left, _ in cuts.values()), float(across[-1] + 1)]
    for start, end, left, right in zip(starts, ends, lefts, rights, strict=True):
        word = clean("".join(letters[start:end]))
        if word:
            place = Box(box.x0 + left, box.y0 + top, box.x0 + max(right, left + 1), box.y0 + bottom)
            yield Word(word, place, round(score, 3))


def _changes(before: str, after: str) -> bool:
    """Whether figures meet letters or a sign here: where the recogniser is apt to overlook a blank."""
    if before.isdigit():
        return after.isalpha() or after in "%€$£"
    return before.isalpha() and after.isdigit()


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
