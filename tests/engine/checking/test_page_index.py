"""A page answers where something stands, over words and lines, and a miss stays a miss."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from faktum.engine.checking.page_index import PageIndex
from faktum.engine.checking.text_index import fold
from faktum.schemas.document import Box, Page, Pages, TextSource, Word

MakePages = Callable[..., Pages]

LINES = [
    "Invoice No.:4711-B     Date 15.08.2019",
    "ACME Trading GmbH      Due: 14 September 2019",
    "USt-IdNr. DE 136 695 976     IBAN DE89 3704 0044 0532 0130 00",
    "Pos  Description        Qty   Price       Total",
    "1    Blue widget with   3     1.234,50    3.703,50 €",
    "     golden handle            per piece",
    "2    Red widget         10    0,125       1,25 €",
    "                        Sum   1 234 567,89 EUR   19,00%",
]


@pytest.fixture
def index(make_pages: MakePages) -> PageIndex:
    return PageIndex(make_pages(LINES).pages[0])


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("ACME Trading GmbH", "ACME Trading GmbH"),
        ("acme  TRADING gmbh", "ACME Trading GmbH"),
        ("4711-B", "No.:4711-B"),
        ("DE136695976", "DE 136 695 976"),
        ("DE89370400440532013000", "DE89 3704 0044 0532 0130 00"),
        ("Blue widget with golden handle", "Blue widget with golden handle"),
        ("14 September 2019", "14 September 2019"),
        ("€", "€"),
        ("3", "3"),
    ],
)
def test_text_is_found_over_words_and_lines(index: PageIndex, text: str, quote: str) -> None:
    place = index.find_text(text)
    assert place is not None
    assert index.quote(place) == quote


@pytest.mark.parametrize("text", ["ACME Trading AG", "471", "11-B", "golden widget", "", " ", "£", "DE136695977"])
def test_what_the_page_does_not_say_is_not_found(index: PageIndex, text: str) -> None:
    assert index.find_text(text) is None


@pytest.mark.parametrize(
    ("value", "quote"),
    [
        ("3703.50", "3.703,50"),
        ("-3703.5", "3.703,50"),
        ("0.125", "0,125"),
        ("1234567.89", "1 234 567,89"),
        ("19", "19,00%"),
        ("10", "10"),
    ],
)
def test_numbers_are_found_by_value(index: PageIndex, value: str, quote: str) -> None:
    place = index.find_number(Decimal(value))
    assert place is not None
    assert index.quote(place) == quote


def test_a_number_that_no_word_prints_is_not_found(index: PageIndex) -> None:
    assert index.find_number(Decimal("3703.51")) is None


@pytest.mark.parametrize(
    ("day", "quote"), [(date(2019, 8, 15), "15.08.2019"), (date(2019, 9, 14), "14 September 2019")]
)
def test_dates_are_found_by_value(index: PageIndex, day: date, quote: str) -> None:
    place = index.find_date(day)
    assert place is not None
    assert index.quote(place) == quote


def test_evidence_is_the_box_around_all_words(index: PageIndex) -> None:
    place = index.find_text("ACME Trading GmbH")
    assert place is not None
    assert index.evidence(place).box == Box(40.0, 54.0, 40.0 + 17 * 6, 64.0)
    assert index.evidence(place).quote == "ACME Trading GmbH"


def test_the_words_in_a_box_are_those_whose_centre_lies_in_it(index: PageIndex) -> None:
    assert index.quote(index.inside(Box(40, 54, 100, 64))) == "ACME Trading"
    assert index.inside(Box(400, 700, 500, 710)) == ()


def test_a_repeated_text_is_found_behind_the_cursor_first(make_pages: MakePages) -> None:
    page = make_pages(["same 5", "same 5", "same 5"]).pages[0]
    index = PageIndex(page)
    assert index.find_text("same", near=3) == (4,)
    assert index.find_number(Decimal(5), near=2) == (3,)
    assert index.find_text("same", near=5) == (0,)  # nothing behind: from the top


def test_ocr_slips_are_found_alike(make_pages: MakePages) -> None:
    index = PageIndex(make_pages(["lNV-2O19-00B", "Mustermarm Handels GmbH"], ocr=True).pages[0])
    assert index.find_text("INV-2019-008") is None
    assert index.find_confusable("INV-2019-008") == (0,)
    assert index.find_confusable("INV-2019-007") is None
    assert index.find_alike("Mustermann Handels GmbH", cutoff=80) == (1, 2, 3)
    assert index.find_alike("Completely other words") is None


@pytest.mark.parametrize("text", ["471102", "10283", "110283"])
def test_a_part_of_a_number_is_another_number(make_pages: MakePages, text: str) -> None:
    assert PageIndex(make_pages(["Total 5 4711028", "No. 47110283"]).pages[0]).find_text(text) is None


def test_short_texts_are_not_put_together_from_neighbours(make_pages: MakePages) -> None:
    index = PageIndex(make_pages(["12 34", "IdNr.DE136695976"]).pages[0])
    assert index.find_text("1234") is None
    assert index.find_text("12 34") == (0, 1)
    assert index.find_text("DE136695976") == (2,)


def test_an_empty_page_finds_nothing() -> None:
    index = PageIndex(Page(1, 595, 842, text_source=TextSource.NONE))
    assert index.find_text("x") is None
    assert index.find_alike("something long") is None
    assert index.find_number(Decimal(1)) is None
    assert index.inside(Box(0, 0, 595, 842)) == ()


@pytest.mark.parametrize(
    ("text", "folded"), [("Nr.:47-11 B", "nr4711b"), ("ÉCHÉANCE", "echeance"), ("Straße", "strasse"), ("€ -", "")]
)
def test_folding_keeps_letters_and_digits(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_evidence_on_a_turned_page_stands_where_a_viewer_shows_it() -> None:
    """A page that was read after a turn by 180° gives boxes on the page as it lies in the file."""
    words = (Word("0042", Box(10, 20, 50, 30)),)
    index = PageIndex(Page(1, 600, 800, words, turned=180))
    assert index.evidence((0,)).box == Box(550, 770, 590, 780)
