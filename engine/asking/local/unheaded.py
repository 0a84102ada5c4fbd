"""A table without labels: its columns by the gaps that its lines leave, their meaning by arithmetic.

Many lines that end in amounts below each other are a table, whatever stands above them. Nothing says what its columns
mean, so it counts only where quantity × price = total holds on nearly all lines.
"""

from collections import Counter
from collections.abc import Sequence

from ....schemas.document import Box
from ...values.amounts import looks_like_amount
from .cell_words import CURRENCY_WORD, is_number, number_count, two_numbers
from .header_cells import Header, HeaderCell
from .layout import Layout, Line
from .sum_lines import sum_line
from .table_body import Stretch

FEWEST = 4
"""Lines that make a table."""

NEAR = 2.0
"""Points by which the right edges of numbers in one column may differ."""

COVERED = 0.1
"""Share of the lines that must have ink at an x for it to lie in a column."""

HELD = 0.2
"""Share of the lines that must fill a column; sparser ones are the ends of long words."""

ABOVE = 3
"""Lines above the first numbers that may be the words of the first row."""


def unheaded_table(layout: Layout) -> tuple[Stretch, ...]:
    """The stretches of the largest table without labels, page by page; none where no lines look like one.

    Its header has cells without text or terms, as wide as the columns.
    """
    lines = _alike([line for line in layout.lines if _may_be_item(line)])
    if len(lines) < FEWEST:
        return ()
    height = sorted(line.box.height for line in lines)[len(lines) // 2]
    columns = _columns(lines, height)
    if len(columns) < 4:
        return ()
    first = lines[0]
    top = _first_line(layout, first, columns[0][0], columns[-1][1])
    cells = tuple(HeaderCell("", Box(x0, top.box.y0 - height, x1, top.box.y0), {}) for x0, x1 in columns)
    box = Box(cells[0].box.x0, cells[0].box.y0, cells[-1].box.x1, cells[0].box.y1)
    header = Header(cells, (), first.page, box)
    pages = sorted({line.page for line in lines})
    return tuple(
        Stretch(
            header,
            tuple(line for line in layout.on_page(page) if line.index >= top.index),
            page != first.page,
        )
        for page in pages
    )


def _may_be_item(line: Line) -> bool:
    """True for a line with words and two or more numbers, one of the last two an amount."""
    if number_count(line) < 2 or not any(len(word.text) > 2 and word.text[:1].isalpha() for word in line.words):
        return False
    numbers = [word.text for word in line.words if is_number(word.text)]
    return any(looks_like_amount(text) for text in numbers[-3:]) and sum_line(line) is None


def _alike(lines: Sequence[Line]) -> list[Line]:
    """The lines whose last words end at the x at which most do."""
    ends = Counter(round(line.box.x1) for line in lines)
    if not ends:
        return []
    most = max(ends, key=lambda x: (sum(ends[x + n] for n in (-1, 0, 1)), -x))
    return [line for line in lines if abs(line.box.x1 - most) <= NEAR]


def _columns(lines: Sequence[Line], height: float) -> list[tuple[float, float]]:
    """(Left, right) of the columns, left to right."""
    rows = [_cells(line, height) for line in lines]
    change: Counter[int] = Counter()
    for row in rows:
        for x0, x1 in row:
            change[round(x0)] += 1
            change[round(x1)] -= 1
    found: list[tuple[float, float]] = []
    depth, start = 0, None
    for x in sorted(change):
        depth += change[x]
        inked = depth > COVERED * len(rows)
        if inked and start is None:
            start = x
        elif not inked and start is not None:
            found.append((float(start), float(x)))
            start = None
    kept: list[tuple[float, float]] = []
    for x0, x1 in found:
        held = sum(any(a < x1 and b > x0 for a, b in row) for row in rows)
        own = sum(any(x0 - 1 <= a < x1 for a, _ in row) or any(x0 < b <= x1 + 1 for _, b in row) for row in rows)
        if kept and (held < HELD * len(rows) or 2 * own < held):
            kept[-1] = (kept[-1][0], x1)
        else:
            kept.append((x0, x1))
    return kept


def _cells(line: Line, height: float) -> list[tuple[float, float]]:
    """(Left, right) of the words of a line, numbers with their currency and thousands."""
    found: list[tuple[float, float]] = []
    words = line.words
    joins = False
    for k, word in enumerate(words):
        gap = word.box.x0 - words[k - 1].box.x1 if k else height
        after = words[k + 1].box.x0 - word.box.x1 if k + 1 < len(words) else height
        sign = CURRENCY_WORD.fullmatch(word.text) is not None
        thousands = k > 0 and is_number(words[k - 1].text) and is_number(word.text)
        thousands = thousands and not two_numbers(words[k - 1], word)
        if found and gap < 0.6 * height and (joins or thousands or (sign and gap <= after)):
            found[-1] = (found[-1][0], word.box.x1)
        else:
            found.append((word.box.x0, word.box.x1))
        joins = sign and after < gap
    return found


def _first_line(layout: Layout, line: Line, left: float, right: float) -> Line:
    """The line where the first row begins: its words may stand above its numbers."""
    top = line
    for _ in range(ABOVE):
        above = layout.lines[top.index - 1] if top.index else top
        close = above.page == top.page and top.box.y0 - above.box.y1 < 0.9 * top.box.height
        numbers = number_count(above)
        item = numbers >= 2 and abs(above.box.x1 - right) <= NEAR
        if above is top or not (close or item) or (numbers and not item) or above.box.x0 < left - NEAR:
            break
        top = above
    return top
