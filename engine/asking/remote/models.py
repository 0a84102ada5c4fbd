"""What is known of models and providers: models.toml, read once."""

import math
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

CHARS_A_TOKEN = 4
"""Characters of ordinary text in one token, roughly, for estimates."""
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars for a million tokens."""

    input: Decimal
    cached: Decimal
    output: Decimal


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """One model."""

    name: str
    """provider/model."""
    context: int = 128_000
    """Tokens it can take."""
    output: int = 8192
    """Tokens it can answer at once."""
    vision: bool = True
    """Whether it can be shown pictures; assumed of unknown models, whose servers say no if they must."""
    strict: bool = False
    """Whether its provider enforces a JSON Schema."""
    image: tuple[str, float, float] = ("area", 750, 1600)
    """How a picture is billed: see models.toml."""
    prices: Prices | None = None
    """None where unknown."""
    source: str = ""
    """Where these facts come from; '' for a model that is not listed."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who runs a model."""

    name: str
    base_url: str = ""
    """Of its OpenAI-compatible interface; '' where it has none and litellm is needed."""
    key: str = ""
    """The environment variable that holds its key; '' where it needs none."""


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((files(__package__ or "") / "models.toml").read_text("utf-8"))


@lru_cache(maxsize=64)
def facts(name: str) -> ModelFacts:
    """What is known of a model; careful guesses and no price for one that is not listed."""
    for row in cast(list[dict[str, Any]], _table()["model"]):
        if name.startswith(row["name"]):
            kind, first, second = row["image"]
            usd = {key: Decimal(price) for key, price in row["usd"].items()}
            image, prices = (kind, first, second), Prices(**usd)
            return ModelFacts(
                name, row["context"], row["output"], row["vision"], row["strict"], image, prices, row["source"]
            )
    return ModelFacts(name)


def providers() -> dict[str, Provider]:
    """The providers that are known by name."""
    return {name: Provider(name, **row) for name, row in cast(dict[str, dict[str, str]], _table()["provider"]).items()}


def cost(known: ModelFacts, input_tokens: int, cached_tokens: int, output_tokens: int) -> Decimal | None:
    """US dollars; None where the price is unknown."""
    if (prices := known.prices) is None:
        return None
    fresh = input_tokens - cached_tokens
    return (fresh * prices.input + cached_tokens * prices.cached + output_tokens * prices.output) / _MILLION


def text_tokens(chars: int) -> int:
    """About how many tokens a text of so many characters has."""
    return math.ceil(chars / CHARS_A_TOKEN)


def image_tokens(known: ModelFacts, width: int, height: int) -> int:
    """About how many tokens a picture of so many pixels is billed as."""
    kind, a, b = known.image
    match kind:
        case "fixed":
            return int(a)
        case "tiles":
            scale = min(1.0, 2048 / max(width, height))
            scale = min(scale, 768 / (min(width, height) * scale) * scale)
            return int(a + b * math.ceil(width * scale / 512) * math.ceil(height * scale / 512))
        case "patches":
            return math.ceil(a * min(b, math.ceil(width / 32) * math.ceil(height / 32)))
        case "crops":
            if max(width, height) <= 384:
                return int(a)
            unit = max(256.0, min(b, min(width, height) / 1.5 // 1))
            return int(a * math.ceil(width / unit) * math.ceil(height / unit))
        case _:
            return math.ceil(min(width * height / a, b))
