"""The totals are those that add up; what is not printed is not answered."""

from collections.abc import Callable, Mapping

from faktum.schemas.document import Pages
from faktum.schemas.record import Source
from faktum.schemas.reply import Reply

Draw = Callable[..., Pages]
Answers = Callable[..., Mapping[str, str]]

HEAD = [(50, 40, "INVOICE", 20), (50, 100, "Invoice No: A-17")]
NET, TAX, GROSS, DUE = "TotalAmountExclTax", "TotalVATAmount", "TotalAmountIncTax", "AmountDue"


def sums(*rows: tuple[str, str]) -> list[tuple[float, float, str]]:
    return [
        text
        for k, (label, amount) in enumerate(rows)
        for text in ((300, 400 + 16 * k, label), (480, 400 + 16 * k, amount))
    ]


def test_net_tax_gross(drawn: Draw, answers: Answers) -> None:
    got = answers(drawn([*HEAD, *sums(("Subtotal", "$100.00"), ("Sales tax", "$10.00"), ("Total", "$110.00"))]))
    assert (got[NET], got[TAX], got[GROSS]) == ("$100.00", "$10.00", "$110.00")


def test_an_old_balance_is_due_but_not_part_of_the_total(drawn: Draw, answers: Answers) -> None:
    rows = sums(
        *[("Subtotal", "$100.00"), ("Sales tax", "$10.00"), ("Total", "$110.00")],
        *[("Previous unpaid balance", "$500.00"), ("Amount due", "$610.00")],
    )
    got = answers(drawn([*HEAD, *rows]))
    assert (got[GROSS], got[DUE]) == ("$110.00", "$610.00")


def test_a_commission_comes_off_before_the_total(drawn: Draw, answers: Answers) -> None:
    rows = sums(("Gross Total", "$220.00"), ("Agency Commission", "$33.00"), ("Net Amount Due", "$187.00"))
    got = answers(drawn([*HEAD, *rows]))
    assert (got[GROSS], got[DUE]) == ("$187.00", "$187.00")
    assert TAX not in got


def test_what_is_paid_comes_off_after_the_total(drawn: Draw, answers: Answers) -> None:
    rows = sums(
        *[("Rechnungssumme Netto (exkl. USt.)", "193,83"), ("Summe Umsatzsteuer", "21,31")],
        *[("Rechnungssumme Brutto (inkl. USt.)", "215,14"), ("Bereits bezahlt", "50,00"), ("Offener Betrag", "165,14")],
    )
    got = answers(drawn([(50, 40, "RECHNUNG", 20), (50, 100, "Rechnungsnummer: 1"), *rows]))
    assert (got[NET], got[TAX], got[GROSS], got[DUE]) == ("193,83", "21,31", "215,14", "165,14")


def test_only_the_gross_total_is_printed(drawn: Draw, answers: Answers) -> None:
    got = answers(drawn([*HEAD, *sums(("TOTAL", "1125.00"))]))
    assert got[GROSS] == "1125.00"
    assert NET not in got
    assert TAX not in got


def test_totals_in_a_row_under_their_labels(drawn: Draw, answers: Answers) -> None:
    row = [
        *[(60, 400, "Total HT"), (220, 400, "TVA"), (380, 400, "Total TTC")],
        *[(60, 416, "868,81"), (220, 416, "173,76"), (380, 416, "1 042,57")],
    ]
    got = answers(drawn([(50, 40, "FACTURE", 20), (50, 100, "Facture n° 12"), *row]))
    assert (got[NET], got[TAX], got[GROSS]) == ("868,81", "173,76", "1 042,57")


def test_tax_at_several_rates_is_their_sum(drawn: Draw, read: Callable[..., Reply]) -> None:
    rows = sums(
        *[("Base imponible", "8.767,87 €"), ("IVA 21% s/ 8.647,30", "1.815,93 €")],
        *[("IVA 4% s/ 120,57", "4,82 €"), ("Total factura", "10.588,62 €")],
    )
    (record,) = read(drawn([(50, 40, "FACTURA", 20), (50, 100, "Número de factura: 13"), *rows])).records
    tax = record.fields[TAX]
    assert (record.fields[NET].text, tax.text, tax.source) == ("8.767,87 €", "1820,75", Source.DERIVED)


def test_base_and_tax_on_one_line_are_told_apart(drawn: Draw, answers: Answers) -> None:
    rows = [
        *sums(("Rechnungssumme Netto (excl. USt.)", "198,00")),
        *[(300, 416, "Steuerbasisbetrag USt. 19%"), (440, 416, "198,00"), (490, 416, "37,62")],
        *[(300, 432, "Rechnungssumme Brutto (inkl. USt.)"), (480, 432, "235,62")],
    ]
    got = answers(drawn([(50, 40, "RECHNUNG", 20), (50, 100, "Rechnungsnummer: 1"), *rows]))
    assert (got[NET], got[TAX], got[GROSS]) == ("198,00", "37,62", "235,62")


def test_the_total_is_due_where_payment_is_asked_for(drawn: Draw, answers: Answers) -> None:
    got = answers(drawn([*HEAD, (50, 120, "Due date: 2 May 2021"), *sums(("Grand Total", "$110.00"))]))
    assert got[DUE] == "$110.00"


def test_a_rounding_is_no_tax(drawn: Draw, answers: Answers) -> None:
    rows = sums(("Gesamtbetrag", "44.64"), ("Rundung", "0.01"), ("Zu zahlen", "44.65"))
    got = answers(drawn([*HEAD, *rows]))
    assert (got[GROSS], got[DUE], got.get(TAX)) == ("44.64", "44.65", None)


def test_two_halves_of_a_tax_add_up_beside_a_rounding(drawn: Draw, answers: Answers) -> None:
    """India levies central and state tax in two lines and rounds to whole rupees."""
    rows = sums(
        *[("Taxable Value", "169,760.00"), ("CGST @ 9%", "15,278.40"), ("SGST @ 9%", "15,278.40")],
        *[("Round Off", "0.20"), ("Total", "200,317.00")],
    )
    got = answers(drawn([*HEAD, *rows]))
    assert (got[NET], got[TAX], got[GROSS]) == ("169,760.00", "30556.80", "200,317.00")


def test_brackets_in_a_sentence_are_no_minus(drawn: Draw, answers: Answers) -> None:
    page = [*HEAD, (50, 400, "Total: the sum of nine euros (9,00 €). Nothing else is to be paid for this work")]
    assert answers(drawn(page))[GROSS].strip("€ ") == "9,00"


RATES = [
    *[(100, 440, "MwSt"), (220, 440, "Netto"), (340, 440, "Steuer"), (480, 440, "Brutto")],
    *[(100, 454, "7 %"), (220, 454, "257,94"), (340, 454, "18,06"), (480, 454, "276,00")],
    *[(100, 468, "19 %"), (220, 468, "73,87"), (340, 468, "14,03"), (480, 468, "87,90")],
]


def test_a_table_of_rates_without_a_sum_makes_up_the_total(drawn: Draw, answers: Answers) -> None:
    """257.94 + 73.87 and 18.06 + 14.03: what the page does not print itself."""
    got = answers(drawn([*HEAD, (300, 416, "Gesamtbetrag inkl. MwSt."), (480, 416, "363,90"), *RATES]))
    assert (got[NET], got[TAX], got[GROSS]) == ("331,81", "32,09", "363,90")


def test_a_credit_taken_off_a_total_that_adds_up_leaves_the_total(drawn: Draw, answers: Answers) -> None:
    rows = sums(
        *[("Summe netto", "39,81"), ("Umsatzsteuer 19 %", "7,56"), ("Rechnungsbetrag", "47,37")],
        *[("Guthaben", "-10,00"), ("Zu zahlender Betrag", "37,37")],
    )
    got = answers(drawn([*HEAD, *rows]))
    assert (got[GROSS], got[DUE]) == ("47,37", "37,37")


def test_tax_withheld_is_no_part_of_the_tax(drawn: Draw, answers: Answers) -> None:
    rows = sums(
        *[("Base imponible", "3.000,00"), ("IVA 21 %", "630,00"), ("Retención IRPF 15 %", "-450,00")],
        ("Total a percibir", "3.180,00"),
    )
    assert answers(drawn([*HEAD, *rows]))[TAX] == "630,00"


def test_what_was_applied_from_a_deposit_is_paid(drawn: Draw, answers: Answers) -> None:
    rows = sums(
        *[("Total new charges", "$4,445.00"), ("Less applied from trust account", "($1,500.00)")],
        ("Balance due", "$2,945.00"),
    )
    got = answers(drawn([*HEAD, *rows]))
    assert (got[GROSS], got[DUE]) == ("$4,445.00", "$2,945.00")


def test_a_balance_that_a_payment_leaves_proves_the_total_above_it(drawn: Draw, answers: Answers) -> None:
    """'Total fees' and 'Balance' say little by themselves."""
    got = answers(
        drawn([*HEAD, *sums(("Total fees", "$473.10"), ("Paid 03/12/2025", "$184.00"), ("Balance", "$289.10"))])
    )
    assert (got[GROSS], got[DUE]) == ("$473.10", "$289.10")


def test_two_taxes_between_the_total_and_an_amount_that_nothing_names(drawn: Draw, answers: Answers) -> None:
    rows = sums(("", "1,000.00"), ("CGST @ 9%", "90.00"), ("SGST @ 9%", "90.00"), ("Total", "1,180.00"))
    got = answers(drawn([*HEAD, *rows]))
    assert (got[NET], got[TAX], got[GROSS]) == ("1,000.00", "180.00", "1,180.00")


def test_three_amounts_without_words_that_make_up_the_total_due(drawn: Draw, answers: Answers) -> None:
    rows = [(300, 400, "1,000.00"), (380, 400, "200.00"), (460, 400, "1,200.00"), (50, 430, "Total now due: £1,200.00")]
    got = answers(drawn([*HEAD, *rows]))
    assert (got[NET], got[TAX]) == ("1,000.00", "200.00")


def test_a_folio_whose_credits_stand_in_a_column_of_their_own(drawn: Draw, answers: Answers) -> None:
    rows = [(130, 400, "Total"), (430, 400, "443.58"), (510, 400, "443.58"), (130, 416, "Balance"), (430, 416, "0.00")]
    got = answers(drawn([*HEAD, *rows]))
    assert (got[GROSS], got[DUE]) == ("443.58", "0.00")


def test_no_tax_is_read_where_nothing_speaks_of_tax(drawn: Draw, answers: Answers) -> None:
    """Costs that make up the difference between fees and the total are no tax."""
    got = answers(drawn([*HEAD, *sums(("Subtotal", "11,209.00"), ("Costs", "342.95"), ("Total", "11,551.95"))]))
    assert TAX not in got
    assert got[GROSS] == "11,551.95"
