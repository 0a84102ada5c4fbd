"""SVG in small strokes. All text is escaped; colours and fonts are the page's (classes of templates/style.css)."""

from collections.abc import Callable, Iterable

from markupsafe import Markup

Scale = Callable[[float], float]
"""A value → its place in the drawing."""


def scale(low: float, high: float, start: float, end: float) -> Scale:
    """A linear scale from [low, high] to [start, end]; what lies beyond an end is drawn at the end."""
    span = (high - low) or 1.0

    def place(value: float) -> float:
        share = min(max((value - low) / span, 0.0), 1.0)
        return round(start + share * (end - start), 1)

    return place


def mark(name: str, *within: str | Markup, **attributes: object) -> Markup:
    """One element: `mark("text", "93 %", x=10, y=20, class_="tick")`.

    Args:
        name: the element.
        within: text (escaped) and marks (as they are).
        attributes: a `_` at the end is cut off and one inside becomes `-`; None leaves the attribute out.
    """
    given = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(within)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), given, inside)


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    """A straight line of a class."""
    return mark("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)


def words(
    text: str, x: float, y: float, kind: str = "tick", anchor: str | None = None, size: float | None = None
) -> Markup:
    """Text at a place: from there on, or with anchor 'middle' about it, or with 'end' up to it."""
    style = f"font-size:{size:g}px" if size else None
    return mark("text", text, x=x, y=y, class_=kind, text_anchor=anchor, style=style)


def drawing(width: int, height: int, title: str, parts: Iterable[Markup], kind: str = "chart") -> Markup:
    """The whole picture, with a title for those who cannot see it."""
    return mark(
        "svg",
        mark("title", title),
        *parts,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        class_=kind,
        role="img",
        aria_label=title,
    )
