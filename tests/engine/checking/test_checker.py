"""A reply becomes records: typed, found on the page or said not to be, with doubts as notes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from faktum.engine.checking.checker import check
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Box, Pages
from faktum.schemas.fields import Field, Kind, OutputFormat, Rules, Structure
from faktum.schemas.invoice import TERMS
from faktum.schemas.record import Note, Record, Source, Status
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply

MakePages = Callable[..., Pages]

GERMAN = [
    "Muster Werkzeug GmbH                          Rechnung Nr. 4711-B",
    "USt-IdNr. DE 136 695 976                      Rechnungsdatum 03.04.2019",
    "Pos  Artikel           Menge    Preis         Gesamt",
    "1    Blauer Hammer     2        1.234,50      2.469,00",
    "2    Roter Nagel       1.000    0,031         31,00",
    "                                Netto         2.500,00 €",
    "                                19 % MwSt     475,00 €",
    "                                Gesamtbetrag  2.975,00 €",
    "Zahlbar innerhalb von 30 Tagen netto. IBAN DE89 3704 0044 0532 0130 00",
]


AS_PRINTED = Rules()


def prompt_of(*fields: Field, rules: Rules = AS_PRINTED) -> CompiledPrompt:
    return CompiledPrompt(fields, Structure.PER_INVOICE, "", rules=rules)


def known(*terms: str, **names: str) -> tuple[Field, ...]:
    """Fields of the built-in schema; a name of the user's own where one is given."""
    return tuple(
        Field(
            names.get(key, TERMS[key].name),
            TERMS[key].kind,
            key,
            TERMS[key].group,
            choices=TERMS[key].choices,
            many=TERMS[key].many,
        )
        for key in (*terms, *names)
    )


def checked(
    pages: Pages,
    fields: Sequence[Field],
    answers: Mapping[str, str | Printed],
    rows: Sequence[Mapping[str, str]] = (),
    kind: DocumentKind = DocumentKind.INVOICE,
    rules: Rules = AS_PRINTED,
) -> Record:
    printed = {name: text if isinstance(text, Printed) else Printed(text) for name, text in answers.items()}
    items = tuple({name: Printed(text) for name, text in row.items()} for row in rows)
    replied = RepliedRecord(kind, tuple(page.number for page in pages.pages), printed, {"LineItems": items})
    (record,) = check(Reply((replied,)), pages, prompt_of(*fields, rules=rules))
    return record


def codes(record: Record) -> list[str]:
    return [note.code for note in record.notes]


def test_a_german_invoice_comes_out_typed_and_verified(make_pages: MakePages) -> None:
    fields = known(
        "InvoiceNumber",
        "InvoiceDate",
        "SupplierName",
        "SupplierVatNumber",
        "TotalAmountExclTax",
        "TotalVATAmount",
        "TotalAmountIncTax",
        "Currency",
        "PaymentIBAN",
        "DueDate",
    )
    record = checked(
        make_pages(GERMAN),
        fields,
        {
            "InvoiceNumber": "4711-B",
            "InvoiceDate": "03.04.2019",
            "SupplierName": "Muster Werkzeug GmbH",
            "SupplierVatNumber": "DE 136 695 976",
            "TotalAmountExclTax": "2.500,00",
            "TotalVATAmount": "475,00 €",
            "TotalAmountIncTax": "2.975,00 €",
            "Currency": "€",
            "PaymentIBAN": "DE89 3704 0044 0532 0130 00",
        },
    )
    assert {name: cell.value for name, cell in record.fields.items()} == {
        "InvoiceNumber": "4711-B",
        "InvoiceDate": date(2019, 4, 3),
        "SupplierName": "Muster Werkzeug GmbH",
        "SupplierVatNumber": "DE136695976",
        "TotalAmountExclTax": Decimal("2500.00"),
        "TotalVATAmount": Decimal("475.00"),
        "TotalAmountIncTax": Decimal("2975.00"),
        "Currency": "EUR",
        "PaymentIBAN": "DE89 3704 0044 0532 0130 00",
        "DueDate": None,
    }
    assert all(cell.status is Status.VERIFIED for cell in record.fields.values() if cell.value is not None)
    assert record["DueDate"].status is Status.NOT_PRESENT
    assert record.currency == "EUR"
    assert record.notes == ()


def test_evidence_names_page_box_and_quote(make_pages: MakePages) -> None:
    record = checked(
        make_pages(["nothing here"], GERMAN), known("PaymentIBAN"), {"PaymentIBAN": "DE89370400440532013000"}
    )
    (evidence,) = record["PaymentIBAN"].evidence
    assert evidence.page == 2
    assert evidence.quote == "DE89 3704 0044 0532 0130 00"
    assert evidence.box == Box(40 + 43 * 6, 40 + 8 * 14, 40 + 70 * 6, 40 + 8 * 14 + 10)


def test_a_box_given_by_the_reader_is_looked_at_first(make_pages: MakePages) -> None:
    pages = make_pages(["Total 12.00", "Due   12.00"])
    box = Box(76, 40, 110, 50)
    record = checked(pages, known("TotalAmountIncTax"), {"TotalAmountIncTax": Printed("12.00", 1, box)})
    (evidence,) = record["TotalAmountIncTax"].evidence
    assert evidence.box is not None
    assert evidence.box.y0 == 40


def test_a_wrong_box_does_not_hide_a_value_that_is_there(make_pages: MakePages) -> None:
    pages = make_pages(["Total 12.00"])
    record = checked(pages, known("TotalAmountIncTax"), {"TotalAmountIncTax": Printed("12.00", 1, Box(40, 40, 70, 50))})
    assert record["TotalAmountIncTax"].status is Status.VERIFIED
    assert record["TotalAmountIncTax"].evidence[0].quote == "12.00"


@pytest.mark.parametrize(
    ("term", "invented"),
    [
        ("InvoiceNumber", "4712-B"),
        ("InvoiceDate", "04.03.2019"),
        ("SupplierName", "Meister Holzbau AG"),
        ("TotalAmountIncTax", "2.957,00"),
        ("PaymentIBAN", "DE02120300000000202051"),
        ("Currency", "USD"),
    ],
)
def test_an_invented_value_is_said_not_to_be_found(make_pages: MakePages, term: str, invented: str) -> None:
    record = checked(make_pages(GERMAN), known(term), {term: invented})
    assert record[term].status is Status.NOT_FOUND
    assert record[term].value is not None
    assert record[term].evidence == ()
    assert record[term].confidence < 0.2
    (note,) = [note for note in record.notes if note.code == "VALUE_NOT_ON_PAGE"]
    assert note.fields == (term,)


def test_the_same_value_in_two_places_is_no_ambiguity(make_pages: MakePages) -> None:
    record = checked(make_pages(["Total 12.00", "Due 12.00"]), known("AmountDue"), {"AmountDue": "12.00"})
    assert record["AmountDue"].status is Status.VERIFIED


def test_a_rival_answer_of_another_value_is_an_ambiguity(make_pages: MakePages) -> None:
    pages = make_pages(["Total 12.00", "Due 13.00"])
    rival = checked(pages, known("AmountDue"), {"AmountDue": Printed("12.00", alternatives=("13.00",))})
    same = checked(pages, known("AmountDue"), {"AmountDue": Printed("12.00", alternatives=("12,00 €",))})
    sure = checked(pages, known("AmountDue"), {"AmountDue": Printed("12.00", score=0.9, alternatives=("13.00",))})
    assert rival["AmountDue"].status is Status.AMBIGUOUS
    assert same["AmountDue"].status is Status.VERIFIED
    assert sure["AmountDue"].status is Status.VERIFIED


def test_arithmetic_decides_between_rival_answers(make_pages: MakePages) -> None:
    pages = make_pages(["Net 10.00 Tax 2.00", "Total 12.00 Paid 13.00"])
    answers = {
        "TotalAmountExclTax": "10.00",
        "TotalVATAmount": "2.00",
        "TotalAmountIncTax": Printed("12.00", alternatives=("13.00",)),
    }
    record = checked(pages, known("TotalAmountExclTax", "TotalVATAmount", "TotalAmountIncTax"), answers)
    assert record["TotalAmountIncTax"].status is Status.VERIFIED


@pytest.mark.parametrize(
    ("others", "printed", "value"),
    [
        (["12,50", "7,95"], "1.234", "1234"),
        (["12.50", "7.95"], "1.234", "1.234"),
        (["12.50", "7.95"], "1,234", "1234"),
        (["1 234,56"], "2.345", "2345"),
    ],
)
def test_all_amounts_of_the_document_decide_on_the_mark(
    make_pages: MakePages, others: list[str], printed: str, value: str
) -> None:
    pages = make_pages([*others, f"Total {printed}"])
    record = checked(pages, known("TotalAmountIncTax"), {"TotalAmountIncTax": printed})
    assert record["TotalAmountIncTax"].value == Decimal(value)
    assert record["TotalAmountIncTax"].status is Status.VERIFIED


def test_an_amount_nothing_settles_is_ambiguous(make_pages: MakePages) -> None:
    record = checked(make_pages(["Total 1.234"]), known("TotalAmountIncTax"), {"TotalAmountIncTax": "1.234"})
    assert record["TotalAmountIncTax"].value == Decimal(1234)
    assert record["TotalAmountIncTax"].status is Status.AMBIGUOUS


@pytest.mark.parametrize(
    ("lines", "day", "status"),
    [
        (["Date 03/04/2019", "Due 15/04/2019"], date(2019, 4, 3), Status.VERIFIED),
        (["Date 03/04/2019", "Due 04/15/2019"], date(2019, 3, 4), Status.VERIFIED),
        (["Date 03/04/2019"], date(2019, 4, 3), Status.AMBIGUOUS),
        (["Date 03/04/2019", "Total $ 5.00"], date(2019, 3, 4), Status.AMBIGUOUS),
        (["Date 03/04/2019", "Total $ 5.00 Springfield, IL 62704"], date(2019, 3, 4), Status.VERIFIED),
        (["Rechnung Datum 03/04/2019 Menge Betrag"], date(2019, 4, 3), Status.VERIFIED),
    ],
)
def test_all_dates_of_the_document_decide_on_the_order(
    make_pages: MakePages, lines: list[str], day: date, status: Status
) -> None:
    fields = known("InvoiceDate", "TotalAmountIncTax")
    answers = {"InvoiceDate": "03/04/2019"} | ({"TotalAmountIncTax": "$ 5.00"} if "$" in lines[-1] else {})
    record = checked(make_pages(lines), fields, answers)
    assert (record["InvoiceDate"].value, record["InvoiceDate"].status) == (day, status)


def test_an_open_order_is_noted_with_both_readings(make_pages: MakePages) -> None:
    record = checked(make_pages(["Date 03/04/2019"]), known(InvoiceDate="Issued"), {"Issued": "03/04/2019"})
    (note,) = [note for note in record.notes if note.code == "DATE_ORDER"]
    assert note.fields == ("Issued",)
    assert "2019-04-03" in note.message
    assert "2019-03-04" in note.message


@pytest.mark.parametrize(
    ("term", "printed"),
    [("InvoiceDate", "yesterday"), ("TotalAmountIncTax", "see annex"), ("Currency", "shells"), ("IsPaid", "")],
)
def test_what_cannot_be_read_keeps_its_characters(make_pages: MakePages, term: str, printed: str) -> None:
    record = checked(make_pages([f"x {printed}"]), known(term), {term: printed})
    assert record[term].value is None
    if printed:
        assert record[term].printed == printed
        assert "VALUE_UNREADABLE" in codes(record)


@pytest.mark.parametrize(
    ("kind", "printed", "value"),
    [
        (Kind.PERCENT, "19 %", Decimal(19)),
        (Kind.QUANTITY, "3 pcs", Decimal(3)),
        (Kind.QUANTITY, "1:30", Decimal("1.50")),
        (Kind.NUMBER, "1.0845", Decimal("1.0845")),
        (Kind.BOOLEAN, "yes", True),
        (Kind.BOOLEAN, "unpaid", False),
        (Kind.COUNTRY, "Deutschland", "DE"),
        (Kind.COUNTRY, "Hauptstr. 1, 10115 Berlin, Germany", "DE"),
        (Kind.LANGUAGE, "German", "de"),
        (Kind.CURRENCY, "US$", "USD"),
        (Kind.IDENTIFIER, " 007-A: ", "007-A"),
        (Kind.TEXT, "two\nlines", "two lines"),
        (Kind.NAME, "ACME  GmbH", "ACME GmbH"),
        (Kind.DATE, "August 2019", date(2019, 8, 1)),
    ],
)
def test_every_kind_is_typed(make_pages: MakePages, kind: Kind, printed: str, value: object) -> None:
    record = checked(make_pages([f"12.50 {' '.join(printed.split())}"]), [Field("x", kind)], {"x": printed})
    assert record["x"].value == value


def test_a_choice_is_one_of_those_allowed(make_pages: MakePages) -> None:
    field = Field("Category", Kind.CHOICE, choices=("Office", "Travel"))
    assert checked(make_pages(["x"]), [field], {"Category": "travel"})["Category"].value == "Travel"
    assert checked(make_pages(["x"]), [field], {"Category": "zoo"})["Category"].value is None


def test_the_type_of_the_document_follows_from_its_title(make_pages: MakePages) -> None:
    record = checked(make_pages(["Gutschrift 12"]), known("InvoiceType"), {"InvoiceType": "Gutschrift"})
    assert record["InvoiceType"].value == "credit_note"
    assert record["InvoiceType"].status is Status.DERIVED
    assert record["InvoiceType"].evidence[0].quote == "Gutschrift"


def test_a_due_date_follows_from_clear_terms(make_pages: MakePages) -> None:
    fields = known("InvoiceDate", "DueDate", "PaymentTerms")
    record = checked(
        make_pages(["Date 15.08.2019 Net 30"]), fields, {"InvoiceDate": "15.08.2019", "PaymentTerms": "Net 30"}
    )
    assert record["DueDate"].value == date(2019, 9, 14)
    assert record["DueDate"].status is Status.DERIVED
    assert [evidence.quote for evidence in record["DueDate"].evidence] == ["Net 30", "15.08.2019"]


def test_a_due_date_answered_by_terms_is_resolved(make_pages: MakePages) -> None:
    fields = known("InvoiceDate", "DueDate")
    record = checked(make_pages(["Date 15.08.2019 Net 30"]), fields, {"InvoiceDate": "15.08.2019", "DueDate": "Net 30"})
    assert record["DueDate"].value == date(2019, 9, 14)
    assert "VALUE_UNREADABLE" not in codes(record)


def test_formats_are_applied(make_pages: MakePages) -> None:
    fields = [
        Field("net", Kind.AMOUNT, format=OutputFormat(decimals=1)),
        Field("name", Kind.NAME, format=OutputFormat(uppercase=True)),
    ]
    record = checked(make_pages(["Acme 12.25"]), fields, {"net": "12.25", "name": "Acme"})
    assert str(record["net"].value) == "12.3"
    assert record["name"].value == "ACME"
    assert record["net"].status is Status.VERIFIED


def test_what_is_absent_is_empty_or_what_the_user_wants(make_pages: MakePages) -> None:
    fields = [
        Field("a", Kind.AMOUNT),
        Field("tax", Kind.AMOUNT, zero_when_absent=True),
        Field("po", Kind.IDENTIFIER, default="N/A"),
    ]
    record = checked(make_pages(["x"]), fields, {})
    assert [record[name].value for name in ("a", "tax", "po")] == [None, Decimal(0), "N/A"]
    assert {cell.status for cell in record.fields.values()} == {Status.NOT_PRESENT}


CREDIT = ["Credit note 12", "Net 10.00", "Tax 2.00", "Total 12.00"]


@pytest.mark.parametrize(
    ("kind", "negative", "total"),
    [
        (DocumentKind.CREDIT_NOTE, True, "-12.00"),
        (DocumentKind.CREDIT_NOTE, False, "12.00"),
        (DocumentKind.INVOICE, True, "12.00"),
    ],
)
def test_credit_notes_turn_negative_only_when_asked(
    make_pages: MakePages, kind: DocumentKind, negative: bool, total: str
) -> None:
    fields = known("TotalAmountExclTax", "TotalVATAmount", "TotalAmountIncTax")
    answers = {"TotalAmountExclTax": "10.00", "TotalVATAmount": "2.00", "TotalAmountIncTax": "12.00"}
    record = checked(make_pages(CREDIT), fields, answers, kind=kind, rules=Rules(credit_notes_negative=negative))
    assert record["TotalAmountIncTax"].value == Decimal(total)
    assert record["TotalAmountIncTax"].status is Status.VERIFIED
    assert ("CREDIT_NOTE_SIGN" in codes(record)) == (total == "-12.00")


def test_a_credit_note_printed_negative_stays_so(make_pages: MakePages) -> None:
    fields = known("TotalAmountExclTax", "TotalAmountIncTax")
    answers = {"TotalAmountExclTax": "-10.00", "TotalAmountIncTax": "-12.00"}
    rules = Rules(credit_notes_negative=True)
    pages = make_pages(["Net -10.00", "Total -12.00"])
    record = checked(pages, fields, answers, kind=DocumentKind.CREDIT_NOTE, rules=rules)
    assert record["TotalAmountIncTax"].value == Decimal("-12.00")


@pytest.mark.parametrize(("tax", "value"), [("(2.00)", "2.00"), ("(-2.00)", "-2.00"), ("-2.00", "-2.00")])
def test_a_tax_in_brackets_is_a_remark(make_pages: MakePages, tax: str, value: str) -> None:
    fields = known("TotalVATAmount", "TotalAmountIncTax")
    record = checked(make_pages([f"12.00 {tax}"]), fields, {"TotalVATAmount": tax, "TotalAmountIncTax": "12.00"})
    assert record["TotalVATAmount"].value == Decimal(value)


ROWS = [
    {"Description": "Blauer Hammer", "Quantity": "2", "UnitPrice": "1.234,50", "LineTotalExclTax": "2.469,00"},
    {"Description": "Roter Nagel", "Quantity": "1.000", "UnitPrice": "0,031", "LineTotalExclTax": "31,00"},
]
LINE_FIELDS = known(
    "LineItems.LineNumber",
    "LineItems.Description",
    "LineItems.Quantity",
    "LineItems.UnitPrice",
    "LineItems.LineTotalExclTax",
)


def test_line_items_are_typed_and_found_in_their_rows(make_pages: MakePages) -> None:
    record = checked(make_pages(GERMAN), LINE_FIELDS, {}, ROWS)
    assert [row["Quantity"].value for row in record.line_items] == [Decimal(2), Decimal(1000)]
    assert [row["UnitPrice"].value for row in record.line_items] == [Decimal("1234.50"), Decimal("0.031")]
    tops = [
        [cell.evidence[0].box.y0 for cell in row.values() if cell.evidence and cell.evidence[0].box]
        for row in record.line_items
    ]
    assert tops == [[82.0] * 4, [96.0] * 4]
    assert not [code for code in codes(record) if code.startswith("LINE")]


def test_rows_without_a_printed_number_are_counted(make_pages: MakePages) -> None:
    record = checked(make_pages(GERMAN), LINE_FIELDS, {}, ROWS)
    assert [row["LineNumber"].value for row in record.line_items] == [Decimal(1), Decimal(2)]
    assert {row["LineNumber"].status for row in record.line_items} == {Status.DERIVED}


@pytest.mark.parametrize(
    ("quantity", "price", "total", "value"),
    [
        ("1.000", "12.00", "12.00", "1"),
        ("1.000", "12.00", "12,000.00", "1000"),
        ("2,500", "4.00", "10.00", "2.5"),
        ("2.500", "4,00", "10,00", "2.5"),
    ],
)
def test_arithmetic_settles_a_quantity_with_three_decimals(
    make_pages: MakePages, quantity: str, price: str, total: str, value: str
) -> None:
    pages = make_pages([f"Thing {quantity} {price} {total}"])
    row = {"Description": "Thing", "Quantity": quantity, "UnitPrice": price, "LineTotalExclTax": total}
    record = checked(pages, LINE_FIELDS, {}, [row])
    assert record.line_items[0]["Quantity"].value == Decimal(value)


def test_a_repeated_row_is_found_each_time_on_its_own_line(make_pages: MakePages) -> None:
    lines = ["Service fee 1 10.00 10.00"] * 5
    row = {"Description": "Service fee", "Quantity": "1", "UnitPrice": "10.00", "LineTotalExclTax": "10.00"}
    record = checked(make_pages(lines), LINE_FIELDS, {}, [row] * 5)
    tops = [row["Description"].evidence[0].box for row in record.line_items]
    assert [box.y0 for box in tops if box] == [40.0, 54.0, 68.0, 82.0, 96.0]


def test_a_row_goes_on_over_the_page(make_pages: MakePages) -> None:
    first, second = ["Apples 1 10.00 10.00"], ["Pears 2 10.00 20.00"]
    rows = [
        {"Description": "Apples", "Quantity": "1", "UnitPrice": "10.00", "LineTotalExclTax": "10.00"},
        {"Description": "Pears", "Quantity": "2", "UnitPrice": "10.00", "LineTotalExclTax": "20.00"},
    ]
    record = checked(make_pages(first, second), LINE_FIELDS, {}, rows)
    assert [{cell.evidence[0].page for cell in row.values() if cell.evidence} for row in record.line_items] == [
        {1},
        {2},
    ]


def test_confirmed_amounts_are_surer_than_doubted_ones(make_pages: MakePages) -> None:
    fields = known("TotalAmountExclTax", "TotalVATAmount", "TotalAmountIncTax")
    answers = {"TotalAmountExclTax": "10.00", "TotalVATAmount": "2.00", "TotalAmountIncTax": "12.00"}
    right = checked(make_pages(["10.00 2.00 12.00"]), fields, answers)
    wrong = checked(make_pages(["10.00 2.00 12.50"]), fields, answers | {"TotalAmountIncTax": "12.50"})
    only = checked(make_pages(["12.00"]), fields, {"TotalAmountIncTax": "12.00"})
    name = "TotalAmountIncTax"
    assert right[name].confidence > only[name].confidence > wrong[name].confidence


def test_values_of_an_einvoice_need_no_vote(make_pages: MakePages) -> None:
    pages = make_pages(["Gesamt 1.234,50 €", "Datum 04.03.2019"])
    answers = {
        "TotalAmountIncTax": Printed("1234.50", source=Source.XML),
        "InvoiceDate": Printed("2019-03-04", source=Source.XML),
        "InvoiceNumber": Printed("R-1", source=Source.XML),
    }
    record = checked(pages, known("TotalAmountIncTax", "InvoiceDate", "InvoiceNumber"), answers)
    assert record["TotalAmountIncTax"].value == Decimal("1234.50")
    assert record["TotalAmountIncTax"].status is Status.VERIFIED
    assert record["InvoiceDate"].value == date(2019, 3, 4)
    assert record["InvoiceNumber"].status is Status.DERIVED
    assert {cell.source for cell in record.fields.values()} == {Source.XML}
    assert "XML_NOT_ON_PAGE" in codes(record)


def test_a_derived_answer_keeps_the_place_it_follows_from(make_pages: MakePages) -> None:
    pages = make_pages(["Rue de la Paix 1", "75002 Paris"])
    answer = Printed("FR", 1, Box(40, 54, 110, 64), source=Source.DERIVED)
    record = checked(pages, known("SupplierCountryCode"), {"SupplierCountryCode": answer})
    assert record["SupplierCountryCode"].status is Status.DERIVED
    assert record["SupplierCountryCode"].evidence[0].quote == "75002 Paris"


def test_a_judgement_needs_no_place(make_pages: MakePages) -> None:
    field = Field("Summary", Kind.TEXT, derived=True)
    record = checked(make_pages(["Cloud hosting August"]), [field], {"Summary": "A bill for servers"})
    assert record["Summary"].status is Status.DERIVED
    assert "VALUE_NOT_ON_PAGE" not in codes(record)


def test_every_item_of_a_list_is_looked_for(make_pages: MakePages) -> None:
    pages = make_pages(["Reverse charge applies.", "some words between", "Art. 44 of the Directive"])
    found = checked(
        pages, known("LegalStatements"), {"LegalStatements": "Reverse charge applies.\nArt. 44 of the Directive"}
    )
    assert found["LegalStatements"].value == ["Reverse charge applies.", "Art. 44 of the Directive"]
    assert [evidence.quote for evidence in found["LegalStatements"].evidence] == found["LegalStatements"].value
    invented = checked(
        pages, known("LegalStatements"), {"LegalStatements": "Reverse charge applies.\nNo refunds at all"}
    )
    assert invented["LegalStatements"].status is Status.NOT_FOUND


def test_several_invoices_of_a_file_say_so(make_pages: MakePages) -> None:
    pages = make_pages(["No. A1"], ["No. B2"])
    records = tuple(
        RepliedRecord(DocumentKind.INVOICE, (page,), {"InvoiceNumber": Printed(number)}, reason="number changes")
        for page, number in ((1, "A1"), (2, "B2"))
    )
    one, two = check(Reply(records), pages, prompt_of(*known("InvoiceNumber")))
    assert (one["InvoiceNumber"].value, two["InvoiceNumber"].value) == ("A1", "B2")
    assert one.notes == (
        Note("SEVERAL_INVOICES", one.notes[0].severity, "Invoice 1 of 2 in this file: page 1 (number changes)."),
    )


def test_a_value_of_another_invoice_is_not_found(make_pages: MakePages) -> None:
    pages = make_pages(["No. A1"], ["No. B2"])
    record = RepliedRecord(DocumentKind.INVOICE, (1,), {"InvoiceNumber": Printed("B2")})
    (checked_record,) = check(Reply((record,)), pages, prompt_of(*known("InvoiceNumber")))
    assert checked_record["InvoiceNumber"].status is Status.NOT_FOUND


def test_no_records_no_trouble(make_pages: MakePages) -> None:
    assert check(Reply(()), make_pages(["x"]), prompt_of(*known("InvoiceNumber"))) == ()


def test_a_document_without_words_is_no_error(make_pages: MakePages) -> None:
    record = checked(replace(make_pages([]), pages=()), known("InvoiceNumber"), {"InvoiceNumber": "A1"})
    assert record["InvoiceNumber"].value == "A1"


def test_ocr_slips_do_not_hide_a_name(make_pages: MakePages) -> None:
    pages = make_pages(["Mustermarm HandeIs GmbH", "Total 1O.00"], ocr=True, confidence=0.8)
    record = checked(
        pages,
        known("SupplierName", "TotalAmountIncTax"),
        {"SupplierName": "Mustermann Handels GmbH", "TotalAmountIncTax": "10.00"},
    )
    assert record["SupplierName"].status is Status.VERIFIED
    assert record["TotalAmountIncTax"].status is Status.VERIFIED
    assert record["SupplierName"].confidence < record["TotalAmountIncTax"].confidence


def test_words_hard_to_read_are_noted(make_pages: MakePages) -> None:
    pages = make_pages(["Total 10.00"], ocr=True, confidence=0.4)
    record = checked(pages, known("TotalAmountIncTax"), {"TotalAmountIncTax": "10.00"})
    assert "OCR_UNCERTAIN" in codes(record)


def test_the_same_reply_gives_the_same_records(make_pages: MakePages) -> None:
    pages = make_pages(GERMAN)
    one = checked(pages, LINE_FIELDS, {}, ROWS)
    two = checked(pages, LINE_FIELDS, {}, ROWS)
    assert one == two
