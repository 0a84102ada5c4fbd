"""Date formats as people write them → strftime patterns: 'DD.MM.YYYY', 'TT.MM.JJJJ', 'jj/mm/aaaa', 'ISO'."""

import re

_DAY = r"(?:d{1,2}|t{1,2}|j{1,2}|g{1,2}|д{1,2}|օ{1,2})"
_MONTH = r"(?:m{1,4}|м{1,2}|ա{1,2}|mon|month)"
_YEAR = r"(?:y{4}|y{2}|j{4}|j{2}|a{4}|a{2}|r{4}|r{2}|г{4}|г{2}|տ{4}|year)"
_BETWEEN = r"(?:\s?[./\-–,]\s?|\s|, )"

DATE_PATTERN = re.compile(
    rf"(?i)(?<!\w)(?:{_DAY}{_BETWEEN}{_MONTH}{_BETWEEN}{_YEAR}|{_YEAR}{_BETWEEN}{_MONTH}{_BETWEEN}{_DAY}"
    rf"|{_MONTH}{_BETWEEN}{_DAY}{_BETWEEN}{_YEAR}|{_MONTH}{_BETWEEN}{_YEAR}|{_YEAR}{_BETWEEN}{_MONTH}"
    r"|yyyymmdd|ddmmyyyy|mmddyyyy|jjjjmmtt|aaaammjj)(?!\w)|%[dmYybB][^\w%]?%[dmYybB][^\w%]?%[dmYybB]"
)
"""A format spelled with letters for day, month and year."""

ISO = "%Y-%m-%d"
AMERICAN = "%m/%d/%Y"

_EXAMPLE = re.compile(r"(?<!\d)(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{1,2})([-/.])(\d{1,2})\6(\d{4}|\d{2}))(?!\d)")
_PART = re.compile(r"(?i)[^\W\d_]+")


def strftime_pattern(text: str) -> str | None:
    """The strftime pattern of the first date format spelled out in the text; None where there is none."""
    match = DATE_PATTERN.search(text)
    if match is None:
        return None
    spelled = match.group()
    if spelled.startswith("%"):
        return spelled
    if len(spelled) == 8 and spelled.isalpha():
        joined = {"y": "%Y%m%d", "j": "%Y%m%d", "a": "%Y%m%d", "d": "%d%m%Y", "m": "%m%d%Y"}
        return joined[spelled[0].lower()]
    french = re.search(r"(?i)(?<!\w)j{1,2}\W+m+\W+a", spelled) is not None
    return _PART.sub(lambda part: _directive(part.group().lower(), french=french, whole=spelled.lower()), spelled)


def pattern_of_example(text: str) -> str | None:
    """The pattern of an example date that can be read in one way only ('31.12.2025', '2025-12-31')."""
    match = _EXAMPLE.search(text)
    if match is None:
        return None
    if match.group(1):
        return f"%Y{match.group(2)}%m{match.group(2)}%d"
    mark, year = match.group(6), "%Y" if len(match.group(8)) == 4 else "%y"
    if int(match.group(5)) > 12:
        return f"%d{mark}%m{mark}{year}"
    return f"%m{mark}%d{mark}{year}" if int(match.group(7)) > 12 else None


def _directive(part: str, *, french: bool, whole: str) -> str:
    letter = part[0]
    if part in ("mon", "mmm"):
        return "%b"
    if part in ("month", "mmmm"):
        return "%B"
    if letter in "mмա":
        return "%m"
    if part == "year" or letter in "yrгտa":
        return "%y" if len(part) == 2 else "%Y"
    if letter == "j" and not french:
        return "%Y" if len(part) == 4 else "%y" if "t" in whole or "d" in whole else "%d"
    return "%d"
