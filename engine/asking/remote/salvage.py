"""JSON that was cut off → the same, closed behind the last thing that is whole.

A row that is not whole is dropped, because a row with half its cells looks like a row; a record that is not whole
keeps the values and the rows it has.
"""

import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]')
_CLOSES = {"{": "}", "[": "]"}


def salvaged(text: str) -> str | None:
    """The longest whole beginning of a cut answer, as JSON; None where nothing of it is whole.

    Args:
        text: begins with the answer's first bracket.
    """
    deepest = _open_in_rows(text)
    open_brackets: list[str] = []
    cut, closing = 0, ""
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in _CLOSES:
            open_brackets.append(mark)
            continue
        if mark in "}]":
            if not open_brackets or _CLOSES[open_brackets.pop()] != mark:
                break
            end = token.end()
        elif mark == ",":
            end = token.start()
        else:
            continue
        if len(open_brackets) <= deepest:
            cut, closing = end, "".join(_CLOSES[bracket] for bracket in reversed(open_brackets))
        if not open_brackets:
            break
    return text[:cut] + closing if cut else None


def _open_in_rows(text: str) -> int:
    """How many brackets are open inside a record's list of rows: those of the answer, its records, a record, rows."""
    if text[:1] == "[":
        return 3
    return 4 if re.match(r'\{\s*"records"', text) else 2
