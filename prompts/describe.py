"""A compiled prompt as plain data, for people and for its own version."""

import hashlib
import json
from dataclasses import asdict, replace

from ..schemas.fields import Field
from .compiled import CompiledPrompt
from .response_model import json_schema
from .templates_text import templates_digest


def describe(compiled: CompiledPrompt) -> dict[str, object]:
    """The compiled prompt as plain data that can be printed as JSON: what a person wants to check before a run."""
    return {
        "fields": [_described(field) for field in compiled.fields],
        "structure": compiled.structure.value,
        "structure_reason": compiled.structure_reason,
        "general": compiled.general,
        "rules": {**asdict(compiled.rules), "skip_pages": list(compiled.rules.skip_pages)},
        "assumptions": list(compiled.assumptions),
        "schema": compiled.schema,
        "version": compiled.version,
        "json_schema": json_schema(compiled),
    }


def versioned(compiled: CompiledPrompt) -> CompiledPrompt:
    """The compiled prompt with the hash of everything that decides what is asked, the templates included."""
    parts = [
        [_described(field) for field in compiled.fields],
        compiled.structure.value,
        compiled.general,
        asdict(compiled.rules),
        compiled.schema,
        json_schema(compiled),
        templates_digest(),
    ]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return replace(compiled, version=hashlib.sha256(text.encode()).hexdigest()[:16])


def _described(field: Field) -> dict[str, object]:
    plain: dict[str, object] = {
        "name": field.name,
        "kind": field.kind.value,
        "term": field.term,
        "scope": field.group or "invoice",
        "instruction": field.instruction,
        "format": asdict(field.format),
    }
    if field.choices:
        plain["choices"] = list(field.choices)
    for name in ("many", "zero_when_absent", "derived"):
        if getattr(field, name):
            plain[name] = True
    for name in ("party", "default"):
        if getattr(field, name) is not None:
            plain[name] = getattr(field, name)
    return plain
