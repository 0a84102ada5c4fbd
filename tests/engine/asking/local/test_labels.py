"""Labels are found however they are spaced, cased, accented or, on scans, misread."""

import pytest

from faktum.engine.asking.local.labels import find_labels, phrasebook
from faktum.engine.asking.local.layout import lay_out
from faktum.engine.asking.local.tokens import tokens_of
from faktum.schemas.document import Box, Page, Word


def found(text: str, repair: bool = False) -> list[tuple[str, frozenset[str]]]:
    words: list[Word] = []
    at = 0.0
    for part in text.split():
        words.append(Word(part, Box(at, 0, at + 5 * len(part), 10)))
        at += 5 * (len(part) + 1)
    (line,) = lay_out([Page(1, 595, 842, tuple(words))]).lines
    return [(x.text, frozenset(x.keys)) for x in find_labels(tokens_of(line), phrasebook(), 1, 0, repair)]


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Invoice No.: 12", "InvoiceNumber"),
        ("INVOICE NUMBER 12", "InvoiceNumber"),
        ("Rechnungs-Nr. 12", "InvoiceNumber"),
        ("USt.-Id.-Nr.: DE123456789", "SupplierVatNumber"),
        ("Date d'échéance 13/12/2017", "DueDate"),
        ("Amount due $12.00", "AmountDue"),
        ("Total HT 12,00", "TotalAmountExclTax"),
    ],
)
def test_a_label_is_found_in_any_spelling(printed: str, key: str) -> None:
    assert key in found(printed)[0][1]


def test_the_longest_label_wins() -> None:
    assert found("Invoice Date: 1 May 2020")[0][0] == "Invoice Date"


def test_a_label_and_its_value_may_share_a_word() -> None:
    assert found("Date:2018-03-01")[0][0] == "Date"


def test_letters_misread_in_long_words_are_forgiven_on_scans_only() -> None:
    assert "InvoiceNumber" in found("Rechnungsnumrner 12", repair=True)[0][1]
    assert found("Rechnungsnumrner 12") == []


def test_a_label_in_two_languages_is_one_label() -> None:
    pages = Page(
        1, 595, 842, (Word("Rechnungsnummer/Invoice", Box(0, 0, 115, 10)), Word("number", Box(120, 0, 150, 10)))
    )
    (line,) = lay_out([pages]).lines
    labels = find_labels(tokens_of(line), phrasebook(), 1, 0)
    assert labels[0].closes
