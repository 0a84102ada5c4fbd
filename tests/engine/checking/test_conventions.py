"""The whole document settles its decimal mark, its date order and its currency."""

from collections.abc import Callable, Sequence

import pytest

from faktum.engine.checking.conventions import Conventions, conventions_of
from faktum.engine.checking.page_index import PageIndex
from faktum.schemas.document import Pages
from faktum.schemas.fields import Field, Kind
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord

MakePages = Callable[..., Pages]

FIELDS = (
    Field("total", Kind.AMOUNT, "TotalAmountIncTax"),
    Field("currency", Kind.CURRENCY, "Currency"),
    Field("date", Kind.DATE, "InvoiceDate"),
    Field("vat", Kind.IDENTIFIER, "SupplierVatNumber"),
    Field("country", Kind.COUNTRY, "SupplierCountryCode"),
)


def settled(pages: Pages, **answers: str) -> Conventions:
    printed = {name: Printed(text) for name, text in answers.items()}
    return conventions_of(
        RepliedRecord(DocumentKind.INVOICE, (1,), printed), FIELDS, [PageIndex(page) for page in pages.pages]
    )


@pytest.mark.parametrize(
    ("lines", "answers", "currency", "clear"),
    [
        (["Total 5.00"], {"total": "5.00"}, None, True),
        (["Total € 5.00"], {"currency": "€"}, "EUR", True),
        (["Total € 5.00"], {"total": "€ 5.00"}, "EUR", True),
        (["Total 5.00 EUR"], {"total": "5.00"}, "EUR", True),
        (["Total $ 5.00"], {"currency": "$"}, "USD", False),
        (["Total $ 5.00", "all prices in CAD"], {"currency": "$"}, "CAD", True),
        (["Total $ 5.00"], {"currency": "$", "country": "Australia"}, "AUD", True),
        (["Total $ 5.00", "Springfield, IL 62704"], {"currency": "$"}, "USD", True),
        (["Summa 5,00 kr"], {"total": "5,00 kr", "vat": "SE556012579001"}, "SEK", True),
        (["ALL RIGHTS RESERVED", "Total £5.00"], {"total": "£5.00"}, "GBP", True),
    ],
)
def test_the_currency_of_the_totals(
    make_pages: MakePages, lines: Sequence[str], answers: dict[str, str], currency: str | None, clear: bool
) -> None:
    conventions = settled(make_pages(lines), **answers)
    assert conventions.currency == currency
    assert (len(conventions.currencies) <= 1) is clear


@pytest.mark.parametrize(
    ("answers", "country"),
    [
        ({"country": "Germany"}, "DE"),
        ({"vat": "BE0428759497"}, "BE"),
        ({"vat": "0428759497"}, None),
        ({"total": "£ 5.00"}, None),  # a currency is a custom, not a country
    ],
)
def test_the_country_of_the_issuer(make_pages: MakePages, answers: dict[str, str], country: str | None) -> None:
    assert settled(make_pages(["x"]), **answers).country == country


@pytest.mark.parametrize(
    ("line", "total", "order", "certain"),
    [
        ("03/04/2019 £ 5.00", "£ 5.00", "DMY", True),
        ("03/04/2019 $ 5.00", "$ 5.00", "MDY", False),  # dollars of which country?
        ("03/04/2019 $ 5.00 Springfield, IL 62704", "$ 5.00", "MDY", True),
        ("03/04/2019 5.00", "5.00", None, False),
    ],
)
def test_the_custom_of_the_currency_orders_dates(
    make_pages: MakePages, line: str, total: str, order: str | None, certain: bool
) -> None:
    conventions = settled(make_pages([line]), total=total, date="03/04/2019")
    assert (conventions.date_order.order, conventions.date_order.certain) == (order, certain)


def test_the_language_is_that_of_the_words(make_pages: MakePages) -> None:
    pages = make_pages(["Rechnung Datum Menge Einzelpreis Gesamtbetrag zahlbar bis"])
    assert settled(pages).languages == ("de",)
    assert settled(make_pages(["12 34"])).languages == ()


def test_amounts_on_the_pages_vote_where_the_answers_do_not_tell(make_pages: MakePages) -> None:
    pages = make_pages(["1.234", "12,50", "7,95"])
    assert settled(pages, total="1.234").decimal_mark.mark == ","
