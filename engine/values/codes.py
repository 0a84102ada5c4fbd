"""Currencies, countries and languages as printed → their ISO codes."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "nl",
    "pt",
    "pl",
    "ru",
    "hy",
    "cs",
    "sk",
    "hu",
    "ro",
    "sv",
    "da",
    "nb",
    "fi",
    "tr",
    "el",
)
"""Languages whose names of countries, currencies and months are known, the commonest on invoices first."""

ISO_4217 = frozenset(
    """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR
    IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
    MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
    SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER
    ZAR ZMW ZWL""".split()
)
"""Currency codes in use (and HRK, ZWL, on older invoices)."""

_SIGNS: dict[str, tuple[str, ...]] = {
    "€": ("EUR",), "£": ("GBP",), "₤": ("GBP",), "₹": ("INR",), "₽": ("RUB",), "₺": ("TRY",), "₴": ("UAH",), "₸": ("KZT",), "₪": ("ILS",),
    "₩": ("KRW",), "₫": ("VND",), "₱": ("PHP",), "₦": ("NGN",), "₵": ("GHS",), "₡": ("CRC",), "₲": ("PYG",), "₭": ("LAK",), "₮": ("MNT",),
    "₾": ("GEL",), "₼": ("AZN",), "֏": ("AMD",), "฿": ("THB",), "៛": ("KHR",), "৳": ("BDT",), "﷼": ("SAR", "IRR", "OMR", "QAR", "YER"),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"), "¥": ("JPY", "CNY"), "￥": ("JPY", "CNY"),
    "us$": ("USD",), "u$s": ("USD",), "a$": ("AUD",), "au$": ("AUD",), "c$": ("CAD",), "ca$": ("CAD",), "can$": ("CAD",), "cdn$": ("CAD",),
    "nz$": ("NZD",), "s$": ("SGD",), "sg$": ("SGD",), "hk$": ("HKD",), "nt$": ("TWD",), "mx$": ("MXN",), "r$": ("BRL",), "z$": ("ZWL",),
    "rm": ("MYR",), "rs": ("INR", "PKR", "LKR", "NPR", "MUR"), "rp": ("IDR",), "kč": ("CZK",), "kc": ("CZK",), "zł": ("PLN",), "zl": ("PLN",),
    "ft": ("HUF",), "kr": ("SEK", "NOK", "DKK", "ISK"), "lei": ("RON", "MDL"), "лв": ("BGN",), "руб": ("RUB",), "р": ("RUB",), "rub": ("RUB",),
    "грн": ("UAH",), "դր": ("AMD",), "դրամ": ("AMD",), "dram": ("AMD",), "fr": ("CHF",), "sfr": ("CHF",), "frs": ("CHF",), "din": ("RSD",), "дин": ("RSD",),
    "тг": ("KZT",), "元": ("CNY",), "円": ("JPY",), "원": ("KRW",), "tl": ("TRY",), "r": ("ZAR",), "q": ("GTQ",), "eur": ("EUR",), "rmb": ("CNY",),
    "dhs": ("AED", "MAD"), "dh": ("AED", "MAD"), "sr": ("SAR",), "php": ("PHP",), "ksh": ("KES",), "n": ("NGN",), "ghc": ("GHS",), "tk": ("BDT",),
    "cfa": ("XOF", "XAF"), "fcfa": ("XOF", "XAF"), "b/.": ("PAB",), "s/": ("PEN",), "bs": ("BOB", "VES"),
    "euro": ("EUR",), "euros": ("EUR",), "evro": ("EUR",), "евро": ("EUR",), "եվրո": ("EUR",), "ευρώ": ("EUR",),
    "dollar": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"), "dollars": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"),
    "pound": ("GBP",), "pounds": ("GBP",), "sterling": ("GBP",), "рублей": ("RUB",), "рубля": ("RUB",), "рубль": ("RUB",), "гривень": ("UAH",),
    "rupees": ("INR", "PKR", "LKR", "NPR"), "ringgit": ("MYR",), "zloty": ("PLN",), "złotych": ("PLN",), "forint": ("HUF",), "yen": ("JPY",), "yuan": ("CNY",),
    "franken": ("CHF",), "francs": ("CHF", "XOF", "XAF"), "krone": ("NOK", "DKK"), "kroner": ("NOK", "DKK"), "kronor": ("SEK",), "lira": ("TRY",), "rand": ("ZAR",),
}  # fmt: skip
"""Sign, abbreviation or word in lower case → the currencies it may stand for, the likeliest first."""

CURRENCY_PATTERN = (
    r"(?:(?:US|U|AU|CA|CAN|CDN|NZ|SG|HK|NT|MX|[ACSRZ])?\$S?|[€£₤₹₽₺₴₸₪₩₫₱₦₵₡₲₭₮₾₼֏฿៛৳﷼¥￥元円원]|(?:"
    + "|".join(sorted(ISO_4217))
    + r"|RM|Rs|Rp|Kč|Kc|zł|Ft|kr|Kr|KR|lei|Lei|LEI|лв|руб|р|грн|դր|դրամ|Fr|SFr|CFA|FCFA|RMB|Dhs|Din|din|TL|KSh|Ksh|Tk"
    + r"|[Ee]uros?|EUROS?|[Dd]ollars?)(?![^\W\d_]))"
)
"""Matches one currency sign, code or word; case counts, so that 'all' or 'top' are no currencies."""

EU_VAT_PREFIXES = {
    "AT": "AT", "BE": "BE", "BG": "BG", "CY": "CY", "CZ": "CZ", "DE": "DE", "DK": "DK", "EE": "EE", "EL": "GR", "ES": "ES", "FI": "FI", "FR": "FR",
    "HR": "HR", "HU": "HU", "IE": "IE", "IT": "IT", "LT": "LT", "LU": "LU", "LV": "LV", "MT": "MT", "NL": "NL", "PL": "PL", "PT": "PT", "RO": "RO",
    "SE": "SE", "SI": "SI", "SK": "SK", "GB": "GB", "XI": "GB", "CHE": "CH", "NO": "NO",
}  # fmt: skip
"""VAT prefix → ISO 3166-1 country (Greece writes EL, Northern Ireland XI, Switzerland CHE)."""

_COUNTRY_SHORT = {
    "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "holland": "NL", "the netherlands": "NL", "czech republic": "CZ",
    "uae": "AE", "u.a.e.": "AE", "russian federation": "RU", "viet nam": "VN", "korea": "KR", "south korea": "KR", "turkey": "TR", "turkiye": "TR",
    "rossija": "RU", "brd": "DE", "republic of ireland": "IE", "eire": "IE", "hong kong": "HK", "macau": "MO", "taiwan": "TW", "ra": "AM",
    "república de chile": "CL", "p.r. china": "CN", "pr china": "CN", "prc": "CN", "people's republic of china": "CN", "ksa": "SA", "россия": "RU",
}  # fmt: skip
"""Country names that CLDR lists differently or not at all."""

_STOP_WORDS: dict[str, str] = {
    "en": "the and of for to invoice date total amount due number bill please payment with your from tax description quantity price unit this by order customer terms",
    "de": "der die das und für rechnung rechnungsnummer datum betrag gesamt gesamtbetrag summe mwst ust menge einzelpreis bitte wir zahlbar bis kunde kundennummer lieferung netto brutto nr mit von bei zu",
    "fr": "le la les et de du des facture date montant total tva prix quantité désignation règlement échéance client vous nous pour avec à net payer ttc ht numéro",
    "es": "el la los y de del factura fecha importe total iva precio cantidad descripción cliente vencimiento pago número por para con nif cif base imponible",
    "it": "il la di e del della fattura data importo totale iva prezzo quantità descrizione cliente scadenza pagamento numero per con imponibile partita",
    "nl": "de het een en van factuur factuurnummer factuurdatum datum bedrag totaal btw prijs aantal omschrijving klant vervaldatum betaling te voor met u wij bij",
    "pt": "o a os e de do da fatura factura data valor total iva preço quantidade descrição cliente vencimento pagamento número para com contribuinte nota",
    "pl": "faktura i z na do data kwota razem vat cena ilość nazwa nabywca sprzedawca termin płatności numer netto brutto wartość zapłaty nip sprzedaży",
    "ru": "и в на по от счет счёт фактура дата сумма итого ндс цена количество наименование покупатель поставщик оплата номер инн кпп",
    "hy": "և հաշիվ ապրանքագիր ամսաթիվ գումար ընդամենը աահ գին քանակ անվանում գնորդ մատակարար վճարում",
    "cs": "faktura datum celkem dph cena množství dodavatel odběratel splatnosti vystavení částka úhradě ičo dič za",
    "sk": "faktúra dátum spolu dph cena množstvo dodávateľ odberateľ splatnosti vystavenia suma úhradu ičo",
    "hu": "számla kelte összesen áfa ár mennyiség megnevezés vevő eladó fizetési határidő teljesítés nettó bruttó fizetendő",
    "ro": "factura data suma total tva pret cantitate denumire cumparator furnizor scadenta plata valoare seria",
    "sv": "faktura fakturanummer fakturadatum datum belopp summa moms pris antal benämning kund förfallodatum att betala och för av",
    "da": "faktura fakturanr fakturadato dato beløb moms pris antal beskrivelse kunde forfaldsdato betaling og til af i alt",
    "nb": "faktura fakturanr fakturadato dato beløp mva pris antall beskrivelse kunde forfallsdato betaling og til av",
    "fi": "lasku laskun numero päivämäärä summa yhteensä alv hinta määrä asiakas eräpäivä maksu viite ja",
    "tr": "fatura tarih tutar toplam kdv fiyat miktar açıklama müşteri vade ödeme ve no genel",
    "el": "τιμολόγιο ημερομηνία ποσό σύνολο φπα τιμή ποσότητα περιγραφή πελάτης πληρωμή και του της",
}  # fmt: skip
"""Small words and the words every invoice has; enough to tell the language of a page."""


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
    if known := _SIGNS.get(bare.casefold()):
        return known
    if len(bare) == 3 and bare.upper() in ISO_4217:
        return (bare.upper(),)
    found: dict[str, None] = {}
    for sign in _CURRENCY.findall(text):
        codes = (sign,) if sign in ISO_4217 else _SIGNS.get(sign.casefold(), ())
        if len(codes) == 1:
            return codes
        found.update(dict.fromkeys(codes))
    if found:
        return tuple(found)
    if len(bare) >= 4 and bare[0].isalpha():
        return _currency_names().get(_folded(bare), ())
    return ()


def country_of(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country, from its code or its name in any known language; None if unknown."""
    bare = text.strip().strip(".,;:()").strip()
    if not bare:
        return None
    if len(bare) == 2 and bare.isalpha() and bare.isupper():
        return {"UK": "GB", "EL": "GR"}.get(bare) or (bare if bare in _territory_codes() else None)
    short = _COUNTRY_SHORT.get(text.strip().casefold()) or _COUNTRY_SHORT.get(bare.casefold())
    if short:
        return short
    if len(bare) == 3 and bare.isupper():
        return _alpha3().get(bare)
    return _country_names().get(_folded(bare))


def country_of_vat(text: str) -> str | None:
    """The country whose prefix a VAT number bears; None where it bears none ('12/345/67890')."""
    compact = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    if not any(char.isdigit() for char in compact):
        return None
    return EU_VAT_PREFIXES.get(compact[:3]) or EU_VAT_PREFIXES.get(compact[:2])


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of a language, from its code, locale or name in any known language; None if unknown."""
    bare = text.strip().strip(".,;:()").strip()
    code = bare[:2].casefold()
    if re.fullmatch(r"[A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?", bare) and code in _language_codes():
        return code
    return _language_names().get(_folded(bare))


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
    for language, words in _STOP_WORDS.items():
        for word in dict.fromkeys(words.split()):
            index.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in index.items()}


def _folded(text: str) -> str:
    """The form in which two names are the same: case, accents and punctuation do not count."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", " ", "".join(char for char in bare if not unicodedata.combining(char))).strip()


def _names(kind: str) -> dict[str, str]:
    """Folded name → code, over all known languages; the first language to claim a name keeps it."""
    from babel import Locale

    names: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in getattr(Locale(language), kind).items():
            names.setdefault(_folded(str(name)), str(code))
    return names


@cache
def _country_names() -> dict[str, str]:
    return {name: code for name, code in _names("territories").items() if len(code) == 2 and code.isalpha()}


@cache
def _territory_codes() -> frozenset[str]:
    from babel import Locale

    return frozenset(code for code in Locale("en").territories if len(code) == 2 and code.isalpha()) - {
        "ZZ",
        "EU",
        "UN",
        "EZ",
        "XA",
        "XB",
    }


@cache
def _alpha3() -> dict[str, str]:
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    return {code: names[0] for code, names in aliases.items() if len(code) == 3 and code.isalpha() and len(names) == 1}


@cache
def _language_codes() -> frozenset[str]:
    from babel import Locale

    return frozenset(code for code in Locale("en").languages if len(code) == 2)


@cache
def _language_names() -> dict[str, str]:
    return {name: code for name, code in _names("languages").items() if len(code) == 2}


@cache
def _currency_names() -> dict[str, tuple[str, ...]]:
    from babel import Locale

    names: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).currencies.items():
            if code in ISO_4217:
                names.setdefault(_folded(str(name)), (str(code),))
    return names
