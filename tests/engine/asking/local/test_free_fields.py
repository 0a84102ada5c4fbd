"""Fields of the user's own making are answered where the page prints their name as a label, and only there."""

from collections.abc import Callable, Mapping

from faktum.schemas.document import Pages
from faktum.schemas.fields import Field, Kind

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
