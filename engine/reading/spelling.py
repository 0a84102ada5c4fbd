"""Printed characters in their plain form: one spelling for what looks the same."""

import unicodedata

WIDE_SPACES = frozenset((0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000))
"""Blanks beyond ASCII, of any width, breaking or not; each parts words."""
ZERO_WIDTH = frozenset((
    *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFE00, 0xFE10)
))  # fmt: skip
"""Joiners, marks and overrides of direction, and variation selectors, which print nothing."""

_PLAIN: dict[int, str | None] = {
    0x02: "-",  # PDFium's marks for a hyphen at the end of a line
    0xFFFE: "-",
    0xAD: "-",  # a soft hyphen that is printed is a hyphen
    0x2010: "-",
    0x2011: "-",
    0xF0B7: "•",  # the bullet of Symbol fonts
    **dict.fromkeys((*range(2), *range(3, 32), 0x7F, 0xFFFF, *ZERO_WIDTH)),
    **dict.fromkeys(range(0xD800, 0xE000)),  # halves of characters, which no encoding can write
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)},  # ff, fi, fl, ffi, ffl, st
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF01, 0xFF5F)},  # full-width ASCII
}


def clean(text: str) -> str:
    """The text with ligatures spelled out, odd hyphens plain, unprintable characters gone and accents composed.

    Signs that mean something of their own (², ½, №, ™) stay as printed.
    """
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text.translate(_PLAIN))
