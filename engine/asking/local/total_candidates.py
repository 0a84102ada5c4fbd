"""The amounts that labels call one of the totals, and how surely: net, tax, gross, due, and what changes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .labels import Label
from .money import Amount
from .places import Relation
from .sheet import Sheet

NET, TAX, GROSS, DUE = "TotalAmountExclTax", "TotalVATAmount", "TotalAmountIncTax", "AmountDue"
ROUNDING, PAID = "RoundingAmount", "PrepaymentAmount"
WEAK_DUE = "weak due"
"""What a general label ('Balance') calls due; arithmetic must agree."""

ROLES: Mapping[str, str] = {
    NET: NET,
    TAX: TAX,
    GROSS: GROSS,
    DUE: DUE,
    ROUNDING: ROUNDING,
    PAID: PAID,
    "OutstandingBalance": DUE,
    "GlobalDiscountAmount": "discount",
    "GlobalSurchargeAmount": "surcharge",
    "word:subtotal": "subtotal",
    "word:total": "total",
    "word:discount": "discount",
    "word:surcharge": "surcharge",
    "word:freight": "surcharge",
    "word:rounding": ROUNDING,
    "word:carried_forward": "carried",
    "word:paid": "paid word",
    "word:tax": "tax word",
    "OtherTaxes.Amount": "other tax",
}
"""Vocabulary key → what an amount with such a label is to the totals."""

_RATE = "LineItems.VatPercentage"

SUMS = (NET, TAX, GROSS, DUE)
"""The four sums that every invoice has some of."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount as one of the totals."""

    amount: Amount
    prior: float
    label: str | None
    text: str | None = None
    """The sum of several printed amounts, written as they are; None for one that is printed itself."""


def total_candidates(sheet: Sheet) -> dict[str, list[Candidate]]:
    """Role → candidates, best first; one per place on the page."""
    by_line: dict[int, list[Amount]] = {}
    rows = item_rows(sheet)
    for amount in sheet.amounts:
        if amount.line not in rows:
            by_line.setdefault(amount.line, []).append(amount)
    found: dict[str, dict[tuple[int, int], Candidate]] = {}
    last_page = sheet.layout.pages[-1].number
    count = max(1, len(sheet.layout.lines))
    for label in sheet.labels:
        if label.line in rows:
            continue
        roles = [(ROLES[m.key], m.weight) for m in label.meanings if m.key in ROLES]
        if label.text.startswith("%") and label.weight("VatBreakdown.RatePercent") + label.weight(_RATE) > 0:
            roles.append((TAX, 0.8))  # '19 % USt.' with the rate printed apart
        if not roles or any(m.key == "word:carried_forward" for m in label.meanings):
            continue
        for amount, fit in _amounts_of(sheet, label, by_line):
            for role, weight in roles:
                if role == DUE and not amount.strict:
                    continue
                role = WEAK_DUE if role == DUE and weight < 1.0 else role
                prior = _prior(sheet, label, weight, fit, amount)
                if role in (GROSS, NET, DUE, TAX):
                    prior += 0.06 * (label.line / count) + (0.0 if label.page == last_page else -0.05)
                place = (amount.line, amount.first)
                kept = found.setdefault(role, {})
                if place not in kept or kept[place].prior < prior:
                    kept[place] = Candidate(amount, prior, label.text)
    return {role: sorted(kept.values(), key=lambda c: -c.prior) for role, kept in found.items()}


def item_rows(sheet: Sheet) -> frozenset[int]:
    """Lines of tables of items, less those on which the label of a total stands before the only amount."""
    return frozenset(line for line in sheet.taken if not _totals_line(sheet, line))


def _totals_line(sheet: Sheet, line: int) -> bool:
    amounts = [a.first for a in sheet.amounts_on.get(line, ()) if a.strict and not a.percent]
    for label in sheet.labels_of(line):
        if not _is_money_label(label) and not label.text.startswith("%"):
            continue
        named = any(label.weight(key) >= 1.0 for key in (*SUMS, "GlobalDiscountAmount", "word:discount"))
        taxed = label.weight(TAX) > 0 or label.text.startswith("%")
        before_amount = any(label.end <= first for first in amounts)
        if label.first == 0 or (label.opens and named and before_amount):
            return True
        if taxed and before_amount and not label.opens and _leads(sheet, label):
            return True
    return False


def _prior(sheet: Sheet, label: Label, weight: float, fit: float, amount: Amount) -> float:
    prior = (0.25 + 0.55 * weight) * fit
    if not label.opens and not _leads(sheet, label):
        prior -= 0.3
    if label.prose:
        prior -= 0.3
    if not amount.strict:
        prior -= 0.25
    if not label.exact:
        prior -= 0.05
    if _other_words(sheet, label, amount):
        prior *= 0.85 if weight >= 1.0 else 0.5
    return prior


def _leads(sheet: Sheet, label: Label) -> bool:
    """True where only a rate or a word like 'including' stands before the label: '+ 19 % USt.', 'incl. 21% btw'."""
    row = sheet.tokens[label.line]
    including = {
        k
        for other in sheet.labels_of(label.line)
        if other.weight("word:including") > 0 or other.weight("word:excluding") > 0
        for k in range(other.first, other.end)
    }
    before = [k for k in range(label.first) if row[k].segment == label.segment]
    return all(k in including or not any(char.isalpha() for char in row[k].text) for k in before)


def _other_words(sheet: Sheet, label: Label, amount: Amount) -> bool:
    """True where words that are no part of any label stand between label and amount: 'Total Spots 19'."""
    if amount.line != label.line:
        return False
    known = {k for other in sheet.labels_of(label.line) for k in range(other.first, other.end)}
    between = range(label.end, amount.first)
    row = sheet.tokens[label.line]
    return any(k not in known and len(row[k].folded) > 3 and row[k].folded.isalpha() for k in between)


def _amounts_of(sheet: Sheet, label: Label, by_line: Mapping[int, Sequence[Amount]]) -> Iterable[tuple[Amount, float]]:
    """The amounts a label may speak of and how well each fits: the last of its line, then those before it."""
    beside = [a for a in by_line.get(label.line, ()) if a.first >= label.end and not a.percent]
    stop = min((other.first for other in sheet.labels_of(label.line) if _ends(sheet, label, other)), default=None)
    if stop is not None:
        beside = [a for a in beside if a.first < stop]
    strict = [a for a in beside if a.strict] or beside
    taxed = label.weight(TAX) > 0
    for rank, amount in enumerate(reversed(strict)):
        yield amount, 1.0 - (0.65 if taxed else 0.3) * min(rank, 1) - 0.15 * max(0, min(rank, 2) - 1)
    if strict:
        return
    for place in sheet.places[label]:
        if place.relation not in (Relation.BELOW, Relation.ABOVE):
            continue
        for amount in by_line.get(place.line, ()):
            if place.first <= amount.first < place.end and not amount.percent:
                yield amount, 0.9 * place.score


def _ends(sheet: Sheet, label: Label, other: Label) -> bool:
    """True where the amounts from another label on are no longer those of the label."""
    if other.first < label.end:
        return False
    if other.colon:
        return True
    if not _is_money_label(other):
        return False
    if any(a.first <= other.first < a.end for a in sheet.amounts_on.get(other.line, ())):
        return False  # the currency of an amount
    return other.segment != label.segment or any(
        a.first >= other.end and a.strict and sheet.tokens[a.line][a.first].segment == other.segment
        for a in sheet.amounts_on.get(other.line, ())
    )


def _is_money_label(label: Label) -> bool:
    return any(meaning.key in ROLES for meaning in label.meanings)
