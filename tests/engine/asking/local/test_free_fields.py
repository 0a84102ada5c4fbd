"""Fields of the user's own making are answered where the page prints their name as a label, and only there."""

from collections.abc import Callable, Mapping

from faktum.schemas.document import Pages
from faktum.schemas.fields import Field, Kind
from faktum.schemas.reply import Reply

Draw = Callable[..., Pages]
Answers = Callable[..., Mapping[str, str]]

PAGE = [
    *[(50, 40, "INVOICE", 20), (50, 90, "Invoice No: A-17"), (50, 110, "Vessel Name: Queen Anne")],
    *[(50, 126, "Berthing date"), (200, 126, "3 May 2021"), (50, 142, "Pilotage fee"), (200, 142, "$ 1,250.00")],
    *[(50, 170, "Voyage No."), (200, 170, "Gross tonnage"), (50, 184, "V-77/B"), (200, 184, "49.000")],
    (300, 500, "Total 2000.00"),
]


def test_each_kind_of_value(drawn: Draw, answers: Answers) -> None:
    fields = [
        *[Field("vessel_name", Kind.NAME), Field("Berthing Date", Kind.DATE), Field("Pilotage Fee", Kind.AMOUNT)],
        Field("Voyage No", Kind.IDENTIFIER),
    ]
    got = answers(drawn(PAGE), fields)
    assert got == {
        "vessel_name": "Queen Anne",
        "Berthing Date": "3 May 2021",
        "Pilotage Fee": "$ 1,250.00",
        "Voyage No": "V-77/B",
    }


def test_the_instruction_may_quote_the_label(drawn: Draw, answers: Answers) -> None:
    assert answers(drawn(PAGE), [Field("Ship", Kind.TEXT, instruction='printed as "Vessel Name"')]) == {
        "Ship": "Queen Anne"
    }


def test_no_label_no_answer(drawn: Draw, answers: Answers) -> None:
    assert answers(drawn(PAGE), [Field("Warehouse Bin", Kind.TEXT)]) == {}


def test_a_value_of_another_kind_is_no_answer(drawn: Draw, answers: Answers) -> None:
    assert answers(drawn(PAGE), [Field("Vessel Name", Kind.DATE)]) == {}


def test_a_judgement_is_not_read(drawn: Draw, answers: Answers) -> None:
    assert answers(drawn(PAGE), [Field("Vessel Name", Kind.TEXT, derived=True)]) == {}


def test_answers_bear_the_users_names(drawn: Draw, answers: Answers) -> None:
    got = answers(drawn(PAGE), [Field("Our name for it", Kind.IDENTIFIER, term="InvoiceNumber")])
    assert got == {"Our name for it": "A-17"}


FORM = [
    *[(50, 40, "INVOICE", 20), (50, 90, "Invoice No: A-17")],
    *[(50, 120, "Billing Type"), (150, 120, "Cash"), (300, 120, "Agency Code"), (400, 120, "TV15458")],
    *[(50, 134, "Special Handling"), (300, 134, "Advertiser Code"), (400, 134, "1335")],
    *[(50, 148, "Sales Office"), (150, 148, "Boston"), (300, 148, "Deal #")],
    *[(50, 162, "Sales Region"), (150, 162, "National"), (300, 162, "Order #"), (400, 162, "271089")],
    (300, 500, "Total 2000.00"),
]


def test_the_users_words_may_be_of_another_language(drawn: Draw, answers: Answers) -> None:
    assert answers(drawn(FORM), [Field("Verkaufsbüro", Kind.TEXT)]) == {"Verkaufsbüro": "Boston"}


def test_a_value_that_could_be_a_label_is_a_value_beside_one(drawn: Draw, answers: Answers) -> None:
    assert answers(drawn(FORM), [Field("billing type", Kind.TEXT)]) == {"billing type": "Cash"}


def test_a_label_with_nothing_beside_it_says_that_there_is_nothing(drawn: Draw, answers: Answers) -> None:
    fields = [Field("deal number", Kind.IDENTIFIER), Field("special handling", Kind.TEXT)]
    assert answers(drawn(FORM), fields) == {}


def test_a_label_that_says_more_is_another_label(drawn: Draw, answers: Answers) -> None:
    assert answers(drawn(FORM), [Field("seat number", Kind.IDENTIFIER), Field("order date", Kind.DATE)]) == {}


def test_a_known_term_is_looked_for_by_its_own_words_too(drawn: Draw, answers: Answers) -> None:
    field = Field("Agency Code", Kind.IDENTIFIER, term="CustomerReference")
    assert answers(drawn(FORM), [field]) == {"Agency Code": "TV15458"}


def test_pages_are_counted(drawn: Draw, answers: Answers) -> None:
    assert answers(drawn(PAGE), [Field("number of pages", Kind.QUANTITY)]) == {"number of pages": "1"}


def test_a_number_is_no_date_and_no_amount(drawn: Draw, answers: Answers) -> None:
    page = [(50, 40, "INVOICE", 20), (50, 90, "Ticket: 3 May 2021"), (50, 110, "Room: 12:30")]
    fields = [Field("ticket number", Kind.IDENTIFIER), Field("room number", Kind.IDENTIFIER)]
    assert answers(drawn(page), fields) == {}


def test_a_label_inside_a_line(drawn: Draw, answers: Answers) -> None:
    page = [(50, 40, "INVOICE", 20), (50, 90, "SIRET : 99999999800010 - APE : 4778C - capital de 120 000,00 €")]
    assert answers(drawn(page), [Field("code APE", Kind.IDENTIFIER)]) == {"code APE": "4778C"}


ORDER = [
    *[(50, 40, "PURCHASE ORDER", 20), (50, 80, "Purchase order: 1861728"), (50, 100, "Delivery mode: PICK_UP")],
    *[(50, 120, "Purpose code: 9-Original"), (50, 140, "Profile: BASIC")],
]


def test_another_document_gives_a_record_where_it_prints_what_is_asked_for(drawn: Draw, answers: Answers) -> None:
    fields = [Field("delivery mode", Kind.TEXT), Field("purpose code", Kind.TEXT), Field("licence plate", Kind.TEXT)]
    assert answers(drawn(ORDER), fields) == {"delivery mode": "PICK_UP", "purpose code": "9-Original"}


def test_another_document_gives_none_where_it_does_not(drawn: Draw, read: Callable[..., Reply]) -> None:
    fields = [Field("delivery mode", Kind.TEXT), Field("seat number", Kind.TEXT), Field("licence plate", Kind.TEXT)]
    assert read(drawn(ORDER), fields).records == ()
