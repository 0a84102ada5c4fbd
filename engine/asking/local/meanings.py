"""What each column of an item table means: by its label, by its content, and by quantity times price."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from ....schemas.vocabulary import fold
from ....schemas.vocabulary import words as listed
from ...values.amounts import looks_like_amount, parse_amount
from .header_cells import HeaderCell

DESCRIPTION = "LineItems.Description"
QUANTITY = "LineItems.Quantity"
UNIT = "LineItems.UnitOfMeasure"
UNIT_PRICE = "LineItems.UnitPrice"
TOTAL = "LineItems.LineTotalExclTax"
TOTAL_WITH_TAX = "LineItems.LineTotalInclTax"
TAX_AMOUNT = "LineItems.LineVATAmount"
TAX_RATE = "LineItems.VatPercentage"
TAX_CATEGORY = "LineItems.TaxCategory"
DISCOUNT = "LineItems.LineDiscountAmount"
DISCOUNT_RATE = "LineItems.LineDiscountPercent"
POSITION = "LineItems.LineNumber"
SKU = "LineItems.SKU"

SAMPLE = 40
"""Rows whose arithmetic is worked out; more would not change the verdict."""

NEAR = 0.2
"""How surely a label that means one amount or number of a line may stand for another one."""

UNSAID = 0.05
"""The same for a column without a known label."""

_CONFUSED: Mapping[str, tuple[str, ...]] = {
    QUANTITY: (POSITION, UNIT, TOTAL),
    UNIT_PRICE: (TOTAL, TOTAL_WITH_TAX),
    TOTAL: (TOTAL_WITH_TAX, UNIT_PRICE, TAX_AMOUNT, "VatBreakdown.TaxableBase", "VatBreakdown.VatAmount"),
}
"""Role → labels that are used for it too: 'Amount' heads quantities and totals, 'Price' prices and totals."""

_NUMBER = re.compile(r"[-+(]?\s?\d[\d.,'’ ]*(?:[.,]-)?\)?-?")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")

_DATED = re.compile(r"\d{1,4}[./-]\d{1,2}|\d\D{0,2}[^\W\d_]{3}|[^\W\d_]{3}\D{0,2}\d")

_CODE = re.compile(r"(?=.*\d)[\w./-]+")

_SHAPES = {
    POSITION: re.compile(r"\A#?[\d.]{1,8}\b"),
    DESCRIPTION: re.compile(r"[^\W\d_]{2}"),
    "LineItems.HSCode": re.compile(r"\A(?:\d[ .]?){6,10}\Z"),
    TAX_CATEGORY: re.compile(r"\A[A-Z]{1,3}\d?\Z"),
    UNIT: re.compile(r"[^\W\d_]|%"),
    "LineItems.ServicePeriodStart": _DATED,
    "LineItems.ServicePeriodEnd": _DATED,
}
"""What most cells of a column look like, where that tells."""

_COMMON = (DESCRIPTION, SKU, QUANTITY, UNIT_PRICE, TOTAL, TAX_RATE, UNIT, TAX_AMOUNT, POSITION, DISCOUNT_RATE, DISCOUNT)

MinorRow = Mapping[int, str]
"""One row of a table: column → the text of its (first) cell."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """The meaning of the columns."""

    columns: Mapping[str, int]
    """Term key → column."""
    agreement: float
    """Share of the rows with quantity, price and total in which they agree; 0 where they cannot be compared."""
    compared: int
    """How many rows were compared."""


@lru_cache(maxsize=32768)
def number_in(text: str, decimal_mark: str | None = None) -> Decimal | None:
    """The number that a cell holds, units and currencies aside; None where there is none, or a date."""
    whole = parse_amount(text, decimal_mark)
    if whole is not None:
        return whole
    if _DATE.search(text):
        return None
    match = _NUMBER.search(text)
    return parse_amount(match[0].strip(), decimal_mark) if match else None


def name_columns(
    cells: Sequence[HeaderCell], rows: Sequence[MinorRow], numeric: frozenset[int], decimal_mark: str | None
) -> Meanings:
    """Which column holds what.

    Quantity, unit price and line total are chosen together: labels propose, and where several columns may be meant,
    quantity × price = total (less the line's discount) decides over the rows.
    """
    values = [{k: number_in(text, decimal_mark) for k, text in row.items() if k in numeric} for row in rows]
    filled = [k for k in sorted(numeric) if any(row.get(k) is not None for row in values)]
    dated = {k for k in range(len(cells)) if _mostly(rows, k, _DATE)}
    percents = {k for k in filled if _mostly(rows, k, re.compile("%"))}
    cells = [_fitting(cell, k, rows, values, percents, dated) for k, cell in enumerate(cells)]
    core, agreement, compared = _core(cells, values, [k for k in filled if k not in dated], percents)
    columns: dict[str, int] = dict(core)
    if not {TOTAL, UNIT_PRICE} & columns.keys():
        columns |= _last_of_money(cells, rows, [k for k in filled if k not in dated | percents])
    if TOTAL not in columns and UNIT_PRICE in columns and QUANTITY not in columns:
        # A price without a count is what the line costs.
        columns[TOTAL] = columns.pop(UNIT_PRICE)
    if TOTAL in columns and _says_with_tax(cells[columns[TOTAL]]):
        columns[TOTAL_WITH_TAX] = columns.pop(TOTAL)
    _add_position(cells, values, columns)
    taken = set(columns.values())
    wanted = sorted(
        (
            (weight, term, k)
            for k, cell in enumerate(cells)
            if k not in taken or cell.stack
            for term, weight in cell.terms.items()
            if term.startswith("LineItems.")
        ),
        key=lambda one: (-one[0], _choices(cells[one[2]]), one[2], _rank(one[1])),
    )
    for weight, term, k in wanted:
        if (k in taken and not cells[k].stack) or term in columns:
            continue
        if term in (QUANTITY, UNIT_PRICE, TOTAL) and weight < 0.5:
            continue
        columns[term] = k
        taken.add(k)
    _add_unlabelled(cells, rows, values, numeric, percents, taken, columns)
    return Meanings(columns, agreement, compared)


def _last_of_money(cells: Sequence[HeaderCell], rows: Sequence[MinorRow], filled: Sequence[int]) -> dict[str, int]:
    """The last column of numbers as the total, where no known label says what it is and its cells are money."""
    last = max(filled, default=None)
    if last is None or cells[last].terms:
        return {}
    texts = [row[last] for row in rows if last in row]
    return {TOTAL: last} if 5 * sum(map(looks_like_amount, texts)) >= 4 * len(texts) > 0 else {}


def _core(
    cells: Sequence[HeaderCell],
    values: Sequence[Mapping[int, Decimal | None]],
    filled: Sequence[int],
    percents: set[int],
) -> tuple[dict[str, int], float, int]:
    """Columns of quantity, unit price and total, the share of rows in which they agree, and of how many."""
    sample = values[:SAMPLE]
    prior = {role: {k: _prior(cells[k], role) for k in filled} for role in (QUANTITY, UNIT_PRICE, TOTAL)}
    totals = [k for k in filled if prior[TOTAL][k] > 0 and k not in percents]
    prices = [k for k in filled if prior[UNIT_PRICE][k] > 0 and k not in percents]
    counts = [k for k in filled if prior[QUANTITY][k] > 0 and k not in percents]
    rates = [k for k in filled if k in percents or DISCOUNT_RATE in cells[k].terms]
    best: tuple[float, dict[str, int], float, int] = (0.0, {}, 0.0, 0)
    width = max(len(cells) - 1, 1)
    for t in [None, *totals]:
        for p in [None, *(k for k in prices if k != t)]:
            for q in [None, *(k for k in counts if k not in (t, p))]:
                chosen = {role: k for role, k in ((QUANTITY, q), (UNIT_PRICE, p), (TOTAL, t)) if k is not None}
                score = sum(prior[role][k] for role, k in chosen.items())
                share, compared = 0.0, 0
                if q is not None and p is not None and t is not None:
                    share, compared = _agreement(sample, q, p, t, rates)
                    if compared:
                        score += (2.0 * share - 0.5) * min(1.0, 0.5 + compared / 6)
                if share < 0.5 and any(prior[role][k] <= NEAR for role, k in chosen.items()):
                    # Without the arithmetic a label that says something else proves nothing.
                    continue
                if t is not None:
                    score += 0.15 * t / width
                if t is not None and p is not None and p > t:
                    score -= 0.1
                if q is not None and p is not None and p < q and prior[QUANTITY][q] == prior[UNIT_PRICE][p] == UNSAID:
                    score -= 0.05  # nothing but the usual order tells them apart
                if score > best[0] + 1e-9:
                    best = (score, chosen, share, compared)
    return best[1], best[2], best[3]


def _prior(cell: HeaderCell, role: str) -> float:
    """How surely a label stands for a role."""
    own = max(cell.terms.get(role, 0.0), cell.terms.get(TOTAL_WITH_TAX, 0.0) if role == TOTAL else 0.0)
    if own:
        return own
    if not cell.terms:
        return UNSAID
    return NEAR if any(term in cell.terms for term in _CONFUSED[role]) else 0.0


def _agreement(
    values: Sequence[Mapping[int, Decimal | None]], q: int, p: int, t: int, rates: Sequence[int]
) -> tuple[float, int]:
    agreed = compared = 0
    for row in values:
        count, price, total = row.get(q), row.get(p), row.get(t)
        if count is None or price is None or total is None:
            continue
        compared += 1
        agreed += _multiplies(count, price, total, [row.get(k) for k in rates])
    return (agreed / compared if compared else 0.0), compared


def _multiplies(count: Decimal, price: Decimal, total: Decimal, rates: Sequence[Decimal | None]) -> bool:
    """True where count × price is the total to the cent, or is after a discount, or for a price per 10, 100 or 1000."""
    full = abs(count * price)
    total = abs(total)
    slack = Decimal("0.011") + abs(count) * _half_unit(price)
    if abs(full - total) <= slack:
        return True
    if any(rate and 0 < rate <= 100 and abs(full * (100 - rate) / 100 - total) <= slack for rate in rates):
        return True
    return full > 0 and any(abs(full / base - total) <= slack / base for base in (10, 100, 1000))


def _half_unit(price: Decimal) -> Decimal:
    """Half of the last printed decimal of a price: what rounding may have taken."""
    exponent = price.as_tuple().exponent
    return Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) and exponent <= -2 else Decimal(0)


def _says_with_tax(cell: HeaderCell) -> bool:
    return cell.terms.get(TOTAL_WITH_TAX, 0.0) > cell.terms.get(TOTAL, 0.0)


def _mostly(rows: Sequence[MinorRow], k: int, pattern: re.Pattern[str]) -> bool:
    texts = [row[k] for row in rows if k in row]
    return bool(texts) and 2 * sum(1 for text in texts if pattern.search(text)) > len(texts)


def _fits(
    term: str,
    k: int,
    rows: Sequence[MinorRow],
    values: Sequence[Mapping[int, Decimal | None]],
    percents: set[int],
    dated: set[int],
) -> bool:
    """True where the cells of a column may be what its label says."""
    texts = [row[k] for row in rows if k in row]
    if not texts:
        return False
    numbers = [value for row in values if (value := row.get(k)) is not None]
    if term in (TAX_RATE, DISCOUNT_RATE):
        return (
            bool(numbers)
            and k not in dated
            and 5 * sum(1 for value in numbers if abs(value) > 100) <= len(numbers)  # sums of groups
            and not _money(texts)
        )
    if term in (TAX_AMOUNT, DISCOUNT):
        return bool(numbers) and k not in percents
    if term in (QUANTITY, UNIT_PRICE, TOTAL, TOTAL_WITH_TAX):
        return bool(numbers) and k not in percents
    pattern = _SHAPES.get(term)
    return pattern is None or 2 * sum(1 for text in texts if pattern.search(text)) >= len(texts)


def _add_position(
    cells: Sequence[HeaderCell], values: Sequence[Mapping[int, Decimal | None]], columns: dict[str, int]
) -> None:
    """The first column that counts the rows 1, 2, 3, …, unless its label surely means something else."""
    for k, cell in enumerate(cells):
        if k in columns.values() or (cell.terms and POSITION not in cell.terms and max(cell.terms.values()) > 0.5):
            continue
        numbers = [value for row in values if (value := row.get(k)) is not None]
        if len(numbers) >= 2 and numbers == list(range(1, len(numbers) + 1)):
            columns[POSITION] = k
            return


def _fitting(
    cell: HeaderCell,
    k: int,
    rows: Sequence[MinorRow],
    values: Sequence[Mapping[int, Decimal | None]],
    percents: set[int],
    dated: set[int],
) -> HeaderCell:
    """The label without the meanings that the cells below it rule out."""
    if cell.stack:
        return cell
    terms = {term: w for term, w in cell.terms.items() if _fits(term, k, rows, values, percents, dated)}
    return replace(cell, terms=terms)


def _choices(cell: HeaderCell) -> int:
    """How many things a label may surely mean."""
    return sum(1 for term, weight in cell.terms.items() if weight > 0.5 and term.startswith("LineItems."))


def _rank(term: str) -> int:
    """Among meanings of one label that are equally sure, the commoner first."""
    return _COMMON.index(term) if term in _COMMON else len(_COMMON)


def _money(texts: Sequence[str]) -> bool:
    """True where most cells bear a currency sign or are amounts above any rate."""
    return 2 * sum(1 for text in texts if re.search(r"[$€£¥]|[A-Z]{3}", text)) > len(texts)


def _add_unlabelled(
    cells: Sequence[HeaderCell],
    rows: Sequence[MinorRow],
    values: Sequence[Mapping[int, Decimal | None]],
    numeric: frozenset[int],
    percents: set[int],
    taken: set[int],
    columns: dict[str, int],
) -> None:
    """What content alone tells of the columns left: the tax rate, the description; without any label, SKU and unit."""
    if not any(cell.text for cell in cells):
        _add_by_shape(len(cells), rows, taken, columns)
    unsaid = [k for k in percents - taken if not cells[k].terms]
    for k in sorted(unsaid, key=lambda k: (-sum(row.get(k) is not None for row in values), k)):
        term = TAX_RATE if TAX_RATE not in columns else DISCOUNT_RATE  # every row is taxed, few are reduced
        if term not in columns:
            columns[term] = k
            taken.add(k)
    if DESCRIPTION not in columns:
        free = [k for k in range(len(cells)) if k not in taken and k not in numeric]
        letters = {k: sum(sum(c.isalpha() for c in row.get(k, "")) for row in rows) for k in free}
        words = [k for k in free if letters[k] > 0]
        if words:
            columns[DESCRIPTION] = max(words, key=lambda k: (letters[k], -k))


def _add_by_shape(count: int, rows: Sequence[MinorRow], taken: set[int], columns: dict[str, int]) -> None:
    """The first column of codes as long as each other, and the first of units, in a table without labels."""
    for k in range(count):
        texts = [row[k] for row in rows if k in row]
        if k in taken or 5 * len(texts) < 4 * len(rows):
            continue
        usual = max(Counter(map(len, texts)).values(), default=0)
        codes = sum(1 for text in texts if len(text) > 3 and _CODE.fullmatch(text) and not _DATE.search(text))
        term = SKU if 10 * min(codes, usual) >= 7 * len(rows) else None
        if 2 * sum(1 for text in texts if fold(text) in listed("unit")) > len(texts):
            term = UNIT
        if term is not None and term not in columns:
            columns[term] = k
            taken.add(k)
