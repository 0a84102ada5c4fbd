"""One field's precision, recall and F1 as one line of a table: the column is the axis."""

from markupsafe import Markup

from .drawing import drawing, line, scale
from .drawing import mark as element
from .headline import Quality
from .shown import three

WIDTH, HEIGHT = 170, 20


def field_bar(field: str, quality: Quality) -> Markup:
    """F1 as a bar from 0 with its interval; precision a tick above it, recall a tick below."""
    x = scale(0, 1, 1, WIDTH - 1)
    drawn = [line(x(tick), 0, x(tick), HEIGHT, "hair") for tick in (0, 0.25, 0.5, 0.75, 1)]
    if quality.f1.value is not None:
        drawn.append(element("rect", x=x(0), y=7, width=round(x(quality.f1.value) - x(0), 1), height=6, class_="bar"))
    if quality.f1.low is not None and quality.f1.high is not None:
        drawn.append(line(x(quality.f1.low), 10, x(quality.f1.high), 10, "whisker"))
    if quality.precision.value is not None:
        at = x(quality.precision.value)
        drawn.append(element("path", d=f"M{at - 3.5} 0h7l-3.5 6z", class_="tick-mark"))
    if quality.recall.value is not None:
        at = x(quality.recall.value)
        drawn.append(element("path", d=f"M{at - 3.5} {HEIGHT}h7l-3.5 -6z", class_="tick-mark"))
    named = (("precision", quality.precision), ("recall", quality.recall), ("F1", quality.f1))
    told = f"{field}: {', '.join(f'{name} {three(figure.value)}' for name, figure in named)}"
    return drawing(WIDTH, HEIGHT, told, drawn, kind="spark")
