"""Words that open a repeating group: 'for each line item', 'je Position', 'line items including', 'per VAT rate'."""

import re
from dataclasses import dataclass

from ..schemas.fields import LINE_ITEMS
from .lexicon import Unit
from .meaning import VAT_BREAKDOWN

_LINES = ("lineitem", "line", "item")


@dataclass(frozen=True, slots=True)
class Marker:
    """Units first..last of a text name the group."""

    first: int
    last: int
    group: str


def marker_in(units: tuple[Unit, ...], text: str) -> Marker | None:
    """The first marker in a text; None where there is none."""
    for index, unit in enumerate(units):
        if not unit.carries("each"):
            continue
        noun = index + 1
        while noun < len(units) and units[noun].only("small", "neutral", "invoice", "vat", "tax"):
            noun += 1
        if noun >= len(units):
            break
        first = index
        while first and units[first - 1].only("small"):
            first -= 1
        if units[noun].carries(*_LINES):
            while noun + 1 < len(units) and units[noun + 1].only(*_LINES):
                noun += 1
            return Marker(first, noun, LINE_ITEMS)
        if _taxes(units[index : noun + 1]) and units[noun].carries("rate", "breakdown"):
            return Marker(first, noun, VAT_BREAKDOWN)
    return _opener(units, text)


def group_named(units: tuple[Unit, ...]) -> str | None:
    """The repeating group a heading names: 'Line items', 'For each line item', 'VAT breakdown'."""
    if any(unit.carries("lineitem") for unit in units):
        return LINE_ITEMS
    if any(unit.carries("breakdown") for unit in units):
        return VAT_BREAKDOWN
    each = next((index for index, unit in enumerate(units) if unit.carries("each")), None)
    if each is None:
        return None
    if any(unit.carries("line", "item") for unit in units[each:]):
        return LINE_ITEMS
    return VAT_BREAKDOWN if any(unit.carries("rate") for unit in units[each:]) else None


def _opener(units: tuple[Unit, ...], text: str) -> Marker | None:
    """'line items with …', 'line items such as …'."""
    things = [index for index, unit in enumerate(units) if not unit.only("small", "neutral", "each")]
    if len(things) < 2 or not units[things[0]].carries("lineitem", "breakdown"):
        return None
    head, opener = things[0], things[1]
    group = LINE_ITEMS if units[head].carries("lineitem") else VAT_BREAKDOWN
    if len(things) > 2 and units[opener].carries("incl", "ask", "example", "data"):
        return Marker(head, opener, group)
    if opener > head + 1 and re.search(r"such as|:", text[units[head].end : units[opener].start]):
        return Marker(head, opener - 1, group)
    return None


def _taxes(units: tuple[Unit, ...]) -> bool:
    return any(unit.carries("vat", "tax") for unit in units)
