"""A value that stands on the page is found in whatever spelling; one that does not is not found."""

from collections.abc import Callable

import pytest

from faktum.engine.checking.checker import check
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Pages
from faktum.schemas.fields import Field, Kind, Structure
from faktum.schemas.record import Cell, Source, Status
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply

MakePages = Callable[..., Pages]


def grounded(pages: Pages, kind: Kind, text: str, term: str | None = None) -> Cell:
    field = Field("it", kind, term)
    record = RepliedRecord(DocumentKind.INVOICE, (1,), {"it": Printed(text, source=Source.MODEL)})
    (checked,) = check(Reply((record,)), pages, CompiledPrompt((field,), Structure.PER_INVOICE, ""))
    return checked["it"]


@pytest.mark.parametrize(
    ("kind", "text", "line", "quote"),
    [
        (Kind.AMOUNT, "1234.5", "Gesamt 1.234,50 €", "1.234,50"),
        (Kind.AMOUNT, "1234.50", "Total 1 234,50", "1 234,50"),
        (Kind.AMOUNT, "1234.5", "Total CHF 1'234.50", "1'234.50"),
        (Kind.AMOUNT, "-12.00", "Gutschrift 12,00-", "12,00-"),
        (Kind.AMOUNT, "1234", "Total $1,234.00", "$1,234.00"),
        (Kind.DATE, "2024-03-05", "vom 5. März 2024", "5. März 2024"),
        (Kind.DATE, "2024-03-15", "Date 03/15/24", "03/15/24"),
        (Kind.CURRENCY, "EUR", "Gesamt 12,00 €", "€"),
        (Kind.COUNTRY, "DE", "USt-IdNr. DE136695976", "DE136695976"),
        (Kind.IDENTIFIER, "DE89370400440532013000", "IBAN DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00"),
        (Kind.IDENTIFIER, "RE 2024/17", "Nr. RE-2024-17 vom", "RE-2024-17"),
        (Kind.NAME, "muster werkzeug gmbh", "MUSTER Werkzeug GmbH", "MUSTER Werkzeug GmbH"),
        (Kind.ADDRESS, "Hauptstr. 5, 10115 Berlin", "Hauptstr. 5 10115 Berlin", "Hauptstr. 5 10115 Berlin"),
        (Kind.PERCENT, "19", "zzgl. 19 % MwSt", "19"),
    ],
)
def test_typed_values_are_found_in_the_spelling_of_the_page(
    make_pages: MakePages, kind: Kind, text: str, line: str, quote: str
) -> None:
    cell = grounded(make_pages([line]), kind, text)
    assert cell.status in (Status.VERIFIED, Status.DERIVED)
    assert [place.quote for place in cell.evidence] == [quote]


@pytest.mark.parametrize(
    ("kind", "text", "line"),
    [
        (Kind.AMOUNT, "1234.51", "Gesamt 1.234,50 €"),
        (Kind.DATE, "2024-03-06", "vom 5. März 2024"),
        (Kind.IDENTIFIER, "DE89370400440532013001", "IBAN DE89 3704 0044 0532 0130 00"),
        (Kind.IDENTIFIER, "RE-2024-71", "Nr. RE-2024-17"),
        (Kind.NAME, "Andere Werkzeug AG", "Muster Werkzeug GmbH"),
        (Kind.TEXT, "Zahlbar innerhalb von 20 Tagen ohne Abzug", "Zahlbar innerhalb von 30 Tagen ohne Abzug"),
        (Kind.TEXT, "Zahlbar innerhalb von 3 Tagen ohne Abzug", "Zahlbar innerhalb von 30 Tagen ohne Abzug"),
    ],
)
@pytest.mark.parametrize("ocr", [False, True])
def test_what_the_page_does_not_print_is_not_found(
    make_pages: MakePages, kind: Kind, text: str, line: str, ocr: bool
) -> None:
    cell = grounded(make_pages([line], ocr=ocr), kind, text)
    assert (cell.status, cell.evidence) == (Status.NOT_FOUND, ())


def test_a_name_that_differs_by_a_letter_is_ambiguous(make_pages: MakePages) -> None:
    cell = grounded(make_pages(["Muster Werkzeug GmbH"]), Kind.NAME, "Muster Werkzeug GmbK")
    assert cell.status is Status.AMBIGUOUS
    assert cell.evidence[0].quote == "Muster Werkzeug GmbH"


@pytest.mark.parametrize(
    ("kind", "text", "line"),
    [
        (Kind.IDENTIFIER, "INV-100", "Invoice INV-1O0"),
        (Kind.IDENTIFIER, "4711B", "Nr. 47118"),
        (Kind.AMOUNT, "10.50", "Total 1O.5O"),
        (Kind.NAME, "Modern Trading", "Modem Trading"),
        (Kind.NAME, "Muster Handel", "MusterHandel"),
        (Kind.TEXT, "Wasser 12 x 1,0l PET", "Wasser 12 × 1,01 PET"),
    ],
)
def test_what_ocr_confuses_is_seen_through_on_scans_only(
    make_pages: MakePages, kind: Kind, text: str, line: str
) -> None:
    assert grounded(make_pages([line], ocr=True), kind, text).status is Status.VERIFIED
    digital = grounded(make_pages([line]), kind, text)
    assert digital.status is not Status.VERIFIED or text == "Muster Handel"


def test_a_text_wrapped_beside_other_columns_is_found_whole(make_pages: MakePages) -> None:
    lines = ["Kfz-Haftpflicht SF25 (30 %)    67,22    1", "Typkl. 18                      80,00"]
    cell = grounded(make_pages(lines), Kind.TEXT, "Kfz-Haftpflicht SF25 (30 %) Typkl. 18")
    assert cell.status is Status.VERIFIED
    assert cell.evidence[0].quote == "Kfz-Haftpflicht SF25 (30 Typkl. 18"


def test_a_damaged_wrapped_text_is_found_on_a_scan(make_pages: MakePages) -> None:
    lines = ["Mineralwasser Medium    20 Stk    109,80", "12 x 1,0I PET           GTIN"]
    cell = grounded(make_pages(lines, ocr=True), Kind.TEXT, "Mineralwasser Medium\n12 x 1,0l PET")
    assert cell.status is Status.VERIFIED
