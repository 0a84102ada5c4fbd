"""Fictitious companies and persons whose identifiers pass their checksums."""

import string
import unicodedata
from functools import cache
from importlib import import_module
from random import Random
from typing import Any

from .content import Account, Party
from .markets import Market
from .phrases import words

VAT_CHECKS = {
    "DE": "stdnum.de.vat",
    "AT": "stdnum.at.uid",
    "CH": "stdnum.ch.vat",
    "FR": "stdnum.fr.tva",
    "BE": "stdnum.be.vat",
    "GB": "stdnum.gb.vat",
    "IE": "stdnum.ie.vat",
    "ES": "stdnum.es.nif",
    "IT": "stdnum.it.iva",
    "NL": "stdnum.nl.btw",
    "PT": "stdnum.pt.nif",
    "PL": "stdnum.pl.nip",
    "RU": "stdnum.ru.inn",
}
"""The python-stdnum module that knows a country's VAT id. Armenia's numbers bear no check digit it knows."""

ACCOUNT_CHECKS = {"BE": "stdnum.be.iban", "ES": "stdnum.es.iban"}
"""Countries whose domestic account number bears its own check digits."""

BANKS = (
    "Hansakontor",
    "Merkurbank",
    "Banque du Levant-Nord",
    "Cooperbank",
    "First Harbour",
    "Banco Altamar",
    "Banca Valpiana",
    "Polderbank",
)
"""None of them exists."""


def supplier(market: Market, number: int) -> tuple[Party, Any]:
    """The company of this number in a market, and its trade (what it sells); the same number is the same company."""
    random = Random(f"issuer {market.locale} {number}")
    language = words(market.language)
    trade = random.choice(language["trade"])
    forms = language["company"].get("us_form" if market.country == "US" else "form", language["company"]["form"])
    name = f"{random.choice(language['company']['stem'])} {random.choice(trade['name'])} {random.choice(forms)}"
    country = words("countries")[market.country]
    street, town = _place(market.country, market.language, random)
    domain = f"{_slug(name.split()[0])}-{_slug(name.split()[-2])}.example"
    vat_id, vat_printed = vat_number(market.country, random)
    return Party(
        name=name,
        street=street,
        town=town,
        country=market.country,
        country_name=_country_name(market.country, market.language),
        vat_id=vat_id,
        vat_printed=vat_printed,
        tax_number=_filled(country["tax_number"], random) if "tax_number" in country else None,
        registration=_filled(country["registration"], random) if "registration" in country else None,
        phone=_filled(country["phone"], random),
        email=f"{random.choice(('info', 'office', 'billing'))}@{domain}",
        website=f"www.{domain}",
        manager=person(market.language, random),
        account=account(market.country, random),
    ), trade


def customer(market: Market, random: Random, *, private: bool = False) -> Party:
    """A company, or a private person, in a market."""
    street, town = _place(market.country, market.language, random)
    if private:
        return Party(
            person(market.language, random),
            street,
            town,
            market.country,
            _country_name(market.country, market.language),
        )
    buyer, _ = supplier(market, random.randrange(1000, 9999))
    return buyer


def person(language: str, random: Random) -> str:
    """First and last name."""
    people = words(language)["people"]
    return f"{random.choice(people['first'])} {random.choice(people['last'])}"


def vat_number(country: str, random: Random) -> tuple[str | None, str | None]:
    """A VAT id with valid check digits: compact, and as printed; None twice where the country has none."""
    shape: str | None = words("countries")[country].get("vat")
    if shape is None:
        return None, None
    check = VAT_CHECKS.get(country)
    while True:
        printed = _filled(shape, random)
        compact = "".join(c for c in printed if c.isalnum())
        if check is None or import_module(check).is_valid(compact):
            break
    if (
        country in ("ES", "PT", "IT", "PL") and random.random() < 0.6
    ):  # at home they are mostly written without the prefix
        compact = printed = compact[2:]
    elif country in ("FR", "GB") and random.random() < 0.5:
        printed = (
            f"{compact[:2]} {compact[2:4]} {compact[4:7]} {compact[7:10]} {compact[10:]}"
            if country == "FR"
            else f"GB {compact[2:5]} {compact[5:9]} {compact[9:]}"
        )
    elif random.random() < 0.25 and country != "CH":
        printed = f"{compact[:2]} {compact[2:]}"
    return compact, printed


def account(country: str, random: Random) -> Account:
    """A bank account whose IBAN (where there is one) has valid check digits."""
    bank = random.choice(BANKS)
    shape: str | None = words("countries")[country].get("bban")
    if shape is None:
        return Account(bank, number="".join(random.choices(string.digits, k=10)))
    if country in ("GB", "IE", "NL"):
        bank_code = bank.upper().replace(" ", "")[:4]
        shape = bank_code + shape[4:]
    while True:
        bban = _filled(shape, random)
        if country == "BE":
            bban = bban[:10] + f"{int(bban[:10]) % 97 or 97:02}"
        elif country == "ES":
            from stdnum.es import ccc

            bban = bban[:8] + ccc.calc_check_digits(bban) + bban[10:]
        digits = "".join(str(int(c, 36)) for c in f"{bban}{country}00")
        iban = f"{country}{98 - int(digits) % 97:02}{bban}"
        if import_module(ACCOUNT_CHECKS.get(country, "stdnum.iban")).is_valid(iban):
            break
    letters = "".join(c for c in bank.upper() if c in string.ascii_uppercase)
    place = random.choice(string.ascii_uppercase) + random.choice("23456789")
    bic = letters[:4] + country + place + random.choice(("", "XXX"))
    return Account(bank, iban, bic)


def _place(country: str, language: str, random: Random) -> tuple[str, tuple[str, ...]]:
    places = words("countries")[country]
    suffix = "_fr" if language == "fr" and "cities_fr" in places else ""
    street = random.choice(places[f"streets{suffix}"]).format(n=random.randint(1, 180), m=random.randint(2, 40))
    city, _, code = random.choice(places[f"cities{suffix}"]).partition("|")
    if country == "US":
        return street, (f"{city} {code}",)
    return street, (city, code) if code else (city,)


@cache
def _country_name(country: str, language: str) -> str:
    names = words("countries")[country]["name"]
    return names.get(language, names["en"])


def _filled(shape: str, random: Random) -> str:
    first = shape.find("#")  # no leading zero: some checks refuse it
    return "".join(
        random.choice("123456789" if at == first else string.digits)
        if c == "#"
        else random.choice("ABCDEFGHKLMNPRTUVW")
        if c == "@"
        else c
        for at, c in enumerate(shape)
    )


def _slug(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return "".join(c for c in folded if c.isascii() and c.isalnum()) or "firm"
