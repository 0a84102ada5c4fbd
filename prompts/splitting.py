"""Text cut into lines, bullets, sentences, clauses and list members. Nothing inside brackets or quotes is cut."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .lexicon import word_set

WRAPPED_LINE = 60
"""A line at least this long may be a wrapped part of a paragraph; a shorter one is a member of a list."""

_ABBREVIATIONS = word_set(
    "incl excl inkl exkl inc no nr num inv eg ie approx max min zzgl bzw ca evtl ref tel ust mwst art st "
    "vs mr mrs ltd co corp abs pos amt qty acct dept ej es ex bijv bv np tzn resp ggf usw etc einschl "
    "ausschl v руб тел др кол ед изм г стр напр cf supp tot cust addr curr desc ord doc pmt dt "
    "gen alt est reg disc exec"
)
_ENDINGS = word_set("etc usw inc no es s t d")
"""Abbreviations that may as well end a sentence."""

_OPEN = {"(": ")", "[": "]", "{": "}"}
_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "`": "`", "'": "'", "‚": "‘’"}
_BULLET = re.compile(r"\s*(?:[-*•–—·▪◦●○►▶✓✔]|\(?\d{1,2}[.)]|\(?[a-zA-Z]\)|\[[ xX]?\])\s+(?=\S)")
_INLINE_NUMBER = re.compile(r"(?<!\S)\(?(\d{1,2})[.)]\s*(?=[^\W\d])")
_STOP = re.compile(r"[.!?։。](?=\s|$|[\"”»'])|\.(?=[A-ZА-Я][a-zа-я]+\s)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a prompt, without its bullet."""

    text: str
    bullet: bool = False
    heading: bool = False
    """True where it ends in a colon or is marked up as a heading; the text comes without the mark."""
    gap: bool = False
    """True where an empty line stands before it."""


def lines(text: str) -> tuple[Line, ...]:
    """The lines of a prompt; wrapped paragraphs are joined again, '1) … 2) …' in one line is taken apart."""
    found: list[Line] = []
    gap = False
    rows = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n")
    for number, raw in enumerate(rows):
        if _heads_table(rows, number):
            continue
        if not raw.strip(" \t|#*_=-~`"):
            gap = gap or not raw.strip()
            continue
        for piece, numbered in _numbered(_untabled(raw)):
            bullet = _BULLET.match(piece)
            body = piece[bullet.end() :] if bullet else piece
            marked = (
                re.match(r"\s*#{1,6}\s+", body) is not None or re.fullmatch(r"\s*\*\*[^*]+\*\*:?\s*", body) is not None
            )
            body = re.sub(r"^\s*#{1,6}\s+|\*\*|__", "", body).strip()
            heading = marked or (body.endswith(":") and len(body) <= 100)
            previous = found[-1] if found else None
            if (
                previous is not None
                and not (gap or bullet or numbered or heading or previous.heading)
                and _runs_on(previous.text, body)
            ):
                found[-1] = Line(f"{previous.text} {body}", previous.bullet, False, previous.gap)
            else:
                found.append(
                    Line(body.rstrip(":").strip() if heading else body, bool(bullet) or numbered, heading, gap)
                )
            gap = False
    return tuple(line for line in found if line.text)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of one line, with their stops; 'incl. VAT' and 'z. B.' end none."""
    found: list[str] = []
    begin = 0
    outside = set(top_level(text))
    for stop in _STOP.finditer(text):
        if stop.start() not in outside:
            continue
        if stop.group() == "." and _abbreviated(text, stop.start()):
            continue
        found.append(text[begin : stop.end()].strip())
        begin = stop.end()
    found.append(text[begin:].strip())
    return tuple(sentence for sentence in found if sentence.strip(" .!?։。\"'”»"))


def pieces(text: str, cuts: Iterator[tuple[int, int]] | tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """What stands between the cuts that lie outside brackets and quotes."""
    found: list[str] = []
    begin = 0
    closed = set(top_level(text))
    for start, end in sorted(cuts):
        if start >= begin and start in closed:
            found.append(text[begin:start])
            begin = end
    found.append(text[begin:])
    return tuple(piece.strip() for piece in found)


def top_level(text: str) -> tuple[int, ...]:
    """The places in the text that stand outside all brackets and quotes."""
    places: list[int] = []
    closers: list[str] = []
    for index, char in enumerate(text):
        if closers and char in closers[-1]:
            closers.pop()
            continue
        opens = _OPEN.get(char)
        if opens is not None and text.find(opens, index) > 0:
            closers.append(opens)
        elif char in _QUOTES and _opens_quote(text, index):
            closers.append(_QUOTES[char])
        elif not closers:
            places.append(index)
    return tuple(places)


def quoted(text: str) -> str | None:
    """What stands between the quotes, when the text is one quotation and nothing else."""
    text = text.strip()
    if len(text) >= 3 and text[0] in _QUOTES and text[-1] in _QUOTES[text[0]] and _opens_quote(text, 0):
        inner = text[1:-1]
        return inner.strip() if not any(mark in inner for mark in _QUOTES[text[0]]) else None
    return None


def _numbered(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of '1) number 2) date', each with True; the whole text with False where it is no such list."""
    starts = list(_INLINE_NUMBER.finditer(text))
    counted = [match for index, match in enumerate(starts) if int(match.group(1)) == index + 1]
    if len(counted) < 2 or counted != starts:
        yield text, False
        return
    head = text[: starts[0].start()].strip()
    if head:
        yield head, False
    ends = [match.start() for match in starts[1:]] + [len(text)]
    for match, end in zip(starts, ends, strict=True):
        yield text[match.end() : end].strip(" ,;"), True


def _untabled(raw: str) -> str:
    """A row of a Markdown table as 'first: second'."""
    if _is_row(raw):
        cells = [cell.strip() for cell in raw.strip().strip("|").split("|")]
        return "- " + ": ".join(cell for cell in cells if cell)
    return raw


def _heads_table(rows: list[str], number: int) -> bool:
    """True for the head of a Markdown table that has rows: its cells say 'column' and 'rule'."""
    below = rows[number + 1 : number + 3]
    return _is_row(rows[number]) and len(below) == 2 and set(below[0].strip()) <= set("|-: ") and _is_row(below[1])


def _is_row(raw: str) -> bool:
    """True for a row of a Markdown table."""
    return raw.strip().startswith("|") and raw.count("|") >= 2


def _runs_on(before: str, after: str) -> bool:
    if before.endswith((",", "(", "/")) or after[:1] in ",;)":
        return True
    return len(before) >= WRAPPED_LINE and not before.endswith((".", ":", ";", "!", "?"))


def _abbreviated(text: str, stop: int) -> bool:
    before = re.search(r"([^\W\d_]+)$", text[:stop])
    after = text[stop + 1 :].lstrip()
    if before is None:
        return re.search(r"(?<!\S)\d{1,2}$", text[:stop]) is not None and bool(after)
    word = before.group(1).casefold()
    if after[:1] in ("%", "#", "№"):
        return True
    if not after or (word not in _ABBREVIATIONS and len(word) > 1):
        return False
    return not (word in _ENDINGS and after[:1].isupper() and len(word) != 1) or (word == "no" and after[:1].isdigit())


def _opens_quote(text: str, index: int) -> bool:
    """True for a quotation mark that begins one: nothing before it, and its partner before a break."""
    mark = text[index]
    before = text[index - 1] if index else " "
    if before.isalnum() or (mark == "’"):
        return False
    for close in range(index + 1, len(text)):
        if text[close] in _QUOTES[mark] and close > index + 1:
            after = text[close + 1] if close + 1 < len(text) else " "
            if not after.isalnum():
                return True
    return False
