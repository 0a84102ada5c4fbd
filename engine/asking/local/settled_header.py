"""The header as its columns demand: labels joined, parted, or found to head nothing but a running number."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from ....schemas.document import Box, Word
from .cell_words import CURRENCY_WORD, ends_number, is_number, two_numbers
from .column_cuts import SAMPLE
from .columns import Columns, grid_line
from .header_cells import HeaderCell
from .header_labels import column_meanings
from .layout import Line

TWO_COLUMNS = 0.6
"""Share of the item lines that must show two cells below a label before it is taken for two."""

ONE_COLUMN = 0.1
"""Share of the item lines that may show two cells below two labels that are taken for one."""

BESIDE = 3.0
"""Heights of a label by which its cells may stand beside it."""

POSITION = "LineItems.LineNumber"


def settle_cells(cells: Sequence[HeaderCell], lines: Sequence[Line]) -> tuple[HeaderCell, ...]:
    """The header with its labels parted that head two columns, and those joined that head one.

    The item lines tell: two cells below the label, or one.
    """
    found: list[HeaderCell] = []
    for k, cell in enumerate(cells):
        after = cells[k + 1].box.x0 if k + 1 < len(cells) else float("inf")
        if len(cell.parts) == 2 and _parts_apart(cell, lines) >= TWO_COLUMNS:
            found += cell.parts
        elif cell.glued and found:
            joined = _joined(found[-1], cell)
            before = found[-2].box.x1 if len(found) > 1 else float("-inf")
            if _two_columns(joined.box, cell.box.x0, (before, after), lines) < ONE_COLUMN:
                found[-1] = joined
            else:
                found.append(cell)
        else:
            found.append(cell)
    return tuple(found)


def count_apart(cells: Sequence[HeaderCell], columns: Columns, lines: Sequence[Line]) -> tuple[HeaderCell, ...] | None:
    """The header with a column of its own for the running number that stands before words; None without one."""
    sample = [grid_line(columns, line).cells for line in lines[:SAMPLE]]
    for k, cell in enumerate(cells):
        held = [row[k] for row in sample if len(row.get(k, ())) > 1]
        firsts = [int(words[0].text) for words in held if re.fullmatch(r"\d{1,4}", words[0].text)]
        if k in columns.numeric or len(firsts) < 2 or 5 * len(firsts) < 4 * len(sample):
            continue
        if 5 * sum(1 for a, b in itertools.pairwise(firsts) if b - a == 1) < 4 * (len(firsts) - 1):
            continue
        end = max(words[0].box.x1 for words in held if words[0].text.isdigit())
        start = min(words[1].box.x0 for words in held if words[0].text.isdigit())
        y0, y1 = cell.box.y0, cell.box.y1
        count = HeaderCell("", Box(min(w[0].box.x0 for w in held), y0, min(end, start - 0.1), y1), {POSITION: 1.0})
        rest = replace(cell, box=Box(start, y0, max(cell.box.x1, start + 1), y1), parts=(), glued=False)
        return (*cells[:k], count, rest, *cells[k + 1 :])
    return None


def _joined(left: HeaderCell, right: HeaderCell) -> HeaderCell:
    text = f"{left.text} {right.text}"
    terms = {term: max(left.terms.get(term, 0.0), right.terms.get(term, 0.0)) for term in (*left.terms, *right.terms)}
    return HeaderCell(text, left.box.union(right.box), column_meanings(text) or terms)


def _parts_apart(cell: HeaderCell, lines: Sequence[Line]) -> float:
    """Share of the cells below a label that leave a gap where its two parts meet."""
    middle = cell.parts[1].box.x0
    wide = 0.7 * max(cell.box.height, 1.0)
    both = held = 0
    for line in lines:
        words = [word for word in line.words if word.box.x0 < cell.box.x1 + 2 and word.box.x1 > cell.box.x0 - 2]
        held += bool(words)
        both += any(
            words[k].box.x0 - words[k - 1].box.x1 > wide or ends_number(words[k - 1], words[k])
            for k in range(1, len(words))
            if words[k - 1].box.x0 < middle <= words[k].box.x1 and not _follows(words, k)
        )
    return both / max(held, 1)


def _two_columns(label: Box, second: float, free: tuple[float, float], lines: Sequence[Line]) -> float:
    """Share of the cells below a label that are two.

    Args:
        second: x at which the second of two labels begins; cells may begin there, too.
        free: x of the labels on both sides; what stands beyond is theirs.
    """
    low = max(label.x0 - BESIDE * label.height, free[0])
    high = free[1] if free[1] != float("inf") else label.x1 + BESIDE * label.height
    both = held = 0
    for line in lines:
        words = [word for word in line.words if low <= word.box.centre <= high]
        held += bool(words)
        wide = 0.7 * max(label.height, 1.0)
        both += any(
            words[k].box.x0 - words[k - 1].box.x1 > wide
            or ends_number(words[k - 1], words[k])
            or two_numbers(words[k - 1], words[k])
            or abs(words[k].box.x0 - second) <= 0.1 * label.height
            for k in range(1, len(words))
            if not _follows(words, k)
        )
    return both / max(held, 1)


def _follows(words: Sequence[Word], k: int) -> bool:
    """True where a word is the sign or currency of the number before it, and not of the one behind it."""
    behind = k + 1 < len(words) and is_number(words[k + 1].text)
    return CURRENCY_WORD.fullmatch(words[k].text) is not None and not behind
