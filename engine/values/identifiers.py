"""Bank accounts, tax numbers and payment references: found, normalised and verified.

The check digits of tax numbers are python-stdnum's knowledge; it is imported only when such a number turns up.
"""

import re
from typing import NamedTuple

from .code_tables import IBAN_LENGTHS

VAT_SHAPES = {
    "AT": r"U\d{8}", "BE": r"[01]?\d{9}", "BG": r"\d{9,10}", "CHE": r"\d{9}(?:MWST|TVA|IVA|VAT)?",
    "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}", "DE": r"\d{9}", "DK": r"\d{8}", "EE": r"\d{9}", "EL": r"\d{9}",
    "GR": r"\d{9}", "ES": r"[A-Z0-9]\d{7}[A-Z0-9]", "FI": r"\d{8}", "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}", "HR": r"\d{11}",
    "HU": r"\d{8}", "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}", "IT": r"\d{11}", "LT": r"\d{9}(?:\d{3})?", "LU": r"\d{8}",
    "LV": r"\d{11}", "MT": r"\d{8}", "NL": r"\d{9}B\d{2}", "PL": r"\d{10}", "PT": r"\d{9}", "RO": r"\d{4,10}",
    "SE": r"\d{12}", "SI": r"\d{8}", "SK": r"\d{10}", "GB": r"\d{9}(?:\d{3})?", "XI": r"\d{9}(?:\d{3})?",
    "NO": r"\d{9}(?:MVA)?",
}  # fmt: skip
"""VAT prefix → what follows it, without blanks and punctuation (VIES; Switzerland and Norway beside)."""

_QRR_CARRIES = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
"""Modulo 10, recursive: what (carry + digit) modulo 10 carries on (SIX Implementation Guidelines QR-bill, annex B)."""

_SEPARATORS = " \u00a0\u202f\u2009.-/"
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[ \u00a0]?\d{2}(?=[ \u00a0.-]?[A-Z0-9])")
_VAT_START = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    + "|".join(sorted(VAT_SHAPES, key=len, reverse=True))
    + r")(?=[ \u00a0.:-]{0,2}[A-Z0-9]{1,4})"
)
_NATIONAL = re.compile(r"(?<!\w)(?:\d{2}[A-Z]{5}\d{4}[A-Z][A-Z\d]Z[A-Z\d]|\d{5}\s?\d{4}\s?RT\s?\d{4}|T\d{13})(?!\w)")
_BIC = re.compile(r"(?<![A-Za-z0-9])[A-Z]{4}(?P<country>[A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9])")
_RF = re.compile(r"(?<![A-Za-z0-9])RF\d{2}(?:[ \u00a0]?[A-Z0-9]){1,21}(?![A-Za-z0-9])")
_OGM = re.compile(r"(?:\+\+\+|\*\*\*)?\s?\d{3}\s?/\s?\d{4}\s?/\s?\d{5}\s?(?:\+\+\+|\*\*\*)?")


class Identifier(NamedTuple):
    """An identifier somewhere in a text."""

    text: str
    """As printed, blanks and all."""
    start: int
    end: int
    normal: str
    """Upper case, without blanks and punctuation."""
    valid: bool
    """True where its check digits agree."""


def normalise_identifier(text: str) -> str:
    """Upper case letters and digits only: 'BE 0123.456.789' → 'BE0123456789'."""
    return "".join(char for char in text.upper() if char.isalnum())


def is_valid_iban(text: str) -> bool:
    """True where the length is its country's and the check digits agree (ISO 13616, mod 97)."""
    normal = normalise_identifier(text)
    if not normal.isascii() or IBAN_LENGTHS.get(normal[:2]) != len(normal) or not normal[2:4].isdigit():
        return False
    return int("".join(str(int(char, 36)) for char in normal[4:] + normal[:4])) % 97 == 1


def is_valid_bic(text: str) -> bool:
    """True for 8 or 11 characters with a country in the fifth and sixth (ISO 9362; there are no check digits)."""
    match = _BIC.fullmatch(normalise_identifier(text))
    return match is not None and match["country"] in _BIC_COUNTRIES


def is_valid_vat(text: str, country: str | None = None) -> bool | None:
    """Whether a VAT number's check digits agree; None where its country is unknown and so are its rules.

    Args:
        text: with its prefix ('DE136695976'), or without where `country` is given.
        country: ISO 3166-1 alpha-2 (GR or EL for Greece).
    """
    normal = normalise_identifier(text)
    prefix = next((key for key in (normal[:3], normal[:2]) if key in VAT_SHAPES), None)
    if prefix is None or not re.fullmatch(VAT_SHAPES[prefix], normal[len(prefix) :]):
        given = {"GR": "EL", "CH": "CHE"}.get(country or "", country)
        if given is None or given not in VAT_SHAPES:
            return None if prefix is None else False
        prefix, normal = given, normal if normal.startswith(given) else given + normal
    if not re.fullmatch(VAT_SHAPES[prefix], normal[len(prefix) :]):
        return False
    if prefix == "CHE":
        from stdnum.ch import uid

        return uid.is_valid(normal[:12])
    if prefix == "NO":
        from stdnum.no import orgnr

        return orgnr.is_valid(normal[2:11])
    if prefix in ("GB", "XI"):
        from stdnum.gb import vat as gb_vat

        return gb_vat.is_valid(normal[2:])
    from stdnum.eu import vat

    return vat.is_valid("EL" + normal[2:] if prefix == "GR" else normal)


def is_valid_rf(text: str) -> bool:
    """True for a creditor reference with agreeing check digits (ISO 11649: 'RF18 5390 0754 7034')."""
    from stdnum import iso11649

    return iso11649.is_valid(normalise_identifier(text))


def is_valid_ogm(text: str) -> bool:
    """True for a Belgian structured communication with agreeing check digits ('+++090/9337/55493+++')."""
    digits = "".join(char for char in text if char.isdigit())
    return len(digits) == 12 and (int(digits[:10]) % 97 or 97) == int(digits[10:])


def is_valid_qrr(text: str) -> bool:
    """True for digits with an agreeing check digit, modulo 10, recursive (Swiss QR reference and ESR)."""
    digits = "".join(text.split())
    if not digits.isdecimal():
        return False
    carry = 0
    for digit in digits[:-1]:
        carry = _QRR_CARRIES[(carry + int(digit)) % 10]
    return (10 - carry) % 10 == int(digits[-1])


def find_ibans(text: str) -> tuple[Identifier, ...]:
    """All IBANs in running text, with blanks inside or without; those with wrong check digits too, marked so."""
    found: list[Identifier] = []
    for match in _IBAN_START.finditer(text):
        length = IBAN_LENGTHS.get(match[0][:2])
        if length is None or (found and match.start() < found[-1].end):
            continue
        end = _walk(text, match.start(), length)
        if end is None:
            continue
        printed = text[match.start() : end]
        normal = normalise_identifier(printed)
        digits = sum(char.isdigit() for char in normal)
        valid = is_valid_iban(normal)
        if valid or digits >= length // 2:
            found.append(Identifier(printed, match.start(), end, normal, valid))
    return tuple(found)


def find_vat_numbers(text: str) -> tuple[Identifier, ...]:
    """All VAT numbers with a country prefix (EU, CHE, GB, XI, NO) in running text, blanks and points inside or not."""
    found: list[Identifier] = []
    for match in _VAT_START.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        prefix = match[0]
        body = re.compile(VAT_SHAPES[prefix])
        for length in range(16, 5, -1):
            end = _walk(text, match.start(), len(prefix) + length)
            if end is None:
                continue
            printed = text[match.start() : end]
            normal = normalise_identifier(printed)
            if body.fullmatch(normal[len(prefix) :]):
                found.append(Identifier(printed, match.start(), end, normal, bool(is_valid_vat(normal))))
                break
    return tuple(found)


def national_vat_numbers(text: str) -> tuple[Identifier, ...]:
    """All sales tax numbers in running text whose form alone tells what they are, though no prefix does.

    India's GSTIN (state, PAN, entity, Z, check character), Canada's GST/HST account (business number with RT), Japan's
    number of a qualified invoice issuer (T and 13 digits).
    """
    return tuple(
        Identifier(match[0], match.start(), match.end(), normalise_identifier(match[0]), True)
        for match in _NATIONAL.finditer(text)
    )


def find_bics(text: str) -> tuple[Identifier, ...]:
    """All words with the shape of a BIC and a country inside; a plain word in capitals can look the same."""
    return tuple(
        Identifier(match[0], match.start(), match.end(), match[0], True)
        for match in _BIC.finditer(text)
        if match["country"] in _BIC_COUNTRIES
    )


def find_creditor_references(text: str) -> tuple[Identifier, ...]:
    """All ISO 11649 references ('RF…') with agreeing check digits in running text."""
    return tuple(
        Identifier(match[0], match.start(), match.end(), normalise_identifier(match[0]), True)
        for match in _RF.finditer(text)
        if is_valid_rf(match[0])
    )


def find_ogms(text: str) -> tuple[Identifier, ...]:
    """All Belgian structured communications in running text, with whether their check digits agree."""
    return tuple(
        Identifier(match[0].strip(), match.start(), match.end(), normalise_identifier(match[0]), is_valid_ogm(match[0]))
        for match in _OGM.finditer(text)
    )


_BIC_COUNTRIES = frozenset(IBAN_LENGTHS) | frozenset(
    """
    AF AM AO AR AU AW BB BD BF BJ BM BN BO BS BW CA CD CG CI CL CM CN CO CU CW DZ EC ET FJ GA GH GN GY HK HN HT ID
    IN IR JM JP KE KG KH KR KY LA LK MA MG ML MM MO MX MY MZ NA NE NG NP NZ PA PE PG PH PY RW SG SN SR SY TG TH TJ
    TM TT TW TZ UG US UY UZ VE VN ZA ZM ZW
    """.split()  # noqa: SIM905 (a table reads better so)
)


def _walk(text: str, start: int, length: int) -> int | None:
    """Where `length` letters and digits from `start` end, passing separators; None where they do not end a word."""
    seen, index, gap = 0, start, 0
    while index < len(text) and seen < length:
        char = text[index]
        if char.isascii() and char.isalnum():
            if char.islower():
                return None
            seen, gap = seen + 1, 0
        elif char in _SEPARATORS or (char == ":" and seen <= 3):
            gap += 1
            if gap > 2:
                return None
        else:
            return None
        index += 1
    if seen < length or (index < len(text) and text[index].isalnum()):
        return None
    return index
