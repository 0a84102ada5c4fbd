"""The VAT breakdown of a document: one row per rate with its base and its tax."""

from collections.abc import Sequence
from dataclasses import dataclass

from ....schemas.fields import Field
from ....schemas.reply import Row
from .layout import Layout


@dataclass(frozen=True, slots=True)
class VatTable:
    """The VAT breakdown as printed."""

    rows: tuple[Row, ...] = ()
    """One per rate (or category), in printed order, keyed by the prompt's field names."""
    lines: frozenset[int] = frozenset()
    """Indexes of the layout lines it was read from."""


def read_vat_breakdown(layout: Layout, fields: Sequence[Field], decimal_mark: str | None = None) -> VatTable:
    """The rows of the VAT breakdown, with the fields of group 'VatBreakdown' that were asked for."""
    return VatTable()
