"""What compiling gives: the fields and rules a prompt became. Plain data: it can be pickled, printed and compared.

The pydantic model, the JSON Schema and the messages are made from it on demand: see response_model.py and messages.py.
"""

from dataclasses import dataclass

from ..schemas.fields import LINE_ITEMS, Field, Rules, Structure
from ..schemas.packed import Packed


@dataclass(frozen=True, slots=True)
class CompiledPrompt(Packed):
    """A prompt, understood. Same prompt, same compiled prompt, same bytes."""

    fields: tuple[Field, ...]
    """In the user's order, with the user's column names."""
    structure: Structure
    """Resolved: per_invoice or per_line_item, never automatic."""
    structure_reason: str
    """Why, in words for a person."""
    general: str = ""
    """Instructions that belong to no single field, verbatim."""
    rules: Rules = Rules()
    source: str = ""
    """The prompt as the user wrote it (free text, or canonical JSON of a structured one); '' for a named schema."""
    schema: str | None = None
    """'invoice' when the fields come from the built-in schema."""
    version: str = ""
    """Hash of everything above and of the templates: two prompts with the same version ask the same thing."""

    assumptions: tuple[str, ...] = ()
    """What was taken for granted where the prompt left it open ('line items' is taken as: …), in words for a person."""

    @property
    def invoice_fields(self) -> tuple[Field, ...]:
        """Fields with one value per invoice."""
        return tuple(field for field in self.fields if field.group is None)

    @property
    def line_item_fields(self) -> tuple[Field, ...]:
        """Fields with one value per line item."""
        return self.in_group(LINE_ITEMS)

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the repeating groups that are asked for, in order of appearance."""
        return tuple(dict.fromkeys(field.group for field in self.fields if field.group is not None))

    def in_group(self, group: str) -> tuple[Field, ...]:
        """The fields of one repeating group."""
        return tuple(field for field in self.fields if field.group == group)
