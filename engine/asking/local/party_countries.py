"""The countries of the parties: named in the address, told by a number, the currency, or the signs on the pages."""

import re
from collections.abc import Mapping

from ....schemas.document import Box
from ....schemas.record import Source
from ....schemas.reply import Printed
from ...values.codes import country_of, country_of_vat, currency_of
from .addresses import LEGAL_FORM, US_TOWN, is_street, town_of
from .country_signs import country_by_signs
from .parties import Parties, Party
from .sheet import Sheet

_LONGEST_CODE = 3
"""Letters of a country's code; a name is longer."""


def countries(sheet: Sheet, parties: Parties, answers: Mapping[str, Printed], money: str | None) -> dict[str, Printed]:
    """Answers for SupplierCountryCode and CustomerCountryCode.

    Args:
        answers: the numbers of the companies and of the account to pay to.
        money: ISO 4217 code of the amounts, where the page leaves no doubt.
    """
    supplier = _country(parties.supplier, answers.get("SupplierVatNumber"))
    customer = _country(parties.customer, answers.get("CustomerVatNumber"))
    supplier = (
        supplier
        or _of_account(answers.get("PaymentIBAN"))
        or country_by_signs(sheet, _of_customer(sheet, parties), sheet.language, money)
        or _of_currency(sheet, money)
        or _domestic(parties.supplier, customer)
    )
    customer = customer or _domestic(parties.customer, supplier)
    found = {"SupplierCountryCode": supplier, "CustomerCountryCode": customer}
    return {key: printed for key, printed in found.items() if printed is not None}


def _of_customer(sheet: Sheet, parties: Parties) -> list[tuple[int, Box]]:
    """(page, box) of what belongs to customer and place of delivery."""
    found = [(scope.page, scope.box) for scope in sheet.scopes if scope.role in ("buyer", "delivery", "payer")]
    for party in (parties.customer, parties.delivery):
        if party is None:
            continue
        if party.name.box is not None and party.name.page is not None:
            found.append((party.name.page, party.name.box))
        found += [(segment.page, segment.box) for segment in party.segments]
    return found


def _country(party: Party | None, vat: Printed | None) -> Printed | None:
    """A party's country: named in its address, by the prefix of its VAT number, or by the shape of its postcode."""
    if party is not None:
        lines = party.segments
        for k in range(len(lines) - 1, -1, -1):
            segment = lines[k]
            named = _named_country(segment.text)
            if named is not None and (len(named) > _LONGEST_CODE or _in_address(party, k)):
                return Printed(named, segment.page, segment.box, None, 0.9)
    if vat is not None and country_of_vat(vat.text):
        return Printed(country_of_vat(vat.text) or "", vat.page, vat.box, vat.label, 0.85, Source.DERIVED)
    if party is not None:
        shaped = [(s, town) for s in party.segments if (town := town_of(s.text)) and town.country]
        # '1401 SW Taylor St' is a street, though it begins as a Dutch town does.
        for segment, town in sorted(shaped, key=lambda pair: is_street(pair[0].text)):
            return Printed(town.country, segment.page, segment.box, None, 0.7, Source.DERIVED)
    return None


def _in_address(party: Party, k: int) -> bool:
    """True where a code can be a country's: it stands in or right under a line of an address."""
    here = party.segments[k]
    if len(here.text) > _LONGEST_CODE:
        return True
    above = party.segments[k - 1] if k else None
    if above is None or here.box.y0 - above.box.y1 > here.box.height:
        return False
    return bool(town_of(above.text)) or is_street(above.text)


def _of_currency(sheet: Sheet, money: str | None) -> Printed | None:
    """The one country that uses a currency; None for currencies of many countries.

    ISO 4217 codes begin with the ISO 3166 code of their country; those beginning with X, and the euro, have none, and
    the US dollar is used everywhere.
    """
    if money is None or money[0] == "X" or money in ("EUR", "USD") or country_of(money[:2]) is None:
        return None
    place = next(
        (
            (line.page, token.box)
            for line in sheet.layout.lines
            for token in sheet.tokens[line.index]
            if currency_of(token.text) == money
        ),
        None,
    )
    page, box = place or (None, None)
    return Printed(money[:2], page, box, None, 0.5, Source.DERIVED)


def _of_account(account: Printed | None) -> Printed | None:
    """The country of the bank account to pay to: suppliers bank at home."""
    code = account.text[:2] if account is not None else ""
    if account is None or not code.isalpha() or country_of(code) is None:
        return None
    return Printed(code, account.page, account.box, account.label, 0.55, Source.DERIVED)


def _domestic(party: Party | None, other: Printed | None) -> Printed | None:
    """The other party's country, where a party's address, if there is one, names no country: post within a country."""
    if party is None or other is None:
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
        if len(part) == 2 and US_TOWN.search(bare):
            continue  # 'Boise, ID'
        if len(part) == 2 and (town := town_of(bare)) and town.country not in ("", country_of(part)):
            continue  # a state: '80060-000 - Curitiba - PR'
        if len(part) > 3 or (part.isupper() and part == bare.split()[-1]):
            return part
    prefix = re.match(r"([A-Z]{1,2})[- ](?=\d{4,5}\s)", bare)
    if prefix:
        code = {"D": "DE", "F": "FR", "A": "AT", "B": "BE", "I": "IT", "E": "ES", "L": "LU"}.get(prefix[1], prefix[1])
        if len(code) == 2 and country_of(code):
            return code
    return None
