"""Printed amounts of money → Decimal, and the vote of a whole document on its decimal mark.

One printed amount is often ambiguous ('1.234' is one thousand in Berlin and one and a bit in Boston); a document seldom
is. So every amount of a document votes, and the mark that wins reads them all.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .code_tables import ISO_4217
from .codes import CURRENCY_PATTERN

MAX_DIGITS = 15
"""A longer run of digits is an account or an article number, not money."""

MAX_CHARACTERS = 60
"""A longer text is no amount; the limit also keeps hostile input from costing time."""

PLAIN = str.maketrans(
    {
        **dict.fromkeys(
            "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f", " "
        ),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`\u2032\uff07", "'"),
        **dict.fromkeys("\u066b\uff0e", "."),
        **dict.fromkeys("\u066c\uff0c", ","),
        **dict.fromkeys("\u200b\u200e\u200f\u2060\ufeff"),
    }
)
"""Typographic blanks, minus signs, apostrophes and marks → the plain one; invisible characters → nothing."""

SLIPS = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "D": "0", "l": "1", "I": "1", "|": "1", "S": "5", "s": "5", "B": "8"}
)
"""Letters that OCR reads where a digit stands."""

_NUMBER = r"(?:\d[\d.,' ]*\d|\d)"
_AMOUNT = re.compile(
    rf"""\s*(?P<sign0>-)?\s*(?P<currency0>{CURRENCY_PATTERN}\s?(?=\())?(?P<open>\()?
    \s*(?P<sign1>[-+])?\s*(?:(?P<currency1>{CURRENCY_PATTERN})(?:(?<=[a-zčа-я])\.)?\s*:?)?\s*(?P<sign2>[-+])?\s*
    (?P<number>{_NUMBER}|[.,]\d+)(?P<dash>[.,]\s?(?:--?|=)|[.,](?=\s|$|\)))?
    \s*(?P<sign3>-)?\s*(?P<currency2>{CURRENCY_PATTERN})?\.?\s*(?P<sign4>-)?\s*(?P<close>\))?
    \s*(?P<credit>CR|Cr|cr|DR|Dr|dr)?\.?\s*[*]{{0,2}}\s*""",
    re.VERBOSE,
)
_GROUPS_OF_THREE = re.compile(r"[1-9]\d{0,2}(?:([.,' ])\d{3})(?:\1\d{3})*\Z")
_GROUPS_INDIAN = re.compile(r"[1-9]\d?(?:,\d{2})+,\d{3}\Z")
_STRICT = re.compile(
    r"(?:[1-9]\d{0,2}(?:(?P<group>[.,' ])\d{3})(?:(?P=group)\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3}|[1-9]\d{0,8}|0)"
    r"(?P<decimals>[.,]\d{2}|[.,]\s?--?)?\Z"
)

_LOOSE_MARK = re.compile(r"(?<=\d)\s*([.,])\s+(?=\d{2}(?!\d))|(?<=\d)\s+([.,])\s*(?=\d)")
_GLUED_CODE = re.compile(rf"\b({'|'.join(sorted(ISO_4217))}|RM|Rp|Rs)(?=[OoQDlI|SsB]?[.,\d])")
_SLIP = r"[\dOoQDlI|SsB]"
_DAMAGED = re.compile(rf"(?<![^\W\d_])(?:{_SLIP}[.,\dOoQDlI|SsB]*\d{_SLIP}*|\d[.,\dOoQDlI|SsB]+)(?![^\W\d_])")


@dataclass(frozen=True, slots=True)
class DecimalMark:
    """What a document uses between units and cents."""

    mark: str | None
    """'.' or ','; None where no amount tells."""
    reason: str
    """For a person: which amounts told."""
    certain: bool
    """False where the votes disagree or there is none."""


def parse_amount(text: str, decimal_mark: str | None = None, lenient: bool = False) -> Decimal | None:
    """The amount of money that `text` is, with as many decimals as are printed; None where it is something else.

    Accepts currency signs, codes and words around the number, blanks, apostrophes, points or commas between groups of
    three (or Indian groups), minus signs before or behind, parentheses and 'CR' for minus, and ',-' for no cents.
    Refuses dates, telephone numbers, leading zeros, percentages, and anything with other words in it.

    Args:
        text: the printed characters.
        decimal_mark: the mark the document uses ('.' or ','), see vote_decimal_mark. It decides only what the
            characters leave open: '12.50' is twelve and a half under either mark.
        lenient: forgive what OCR does: letters for digits, a blank before or behind the decimal mark.
    """
    plain = _plain(text)
    if lenient:
        plain = _mend(plain)
    match = _AMOUNT.fullmatch(plain)
    if match is None or (match["open"] is None) != (match["close"] is None):
        return None
    signs = [match[name] for name in ("sign0", "sign1", "sign2", "sign3", "sign4") if match[name]]
    if len(signs) > 1 or (
        match["currency1"] and match["currency2"] and not _same(match["currency1"], match["currency2"])
    ):
        return None
    unsigned = _unsigned(_digits(match["number"]), decimal_mark, bool(match["dash"]), lenient)
    if unsigned is None:
        return None
    credit = (match["credit"] or "").upper() == "CR"
    negative = "-" in signs or match["open"] is not None or credit
    return -unsigned if negative and unsigned else unsigned


def looks_like_amount(text: str) -> bool:
    """True where `text` has the shape of money: two decimals, or a currency, or two groups of thousands.

    Strict, for finding candidates on a page: a bare '2019', '1,234' or '12.5' is not taken for money.
    """
    if text.isalpha() or text.isdigit():
        return False
    plain = _plain(text)
    match = _AMOUNT.fullmatch(plain)
    if match is None or (match["open"] is None) != (match["close"] is None):
        return False
    dash = match["dash"] or ""
    shape = _STRICT.match(_digits(match["number"]) + (dash if "-" in dash else ""))
    if shape is None:
        return False
    if match["currency0"] or match["currency1"] or match["currency2"]:
        return True
    return (bool(shape["decimals"]) and shape["decimals"][0] != shape["group"]) or match["number"].count(
        shape["group"] or "\0"
    ) > 1


def vote_decimal_mark(texts: Iterable[str]) -> DecimalMark:
    """The decimal mark that the amounts of one document agree on.

    An amount with both marks, or with a blank or apostrophe between thousands, settles it; two decimals behind a
    single mark are a vote; a mark that occurs twice parts thousands, which is a vote for the other one.
    """
    settled: dict[str, list[str]] = {".": [], ",": []}
    votes: dict[str, list[str]] = {".": [], ",": []}
    for text in texts:
        plain = _plain(text)
        match = _AMOUNT.fullmatch(plain)
        if match is None:
            continue
        mark, sure = _told(match["number"])
        if mark:
            (settled if sure else votes)[mark].append(text.strip())
    for counted, word in ((settled, "settled by"), (votes, "as in")):
        point, comma = counted["."], counted[","]
        if not point and not comma:
            continue
        mark = "." if len(point) >= len(comma) else ","
        won, lost = (point, comma) if mark == "." else (comma, point)
        others = votes["," if mark == "." else "."] if counted is settled else []
        reason = f"{word} '{won[0]}'" + (f" and {len(won) - 1} more" if len(won) > 1 else "")
        if lost:
            reason += f", against '{lost[0]}'" + (f" and {len(lost) - 1} more" if len(lost) > 1 else "")
        return DecimalMark(mark, reason, certain=not lost and len(others) <= len(won) + len(votes[mark]))
    return DecimalMark(None, "no amount shows which mark parts the decimals", certain=False)


def _plain(text: str) -> str:
    """The text with plain signs and single blanks; empty where it is too long for an amount."""
    return " ".join(text.translate(PLAIN).split()) if len(text) <= MAX_CHARACTERS else ""


def _same(one: str, other: str) -> bool:
    """True where a sign and a code may stand for the same currency ('$12.00 USD')."""
    return one == other or not (one.isalpha() and len(one) == 3 and other.isalpha() and len(other) == 3)


def _digits(number: str) -> str:
    """Digits of any script as ASCII."""
    if number.isascii():
        return number
    return "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in number)


def _mend(text: str) -> str:
    """What OCR damaged, as it was probably printed: only where digits outnumber the letters taken for digits."""
    bare = text.strip()
    if bare.count("(") != bare.count(")"):
        bare = bare.strip("()")
    apart = _GLUED_CODE.sub(r"\1 ", bare)
    closed = _LOOSE_MARK.sub(lambda match: match[1] or match[2], apart)
    return _DAMAGED.sub(_digits_for_letters, closed)


def _digits_for_letters(run: re.Match[str]) -> str:
    digits = sum(char.isdigit() for char in run[0])
    letters = sum(char not in ".," and not char.isdigit() for char in run[0])
    return run[0].translate(SLIPS) if letters <= digits else run[0]


def _told(number: str) -> tuple[str | None, bool]:
    """The decimal mark one number shows, and whether it leaves no doubt."""
    marks = [char for char in number if char in ".,"]
    if not marks:
        return None, False
    last = marks[-1]
    head, _, tail = number.rpartition(last)
    if _unsigned(_digits(number), None, False, False) is None:
        return None, False
    if len(set(marks)) == 2:
        return last, True
    other = "," if last == "." else "."
    if len(marks) > 1:
        return other, False
    if " " in head or "'" in head:
        return last, True
    if len(tail) == 3 and head not in ("", "0") and len(head) <= 3:
        return None, False
    return last, False


def _unsigned(number: str, decimal_mark: str | None, no_cents: bool, lenient: bool) -> Decimal | None:
    """The value of a run of digits and marks."""
    if number[0] in ".,":
        number = "0" + number
    marks = [char for char in number if char in ".,"]
    whole, decimals = number, ""
    if marks and not no_cents:
        last = marks[-1]
        head, _, tail = number.rpartition(last)
        if _is_decimal(last, marks, head, tail, decimal_mark):
            whole, decimals = head, tail
        elif lenient and not _grouped(number) and len(tail) == 2:
            whole, decimals = re.sub(r"[.,]", "", head), tail
    if decimals and not decimals.isdigit():
        return None
    if not whole.isdigit():
        if not _grouped(whole) or (decimals and marks[-1] in whole):
            return None
        whole = re.sub(r"\D", "", whole)
    elif len(whole) > 1 and whole[0] == "0":
        return None
    if len(whole) + len(decimals) > MAX_DIGITS:
        return None
    return Decimal(f"{whole}.{decimals}" if decimals else whole)


def _grouped(whole: str) -> bool:
    """True where marks part the digits into thousands, or into Indian lakhs and crores."""
    return bool(_GROUPS_OF_THREE.match(whole) or _GROUPS_INDIAN.match(whole))


def _is_decimal(mark: str, marks: list[str], head: str, tail: str, decimal_mark: str | None) -> bool:
    """True where the last mark of a number parts its decimals, not its thousands."""
    if len(set(marks)) == 2:
        return True
    if len(marks) > 1:
        return False
    if not tail.isdigit():
        return False
    if len(tail) != 3 or (len(head) > 3 and head.isdigit()) or head.startswith("0") or " " in head or "'" in head:
        return True
    return mark == decimal_mark
