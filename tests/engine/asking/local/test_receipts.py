"""On slips the merchant is named at the head, and the total is told from cash, change, rounding and tax."""

from collections.abc import Callable, Mapping

from faktum.schemas.document import Pages
from faktum.schemas.reply import DocumentKind, Reply

Draw = Callable[..., Pages]
Text = tuple[float, float, str] | tuple[float, float, str, float]

SLIP = (220.0, 500.0)
HEAD: list[Text] = [
    *[(40, 20, "SOON HUAT MACHINERY ENTERPRISE"), (60, 34, "(JM0352019-K)"), (40, 48, "NO.53 JALAN PUTRA 1,")],
    *[(40, 62, "81200 JOHOR BAHRU"), (70, 90, "CASH SALES"), (20, 110, "Date: 11/01/2019")],
]


def rows(*pairs: tuple[str, str]) -> list[Text]:
    return [
        text
        for k, (words, amount) in enumerate(pairs)
        for text in ((20.0, 140.0 + 14 * k, words), (160.0, 140.0 + 14 * k, amount))
    ]


def slip(drawn: Draw, read: Callable[..., Reply], *pairs: tuple[str, str]) -> Mapping[str, str]:
    (record,) = read(drawn([*HEAD, *rows(*pairs)], size=SLIP, ocr=True)).records
    assert record.kind is DocumentKind.RECEIPT
    return {name: printed.text for name, printed in record.fields.items()}


def test_merchant_date_and_total(drawn: Draw, read: Callable[..., Reply]) -> None:
    got = slip(
        drawn, read, ("PUMP", "300.00"), ("OIL", "27.00"), ("Total", "327.00"), ("CASH", "400.00"), ("Change", "73.00")
    )
    assert got["SupplierName"] == "SOON HUAT MACHINERY ENTERPRISE"
    assert got["InvoiceDate"] == "11/01/2019"
    assert got["TotalAmountIncTax"] == "327.00"


def test_the_rounded_total_is_the_total(drawn: Draw, read: Callable[..., Reply]) -> None:
    printed = [
        *[("ITEM", "30.91"), ("Total", "RM 30.91"), ("ROUNDING ADJUSTMENT", "-0.01")],
        *[("TOTAL ROUNDED", "RM 30.90"), ("CASH", "RM 51.00"), ("CHANGE", "RM 20.10")],
    ]
    got = slip(drawn, read, *printed)
    assert (got["TotalAmountIncTax"], got["RoundingAmount"]) == ("RM 30.90", "-0.01")


def test_counts_and_tax_summaries_are_no_totals(drawn: Draw, read: Callable[..., Reply]) -> None:
    printed = [
        *[("Total Qty", "9"), ("Total Amt Incl. GST", "79.50"), ("Paid Amount", "100.00"), ("Change", "20.50")],
        *[("GST Summary", ""), ("Total", "4.50")],
    ]
    assert slip(drawn, read, *printed)["TotalAmountIncTax"] == "79.50"


def test_cash_less_change_tells_an_unlabelled_total(drawn: Draw, read: Callable[..., Reply]) -> None:
    got = slip(
        drawn, read, ("NASI", "50.00"), ("TEH", "3.60"), ("SUBTOTAL", "53.60"), ("CASH", "100.00"), ("CHANGE", "46.40")
    )
    assert got["TotalAmountIncTax"] == "53.60"


def test_letters_read_for_digits_do_not_hide_the_total(drawn: Draw, read: Callable[..., Reply]) -> None:
    got = slip(drawn, read, ("Parking Fee", "RM2.83"), ("Total", "PM3.00"), ("Paid", "RM3.00"), ("Change", "RMO.00"))
    assert got["TotalAmountIncTax"] == "PM3.00"


def test_a_hand_written_note_above_the_head_is_passed_over(drawn: Draw, read: Callable[..., Reply]) -> None:
    page = [
        (40, 2, "tan chay yee", 14),
        *[(x, y + 30, *rest) for x, y, *rest in HEAD],
        *rows(("", ""), ("", ""), ("Total", "5.00")),
    ]
    (record,) = read(drawn(page, size=SLIP, ocr=True)).records
    assert record.fields["SupplierName"].text == "SOON HUAT MACHINERY ENTERPRISE"


def test_the_country_follows_from_its_currency(drawn: Draw, read: Callable[..., Reply]) -> None:
    got = slip(drawn, read, ("ITEM", "RM 5.00"), ("Total", "RM 5.00"))
    assert (got["Currency"], got["SupplierCountryCode"]) == ("RM", "MY")


def test_marks_before_amounts(drawn: Draw, read: Callable[..., Reply]) -> None:
    """Turkish tills print '*', Russian ones '='."""
    got = slip(drawn, read, ("EKMEK", "*15,00"), ("PEYNIR", "*332,40"), ("TOPLAM", "*347,40"), ("NAKIT", "*350,00"))
    assert got["TotalAmountIncTax"] == "347,40"


def test_a_name_too_long_for_the_paper_goes_on_in_the_same_letters(drawn: Draw, read: Callable[..., Reply]) -> None:
    head: list[Text] = [
        *[(40, 10, "Lucky Tortoise", 14), (68, 28, "Kopitiam", 14), (40, 48, "118 Serangoon Rd #01-04")],
        *[(40, 62, "Tel 555 0182"), (20, 90, "Receipt"), (20, 110, "Date: 11/01/2019")],
    ]
    (record,) = read(drawn([*head, *rows(("Mantou", "4.50"), ("Total", "4.50"))], size=SLIP, ocr=True)).records
    assert record.fields["SupplierName"].text == "Lucky Tortoise Kopitiam"


def test_a_street_named_for_a_station_is_no_shop(drawn: Draw, read: Callable[..., Reply]) -> None:
    head: list[Text] = [(40, 20, "O'Shea Providers"), (40, 34, "Station Road, Ennis"), (20, 110, "Date: 11/01/2019")]
    (record,) = read(drawn([*head, *rows(("Screws", "4.50"), ("Total", "4.50"))], size=SLIP, ocr=True)).records
    assert record.fields["SupplierName"].text == "O'Shea Providers"


def test_what_was_paid_makes_a_receipt_where_no_total_is_printed(drawn: Draw, read: Callable[..., Reply]) -> None:
    got = slip(drawn, read, ("RECEIPT", ""), ("Fee", "$22.00"), ("Early bird", "-$4.00"), ("PAID", "$18.00"))
    assert got["SupplierName"] == "SOON HUAT MACHINERY ENTERPRISE"


def test_change_is_taken_off_what_any_means_of_payment_paid(drawn: Draw, read: Callable[..., Reply]) -> None:
    got = slip(drawn, read, ("SCHNITZEL", "72,00"), ("SUMME EUR", "72,00"), ("BAR", "80,00"), ("RETOUR", "8,00"))
    assert got["TotalAmountIncTax"] == "72,00"


def test_cash_handed_over_in_rounded_coins_is_not_the_total(drawn: Draw, read: Callable[..., Reply]) -> None:
    got = slip(drawn, read, ("LATTE", "41.91"), ("TOTAL", "41.91"), ("Rounding", "-0.01"), ("CASH", "41.90"))
    assert got["TotalAmountIncTax"] == "41.91"


def test_the_letter_r_before_amounts_is_the_rand(drawn: Draw, read: Callable[..., Reply]) -> None:
    got = slip(drawn, read, ("PUMP", "R 14 107.50"), ("Total", "R 14 107.50"))
    assert got["Currency"] == "R"


def test_cash_back_is_not_the_total_and_a_branch_is_not_the_shop(drawn: Draw, read: Callable[..., Reply]) -> None:
    head: list[Text] = [(40, 20, "Corner Basket"), (40, 34, "Store #417 Boise, ID"), (40, 48, "Your cashier was KIM")]
    sold = rows(
        *[("ONIONS", "29.19"), ("TAX 6%", "0.72"), ("**** BALANCE", "29.91")],
        *[("DEBIT", "49.91"), ("CASH BACK", "20.00"), ("CHANGE", "0.00")],
    )
    (record,) = read(drawn([*head, *sold], size=SLIP)).records
    got = {name: printed.text for name, printed in record.fields.items()}
    assert (got["SupplierName"], got["TotalAmountIncTax"]) == ("Corner Basket", "29.91")


def test_tax_by_rate_where_bases_and_taxes_make_up_the_total(drawn: Draw, read: Callable[..., Reply]) -> None:
    """'9%  9,05  0,81' and '0%  0,25  0,00' under a total of 10,11: net and tax are their sums."""
    table: list[Text] = [
        *[(20, 240, "BTW"), (80, 240, "OVER"), (150, 240, "EUR")],
        *[
            (20, 254, "9%"),
            (80, 254, "9,05"),
            (150, 254, "0,81"),
            (20, 268, "0%"),
            (80, 268, "0,25"),
            (150, 268, "0,00"),
        ],
    ]
    sold = rows(("MELK", "2,58"), ("KAAS", "7,53"), ("TOTAAL", "10,11"), ("PINNEN", "10,11"))
    (record,) = read(drawn([*HEAD, *sold, *table], size=SLIP)).records
    assert (record.fields["TotalAmountExclTax"].text, record.fields["TotalVATAmount"].text) == ("9,30", "0,81")


def test_a_name_in_huge_letters_is_the_shops(drawn: Draw, read: Callable[..., Reply]) -> None:
    head: list[Text] = [
        (40, 20, "Mayon Brew", 18),
        (40, 42, "Operated by Albay Coffee Traders Inc."),
        (40, 56, "VAT 123"),
    ]
    (record,) = read(drawn([*head, *rows(("COFFEE", "3.00"), ("Total", "3.00"), ("CASH", "3.00"))], size=SLIP)).records
    assert record.fields["SupplierName"].text == "Mayon Brew"


def test_the_order_is_the_number_of_a_sale(drawn: Draw, read: Callable[..., Reply]) -> None:
    head: list[Text] = [
        (40, 20, "CORNER BOOKS LTD"),
        (40, 34, "RECEIPT"),
        (20, 60, "Order # 48213"),
        (20, 74, "03/02/2025"),
    ]
    (record,) = read(drawn([*head, *rows(("BOOK", "3.00"), ("Total", "3.00"), ("VISA", "3.00"))], size=SLIP)).records
    assert record.fields["InvoiceNumber"].text == "48213"


def test_a_slip_that_names_no_total(drawn: Draw, read: Callable[..., Reply]) -> None:
    """The sub-total is what there is."""
    got = slip(drawn, read, ("PUMP", "20.00"), ("OIL", "5.00"), ("SubTotal", "25.00"), ("C", "50.00"))
    assert got["TotalAmountIncTax"] == "25.00"


def test_an_iso_date_that_runs_into_its_time(drawn: Draw, read: Callable[..., Reply]) -> None:
    head: list[Text] = [(40, 20, "OYSTER ENTERPRISE"), (20, 60, "Date: 2018-03-1813:18:48")]
    (record,) = read(drawn([*head, *rows(("TEA", "3.00"), ("Total", "3.00"), ("Cash", "3.00"))], size=SLIP)).records
    assert record.fields["InvoiceDate"].text == "2018-03-18"


def test_the_grand_total_is_the_total_where_a_charge_stands_between(drawn: Draw, read: Callable[..., Reply]) -> None:
    got = slip(drawn, read, ("TEA", "74.68"), ("Total", "74.68"), ("Service charge", "7.47"), ("Grand Total", "82.15"))
    assert got["TotalAmountIncTax"] == "82.15"


def test_a_greeting_is_no_shop(drawn: Draw, read: Callable[..., Reply]) -> None:
    """In any of several languages, as the first line of the head."""
    for words in ("WELCOME TO", "Thanks for your visit", "Herzlich willkommen", "Merci de votre visite", "¡Gracias!"):
        printed: list[Text] = [(60, 20, words), (50, 34, "KESTREL ROAD PLAZA"), (60, 48, "EXIT 12"), *HEAD[4:]]
        (record,) = read(
            drawn([*printed, *rows(("DIESEL", "252.32"), ("TOTAL", "252.32"))], size=SLIP, ocr=True)
        ).records
        assert record.fields["SupplierName"].text == "KESTREL ROAD PLAZA", words
