"""Printed characters in their plain form: one spelling for what looks the same."""

import unicodedata

SPACES = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
"""Blanks of any width; each parts words."""

_PLAIN: dict[int, str | None] = {
    0x02: "-",  # PDFium's mark for a hyphen at the end of a line
    0xAD: "-",  # a soft hyphen that is printed is a hyphen
    0x2010: "-",
    0x2011: "-",
    0xF0B7: "•",
    **dict.fromkeys((0, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF), None),
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)},  # ff, fi, fl, ffi, ffl, st
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF01, 0xFF5F)},  # full-width ASCII
}


def clean(text: str) -> str:
    """The text with ligatures spelled out, odd hyphens plain, zero-width characters gone, accents composed.

    Signs that mean something of their own (², ½, №, ™) stay as printed.
    """
    if text.isascii() and "\x02" not in text:
        return text
    return unicodedata.normalize("NFC", text.translate(_PLAIN))
