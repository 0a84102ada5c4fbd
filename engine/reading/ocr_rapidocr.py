"""RapidOCR (PaddleOCR's models on onnxruntime): pip alone, no system packages, 3 to 4 s of one core for a page.

Its own pipeline takes 8 s for the same page, most of it to look for lines at full size. Here lines are looked for on a
smaller picture, the page is then brought level, and each line is read from the full picture.
"""

import logging
import math
import re
from typing import Any

import numpy as np
from PIL import Image, ImageChops
from rapidocr import RapidOCR

from ...schemas.document import Box, Word
from .ocr import Recognised
from .ocr_lines import Pixels, Quad, length, levelled, mostly_tall, slope, turned
from .ocr_skew import sharpest_turn
from .ocr_words import words_of_line

DETECTION_PIXELS = 850_000
"""Pixels in which lines are looked for: an A4 page at about 95 dpi. At half of it one word in ten is lost."""
SMALLEST_SIDE = 320
"""A picture is padded with its edge to this: the detector overlooks lone lines in small pictures."""
NARROWEST = 96
"""Pixels to which a short line is padded before it is read; 320, the default, costs a tenth more time."""
MARGIN = 0.1
"""Added to both ends of a line, as a share of its height: the detector cuts off final dots and colons."""
LEAST_SCORE = 0.5
"""Lines the recogniser is less sure of are specks, logos and handwriting."""
UPRIGHT_SCORE = 0.8
"""When lines are read with less certainty than this, the page may be upside down."""
SAMPLE = 5
"""Lines that decide between two directions."""
REPEATED = re.compile(r"(\d)\1\1")
"""The same figure three times: where a fourth is easily lost."""
WIDER = 1.6
"""A line with such figures is stretched so much and read again."""
WORSE = 0.05
"""The second reading may be so much less certain than the first and still counts."""
TALL = 2.5
"""A box so many times as high as wide, on an upright page, is a line that runs up or down."""

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
        quads = self._lines(picture) or self._lines_within_ink(picture)
        if not quads:
            return Recognised(())
        quarter = self._better(picture, quads, 90, 270) if mostly_tall(quads) else 0
        read = self._level(picture, quads, quarter)
        if quarter == 0 and _certainty(read.words) < UPRIGHT_SCORE and self._better(picture, quads, 0, 180) == 180:
            read = self._level(picture, quads, 180)
        return read if read.words else Recognised(())

    def _level(self, picture: Image.Image, quads: list[Quad], quarter: int) -> Recognised:
        """What is read after a quarter turn, with the picture brought level."""
        upright, quads = turned(picture, quads, quarter)
        skew = sharpest_turn(upright, slope(quads))
        pixels, boxes = levelled(upright, quads, skew)
        lines = self._read(pixels, [box for box in boxes if box.height <= TALL * box.width])
        across = [self._read_across(pixels, box) for box in boxes if box.height > TALL * box.width]
        words = tuple(word for score, line in lines if score >= LEAST_SCORE for word in line)
        return Recognised(words, quarter + skew, tuple(word for word in across if word is not None))

    def _lines(self, picture: Image.Image) -> list[Quad]:
        """Corners of each text line, in pixels of the picture."""
        scale = min(1.0, math.sqrt(DETECTION_PIXELS / (picture.width * picture.height)))
        small = picture
        if scale < 1:
            size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
            small = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
        pad_x, pad_y = (max(0, SMALLEST_SIDE - side) // 2 + 8 for side in small.size)
        pixels = np.pad(np.asarray(small), ((pad_y, pad_y), (pad_x, pad_x), (0, 0)), mode="edge")
        found: Any = self._engine(pixels[:, :, ::-1], use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        if boxes is None:
            return []
        shift = np.array([pad_x, pad_y], dtype=np.float64)
        factor = np.array([picture.width / small.width, picture.height / small.height])
        return [(np.asarray(box, dtype=np.float64) - shift) * factor for box in boxes]

    def _lines_within_ink(self, picture: Image.Image) -> list[Quad]:
        """The lines of a nearly empty page, looked for where something is printed: a lone word is small on a page."""
        background = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
        box = ImageChops.difference(picture, background).convert("L").point([0] * 96 + [255] * 160).getbbox()
        if box is None:
            return []
        room = 40
        left, top = max(0, box[0] - room), max(0, box[1] - room)
        part = picture.crop((left, top, min(picture.width, box[2] + room), min(picture.height, box[3] + room)))
        return [quad + np.array([left, top]) for quad in self._lines(part)] if part.size != picture.size else []

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
        lines = self._recognised(crops, kept)
        # The recogniser takes figures that follow one another for one figure when they are narrow: 0000 becomes 000.
        repeated = [index for index, (_, words) in enumerate(lines) if any(REPEATED.search(w.text) for w in words)]
        if repeated:
            wider = [_wider(crops[index]) for index in repeated]
            for index, line in zip(repeated, self._recognised(wider, [kept[i] for i in repeated]), strict=True):
                if line[0] >= lines[index][0] - WORSE and _figures(line) >= _figures(lines[index]):
                    lines[index] = line
        return lines

    def _recognised(self, crops: list[Pixels], places: list[Box]) -> list[Line]:
        read: Any = self._engine.recognize_txt(crops)
        return [
            (float(score), list(words_of_line(crop, place, str(text), float(score), info)))
            for crop, place, text, score, info in zip(
                crops, places, read.txts, read.scores, read.word_results, strict=True
            )
        ]

    def _read_across(self, pixels: Pixels, box: Box) -> Word | None:
        """The line that runs up or down in the box, as one word, read in whichever direction reads better."""
        x0, y0 = max(0, math.floor(box.x0)), max(0, math.floor(box.y0))
        crop = pixels[y0 : math.ceil(box.y1), x0 : math.ceil(box.x1)]
        if min(crop.shape[:2]) < 3:
            return None
        ways = [np.ascontiguousarray(np.rot90(crop, turns)) for turns in (1, 3)]
        read: Any = self._engine.recognize_txt(ways)
        score, text = max(zip(read.scores, read.txts, strict=True))
        return Word(str(text), box, round(float(score), 3)) if score >= LEAST_SCORE and len(text) > 2 else None

    def _better(self, picture: Image.Image, quads: list[Quad], one: int, other: int) -> int:
        """The quarter turn under which a sample of long lines reads better."""
        sample = sorted(quads, key=length, reverse=True)[:SAMPLE]
        certainty = {
            quarter: _certainty([word for _, words in self._read(*levelled(*turned(picture, sample, quarter), 0.0))
                                 for word in words])
            for quarter in (one, other)
        }  # fmt: skip
        return one if certainty[one] >= certainty[other] else other


def _wider(crop: Pixels) -> Pixels:
    height, width = crop.shape[:2]
    picture = Image.fromarray(crop).resize((round(WIDER * width), height), Image.Resampling.BICUBIC)
    return np.ascontiguousarray(picture)


def _figures(line: Line) -> int:
    return sum(character.isdigit() for word in line[1] for character in word.text)


def _certainty(words: list[Word] | tuple[Word, ...]) -> float:
    """The mean over all letters; 0 where nothing was read."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
