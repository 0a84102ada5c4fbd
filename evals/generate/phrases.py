"""The words of one document: a label, once chosen, is the same on every page."""

import tomllib
from collections.abc import Mapping, Sequence
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

    def __init__(self, language: str, random: Random, *, without: Sequence[str] = ()) -> None:
        """`without` are words, in capitals, that no phrase may hold, such as VAT where there is none."""
        self._words = words(language)
        self._without = without
        self._seed = random.random()
        self._chosen: dict[str, str] = {}

    def __call__(self, key: str, /, **parts: str) -> str:
        """The phrase 'section.name' with its parts filled in."""
        if key not in self._chosen:
            self._chosen[key] = Random(f"{key} {self._seed}").choice(self.variants(key))
        phrase = self._chosen[key]
        return phrase.format(**parts) if parts else phrase

    def variants(self, key: str) -> list[str]:
        """Every variant of a phrase that may be used, unfilled."""
        section, name = key.split(".")
        known: list[str] = list(self._words[section][name])
        return [one for one in known if not any(word in one.upper() for word in self._without)] or known

    def avoid_repeats(self, *keys: str) -> None:
        """Choose these so that no two read the same, as far as their variants allow."""
        seen: set[str] = set()
        for key in keys:
            variants = self.variants(key)
            free = [one for one in variants if one.casefold() not in seen]
            self._chosen[key] = Random(f"{key} {self._seed}").choice(free or variants)
            seen.add(self._chosen[key].casefold())
