"""The reliability plot: how sure the answers were, and how many of them were right. SVG, drawn by hand."""

from collections.abc import Sequence
from html import escape

from .calibration_metrics import Bin, binomial_bound, bins, calibration_error

WIDTH, HEIGHT = 620, 430
LEFT, TOP, SIDE = 70, 40, 320
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def reliability_plot(confidences: Sequence[float], rights: Sequence[bool]) -> str:
    """An SVG: ten bins of confidence, the share of right answers in each with its 90 % interval, and how many.

    Args:
        confidences: 0 to 1, cross-validated.
        rights: at the same places, whether the answer is right.
    """
    parts = bins(confidences, rights)
    most = max((part.answers for part in parts), default=1)
    title = f"{len(rights)} cells, ECE {calibration_error(parts):.3f}, cross-validated by issuer"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12" fill="#222">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="14">{escape(title)}</text>',
        *_axes(),
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#999" stroke-dasharray="4 4"/>',
        *(line for part in parts for line in _point(part, most)),
        "</svg>",
        "",
    ])  # fmt: skip


def _x(value: float) -> float:
    return round(LEFT + value * SIDE, 1)


def _y(value: float) -> float:
    return round(TOP + (1 - value) * SIDE, 1)


def _axes() -> list[str]:
    lines = [f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#222"/>']
    for tick in TICKS:
        lines += [
            f'<text x="{_x(tick)}" y="{_y(0) + 18}" text-anchor="middle">{tick:.1f}</text>',
            f'<text x="{LEFT - 8}" y="{_y(tick) + 4}" text-anchor="end">{tick:.1f}</text>',
        ]
    middle = TOP + SIDE / 2
    return [
        *lines,
        f'<text x="{_x(0.5)}" y="{_y(0) + 40}" text-anchor="middle">confidence (mean of the bin)</text>',
        f'<text x="20" y="{middle}" text-anchor="middle" transform="rotate(-90 20 {middle})">share right</text>',
        f'<text x="{_x(1) + 24}" y="{TOP + 10}">dot: cells of like confidence,</text>',
        f'<text x="{_x(1) + 24}" y="{TOP + 26}">with their number;</text>',
        f'<text x="{_x(1) + 24}" y="{TOP + 42}">bar: 90 % interval</text>',
    ]


def _point(part: Bin, most: int) -> list[str]:
    """The bin as a dot, larger for more answers, with a bar for what chance allows."""
    right = round(part.right * part.answers)
    low, high = 1 - binomial_bound(part.answers - right, part.answers), binomial_bound(right, part.answers)
    x, size = _x(part.confidence), 3 + 5 * (part.answers / most) ** 0.5
    return [
        f'<line x1="{x}" y1="{_y(low)}" x2="{x}" y2="{_y(high)}" stroke="#3b76af" stroke-width="2"/>',
        f'<circle cx="{x}" cy="{_y(part.right)}" r="{size:.1f}" fill="#3b76af"/>',
        f'<text x="{x + 10}" y="{_y(part.right) + 14}" font-size="10">{part.answers}</text>',
    ]
