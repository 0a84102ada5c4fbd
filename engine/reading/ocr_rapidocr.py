"""RapidOCR (PaddleOCR's models on onnxruntime): pip alone, no system packages, about 3 s a page on one core."""

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
from .spelling import clean

DETECTION_PIXELS = 700_000
"""Pixels in which lines are looked for: an A4 page at about 85 dpi; more costs time and finds no more."""
SMALLEST_SIDE = 320
"""A picture is padded with its background to this: the detector overlooks lone lines in small pictures."""
LEAST_SCORE = 0.5
"""Lines the recogniser is less sure of are specks, logos and handwriting."""
LEAST_SKEW = 0.15
"""Degrees of skew that are not worth turning for."""
UPRIGHT_SCORE = 0.8
"""When lines are read with less certainty than this, the page may be upside down."""
SAMPLE = 5
"""Lines that decide between two directions."""

Quad = Any
Pixels = Any


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
                "Rec.rec_img_shape": [3, 48, 96],
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
        skew = _skew(quads, quarter)
        size = picture.size
        pixels, boxes = _levelled(picture, quads, quarter, skew)
        lines = self._read(pixels, boxes)
        if quarter in (0, 180) and _mean_score(lines) < UPRIGHT_SCORE and self._better(picture, quads, 0, 180) == 180:
            quarter = 180
            pixels, boxes = _levelled(picture, quads, quarter, skew)
            lines = self._read(pixels, boxes)
        del size
        words = tuple(word for line in lines if line[0] >= LEAST_SCORE for word in line[1])
        return Recognised(words, quarter + skew)

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

    def _read(self, pixels: Pixels, boxes: list[Box]) -> list[tuple[float, list[Word]]]:
        """Score and words of each box's line."""
        crops: list[Pixels] = []
        kept: list[Box] = []
        height, width = pixels.shape[:2]
        for box in boxes:
            x0, y0 = max(0, math.floor(box.x0)), max(0, math.floor(box.y0))
            x1, y1 = min(width, math.ceil(box.x1)), min(height, math.ceil(box.y1))
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
            quarter: _mean_score(self._read(*_levelled(picture, sample, quarter, _skew(sample, quarter))))
            for quarter in (one, other)
        }
        return one if scores[one] >= scores[other] else other


def _mean_score(lines: list[tuple[float, list[Word]]]) -> float:
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


def _skew(quads: list[Quad], quarter: int) -> float:
    """Clockwise degrees that bring the lines level after the quarter turn: the median over the longer lines."""
    angles: list[tuple[float, float]] = []
    for quad in quads:
        across, down = _sides(quad)
        start, end = (quad[0], quad[1]) if quarter % 180 == 0 else (quad[0], quad[3])
        long, short = (across, down) if quarter % 180 == 0 else (down, across)
        if long < 3 * short:
            continue
        dx, dy = end - start
        rise = math.degrees(math.atan2(dy, dx)) if quarter % 180 == 0 else math.degrees(math.atan2(-dx, dy))
        angles.append((rise, long))
    if len(angles) < 3:
        return 0.0
    angles.sort(key=lambda pair: -pair[1])
    skew = -median(angle for angle, _ in angles[: max(3, len(angles) // 2)])
    return round(skew, 3) if LEAST_SKEW <= abs(skew) <= 20 else 0.0


def _levelled(picture: Image.Image, quads: list[Quad], quarter: int, skew: float) -> tuple[Pixels, list[Box]]:
    """The picture turned level, as BGR pixels, and each line's box on it."""
    width, height = picture.size
    turned = picture
    if quarter:
        turned = picture.transpose(
            {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}[quarter]
        )
    if skew:
        turned = turned.rotate(-skew, Image.Resampling.BILINEAR, fillcolor=(255, 255, 255))
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    cx, cy = turned.width / 2, turned.height / 2
    boxes: list[Box] = []
    for quad in quads:
        across, down = _sides(quad)
        x, y = (float(value) for value in quad.mean(axis=0))
        x, y = {0: (x, y), 90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}[quarter]
        if quarter % 180:
            across, down = down, across
        x, y = cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos
        boxes.append(Box(x - across / 2, y - down / 2, x + across / 2, y + down / 2))
    return np.asarray(turned)[:, :, ::-1], boxes


def _words(crop: Pixels, box: Box, text: str, score: float, info: Any) -> Iterator[Word]:
    """The words of one recognised line: cut at its blanks and wide gaps, each box drawn in to its ink."""
    columns = [column for part in info.word_cols for column in part]
    letters = [letter for part in info.words for letter in part]
    if not letters or not info.line_txt_len:
        return
    breaks = _breaks(text, letters)
    pitch = crop.shape[1] / info.line_txt_len
    middles = [(column + 0.5) * pitch for column in columns]
    ink = _inked_columns(crop)
    edges: list[tuple[int, float, float]] = []
    for index in range(1, len(letters)):
        left, right = _widest_blank(ink, middles[index - 1], middles[index])
        if index in breaks or right - left > 0.5 * crop.shape[0]:
            edges.append((index, left, right))
    starts = [0, *(index for index, _, _ in edges)]
    ends = [*(index for index, _, _ in edges), len(letters)]
    lefts = [_first_ink(ink), *(right for _, _, right in edges)]
    rights = [*(left for _, left, _ in edges), _last_ink(ink)]
    for start, end, left, right in zip(starts, ends, lefts, rights, strict=True):
        word = clean("".join(letters[start:end]))
        if word:
            yield Word(word, Box(box.x0 + left, box.y0, box.x0 + max(right, left + 1), box.y1), round(score, 3))


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


def _inked_columns(crop: Pixels) -> Pixels:
    """For each column of the line's picture, whether something is printed in it."""
    gray = crop.mean(axis=2)
    rows = gray[round(0.1 * len(gray)) : max(1, round(0.9 * len(gray)))]
    low, high = np.percentile(rows, (2, 98))
    middle = (low + high) / 2
    dark = rows < middle
    if dark.mean() > 0.5:
        dark = ~dark
    return dark.sum(axis=0) >= max(1, 0.06 * len(rows))


def _widest_blank(ink: Pixels, start: float, end: float) -> tuple[float, float]:
    """Edges of the widest stretch without ink between two letters' middles; their halfway point where none is."""
    first, last = max(0, int(start)), min(len(ink), math.ceil(end))
    best = (0, 0)
    run = first
    for column in range(first, last + 1):
        if column == last or ink[column]:
            if column - run > best[1] - best[0]:
                best = (run, column)
            run = column + 1
    return best if best[1] > best[0] else ((start + end) / 2, (start + end) / 2)


def _first_ink(ink: Pixels) -> float:
    where = np.flatnonzero(ink)
    return float(where[0]) if len(where) else 0.0


def _last_ink(ink: Pixels) -> float:
    where = np.flatnonzero(ink)
    return float(where[-1] + 1) if len(where) else float(len(ink))
