"""Do decimals, dates, currencies, tax notes and post codes fit one another?"""

import re
from datetime import timedelta

from .facts import SILENT, Facts, Verdict
from .totals import DUE, GROSS, NET, TAX

NO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())  # noqa: SIM905
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies whose minor unit is not a hundredth (ISO 4217)."""

EARLIEST_YEAR = 1970
LONGEST_TERM = timedelta(days=730)
"""A due date farther away is a misreading: a century or two digits of a year."""

POSTCODES = {
    **dict.fromkeys(("DE", "FR", "ES", "IT", "FI"), r"\d{5}"),
    **dict.fromkeys(("AT", "BE", "CH", "DK", "NO", "LU", "HU"), r"\d{4}"),
    "NL": r"\d{4} ?[A-Z]{2}",
    "PL": r"\d{2}-?\d{3}",
    "IE": r"[A-Z]\d[\dW] ?[A-Z\d]{4}",
}
"""Country → its post codes (Universal Postal Union); 'Dublin 4' is a district of a town, not an Eircode."""


def decimals(facts: Facts) -> Verdict:
    """BR-DEC-09 to -18 by ISO 4217: a total has no more decimals than its currency; zeros at the end do not count."""
    currency = facts.text("Currency")
    if currency is None:
        return SILENT
    most = 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2
    notes = [
        facts.info("BR-DEC", f"{facts.name(term)} {amount} has more than the {most} decimals of {currency}.", term)
        for term in (NET, TAX, GROSS, DUE)
        if (amount := facts.amount(term)) is not None and amount != round(amount, most)
    ]
    return Verdict(tuple(notes))


def distant_dates(facts: Facts) -> Verdict:
    """An issue date before 1970, or payment due more than two years after it, is a misreading (date sanity)."""
    issued, due = facts.day("InvoiceDate"), facts.day("DueDate")
    if issued is not None and issued.year < EARLIEST_YEAR:
        message = f"{facts.name('InvoiceDate')} {issued} is before {EARLIEST_YEAR}."
        return Verdict((facts.warning("DATE_ANCIENT", message, "InvoiceDate"),))
    if issued is not None and due is not None and due - issued > LONGEST_TERM:
        message = f"{facts.name('DueDate')} {due} is more than two years after {facts.name('InvoiceDate')} {issued}."
        return Verdict((facts.warning("DUE_DISTANT", message, "DueDate", "InvoiceDate"),))
    return SILENT


def reverse_charge_rate(facts: Facts) -> Verdict:
    """BR-AE-05 and BR-AE-09: a VAT row of category AE has the rate 0 and no VAT."""
    notes = [
        facts.warning("BR-AE-05", f"VAT row {row}: {facts.name(term)} is {amount} under category AE.", term, row=row)
        for row in facts.row_numbers("VatBreakdown")
        if facts.text("VatBreakdown.TaxCategory", row) == "AE"
        for term in ("VatBreakdown.RatePercent", "VatBreakdown.VatAmount")
        if (amount := facts.amount(term, row))
    ]
    return Verdict(tuple(notes))


def exchange(facts: Facts) -> Verdict:
    """One currency has no rate to itself but 1 (InvoicesEngine: 'FX coherence')."""
    source, own = facts.text("SourceCurrency"), facts.text("FunctionalCurrency")
    rate = facts.amount("ExchangeRate")
    if source is None or source != own or rate is None or rate == 1:
        return SILENT
    message = f"{facts.name('ExchangeRate')} is {rate}, but both currencies are {source}."
    return Verdict((facts.warning("FX_COHERENCE", message, "ExchangeRate", "SourceCurrency", "FunctionalCurrency"),))


def postcodes(facts: Facts) -> Verdict:
    """A post code has the shape of its country's; a prefix such as 'D-' does not count."""
    notes = [
        facts.info(
            "POSTCODE_SHAPE", f"{facts.name(term)} '{code}' has not the shape of a post code of {country}.", term
        )
        for place in ("Supplier.Address", "Customer.BillingAddress", "Customer.ShippingAddress")
        if (code := facts.text(term := f"{place}.PostalCode"))
        and (country := facts.text(f"{place}.CountryCode")) in POSTCODES
        and not re.fullmatch(r"(?:[A-Z]{1,2}[- ])?" + POSTCODES[country], code.strip().upper())
    ]
    return Verdict(tuple(notes))
