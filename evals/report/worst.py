"""The documents with the most wrong cells: each with what was wanted, what was found, and both on the page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ...engine.flow import read
from ...engine.sources import sources
from ...schemas.document import Pages
from ...schemas.errors import FaktumError
from ...schemas.record import DocumentResult
from ...schemas.settings import Settings
from ..case import Case
from ..judged import Judged, Measured
from .page_pictures import Picture, Place, pictures
from .places import expected_places, found_places
from .run import JudgedRun, errors

MOST_CELLS = 30
"""Wrong cells of one document that are listed and drawn; what is beyond is counted."""

MOST_PAGES = 2
"""Pages of one document that are shown: those with the most boxes."""

ReadPages = Callable[[Case], Pages | None]
"""How a case's pages are come by, for those who have them already; None where they cannot be read."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong cell."""

    number: int
    """From 1: the number that its boxes bear."""
    cell: Judged
    expected: tuple[Place, ...]
    """Where the wanted value stands: by the truth, or as the engine finds it on the page; empty where it cannot be."""
    found: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Worst:
    """One document and what is wrong with it."""

    case: Case
    result: DocumentResult | None
    cells: int
    """Cells that the truth or the result has."""
    wrong: int
    mistakes: tuple[Mistake, ...]
    pictures: tuple[Picture, ...]
    without_picture: str = ""
    """Why no page is shown; '' where one is."""

    @property
    def more(self) -> int:
        """Wrong cells that are not listed."""
        return self.wrong - len(self.mistakes)


def ranked(run: JudgedRun) -> tuple[Measured, ...]:
    """The documents with a wrong cell, the most wrong cells first."""
    wrong = {one.case.id: len(errors(one.cells)) for one in run.documents}
    found = (one for one in run.documents if wrong[one.case.id])
    return tuple(sorted(found, key=lambda one: (-wrong[one.case.id], one.case.id)))


def worst(
    run: JudgedRun, settings: Settings, *, limit: int, picture_bytes: int, read_pages: ReadPages | None = None
) -> Iterator[Worst]:
    """The worst documents, one by one: pages are read and drawn here, in this process, and only one at a time.

    Args:
        run: what was measured.
        settings: limits of reading.
        limit: most documents.
        picture_bytes: what all pictures together may take; documents past it come without.
        read_pages: how pages are come by; by default they are read from the file.
    """
    left = picture_bytes
    for case, result, cells in ((one.case, one.document, one.cells) for one in ranked(run)[:limit]):
        wrong = errors(cells)
        pages = read_pages(case) if read_pages else pages_of(case, settings)
        mistakes = tuple(_mistakes(case, result, wrong[:MOST_CELLS], pages))
        shown: tuple[Picture, ...] = ()
        reason = "its pages cannot be read"
        if pages is not None:
            shown = pictures(case.file, pages, _marks(mistakes), settings, most=MOST_PAGES)
            reason = "" if shown else "it has no page that can be drawn"
        size = sum(picture.bytes for picture in shown)
        if size > left:
            shown, reason = (), "the room for pictures is used up"
        else:
            left -= size
        yield Worst(case, result, len(cells), len(wrong), mistakes, shown, reason)


def pages_of(case: Case, settings: Settings) -> Pages | None:
    """The case's file, read; None where it cannot be."""
    try:
        return read(sources(case.file)[0], settings)
    except FaktumError:
        return None


def _mistakes(
    case: Case, result: DocumentResult | None, wrong: Sequence[Judged], pages: Pages | None
) -> Iterator[Mistake]:
    expected = expected_places(case, wrong, pages)
    found = found_places(result, wrong)
    for number, (cell, places, seen) in enumerate(zip(wrong, expected, found, strict=True), 1):
        yield Mistake(number, cell, places, seen)


def _marks(mistakes: Sequence[Mistake]) -> list[tuple[int, str, Place]]:
    """(number, 'expected' or 'found', place) of every box."""
    return [
        (mistake.number, kind, place)
        for mistake in mistakes
        for kind, places in (("expected", mistake.expected), ("found", mistake.found))
        for place in places
    ]
