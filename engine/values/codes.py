"""Currencies, countries and languages as printed → their ISO codes."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from . import country_names
from .code_tables import COUNTRY_NAMES, IBAN_LENGTHS, ISO_4217, SIGNS, TELLING_WORDS, VAT_PREFIXES

LANGUAGES: tuple[str, ...] = (
    "en", "de", "fr", "es", "it", "nl", "pt", "pl", "ru", "hy", "cs", "sk", "hu", "ro", "sv", "da", "nb", "fi", "tr",
    "el", "uk",
)  # fmt: skip
"""Languages whose names of countries, currencies and months are known, the commonest on invoices first."""

IN_RUNNING_TEXT = frozenset({
    "AED", "AMD", "ARS", "AUD", "AZN", "BDT", "BGN", "BRL", "BYN", "CAD", "CHF", "CLP", "CNY", "CZK", "DKK",
    "DZD", "EGP", "EUR", "GBP", "GHS", "HKD", "HRK", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW",
    "KWD", "KZT", "LKR", "MDL", "MXN", "MYR", "NGN", "NOK", "NZD", "PHP", "PKR", "PLN", "QAR", "RSD", "RUB",
    "SAR", "SEK", "SGD", "THB", "TND", "TWD", "UAH", "USD", "UYU", "UZS", "VND", "XAF", "XOF", "ZAR",
})  # fmt: skip
"""Currency codes that are believed between other words. The others are words or abbreviations in capitals as well
('ALL', 'TOP', 'SVC') or too rare to outweigh that; they count where they are the answer or stand beside an amount."""

SURE_SIGNS = frozenset({
    "Kč", "zł", "RM", "Rs", "Ft", "kr", "Kr", "лв", "руб", "грн", "դր", "դրամ", "Euro", "CFA", "FCFA",
})  # fmt: skip
"""Abbreviations that stand for a currency wherever they stand."""

SIGN_CHARACTERS = frozenset("$€£¥₹₽₺₴₩₫₱฿֏₪₦")

_POSTAL_LETTERS = {"D": "DE", "F": "FR", "A": "AT", "B": "BE", "I": "IT", "L": "LU", "E": "ES", "P": "PT"}

CURRENCY_PATTERN = (
    r"(?:(?:US|U|AU|CA|CAN|CDN|NZ|SG|HK|NT|MX|[ACSRZ])?\$(?:S|US|CA|AU|NZ|HK|MX)?|£GB|[€£₤₹₽₺₴₸₪₩₫₱₦₵₡₲₭₮₾₼֏฿៛৳﷼¥￥元円원]|(?:"
    + "|".join(sorted(ISO_4217))
    + r"|RM|Rs|Rp|Kč|Kc|zł|Ft|kr|Kr|KR|lei|Lei|LEI|лв|руб|р|грн|гривень|гривні|դր|դրամ|Fr|SFr|CFA|FCFA|RMB|Dhs|Din|din"
    + r"|TL|KSh|Ksh|Tk|[Ee]uros?|EUROS?|[Dd]ollars?)(?![^\W\d_]))"
)
"""Matches one currency sign, code or word; case counts, so that 'all' or 'top' are no currencies."""


def currency_of(text: str) -> str | None:
    """The ISO 4217 code that `text` stands for; None where it stands for none or for several ('$')."""
    candidates = currency_candidates(text)
    return candidates[0] if len(candidates) == 1 else None


def currency_candidates(text: str) -> tuple[str, ...]:
    """All ISO 4217 codes that a sign, code or word may stand for, the likeliest first; empty where none.

    The sign may stand alone or beside an amount: '$', 'USD', 'US$ 12.00', '12,00 €', 'Euro'.
    """
    bare = text.strip().strip(".:()").strip()
    if bare in ISO_4217:
        return (bare,)
    if known := SIGNS.get(bare.casefold()):
        return known
    if len(bare) == 3 and bare.upper() in ISO_4217:
        return (bare.upper(),)
    found: dict[str, None] = {}
    for sign in _CURRENCY.findall(text):
        codes = (sign,) if sign in ISO_4217 else SIGNS.get(sign.casefold(), ())
        if len(codes) == 1:
            return codes
        found.update(dict.fromkeys(codes))
    if found:
        return tuple(found)
    if len(bare) >= 4 and bare[0].isalpha():
        named = _cldr()["currencies"].get(folded(bare))
        return (named,) if named else ()
    return ()


def currency_in_running_text(word: str) -> tuple[str, ...]:
    """What one word between others says of the currency; words that only look like a code say nothing."""
    bare = word.strip(".,:;()[]*")
    if bare in IN_RUNNING_TEXT:
        return (bare,)
    if bare in SURE_SIGNS or not SIGN_CHARACTERS.isdisjoint(word):
        return currency_candidates(word)
    return ()


def country_of(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country, from its code or its name in any known language; None if unknown."""
    bare = text.strip().strip(".,;:()").strip()
    if not bare:
        return None
    if len(bare) == 2 and bare.isalpha() and bare.isupper():
        return {"UK": "GB", "EL": "GR"}.get(bare) or (bare if bare in _country_codes() else None)
    short = COUNTRY_NAMES.get(text.strip().casefold()) or COUNTRY_NAMES.get(bare.casefold())
    if short:
        return short
    if len(bare) == 3 and bare.isupper():
        return _cldr()["countries_by_alpha3"].get(bare)
    return _country_names().get(folded(bare))


def currency_of_country(country: str) -> str | None:
    """The ISO 4217 code of the currency in use in a country (ISO 3166-1 alpha-2); None if unknown."""
    return _cldr()["currency_of_country"].get(country)


def country_of_prefix(prefix: str) -> str | None:
    """The country of letters before a number: 'DE' of a VAT number or IBAN, 'D' or 'CH' of a postal code."""
    if len(prefix) == 1:
        return _POSTAL_LETTERS.get(prefix)
    return VAT_PREFIXES.get(prefix) or (prefix if prefix in IBAN_LENGTHS else None)


def country_of_vat(text: str) -> str | None:
    """The country whose prefix a VAT number bears; None where it bears none ('12/345/67890')."""
    compact = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    if not any(char.isdigit() for char in compact):
        return None
    return VAT_PREFIXES.get(compact[:3]) or VAT_PREFIXES.get(compact[:2])


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of a language, from its code, locale or name in any known language; None if unknown."""
    bare = text.strip().strip(".,;:()").strip()
    code = bare[:2].casefold()
    if re.fullmatch(r"[A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?", bare) and code in _language_codes():
        return code
    return _cldr()["languages"].get(folded(bare))


def guess_language(words: Iterable[str]) -> str | None:
    """The language most of the telling words belong to, as ISO 639-1; None where fewer than three words tell."""
    votes: Counter[str] = Counter()
    index = _stop_index()
    for word in words:
        for language in index.get(word.strip(".,:;()").casefold(), ()):
            votes[language] += 1
    if not votes:
        return None
    best, count = max(votes.items(), key=lambda item: (item[1], -LANGUAGES.index(item[0])))
    return best if count >= 3 else None


_CURRENCY = re.compile(rf"(?<![^\W\d_]){CURRENCY_PATTERN}")


@cache
def _stop_index() -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for language, words in TELLING_WORDS.items():
        for word in dict.fromkeys(words.split()):
            index.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in index.items()}


def folded(text: str) -> str:
    """The form in which two names are the same: case, accents and punctuation do not count."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", " ", "".join(char for char in bare if not unicodedata.combining(char))).strip()


@cache
def _country_names() -> dict[str, str]:
    entries = (entry.partition(" ") for line in country_names.NAMES.values() for entry in line.split("|"))
    return {name: code for code, _, name in entries}


@cache
def _country_codes() -> frozenset[str]:
    return frozenset(_country_names().values())


@cache
def _cldr() -> Mapping[str, Mapping[str, str]]:
    """Names and codes from CLDR; a table of ours, because the library that has them is as large as all of Faktum."""
    table: dict[str, dict[str, str]] = json.loads(files(__package__ or "").joinpath("cldr.json").read_bytes())
    return table


@cache
def _language_codes() -> frozenset[str]:
    return frozenset(_cldr()["languages"].values())
