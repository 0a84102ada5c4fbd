"""The lines a text detector finds on a picture: which way they run, how they slope, where they are once it is level."""

import math
from statistics import median
from typing import Any

import numpy as np
from PIL import Image

from ...schemas.document import Box

MOST_SKEW = 20.0
"""Degrees; what slopes more is not a scan's skew."""

Quad = Any
"""Four corners of a line, from its top left clockwise: an array of 4 × 2."""
Pixels = Any
"""Rows × columns × 3 bytes."""


def length(quad: Quad) -> float:
    """Pixels along the longer side."""
    return float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])))


def sides(quad: Quad) -> tuple[float, float]:
    """Pixels across and down, as the text reads."""
    across = float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    down = float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    return across, down


def mostly_tall(quads: list[Quad]) -> bool:
    """Whether the text runs up or down the picture: by length, as single letters say nothing."""
    tall = wide = 0.0
    for quad in quads:
        across, down = sides(quad)
        if down > 1.5 * across:
            tall += down
        elif across > 1.5 * down:
            wide += across
    return tall > wide


def slope(quads: list[Quad]) -> float:
    """Clockwise degrees that about level the lines: the median over the longer ones; 0 where too few are long."""
    long: list[tuple[float, float]] = []
    for quad in quads:
        across, down = sides(quad)
        if across > 3 * down:
            dx, dy = quad[1] - quad[0]
            long.append((across, -math.degrees(math.atan2(dy, dx))))
    if len(long) < 3:
        return 0.0
    long.sort(reverse=True)
    slope = median(angle for _, angle in long[: max(3, len(long) // 2)])
    return slope if abs(slope) <= MOST_SKEW else 0.0


def turned(picture: Image.Image, quads: list[Quad], quarter: int) -> tuple[Image.Image, list[Quad]]:
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


def levelled(picture: Image.Image, quads: list[Quad], skew: float) -> tuple[Pixels, list[Box]]:
    """The upright picture turned level, as BGR pixels, and each line's box on it."""
    if skew:
        picture = picture.rotate(-skew, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    cx, cy = picture.width / 2, picture.height / 2
    boxes: list[Box] = []
    for quad in quads:
        across, down = sides(quad)
        dx, dy = float(quad[:, 0].mean()) - cx, float(quad[:, 1].mean()) - cy
        x, y = cx + dx * cos - dy * sin, cy + dx * sin + dy * cos
        boxes.append(Box(x - across / 2, y - down / 2, x + across / 2, y + down / 2))
    return np.asarray(picture)[:, :, ::-1], boxes
