"""How records become rows: what was asked for, and where nothing was, what the fields tell; always with the reason."""

from collections.abc import Iterable

from ..schemas.errors import InvalidInput
from ..schemas.fields import LINE_ITEMS, Field, Structure

MOST_NAMED = 4
"""So many fields are named in a reason."""


def asked_structure(structure: str | Structure) -> Structure:
    """The structure of this name.

    Raises:
        InvalidInput: naming those that exist.
    """
    try:
        return Structure(structure)
    except ValueError as error:
        names = ", ".join(known.value for known in Structure)
        raise InvalidInput(f"no output structure is called '{structure}'; there are: {names}") from error


def resolved(asked: Structure, fields: Iterable[Field], said: tuple[str, str] | None) -> tuple[Structure, str]:
    """per_invoice or per_line_item, and why.

    Args:
        asked: what the caller chose; it wins.
        said: what one row is according to the prompt ('line item' or 'invoice'), and the words that say so.
    """
    if asked is not Structure.AUTOMATIC:
        return asked, f"{asked.value} was chosen"
    if said is not None:
        rows, words = said
        chosen = Structure.PER_LINE_ITEM if rows == "line item" else Structure.PER_INVOICE
        return chosen, f"the prompt says '{words}'"
    lines = [field.name for field in fields if field.group == LINE_ITEMS]
    if lines:
        named = ", ".join(lines[:MOST_NAMED]) + (", …" if len(lines) > MOST_NAMED else "")
        return Structure.PER_LINE_ITEM, f"line item fields are asked for: {named}"
    return Structure.PER_INVOICE, "no line item field is asked for"
