"""The shape of a model's answer to a compiled prompt: a pydantic class, and the same as a compact JSON Schema.

A model is asked for what is printed, as printed: strings. It gives the kind and the pages of every document in the
file. It is never asked for a number it would have to compute. Keys are short ASCII words, because some vendors allow
no others; `answer_keys` ties them to the fields.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
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

    It has `records`: a list of documents, each with `kind`, `pages`, a string for every field of the invoice and one
    list for every repeating group.
    """
    keys = answer_keys(compiled)
    record: dict[str, Any] = {"kind": (Literal[DOCUMENT_KINDS], ...), "pages": (list[int], ...)}
    record |= _members(keys, None)
    for group in compiled.groups:
        row = create_model(group, __config__=_CONFIG, **_members(keys, group))
        record[group] = (list[row], ...)
    document = create_model("Record", __config__=_CONFIG, **record)
    answer: dict[str, Any] = {"records": (list[document], ...)}
    return create_model("Answer", __config__=_CONFIG, **answer)


@lru_cache(maxsize=64)
def json_schema(compiled: CompiledPrompt, *, strict: bool = False) -> Mapping[str, Any]:
    """The JSON Schema of the answer: no titles, no defaults, nothing but what is asked for.

    A value that is not printed is an empty string, or is left out.

    Args:
        compiled: the prompt.
        strict: every field is required, as the strict modes of some vendors demand; otherwise a field without a value
            may be left out, which is shorter to ask and to answer.
    """
    keys = answer_keys(compiled)
    record: dict[str, Any] = {
        "kind": {"type": "string", "enum": list(DOCUMENT_KINDS)},
        "pages": {"type": "array", "items": {"type": "integer"}},
    }
    record |= _properties(keys, None)
    always = ["kind", "pages"]
    for group in compiled.groups:
        row = _properties(keys, group)
        record[group] = {"type": "array", "items": _object(row, strict, [])}
        always.append(group)
    one = _object(record, strict, always)
    return _object({"records": {"type": "array", "items": one}}, strict, ["records"])


_RESERVED = frozenset({"kind", "pages", "fields", "records", "model_config"})
_CONFIG = ConfigDict(extra="forbid", protected_namespaces=())


def _members(keys: Mapping[str, Field], group: str | None) -> dict[str, Any]:
    return {
        key: ((list[str] if field.many else str) | None, None) for key, field in keys.items() if field.group == group
    }


def _properties(keys: Mapping[str, Field], group: str | None) -> dict[str, Any]:
    return {
        key: {"type": "array", "items": {"type": "string"}} if field.many else {"type": "string"}
        for key, field in keys.items()
        if field.group == group
    }


def _object(properties: Mapping[str, Any], strict: bool, required: Sequence[str]) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "object", "properties": properties}
    if strict:
        return {**shape, "required": list(properties), "additionalProperties": False}
    return {**shape, "required": list(required)} if required else shape


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", plain)
    slug = "_".join(words).lower()[:LONGEST_KEY].strip("_")
    return f"f_{slug}" if slug[:1].isdigit() else slug
