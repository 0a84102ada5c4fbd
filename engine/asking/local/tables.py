"""The line items of a document: its item table found, its columns named, its rows put together."""

from collections.abc import Sequence
from dataclasses import dataclass

from ....schemas.fields import Field
from ....schemas.reply import Row
from .layout import Layout


@dataclass(frozen=True, slots=True)
class LineItemTable:
    """The line items as printed."""

    rows: tuple[Row, ...] = ()
    """In printed order; each maps the prompt's field names to what is printed."""
    lines: frozenset[int] = frozenset()
    """Indexes of the layout lines that belong to the table: header, items and sub-totals."""
    expected_rows: int | None = None
    """How many rows the page itself says there are (by its position numbers); None where it does not say."""
    reasons: tuple[str, ...] = ()
    """What could not be assigned, in words for a person."""


def read_line_items(layout: Layout, fields: Sequence[Field], decimal_mark: str | None = None) -> LineItemTable:
    """The rows of the item table, with the fields asked for; an empty table where none can be formed.

    Args:
        layout: the pages of one invoice.
        fields: the fields of the prompt; those of group 'LineItems' are answered, by their term or, where they have
            none, by the column whose header bears their name.
        decimal_mark: what the document writes between units and cents, where that is known.
    """
    return LineItemTable()
