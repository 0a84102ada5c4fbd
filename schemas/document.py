"""What reading gives: pages of words with their places. No I/O here; see engine/reading for how they come to be."""

import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from .packed import Packed


class Box(NamedTuple):
    """A rectangle on a page, in PDF points (1/72 inch) from the top left corner of the page as it is shown."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Points from left to right edge."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Points from top to bottom edge."""
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        """The y of the horizontal centre line."""
        return (self.y0 + self.y1) / 2

    @property
    def centre(self) -> float:
        """The x of the vertical centre line."""
        return (self.x0 + self.x1) / 2

    def union(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


class Word(NamedTuple):
    """One run of characters without a blank, as it stands on the page."""

    text: str
    box: Box
    confidence: float = 1.0
    """0 to 1: the OCR engine's certainty; 1 for a text layer."""


class TextSource(StrEnum):
    """Where the words of a page came from."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    NONE = "none"


class Code(NamedTuple):
    """One QR code."""

    text: str
    """Its content, exactly as read."""
    box: Box


class Concealment(StrEnum):
    """Why a person does not see a word that the file holds."""

    NO_COLOUR = "drawn in no colour"
    SAME_COLOUR = "drawn in the colour of its ground"
    COVERED = "covered by something drawn over it"
    TINY = "too small to be read"
    OFF_PAGE = "outside the visible page"
    OTHERWISE = "that the picture of the page shows otherwise"
    JOINED = "with characters of no width between its letters"  # the word itself is seen


class Hidden(NamedTuple):
    """A word of the file that a person does not see, or sees otherwise."""

    word: Word
    why: Concealment


class PageStatus(StrEnum):
    """What became of a page."""

    SUCCESSFUL = "successful"
    FAILED = "failed"
    SKIPPED = "skipped"


class MediaType(StrEnum):
    """What the bytes are, sniffed from the bytes."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    BMP = "image/bmp"
    WEBP = "image/webp"
    XML = "application/xml"


@dataclass(frozen=True, slots=True)
class Document:
    """One input file: its name as the user knows it, its bytes and what they are."""

    name: str
    data: bytes
    media_type: MediaType
    sha256: str


@dataclass(frozen=True, slots=True)
class Page(Packed):
    """One page (or image frame), read."""

    number: int
    """From 1, as a person counts."""
    width_pt: float
    height_pt: float
    words: tuple[Word, ...] = ()
    """In reading order: top to bottom, left to right."""
    rules: tuple[Box, ...] = ()
    """Ruling lines drawn on the page, each a thin box; empty for OCR pages."""
    text_source: TextSource = TextSource.NONE
    reason: str | None = None
    """Why this text source was chosen, or why the page failed or was skipped, in words for a person."""
    status: PageStatus = PageStatus.SUCCESSFUL
    error_code: str | None = None
    """A stable code when status is failed."""
    turned: float = 0.0
    """Clockwise degrees the page was turned to bring its text upright and level: a quarter turn, a skew, or their sum.
    Size, words and rules are those of the turned page; `as_shown` leads back to the page as a viewer shows it."""
    sideways: tuple[Word, ...] = ()
    """Words that run another way than the lines, as notes up a margin do: in no line, but on the page."""
    hidden: tuple[Hidden, ...] = ()
    """Words of the file that are not on the page for a person: none of them is among `words`, except joined ones."""
    codes: tuple[Code, ...] = ()
    """QR codes; their boxes are on the page as a viewer shows it."""

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        """Packed with its words and rules as columns of numbers, in a tenth of the time."""
        fields: dict[str, Any] = {name: getattr(self, name) for name in type(self).__slots__}
        for name in ("words", "sideways"):
            words: tuple[Word, ...] = fields[name]
            sure = array("d", [word.confidence for word in words])
            fields[name] = [word.text for word in words], _edges([word.box for word in words]), sure
        fields["rules"] = _edges(self.rules)
        return _page, (fields,)

    def as_shown(self, box: Box) -> Box:
        """The place of this page's box on the page as a viewer shows it; the same box where the page was not turned."""
        if not self.turned:
            return box
        quarter = round(self.turned / 90) * 90 % 360
        skew = math.radians((self.turned + 45) % 90 - 45)
        cos, sin = math.cos(skew), math.sin(skew)
        middle_x, middle_y = self.width_pt / 2, self.height_pt / 2
        corners: list[tuple[float, float]] = []
        for x, y in ((box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)):
            dx, dy = x - middle_x, y - middle_y
            x, y = middle_x + dx * cos + dy * sin, middle_y - dx * sin + dy * cos
            match quarter:
                case 90:
                    x, y = y, self.width_pt - x
                case 180:
                    x, y = self.width_pt - x, self.height_pt - y
                case 270:
                    x, y = self.height_pt - y, x
                case _:
                    pass
            corners.append((x, y))
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))


def _page(fields: dict[str, Any]) -> Page:
    """The page that was packed."""
    for name in ("words", "sideways"):
        texts, edges, sure = fields[name]
        fields[name] = tuple(map(_word, zip(texts, _boxes(edges), sure, strict=True)))
    fields["rules"] = tuple(_boxes(fields["rules"]))
    return Page(**fields)


_word, _box = partial(tuple.__new__, Word), partial(tuple.__new__, Box)


def _edges(boxes: Sequence[Box]) -> "array[float]":
    return array("d", chain.from_iterable(boxes))


def _boxes(edges: "array[float]") -> Iterator[Box]:
    edge = iter(edges)
    return map(_box, zip(edge, edge, edge, edge, strict=True))


@dataclass(frozen=True, slots=True)
class Pages(Packed):
    """All pages of one document, in order, and what else its file carried."""

    name: str
    media_type: MediaType
    sha256: str
    pages: tuple[Page, ...]
    einvoice_xml: bytes | None = None
    """The embedded (or, for an XML document, the whole) e-invoice, exactly as found."""
    active: tuple[str, ...] = ()
    """What the file would do when it is opened: 'JavaScript', 'a launch action', …; none of it is ever run."""

    def page(self, number: int) -> Page:
        """The page with this number (from 1)."""
        return self.pages[number - 1]
