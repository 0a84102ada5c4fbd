"""How one invoice writes numbers and dates, and in which currency: settled once, by all of its pages."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...schemas.fields import Field, Kind
from ...schemas.reply import Printed, RepliedRecord
from ..values.amounts import DecimalMark, looks_like_amount, vote_decimal_mark
from ..values.code_tables import IBAN_LENGTHS
from ..values.codes import country_of, country_of_vat, currency_candidates, currency_in_running_text, guess_language
from ..values.dates import DateOrder, vote_date_order
from .page_index import PageIndex

TELLING_WORDS = 600
"""Words of a document that are looked at to tell its language."""

CUSTOM_OF_CURRENCY = {
    "USD": "US", "PHP": "PH", "GBP": "GB", "CHF": "CH", "INR": "IN", "AUD": "AU", "NZD": "NZ", "MYR": "MY", "SGD": "SG",
    "PLN": "PL", "CZK": "CZ", "SEK": "SE", "NOK": "NO", "DKK": "DK", "HUF": "HU", "RON": "RO", "RUB": "RU", "AMD": "AM",
    "TRY": "TR", "BRL": "BR", "MXN": "MX", "JPY": "JP", "UAH": "UA", "AED": "AE", "EUR": "EU",
}  # fmt: skip
"""Currency → a country whose customs of writing go with it."""

CURRENCY_OF_COUNTRY = {
    **{
        "US": "USD",
        "CA": "CAD",
        "AU": "AUD",
        "NZ": "NZD",
        "SG": "SGD",
        "HK": "HKD",
        "MX": "MXN",
        "SE": "SEK",
        "NO": "NOK",
    },
    **{
        "DK": "DKK",
        "IS": "ISK",
        "IN": "INR",
        "PK": "PKR",
        "LK": "LKR",
        "NP": "NPR",
        "MU": "MUR",
        "JP": "JPY",
        "CN": "CNY",
    },
    **{
        "RO": "RON",
        "MD": "MDL",
        "AE": "AED",
        "MA": "MAD",
        "CH": "CHF",
        "LI": "CHF",
        "SN": "XOF",
        "CI": "XOF",
        "CM": "XAF",
    },
}
"""Country → its currency, for signs that several currencies share."""

_US_ADDRESS = re.compile(r"\b[A-Z]{2}\.?,? \d{5}(?:-\d{4})?\b")


@dataclass(frozen=True, slots=True)
class Conventions:
    """What the document as a whole says about how it writes."""

    decimal_mark: DecimalMark
    date_order: DateOrder
    currency: str | None
    """ISO 4217; the likeliest where a sign leaves several open; None where nothing is printed."""
    currencies: tuple[str, ...]
    """All that the printed sign may stand for, the likeliest first; one where it is clear."""
    country: str | None
    """ISO 3166-1 alpha-2 of the issuer, where something tells."""
    languages: tuple[str, ...]
    """ISO 639-1, the likeliest first."""


def conventions_of(record: RepliedRecord, fields: Iterable[Field], pages: Sequence[PageIndex]) -> Conventions:
    """What the answers and pages of one invoice agree on."""
    answers = list(_answers(record, fields))
    words = [word.text for page in pages for word in page.words]
    language = guess_language(words[:TELLING_WORDS])
    languages = (language,) if language else ()
    money = [printed.text for field, printed in answers if field.kind is Kind.AMOUNT]
    mark = vote_decimal_mark(money)
    if not mark.certain:
        mark = vote_decimal_mark([*money, *(word for word in words if looks_like_amount(word))])
    country = _country(answers)
    currencies = _currencies(answers, money, words, country)
    if country is None and currencies[:1] == ("USD",) and _US_ADDRESS.search(" ".join(words[:TELLING_WORDS])):
        country, currencies = "US", ("USD",)
    order = _date_order(answers, pages, country or _custom(currencies), languages)
    if country is None and order.reason.startswith("custom"):
        order = replace(order, certain=order.certain and currencies[:1] != ("USD",))
    return Conventions(
        mark,
        order,
        currencies[0] if currencies else None,
        currencies,
        country,
        languages,
    )


def _answers(record: RepliedRecord, fields: Iterable[Field]) -> Iterable[tuple[Field, Printed]]:
    """Every answer of a record with the field it answers."""
    for field in fields:
        if field.group is None:
            if printed := record.fields.get(field.name):
                yield field, printed
        else:
            for row in record.groups.get(field.group, ()):
                if printed := row.get(field.name):
                    yield field, printed


def _country(answers: Iterable[tuple[Field, Printed]]) -> str | None:
    """The issuer's country, from its own country field, VAT number or IBAN."""
    told: Mapping[str, str] = {field.term: printed.text for field, printed in answers if field.term and not field.group}
    for term in ("SupplierCountryCode", "Supplier.Address.CountryCode", "Supplier.Address.CountryName"):
        if term in told and (country := country_of(told[term]) or country_of_vat(told[term])):
            return country
    if "SupplierVatNumber" in told and (country := country_of_vat(told["SupplierVatNumber"])):
        return country
    iban = told.get("PaymentIBAN", "").strip()[:2].upper()
    return iban if iban in IBAN_LENGTHS else None


def _currencies(
    answers: Iterable[tuple[Field, Printed]], money: Iterable[str], words: Iterable[str], country: str | None
) -> tuple[str, ...]:
    """The currency of the totals: as answered, as printed beside amounts, as printed anywhere."""
    answered = [printed.text for field, printed in answers if field.kind is Kind.CURRENCY and not field.group]
    candidates: tuple[str, ...] = ()
    for look_up, texts in (
        (currency_candidates, answered),
        (currency_candidates, money),
        (currency_in_running_text, words),
    ):
        ranked = [codes for codes, _ in Counter(map(look_up, texts)).most_common() if codes]
        candidates = candidates or (ranked[0] if ranked else ())
        clear = next((codes for codes in ranked if len(codes) == 1 and codes[0] in candidates), candidates)
        if len(clear) == 1:
            return clear
    own = CURRENCY_OF_COUNTRY.get(country or "")
    return (own,) if own in candidates and own else candidates


def _custom(currencies: Sequence[str]) -> str | None:
    """A country whose customs of writing go with a currency; dollars of whatever country are read as US dollars."""
    return CUSTOM_OF_CURRENCY.get(currencies[0]) if currencies else None


def _date_order(
    answers: Iterable[tuple[Field, Printed]],
    pages: Sequence[PageIndex],
    country: str | None,
    languages: Sequence[str],
) -> DateOrder:
    """Day or month first: by the answers, then by all dates of the pages, then by custom."""
    dates = [(field, printed.text) for field, printed in answers if field.kind is Kind.DATE]
    told = {field.term: text for field, text in dates if field.term}
    pairs = [
        (told[first], told[second])
        for first, second in (("InvoiceDate", "DueDate"), ("ServicePeriodStart", "ServicePeriodEnd"))
        if first in told and second in told
    ]
    texts = [text for _, text in dates]
    if texts:
        texts += [text for page in pages for text in page.date_texts]
    return vote_date_order(texts, country=country, languages=languages, in_time=pairs)
