"""The words of one document: a label, once chosen, is the same on every page."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any


@cache
def words(language: str) -> Mapping[str, Any]:
    """The word file of a language (ISO 639-1), or 'countries'."""
    text = files(__package__ or __name__).joinpath("words").joinpath(f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text, parse_float=Decimal)


class Phrases:
    """Labels and sentences of one document, each drawn once from its variants; the order of use does not matter."""

    def __init__(self, language: str, random: Random) -> None:
        self._words = words(language)
        self._seed = random.random()
        self._chosen: dict[str, str] = {}

    def __call__(self, key: str, /, **parts: str) -> str:
        """The phrase 'section.name' with its parts filled in."""
        if key not in self._chosen:
            section, name = key.split(".")
            self._chosen[key] = Random(f"{key} {self._seed}").choice(self._words[section][name])
        phrase = self._chosen[key]
        return phrase.format(**parts) if parts else phrase

    def variants(self, key: str) -> list[str]:
        """Every variant of a phrase, unfilled."""
        section, name = key.split(".")
        return list(self._words[section][name])

    def avoid_repeats(self, *keys: str) -> None:
        """Choose these so that no two read the same, as far as their variants allow."""
        seen: set[str] = set()
        for key in keys:
            section, name = key.split(".")
            free = [one for one in self._words[section][name] if one.casefold() not in seen]
            self._chosen[key] = Random(f"{key} {self._seed}").choice(free or self._words[section][name])
            seen.add(self._chosen[key].casefold())
