"""A model that gives no label may take one field for another: the labels of the page tell."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from faktum.engine.checking.checker import check
from faktum.engine.checking.page_index import PageIndex
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Pages
from faktum.schemas.fields import Field, Structure
from faktum.schemas.invoice import TERMS
from faktum.schemas.record import Record, Source, Status
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply

MakePages = Callable[..., Pages]

INVOICE = [
    "Invoice No.   INV-4711          Order No.   PO-99",
    "Invoice Date  05.03.2024        Due Date    04.04.2024",
    "Net amount    100.00",
    "VAT 19 %      19.00",
    "Total         119.00",
    "Paid          50.00",
    "Amount due    69.00",
]


def checked(pages: Pages, answers: Mapping[str, str], source: Source = Source.MODEL) -> Record:
    fields = tuple(Field(term, TERMS[term].kind, term) for term in answers)
    printed = {term: Printed(text, source=source) for term, text in answers.items()}
    record = RepliedRecord(DocumentKind.INVOICE, (1,), printed)
    return check(Reply((record,)), pages, CompiledPrompt(fields, Structure.PER_INVOICE, ""))[0]


TRUE = {
    "InvoiceNumber": "INV-4711",
    "PurchaseOrderNumber": "PO-99",
    "InvoiceDate": "2024-03-05",
    "DueDate": "2024-04-04",
    "TotalAmountExclTax": "100.00",
    "TotalVATAmount": "19.00",
    "TotalAmountIncTax": "119.00",
    "AmountDue": "69.00",
}


def test_true_values_stay_verified(make_pages: MakePages) -> None:
    record = checked(make_pages(INVOICE), TRUE)
    assert {name: cell.status for name, cell in record.fields.items()} == dict.fromkeys(TRUE, Status.VERIFIED)
    assert "LABEL_MISMATCH" not in [note.code for note in record.notes]


@pytest.mark.parametrize(
    ("term", "other", "label"),
    [
        ("InvoiceDate", "DueDate", "Due Date"),
        ("DueDate", "InvoiceDate", "Invoice Date"),
        ("InvoiceNumber", "PurchaseOrderNumber", "Order No."),
        ("AmountDue", "TotalAmountExclTax", "Amount due"),
        ("TotalVATAmount", "AmountDue", "VAT"),
    ],
)
def test_the_value_of_another_field_is_ambiguous_and_the_note_names_a_label(
    make_pages: MakePages, term: str, other: str, label: str
) -> None:
    record = checked(make_pages(INVOICE), {**TRUE, term: TRUE[other]})
    assert record[term].status is Status.AMBIGUOUS
    (note,) = [note for note in record.notes if note.code == "LABEL_MISMATCH"]
    assert note.fields == (term,)
    assert label in note.message


def test_one_amount_may_be_net_and_gross_and_due(make_pages: MakePages) -> None:
    pages = make_pages(["Total 100.00"])
    record = checked(pages, {"TotalAmountExclTax": "100.00", "TotalAmountIncTax": "100.00", "AmountDue": "100.00"})
    assert {cell.status for cell in record.fields.values()} == {Status.VERIFIED}


def test_a_total_that_a_receipt_calls_subtotal_is_believed(make_pages: MakePages) -> None:
    record = checked(make_pages(["SUBTOTAL 53.60", "CASH 100.00", "CHANGE 46.40"]), {"TotalAmountIncTax": "53.60"})
    assert record["TotalAmountIncTax"].status is Status.VERIFIED


def test_a_net_amount_given_as_the_only_total_is_ambiguous(make_pages: MakePages) -> None:
    lines = ["Subtotal 100.00", "VAT 19.00", "Total 119.00"]
    record = checked(make_pages(lines), {"TotalAmountIncTax": "100.00"})
    assert record["TotalAmountIncTax"].status is Status.AMBIGUOUS
    (note,) = [note for note in record.notes if note.code == "LABEL_MISMATCH"]
    assert "'Total'" in note.message
    assert "'119.00'" in note.message


def test_a_label_behind_without_labels_nothing(make_pages: MakePages) -> None:
    record = checked(make_pages(["Sum (ohne USt.) 473,00", "USt. 19 % 89,87"]), {"TotalAmountExclTax": "473.00"})
    assert record["TotalAmountExclTax"].status is Status.VERIFIED


def test_a_small_word_behind_a_label_labels_nothing_else(make_pages: MakePages) -> None:
    pages = make_pages(["Date limite de paiement le 05/07/2015", "Facture du 02/07/2015"])
    record = checked(pages, {"InvoiceDate": "2015-07-05", "DueDate": "2015-07-05"})
    assert (record["InvoiceDate"].status, record["DueDate"].status) == (Status.AMBIGUOUS, Status.VERIFIED)


def test_an_unlabelled_value_is_believed(make_pages: MakePages) -> None:
    record = checked(make_pages(["Berlin, 05.03.2024", "Due Date 04.04.2024"]), {"InvoiceDate": "2024-03-05"})
    assert record["InvoiceDate"].status is Status.VERIFIED


def test_the_place_beside_the_own_label_is_the_evidence(make_pages: MakePages) -> None:
    lines = ["Total 100.00", "Amount due 100.00", "Hammer 100.00"]
    record = checked(make_pages(lines), {"AmountDue": "100.00"})
    box = record["AmountDue"].evidence[0].box
    assert box is not None
    assert box.y0 == make_pages(lines).pages[0].words[4].box.y0


def test_an_answer_with_a_label_or_from_xml_is_left_alone(make_pages: MakePages) -> None:
    pages = make_pages(INVOICE)
    assert checked(pages, {"InvoiceDate": "2024-04-04"}, Source.XML)["InvoiceDate"].status is Status.VERIFIED
    fields = (Field("InvoiceDate", TERMS["InvoiceDate"].kind, "InvoiceDate"),)
    record = RepliedRecord(DocumentKind.INVOICE, (1,), {"InvoiceDate": Printed("04.04.2024", label="Dated")})
    prompt = CompiledPrompt(fields, Structure.PER_INVOICE, "")
    assert check(Reply((record,)), pages, prompt)[0]["InvoiceDate"].status is Status.VERIFIED


@pytest.mark.parametrize(
    ("lines", "word", "label"),
    [
        (["Due Date: 04.04.2024"], 2, "Due Date"),
        (["Invoice Date   Due Date", "05.03.2024     04.04.2024"], 5, "Due Date"),
        (["Net amount (EUR) 100.00"], 3, "Net amount"),
        (["VAT 19 % 19.00"], 3, "VAT"),
        (["Total 100.00 200.00"], 2, None),
        (["04.04.2024"], 0, None),
    ],
)
def test_a_label_stands_left_of_its_value_or_above(
    make_pages: MakePages, lines: list[str], word: int, label: str | None
) -> None:
    page = make_pages(lines).pages[0]
    found = PageIndex(page).labels.beside((word,))
    assert (found.text if found else None) == label


def test_a_page_without_words_has_no_labels(make_pages: MakePages) -> None:
    page = replace(make_pages([]).pages[0], words=())
    assert PageIndex(page).labels.all == ()
