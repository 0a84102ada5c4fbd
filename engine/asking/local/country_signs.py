"""The country of the issuer where no address names it: company numbers, legal form, phone, domain, place, language.

Each sign is a vote with a weight and a place on the page; a country wins where its votes together are enough and
clearly more than those of any other.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ....schemas.document import Box, Word
from ....schemas.record import Source
from ....schemas.reply import Printed
from ...values.codes import country_of
from .addresses import US_TOWN, town_of
from .layout import Segment, box_of
from .sheet import Sheet

WEIGHTS: Mapping[str, float] = {"numbers": 0.7, "forms": 0.7, "phones": 0.6, "domain": 0.6, "places": 0.4}
"""Sort of sign → its vote; signs of one sort count once, and half as much again where there are several."""

LANGUAGE, SHAPE, POSTCODE, CURRENCY = 0.5, 0.5, 0.35, 0.25
"""Votes of a language of one country, of a postcode that only one country writes so, of one with the digits that the
country of a language gives it, and of the currency beside other signs."""

STATE = 0.5
"""Vote of a town with the letters of its state behind it, as tills print them ('Boise, ID')."""

_ALSO_COUNTRIES = frozenset({"DE", "IN"})
"""Letters of states that as often mean a country."""

ENOUGH = 0.5
"""Votes a country needs."""

CLEARLY = 1.5
"""How many times the votes of the next country."""

ABBREVIATED = 4
"""Letters up to which capitals count: 'APE' is a number, 'ape' is none."""

_GENERIC = frozenset({"co", "io", "me", "tv", "ai", "cc", "fm", "am", "ag", "la", "gg", "to", "ly", "sh"})
"""Country domains that are sold all over the world."""

_DOMAIN = re.compile(r"[\w-]\.(?P<tld>[a-z]{2})(?![\w.-])", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w+])(?:\+|00(?=[1-9]\d{1,2}[\s(]))\s?\(?(?P<digits>\d[\d\s()./-]{7,})")


@dataclass(frozen=True, slots=True)
class _Vote:
    country: str
    sort: str
    weight: float
    text: str
    page: int | None = None
    box: Box | None = None


def country_by_signs(
    sheet: Sheet, apart: Iterable[tuple[int, Box]], language: str | None, money: str | None
) -> Printed | None:
    """The country that the signs on the pages agree on; None where they tell too little.

    Args:
        apart: (page, box) of what belongs to the customer and says nothing of the issuer.
        language: ISO 639-1 code of the pages.
        money: ISO 4217 code of the amounts, where it is certain.
    """
    theirs = tuple(apart)
    votes = [
        vote
        for line in sheet.layout.lines
        for segment in line.segments
        if not _inside(segment, theirs)
        for vote in _votes(segment, language)
    ]
    if language is not None:
        votes += [_Vote(country, "language", LANGUAGE, language) for country in _single("languages").get(language, ())]
    return _verdict(votes, money)


def _verdict(votes: Iterable[_Vote], money: str | None) -> Printed | None:
    by_country: dict[str, dict[str, list[_Vote]]] = {}
    for vote in votes:
        by_country.setdefault(vote.country, {}).setdefault(vote.sort, []).append(vote)
    sums = {country: sum(map(_sum, sorts.values())) for country, sorts in by_country.items()}
    if money is not None:
        sums = {country: n + (CURRENCY if money[:2] == country else 0.0) for country, n in sums.items()}
    ranked = sorted(sums.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < ENOUGH or (len(ranked) > 1 and ranked[0][1] < CLEARLY * ranked[1][1]):
        return None
    country, total = ranked[0]
    best = max((max(s, key=_weight) for s in by_country[country].values()), key=_weight)
    score = round(min(0.9, 0.4 + 0.25 * total), 3)
    return Printed(country, best.page, best.box, best.text, score, Source.DERIVED)


def _sum(votes: list[_Vote]) -> float:
    different = {vote.text.casefold() for vote in votes}
    return max(map(_weight, votes)) * (1.5 if len(different) > 1 else 1.0)


def _weight(vote: _Vote) -> float:
    return vote.weight


def _votes(segment: Segment, language: str | None) -> Iterator[_Vote]:
    text = segment.text
    for match in _words().finditer(text):
        for sort, country in _meant()[_plain(match[0])]:
            yield _vote(segment, country, sort, WEIGHTS[sort], match.start(), match.end())
    if language == "en" and (state := US_TOWN.search(text)) and state[0][-2:] not in _ALSO_COUNTRIES:
        yield _vote(segment, "US", "places", STATE, state.start(), state.end())
    for match in _DOMAIN.finditer(text) if "." in text else ():
        country = country_of(match["tld"].upper()) if match["tld"].casefold() not in _GENERIC else None
        if country is not None and _is_address(text, match.start()):
            yield _vote(segment, country, "domain", WEIGHTS["domain"], match.start(), match.end())
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match["digits"])
        for length in (3, 2):
            for country in _single("phones").get(digits[:length], ()):
                yield _vote(segment, country, "phones", WEIGHTS["phones"], match.start(), match.end())
    if (town := town_of(text)) is None:
        return
    at = max(0, text.find(town.postcode))
    if town.country:
        yield _vote(segment, town.country, "postcodes", SHAPE, at, at + len(town.postcode))
    elif language is not None and town.postcode.isdigit():
        for country in _single("postcodes").get(f"{language} {len(town.postcode)}", ()):
            yield _vote(segment, country, "postcodes", POSTCODE, at, at + len(town.postcode))


def _vote(segment: Segment, country: str, sort: str, weight: float, start: int, end: int) -> _Vote:
    words: list[Word] = []
    at = 0
    for word in segment.words:
        at = segment.text.find(word.text, at)
        if at < end and at + len(word.text) > start:
            words.append(word)
        at += len(word.text)
    return _Vote(country, sort, weight, segment.text[start:end], segment.page, box_of(words) if words else segment.box)


def _is_address(text: str, at: int) -> bool:
    """True where a domain is part of a web or e-mail address."""
    start = text.rfind(" ", 0, at) + 1
    word = text[start : at + 1]
    return "@" in word or word.casefold().startswith(("www.", "http")) or word.count(".") >= 1 or len(word) > 5


def _inside(segment: Segment, theirs: Iterable[tuple[int, Box]]) -> bool:
    """True where a segment stands in what belongs to the customer."""
    own = segment.box
    return any(
        page == segment.page and box.y0 - 1 <= own.middle <= box.y1 + 1 and own.x0 < box.x1 + 4 and own.x1 > box.x0 - 4
        for page, box in theirs
    )


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


@cache
def _table() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    file = resources.files(__package__ or "").joinpath("country_signs.toml")
    raw: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        sort: {country: tuple(re.findall(r"[^,\n]*[^,\s]", words)) for country, words in entries.items()}
        for sort, entries in raw.items()
    }


@cache
def _single(sort: str) -> Mapping[str, tuple[str, ...]]:
    """Word → countries, for tables that are looked up whole."""
    found: dict[str, tuple[str, ...]] = {}
    for country, words in _table()[sort].items():
        for word in words:
            found[word.strip()] = (*found.get(word.strip(), ()), country)
    return found


@cache
def _meant() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for sort in ("numbers", "forms", "places"):
        for country, words in _table()[sort].items():
            for word in words:
                found[_plain(word)] = (*found.get(_plain(word), ()), (sort, country))
    return found


@cache
def _words() -> re.Pattern[str]:
    """Matches any word of the tables of numbers, forms and places, points and blanks within it as they come."""
    spelt: set[str] = set()
    for sort in ("numbers", "forms", "places"):
        for words in _table()[sort].values():
            for word in words:
                free = sort == "numbers" and len(_plain(word)) > ABBREVIATED
                spelt |= {f"(?i:{_loose(word)})"} if free else {_loose(word), _loose(word.upper())}
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(spelt, key=len, reverse=True)) + r")(?!\w)")


def _loose(word: str) -> str:
    return r"[\s.\-/]{0,2}".join(map(re.escape, re.findall(r"\w+|&|\([^)]*\)", word)))
