"""Where one document ends and the next begins: piles of invoices with covers, notes and letters between them."""

from collections.abc import Callable
from typing import Any

import pytest

from faktum.engine.asking.local.reader import LocalReader
from faktum.engine.asking.local.splitting import alike
from faktum.engine.flow import read as read_file
from faktum.engine.sources import Source
from faktum.evals.generate.bundles import draw_bundle
from faktum.evals.generate.compose import Wishes
from faktum.evals.generate.markets import markets
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Pages
from faktum.schemas.reply import Reply
from faktum.schemas.settings import Settings

Draw = Callable[..., Pages]
Read = Callable[..., Reply]
Text = tuple[Any, ...]


def invoice(number: str, total: str = "110.00", page: str = "") -> list[Text]:
    """The first page of an invoice; without a number, a total or a count for ''."""
    return [
        (50, 40, "INVOICE", 20),
        *([(50, 90, f"Invoice No: {number}")] if number else []),
        *[(50, 104, "Invoice date: 3 May 2021"), (50, 300, "Bolts"), (480, 300, "99.00")],
        *([(300, 500, "Total"), (480, 500, total)] if total else []),
        (450, 800, page),
    ]


LETTER: list[Text] = [
    (50, 150, "Dear customer,"),
    (50, 180, "enclosed our invoices for May:"),
    (50, 200, "A-17 110.00"),
]
NOTE: list[Text] = [(50, 40, "Delivery Note", 20), (50, 100, "Item"), (200, 100, "Quantity"), (50, 116, "Bolts")]
MORE: list[Text] = [(50, 60, "Nuts"), (480, 60, "11.00"), (300, 500, "Total"), (480, 500, "110.00")]


def pages_of(reply: Reply) -> list[tuple[int, ...]]:
    return [record.pages for record in reply.records]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        pytest.param([LETTER, invoice("A-17"), invoice("A-18")], [(2,), (3,)], id="a cover letter without a title"),
        pytest.param([invoice("A-17"), LETTER, invoice("A-18")], [(1,), (3,)], id="a letter between"),
        pytest.param([invoice("A-17"), NOTE, invoice("A-18"), NOTE], [(1,), (3,)], id="delivery notes between"),
        pytest.param([invoice("A-17"), NOTE, NOTE[2:]], [(1,)], id="a second page of a note goes with the note"),
        pytest.param(
            [invoice("12/2021"), invoice("112/2021")], [(1,), (2,)], id="a number that ends as the other does"
        ),
        pytest.param([invoice("A-17", ""), MORE, invoice("A-18")], [(1, 2), (3,)], id="a number on first pages alone"),
        pytest.param([invoice(""), invoice(""), invoice("")], [(1,), (2,), (3,)], id="no number anywhere"),
        pytest.param([invoice(""), invoice("A-18")], [(1,), (2,)], id="a number on the second alone"),
        pytest.param(
            [invoice("A-17", "", "Page 1 of 2"), NOTE, [*MORE, (450, 800, "Page 2 of 2")]],
            [(1, 3)],
            id="a note between the pages of one invoice",
        ),
        pytest.param(
            [[*invoice("A-17", ""), (50, 320, "Toner, 6,000 pages"), (480, 320, "2")], MORE],
            [(1, 2)],
            id="pages that are goods",
        ),
    ],
)
def test_a_pile_is_split(drawn: Draw, read: Read, pages: list[list[Text]], expected: list[tuple[int, ...]]) -> None:
    assert pages_of(read(drawn(*pages))) == expected


def test_a_statement_is_no_part_of_the_invoice_it_names(drawn: Draw, read: Read) -> None:
    statement: list[Text] = [
        *[(50, 40, "Statement of Account", 20), (50, 100, "Invoice Number"), (200, 100, "Date"), (400, 100, "Amount")],
        *[(50, 116, "A-17"), (200, 116, "3 May 2021"), (400, 116, "110.00")],
    ]
    reply = read(drawn(invoice("A-17"), statement))
    assert pages_of(reply) == [(1,)]
    assert reply.skipped_pages[2] == "statement ('Statement of Account')"


def test_the_second_page_of_a_quotation_is_no_invoice(drawn: Draw, read: Read) -> None:
    first: list[Text] = [(50, 40, "Quotation", 20), (50, 80, "Quote No: 7"), (50, 300, "Bolts"), (480, 300, "99.00")]
    sums: list[Text] = [*MORE, (300, 480, "VAT 10%"), (480, 480, "10.00"), (50, 540, "Due date: 4 June 2021")]
    assert read(drawn(first, sums)).records == ()


def test_every_document_but_the_first_says_why_it_begins(drawn: Draw, read: Read) -> None:
    first, second = read(drawn(LETTER, invoice("A-17"), invoice("A-18"))).records
    assert first.reason == "an invoice begins on page 2; titled 'INVOICE'"
    assert second.reason == "invoice number changes on page 3: 'A-18'; titled 'INVOICE'"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("4711", "4711", True), ("INV4711", "4711", True), ("14711", "4711", False), ("4711", "4712", False)],
)
def test_numbers_are_one_but_for_letters_before_them(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is alike(other, one) is same


@pytest.mark.parametrize("locale", ["en_GB", "de_DE", "fr_FR"])
def test_generated_piles_are_split(locale: str) -> None:
    """Two to eight invoices with other papers between them: every record has the pages of one invoice."""
    (market,) = markets((locale,))
    prompt = compile_prompt("Extract invoice number, total amount")
    drawn = draw_bundle("pile", market, wishes=Wishes(rows=3))
    reply = LocalReader().read(read_file(Source("pile.pdf", drawn.pdf), Settings(ocr="off")), prompt)
    assert [tuple(p for p in pages if p not in drawn.free) for pages in pages_of(reply)] == list(drawn.spans)
