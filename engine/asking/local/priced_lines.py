"""Items without a table header: lines of words that end in an amount, down to the sum below them.

So are receipts, insurance bills and short letters printed. A receipt may print the item's name on one line and
'2 x 1,50  3,00' on the next.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ....schemas.document import Word
from ....schemas.reply import Printed
from ...values.amounts import looks_like_amount
from .cell_words import CURRENCY_WORD, is_number
from .layout import Layout, Line, box_of
from .meanings import DESCRIPTION, QUANTITY, SKU, TOTAL, UNIT_PRICE, number_in
from .sum_lines import Sum, opens_with_sum, sum_line

EDGE = 0.012
"""Share of the page width by which the right edges of amounts in one list may differ."""

FARTHEST = 6.0
"""Largest gap, in line heights, between two lines of one list."""

RUNS_ON = 6
"""Lines of a list of which half must begin at the x of the next page's first, for the list to go on there."""

LONG = 20
"""Lines of a list that may have sums of groups in it."""

_TIMES = re.compile(r"[xX×@*]")
_CODE = re.compile(r"[A-Z*]{1,3}|[A-Z]\d?")
_LONG_CODE = re.compile(r"\d{8,14}")
_BARCODE = re.compile(r"[\d-]{5,18}")


@dataclass(frozen=True, slots=True)
class PricedLines:
    """The items of a list, and the lines that make it up."""

    rows: tuple[Mapping[str, Printed], ...] = ()
    """Per item: term key → printed."""
    lines: frozenset[int] = frozenset()
    proven: bool = False
    """True where the amounts add up to the sum below them."""


@dataclass(frozen=True, slots=True)
class _Priced:
    """A line that ends in an amount."""

    line: Line
    label: tuple[Word, ...]
    rest: tuple[Word, ...]
    """What stands between the words and the amount in the words' own segment, with a gap to the amount."""
    numbers: tuple[Word, ...]
    """The numbers between the words and the amount: quantity, price."""
    amount: tuple[Word, ...]
    value: Decimal


def read_priced_lines(layout: Layout, decimal_mark: str | None) -> PricedLines:
    """The list whose amounts add up to its sum; else the longest that ends in a sum; nothing where there is none."""
    best = PricedLines()
    for run in _runs(layout, decimal_mark):
        found = _items(layout, run, decimal_mark)
        if (found.proven, len(found.rows)) > (best.proven, len(best.rows)):
            best = found
    return best


def _runs(layout: Layout, decimal_mark: str | None) -> list[list[_Priced]]:
    """Lines ending in amounts, grouped where the amounts stand below each other."""
    widths = {page.number: page.width_pt for page in layout.pages}
    runs: list[list[_Priced]] = []
    for line in layout.lines:
        priced = _priced(line, decimal_mark)
        if priced is None:
            continue
        right = priced.amount[-1].box.x1
        for run in reversed(runs[-3:]):
            last = run[-1]
            if _follows(run, line) and abs(last.amount[-1].box.x1 - right) <= EDGE * widths[line.page]:
                run.append(priced)
                break
        else:
            runs.append([priced])
    return runs


def _follows(run: Sequence[_Priced], line: Line) -> bool:
    """True where a line stands near the last one of a list, or goes on with a longer list on the next page."""
    last = run[-1].line
    if last.page == line.page:
        return line.box.y0 - last.box.y1 < FARTHEST * max(line.box.height, last.box.height)
    level = sum(abs(priced.line.box.x0 - line.box.x0) <= 2.0 for priced in run[-RUNS_ON:])
    return line.page == last.page + 1 and 2 * level >= RUNS_ON


def _priced(line: Line, decimal_mark: str | None) -> _Priced | None:
    """The line taken apart, or None where it does not end in an amount."""
    words = list(line.words)
    if len(words) > 2 and _CODE.fullmatch(words[-1].text) and is_number(words[-2].text):
        words.pop()
    end = len(words)
    while words and CURRENCY_WORD.fullmatch(words[end - 1].text) and end > 1:
        end -= 1
    if not end or not is_number(words[end - 1].text):
        return None
    start = end - 1
    while start > 0 and CURRENCY_WORD.fullmatch(words[start - 1].text):
        start -= 1
        if words[start].text != "-":
            break
    amount = words[start:]
    text = " ".join(word.text for word in amount)
    if not looks_like_amount(text):
        return None
    value = number_in(text, decimal_mark)
    if value is None:
        return None
    before = words[:start]
    cut = len(before)
    while cut and (is_number(before[cut - 1].text) or _between(before[cut - 1].text)):
        cut -= 1
    numbers = [word for word in before[cut:] if is_number(word.text)]
    return _Priced(line, tuple(before[:cut]), _rest(line, cut, amount), tuple(numbers), tuple(amount), value)


def _rest(line: Line, cut: int, amount: Sequence[Word]) -> tuple[Word, ...]:
    """The words from one on to the end of its segment, where the amount stands in another."""
    at = 0
    for segment in line.segments:
        end = at + len(segment.words)
        if at < cut < end:
            return segment.words[cut - at :] if amount[0].box.x0 > segment.box.x1 else ()
        at = end
    return ()


def _between(text: str) -> bool:
    return _TIMES.fullmatch(text) is not None or CURRENCY_WORD.fullmatch(text) is not None


def _items(layout: Layout, run: Sequence[_Priced], decimal_mark: str | None) -> PricedLines:
    """The items of a run: its lines above the first sum."""
    if len(run) >= LONG:
        run = _without_sums_of_groups(run)
    end, labelled = len(run), False
    total = Decimal(0)
    for k, priced in enumerate(run):
        if sum_line(priced.line) in (Sum.TOTAL, Sum.SUBTOTAL):
            end, labelled = k, True
            break
        if k >= 2 and total and priced.value == total:
            end = k
            break
        total += priced.value
    if end == len(run) > 1 and run[0].value == run[1].value:
        end, total = 1, run[0].value
    if end in (0, len(run)):
        return PricedLines()
    items = run[:end]
    proven = any(priced.value == total for priced in run[end:]) and bool(total)
    if not proven and not labelled:
        return PricedLines()
    if len(items) == 1 and not proven:
        return PricedLines()
    rows: list[Mapping[str, Printed]] = []
    used: set[int] = {priced.line.index for priced in items}
    above = items[0].line.index - 3
    for priced in items:
        found, names = _row(layout, priced, above, decimal_mark)
        if DESCRIPTION not in found:
            continue
        rows.append(found)
        used |= names
        above = priced.line.index
    return PricedLines(tuple(rows), frozenset(used), proven)


def _without_sums_of_groups(run: Sequence[_Priced]) -> list[_Priced]:
    """A long list without the sums between its items: of groups, and carried from page to page."""
    last = max((k for k, priced in enumerate(run) if not _is_sum(priced)), default=-1)
    reached, kept, items = Decimal(0), list[_Priced](), 0
    sums = {reached: items}  # sum of the first amounts → how many they are
    for k, priced in enumerate(run):
        above = items - sums.get(reached - priced.value, items)
        if _is_sum(priced) and ((k < last and above) or sum_line(priced.line) is Sum.CARRIED):
            continue
        kept.append(priced)
        reached, items = reached + priced.value, items + 1
        sums[reached] = items
    return kept


def _is_sum(priced: _Priced) -> bool:
    return sum_line(priced.line) is not None or opens_with_sum(priced.line)


def _row(layout: Layout, priced: _Priced, above: int, decimal_mark: str | None) -> tuple[dict[str, Printed], set[int]]:
    """The cells of one item, and the lines above and below that it took its name or its price from."""
    page = priced.line.page
    found = {TOTAL: _printed(priced.amount, page)}
    used: set[int] = set()
    label = [word for word in priced.label if word.text.strip("-*•·")]
    if label and _BARCODE.fullmatch(label[0].text):
        found[SKU] = _printed(label[:1], page)
        label = label[1:]
    if not _has_words(label):
        for index in range(priced.line.index - 1, max(above, priced.line.index - 3), -1):
            line = layout.lines[index]
            near = layout.lines[index + 1].box.y0 - line.box.y1 < 1.2 * line.box.height
            if line.page != page or not near or not _has_words(line.words) or sum_line(line):
                break
            label = [*line.words, *label]
            used.add(index)
        if not used:
            label = [word for word in priced.label if word.text.strip("-*•·")]
    if _has_words(label):
        found[DESCRIPTION] = _printed(label, page)
    codes = [word for word in priced.numbers if _LONG_CODE.fullmatch(word.text)]
    if codes and SKU not in found:
        found[SKU] = _printed(codes[:1], page)
    counted = _counted([word for word in priced.numbers if word not in codes], priced.value, decimal_mark)
    below = priced.line.index + 1
    if counted is None and below < len(layout.lines) and layout.lines[below].page == page:
        words = [word for word in layout.lines[below].words if is_number(word.text)]
        if len(words) == 2 and any(_TIMES.fullmatch(word.text) for word in layout.lines[below].words):
            counted = _counted(words, priced.value, decimal_mark)
            used |= {below} if counted else set()
    if counted is None and not codes and label and DESCRIPTION in found and not used:
        whole = [*label, *priced.rest]  # 'Flat rate § 16', with a gap to the amount
        counted = _counted([word for word in whole if is_number(word.text)][-2:], priced.value, decimal_mark)
        if counted is not None:  # 'Drawing 16 hours à 85,00'
            one, other = sorted(map(whole.index, counted))
            counted, whole = (whole[one], whole[other]), whole[:one]
        if _has_words(whole):
            found[DESCRIPTION] = _printed(whole, page)
    if counted is not None:
        found[QUANTITY] = _printed(counted[:1], page)
        found[UNIT_PRICE] = _printed(counted[1:], page)
    return found, used


def _counted(numbers: Sequence[Word], total: Decimal, decimal_mark: str | None) -> tuple[Word, Word] | None:
    """Quantity and price: two neighbouring numbers whose product is the amount."""
    for one, other in itertools.pairwise(numbers):
        count, price = number_in(one.text, decimal_mark), number_in(other.text, decimal_mark)
        if count is not None and price is not None and abs(count * price - total) <= Decimal("0.02"):
            if looks_like_amount(one.text) and not looks_like_amount(other.text):
                return other, one
            return one, other
    return None


def _has_words(words: Sequence[Word]) -> bool:
    return sum(1 for word in words for char in word.text if char.isalpha()) >= 3


def _printed(words: Sequence[Word], page: int) -> Printed:
    return Printed(" ".join(word.text for word in words), page, box_of(words))
