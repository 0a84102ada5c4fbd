"""The VAT breakdown of a document: one row per rate with its base and its tax.

Found by its arithmetic, base × rate = tax (EN 16931, BR-CO-17), on one line: so tables, 'VAT 19 % on 100,00  19,00'
and lines of a receipt are read alike, with or without a header, in any language.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ....schemas.document import Word
from ....schemas.fields import Field
from ....schemas.reply import Printed, Row
from ....schemas.vocabulary import fold, words
from .cell_words import is_number, mark_of
from .header_labels import VAT_BREAKDOWN
from .layout import Layout, Line, box_of
from .meanings import number_in
from .sum_lines import sum_line
from .table_header import find_headers
from .tax_numbers import TaxNumber, tax_numbers

RATE = "VatBreakdown.RatePercent"
BASE = "VatBreakdown.TaxableBase"
TAX = "VatBreakdown.VatAmount"
CATEGORY = "VatBreakdown.TaxCategory"
REASON = "VatBreakdown.ExemptionReason"

HIGHEST_RATE = 30
"""Per cent; no country taxes sales higher."""

SHORT = 6
"""Words up to which a line that names a tax, a rate and an amount is taken for its sum."""

CENT = Decimal("0.01")

REASONS = ("exempt", "reverse_charge", "intra_community", "export")
"""Word lists of the vocabulary that say why no tax is charged."""

_CATEGORY = re.compile(r"\(\s*(AE|[SZEKGOLM])\s*\)")


@dataclass(frozen=True, slots=True)
class VatTable:
    """The VAT breakdown as printed."""

    rows: tuple[Row, ...] = ()
    """One per rate (or category), in printed order, keyed by the prompt's field names."""
    lines: frozenset[int] = frozenset()
    """Indexes of the layout lines it was read from."""


@dataclass(frozen=True, slots=True)
class VatRow:
    """One rate with its base and tax."""

    rate: Printed
    percent: Decimal
    base: Printed | None
    base_value: Decimal | None
    tax: Printed | None
    category: Printed | None
    reason: Printed | None
    line: int


def read_vat_breakdown(
    layout: Layout, fields: Sequence[Field], decimal_mark: str | None = None, items: Iterable[int] = ()
) -> VatTable:
    """The rows of the VAT breakdown, with the fields of group 'VatBreakdown' that were asked for.

    Args:
        items: indexes of the layout lines with the numbers of items; no breakdown is looked for there.
    """
    found = vat_rows(layout, decimal_mark or mark_of(layout), items)
    named = {field.term: field.name for field in fields if field.group == VAT_BREAKDOWN and field.term}
    rows: list[Row] = []
    for row in found:
        cells = {RATE: row.rate, BASE: row.base, TAX: row.tax, CATEGORY: row.category, REASON: row.reason}
        rows.append({named[term]: printed for term, printed in cells.items() if printed and term in named})
    return VatTable(tuple(row for row in rows if row), frozenset(row.line for row in found))


def vat_rows(layout: Layout, decimal_mark: str | None = None, items: Iterable[int] = ()) -> tuple[VatRow, ...]:
    """The rows of the VAT breakdown; each rate and base once."""
    taken = frozenset(items)
    headed = _under_headers(layout)
    whole: list[VatRow] = []
    partial: list[VatRow] = []
    for line in layout.lines:
        if line.index in taken or _says(line, "discount") or _says(line, "surcharge"):
            continue
        numbers = tax_numbers(line, decimal_mark)
        if any(n.percent for n in numbers) and not any(n.money for n in numbers) and _says_tax(line):
            numbers += _below(layout, line, decimal_mark)
        if len(numbers) < 2:
            continue
        row = _row(line, numbers, line.index in headed)
        if row is not None:
            (whole if row.base is not None else partial).append(row)
    known = {row.percent.normalize() for row in whole}
    partial = [row for row in partial if row.percent.normalize() not in known]
    return tuple(_once([*whole, *(_with_base(layout, row, decimal_mark) for row in partial)]))


def _below(layout: Layout, line: Line, decimal_mark: str | None) -> list[TaxNumber]:
    """The amounts on the line right below one that names a rate, where sums stand side by side under their labels."""
    if line.index + 1 >= len(layout.lines):
        return []
    lower = layout.lines[line.index + 1]
    if lower.page != line.page or lower.box.y0 - line.box.y1 > 2 * line.box.height:
        return []
    numbers = tax_numbers(lower, decimal_mark)
    return numbers if len(numbers) >= 2 and all(number.money for number in numbers) else []


def _row(line: Line, numbers: Sequence[TaxNumber], headed: bool) -> VatRow | None:
    """The rate, base and tax on one line; without the base where only the tax is printed."""
    plain = _plain_row(numbers)
    if plain is not None:
        return _made(line, *plain)
    taxed = headed or _says_tax(line)
    rates = [n for n in numbers if n.percent]
    if not rates and not headed:
        return None
    for rate in rates or [n for n in numbers if not n.money]:
        if not 0 <= rate.value <= HIGHEST_RATE:
            continue
        at = numbers.index(rate)
        amounts = [n for n in numbers if n is not rate and not n.percent and (n.money or headed)]
        # Without tax any amount may be the base; it is the one next to the rate.
        for base in sorted(amounts, key=lambda n: (abs(numbers.index(n) - at), numbers.index(n) < at)):
            for tax in amounts:
                if tax is not base and _taxes(base.value, rate.value, tax.value):
                    return _made(line, rate, base, tax)
        if taxed and rate.percent and len(amounts) == 1 and amounts[0].money and _tax_only(line):
            return _made(line, rate, None, amounts[0])
    return None


def _plain_row(numbers: Sequence[TaxNumber]) -> tuple[TaxNumber, TaxNumber, TaxNumber] | None:
    """Rate, base and tax of a line that has no word to say so, but prints their sum too."""
    for rate in numbers:
        if (rate.money and rate.value != rate.value.to_integral_value()) or not 0 < rate.value <= HIGHEST_RATE:
            continue
        for base in numbers:
            for tax in numbers:
                if len({id(rate), id(base), id(tax)}) < 3 or not (base.money and tax.money):
                    continue
                due = (base.value * rate.value / 100).quantize(CENT, ROUND_HALF_UP)
                if due == tax.value != 0 and any(n.value == base.value + tax.value for n in numbers):
                    return rate, base, tax
    return None


def _taxes(base: Decimal, rate: Decimal, tax: Decimal) -> bool:
    """True where base × rate is the tax to two cents, and the base is no tax itself."""
    if base == 0:
        return False
    if rate == 0:
        return tax == 0
    due = (base * rate / 100).quantize(CENT, ROUND_HALF_UP)
    return tax != 0 and abs(due - tax) <= 2 * CENT


def _made(line: Line, rate: TaxNumber, base: TaxNumber | None, tax: TaxNumber | None) -> VatRow:
    text = line.text
    mark = _CATEGORY.search(text)
    category = Printed(mark[1], line.page, line.box) if mark else None
    label = [word for word in line.segments[0].words if not is_number(word.text)]
    reason = None
    if rate.value == 0 and label and _says_why(" ".join(word.text for word in label)):
        reason = _printed(label, line.page)
    return VatRow(
        _printed(rate.words, line.page),
        rate.value,
        _printed(base.words, line.page) if base else None,
        base.value if base else None,
        _printed(tax.words, line.page) if tax else None,
        category,
        reason,
        line.index,
    )


def _with_base(layout: Layout, row: VatRow, decimal_mark: str | None) -> VatRow:
    """The row with the amount above it that its tax is the rate of, where one is printed."""
    if row.tax is None:
        return row
    tax = number_in(row.tax.text, decimal_mark)
    for line in reversed(layout.lines[max(0, row.line - 12) : row.line]):
        if row.percent == 0 and sum_line(line) is None:
            continue
        for number in tax_numbers(line, decimal_mark):
            if tax is not None and number.money and _taxes(number.value, row.percent, tax):
                base = _printed(number.words, line.page)
                return VatRow(row.rate, row.percent, base, number.value, row.tax, row.category, row.reason, row.line)
    return row


def _tax_only(line: Line) -> bool:
    """True where the line is the sum of a tax, and not a sentence about one."""
    count = len(line.words)
    return count <= SHORT or (count <= 2 * SHORT and sum_line(line) is not None)


def _says_tax(line: Line) -> bool:
    return _says(line, "tax")


def _says(line: Line, which: str) -> bool:
    """True where a word of one of the vocabulary's lists stands on the line."""
    known = words(which)
    return any(fold(word.text) in known for word in line.words)


def _says_why(text: str) -> bool:
    folded = fold(text)
    return any(phrase in folded for which in REASONS for phrase in words(which))


def _under_headers(layout: Layout) -> frozenset[int]:
    """Indexes of the lines that stand under a header of a VAT breakdown."""
    found: set[int] = set()
    for header in find_headers(layout):
        own = [cell for cell in header.cells if any(term.startswith("VatBreakdown.") for term in cell.terms)]
        terms = {term for cell in own for term in cell.terms}
        if not {BASE, TAX} <= terms and not {RATE, BASE} <= terms and not {RATE, TAX} <= terms:
            continue
        last = header.lines[-1]
        for line in layout.lines[last + 1 : last + 16]:
            if line.page != header.page:
                break
            found.add(line.index)
    return frozenset(found)


def _once(rows: Sequence[VatRow]) -> list[VatRow]:
    """Each rate and base the first time it is printed."""
    seen: set[tuple[Decimal, Decimal | None]] = set()
    kept: list[VatRow] = []
    for row in rows:
        key = (row.percent.normalize(), row.base_value)
        if key not in seen:
            seen.add(key)
            kept.append(row)
    return kept


def _printed(row: Sequence[Word], page: int) -> Printed:
    return Printed(" ".join(word.text for word in row), page, box_of(row))
