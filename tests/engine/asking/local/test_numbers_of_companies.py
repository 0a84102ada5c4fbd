"""VAT and tax numbers, accounts and countries go to the party they belong to."""

from collections.abc import Callable, Mapping

from faktum.schemas.document import Pages

Draw = Callable[..., Pages]
Answers = Callable[..., Mapping[str, str]]
Lines = Callable[..., list[tuple[float, float, str]]]

TAIL = [(50, 420, "Invoice No: A-17"), (300, 500, "Total 100.00")]


def test_labels_tell_whose_vat_number_it_is(drawn: Draw, answers: Answers) -> None:
    page = [(50, 30, "INVOICE", 18), (50, 60, "VAT No: DE136695976"), (50, 80, "Your VAT No: FR83404833048")]
    got = answers(drawn([*page, *TAIL]))
    assert (got["SupplierVatNumber"], got["CustomerVatNumber"]) == ("DE136695976", "FR83404833048")


def test_places_tell_it_where_labels_do_not(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        (250, 30, "RECHNUNG", 18),
        *lines("Rechnungsempfänger", "Kunden AG", "Kundenstraße 15", "69876 Frankfurt", "USt-IdNr. DE811569869", y=80),
        *lines("Lieferant GmbH", "Lieferantenstraße 20", "80333 München", "USt-IdNr. DE136695976", y=760),
    ]
    got = answers(drawn([*page, *TAIL]))
    assert (got["SupplierVatNumber"], got["CustomerVatNumber"]) == ("DE136695976", "DE811569869")


def test_a_spanish_tax_number_is_the_vat_number_too(drawn: Draw, answers: Answers) -> None:
    page = [
        (50, 30, "FACTURA", 18),
        (50, 60, "N.I.F.: B58378431"),
        (50, 420, "Factura nº 7"),
        (300, 500, "Total 100,00 €"),
    ]
    assert answers(drawn(page))["SupplierVatNumber"] == "B58378431"


def test_a_number_does_not_run_on_into_the_next_column(drawn: Draw, answers: Answers) -> None:
    page = [(50, 30, "INVOICE", 18), (50, 60, "VAT No: GB 980780684"), (200, 60, "127 Mill Lane")]
    assert answers(drawn([*page, *TAIL]))["SupplierVatNumber"] == "GB 980780684"


def test_accounts_by_their_check_digits(drawn: Draw, answers: Answers) -> None:
    page = [(50, 30, "INVOICE", 18), (50, 700, "IBAN DE88 2008 0000 0970 3757 00"), (50, 714, "BIC COBADEFFXXX")]
    got = answers(drawn([*page, *TAIL]), addons=["banking"])
    assert (got["PaymentIBAN"], got["PaymentBIC"]) == ("DE88 2008 0000 0970 3757 00", "COBADEFFXXX")


def test_a_word_in_capitals_is_no_bic(drawn: Draw, answers: Answers) -> None:
    got = answers(drawn([(50, 30, "INVOICE", 18), (50, 60, "SOFTWARE"), *TAIL]), addons=["banking"])
    assert "PaymentBIC" not in got


def test_countries_named_implied_and_domestic(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        (250, 30, "INVOICE", 18),
        *lines("From", "Lieferant GmbH", "Lieferantenstraße 20", "80333 München", "Deutschland", x=50, y=80),
        *lines("Bill to", "Kunden AG", "Kundenstraße 15", "69876 Frankfurt", x=320, y=80),
    ]
    got = answers(drawn([*page, *TAIL]))
    assert (got["SupplierCountryCode"], got["CustomerCountryCode"]) == ("Deutschland", "Deutschland")


def test_currency_beside_the_amounts(drawn: Draw, answers: Answers) -> None:
    got = answers(
        drawn([(50, 30, "INVOICE", 18), (50, 60, "Item KR3M"), (50, 420, "Invoice No: 1"), (300, 500, "Total € 9,00")])
    )
    assert got["Currency"] == "€"


def test_tax_numbers_that_are_vat_numbers_go_to_both(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        (200, 30, "TAX INVOICE", 14),
        *lines(
            "Seller", "Vardhan Bearings Ltd", "Plot 42", "Pune 411026", "GSTIN/UIN: 27AADCV7782M1ZI", "PAN: AADCV7782M"
        ),
        *lines("Buyer", "Sahyadri Machines", "Survey 77", "Pune 410501", "GSTIN/UIN: 27AABFS4417K1Z3", y=180),
        *TAIL,
    ]
    got = answers(drawn(page))
    assert (got["SupplierVatNumber"], got["SupplierTaxId"]) == ("27AADCV7782M1ZI", "AADCV7782M")
    assert got["CustomerVatNumber"] == "27AABFS4417K1Z3"


def test_the_customers_tax_number_is_not_the_suppliers(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        (50, 30, "FATTURA", 14),
        *lines("Dati cliente", "Balducci Marco", "Via Covignano 31", "47923 Rimini", "Codice fiscale BLDMRC71T05H294K"),
        (50, 420, "Fattura n. 7"),
        (300, 500, "Totale 100,00 €"),
    ]
    assert "SupplierTaxId" not in answers(drawn(page))


def test_a_second_number_of_the_same_sort_is_the_customers(drawn: Draw, answers: Answers, lines: Lines) -> None:
    """Spanish letters print the customer's NIF among the references, far from the address."""
    page = [
        *lines("Hermanos Conservas S.L.", "Avda. Mayor 129", "50003 Zaragoza", "NIF ES B51493880", y=40),
        *lines("Encinares Hidráulica S.L.U.", "Calle Era 36", "28004 Madrid", y=150),
        (50, 230, "FACTURA", 14),
        (50, 290, "N.I.F.: B65530974"),
        *TAIL,
    ]
    got = answers(drawn(page))
    assert (got["SupplierVatNumber"], got["CustomerVatNumber"]) == ("ES B51493880", "B65530974")
    assert got.get("SupplierTaxId") != "B65530974"


def test_one_number_that_is_sales_tax_and_tax_number_answers_both(drawn: Draw, answers: Answers, lines: Lines) -> None:
    """'GST Reg. No.', 'TRN': the country knows one number only."""
    page = [*lines("Merlion Network Pte Ltd", "71 Ayer Rajah Crescent", "GST Reg. No. M2-0418822-7", y=40)]
    got = answers(drawn([(320, 40, "TAX INVOICE", 18), *page, *TAIL]))
    assert (got["SupplierVatNumber"], got["SupplierTaxId"]) == ("M2-0418822-7", "M2-0418822-7")


def test_the_vat_number_of_the_sellers_own_block_stays_the_sellers(drawn: Draw, answers: Answers, lines: Lines) -> None:
    """Another number there, valid elsewhere by chance, does not give it to the buyer."""
    page = [
        *lines("Hartwell Ltd", "Stoke-on-Trent ST4 2AA", "VAT Reg GB 218 4471 90", "UTR 41882 07714", x=340, y=40),
        *lines("To: Pennine Build PLC", "8 Mill Lane", "Huddersfield HD1 4QF", y=120),
    ]
    assert answers(drawn([(50, 40, "INVOICE", 18), *page, *TAIL]))["SupplierVatNumber"] == "GB 218 4471 90"


def test_a_bic_right_behind_the_account_needs_no_label(drawn: Draw, answers: Answers) -> None:
    page = [(50, 40, "RECHNUNG", 18), (50, 100, "Konto der WEG: DE89 3704 0044 0532 0130 00 (SPESDE3EXXX)")]
    got = answers(drawn([*page, *TAIL]), addons=["banking"])
    assert got["PaymentBIC"] == "SPESDE3EXXX"


def test_a_state_behind_a_postcode_is_no_country(drawn: Draw, answers: Answers, lines: Lines) -> None:
    """'PR' is Paraná behind a Brazilian postcode, and Puerto Rico elsewhere."""
    page = [(300, 40, "FATURA", 18), *lines("Pinheiral Consultoria Ltda", "80060-000 - Curitiba - PR", y=40)]
    assert answers(drawn([*page, *TAIL]))["SupplierCountryCode"] == "BR"


def test_a_british_number_in_running_text(drawn: Draw, answers: Answers, lines: Lines) -> None:
    """Only where its check digits are right; the number of the register beside it is none."""
    page = [(50, 40, "INVOICE", 18), (60, 780, "Hill Inns Ltd. VAT 877 120 418. Registered in England 07714203")]
    assert answers(drawn([*page, *TAIL]))["SupplierVatNumber"] == "877 120 418"


def test_a_block_ends_at_the_heading_of_the_other_party(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        *lines("SÜD SPEDITION GMBH", "Rechnung an", "Käserei Alp eGen", "Molkereistr. 2", "A-6850 Dornbirn", y=60),
        *[(50, 130, "UID: ATU44170883"), (50, 760, "USt-IdNr DE136695976")],
    ]
    got = answers(drawn([*page, *TAIL]))
    assert (got["SupplierVatNumber"], got["CustomerVatNumber"]) == ("DE136695976", "ATU44170883")


def test_a_vat_number_that_goes_on_in_the_next_line(drawn: Draw, answers: Answers) -> None:
    page = [
        (50, 40, "INVOICE", 18),
        (50, 780, "Hill Mobile Limited, VAT registration GB 877"),
        (50, 794, "120 418. Member of the guild"),
    ]
    assert "".join(answers(drawn([*page, *TAIL]))["SupplierVatNumber"].split()) == "GB877120418"


def test_the_code_behind_a_russian_tax_number_is_no_part_of_it(drawn: Draw, answers: Answers) -> None:
    page = [
        (50, 40, "Счет-фактура № 17 от 21.03.2025"),
        (50, 60, "Продавец: ООО «Метиз»"),
        (50, 74, "ИНН/КПП: 7704418823/525601001"),
    ]
    assert answers(drawn([*page, (300, 500, "Всего к оплате 100,00")]))["SupplierTaxId"] == "7704418823"
