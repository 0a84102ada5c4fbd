"""Printed dates → dates, and the vote of a whole document on day-month or month-day.

'03/04/2019' has two readings. Each printed date is kept with all of its readings until the document decides: a day over
12, a due date that must not precede its issue date, the country, the language.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .amounts import PLAIN
from .months import month_of

FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Dates outside are misreadings."""

CENTURY_PIVOT = 70
"""Two-digit years below it belong to the 2000s."""

MONTH_FIRST_COUNTRIES = frozenset({"US", "PH", "FM", "MH", "PW", "GU", "PR", "AS", "VI", "MP", "BZ"})
"""Countries that write the month before the day (CLDR short date patterns, and the practice of the Philippines)."""

MIXED_COUNTRIES = frozenset({"CA", "ZA", "PH", "BZ"})
"""Countries where both orders are common."""

YEAR_FIRST_LANGUAGES = frozenset({"hu", "lt", "sv", "zh", "ja", "ko", "mn"})
"""Languages in which a two-digit year may stand first ('19.08.15')."""

_YEAR = r"(?:19|20)\d\d"
_NAME = r"[^\W\d_]{3,}"
_GAP = r"[\s./,-]{0,3}"
_ISO = re.compile(
    rf"""(?<![\d.,/-])(?P<y>{_YEAR})(?P<s>\s?[-/.]\s?|\s?年\s?|\s?년\s?|\s)
    (?P<m>\d{{1,2}})(?:(?P=s)|\s?月\s?|\s?월\s?)(?P<d>\d{{1,2}})(?!\d|[.,]\d)(?:\s?[日일])?""",
    re.VERBOSE,
)
_NUMERIC = re.compile(
    rf"""(?<![\d/])(?<!(?<!\d\d\d\d)-)(?<!\d[.,])
    (?P<a>\d{{1,2}})(?P<s>\s?[-/.]\s?|\s)(?P<b>\d{{1,2}})(?P<t>\s?[-/.]\s?|\s)(?P<y>{_YEAR}|'?\d\d)
    (?!\d(?!\d?:\d\d)|[-/]\d(?!\d?[./-]\d)|[.,]\d)""",
    re.VERBOSE,
)
_DAY_NAME = re.compile(
    rf"""(?<![\d.,/-])(?P<d>\d{{1,2}})(?:\s?(?:st|nd|rd|th|er|ère|re|de|ste|-?го)(?![^\W\d_]))?[\s./,ºª°-]{{0,3}}
    (?:(?:de|of|d'|d|den)[\s']\s?)?(?P<m>{_NAME}){_GAP}(?:(?:de|del|of|d'|anno)\s)?(?P<y>{_YEAR}|'?\d\d)
    (?![\d:]|[.,]\d)""",
    re.VERBOSE,
)
_NAME_DAY = re.compile(
    rf"""(?<![^\W\d_])(?P<m>{_NAME})[\s./-]{{0,3}}(?P<d>\d{{1,2}})(?:\s?(?:st|nd|rd|th)(?![^\W\d_]))?
    [\s./,-]{{1,3}}(?P<y>{_YEAR}|'\d\d|\d\d(?![\d:.,/-]))(?!\d)""",
    re.VERBOSE,
)
_YEAR_NAME = re.compile(
    rf"""(?<![\d.,/-])(?P<y>{_YEAR}){_GAP}(?:(?:m|թ)\.?\s)?(?P<m>{_NAME}){_GAP}(?P<d>\d{{1,2}})(?!\d)(?:\s?d\.)?""",
    re.VERBOSE,
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_EIGHT = re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])((?:19|20)\d\d)")
_MONTH_NAME_YEAR = re.compile(rf"(?<![^\W\d_])(?P<m>{_NAME}){_GAP}(?:(?:de|of|del)\s)?(?P<y>{_YEAR}|'\d\d)(?!\d)")
_MONTH_YEAR = re.compile(rf"(?<![\d./-])(?P<m>0?[1-9]|1[0-2])\s?[-/.]\s?(?P<y>{_YEAR})(?![\d/-])")
_YEAR_MONTH = re.compile(rf"(?<![\d./-])(?P<y>{_YEAR})\s?[-/.]\s?(?P<m>0[1-9]|1[0-2])(?!\d|[-/.]\d)")

SLIPS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8"})
"""Letters that OCR reads where a digit stands."""


class FoundDate(NamedTuple):
    """A date somewhere in a text."""

    text: str
    """As printed."""
    start: int
    end: int
    readings: tuple[date, ...]
    """All dates it may mean, the likeliest first: day-month before month-day."""


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How a document writes numeric dates."""

    order: str | None
    """'DMY' or 'MDY'; None where nothing tells."""
    reason: str
    """For a person: what told."""
    certain: bool
    """False where it is only a custom of the country or language, or nothing tells."""


def find_dates(text: str, languages: Sequence[str] = (), *, compact: bool = False) -> list[FoundDate]:
    """All printed dates in `text`, from left to right, none overlapping another.

    Args:
        text: one line or more.
        languages: ISO 639-1, the likeliest first; they decide month names that two languages share.
        compact: also take eight digits such as 20190815, which may as well be a number of some kind.
    """
    plain = text.translate(_SAME_LENGTH)
    if not any(char.isdigit() for char in plain):
        return []
    found: list[FoundDate] = []
    patterns = (_ISO, _NUMERIC, _DAY_NAME, _NAME_DAY, _YEAR_NAME) + ((_COMPACT,) if compact else ())
    for pattern in patterns:
        for match in pattern.finditer(plain):
            start, end = match.span()
            if any(start < other.end and other.start < end for other in found):
                continue
            if meanings := _meanings(match, languages):
                found.append(FoundDate(text[start:end], start, end, meanings))
    return sorted(found, key=lambda item: item.start)


def readings(
    text: str, languages: Sequence[str] = (), *, month_only: bool = False, lenient: bool = False
) -> tuple[date, ...]:
    """All dates that the first date in `text` may mean, day-month before month-day; empty where there is none.

    Args:
        text: the printed characters; a weekday before and a time behind are passed over.
        languages: ISO 639-1 (or a locale such as en-US, which puts the month first), the likeliest first.
        month_only: also read '08/2019' and 'August 2019', as the first of the month.
        lenient: forgive the letters that OCR reads for digits.
    """
    if lenient:
        text = re.sub(
            r"(?<![^\W\d_])[\dOolI|SB]+(?=[-/.\s]|\Z)",
            lambda m: m[0].translate(SLIPS) if re.search(r"\d", m[0]) else m[0],
            text,
        )
    if eight := _EIGHT.fullmatch(text.strip()):
        text = f"{eight[1]}.{eight[2]}.{eight[3]}"
    found = find_dates(text, [language[:2] for language in languages], compact=True)
    if found:
        meanings = found[0].readings
        return meanings[::-1] if languages and languages[0].replace("_", "-") == "en-US" else meanings
    if month_only:
        plain = text.translate(_SAME_LENGTH)
        for pattern in (_MONTH_NAME_YEAR, _MONTH_YEAR, _YEAR_MONTH):
            for match in pattern.finditer(plain):
                parts = match.groupdict()
                months = month_of(parts["m"], languages) if not parts["m"].isdigit() else (int(parts["m"]),)
                dates = (_date(parts["y"], month, 1) for month in months)
                if known := tuple(day for day in dates if day):
                    return known
    return ()


def parse_date(
    text: str,
    order: str | None = None,
    languages: Sequence[str] = (),
    *,
    month_only: bool = False,
    lenient: bool = False,
) -> date | None:
    """The date that `text` means under the document's order ('DMY' or 'MDY'); None where there is none.

    Without an order an ambiguous date is read day first; see vote_date_order for what a document says.
    """
    meanings = readings(text, languages, month_only=month_only, lenient=lenient)
    if len(meanings) == 2 and order == "MDY" and is_numeric(text):
        return meanings[1]
    return meanings[0] if meanings else None


def is_numeric(text: str) -> bool:
    """True where the first date in `text` is written in digits, day or month first, so that an order must decide."""
    return _NUMERIC.search(text.translate(_SAME_LENGTH)) is not None


def vote_date_order(
    texts: Iterable[str],
    *,
    country: str | None = None,
    languages: Sequence[str] = (),
    in_time: Iterable[tuple[str, str]] = (),
) -> DateOrder:
    """How this document writes numeric dates, and why.

    Args:
        texts: all printed dates of the document.
        country: ISO 3166-1 alpha-2 of the issuer, where known.
        languages: ISO 639-1 of the document, the likeliest first.
        in_time: pairs of printed dates of which the first must not be later, such as issue and due date.
    """
    votes: dict[str, list[str]] = {"DMY": [], "MDY": []}
    open_texts: list[str] = []
    for text in texts:
        match = _NUMERIC.search(text.translate(_SAME_LENGTH))
        if match is None or not _meanings(match, languages):
            continue
        first, second = int(match["a"]), int(match["b"])
        if first > 31 or second > 31:
            continue
        if first > 12 >= second:
            votes["DMY"].append(match[0])
        elif second > 12 >= first:
            votes["MDY"].append(match[0])
        elif first != second:
            open_texts.append(match[0])
    if votes["DMY"] or votes["MDY"]:
        order = "DMY" if len(votes["DMY"]) >= len(votes["MDY"]) else "MDY"
        against = votes["MDY" if order == "DMY" else "DMY"]
        place = "first" if order == "DMY" else "second"
        reason = f"'{votes[order][0]}' has a {place} part over 12"
        return DateOrder(order, reason + (f", though '{against[0]}' says otherwise" if against else ""), not against)
    for earlier, later in in_time:
        one, other = readings(earlier, languages), readings(later, languages)
        if not (is_numeric(earlier) and is_numeric(later) and len(one) == 2 and len(other) == 2):
            continue
        day_first, month_first = one[0] <= other[0], one[1] <= other[1]
        if day_first != month_first:
            order = "DMY" if day_first else "MDY"
            return DateOrder(order, f"only so does '{earlier}' precede '{later}'", certain=True)
    if any("." in text for text in open_texts):
        return DateOrder("DMY", "dates with points put the day first", certain=True)
    if country in MONTH_FIRST_COUNTRIES:
        return DateOrder("MDY", f"custom in {country}", certain=country not in MIXED_COUNTRIES)
    if country is not None:
        return DateOrder("DMY", f"custom in {country}", certain=country not in MIXED_COUNTRIES)
    if languages and languages[0] != "en":
        return DateOrder("DMY", f"custom in documents in '{languages[0]}'", certain=True)
    return DateOrder(None, "no date and no custom tells whether the day or the month comes first", certain=False)


_SAME_LENGTH = {code: to for code, to in PLAIN.items() if isinstance(to, str) and len(to) == 1}
"""PLAIN without the removals, so that places in the plain text are places in the text."""


def _meanings(match: re.Match[str], languages: Sequence[str]) -> tuple[date, ...]:
    """All dates one match may mean, without repeats."""
    parts = match.groupdict()
    year = parts["y"]
    if "a" in parts:
        if not _is_one_date(parts):
            return ()
        first, second = int(parts["a"]), int(parts["b"])
        meanings = [_date(year, second, first), _date(year, first, second)]
        if (not any(meanings) and len(year) == 2) or (
            len(year) == 2 and languages and languages[0] in YEAR_FIRST_LANGUAGES
        ):
            meanings = [_date(parts["a"].zfill(2), second, int(year)), *meanings]
    else:
        months = (int(parts["m"]),) if parts["m"].isdigit() else month_of(parts["m"], languages)
        meanings = [_date(year, month, int(parts["d"])) for month in months]
    return tuple(dict.fromkeys(day for day in meanings if day))


def _is_one_date(parts: dict[str, str]) -> bool:
    """False where blanks or different marks between the numbers make them look like a price or a telephone number."""
    if parts["s"] == parts["t"] and not parts["s"].isspace():
        return True
    return len(parts["y"]) == 4 and parts["s"].isspace() == parts["t"].isspace()


def _date(year: str, month: int, day: int) -> date | None:
    """The date, or None where the calendar or good sense has no such day."""
    number = int(year.lstrip("'"))
    if number < 100:
        number += 2000 if number < CENTURY_PIVOT else 1900
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return None
    try:
        return date(number, month, day)
    except ValueError:
        return None
