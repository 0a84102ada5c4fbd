"""People read the page and machines read the XML: where they differ, a note says both."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from faktum.engine.checking.einvoice_and_page import unread, with_differences
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Box
from faktum.schemas.record import Cell, Evidence, Note, Record, Severity, Source, Status, Value

PROMPT = compile_prompt(None, schema="invoice", addons=["banking", "lineitems"])
PLACE = Evidence(2, Box(1, 2, 3, 4), "…")


def record(**values: Value) -> Record:
    fields = {field.name: Cell() for field in PROMPT.invoice_fields}
    return Record("invoice", (1,), fields | {name: Cell(value) for name, value in values.items()})


def by_xml(*, shown: bool = False, **values: Value) -> Record:
    whole = record(**values)
    evidence = (PLACE,) if shown else ()
    cells = {name: replace(whole[name], source=Source.XML, evidence=evidence) for name in values}
    return replace(whole, fields={**whole.fields, **cells})


def on_page(*, confidence: float = 0.9, **values: Value) -> Record:
    whole = record(**values)
    cells = {
        name: replace(whole[name], status=Status.VERIFIED, confidence=confidence, evidence=(PLACE,)) for name in values
    }
    return replace(whole, fields={**whole.fields, **cells})


def notes(xml: Record, page: Record) -> list[tuple[str, Severity, str]]:
    return [(note.code, note.severity, note.message) for note in with_differences(xml, page, PROMPT).notes]


def test_another_account_on_the_page_is_an_error_with_its_place():
    xml, page = by_xml(PaymentIBAN="DE02120300000000202051"), on_page(PaymentIBAN="DE99 1111")
    (note,) = with_differences(xml, page, PROMPT).notes
    assert note == Note(
        "XML_PAGE_MISMATCH",
        Severity.ERROR,
        "PaymentIBAN: the e-invoice says DE02120300000000202051, the page shows DE99 1111; "
        "the e-invoice's value was taken.",
        ("PaymentIBAN",),
        2,
        None,
        Box(1, 2, 3, 4),
    )


def test_another_date_is_a_warning():
    (note,) = notes(by_xml(InvoiceDate=date(2014, 10, 8)), on_page(InvoiceDate=date(2015, 10, 8)))
    assert note[:2] == ("XML_PAGE_MISMATCH", Severity.WARNING)


def test_the_same_value_written_otherwise_is_no_difference():
    xml = by_xml(SupplierVatNumber="DE136695976", SupplierName="Bei Spiel GmbH", TotalAmountIncTax=Decimal("571.040"))
    page = on_page(
        SupplierVatNumber="DE 136 695 976", SupplierName="BEI SPIEL GMBH, Bonn", TotalAmountIncTax=Decimal("571.04")
    )
    assert notes(xml, page) == []


def test_a_value_of_the_xml_that_the_page_prints_is_shown_whatever_the_reader_of_the_page_took():
    assert notes(by_xml(shown=True, AmountDue=Decimal(5)), on_page(AmountDue=Decimal(6))) == []


def test_an_unsure_reading_of_the_page_accuses_nobody():
    assert notes(by_xml(AmountDue=Decimal(5)), on_page(confidence=0.3, AmountDue=Decimal(6))) == []


def test_the_difference_replaces_the_milder_note():
    mild = Note("XML_NOT_ON_PAGE", Severity.WARNING, "…", ("AmountDue",))
    xml = replace(by_xml(AmountDue=Decimal(5)), notes=(mild,))
    assert [code for code, _, _ in notes(xml, on_page(AmountDue=Decimal(6)))] == ["XML_PAGE_MISMATCH"]


def test_an_einvoice_of_which_nothing_was_used_is_told():
    (note,) = unread([record(AmountDue=Decimal(5))])
    assert note.code == "EINVOICE_UNREAD"
    assert unread([by_xml(AmountDue=Decimal(5))]) == ()
