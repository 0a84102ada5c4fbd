"""Seller and buyer are told by headings, sender lines, address windows, letterheads and footers."""

from collections.abc import Callable, Mapping

import pytest

from faktum.engine.asking.local.addresses import is_street, town_of
from faktum.engine.asking.local.names import bare_name, name_quality, same_name, sender_of
from faktum.schemas.document import Pages

Draw = Callable[..., Pages]
Answers = Callable[..., Mapping[str, str]]
Lines = Callable[..., list[tuple[float, float, str]]]

TAIL = [(50, 420, "Invoice No: A-17"), (300, 500, "Total 100.00")]


def parties(got: Mapping[str, str]) -> tuple[str | None, str | None]:
    return got.get("SupplierName"), got.get("CustomerName")


def test_headings(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        (250, 30, "INVOICE", 18),
        *lines("From", "Acme Tools Ltd", "1 High Street", "Leeds LS1 4DY", x=50, y=80),
        *lines("Bill to", "Brown Foods plc", "9 Mill Lane", "Exeter EX4 3PL", x=320, y=80),
    ]
    assert parties(answers(drawn([*page, *TAIL]))) == ("Acme Tools Ltd", "Brown Foods plc")


def test_address_window_under_a_sender_line_without_any_heading(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        *lines(
            "Bei Spiel GmbH", "Ecke 12", "12345 Stadthausen", "fon (555) 23 87 -0", "info@bei-spiel.de", x=420, y=60
        ),
        (60, 140, "Bei Spiel GmbH · Ecke 12 · 12345 Stadthausen", 7),
        *lines("Theodor Est", "Bahnstr. 42", "88802 Spielkreis", x=60, y=160, pitch=28),
        (60, 300, "Rechnung Nr. 499 vom 19.05.2014", 14),
        (60, 500, "Gesamtbetrag 559,84 €"),
    ]
    assert parties(answers(drawn(page))) == ("Bei Spiel GmbH", "Theodor Est")


def test_a_form_of_labelled_lines_under_each_heading(drawn: Draw, answers: Answers) -> None:
    page = [
        (60, 40, "Rechnung Nr. 471102 vom 05.06.2018", 14),
        *[(60, 90, "Verkäufer"), (60, 106, "Nummer:"), (240, 106, "549910")],
        *[(60, 122, "Name:"), (240, 122, "Lieferant GmbH"), (60, 138, "USt.-Id.-Nr.:"), (240, 138, "DE123456789")],
        *[(60, 200, "Käufer/Leistungsempfänger"), (60, 216, "Nummer:"), (240, 216, "GE2020211")],
        *[(60, 232, "Name:"), (240, 232, "Kunden AG Mitte"), (60, 500, "Zahlbetrag"), (400, 500, "100,00")],
    ]
    got = answers(drawn(page))
    assert parties(got) == ("Lieferant GmbH", "Kunden AG Mitte")
    assert (got["InvoiceNumber"], got["SupplierVatNumber"]) == ("471102", "DE123456789")


def test_the_place_of_delivery_is_not_the_buyer(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        *[
            (50, 30, "ACME TOOLS LTD", 18),
            (50, 60, "1 High Street"),
            (50, 72, "Leeds LS1 4DY"),
            (400, 40, "INVOICE", 18),
        ],
        *lines("Ship to", "Brown Depot Ltd", "3 Dock Road", "Hull HU1 1AA", x=50, y=120),
        *lines("Bill to", "Brown Foods plc", "9 Mill Lane", "Exeter EX4 3PL", x=320, y=120),
    ]
    got = answers(drawn([*page, *TAIL]), addons=["parties"])
    assert parties(got) == ("ACME TOOLS LTD", "Brown Foods plc")
    assert got["Customer.ShippingAddress.City"] == "Hull"


def test_a_label_names_the_customer(drawn: Draw, answers: Answers) -> None:
    page = [(50, 30, "CONTOSO LTD.", 20), (400, 30, "INVOICE", 20), (350, 100, "CUSTOMER NAME: MICROSOFT CORPORATION")]
    assert answers(drawn([*page, *TAIL]))["CustomerName"] == "MICROSOFT CORPORATION"


def test_an_account_holder_is_not_the_customer(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        (50, 30, "INVOICE", 20),
        *lines("Bill to:", "Theodor Est", "Bahnstr. 42", "88802 Spielkreis", y=80),
        *lines("IBAN DE88 2008 0000 0970 3757 00", "BIC COBADEFFXXX", "Account holder: Max Mustermann", y=600),
    ]
    assert answers(drawn([*page, *TAIL]))["CustomerName"] == "Theodor Est"


def test_the_footer_completes_a_name_that_a_logo_shortens(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        *[(450, 30, "Harrow", 18), (50, 40, "INVOICE", 16)],
        *lines("Bill to:", "Brown Foods plc", "9 Mill Lane", "Exeter EX4 3PL", y=120),
        *lines("Harrow & Finch Digital LLP", "71 Patrick Street", "Leeds LS1 4DY", "VAT No: GB123456789", y=760),
    ]
    assert answers(drawn([*page, *TAIL]))["SupplierName"] == "Harrow & Finch Digital LLP"


def test_nobody_is_named(drawn: Draw, answers: Answers) -> None:
    got = answers(drawn([(250, 30, "INVOICE", 18), *TAIL]))
    assert parties(got) == (None, None)


@pytest.mark.parametrize(
    ("line", "postcode", "city"),
    [
        ("80333 München", "80333", "München"),
        ("D-63571 Gelnhausen", "63571", "Gelnhausen"),
        ("3012 CN Rotterdam", "3012 CN", "Rotterdam"),
        ("New York, NY, 10001", "10001", "New York"),
        ("Seattle, WA 98109-5210, US", "98109-5210", "Seattle"),
        ("Exeter EX4 3PL", "EX4 3PL", "Exeter"),
        ("00-950 Warszawa", "00-950", "Warszawa"),
        ("1200-109 Lisboa", "1200-109", "Lisboa"),
        ("GB SW1B 3BN London", "SW1B 3BN", "London"),
    ],
)
def test_towns_of_many_countries(line: str, postcode: str, city: str) -> None:
    town = town_of(line)
    assert town is not None
    assert (town.postcode, town.city) == (postcode, city)


@pytest.mark.parametrize("line", ["Invoice 4711", "Tel. +49 6051 916 44 10", "20 Stk. 9,90", "3 May 2021"])
def test_other_lines_name_no_town(line: str) -> None:
    town = town_of(line)
    assert town is None or not town.city


def test_names_and_what_is_none() -> None:
    assert name_quality("Lieferant GmbH") > 0.8
    assert name_quality("Facture FA-2017-0010") == 0.0
    assert name_quality("info@example.com") == 0.0
    assert name_quality("Sarl") == 0.0
    assert is_street("Lieferantenstraße 20")


def test_a_name_without_what_stands_around_it() -> None:
    assert bare_name("ATTN: iViveLabs Limited") == "iViveLabs Limited"
    assert bare_name("KHIAM AIK CHAN SDN BHD (88842-H)") == "KHIAM AIK CHAN SDN BHD"
    assert bare_name("Free SAS au capital de 3.441.812 Euros") == "Free SAS"


def test_sender_lines() -> None:
    assert sender_of("QualityHosting AG - Uferweg 40-42 - D-63571 Gelnhausen") == "QualityHosting AG"
    assert sender_of("Seattle, WA 98109-5210, US") is None


def test_one_name_in_two_spellings() -> None:
    assert same_name("Bei Spiel GmbH", "BEI SPIEL")
    assert not same_name("Bei Spiel GmbH", "Kunden AG")


def test_a_label_with_its_value_is_no_name() -> None:
    """Numbers, rates and codes behind a label stand at the head of many pages; none of them is a party."""
    for text in (
        "Account number 7720418833",
        "TVA 17 %",
        "BIC COBADEFFXXX",
        "Zu zahlen EUR 7.105,64",
        "Einzelunternehmen",
    ):
        assert name_quality(text) == 0.0, text
    assert name_quality("Order Desk Ltd") > 0.8


def test_the_name_ends_where_the_address_begins() -> None:
    assert bare_name("Pizzeria Da Gino, Trierer Str. 18, 66663 Merzig") == "Pizzeria Da Gino"
    assert bare_name("Harrow, Inc., 200 Mill Lane, London") == "Harrow, Inc."
    assert bare_name("Sold by Harrow Ltd") == "Harrow Ltd"
    assert bare_name("Havnegade 77, 5000 Odense") == "Havnegade 77, 5000 Odense"


def test_the_imprint_at_the_foot_names_the_seller(drawn: Draw, answers: Answers) -> None:
    """A logo is a picture or one word; the legal name stands in small letters below."""
    page = [
        (50, 100, "Ms H Okafor-Bright"),
        (50, 112, "9 Tannery Mews"),
        (50, 124, "Bristol BS1 6QT"),
        (320, 100, "INVOICE"),
        (320, 130, "Invoice No: B1-330921774"),
        (300, 500, "Total £34.62"),
        (50, 780, "Skylark Mobile Limited, 2 Harbour Exchange, London. Company no. 06418820", 7),
    ]
    got = answers(drawn(page))
    assert (got["SupplierName"], got["CustomerName"]) == ("Skylark Mobile Limited", "Ms H Okafor-Bright")


def test_of_two_blocks_with_tax_numbers_the_one_in_the_window_is_the_buyers(
    drawn: Draw, answers: Answers, lines: Lines
) -> None:
    page = [
        *lines("Moosbrugger Holzbau OG", "Gewerbepark 6, 6866 Andelsbuch", "UID: ATU68412096", x=350, y=40),
        *lines("Hotel Post GmbH", "Brugg 35", "6870 Bezau", "UID ATU37118409", x=50, y=126),
        (50, 220, "RECHNUNG", 14),
        *TAIL,
    ]
    got = answers(drawn(page))
    assert parties(got) == ("Moosbrugger Holzbau OG", "Hotel Post GmbH")
    assert (got["SupplierVatNumber"], got["CustomerVatNumber"]) == ("ATU68412096", "ATU37118409")


def test_an_addressee_in_one_line_is_the_buyer(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        *lines("Gastromarkt GmbH & Co. KG", "Saarwiesenring 4, 66663 Merzig", x=50, y=58, pitch=10),
        (50, 90, "Pizzeria Da Gino, Trierer Str. 18, 66663 Merzig"),
        (50, 130, "RECHNUNG", 14),
        *TAIL,
    ]
    assert parties(answers(drawn(page))) == ("Gastromarkt GmbH & Co. KG", "Pizzeria Da Gino")


def test_an_office_in_the_address_is_not_the_name(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        (50, 30, "Ember Energy Ltd", 18),
        *lines("The Finance Manager", "Moorside Laundry Services Ltd", "Unit 6 Fulling Mill", "Halifax HX1 5QP", y=90),
        (350, 90, "INVOICE", 14),
        *TAIL,
    ]
    assert parties(answers(drawn(page))) == ("Ember Energy Ltd", "Moorside Laundry Services Ltd")


def test_companies_of_one_group_differ_in_their_legal_forms(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        (50, 100, "Silbertann Holding UG · Rebweg 151 · 53111 Bonn", 8),
        *lines("Silbertann Holding AG", "Seestraße 2", "50667 Köln", y=120),
        (50, 220, "RECHNUNG", 14),
        *TAIL,
    ]
    assert parties(answers(drawn(page))) == ("Silbertann Holding UG", "Silbertann Holding AG")


def test_a_town_before_its_postcode_is_no_name() -> None:
    assert bare_name("Denver, CO 80202") == "Denver, CO 80202"
    assert bare_name("Solvera Alimentación S.L., C/ Mayor") == "Solvera Alimentación S.L."


def test_a_bank_at_the_foot_is_no_party(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        (50, 30, "RECHNUNG", 14),
        *lines("Commerzbank Frankfurt", "IBAN DE88 2008 0000 0970 3757 00", "BIC COBADEFFXXX", y=740),
        *TAIL,
    ]
    assert parties(answers(drawn(page))) == (None, None)


def test_a_name_over_three_lines(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        *lines("Zilverdijk", "Bevestigingsmaterialen", "V.O.F.", "De Corridor 146", "6811 DP Arnhem", y=40, pitch=12),
        (250, 40, "FACTUUR", 14),
        *TAIL,
    ]
    assert parties(answers(drawn(page)))[0] == "Zilverdijk Bevestigingsmaterialen V.O.F."


def test_headings_with_the_name_behind_their_colon(drawn: Draw, answers: Answers, lines: Lines) -> None:
    """'Buyer' may name a person too; over an address it heads the buyer's block, and all in there is the buyer's."""
    page = [
        *lines("BUYER: NORDHAFEN SAS", "4 QUAI DU PORT", "44000 NANTES", "Trading Name: Nordhafen Bois", y=60),
        *lines("SELLER: KIELER HOLZ 1535", "12 RUE DE LA SCIERIE", "75001 PARIS", y=160),
        *lines("CONTACT:", "Name, Dep: Jean Roux, Sales", y=220),
        (320, 60, "INVOICE", 18),
    ]
    assert parties(answers(drawn([*page, *TAIL]))) == ("KIELER HOLZ 1535", "NORDHAFEN SAS")


def test_a_heading_ends_where_the_next_label_begins(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        (50, 30, "Acme Tools Ltd", 18),
        *lines("1 High Street", "Leeds LS1 4DY", y=56),
        *lines("Customer: Brown Foods Code: 30-0412", "9 Mill Lane", "Exeter EX4 3PL", y=120),
        (320, 60, "INVOICE", 18),
    ]
    assert parties(answers(drawn([*page, *TAIL]))) == ("Acme Tools Ltd", "Brown Foods")


def test_from_and_to_over_the_columns_of_a_timetable_head_no_party(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        (50, 30, "Aurelia Airways Ltd", 18),
        *lines("1 High Street", "Leeds LS1 4DY", y=56),
        *lines("Bill to", "Brown Foods plc", y=120),
        *[(50, 200, "Flight"), (130, 200, "From"), (240, 200, "To"), (350, 200, "Date"), (450, 200, "Class")],
        *[
            (50, 214, "AU 418"),
            (130, 214, "Stockholm ARN"),
            (240, 214, "Rome FCO"),
            (350, 214, "02APR"),
            (450, 214, "V"),
        ],
        (320, 60, "INVOICE", 18),
    ]
    assert parties(answers(drawn([*page, *TAIL]))) == ("Aurelia Airways Ltd", "Brown Foods plc")


def test_a_line_for_the_attention_of_a_person_begins_the_second_address(
    drawn: Draw, answers: Answers, lines: Lines
) -> None:
    block = ("Acme Tools Ltd", "1 High Street", "Leeds LS1 4DY", "VAT No. GB123456789", "Attn: Ms Tan Hui Min")
    page = [*lines(*block, "Brown Foods plc", "9 Mill Lane", "Exeter EX4 3PL", y=40), (320, 60, "INVOICE", 18)]
    supplier, customer = parties(answers(drawn([*page, *TAIL])))
    assert supplier == "Acme Tools Ltd"
    assert str(customer).endswith("Brown Foods plc")


def test_the_name_ends_before_the_number_of_the_company() -> None:
    assert bare_name("ООО «Заря», ИНН 7704418823, КПП 770401001, 119021, Москва") == "ООО «Заря»"


def test_a_title_in_two_words_is_no_name() -> None:
    assert name_quality("Quittung / Fahrpreisbeleg") == 0.0


def test_a_line_addressed_to_a_person_is_the_buyers(drawn: Draw, answers: Answers, lines: Lines) -> None:
    """Also where a reader of pictures muddled the lines of the address."""
    page = [
        *lines("SARL LE BRETON", "7 rue des Ajoncs", "35510 CESSON", "Tél. 02 99 55 01 47", y=40),
        *lines("M. et Mme KERVELLA Yann", "18 35000 allée RENNES du Clos", x=350, y=110),
        (50, 180, "FACTURE", 18),
    ]
    assert parties(answers(drawn([*page, *TAIL]))) == ("SARL LE BRETON", "M. et Mme KERVELLA Yann")


def test_a_second_address_after_a_wider_gap_is_the_buyers(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        *lines("Berger Immobilien", "Ring 12, 50667 Köln", "Steuernummer 41/204/04178", x=60, y=60, pitch=14),
        *lines("Kaffeehaus Lind GmbH", "Am Hof 3", "50667 Köln", x=60, y=112, pitch=14),
        *[(60, 220, "Rechnung Nr. M-17"), (60, 500, "Gesamtbetrag 559,84 €")],
    ]
    assert parties(answers(drawn(page)))[1] == "Kaffeehaus Lind GmbH"


def test_a_number_at_the_foot_leaves_the_one_in_the_window_to_the_buyer(
    drawn: Draw, answers: Answers, lines: Lines
) -> None:
    """A seller must print its tax number, and does so in the last line, where no name stands."""
    page = [
        *lines("Nordlicht Design DAC", "3 Bridge Street", "Westport F28 XK21", x=50, y=60),
        *lines("Atlantic Foods Teo", "4 Harbour Road", "Galway H91 P2C4", "VAT: IE6388204AI", x=350, y=100),
        *TAIL,
        (200, 800, "+353 98 555 0417 · hello@nordlicht.ie · IE3441702AH"),
    ]
    got = answers(drawn(page))
    assert parties(got) == ("Nordlicht Design DAC", "Atlantic Foods Teo")
    assert (got["SupplierVatNumber"], got["CustomerVatNumber"]) == ("IE3441702AH", "IE6388204AI")


def test_a_legal_form_on_a_line_of_its_own_belongs_to_the_name(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        *lines("Rechnung an", "Möbelhaus Brandt", "GmbH & Co. KG", "Ring 8", "50321 Brühl", x=50, y=100),
        *TAIL,
    ]
    assert parties(answers(drawn(page)))[1] == "Möbelhaus Brandt GmbH & Co. KG"


def test_landlord_and_tenant_are_parties(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        (50, 40, "FACTURA 2025-07"),
        *lines("Arrendador", "Lucía Roca", "C/ San Blas 8", "46002 Valencia", x=50, y=100),
        *lines("Arrendatario", "Clínica Sol, S.L.", "Av. del Puerto 17", "46021 Valencia", x=300, y=100),
        (300, 500, "Total a pagar 100,00 €"),
    ]
    assert parties(answers(drawn(page))) == ("Lucía Roca", "Clínica Sol, S.L.")


def test_a_name_in_quotation_marks_ends_with_them() -> None:
    assert bare_name('"Cool Air Pte. Ltd." or bank transfer') == "Cool Air Pte. Ltd."
    assert bare_name("„Arkusz” Sp. z o.o.") == "„Arkusz” Sp. z o.o."


def test_a_vat_number_under_a_misread_label_is_no_name() -> None:
    assert name_quality("USt-ldNr. DE136695976") == 0.0


def test_a_sender_line_in_which_ocr_took_the_dots_for_full_stops() -> None:
    assert sender_of("Malerei Huber - Kirchgasse 4 . 83355 Grabenstätt") == "Malerei Huber"


def test_a_letterhead_in_two_lines_that_stands_whole_elsewhere(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        *[(50, 40, "Green Valley", 18), (50, 62, "Power Cooperative", 18)],
        *lines("Bill to", "Brown Foods plc", "9 Mill Lane", "Exeter EX4 3PL", x=320, y=100),
        *[(50, 600, "Green Valley Power Cooperative"), (50, 614, "PO Box 880"), (50, 628, "Wamego KS 66547")],
        *TAIL,
    ]
    assert parties(answers(drawn(page)))[0] == "Green Valley Power Cooperative"


def test_a_state_is_no_country(drawn: Draw, answers: Answers, lines: Lines) -> None:
    """'1401 SW' opens a street in Oregon as it opens a town in the Netherlands."""
    page = [
        *lines("Riverside Dental, P.C.", "1401 SW Taylor St", "Portland, OR 97205", x=50, y=60),
        *lines("Bill to", "Morgan Lee", "20 Public Square", "Cleveland, Ohio 44114", x=320, y=60),
        *TAIL,
    ]
    got = answers(drawn(page))
    assert (got["SupplierCountryCode"], got["CustomerCountryCode"]) == ("US", "US")


def test_a_name_in_large_letters_over_several_lines(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        *[
            (50, 40, "NURIA", 20),
            (50, 64, "CASTAÑO", 20),
            (50, 88, "RIBERA", 20),
            (50, 112, "Calle Sol 8"),
            (50, 126, "46002 Valencia"),
        ],
        *lines("Cliente", "Foods plc", "9 Mill Lane", "Exeter EX4 3PL", x=320, y=100),
        *TAIL,
    ]
    assert parties(answers(drawn(page)))[0] == "NURIA CASTAÑO RIBERA"


def test_an_address_without_a_country_is_at_home(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        *lines("Hellas Tools", "VAT No. EL094259216", x=50, y=60),
        *lines("Bill to", "Brown Foods", "Building 4, Harbour", x=320, y=60),
        *TAIL,
    ]
    got = answers(drawn(page))
    assert got["CustomerCountryCode"] == got["SupplierCountryCode"]


def test_a_town_with_its_state_tells_the_country(drawn: Draw, answers: Answers) -> None:
    page = [(50, 40, "Corner Tools LLC"), (50, 54, "Boise, ID"), (50, 120, "INVOICE"), *TAIL]
    assert answers(drawn(page))["SupplierCountryCode"] == "US"


def test_the_legal_form_that_the_terms_of_payment_print(drawn: Draw, answers: Answers, lines: Lines) -> None:
    page = [
        *[(50, 40, "Tin Roof Roasters", 18), (50, 64, "Shed 4, Moonah TAS 7009")],
        *lines("Bill to", "Brown Foods plc", "9 Mill Lane", "Exeter EX4 3PL", x=320, y=100),
        *[*TAIL, (50, 600, "Direct deposit: Tin Roof Roasters Pty Ltd, BSB 807-009")],
    ]
    assert parties(answers(drawn(page)))[0] == "Tin Roof Roasters Pty Ltd"
