"""Was a value found where it stands? Found evidence against the places of the truth, character by character.

A place is a box and what is printed in it. Boxes drawn by two hands differ at their edges, so the characters in them
are compared: each true one is a point, spread evenly along its box at half its height (the pseudo-character centres of
DocILE, Šimsa et al. 2023, arXiv:2302.05658).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from ...schemas.document import Box
from ...schemas.record import Evidence


class Place(NamedTuple):
    """Where something is printed."""

    page: int
    """From 1."""
    box: Box
    quote: str


def true_places(truth: Mapping[str, Any], field: str) -> tuple[Place, ...]:
    """Where the truth says that a field is printed ('InvoiceNumber', 'LineItems.0.Quantity'); () where it is silent."""
    places: Mapping[str, Sequence[Sequence[Any]]] = truth.get("places") or {}
    listed = places.get(field) or ()
    return tuple(Place(int(page), Box(*map(float, box)), str(quote)) for page, *box, quote in listed)


def overlap(true: Sequence[Place], evidence: Sequence[Evidence]) -> float | None:
    """IoU, 0 to 1, of the characters in the true place and in the found one; None where no true place is known.

    A value may be printed several times, or over several lines: the likest pair of places counts, or all places
    together, whichever is more.
    """
    if not true:
        return None
    found = [Place(place.page, place.box, place.quote) for place in evidence if place.box is not None]
    pairs = max((_shared([one], [other]) for one, other in product(true, found)), default=0.0)
    return max(pairs, _shared(true, found)) if found else 0.0


def on_true_page(true: Sequence[Place], evidence: Sequence[Evidence]) -> bool | None:
    """Whether the value was found on a page that it is printed on; None where no true place is known."""
    return bool({place.page for place in true} & {place.page for place in evidence}) if true else None


def _shared(true: Sequence[Place], found: Sequence[Place]) -> float:
    """Characters of the true places that lie in the found ones, over all characters of either."""
    points = [point for place in true for point in _characters(place)]
    size = sum(len(list(_characters(place))) for place in found)
    both = min(size, sum(_covered(point, found) for point in points))
    return both / max(1, len(points) + size - both)


def _characters(place: Place) -> Iterator[tuple[int, float, float]]:
    """Page, x and y of every character but blanks."""
    page, box, quote = place
    for at, char in enumerate(quote):
        if not char.isspace():
            yield page, box.x0 + (at + 0.5) * box.width / len(quote), box.middle


def _covered(point: tuple[int, float, float], places: Iterable[Place]) -> bool:
    page, x, y = point
    return any(
        page == place.page and place.box.x0 <= x <= place.box.x1 and place.box.y0 <= y <= place.box.y1
        for place in places
    )
