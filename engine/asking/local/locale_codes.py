"""Currency of the amounts, countries of the parties, language of the words."""

import re
from collections import Counter

from ....schemas.document import Box
from ....schemas.record import Source
from ....schemas.reply import Printed
from ...values import codes
from ...values.codes import (
    CURRENCY_PATTERN,
    country_of,
    country_of_vat,
    currency_candidates,
    currency_of,
)
from .addresses import LEGAL_FORM, town_of
from .parties import Party
from .sheet import Sheet

_SIGN = re.compile(CURRENCY_PATTERN)
_AROUND = "0123456789.,'-+()*:/ "


def currency(sheet: Sheet) -> Printed | None:
    """The currency of the totals: by its label, beside the amounts, or by the sign most amounts bear."""
    for label in sheet.labelled("Currency"):
        for place in sheet.places[label][:2]:
            for token in place.tokens[:3]:
                code = currency_of(token.text)
                if code is not None and label.weight("Currency") >= 1.0:
                    return Printed(token.text.strip(" .,:;()"), place.page, token.box, label.text, 0.95)
    votes: Counter[str] = Counter()
    first: dict[str, tuple[str, int, Box]] = {}
    for line in sheet.layout.lines:
        if not any(c.isdigit() for c in line.text) and len(line.text) > 60:
            continue
        own = sheet.amounts_on.get(line.index, ())
        amounts = {k for a in own if a.strict for k in range(a.first - 1, a.end + 1)}
        for k, token in enumerate(sheet.tokens[line.index]):
            sign = token.text.strip(_AROUND)
            if not sign or _SIGN.fullmatch(sign) is None:
                continue
            near = k in amounts or line.index in sheet.taken
            if sign.isalpha() and not near and len(sheet.layout.lines[line.index].segments[token.segment].words) > 1:
                continue
            votes[sign] += 3 if near else 1
            if near or sign not in first:
                first[sign] = (sign, line.page, token.box)
    if not votes:
        return None
    certain = {sign: n for sign, n in votes.items() if len(currency_candidates(sign)) == 1}
    sign = max(votes, key=lambda s: (votes[s], s in certain))
    meant = set(currency_candidates(sign))
    for other in sorted(certain, key=lambda s: -certain[s]):
        if currency_candidates(other)[0] in meant:
            sign = other
            break
    text, page, box = first[sign]
    score = 0.9 if sign in certain else 0.7
    return Printed(text, page, box, None, score)


def country(party: Party | None, vat: Printed | None) -> Printed | None:
    """A party's country: named in its address, by the prefix of its VAT number, or by the shape of its postcode."""
    if party is not None:
        for segment in reversed(party.segments):
            named = _named_country(segment.text)
            if named is not None:
                return Printed(named, segment.page, segment.box, None, 0.9)
    if vat is not None and country_of_vat(vat.text):
        return Printed(country_of_vat(vat.text) or "", vat.page, vat.box, vat.label, 0.85, Source.DERIVED)
    if party is not None:
        for segment in party.segments:
            town = town_of(segment.text)
            if town is not None and town.country:
                return Printed(town.country, segment.page, segment.box, None, 0.7, Source.DERIVED)
    return None


def country_of_currency(money: Printed | None) -> Printed | None:
    """The one country that uses a currency; None for currencies of many countries and for bare signs.

    ISO 4217 codes begin with the ISO 3166 code of their country; those beginning with X, and the euro, have none, and
    the US dollar is used everywhere.
    """
    code = currency_of(money.text) if money is not None else None
    if money is None or code is None or code[0] == "X" or code in ("EUR", "USD") or country_of(code[:2]) is None:
        return None
    return Printed(code[:2], money.page, money.box, None, 0.5, Source.DERIVED)


def country_of_account(account: Printed | None) -> Printed | None:
    """The country of the bank account to pay to: suppliers bank at home."""
    code = account.text[:2] if account is not None else ""
    if account is None or not code.isalpha() or country_of(code) is None:
        return None
    return Printed(code, account.page, account.box, account.label, 0.55, Source.DERIVED)


def currency_of_country(place: Printed | None) -> Printed | None:
    """The currency of a country, where the page prints none."""
    code = country_of(place.text) if place is not None else None
    if place is None or code is None:
        return None
    current = codes.currency_of_country(code)
    return Printed(current, place.page, place.box, None, 0.4, Source.DERIVED) if current else None


def domestic(party: Party | None, other: Printed | None) -> Printed | None:
    """The other party's country, where a party's address has a town and names no country: post within a country."""
    if party is None or other is None or not any(town_of(s.text) for s in party.segments):
        return None
    return Printed(other.text, other.page, other.box, None, 0.5, Source.DERIVED)


def _named_country(text: str) -> str | None:
    """The printed country at the end or the beginning of an address line; None where it names none."""
    bare = text.strip(" .,")
    if LEGAL_FORM.fullmatch(bare):
        return None
    if country_of(bare) is not None and (len(bare) > 3 or bare.isupper()):
        return bare
    for part in reversed(re.split(r"\s*[,/|•·●]\s*|\s+[-–]\s+", bare)):
        if len(part) < 2 or any(c.isdigit() for c in part) or country_of(part) is None:
            continue
        if len(part) > 3 or (part.isupper() and part == bare.split()[-1]):
            return part
    prefix = re.match(r"([A-Z]{1,2})[- ](?=\d{4,5}\s)", bare)
    if prefix:
        code = {"D": "DE", "F": "FR", "A": "AT", "B": "BE", "I": "IT", "E": "ES", "L": "LU"}.get(prefix[1], prefix[1])
        if len(code) == 2 and country_of(code):
            return code
    return None


def language(sheet: Sheet) -> Printed | None:
    """The language of the words, as ISO 639-1."""
    if sheet.language is None:
        return None
    return Printed(sheet.language, score=0.8, source=Source.DERIVED)
