"""A user's words and a printed label mean the same thing across languages and compounds, or they do not."""

import pytest

from faktum.schemas.field_words import asked_words, kind_of, likeness, words_of
from faktum.schemas.fields import Kind


def alike(asked: str, printed: str) -> float:
    """The greatest likeness of a label to any reading of what was asked."""
    return max(likeness(words, words_of(printed)) for words in asked_words(asked))


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("meter number", "Zähler-Nr.:"),
        ("Zählernummer", "N° de compteur"),
        ("licence plate", "Amtliches Kennzeichen"),
        ("account exec", "Account Executive"),
        ("alternative order number", "Alt Order #"),
        ("order number of the supplier", "Auftrag-Nr-Lief"),
        ("purpose of the trip", "Zweck"),
        ("number of spots", "Total Spots"),
        ("billing phone number", "Billing"),
        ("advertiser", "Werbetreibende"),
    ],
)
def test_the_same_thing_in_other_words(asked: str, printed: str) -> None:
    assert alike(asked, printed) >= 0.77


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("meter number", "Customer number"),
        ("table number", "Number"),
        ("seat number", "Seite"),
        ("delivery note date", "Lieferschein-Nr."),
        ("policy number", "Phone number"),
        ("parking fee", "Parking time"),
    ],
)
def test_another_thing_in_like_words(asked: str, printed: str) -> None:
    assert alike(asked, printed) < 0.77


def test_the_closer_of_two_labels_is_more_alike() -> None:
    assert alike("agency ref", "Agency Ref") > alike("agency ref", "Agency Code") > alike("agency ref", "Agency")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Agency commission", Kind.AMOUNT),
        ("account holder", Kind.TEXT),
        ("billing type", Kind.TEXT),
        ("contract date", Kind.DATE),
        ("nights", Kind.QUANTITY),
        ("warehouse bin", None),
    ],
)
def test_the_head_of_a_name_gives_the_kind(name: str, kind: Kind | None) -> None:
    assert kind_of(name) is kind
