"""The bank's name stands alone: without account and code, and never an address that happens to stand beside it."""

from collections.abc import Callable, Mapping

import pytest

from faktum.schemas.document import Pages

Draw = Callable[..., Pages]
Answers = Callable[..., Mapping[str, str]]

PAGE = [(50, 40, "INVOICE", 20), (350, 100, "Invoice No: A-17"), (350, 500, "Total: 100.00 EUR")]
IBAN = "DE89 3704 0044 0532 0130 00"


def _bank(drawn: Draw, answers: Answers, *texts: tuple[float, float, str]) -> str | None:
    return answers(drawn([*PAGE, *texts]), addons=["banking"]).get("BankName")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        (f"Bank: Hansakontor, IBAN {IBAN}, BIC COBADEFFXXX", "Hansakontor"),
        (f"Bankverbindung Banco Altamar · IBAN {IBAN} · BIC COBADEFFXXX", "Banco Altamar"),
        (f"Musterbank AG · IBAN {IBAN} · BIC COBADEFFXXX", "Musterbank AG"),
        (f"Banque Sainte Claire - IBAN {IBAN}", "Banque Sainte Claire"),
        (f"Bank Cobalt Rhein · IBAN {IBAN} · BIC COBADEFFXXX", "Cobalt Rhein"),
        ("Bank name: First Harbour", "First Harbour"),
    ],
)
def test_the_name_ends_where_the_account_begins(drawn: Draw, answers: Answers, printed: str, name: str) -> None:
    assert _bank(drawn, answers, (50, 700, printed)) == name


def test_above_the_account_in_its_paragraph(drawn: Draw, answers: Answers) -> None:
    assert (
        _bank(drawn, answers, (50, 700, "Sparkasse Musterstadt"), (50, 712, f"IBAN {IBAN}")) == "Sparkasse Musterstadt"
    )


def test_an_address_beside_the_label_is_no_bank(drawn: Draw, answers: Answers) -> None:
    page = [(50, 200, "Bankers"), (50, 212, "Polderbank"), (300, 200, "1012 AB Amsterdam")]
    assert _bank(drawn, answers, *page) == "Polderbank"


def test_a_small_word_is_no_label_of_a_bank(drawn: Draw, answers: Answers) -> None:
    assert _bank(drawn, answers, (50, 200, "Bei Rückfragen"), (50, 700, f"IBAN {IBAN}")) is None
