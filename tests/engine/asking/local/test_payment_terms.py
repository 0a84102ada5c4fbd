"""When to pay is found behind a label, under a heading, or by what a sentence says; what is late is told apart."""

from collections.abc import Callable, Mapping

import pytest

from faktum.schemas.document import Pages

Draw = Callable[..., Pages]
Answers = Callable[..., Mapping[str, str]]

TITLE = (50, 40, "INVOICE", 20)
NUMBER = (350, 100, "Invoice No: A-17")
SUM = (350, 500, "Total: 100.00 EUR")


def _terms(drawn: Draw, answers: Answers, *texts: tuple[float, float, str]) -> str | None:
    return answers(drawn([TITLE, NUMBER, SUM, *texts]), addons=["banking"]).get("PaymentTerms")


@pytest.mark.parametrize(
    "sentence",
    [
        "Zahlbar innerhalb von 14 Tagen ohne Abzug.",
        "Net 30",
        "Paiement à 30 jours date de facture",
        "Gelieve binnen 30 dagen te betalen.",
        "Bonifico bancario 60 gg data fattura",
        "Rogamos efectúen el pago antes del 12/03/2024.",
        "Pagamento a 7 dias.",
        "Paiement attendu avant le 7/6/2021.",
        "Przelew 14 dni",
        "Оплата в течение 10 дней.",
        "Վճարել 10 օրվա ընթացքում։",
        "Betalas inom 30 dagar netto.",
        "Betaling senest 14 dage netto.",
        "Splatnost 14 dní od vystavení",
    ],
)
def test_a_sentence_that_says_when_to_pay_needs_no_label(drawn: Draw, answers: Answers, sentence: str) -> None:
    assert _terms(drawn, answers, (50, 560, sentence)) == sentence


@pytest.mark.parametrize(
    ("printed", "terms"),
    [
        ("Payment Terms Net 30 Days", "Net 30 Days"),
        ("Payment terms: 2/10 net 30", "2/10 net 30"),
        ("Zahlungsbedingungen: 30 Tage netto", "30 Tage netto"),
        ("Pagamento a 30 giorni.", "Pagamento a 30 giorni."),
        ("Conditions de paiement : à réception de facture", "à réception de facture"),
    ],
)
def test_a_label_is_left_out_and_the_first_word_of_a_sentence_kept(
    drawn: Draw, answers: Answers, printed: str, terms: str
) -> None:
    assert _terms(drawn, answers, (50, 560, printed)) == terms


def test_sentences_run_on_over_lines_and_end_where_they_speak_of_something_else(drawn: Draw, answers: Answers) -> None:
    page = [
        (50, 560, "Bei Zahlung innerhalb von 10 Tagen gewähren wir 2 % Skonto auf den"),
        (50, 572, "Rechnungsbetrag, danach zahlbar innerhalb von 30 Tagen netto."),
        (50, 584, "Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum."),
    ]
    assert _terms(drawn, answers, *page) == (
        "Bei Zahlung innerhalb von 10 Tagen gewähren wir 2 % Skonto auf den "
        "Rechnungsbetrag, danach zahlbar innerhalb von 30 Tagen netto."
    )


def test_a_heading_that_is_wider_than_what_it_heads_is_no_part_of_it(drawn: Draw, answers: Answers) -> None:
    page = [(50, 560, "Condições de pagamento"), (50, 572, "Pagamento a 7 dias.")]
    assert _terms(drawn, answers, *page) == "Pagamento a 7 dias."


def test_under_a_heading_and_a_row_of_column_headings(drawn: Draw, answers: Answers) -> None:
    page = [
        (50, 560, "Zahlungsbedingungen"),
        *[(50, 574, "Beschreibung"), (400, 574, "Fälligkeit")],
        (50, 588, "Zahlbar innerhalb 30 Tagen netto bis 04.04.2018"),
    ]
    assert _terms(drawn, answers, *page) == "Zahlbar innerhalb 30 Tagen netto bis 04.04.2018"


@pytest.mark.parametrize(
    "text",
    [
        "Due date: 12/03/2024",
        "Returns are accepted within 14 days.",
        "Late payment: interest of 8 % after 30 days.",
        "Beanstandungen innerhalb von 8 Tagen nach Erhalt.",
        "Paid by card on 12/03/2024",
    ],
)
def test_what_does_not_say_when_to_pay_is_no_payment_term(drawn: Draw, answers: Answers, text: str) -> None:
    assert _terms(drawn, answers, (50, 560, text)) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Bei Verzug berechnen wir Zinsen von 9 % über dem Basiszinssatz.",
        "En cas de retard de paiement, une indemnité forfaitaire de 40 € est due.",
        "Interest of 8 % a year is charged on overdue amounts.",
    ],
)
def test_what_being_late_costs(drawn: Draw, answers: Answers, sentence: str) -> None:
    page = drawn([TITLE, NUMBER, SUM, (50, 560, "Net 30"), (50, 574, sentence)])
    got = answers(page, addons=["banking"])
    assert (got["PaymentTerms"], got["LatePaymentFeeTerms"]) == ("Net 30", sentence)
