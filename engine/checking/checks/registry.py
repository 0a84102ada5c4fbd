"""All checks, in the order in which their notes appear. To add one: a function Facts → Verdict, and its name here."""

from . import codes, coherence, evidence, identifiers, lines, payment_code, time, totals, vat
from .facts import Check, Facts, Verdict, together

CHECKS: tuple[Check, ...] = (
    evidence.several_invoices,
    evidence.unreadable,
    evidence.not_on_page,
    evidence.misplaced,
    evidence.xml_and_page,
    evidence.missing,
    totals.net_tax_gross,
    totals.amount_due,
    totals.paid_yet_due,
    totals.lines_and_net,
    totals.tax_share,
    totals.negative_total,
    vat.vat_sum,
    vat.base_sum,
    vat.vat_by_rate,
    vat.reverse_charge,
    vat.exemption_reason,
    lines.no_lines,
    lines.quantity_price_total,
    lines.net_vat_gross,
    lines.vat_of_line,
    lines.numbering,
    lines.negative_price,
    time.due_after_issue,
    time.due_by_terms,
    time.period,
    time.date_order,
    codes.currency_missing,
    codes.currency_ambiguous,
    codes.currency_code,
    codes.country_and_vat,
    identifiers.iban,
    identifiers.bic,
    identifiers.account_and_bank,
    identifiers.creditor_reference,
    payment_code.payment_codes,
    identifiers.belgian_reference,
    identifiers.vat_numbers,
    identifiers.same_party,
    coherence.decimals,
    coherence.distant_dates,
    coherence.reverse_charge_rate,
    coherence.exchange,
    coherence.postcodes,
    evidence.hard_to_read,
)


def verdict_on(facts: Facts) -> Verdict:
    """What all checks together say about one invoice."""
    return together(check(facts) for check in CHECKS)
