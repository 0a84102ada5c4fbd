"""Where the rows of a table have their fields: columns of words that begin, or end, at one x."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from statistics import median_low

from ...schemas.document import Box
from ...schemas.fields import NUMERIC_KINDS, Field
from .page_index import PageIndex

STRAY_PT = 20.0
"""An edge further than this from the middle one of its column is another column's: a price found for a total."""

EDGE_PT = 4.0
"""How far the edges of one column's words may lie apart beyond those of the rows that were read."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where the extracted rows have one of their fields on a page: words that begin, or end, at one x."""

    field: Field
    by_right: bool
    """True where the words end together, as numbers do; False where they begin together."""
    edges: tuple[float, float]
    """Least and greatest x of those edges, in points."""
    span: tuple[float, float]
    """Least left and greatest right edge of its words."""

    def holds(self, box: Box, text: str) -> bool:
        """Whether a word may belong to this column."""
        edge = box.x1 if self.by_right else box.x0
        digits = self.field.kind not in NUMERIC_KINDS or any(char.isdigit() for char in text)
        return digits and self.edges[0] - EDGE_PT <= edge <= self.edges[1] + EDGE_PT


def column_of(field: Field, boxes: Sequence[Box]) -> Column:
    """The column that most of these boxes stand in; a stray one does not widen it."""
    lefts, rights = _together([box.x0 for box in boxes]), _together([box.x1 for box in boxes])
    by_right = (len(rights), lefts[-1] - lefts[0]) > (len(lefts), rights[-1] - rights[0])
    edges = rights if by_right else lefts
    near = [box for box in boxes if edges[0] <= (box.x1 if by_right else box.x0) <= edges[-1]]
    span = (min(box.x0 for box in near), max(box.x1 for box in near))
    return Column(field, by_right, (edges[0], edges[-1]), span)


def _together(edges: Sequence[float]) -> list[float]:
    """The edges near the middle one, in order."""
    middle = median_low(edges)
    return sorted(edge for edge in edges if abs(edge - middle) <= STRAY_PT)


def around(index: PageIndex, place: Sequence[int]) -> Box:
    """The box of words that stand side by side, or of the first line of them."""
    boxes = [index.words[number].box for number in place]
    first = [box for box in boxes if abs(box.middle - boxes[0].middle) <= abs(boxes[0].height) / 2]
    return reduce(Box.union, first)
