"""Prompts of every form → CompiledPrompt. Pure: same input, same bytes; no model and no network is asked."""

import hashlib
import re
from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ValidationError

from ..schemas.errors import InvalidInput, PromptInvalid, PromptUnclear, UnknownSchema
from ..schemas.fields import LINE_ITEMS, MAX_PROMPT_CHARS, Field, Kind, Rules, StructuredPrompt, Structure
from ..schemas.invoice import TERMS, invoice_fields
from .compiled import CompiledPrompt

_WORDS: Mapping[str, tuple[str, Kind]] = {
    "invoice number": ("InvoiceNumber", Kind.IDENTIFIER),
    "invoice no": ("InvoiceNumber", Kind.IDENTIFIER),
    "invoice date": ("InvoiceDate", Kind.DATE),
    "date": ("InvoiceDate", Kind.DATE),
    "due date": ("DueDate", Kind.DATE),
    "vendor name": ("SupplierName", Kind.NAME),
    "vendor": ("SupplierName", Kind.NAME),
    "supplier": ("SupplierName", Kind.NAME),
    "supplier name": ("SupplierName", Kind.NAME),
    "customer name": ("CustomerName", Kind.NAME),
    "customer": ("CustomerName", Kind.NAME),
    "currency": ("Currency", Kind.CURRENCY),
    "net amount": ("TotalAmountExclTax", Kind.AMOUNT),
    "tax": ("TotalVATAmount", Kind.AMOUNT),
    "vat": ("TotalVATAmount", Kind.AMOUNT),
    "total": ("TotalAmountIncTax", Kind.AMOUNT),
    "total amount": ("TotalAmountIncTax", Kind.AMOUNT),
    "description": ("LineItems.Description", Kind.TEXT),
    "quantity": ("LineItems.Quantity", Kind.QUANTITY),
    "unit price": ("LineItems.UnitPrice", Kind.AMOUNT),
}


def compile_prompt(
    prompt: str | Mapping[str, object] | StructuredPrompt | type[BaseModel] | None,
    structure: str | Structure = Structure.AUTOMATIC,
    *,
    schema: str | None = None,
    addons: Iterable[str] = (),
) -> CompiledPrompt:
    """The fields and rules a prompt asks for."""
    asked = Structure(structure)
    if prompt is None:
        if schema != "invoice":
            raise UnknownSchema(f"no schema is called {schema!r}; there is: invoice")
        fields = invoice_fields(addons) if TERMS else ()
        return _compiled(fields, asked, source="", schema="invoice")
    if isinstance(prompt, str):
        if not 1 <= len(prompt) <= MAX_PROMPT_CHARS:
            raise PromptInvalid(f"a prompt has 1 to {MAX_PROMPT_CHARS} characters; this one has {len(prompt)}")
        listed = re.sub(r"(?i)^\s*(please\s+)?(extract|get|find)\s+", "", prompt.strip().rstrip("."))
        names = [name.strip() for name in re.split(r",|;|\n|\band\b", listed) if name.strip()]
        if not names:
            raise PromptUnclear
        return _compiled(tuple(_field(name.title(), name) for name in names), asked, source=prompt)
    if isinstance(prompt, type):
        raise InvalidInput("a pydantic class is not yet understood as a prompt")
    try:
        given = prompt if isinstance(prompt, StructuredPrompt) else StructuredPrompt.model_validate(prompt)
    except ValidationError as error:
        raise PromptInvalid(str(error)) from error
    return _compiled(
        tuple(_field(field.name, field.name, field.prompt) for field in given.fields),
        asked,
        source=given.model_dump_json(),
        general=given.general_prompt,
    )


def _field(name: str, words: str, instruction: str = "") -> Field:
    term, kind = _WORDS.get(" ".join(words.lower().split()), (None, Kind.TEXT))
    group = LINE_ITEMS if term and term.startswith("LineItems.") else None
    return Field(name, kind, term, group, instruction)


def _compiled(
    fields: tuple[Field, ...], asked: Structure, *, source: str, schema: str | None = None, general: str = ""
) -> CompiledPrompt:
    lines = [field.name for field in fields if field.group == LINE_ITEMS]
    resolved, reason = asked, "as asked"
    if asked is Structure.AUTOMATIC:
        resolved = Structure.PER_LINE_ITEM if lines else Structure.PER_INVOICE
        reason = f"line item fields are asked: {', '.join(lines)}" if lines else "no line item field is asked"
    version = hashlib.sha256(repr((fields, resolved, general)).encode()).hexdigest()[:16]
    return CompiledPrompt(fields, resolved, reason, general, Rules(), source, schema, version)
