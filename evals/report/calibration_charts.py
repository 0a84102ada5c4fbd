"""Two pictures of confidence: does it hold what it says, and how much may be left unread."""

from collections.abc import Sequence

from markupsafe import Markup

from ..calibration_metrics import Cut, best_cut, binomial_bound, bins, calibration_error, cuts
from ..judged import Judged, Outcome
from .drawing import Scale, drawing, line, scale, words
from .drawing import mark as element

WIDTH, HEIGHT = 520, 400
LEFT, RIGHT, TOP, BOTTOM = 56, 500, 26, 282
FLOOR = 350
"""Where the bars that show how many answers there are stand."""

PROMISED = 0.99
"""The share of right answers that the coverage curve marks."""

FINEST = 400
"""Most points of the curve: more are not seen."""

Sure = tuple[Sequence[float], Sequence[bool]]
"""Confidences and, at the same places, whether the answer is right."""


def sure_and_right(cells: Sequence[Judged]) -> Sure:
    """What is known of the answers that were judged and have a confidence."""
    known = [(cell.confidence, cell.outcome is Outcome.RIGHT) for cell in cells if cell.answered]
    held = [(confidence, right) for confidence, right in known if confidence is not None]
    return [confidence for confidence, _ in held], [right for _, right in held]


def reliability(cells: Sequence[Judged]) -> Markup | None:
    """Confidence against the share that is right, in ten bins, with their 90 % intervals and counts below.

    None where no answer has a confidence.
    """
    confidences, rights = sure_and_right(cells)
    parts = bins(confidences, rights)
    if not parts:
        return None
    x, y = scale(0, 1, LEFT, RIGHT), scale(0, 1, BOTTOM, TOP)
    bar = scale(0, max(part.answers for part in parts), 0, FLOOR - BOTTOM - 30)
    drawn = [
        *_frame(x, y, [0, 0.2, 0.4, 0.6, 0.8, 1], [0, 0.2, 0.4, 0.6, 0.8, 1]),
        line(x(0), y(0), x(1), y(1), "guide dashed"),
        words("confidence", x(1), HEIGHT - 8, "axis", "end"),
        words("share right", LEFT, TOP - 12, "axis"),
    ]
    for part in parts:
        right = round(part.right * part.answers)
        low = 1 - binomial_bound(part.answers - right, part.answers)
        high = binomial_bound(right, part.answers)
        at = x(part.confidence)
        told = f"{part.answers} cells of confidence {part.confidence:.2f}: {100 * part.right:.1f} % right"
        drawn += [
            line(at, y(low), at, y(high), "whisker"),
            element("circle", element("title", told), cx=at, cy=y(part.right), r=4, class_="dot"),
            _bar(at, FLOOR - bar(part.answers), bar(part.answers)),
            words(f"{part.answers:,}", at, FLOOR - bar(part.answers) - 4, "count", "middle"),
        ]
    drawn.append(line(LEFT, FLOOR, RIGHT, FLOOR, "rule"))
    error = calibration_error(parts)
    title = f"Reliability of {len(rights):,} answers: expected calibration error {error:.3f}"
    return drawing(WIDTH, HEIGHT, title, drawn)


def _bar(middle: float, top: float, height: float) -> Markup:
    return element("rect", x=round(middle - 9, 1), y=round(top, 1), width=18, height=round(height, 1), class_="quiet")


def coverage(cells: Sequence[Judged]) -> Markup | None:
    """Share right among the surest answers, over how many of them are taken; marked where 99 % are right.

    None where no answer has a confidence.
    """
    confidences, rights = sure_and_right(cells)
    found = cuts(confidences, rights)
    if not found:
        return None
    total = len(rights)
    low = min(min(1 - cut.error for cut in found), 0.9)
    low = max(int(low * 20) / 20, 0.0)
    x, y = scale(0, 1, LEFT, RIGHT), scale(low, 1, FLOOR, TOP)
    step = max(1, len(found) // FINEST)
    shown = [*found[::step], found[-1]]
    points = [(x(cut.accepted / total), y(1 - cut.error)) for cut in shown]
    path = f"{x(0)},{points[0][1]} " + " ".join(f"{px},{py}" for px, py in points)
    ticks = [low + number * (1 - low) / 5 for number in range(6)]
    drawn = [
        *_frame(x, y, [0, 0.2, 0.4, 0.6, 0.8, 1], ticks, bottom=FLOOR),
        words("share of the answers taken, surest first", x(1), HEIGHT - 8, "axis", "end"),
        words("share right", LEFT, TOP - 12, "axis"),
        line(x(0), y(PROMISED), x(1), y(PROMISED), "guide dashed"),
        element("polyline", points=path, class_="curve"),
        *_promise(best_cut(found, 1 - PROMISED), total, x, y),
    ]
    everything = 1 - found[-1].error
    return drawing(
        WIDTH, HEIGHT, f"Accuracy over coverage: all {total:,} answers taken, {100 * everything:.1f} % right", drawn
    )


def _promise(best: Cut | None, total: int, x: Scale, y: Scale) -> list[Markup]:
    """The dot where the curve last holds 99 %, with what it says."""
    if best is None:
        return [words(f"nowhere {100 * PROMISED:.0f} % right", x(0.5), y(PROMISED) - 8, "told", "middle")]
    share = best.accepted / total
    at, level = x(share), y(1 - best.error)
    anchor = "end" if share > 0.5 else None
    shift = -8 if share > 0.5 else 8
    below = FLOOR - 60
    return [
        line(at, level, at, FLOOR, "guide"),
        element("circle", cx=at, cy=level, r=4.5, class_="dot strong"),
        words(f"{100 * share:.0f} % of the answers at {100 * PROMISED:.0f} % right", at + shift, below, "told", anchor),
        words(f"accepted from confidence {best.threshold:.3f}", at + shift, below + 16, "tick", anchor),
    ]


def _frame(x: Scale, y: Scale, across: Sequence[float], up: Sequence[float], bottom: int = BOTTOM) -> list[Markup]:
    """Ticks and hair lines; no box around them."""
    drawn: list[Markup] = []
    for value in up:
        percent = f"{100 * value:.3g} %"
        drawn += [
            line(LEFT, y(value), RIGHT, y(value), "hair"),
            words(percent, LEFT - 8, y(value) + 4, "tick", "end"),
        ]
    drawn += [words(f"{value:.1f}", x(value), FLOOR + 16, "tick", "middle") for value in across]
    if bottom != FLOOR:
        drawn += [line(x(value), TOP, x(value), BOTTOM, "hair") for value in across]
    return drawn
