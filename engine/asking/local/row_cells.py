"""One row of an item table → its cells: what is printed for each term, and where."""

import re
from collections.abc import Mapping, Sequence
from statistics import median

from ....schemas.document import Word
from ....schemas.reply import Printed
from .columns import CURRENCY_WORD, is_number
from .layout import box_of
from .meanings import DESCRIPTION, POSITION, QUANTITY, UNIT
from .row_bands import Band
from .table_header import HeaderCell

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

_DETAIL = re.compile(r"\S(?:.{0,40}?\S)?\s*:(?:\s|$)")
"""A line that names what it says ('GTIN: 4012345001235', 'Serial no.: X1'): a detail, not the item's name."""

_QUANTITY_AND_UNIT = re.compile(r"\s*(?P<number>[-+]?\d[\d.,'’ ]*?)\s*(?P<unit>[^\W\d_%€$£].*?)?\s*\Z")


def cell_printed(term: str, column: int, band: Band, header: HeaderCell, widest: float) -> Printed | None:
    """What a row prints for one term; None where its cell is empty or is no such thing.

    Args:
        widest: the x up to which descriptions reach in this table; a line that ends where the next word had still
            had room is a line's end on purpose.
    """
    if term in NUMERIC_TERMS:
        held = band.number(column)
        if held is None:
            return None
        return _printed(_number_words(held[1]), header, band.lines[held[0]].line.page)
    lines = _stacked(term, column, band, header)
    if not lines:
        return None
    page = lines[0][0]
    if term == DESCRIPTION:
        return _description([words for at, words in lines if at == page], header, widest, page)
    if term == POSITION:
        for at, words in lines:
            if re.match(r"\d[\d.]*\b", words[0].text):
                return _printed(words[:1], header, at)
        return None
    return _printed(lines[0][1], header, page)


def unit_beside(column: int, band: Band, header: HeaderCell) -> Printed | None:
    """The unit of measure that is printed in the quantity's own cell ('10 Stk', '2 hours')."""
    held = band.number(column)
    if held is None:
        return None
    words = held[1]
    units = [word for word in words if not is_number(word.text) and re.search(r"[^\W\d_]", word.text)]
    return _printed(units, header, band.lines[held[0]].line.page) if units else None


def full_width(bands: Sequence[Band], column: int) -> float:
    """The x up to which the words of a column reach."""
    ends = [words[-1].box.x1 for band in bands for _, words in band.words(column)]
    return max(ends, default=0.0)


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
    """(page, words) of the lines of a cell; where labels are stacked in the header, only those under the term's own label."""
    held = band.words(column)
    if header.stack:
        level = max(range(len(header.stack)), key=lambda k: header.stack[k].get(term, 0.0))
        last = len(header.stack) - 1
        held = [(k, words) for k, words in held if k - band.anchor == level or k - band.anchor > level == last]
    return [(band.lines[k].line.page, words) for k, words in held]


def _description(lines: Sequence[tuple[Word, ...]], header: HeaderCell, widest: float, page: int) -> Printed | None:
    """The first statement of a description: its first line and those that it runs on into."""
    kept: list[tuple[Word, ...]] = [lines[0]]
    for words in lines[1:]:
        before = kept[-1]
        height = median(word.box.height for word in before)
        room = widest - before[-1].box.x1
        gap = words[0].box.y0 - before[0].box.y1
        if gap > height or words[0].box.width + 0.3 * height <= room or _is_detail(words):
            break
        kept.append(words)
    whole = _printed([word for words in kept for word in words], header, page)
    everything = " ".join(word.text for words in lines for word in words)
    if whole is None or everything == whole.text:
        return whole
    return Printed(whole.text, whole.page, whole.box, whole.label, alternatives=(everything,))


def _is_detail(words: Sequence[Word]) -> bool:
    return _DETAIL.match(" ".join(word.text for word in words)) is not None


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
