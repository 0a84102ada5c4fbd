"""The messages for a language model, rendered from templates/*.jinja.

What stays the same for all documents of a batch comes first and is one message, so that a model can keep it cached; the
document comes last, fenced, as data. Text of the document can fill the answer; it can never become an instruction.
"""

import hashlib
import re
from collections.abc import Container, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict

from ..schemas.fields import Field, Kind, folded_name
from .compiled import CompiledPrompt
from .response_model import answer_keys
from .templates_text import template_text

if TYPE_CHECKING:
    from jinja2 import Template


class Message(TypedDict):
    """One message of a chat."""

    role: Literal["system", "user"]
    content: str


class Example(NamedTuple):
    """A document and its right answer, shown to the model before it is asked."""

    document: str
    """Its text."""
    answer: str
    """JSON of the form `response_model.json_schema` asks for."""


def messages(
    compiled: CompiledPrompt, pages_text: Sequence[str], *, name: str = "", first_page: int = 1
) -> tuple[Message, ...]:
    """The system message (instructions and fields) and the user message (the document).

    Args:
        compiled: the prompt.
        pages_text: the text of each page, in order.
        name: the file's name, shown to the model as data.
        first_page: number of the first of these pages, from 1.
    """
    pages = dict(enumerate(pages_text, start=first_page))
    return (
        {"role": "system", "content": instructions(compiled)},
        {"role": "user", "content": document(pages, name=name)},
    )


PICTURE = "\x1c"
"""Stands in the rendered document where the picture of a page goes; no text of a page can hold it."""


def document(pages: Mapping[int, str], *, name: str = "", pictured: Container[int] = ()) -> str:
    """The document, fenced. The mark is a hash of all of it, so that no text of the document can hold it.

    Args:
        pages: page number → text; '' where only a picture is shown.
        name: the file's name, shown to the model as data.
        pictured: numbers of the pages whose picture goes where PICTURE stands.
    """
    numbered = [
        {"number": number, "text": text.replace(PICTURE, " "), "pictured": number in pictured}
        for number, text in pages.items()
    ]
    fence = _fence(tuple(pages.values()), name)
    return _template("document.jinja").render(fence=fence, name=name, pages=numbered, picture=PICTURE)


def follow_up(kind: Literal["resume", "recheck", "repair"], **told: object) -> str:
    """The words of a second question about the same pages; what the model or a document said in it is fenced data."""
    texts = tuple(str(value) for value in told.values())
    return _template(f"{kind}.jinja").render(fence=_fence(texts, kind), **told)


@lru_cache(maxsize=64)
def instructions(compiled: CompiledPrompt, *, language: str = "auto", examples: tuple[Example, ...] = ()) -> str:
    """The stable prefix: what to do, which fields, in the user's words.

    A field is described only where its key does not say everything: short questions are cheap ones.

    Args:
        compiled: the prompt.
        language: ISO 639-1 code of the documents, or 'auto'.
        examples: documents with their answers.
    """
    keys = answer_keys(compiled)
    lines = [line for key, field in keys.items() if (line := _described(key, field))]
    return _template("system.jinja").render(
        fields=lines,
        groups=compiled.groups,
        general=compiled.general,
        only_invoices=compiled.rules.only_invoices,
        skip_pages=compiled.rules.skip_pages,
        language="" if language == "auto" else language,
        examples=examples,
    )


def _described(key: str, field: Field) -> dict[str, object] | None:
    """What the model must be told of a field beyond its key; None where the key is enough."""
    name = "" if folded_name(field.name) == folded_name(key) else field.name
    meaning = _meaning(field)
    if _words(meaning) <= _words(f"{key} {name} name"):
        meaning = ""
    if not (name or meaning or field.instruction or field.choices or field.derived):
        return None
    return {
        "key": f"{field.group}.{key}" if field.group else key,
        "name": name,
        "about": meaning,
        "instruction": field.instruction,
        "choices": field.choices,
        "derived": field.derived,
    }


def _meaning(field: Field) -> str:
    """What sort of value is wanted: the business term in words, or the kind of a field that is none."""
    if field.term:
        term = field.term.rpartition(".")[2]
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", term).lower()
    party = f"of the {field.party}" if field.party else ""
    return party or ("" if field.kind in (Kind.TEXT, Kind.CHOICE) else field.kind.value)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower().replace("_", " ")))


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
