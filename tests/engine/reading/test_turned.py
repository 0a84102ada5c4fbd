"""A box of a page that was turned leads back to its place on the page as a viewer shows it."""

import pytest

from faktum.schemas.document import Box, Page


@pytest.mark.parametrize(
    ("turned", "size", "expected"),
    [
        (0.0, (200, 100), (10, 20, 30, 25)),
        (90.0, (200, 100), (20, 170, 25, 190)),
        (180.0, (200, 100), (170, 75, 190, 80)),
        (270.0, (200, 100), (75, 10, 80, 30)),
    ],
)
def test_quarter_turns(turned: float, size: tuple[float, float], expected: tuple[float, ...]) -> None:
    page = Page(1, *size, turned=turned)
    assert page.as_shown(Box(10, 20, 30, 25)) == pytest.approx(expected)


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_skew_is_about_the_middle(quarter: int) -> None:
    """A page turned 2° clockwise: what is now level with its middle, 100 points to the right, was 3.49 higher."""
    page = Page(1, 400, 400, turned=quarter + 2.0)
    spot = page.as_shown(Box(300, 200, 300, 200))
    x, y = 299.939, 196.510
    expected = {0: (x, y), 90: (y, 400 - x), 180: (400 - x, 400 - y), 270: (400 - y, x)}[quarter]
    assert (spot.x0, spot.y0) == pytest.approx(expected, abs=0.01)
