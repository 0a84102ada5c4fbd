"""Every way an invoice can look, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..draft import Draft
from ..sheet import Sheet
from . import (
    boxed_letter,
    centred,
    din_letter,
    form_cells,
    ledger,
    long_list,
    office_table,
    receipt,
    sidebar,
    statement,
    tax_grid,
    typewriter,
    web_invoice,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """One look: how it is drawn and on what."""

    draw: Callable[[Sheet, Draft], None]
    families: tuple[str, ...] = ("helvetica", "helvetica", "vera", "times")
    """Font families it is set in."""
    sizes: tuple[float, ...] = (9.0, 9.5, 10.0)
    """Font sizes in points."""
    landscape: bool = False
    locales: tuple[str, ...] = ()
    """Beginnings of the locales that use it; all of them when empty."""
    roll: bool = False
    """True: printed on till paper."""
    long: bool = False
    """True: only for long lists."""


LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "din-letter": Layout(din_letter.draw, locales=("de", "nl", "fr_CH", "en_IE")),
        "boxed-letter": Layout(boxed_letter.draw, ("helvetica", "helvetica", "times"), locales=("en", "es", "fr_FR")),
        "tax-grid": Layout(
            tax_grid.draw, ("helvetica", "vera", "helvetica"), (8.5, 9.0), locales=("it", "es", "pt", "fr", "nl_BE")
        ),
        "web-invoice": Layout(web_invoice.draw, ("helvetica", "vera", "helvetica"), (9.0, 9.5)),
        "typewriter": Layout(typewriter.draw, ("courier",), (7.5, 8.0)),
        "ledger": Layout(ledger.draw, ("helvetica", "vera"), (7.5, 8.0), landscape=True),
        "centred": Layout(centred.draw, ("times", "helvetica", "vera"), (9.0, 10.0)),
        "sidebar": Layout(sidebar.draw, ("helvetica", "vera"), (8.5, 9.0)),
        "office-table": Layout(office_table.draw, ("times", "helvetica", "times"), (10.0, 10.5, 11.0)),
        "form-cells": Layout(
            form_cells.draw, ("helvetica", "courier"), (8.0, 8.5), locales=("it", "es", "pt", "fr", "de_AT")
        ),
        "statement": Layout(statement.draw, ("helvetica", "vera"), (9.0, 9.5)),
        "long-list": Layout(long_list.draw, ("helvetica", "vera", "times", "courier"), (8.0, 8.5, 9.0), long=True),
        "receipt": Layout(receipt.draw, ("courier", "helvetica", "vera"), (7.5, 8.0, 8.5), roll=True),
    }
)


def layouts_for(locale: str, *, roll: bool = False) -> tuple[str, ...]:
    """The names of the layouts in use in a locale, on sheets or on till paper."""
    return tuple(
        name for name, layout in LAYOUTS.items() if layout.roll is roll and not layout.long and _used_in(layout, locale)
    )


def _used_in(layout: Layout, locale: str) -> bool:
    return not layout.locales or locale.startswith(layout.locales)
