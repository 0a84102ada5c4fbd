"""The prompt of an extraction, compiled: as submitted, with the rules that answers added."""

from functools import lru_cache
from typing import Any

import orjson

from ...prompts.compiled import CompiledPrompt
from ...prompts.compiler import compile_prompt
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
    return _compiled(orjson.dumps([extraction.request["prompt"], extraction.structure, rules]))


@lru_cache(maxsize=64)
def _compiled(packed: bytes) -> CompiledPrompt:
    prompt, structure, rules = orjson.loads(packed)
    return compile_prompt(with_rules(prompt, rules), structure)


def with_rules(prompt: str | dict[str, Any], rules: list[str]) -> str | dict[str, Any]:
    """The prompt with sentences added."""
    if not rules:
        return prompt
    if isinstance(prompt, str):
        return "\n".join([prompt, *rules])
    return {**prompt, "general_prompt": "\n".join([prompt.get("general_prompt") or "", *rules]).strip()}
