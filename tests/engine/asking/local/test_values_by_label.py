"""A value is found behind its label, right of it, below it in its column, or a little higher or lower beside it."""

from collections.abc import Callable, Mapping

from faktum.schemas.document import Pages

Draw = Callable[..., Pages]
Answers = Callable[..., Mapping[str, str]]

TITLE = (50, 40, "INVOICE", 20)
SUM = (350, 500, "Total: 100.00 EUR")


def test_behind_the_label(drawn: Draw, answers: Answers) -> None:
    got = answers(drawn([TITLE, (50, 100, "Invoice No: A-17"), (50, 120, "Invoice date: 3 May 2021"), SUM]))
    assert (got["InvoiceNumber"], got["InvoiceDate"]) == ("A-17", "3 May 2021")


def test_right_of_the_label(drawn: Draw, answers: Answers) -> None:
    page = [TITLE, (50, 100, "Invoice No."), (200, 100, "A-17"), (50, 120, "Due date"), (200, 120, "2021-06-01"), SUM]
    got = answers(drawn(page))
    assert (got["InvoiceNumber"], got["DueDate"]) == ("A-17", "2021-06-01")


def test_below_the_label_in_a_row_of_labels(drawn: Draw, answers: Answers) -> None:
    page = [
        TITLE,
        *[(50, 100, "Invoice Number"), (200, 100, "Date of issue"), (350, 100, "Purchase Order")],
        *[(50, 116, "4711"), (200, 116, "01/04/2025"), (350, 116, "PO-9")],
        SUM,
    ]
    got = answers(drawn(page))
    assert (got["InvoiceNumber"], got["InvoiceDate"], got["PurchaseOrderNumber"]) == ("4711", "01/04/2025", "PO-9")


def test_beside_the_label_in_a_column_that_stands_lower(drawn: Draw, answers: Answers) -> None:
    page = [TITLE, (50, 92, "Bill to"), (50, 104, "Buyer Ltd"), (350, 100, "Invoice No."), (450, 104, "A-17"), SUM]
    assert answers(drawn(page))["InvoiceNumber"] == "A-17"


def test_a_label_without_a_value_in_a_form_answers_nothing(drawn: Draw, answers: Answers) -> None:
    form = [(50, 100, "Invoice No."), (50, 116, "Order No."), (50, 132, "Customer No."), (50, 148, "Due date")]
    values = [(200, 100, "A-17"), (200, 132, "K-3"), (200, 148, "2021-06-01")]
    assert "PurchaseOrderNumber" not in answers(drawn([TITLE, *form, *values, SUM]))


def test_number_and_date_in_the_line_of_the_title(drawn: Draw, answers: Answers) -> None:
    got = answers(drawn([(50, 60, "Rechnung Nr. 4711 vom 05.06.2018", 14), (300, 500, "Gesamtbetrag 119,00 €")]))
    assert (got["InvoiceNumber"], got["InvoiceDate"]) == ("4711", "05.06.2018")


def test_an_amount_is_no_order_number(drawn: Draw, answers: Answers) -> None:
    got = answers(drawn([TITLE, (50, 100, "Invoice No: A-17"), (50, 120, "Order: 300.00 EUR and more"), SUM]))
    assert "PurchaseOrderNumber" not in got


def test_answers_carry_their_place_and_label(drawn: Draw, read: Callable[..., object]) -> None:
    from faktum.schemas.reply import Reply

    reply = read(drawn([TITLE, (50, 100, "Invoice No: A-17"), SUM]))
    assert isinstance(reply, Reply)
    number = reply.records[0].fields["InvoiceNumber"]
    assert (number.page, number.label) == (1, "Invoice No")
    assert number.box is not None
    assert 105 <= number.box.x0 <= 115


def test_a_number_in_the_value_of_another_label_is_not_the_invoice_number(drawn: Draw, answers: Answers) -> None:
    page = [
        (50, 100, "Faktura"),
        (150, 100, "FA-2204188"),
        (50, 114, "Periode:"),
        (150, 114, "nr. 11/2025 til 10/2026"),
        (300, 500, "Total 100,00 kr."),
    ]
    assert answers(drawn(page))["InvoiceNumber"] == "FA-2204188"


def test_an_ordinal_behind_the_title_is_no_number(drawn: Draw, answers: Answers) -> None:
    page = [
        (50, 100, "Rechnung 2. Quartal 2025", 14),
        (50, 130, "EDV 0418 Rechnungsnummer: 2025/2/04188"),
        (300, 500, "Gesamtbetrag 252,83 EUR"),
    ]
    assert answers(drawn(page))["InvoiceNumber"] == "2025/2/04188"


def test_two_labels_with_one_value(drawn: Draw, answers: Answers) -> None:
    page = [
        (50, 100, "INVOICE", 14),
        (50, 130, "Invoice date / Delivery date 02 March 2025"),
        (300, 500, "Total £61.47"),
    ]
    assert answers(drawn(page))["InvoiceDate"] == "02 March 2025"


def test_a_title_that_heads_a_column(drawn: Draw, answers: Answers) -> None:
    page = [
        *[(50, 100, "FACTURE"), (200, 100, "Date"), (350, 100, "Client")],
        *[(50, 114, "VF25/10482"), (200, 114, "30/04/25"), (350, 114, "41180")],
        (300, 500, "Total TTC 2.514,55 €"),
    ]
    assert answers(drawn(page))["InvoiceNumber"] == "VF25/10482"


def test_labels_and_values_that_only_a_blank_parts(drawn: Draw, answers: Answers) -> None:
    """A box of two narrow columns: 'Date Invoice #' over '4/22/2025 25-0417'."""
    page = [
        (50, 40, "ACME LTD", 18),
        (450, 30, "INVOICE", 18),
        (440, 60, "Date  Invoice #"),
        (430, 76, "4/22/2025 25-0417"),
        (300, 500, "Total $9.00"),
    ]
    got = answers(drawn(page))
    assert (got["InvoiceNumber"], got["InvoiceDate"]) == ("25-0417", "4/22/2025")


def test_the_date_behind_a_town_is_the_letters(drawn: Draw, answers: Answers) -> None:
    page = [
        *[(400, 50, "Łódź, 2025-09-12"), (400, 64, "Data sprzedaży: 2025-09-11"), (50, 120, "Faktura VAT nr 17/2025")],
        (300, 500, "Do zapłaty: 100,00 PLN"),
    ]
    assert answers(drawn(page))["InvoiceDate"] == "2025-09-12"


def test_a_number_in_groups_is_no_money_behind_the_label_of_a_number(drawn: Draw, answers: Answers) -> None:
    page = [
        (50, 40, "ACME LTD", 18),
        (50, 60, "VAT Reg 882 041 729"),
        (50, 100, "Invoice No: A-17"),
        (300, 500, "Total £9.00"),
    ]
    assert answers(drawn(page))["SupplierVatNumber"] == "882 041 729"


def test_an_account_that_goes_on_in_the_next_line(drawn: Draw, answers: Answers) -> None:
    page = [
        *[(50, 40, "Rechnung Nr. 17"), (50, 400, "Gesamtbetrag 9,00 EUR")],
        *[(50, 500, "Zahlbar bis 05.03.2025 auf das Konto IBAN DE89 3704 0044"), (50, 514, "0532 0130 00.")],
    ]
    assert answers(drawn(page), addons=["banking"])["PaymentIBAN"] == "DE89 3704 0044 0532 0130 00"


def test_number_and_date_behind_one_label(drawn: Draw, answers: Answers) -> None:
    page = [(50, 40, "Rechnung/Datum : 25-11-00417 / 28.11.25"), (50, 400, "Gesamtbetrag 9,00 EUR")]
    got = answers(drawn(page))
    assert (got["InvoiceNumber"], got["InvoiceDate"]) == ("25-11-00417", "28.11.25")


def test_a_code_with_letters_on_both_sides_of_a_stroke_is_one(drawn: Draw, answers: Answers) -> None:
    page = [(50, 40, "INVOICE", 18), (50, 80, "Purchase order: ABC/PUR/25-26/0882"), (300, 500, "Total $9.00")]
    assert answers(drawn(page))["PurchaseOrderNumber"] == "ABC/PUR/25-26/0882"


def test_the_date_behind_the_number_in_the_title(drawn: Draw, answers: Answers) -> None:
    """Not the date of a law in the line above."""
    page = [
        *[
            (50, 40, "Приложение № 1 к постановлению от 26.12.2011 № 1137"),
            (50, 60, "Счет-фактура № 417/3 от 21 марта 2025 г."),
        ],
        (300, 500, "Всего к оплате 100,00"),
    ]
    assert answers(drawn(page))["InvoiceDate"] == "21 марта 2025"


def test_labels_under_their_values(drawn: Draw, answers: Answers) -> None:
    page = [
        *[(40, 40, "studio wilg", 18), (40, 110, "2025-031"), (170, 110, "14-04-2025"), (300, 110, "28-04-2025")],
        *[
            (40, 124, "Factuurnummer"),
            (170, 124, "Factuurdatum"),
            (300, 124, "Vervaldatum"),
            (320, 500, "Totaal € 9,00"),
        ],
    ]
    got = answers(drawn(page))
    assert (got["InvoiceNumber"], got["InvoiceDate"], got["DueDate"]) == ("2025-031", "14-04-2025", "28-04-2025")


def test_a_number_that_a_narrow_column_breaks(drawn: Draw, answers: Answers) -> None:
    page = [
        *[(50, 40, "ACME LTD", 18), (315, 100, "Invoice Number:"), (490, 100, "SWEU-2025-"), (505, 112, "88130442")],
        *[(315, 140, "Invoice Date:"), (490, 140, "April 3, 2025"), (300, 500, "Total $9.00")],
    ]
    assert answers(drawn(page))["InvoiceNumber"] == "SWEU-2025-88130442"


def test_a_short_label_between_title_and_number(drawn: Draw, answers: Answers) -> None:
    page = [(50, 40, "ACME LTD"), (50, 60, "TAX INVOICE INV 004188"), (50, 80, "23/12/2025"), (300, 500, "Total $9.00")]
    assert answers(drawn(page))["InvoiceNumber"] in ("004188", "INV 004188")
