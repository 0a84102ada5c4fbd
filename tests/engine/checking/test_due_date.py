"""Payment terms give a due date only where they leave no doubt."""

from datetime import date

import pytest

from faktum.engine.checking.due_date import due_date, due_days


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        ("Net 30", 30),
        ("net 30 days", 30),
        ("Net: 14", 14),
        ("30 days net", 30),
        ("Payment within 30 days", 30),
        ("30 days", 30),
        ("2/10 Net 30", 30),
        ("2% 10, net 30", 30),
        ("zahlbar innerhalb von 14 Tagen", 14),
        ("Zahlbar innerhalb von 30 Tagen ohne Abzug", 30),
        ("10 Tage 2 % Skonto, 30 Tage netto", 30),
        ("2 % Skonto bei 10 Tagen, 30 Tage netto", 30),
        ("Paiement à 30 jours", 30),
        ("30 jours date de facture", 30),
        ("Pago a 60 días", 60),
        ("pagamento a 30 giorni", 30),
        ("binnen 14 dagen", 14),
        ("termin płatności 14 dni", 14),
        ("Оплата в течение 10 дней", 10),
        ("Due on receipt", 0),
        ("due upon receipt", 0),
        ("sofort fällig", 0),
        ("14 days. Late payment bears 8 % interest after 30 days", 14),
        ("14 days, late payment bears 8 % interest", 14),
        ("30 days, 2 % discount within 10 days", 30),
    ],
)
def test_clear_terms_give_their_days(terms: str, days: int) -> None:
    assert due_days(terms) == days


@pytest.mark.parametrize(
    "terms",
    [
        "",
        "as agreed",
        "30 days end of month",
        "30 jours fin de mois",
        "10 or 30 days",
        "14 working days",
        "30 days after delivery",
        "Interest of 8 % after 30 days",
        "3% discount within 10 days",
        "Bei Zahlung binnen 14 Tagen, 2% Skonto",
        "999 days",
        "prepaid",
    ],
)
def test_doubtful_terms_give_none(terms: str) -> None:
    assert due_days(terms) is None


ISSUED = date(2019, 8, 15)


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("Net 30", date(2019, 9, 14)),
        ("zahlbar bis 04.09.2019", date(2019, 9, 4)),
        ("30 Tage netto bis 14.09.2019", date(2019, 9, 14)),
        ("3 % Skonto bis 20.08.2019, netto bis 14.09.2019", None),
        ("3 % Skonto bis 20.08.2019", None),
        ("as agreed", None),
    ],
)
def test_days_count_from_the_issue_and_a_printed_date_stands(terms: str, due: date | None) -> None:
    assert due_date(terms, ISSUED) == due
