"""One row of an item table → its cells: what is printed for each term, and where."""

import itertools
import re
from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple

from ....schemas.document import Word
from ....schemas.reply import Printed
from .cell_words import CURRENCY_WORD, is_number
from .columns import Columns
from .header_cells import HeaderCell
from .layout import box_of
from .meanings import DESCRIPTION, POSITION, QUANTITY, UNIT
from .row_bands import Band, text_rises

FEWEST_WRAPPED = 5
"""Lines that go on from which the place where they are wrapped shows."""

WRAPPED = 0.75
"""Share of them that must end for want of room."""

SMALLER = 0.93
"""Share of a line's height below which another is set in smaller type."""

OUTLIERS = 0.02
"""Share of the lines that may reach beyond that place."""

MOST_PLACES = 32
"""Places that are tried."""

MANY = 20
"""Rows from which the longest line beside numbers shows how far lines may reach, whether they are wrapped or not."""

FULL = 0.6
"""Share of the longest line that a line must fill before it may go on on the next for want of room."""


class Reach(NamedTuple):
    """How far the words of descriptions go in a table."""

    least: float
    """x that the longest line reaches: lines may be as long as that."""
    most: float
    """x of the next column's cells: no line may be longer."""
    full: float | None = None
    """x that lines keep to in a table long enough to tell."""
    rises: bool = False
    """True where descriptions begin above the line of the row's numbers."""
    titled: bool = False
    """True where most rows have a line of words above their numbers, beside which there are others."""
    wraps: bool = False
    """True where lines nearly always end because the next word had no room: such are lines of one statement."""


NUMERIC_TERMS = frozenset(
    {
        "LineItems.Quantity",
        "LineItems.UnitPrice",
        "LineItems.LineTotalExclTax",
        "LineItems.LineTotalInclTax",
        "LineItems.LineVATAmount",
        "LineItems.VatPercentage",
        "LineItems.LineDiscountAmount",
        "LineItems.LineDiscountPercent",
    }
)
"""Terms whose cell is one number."""

_QUANTITY_AND_UNIT = re.compile(r"\s*(?P<number>[-+]?\d[\d.,'’ ]*?-?)\s*(?P<unit>[^\W\d_%€$£].*?)?\s*\Z")


def cell_printed(term: str, column: int, band: Band, header: HeaderCell, reach: Reach) -> Printed | None:
    """What a row prints for one term; None where its cell is empty or is no such thing.

    Args:
        reach: see full_width; a line that ends where the next word had still had room ends there on purpose.
    """
    if term in NUMERIC_TERMS:
        held = band.number(column)
        if held is None:
            return None
        return _printed(_number_words(held[1]), header, band.lines[held[0]].line.page)
    lines = _stacked(term, column, band, header)
    if not lines:
        return None
    if term == DESCRIPTION:
        return _description(lines, band, header, reach)
    if term == POSITION:
        for line, words in lines:
            if re.match(r"\d[\d.]*\b", words[0].text):
                return _printed(words[:1], header, band.lines[line].line.page)
        return None
    # What stands beside the numbers belongs to them; what stands above may be a heading.
    line, words = next((held for held in lines if held[0] >= band.anchor), lines[0])
    return _printed(words, header, band.lines[line].line.page)


def unit_beside(column: int, band: Band, header: HeaderCell) -> Printed | None:
    """The unit of measure that is printed in the quantity's own cell ('10 Stk', '2 hours')."""
    held = band.number(column)
    if held is None:
        return None
    words = held[1]
    units = [word for word in words if not is_number(word.text) and re.search(r"[^\W\d_]", word.text)]
    return _printed(units, header, band.lines[held[0]].line.page) if units else None


def full_width(bands: Sequence[Band], column: int, columns: Columns) -> Reach:
    """The x that the words of a column reach at least and at most before they must go on on the next line.

    The longest line shows the least; the next column's cells are the most.
    """
    ends = sorted(words[-1].box.x1 for band in bands for _, words in band.words(column))
    least = ends[-1] if ends else 0.0
    most = columns.edges[1]
    if column < len(columns.cuts):
        beyond = [
            words[0].box.x0
            for band in bands
            for line in band.lines
            for k, words in line.cells.items()
            if k == column + 1 and k in line.numbers
        ]
        most = min([*beyond, columns.lefts[column + 1] or most, columns.edges[1]])
    rising = text_rises(bands, column)
    titled = 2 * rising >= len(bands)
    beside = sorted(words[-1].box.x1 for band in bands for k, words in band.words(column) if k == band.anchor)
    usual = beside[-1 - int(OUTLIERS * len(beside))] if beside else 0.0
    wrapped = _wrapped_at(bands, column, usual)
    full = wrapped if wrapped is not None else usual if len(beside) >= MANY else None
    return Reach(wrapped or least, max(least, most), full, rising > 0, titled and rising > 0, wrapped is not None)


def _wrapped_at(bands: Sequence[Band], column: int, usual: float) -> float | None:
    """The x at which lines of a column are wrapped; None where too few are to tell, or lines end for other reasons.

    A few lines may reach further, headings above all.

    Args:
        usual: the x that all but a few of the lines beside numbers keep to.
    """
    pairs = [
        (upper[-1].box.x1, _needed(upper, lower))
        for band in bands
        for (_, upper), (_, lower) in itertools.pairwise(_of_full_height(band, column))
        if _close(upper, lower)
    ]
    if len(pairs) < FEWEST_WRAPPED:
        return None
    places = sorted({end for end, _ in pairs if end >= usual - 1})
    agreeing = {
        x: sum(end <= x + 1 < needed + 1 for end, needed in pairs)
        for x in places[:: max(1, len(places) // MOST_PLACES)]
    }
    best = max(agreeing, key=lambda x: (agreeing[x], x), default=0.0)
    return best if agreeing and agreeing[best] >= WRAPPED * len(pairs) else None


def _of_full_height(band: Band, column: int) -> list[tuple[int, tuple[Word, ...]]]:
    """The lines of a cell without those in smaller type: details, which are lines of their own."""
    held = band.words(column)
    height = max((median(word.box.height for word in words) for _, words in held), default=0.0)
    return [(k, words) for k, words in held if median(word.box.height for word in words) >= SMALLER * height]


def _number_words(words: Sequence[Word]) -> list[Word]:
    """The number of a cell with its sign and currency, without a unit."""
    first = next(k for k, word in enumerate(words) if is_number(word.text))
    last = first
    while last + 1 < len(words) and is_number(words[last + 1].text):
        last += 1
    start = first
    while start > 0 and CURRENCY_WORD.fullmatch(words[start - 1].text):
        start -= 1
    if last + 1 < len(words) and CURRENCY_WORD.fullmatch(words[last + 1].text):
        last += 1
    return list(words[start : last + 1])


def _stacked(term: str, column: int, band: Band, header: HeaderCell) -> list[tuple[int, tuple[Word, ...]]]:
    """(index in the band, words) of the lines of a cell; under stacked labels, only those of the term's own."""
    held = band.words(column)
    if header.stack:
        level = max(range(len(header.stack)), key=lambda k: header.stack[k].get(term, 0.0))
        last = len(header.stack) - 1
        held = [(k, words) for k, words in held if k - band.anchor == level or k - band.anchor > level == last]
    return held


def _description(
    lines: Sequence[tuple[int, tuple[Word, ...]]], band: Band, header: HeaderCell, reach: Reach
) -> Printed | None:
    """The first statement of a description: its first line and those that it runs on into.

    Lines above the row's numbers belong to it where the line of the numbers has no words, or goes on with theirs.
    """
    start = next((k for k, (line, _) in enumerate(lines) if line >= band.anchor), len(lines))
    if (reach.titled and not reach.wraps) or start == len(lines):
        start = 0
    elif lines[start][0] == band.anchor:
        while start > 0 and (
            _runs_on(lines[start - 1][1], lines[start][1], reach, above=not reach.rises)
            or _details(lines[start - 1][1], lines[start][1])
        ):
            start -= 1
    else:
        start = 0
    kept = [lines[start]]
    for line, words in lines[start + 1 :]:
        if not _runs_on(kept[-1][1], words, reach):
            break
        kept.append((line, words))
    page = band.lines[kept[0][0]].line.page
    whole = _printed(
        [word for line, words in kept if band.lines[line].line.page == page for word in words], header, page
    )
    everything = " ".join(word.text for _, words in lines[start:] for word in words)
    if whole is None or everything == whole.text:
        return whole
    return Printed(whole.text, whole.page, whole.box, whole.label, alternatives=(everything,))


def _runs_on(upper: Sequence[Word], lower: Sequence[Word], reach: Reach, *, above: bool = False) -> bool:
    """True where a line goes on on the next: it stands close below, and its first word had no room above.

    Args:
        above: the upper line stands above the row's numbers, where headings stand too; so only want of room counts.
    """
    if not _close(upper, lower):
        return False
    needed = _needed(upper, lower)
    if (
        reach.full is not None
        and upper[-1].box.x1 <= reach.full + 2 * upper[0].box.height < needed + 2 * upper[0].box.height
    ):
        return True
    if _labelled(lower):
        return False
    if needed > reach.most:
        return True
    if above or needed <= reach.least:
        return False
    # How far lines may reach is not printed. Where a longer one stands in the table, the word would have gone beyond
    # it; else a word that begins like the middle of a sentence tips the scales.
    first, last = lower[0].text, upper[-1].text
    full = upper[0].box.x0 + FULL * (reach.least - upper[0].box.x0)
    if full < upper[-1].box.x1 < reach.least - 1 and len(lower) <= 2 and first.isalpha():
        return True
    return first[:1].islower() or first[:1] == "(" or last[-1:] in ",-(&/"


def _close(upper: Sequence[Word], lower: Sequence[Word]) -> bool:
    """True where a line stands right below another and is no smaller."""
    height = median(word.box.height for word in upper)
    gap = lower[0].box.y0 - upper[0].box.y1
    return -height < gap < 0.9 * height and median(word.box.height for word in lower) >= SMALLER * height


def _labelled(words: Sequence[Word]) -> bool:
    """True for a line that begins with a label of its own: 'Packing: bottle', 'Packing : bottle'."""
    named = words[0].text[:1].isalpha() and len(words) > 1
    return named and (words[0].text.endswith(":") or words[1].text == ":")


def _details(upper: Sequence[Word], lower: Sequence[Word]) -> bool:
    """True where a line stands right below another and is set in smaller type: it says more about what stands above."""
    height, own = (median(word.box.height for word in words) for words in (upper, lower))
    return -height < lower[0].box.y0 - upper[0].box.y1 < 0.9 * height and own < SMALLER * height


def _needed(upper: Sequence[Word], lower: Sequence[Word]) -> float:
    """The x that a line would have reached with the first word of the next."""
    return upper[-1].box.x1 + 0.25 * median(word.box.height for word in upper) + lower[0].box.width


def _printed(words: Sequence[Word], header: HeaderCell, page: int) -> Printed | None:
    text = " ".join(word.text for word in words).strip()
    return Printed(text, page, box_of(words), header.text or None) if text else None


def with_quantity_split(found: Mapping[str, Printed]) -> Mapping[str, Printed]:
    """The cells with a quantity that bears its unit ('10Stk') parted in two."""
    quantity = found.get(QUANTITY)
    if quantity is None:
        return found
    match = _QUANTITY_AND_UNIT.match(quantity.text)
    if match is None or not match["unit"]:
        return found
    parted = dict(found)
    parted[QUANTITY] = Printed(match["number"], quantity.page, quantity.box, quantity.label)
    parted.setdefault(UNIT, Printed(match["unit"], quantity.page, quantity.box, quantity.label))
    return parted
