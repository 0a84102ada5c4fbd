"""The prompt of an extraction, compiled: as submitted, with the rules that answers added."""

from functools import lru_cache
from typing import Any

import orjson

from ...prompts.compiled import CompiledPrompt
from ...prompts.compiler import compile_prompt
from ...prompts.rules_added import with_rules
from ..store.tables import Extraction


def compiled(extraction: Extraction) -> CompiledPrompt:
    """What is asked of every file of an extraction.

    Raises:
        PromptError: the prompt cannot be used.
    """
    return compiled_with(extraction, extraction.rules)


def compiled_with(extraction: Extraction, rules: list[Any]) -> CompiledPrompt:
    """The same with other rules.

    Raises:
        PromptError: the prompt cannot be used.
    """
    asked = extraction.request
    return _compiled(
        orjson.dumps([asked.get("prompt"), extraction.structure, rules, asked.get("built_in"), asked.get("addons", [])])
    )


@lru_cache(maxsize=64)
def _compiled(packed: bytes) -> CompiledPrompt:
    prompt, structure, rules, schema, addons = orjson.loads(packed)
    if schema is not None:
        return compile_prompt(None, structure, schema=schema, addons=addons)
    return compile_prompt(with_rules(prompt, rules), structure)
