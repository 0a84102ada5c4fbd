"""Text that a spreadsheet would take for a formula, made harmless. A document is written by a stranger.

Source: OWASP, CSV Injection; also for full-width signs, invisible characters and fields cut apart by another separator.
"""

import re

_STARTS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\"']*[=+\-@＝＋－＠]")
"""What a spreadsheet takes for the start of a formula, also behind blanks, quotes and invisible characters."""

_STARTS_CONTROL = ("\t", "\r", "\n")

_INNER = re.compile(r"([;\t\r\n][\s\"']*)(?=[=@＝＠]|[+\-＋－][^;\t\r\n]*[|(!])")
"""A place where a reader with another separator would begin a new cell, and what follows calls something."""


def is_formula_like(text: str) -> bool:
    """True where the text as a whole would be read as a formula."""
    if text[:1].isalnum():  # nearly all text
        return False
    return text.startswith(_STARTS_CONTROL) or _STARTS.match(text) is not None


def neutral(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet would begin a formula; other text as it is.

    Only for text cells: a negative number is no formula.
    """
    if "\n" in text or ";" in text or "\t" in text or "\r" in text:
        text = _INNER.sub(r"\1'", text)
    return f"'{text}" if is_formula_like(text) else text
