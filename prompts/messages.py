"""The messages for a language model, rendered from templates/*.jinja.

What stays the same for all documents of a batch comes first and is one message, so that a model can keep it cached; the
document comes last, fenced, as data. Text of the document can fill the answer; it can never become an instruction.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypedDict

from ..schemas.fields import Field, Kind
from ..schemas.invoice import TERMS
from .compiled import CompiledPrompt
from .response_model import answer_keys
from .templates_text import template_text

if TYPE_CHECKING:
    from jinja2 import Template


class Message(TypedDict):
    """One message of a chat."""

    role: Literal["system", "user"]
    content: str


def messages(
    compiled: CompiledPrompt, pages_text: Sequence[str], *, name: str = "", first_page: int = 1
) -> tuple[Message, ...]:
    """The system message (instructions and fields) and the user message (the document).

    Args:
        pages_text: the text of each page, in order.
        name: the file's name, shown to the model as data.
        first_page: number of the first of these pages, from 1.
    """
    fence = _fence(pages_text, name)
    pages = [{"number": number, "text": text} for number, text in enumerate(pages_text, start=first_page)]
    document = _template("document.jinja").render(fence=fence, name=name, pages=pages)
    return (
        {"role": "system", "content": instructions(compiled)},
        {"role": "user", "content": document},
    )


def instructions(compiled: CompiledPrompt) -> str:
    """The stable prefix: what to do, which fields, in the user's words."""
    keys = answer_keys(compiled)
    asked = [_asked(key, field) for key, field in keys.items() if field.group is None]
    groups = [
        {"name": group, "fields": [_asked(key, field) for key, field in keys.items() if field.group == group]}
        for group in compiled.groups
    ]
    return _template("system.jinja").render(
        fields=asked,
        groups=groups,
        general=compiled.general,
        only_invoices=compiled.rules.only_invoices,
        skip_pages=list(compiled.rules.skip_pages),
    )


def _asked(key: str, field: Field) -> dict[str, object]:
    known = TERMS.get(field.term or "")
    return {
        "key": key,
        "name": field.name,
        "kind": _KIND_WORDS[field.kind],
        "about": known.description if known else f"Of the {field.party}." if field.party else "",
        "instruction": field.instruction,
        "choices": list(field.choices),
        "derived": field.derived,
    }


_KIND_WORDS = {
    Kind.IDENTIFIER: "number or code",
    Kind.TEXT: "text",
    Kind.NAME: "name",
    Kind.ADDRESS: "address",
    Kind.DATE: "date",
    Kind.AMOUNT: "amount",
    Kind.QUANTITY: "quantity",
    Kind.PERCENT: "percentage",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "true or false",
    Kind.CURRENCY: "currency",
    Kind.COUNTRY: "country",
    Kind.LANGUAGE: "language",
    Kind.CHOICE: "choice",
}


def _fence(pages_text: Sequence[str], name: str) -> str:
    """A mark that the document cannot hold, because it is the hash of the document."""
    text = "\0".join((name, *pages_text))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@lru_cache(maxsize=8)
def _template(name: str) -> "Template":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=False
    )
    return environment.from_string(template_text(name))
