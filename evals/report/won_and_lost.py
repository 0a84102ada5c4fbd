"""Cells lost to the left, cells won to the right."""

from collections.abc import Sequence

from markupsafe import Markup

from ..compare import Score
from .drawing import drawing, line, scale
from .drawing import mark as element

WIDTH, HEIGHT = 180, 14


def won_and_lost(score: Score, beside: Sequence[Score]) -> Markup:
    """One field's wins and losses, on the scale of all fields of the table."""
    most = max((max(one.won, one.lost) for one in beside), default=1)
    middle = WIDTH / 2
    size = scale(0, most, 0, middle - 2)
    lost, won = size(score.lost), size(score.won)
    drawn = [
        element("rect", x=middle - lost, y=2, width=lost, height=10, class_="lost-bar"),
        element("rect", x=middle, y=2, width=won, height=10, class_="won-bar"),
        line(middle, 0, middle, HEIGHT, "rule"),
    ]
    return drawing(WIDTH, HEIGHT, f"{score.name}: {score.lost} lost, {score.won} won", drawn, kind="spark")
