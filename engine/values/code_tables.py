"""Currencies, countries and telling words as they print on invoices: the tables that codes.py looks up."""

ISO_4217 = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK
    HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON
    RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH
    UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL
    """.split()  # noqa: SIM905 (a table reads better so)
)
"""Currency codes in use (and HRK, ZWL, on older invoices)."""

SIGNS: dict[str, tuple[str, ...]] = {
    "€": ("EUR",), "£": ("GBP",), "₤": ("GBP",), "₹": ("INR",), "₽": ("RUB",), "₺": ("TRY",), "₴": ("UAH",),
    "₸": ("KZT",), "₪": ("ILS",), "₩": ("KRW",), "₫": ("VND",), "₱": ("PHP",), "₦": ("NGN",), "₵": ("GHS",),
    "₡": ("CRC",), "₲": ("PYG",), "₭": ("LAK",), "₮": ("MNT",), "₾": ("GEL",), "₼": ("AZN",), "֏": ("AMD",),
    "฿": ("THB",), "៛": ("KHR",), "৳": ("BDT",), "﷼": ("SAR", "IRR", "OMR", "QAR", "YER"),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "UYU"),
    "¥": ("JPY", "CNY"), "￥": ("JPY", "CNY"),
    "us$": ("USD",), "$us": ("USD",), "$ca": ("CAD",), "$au": ("AUD",), "$nz": ("NZD",), "£gb": ("GBP",),
    "u$s": ("USD",), "a$": ("AUD",), "au$": ("AUD",), "c$": ("CAD",), "ca$": ("CAD",),
    "can$": ("CAD",), "cdn$": ("CAD",), "nz$": ("NZD",), "s$": ("SGD",), "sg$": ("SGD",), "hk$": ("HKD",),
    "nt$": ("TWD",), "mx$": ("MXN",), "r$": ("BRL",), "z$": ("ZWL",), "rm": ("MYR",),
    "rs": ("INR", "PKR", "LKR", "NPR", "MUR"), "rp": ("IDR",), "kč": ("CZK",), "kc": ("CZK",), "zł": ("PLN",),
    "zl": ("PLN",), "ft": ("HUF",), "kr": ("SEK", "NOK", "DKK", "ISK"), "lei": ("RON", "MDL"), "лв": ("BGN",),
    "руб": ("RUB",), "р": ("RUB",), "rub": ("RUB",), "грн": ("UAH",), "դր": ("AMD",), "դրամ": ("AMD",),
    "dram": ("AMD",), "fr": ("CHF",), "sfr": ("CHF",), "frs": ("CHF",), "din": ("RSD",), "дин": ("RSD",),
    "тг": ("KZT",), "元": ("CNY",), "円": ("JPY",), "원": ("KRW",), "tl": ("TRY",), "r": ("ZAR",), "q": ("GTQ",),
    "eur": ("EUR",), "rmb": ("CNY",), "dhs": ("AED", "MAD"), "dh": ("AED", "MAD"), "php": ("PHP",),
    "ksh": ("KES",), "ghc": ("GHS",), "tk": ("BDT",), "cfa": ("XOF", "XAF"), "fcfa": ("XOF", "XAF"),
    "b/.": ("PAB",), "s/": ("PEN",), "bs": ("BOB", "VES"), "euro": ("EUR",), "euros": ("EUR",), "evro": ("EUR",),
    "евро": ("EUR",), "եվրո": ("EUR",), "ευρώ": ("EUR",), "dollar": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"),
    "dollars": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"), "pound sterling": ("GBP",), "british pound": ("GBP",),
    "british pounds": ("GBP",),
    "us dollar": ("USD",), "us dollars": ("USD",), "u.s. dollars": ("USD",), "australian dollars": ("AUD",),
    "pound": ("GBP",), "pounds": ("GBP",),
    "sterling": ("GBP",), "рублей": ("RUB",), "рубля": ("RUB",), "рубль": ("RUB",), "гривень": ("UAH",),
    "rupees": ("INR", "PKR", "LKR", "NPR"), "ringgit": ("MYR",), "zloty": ("PLN",), "złotych": ("PLN",),
    "forint": ("HUF",), "yen": ("JPY",), "yuan": ("CNY",), "franken": ("CHF",), "francs": ("CHF", "XOF", "XAF"),
    "krone": ("NOK", "DKK"), "kroner": ("NOK", "DKK"), "kronor": ("SEK",), "lira": ("TRY",), "rand": ("ZAR",),
}  # fmt: skip
"""Sign, abbreviation or word in lower case → the currencies it may stand for, the likeliest first."""

VAT_PREFIXES: dict[str, str] = {
    "AT": "AT", "BE": "BE", "BG": "BG", "CY": "CY", "CZ": "CZ", "DE": "DE", "DK": "DK", "EE": "EE", "EL": "GR",
    "ES": "ES", "FI": "FI", "FR": "FR", "HR": "HR", "HU": "HU", "IE": "IE", "IT": "IT", "LT": "LT", "LU": "LU",
    "LV": "LV", "MT": "MT", "NL": "NL", "PL": "PL", "PT": "PT", "RO": "RO", "SE": "SE", "SI": "SI", "SK": "SK",
    "GB": "GB", "XI": "GB", "CHE": "CH", "NO": "NO",
}  # fmt: skip
"""VAT prefix → ISO 3166-1 country (Greece writes EL, Northern Ireland XI, Switzerland CHE)."""

IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
    "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20,
    "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25,
    "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}  # fmt: skip
"""Country → characters of its IBAN (SWIFT IBAN registry)."""

COUNTRY_NAMES: dict[str, str] = {
    "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US",
    "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "uae": "AE", "u.a.e.": "AE",
    "russian federation": "RU", "viet nam": "VN", "korea": "KR", "south korea": "KR", "turkey": "TR",
    "turkiye": "TR", "rossija": "RU", "brd": "DE", "republic of ireland": "IE", "eire": "IE", "hong kong": "HK",
    "macau": "MO", "taiwan": "TW", "ra": "AM", "república de chile": "CL", "p.r. china": "CN", "pr china": "CN",
    "prc": "CN", "people's republic of china": "CN", "ksa": "SA", "россия": "RU",
}  # fmt: skip
"""Country names that CLDR lists differently or not at all, in lower case."""

TELLING_WORDS: dict[str, str] = {
    "en": (
        "the and of for to invoice date total amount due number bill please payment with your from tax "
        "description quantity price unit this by order customer terms"
    ),
    "de": (
        "der die das und für rechnung rechnungsnummer datum betrag gesamt gesamtbetrag summe mwst ust menge "
        "einzelpreis bitte wir zahlbar bis kunde kundennummer lieferung netto brutto nr mit von bei zu"
    ),
    "fr": (
        "le la les et de du des facture date montant total tva prix quantité désignation règlement échéance "
        "client vous nous pour avec à net payer ttc ht numéro"
    ),
    "es": (
        "el la los y de del factura fecha importe total iva precio cantidad descripción cliente vencimiento pago "
        "número por para con nif cif base imponible"
    ),
    "it": (
        "il la di e del della fattura data importo totale iva prezzo quantità descrizione cliente scadenza "
        "pagamento numero per con imponibile partita"
    ),
    "nl": (
        "de het een en van factuur factuurnummer factuurdatum datum bedrag totaal btw prijs aantal omschrijving "
        "klant vervaldatum betaling te voor met u wij bij"
    ),
    "pt": (
        "o a os e de do da fatura factura data valor total iva preço quantidade descrição cliente vencimento "
        "pagamento número para com contribuinte nota"
    ),
    "pl": (
        "faktura i z na do data kwota razem vat cena ilość nazwa nabywca sprzedawca termin płatności numer netto "
        "brutto wartość zapłaty nip sprzedaży"
    ),
    "ru": (
        "и в на по от счет счёт фактура дата сумма итого ндс цена количество наименование покупатель поставщик "
        "оплата номер инн кпп"
    ),
    "uk": (
        "та від рахунок рахунок-фактура накладна сума разом всього усього пдв ціна кількість назва найменування "
        "постачальник покупець платник одержувач сплати єдрпоу іпн"
    ),
    "hy": "և հաշիվ ապրանքագիր ամսաթիվ գումար ընդամենը աահ գին քանակ անվանում գնորդ մատակարար վճարում",
    "cs": "faktura datum celkem dph cena množství dodavatel odběratel splatnosti vystavení částka úhradě ičo dič za",
    "sk": "faktúra dátum spolu dph cena množstvo dodávateľ odberateľ splatnosti vystavenia suma úhradu ičo",
    "hu": (
        "számla kelte összesen áfa ár mennyiség megnevezés vevő eladó fizetési határidő teljesítés nettó bruttó "
        "fizetendő"
    ),
    "ro": "factura data suma total tva pret cantitate denumire cumparator furnizor scadenta plata valoare seria",
    "sv": (
        "faktura fakturanummer fakturadatum datum belopp summa moms pris antal benämning kund förfallodatum att "
        "betala och för av"
    ),
    "da": (
        "faktura fakturanr fakturadato dato beløb moms pris antal beskrivelse kunde forfaldsdato betaling og til "
        "af i alt"
    ),
    "nb": (
        "faktura fakturanr fakturadato dato beløp mva pris antall beskrivelse kunde forfallsdato betaling og til "
        "av"
    ),
    "fi": "lasku laskun numero päivämäärä summa yhteensä alv hinta määrä asiakas eräpäivä maksu viite ja",
    "tr": "fatura tarih tutar toplam kdv fiyat miktar açıklama müşteri vade ödeme ve no genel",
    "el": "τιμολόγιο ημερομηνία ποσό σύνολο φπα τιμή ποσότητα περιγραφή πελάτης πληρωμή και του της",
}  # fmt: skip
"""Small words and the words every invoice has; enough to tell the language of a page."""
