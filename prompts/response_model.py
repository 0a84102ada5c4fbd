"""The shape of a model's answer to a compiled prompt: a pydantic class, and the same as a compact JSON Schema.

A model is asked for what is printed, as printed: strings. It gives the kind and the pages of every document in the
file. It is never asked for a number it would have to compute. Keys are short ASCII words, because some vendors allow
no others; `answer_keys` ties them to the fields.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, create_model

from ..schemas.fields import Field
from ..schemas.reply import DocumentKind
from .compiled import CompiledPrompt

LONGEST_KEY = 40
"""Characters in the longest key."""

DOCUMENT_KINDS = tuple(kind.value for kind in DocumentKind)


@lru_cache(maxsize=64)
def answer_keys(compiled: CompiledPrompt) -> Mapping[str, Field]:
    """Key in the answer → field, in the user's order; keys are unique over all groups."""
    keys: dict[str, Field] = {}
    for number, field in enumerate(compiled.fields, start=1):
        key = _slug(field.name) or f"field_{number}"
        if key in keys or key in _RESERVED or hasattr(BaseModel, key):
            key = f"{key}_{number}"
        keys[key] = field
    return keys


@lru_cache(maxsize=64)
def response_model(compiled: CompiledPrompt) -> type[BaseModel]:
    """The pydantic class of the answer; built once for each compiled prompt.

    It has `records`: a list of documents, each with `kind`, `pages`, `fields` and one list for every repeating group.
    """
    keys = answer_keys(compiled)
    record: dict[str, Any] = {
        "kind": (Literal[DOCUMENT_KINDS], ...),
        "pages": (list[int], ...),
        "fields": (_strings("Fields", (key for key, field in keys.items() if field.group is None), keys), ...),
    }
    for group in compiled.groups:
        row = _strings(group, (key for key, field in keys.items() if field.group == group), keys)
        record[group] = (list[row], ...)
    document = create_model("Record", __config__=ConfigDict(extra="forbid"), **record)
    answer: dict[str, Any] = {"records": (list[document], ...)}
    return create_model("Answer", __config__=ConfigDict(extra="forbid"), **answer)


def json_schema(compiled: CompiledPrompt, *, strict: bool = False) -> dict[str, object]:
    """The JSON Schema of the answer: no titles, no defaults, nothing but what is asked for.

    Args:
        strict: every field is required, as the strict modes of some vendors demand; otherwise a field without a value
            may be left out, which is shorter to ask and to answer.
    """
    keys = answer_keys(compiled)
    record: dict[str, object] = {
        "kind": {"enum": list(DOCUMENT_KINDS)},
        "pages": {"type": "array", "items": {"type": "integer"}},
        "fields": _object({key: _string(field) for key, field in keys.items() if field.group is None}, required=strict),
    }
    for group in compiled.groups:
        row = _object({key: _string(field) for key, field in keys.items() if field.group == group}, required=strict)
        record[group] = {"type": "array", "items": row}
    return _object({"records": {"type": "array", "items": _object(record)}})


_RESERVED = frozenset({"kind", "pages", "fields", "records", "model_config"})


def _strings(name: str, keys: Iterable[str], fields: Mapping[str, Field]) -> type[BaseModel]:
    members: dict[str, Any] = {key: ((list[str] if fields[key].many else str) | None, None) for key in keys}
    return create_model(name, __config__=ConfigDict(extra="forbid", protected_namespaces=()), **members)


def _string(field: Field) -> dict[str, object]:
    if field.many:
        return {"type": ["array", "null"], "items": {"type": "string"}}
    return {"type": ["string", "null"]}


def _object(properties: dict[str, Any], *, required: bool = True) -> dict[str, object]:
    shape: dict[str, object] = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**shape, "required": list(properties)} if required else shape


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", plain)
    slug = "_".join(words).lower()[:LONGEST_KEY].strip("_")
    return f"f_{slug}" if slug[:1].isdigit() else slug
