"""What a document is, where one ends and the next begins, and which pages give no record."""

from collections.abc import Callable, Sequence

import pytest

from faktum.engine.asking.local.reader import LocalReader
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Pages
from faktum.schemas.fields import Rules, Structure
from faktum.schemas.invoice import invoice_fields
from faktum.schemas.reply import DocumentKind, Reply

Draw = Callable[..., Pages]
Read = Callable[..., Reply]
Text = tuple[float, float, str] | tuple[float, float, str, float]


def invoice(number: str, title: str = "INVOICE", total: str = "110.00", page: str = "") -> list[Text]:
    return [
        (50, 40, title, 20),
        *[(50, 90, f"Invoice No: {number}"), (50, 104, "Invoice date: 3 May 2021")],
        *[(300, 500, "Total"), (480, 500, total), (450, 800, page)],
    ]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("INVOICE", DocumentKind.INVOICE),
        ("Credit Note", DocumentKind.CREDIT_NOTE),
        ("AVOIR", DocumentKind.CREDIT_NOTE),
        ("Proforma Invoice", DocumentKind.PROFORMA),
        ("Debit Note", DocumentKind.DEBIT_NOTE),
        ("Gutschrift (Selbst ausgestellte Rechnung)", DocumentKind.INVOICE),
        ("Self-Billed Credit Note", DocumentKind.CREDIT_NOTE),
    ],
)
def test_the_title_says_what_it_is(drawn: Draw, read: Read, title: str, kind: DocumentKind) -> None:
    (record,) = read(drawn(invoice("A-17", title))).records
    assert record.kind is kind


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (
            [(50, 40, "Delivery Note", 20), (50, 100, "Item"), (200, 100, "Quantity"), (50, 116, "Bolts")],
            "delivery note",
        ),
        ([(50, 40, "PURCHASE ORDER", 20), (50, 100, "Order No: 7"), (300, 500, "Total 9.00")], "purchase order"),
        ([(50, 40, "Quotation", 20), (50, 100, "Quote No: 7"), (300, 500, "Total 9.00")], "quotation"),
        (
            [
                *[(50, 40, "Remittance Advice", 20), (50, 100, "Invoice Number"), (250, 100, "Amount")],
                *[(50, 116, "F208697"), (250, 116, "89.20"), (50, 130, "F209405"), (250, 130, "118.73")],
            ],
            "remittance advice",
        ),
        ([(50, 40, "John Doe", 20), (50, 80, "Software Developer"), (50, 120, "Work experience")], ""),
        ([(50, 40, "Dear Sir or Madam,"), (50, 80, "please find our catalogue enclosed.")], "letter ('Dear Sir"),
        (
            [
                *[(50, 40, "Larkspur plc"), (50, 60, "Pay 06/2025"), (50, 100, "Gross total"), (300, 100, "3,321.08")],
                *[(50, 120, "Income tax"), (300, 120, "1,755.09"), (50, 140, "Net pay"), (300, 140, "3,367.89")],
            ],
            "no title of an invoice",
        ),
        (
            [
                *[
                    (50, 40, "Larkspur plc"),
                    (50, 60, "Date: 30 June 2025"),
                    (50, 100, "Basic salary"),
                    (300, 100, "3,321.08"),
                ],
                *[(50, 120, "Income tax"), (300, 120, "755.09"), (50, 140, "Net pay"), (300, 140, "2,565.99")],
                *[(50, 180, "Total"), (300, 180, "2,565.99"), (50, 200, "Employer: Larkspur plc")],
            ],
            "payslip ('Basic salary')",
        ),
        ([(50, 40, "Ticket", 20), (50, 80, "Row / seat: 19 / 52"), (50, 100, "Entrance: 19:30")], "the word 'Ticket'"),
        ([(50, 40, "Quotation A925904", 14), (50, 100, "Bolts 90.00"), (50, 500, "Total 90.00")], "quotation"),
        (
            [
                *[(50, 40, "Larkspur plc"), (50, 80, "Amounts not yet received"), (50, 120, "Invoice Number")],
                *[(200, 120, "Invoice Date"), (400, 120, "Total"), (50, 134, "A-17"), (200, 134, "3 May 2021")],
                *[(400, 134, "89.20"), (50, 148, "A-18"), (200, 148, "4 May 2021"), (400, 148, "118.73")],
                *[(50, 180, "Total"), (400, 180, "207.93"), (50, 200, "Due date: 4 June 2021")],
            ],
            "a list of invoices",
        ),
    ],
)
def test_other_papers_give_no_record(drawn: Draw, read: Read, page: Sequence[Text], why: str) -> None:
    reply = read(drawn(page))
    assert reply.records == ()
    assert why in reply.skipped_pages[1]


def test_other_papers_are_read_where_the_user_wants_them(drawn: Draw) -> None:
    prompt = CompiledPrompt(invoice_fields(), Structure.PER_INVOICE, "", rules=Rules(only_invoices=False))
    page = [(50, 40, "PURCHASE ORDER", 20), (50, 100, "Order No: PO-7"), (300, 500, "Total 9.00")]
    (record,) = LocalReader().read(drawn(page), prompt).records
    assert record.kind is DocumentKind.OTHER
    assert record.fields["PurchaseOrderNumber"].text == "PO-7"


ORDER = [
    *[(50, 40, "PURCHASE ORDER", 20), (50, 70, "Order No: PO-7"), (50, 100, "Description"), (250, 100, "Quantity")],
    *[(350, 100, "Unit price"), (450, 100, "Amount"), (50, 116, "Bolts"), (250, 116, "3"), (350, 116, "3.00")],
    *[(450, 116, "9.00"), (50, 132, "Nuts"), (250, 132, "1"), (350, 132, "2.00"), (450, 132, "2.00")],
]


def test_an_order_that_lists_items_is_read_as_an_order_where_it_comes_alone(drawn: Draw, read: Read) -> None:
    """Its own kind says that it is no invoice; beside an invoice it is an enclosure."""
    (record,) = read(drawn(ORDER)).records
    assert record.kind is DocumentKind.PURCHASE_ORDER
    assert record.fields["PurchaseOrderNumber"].text == "PO-7"
    assert "InvoiceNumber" not in record.fields
    beside = read(drawn(invoice("A-17"), ORDER))
    assert [one.kind for one in beside.records] == [DocumentKind.INVOICE]
    assert beside.skipped_pages == {2: "purchase order beside an invoice"}


def test_pages_the_user_does_not_want_are_left_out(drawn: Draw) -> None:
    prompt = CompiledPrompt(invoice_fields(), Structure.PER_INVOICE, "", rules=Rules(skip_pages=("credit notes",)))
    reply = LocalReader().read(drawn(invoice("A-17"), invoice("C-1", "Credit Note")), prompt)
    assert [record.pages for record in reply.records] == [(1,)]
    assert reply.skipped_pages == {2: "left out as asked: credit note"}


def test_a_changing_number_parts_invoices(drawn: Draw, read: Read) -> None:
    reply = read(drawn(invoice("A-17"), invoice("A-18"), invoice("A-19")))
    assert [record.pages for record in reply.records] == [(1,), (2,), (3,)]
    assert "invoice number changes on page 2" in reply.records[1].reason


def test_a_page_count_that_restarts_parts_invoices(drawn: Draw, read: Read) -> None:
    first = invoice("A-17", page="Page 1 of 2")
    rest: list[Text] = [(50, 40, "Bolts 9.00"), (450, 800, "Page 2 of 2")]
    untold: list[Text] = [text for text in invoice("", page="Page 1 of 1") if "Invoice No" not in text[2]]
    reply = read(drawn(first, rest, untold))
    assert [record.pages for record in reply.records] == [(1, 2), (3,)]
    assert "page count restarts on page 3 (1 of 1)" in reply.records[1].reason


def test_pages_that_count_on_stay_together(drawn: Draw, read: Read) -> None:
    pages = [invoice("A-17", page=f"Page {n} of 3") for n in (1, 2, 3)]
    assert [record.pages for record in read(drawn(*pages)).records] == [(1, 2, 3)]


def test_terms_stay_with_their_invoice(drawn: Draw, read: Read) -> None:
    terms: list[Text] = [(50, 40, "General Terms and Conditions", 14), (50, 80, "1. These terms apply to all sales.")]
    assert [record.pages for record in read(drawn(invoice("A-17"), terms)).records] == [(1, 2)]


def test_a_cover_letter_before_the_invoice_is_skipped(drawn: Draw, read: Read) -> None:
    cover: list[Text] = [(50, 40, "Cover Letter", 16), (50, 80, "Dear customer, please find our invoice enclosed.")]
    reply = read(drawn(cover, invoice("A-17")))
    assert [record.pages for record in reply.records] == [(2,)]
    assert "cover letter" in reply.skipped_pages[1]


def test_an_empty_document_gives_nothing(drawn: Draw, read: Read) -> None:
    assert read(drawn([])).records == ()


def test_a_word_over_a_column_beside_the_invoice_number_is_no_title(drawn: Draw, read: Read) -> None:
    page = [
        *[(50, 40, "Hartwell Ltd", 14), (50, 120, "Invoice No"), (200, 120, "Date"), (350, 120, "Contract")],
        *[(50, 134, "HG-1187"), (200, 134, "28/02/2025"), (350, 134, "Albion Mill")],
        *[(300, 400, "Net amount"), (480, 400, "100.00"), (300, 416, "VAT 20%"), (480, 416, "20.00")],
        *[(300, 432, "Total"), (480, 432, "120.00"), (50, 500, "Due date: 30/03/2025")],
    ]
    (record,) = read(drawn(page)).records
    assert record.kind is DocumentKind.INVOICE


def test_a_correction_titled_credit_note_as_well_is_one(drawn: Draw, read: Read) -> None:
    (record,) = read(drawn(invoice("A-17", "Rechnungskorrektur / Gutschrift", "-110,00"))).records
    assert record.kind is DocumentKind.CREDIT_NOTE


def test_a_ukrainian_invoice(drawn: Draw, read: Read) -> None:
    page = [
        *[(50, 40, "Постачальник: ТОВ «Зоря»"), (50, 54, "ЄДРПОУ 41882077, ІПН 418820715032")],
        *[(180, 100, "Рахунок-фактура № РФ-412", 14), (220, 120, "від 3 червня 2025 р.")],
        *[(50, 160, "Покупець: ФГ «Лан»"), (300, 300, "Разом без ПДВ:"), (480, 300, "100,00")],
        *[(300, 314, "ПДВ 20%:"), (480, 314, "20,00"), (300, 328, "Всього з ПДВ:"), (480, 328, "120,00")],
        (50, 360, "Всього на суму: Сто двадцять гривень 00 копійок"),
    ]
    (record,) = read(drawn(page)).records
    got = {name: printed.text for name, printed in record.fields.items()}
    assert (got["InvoiceNumber"], got["SupplierName"], got["CustomerName"]) == ("РФ-412", "ТОВ «Зоря»", "ФГ «Лан»")
    assert (got["TotalAmountExclTax"], got["TotalVATAmount"], got["TotalAmountIncTax"]) == ("100,00", "20,00", "120,00")


def test_a_total_and_what_paid_it_make_a_receipt_without_a_title(drawn: Draw, read: Read) -> None:
    """As apps send them; the same page without the payment is none."""
    page = [(50, 40, "Hopp", 20), (50, 80, "Thanks for riding"), (50, 120, "Total"), (400, 120, "$31.27")]
    fare = [(50, 140, "Trip fare"), (400, 140, "$28.27"), (50, 160, "Tip"), (400, 160, "$3.00")]
    (record,) = read(drawn([*page, *fare, (50, 200, "Mastercard"), (400, 200, "$31.27")])).records
    assert record.kind is DocumentKind.RECEIPT
    assert read(drawn([*page, *fare])).records == ()
