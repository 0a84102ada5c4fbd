"""A prompt with sentences added, as answers to questions add them."""

from collections.abc import Sequence
from typing import Any


def with_rules(prompt: str | dict[str, Any], rules: Sequence[str]) -> str | dict[str, Any]:
    """The prompt with sentences added."""
    if not rules:
        return prompt
    if isinstance(prompt, str):
        return "\n".join([prompt, *rules])
    return {**prompt, "general_prompt": "\n".join([prompt.get("general_prompt") or "", *rules]).strip()}
