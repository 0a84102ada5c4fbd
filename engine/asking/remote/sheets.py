"""Pages → what a model is shown of them: text that keeps columns apart, whether a picture is wanted, rows expected.

Plain values made by a pure function, so that a worker process can prepare them while others are being asked about.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from ....prompts.compiled import CompiledPrompt
from ....schemas.document import Page, Pages, PageStatus, TextSource, Word
from .call import Image

Form = Literal["auto", "text", "image", "both"]
"""What a model is given. auto: text and a small picture of digital pages, the picture alone of scans."""

WIDE_GAP = 1.1
"""A gap wider than this many line heights parts columns."""

ALIGNED_PT = 3.0
"""Points within which edges stand under one another."""

FEWEST_ROWS = 3
"""Fewer lines of numbers under one another are no table to count on."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as a model is shown it."""

    number: int
    """From 1."""
    text: str
    """Line by line; two blanks or more part columns."""
    text_source: TextSource
    failed: bool = False
    """True where the page was not read or was left out by reading; a model is not asked about it."""
    rows: tuple[str, ...] = ()
    """The lines that hold the numbers of the items table's rows; empty where that is unclear."""
    image: Image | None = None
    picture: bool = False
    """True where a picture of the page is wanted."""
    text_beside: bool = True
    """False where the picture, if there is one, takes the place of the text."""
    height_pt: float = 0.0
    """Of the page as it is shown; 0 where the page was turned to be read, so that places and picture do not agree."""

    @property
    def expected_rows(self) -> int | None:
        """Rows of the items table counted on the page; None where that is unclear."""
        return len(self.rows) or None


@dataclass(frozen=True, slots=True)
class Sheets:
    """All pages of one document as a model is shown them."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]


def sheets_of(pages: Pages, prompt: CompiledPrompt, form: Form | str = "auto") -> Sheets:
    """What a model is shown of a document.

    Args:
        pages: the document, read.
        prompt: what is asked; rows are counted only where line items are.
        form: see Form.
    """
    count = bool(prompt.line_item_fields)
    return Sheets(pages.name, pages.sha256, tuple(_sheet(page, count, form) for page in pages.pages))


def _sheet(page: Page, count: bool, form: str) -> Sheet:
    lines = [_cells(line) for line in _lines(page.words)]
    scan = page.text_source is not TextSource.TEXT_LAYER
    return Sheet(
        page.number,
        "\n".join(_written(cells) for cells in lines),
        page.text_source,
        failed=page.status is not PageStatus.SUCCESSFUL,
        rows=_rows(lines) if count else (),
        picture=form != "text",
        text_beside=form == "both" or (form == "auto" and not scan),
        height_pt=0.0 if page.turned else page.height_pt,
    )


# -- text -------------------------------------------------------------------------------------------------------------

Cell = tuple[str, float, float]
"""Words of one line with no wide gap between them, and the x of their left and right edges."""


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand on one baseline, left to right; lines from top to bottom."""
    placed = sorted([((word[1][1] + word[1][3]) / 2, word) for word in words], key=lambda pair: pair[0])
    lines: list[list[Word]] = []
    line: list[Word] = []
    bottom = -1.0
    for middle, word in placed:
        if middle > bottom:
            line = []
            lines.append(line)
            bottom = middle + 0.5 * (word[1][3] - word[1][1])
        line.append(word)
    for line in lines:
        line.sort(key=_left)
    return lines


def _left(word: Word) -> float:
    return word[1][0]


def _cells(line: Sequence[Word]) -> list[Cell]:
    text, box, _ = line[0]
    start, end = box[0], box[2]
    cells: list[Cell] = []
    for word, (x0, y0, x1, y1), _ in line[1:]:
        if x0 - end > WIDE_GAP * (y1 - y0):
            cells.append((text, start, end))
            text, start = word, x0
        else:
            text = f"{text} {word}"
        end = x1
    cells.append((text, start, end))
    return cells


def _written(cells: Sequence[Cell]) -> str:
    return "  ".join([cell[0] for cell in cells])


# -- rows expected ----------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[-−+(]?(?:[A-Z]{3}|[€$£¥])? ?[-−]?\d[\d.,' ]*-?\)?(?: ?(?:[A-Z]{3}|[€$£¥%]))?\Z")
_AMOUNT = re.compile(r"\d[.,]\d\d\D{0,5}\Z")


def _rows(lines: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """The lines that are rows of a table by their numbers: an amount at the right, another number beside it.

    The amounts and the numbers of a table stand under one another, edge to edge; those of totals and tax lines may
    stand under the amounts, never under both.
    """
    pairs: list[tuple[Cell, Cell, Sequence[Cell]]] = []
    for cells in lines:
        if len(cells) < 3 or not _AMOUNT.search(cells[-1][0]) or not _NUMBER.match(cells[-1][0]):
            continue
        before = next((cell for cell in reversed(cells[:-1]) if _NUMBER.match(cell[0])), None)
        if before is not None:
            pairs.append((before, cells[-1], cells))
    if len(pairs) < FEWEST_ROWS:
        return ()
    rows = max((_aligned(pairs, one, other) for one in _EDGES for other in _EDGES), key=len)
    return tuple(_written(cells) for cells in rows) if len(rows) >= FEWEST_ROWS else ()


def _start(cell: Cell) -> float:
    return cell[1]


def _end(cell: Cell) -> float:
    return cell[2]


Edge = Callable[[Cell], float]
_EDGES: tuple[Edge, Edge] = (_start, _end)
"""Numbers of a column stand flush at one of these."""


def _aligned(pairs: Sequence[tuple[Cell, Cell, Sequence[Cell]]], one: Edge, other: Edge) -> list[Sequence[Cell]]:
    """The lines whose pairs stand where most of them stand, within ALIGNED_PT, by these edges."""
    places = [(one(before) / ALIGNED_PT, other(amount) / ALIGNED_PT) for before, amount, _ in pairs]
    (x, y), _ = Counter((round(a), round(b)) for a, b in places).most_common(1)[0]
    return [line for (a, b), (_, _, line) in zip(places, pairs, strict=True) if abs(a - x) <= 1 and abs(b - y) <= 1]
