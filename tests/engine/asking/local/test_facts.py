"""What no single label says is answered all the same: pages, the one VAT rate, the time of a sale, a whole address."""

from collections.abc import Callable, Mapping

from faktum.schemas.document import Pages
from faktum.schemas.fields import Field, Kind

Draw = Callable[..., Pages]
Answers = Callable[..., Mapping[str, str]]

HEAD = [
    *[(50, 40, "Miller Ltd"), (50, 54, "1 High Street"), (50, 68, "London SW1A 1AA")],
    *[(50, 110, "Bill to:"), (50, 124, "Smith GmbH"), (50, 138, "Hauptstraße 7"), (50, 152, "80331 München")],
    *[(350, 40, "INVOICE", 20), (350, 80, "Invoice No: A-17"), (350, 94, "Date: 3 May 2021 14:25")],
]
RATE = Field("VAT rate", Kind.PERCENT, term="VatBreakdown.RatePercent")


def test_the_pages_of_the_document_are_counted(drawn: Draw, answers: Answers) -> None:
    second = [(50, 60, "Continued"), (50, 90, "Thank you for your business"), (300, 800, "Page 2 of 2")]
    assert answers(drawn(HEAD, second), [Field("pages", Kind.QUANTITY)]) == {"pages": "2"}


def test_the_rate_of_the_invoice_where_there_is_one(drawn: Draw, answers: Answers) -> None:
    page = [*HEAD, (300, 400, "Net 100.00"), (300, 420, "VAT 19 % of 100.00"), (450, 420, "19.00")]
    assert answers(drawn(page), [RATE]) == {"VAT rate": "19 %"}


def test_no_rate_where_there_are_two(drawn: Draw, answers: Answers) -> None:
    page = [
        *[*HEAD, (300, 400, "VAT 19 % of 100.00"), (450, 400, "19.00")],
        *[(300, 420, "VAT 7 % of 100.00"), (450, 420, "7.00")],
    ]
    assert answers(drawn(page), [RATE]) == {}


def test_an_address_as_a_whole(drawn: Draw, answers: Answers) -> None:
    field = Field("customer address", Kind.ADDRESS, party="customer")
    assert answers(drawn(HEAD), [field]) == {"customer address": "Hauptstraße 7, 80331 München"}


def test_the_time_beside_the_only_date(drawn: Draw, answers: Answers) -> None:
    assert answers(drawn(HEAD), [Field("time of sale", Kind.TEXT)]) == {"time of sale": "14:25"}
