"""The sums of a made-up invoice are those of EN 16931."""

from decimal import Decimal
from random import Random

import pytest

from faktum.evals.generate.compose import Wishes, compose
from faktum.evals.generate.content import Invoice, InvoiceKind
from faktum.evals.generate.markets import MARKETS
from faktum.evals.generate.notation import choose_notation
from faktum.evals.generate.phrases import Phrases

CENT = Decimal("0.01")
ZERO = Decimal(0)


def invoices(count: int) -> list[Invoice]:
    made: list[Invoice] = []
    for market in (one for one in MARKETS if one.core_fonts):
        for number in range(count):
            random = Random(f"{market.locale} {number}")
            kind = list(InvoiceKind)[number % 3]
            notation, phrases = choose_notation(market, random), Phrases(market.language, random)
            made.append(compose(market, random, notation, phrases, Wishes(kind)))
    return made


@pytest.fixture(scope="module")
def some() -> list[Invoice]:
    return invoices(12)


def test_totals_follow_from_the_lines(some: list[Invoice]) -> None:
    """BR-CO-10, 13, 14, 15 and 16 hold to the cent."""
    for invoice in some:
        assert invoice.lines_total == sum((line.amount for line in invoice.lines), ZERO)
        if not invoice.tax_included:
            assert invoice.net == invoice.lines_total - invoice.allowance_amount + invoice.charge
        else:
            assert invoice.gross == invoice.lines_total
        assert invoice.tax == sum((part.tax for part in invoice.breakdown), ZERO)
        assert invoice.gross == invoice.net + invoice.tax
        assert invoice.due == invoice.gross - invoice.prepaid + invoice.rounding


def test_tax_is_base_times_rate(some: list[Invoice]) -> None:
    """BR-CO-17; where prices hold the tax, within the cent that rounding leaves."""
    for invoice in some:
        for part in invoice.breakdown:
            difference = abs(part.base * part.rate / 100 - part.tax)
            assert difference <= (CENT if invoice.tax_included else CENT / 2)


def test_amounts_have_cents_and_no_more(some: list[Invoice]) -> None:
    """Every sum can be printed with two decimals."""
    for invoice in some:
        for amount in (invoice.net, invoice.tax, invoice.gross, invoice.due, invoice.prepaid):
            assert amount == amount.quantize(CENT)


def test_the_customs_of_trade_all_occur(some: list[Invoice]) -> None:
    """Discounts, freight, prepayments, rounding, several rates and reverse charge are among a hundred invoices."""
    assert any(line.discount for invoice in some for line in invoice.lines)
    assert any(line.details for invoice in some for line in invoice.lines)
    assert any(line.group for invoice in some for line in invoice.lines)
    assert any(invoice.allowance for invoice in some)
    assert any(invoice.charge for invoice in some)
    assert any(invoice.prepaid for invoice in some)
    assert any(invoice.rounding for invoice in some)
    assert any(invoice.reverse_charge for invoice in some)
    assert any(invoice.early_discount for invoice in some)
    assert any(invoice.tax_included for invoice in some)
    assert any(len(invoice.breakdown) > 1 for invoice in some)
