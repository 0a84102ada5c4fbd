"""A long file is asked about in windows of pages that overlap, so that no row is lost where one ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from .sheets import Sheet

CHARS_PER_TOKEN = 4
IMAGE_TOKENS = 1200
"""About what a picture costs; only windows are cut by it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is asked at once, and how often again."""

    pages: int = 6
    """Most pages in a window."""
    tokens: int = 16_000
    """Most tokens of a window's pages, by rule of thumb; one page is asked about whatever its size."""
    overlap: int = 1
    """Pages a window shares with the one before."""
    windows_at_a_time: int = 8
    """Windows of one document under way at a time."""
    output_tokens: int = 8192
    """Most tokens of one answer."""
    attempts: int = 3
    """Most times a window is asked as a whole because answers held nothing."""
    resumes: int = 24
    """Most times a cut answer is gone on with; two rounds in a row that bring nothing new are the last."""
    rechecks: int = 1
    """Times a table that came out short is asked about again; 0: never."""


Window = tuple[Sheet, ...]


def windows(sheets: Sequence[Sheet], limits: Limits) -> tuple[Window, ...]:
    """The pages in windows, in order; every page is in one, neighbours share `limits.overlap` pages."""
    found: list[Window] = []
    start = 0
    while start < len(sheets):
        end, tokens = start, 0
        while end < len(sheets) and end - start < limits.pages:
            tokens += weight(sheets[end])
            if tokens > limits.tokens and end > start:
                break
            end += 1
        found.append(tuple(sheets[start:end]))
        if end == len(sheets):
            break
        start = max(start + 1, end - limits.overlap)
    return tuple(found)


def halves(window: Window) -> tuple[Window, Window]:
    """A window that is too long for the model, in two."""
    middle = len(window) // 2
    return window[:middle], window[middle:]


def weight(sheet: Sheet) -> int:
    """About how many tokens a page takes."""
    return len(sheet.text) // CHARS_PER_TOKEN + (IMAGE_TOKENS if sheet.picture else 0)
