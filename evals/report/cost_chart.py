"""What each document took: seconds per page against money, or against pages where nothing was paid."""

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from .drawing import Scale, drawing, line, scale, words
from .drawing import mark as element
from .spent import Taken

WIDTH, HEIGHT = 720, 340
LEFT, RIGHT, TOP, BOTTOM = 64, 600, 26, 290
TINTS = 5
"""How many groups have a colour of their own; further ones share the last."""


def cost_chart(documents: Sequence[Taken], groups: Sequence[str]) -> Markup | None:
    """A point a document; None where no times are known.

    Args:
        documents: what was taken.
        groups: all groups, in the order of their colours.
    """
    if not documents:
        return None
    paid = any(document.usd for document in documents)
    heights = {document.case: (document.usd if paid else float(document.pages)) for document in documents}
    shown = [document for document in documents if heights[document.case] is not None]
    if not shown:
        return None
    x, across = _logarithmic([document.seconds for document in shown], LEFT, RIGHT)
    tallest = max(heights[document.case] or 0.0 for document in shown)
    top = _rounded_up(tallest)
    y = scale(0, top, BOTTOM, TOP)
    tints = {group: f"tint{min(number, TINTS)}" for number, group in enumerate(groups, 1)}
    unit = "US dollars a document" if paid else "pages"
    ticks = [top * number / 4 for number in range(5)]
    drawn = [line(LEFT, y(tick), RIGHT, y(tick), "hair") for tick in ticks]
    drawn += [words(f"{tick:.3g}", LEFT - 8, y(tick) + 4, "tick", "end") for tick in ticks]
    drawn += [words(f"{tick:g}", x(math.log10(tick)), BOTTOM + 18, "tick", "middle") for tick in across]
    drawn += [
        words("seconds a page (logarithmic)", RIGHT, HEIGHT - 8, "axis", "end"),
        words(unit, LEFT, TOP - 12, "axis"),
    ]
    for document in shown:
        height = heights[document.case] or 0.0
        told = f"{document.case}: {document.seconds:.2f} s a page, {document.pages} pages, {_usd(document.usd)}"
        point = {"cx": x(math.log10(document.seconds)), "cy": y(height), "r": 3.5}
        drawn.append(element("circle", element("title", told), **point, class_=f"point {tints[document.group]}"))
    present = [group for group in groups if any(document.group == group for document in shown)]
    drawn += _legend({group: tints[group] for group in present})
    return drawing(WIDTH, HEIGHT, f"What {len(shown)} documents took: {unit} over seconds a page", drawn)


def _logarithmic(values: Sequence[float], start: float, end: float) -> tuple[Scale, list[float]]:
    """A scale over decades (of the logarithm), and its ticks in plain numbers."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)
    return scale(low, high, start, end), [10.0**power for power in range(low, high + 1)]


def _rounded_up(value: float) -> float:
    """The next 1, 2 or 4 of a decade, which part well in four; 1 for nothing."""
    if value <= 0:
        return 1.0
    decade = 10.0 ** math.floor(math.log10(value))
    return next(step * decade for step in (1, 2, 4, 8, 10) if step * decade >= value * 0.9999)


def _usd(cost: float | None) -> str:
    return "price unknown" if cost is None else f"${cost:.4f}"


def _legend(tints: Mapping[str, str]) -> list[Markup]:
    drawn: list[Markup] = []
    for number, (group, tint) in enumerate(tints.items()):
        y = TOP + 8 + 20 * number
        drawn += [element("circle", cx=RIGHT + 20, cy=y, r=4, class_=f"point {tint}"), words(group, RIGHT + 30, y + 4)]
    return drawn
