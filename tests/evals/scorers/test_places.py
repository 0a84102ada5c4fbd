"""Places are compared by the characters in them."""

from faktum.evals.scorers.places import Place, on_true_page, overlap, true_places
from faktum.schemas.document import Box
from faktum.schemas.record import Evidence

TRUE = (Place(1, Box(100, 50, 180, 60), "RE-12345"),)


def test_a_box_that_is_drawn_wider_holds_the_same_characters() -> None:
    assert overlap(TRUE, [Evidence(1, Box(98, 46, 183, 64), "RE-12345")]) == 1.0


def test_half_of_the_characters_is_half_of_the_place() -> None:
    assert overlap(TRUE, [Evidence(1, Box(140, 50, 180, 60), "2345")]) == 0.5


def test_another_page_is_another_place() -> None:
    elsewhere = [Evidence(2, Box(100, 50, 180, 60), "RE-12345")]
    assert overlap(TRUE, elsewhere) == 0.0
    assert on_true_page(TRUE, elsewhere) is False


def test_lines_of_one_value_are_one_place() -> None:
    lines = (Place(1, Box(0, 0, 50, 10), "First"), Place(1, Box(0, 12, 50, 22), "Other"))
    both = [Evidence(1, Box(0, 0, 50, 10), "First"), Evidence(1, Box(0, 12, 50, 22), "Other")]
    assert overlap(lines, both) == 1.0
    assert overlap(lines, [Evidence(1, Box(0, 0, 50, 22), "First Other")]) == 1.0


def test_where_no_place_is_known_none_is_judged() -> None:
    assert true_places({"InvoiceNumber": "7"}, "InvoiceNumber") == ()
    assert overlap((), [Evidence(1, Box(0, 0, 1, 1), "7")]) is None
    assert on_true_page((), []) is None
    assert overlap(TRUE, []) == 0.0
