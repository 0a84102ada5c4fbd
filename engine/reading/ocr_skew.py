"""How far a scan is turned from level, to a twentieth of a degree, from the sharpness of its lines."""

import math
from typing import Any

import numpy as np
from PIL import Image

SIDE = 1000
"""Pixels of the longer side at which skew is measured."""
STEP = 0.05
"""Degrees between two tried angles."""
REACH = 1.0
"""Degrees tried to both sides of the first guess."""
WORTH = 1.1
"""How much sharper the lines must get for a turn to be worth it."""
MOST_DOTS = 60_000
"""Dark pixels looked at."""

Pixels = Any


def sharpest_turn(picture: Image.Image, guess: float) -> float:
    """The clockwise turn in degrees, near `guess`, that makes the lines of an upright picture level.

    Dark pixels are counted per row; the counts are most uneven when text lines lie along the rows.
    """
    gray = picture.convert("L")
    gray.thumbnail((SIDE, SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0)
    pixels = np.asarray(gray).astype(np.float32)
    # Strokes rather than dark areas: what changes from one row to the next, so that photographs' shadows and
    # solid panels say nothing.
    strokes = np.abs(np.diff(pixels, axis=0))
    ys, xs = np.nonzero(strokes > max(24.0, float(np.percentile(strokes, 90))))
    if len(ys) < 200:
        return guess
    every = max(1, len(ys) // MOST_DOTS)
    ys, xs = ys[::every].astype(np.float32), xs[::every].astype(np.float32) - gray.width / 2
    turns = guess + np.arange(-REACH, REACH + STEP / 2, STEP)
    scores = [_unevenness(ys + xs * math.tan(math.radians(turn))) for turn in turns]
    best = int(np.argmax(scores))
    level = _unevenness(ys)
    return round(float(turns[best]), 2) if scores[best] > WORTH * level else 0.0


def _unevenness(rows: Pixels) -> float:
    counts = np.bincount((rows - rows.min()).astype(np.int64)).astype(np.float64)
    return float((np.diff(counts) ** 2).sum())
