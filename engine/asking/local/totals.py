"""Net, tax, gross and amount due, solved together: labels give priors, arithmetic decides (EN 16931 BR-CO-13 to 16)."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ....schemas.record import Source
from ....schemas.reply import Printed
from .balances import with_balances
from .money import Amount
from .rows_of_sums import CENT, HIGHEST_RATE, row_of_three, sum_of_rates, sum_of_taxes, written_like
from .sheet import Sheet
from .total_candidates import DUE, GROSS, NET, PAID, ROUNDING, TAX, Candidate, item_rows, total_candidates

PLAIN = 0.45
"""Prior from which a label alone is enough."""

MOST = 7
"""Candidates per role that are tried together."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The solved system: role → answer, with the amounts behind it."""

    answers: Mapping[str, Printed]
    amounts: Mapping[str, Amount]
    candidates: Mapping[str, Sequence[Candidate]]
    """Role → all that may have it, as printed."""


def solve_totals(sheet: Sheet, gross: Amount | None = None) -> Totals:
    """The totals of one record; a role that nothing on the page speaks for is left out.

    Args:
        gross: the total with tax, where it is known already.
    """
    printed = total_candidates(sheet)
    candidates = with_balances(printed)
    if gross is not None:
        candidates = candidates | {GROSS: [Candidate(gross, 1.5, None)], "total": [], DUE: []}
    rates = sum_of_rates(sheet, candidates) or sum_of_taxes(sheet, candidates)
    if rates:
        chosen = _with_others(rates, candidates, list(candidates.get(DUE, ()))[:MOST])
    else:
        triple = row_of_three(sheet, candidates)
        candidates = _after_allowances(candidates)
        chosen = _solve(sheet, candidates, triple)
    answers = {
        role: Printed(
            c.text or c.amount.text,
            c.amount.page,
            c.amount.box,
            c.label,
            round(min(0.99, c.prior), 3),
            Source.DERIVED if c.text else Source.PAGE,
            alternatives=tuple(
                dict.fromkeys(
                    other.amount.text
                    for other in candidates.get(role, ())
                    if other.amount.value != c.amount.value and other.prior > 0.4
                )
            )[:3],
        )
        for role, c in chosen.items()
    }
    return Totals(answers, {role: c.amount for role, c in chosen.items()}, printed)


def _after_allowances(candidates: dict[str, list[Candidate]]) -> dict[str, list[Candidate]]:
    """The candidates where a total less a discount or commission is printed too: that one is the total.

    EN 16931 counts allowances of the document into its totals (BR-CO-13); only payments come off afterwards.
    """
    wholes = [c for role in (GROSS, NET, "total", "subtotal") for c in candidates.get(role, ())]
    rests = [c for role in (DUE, NET, GROSS) for c in candidates.get(role, ())]
    paid = {(c.amount.line, c.amount.first): c.prior for c in candidates.get(PAID, ())}
    for off in candidates.get("discount", ()):
        if paid.get((off.amount.line, off.amount.first), 0.0) >= off.prior:
            continue
        for whole in wholes:
            if _proven(whole, candidates):
                continue
            for rest in rests:
                less = whole.amount.value - abs(off.amount.value)
                if not off.amount.value or rest.amount.value != less or rest.amount.line <= whole.amount.line:
                    continue
                if (
                    candidates.get(TAX)
                    and rest not in candidates.get(DUE, ())
                    and rest not in candidates.get(GROSS, ())
                ):
                    continue  # a net total; tax and the total with tax are still to come
                reduced = {
                    role: [c for c in several if role not in (GROSS, "total") or c.amount.value != whole.amount.value]
                    for role, several in candidates.items()
                }
                total = Candidate(rest.amount, max(rest.prior, 0.75) + 0.1, rest.label)
                reduced[GROSS] = [total, *(c for c in reduced.get(GROSS, ()) if c.amount is not rest.amount)]
                reduced[NET] = [
                    replace(c, prior=0.6 * c.prior) if c.amount is rest.amount else c for c in reduced.get(NET, ())
                ]
                return reduced
    return candidates


def _proven(whole: Candidate, candidates: Mapping[str, Sequence[Candidate]]) -> bool:
    """True where a total is net and tax together: what comes off it then is a credit, and it stays the total."""
    return whole.prior > PLAIN and any(
        tax.prior > PLAIN and net.prior > PLAIN and tax.amount.value and net.amount.value + tax.amount.value == value
        for value in (whole.amount.value,)
        for net in candidates.get(NET, ())
        for tax in candidates.get(TAX, ())
    )


def _solve(
    sheet: Sheet,
    candidates: Mapping[str, Sequence[Candidate]],
    triple: tuple[Amount, Amount, Amount] | None,
) -> dict[str, Candidate]:
    nets = _pool(candidates, NET, ("subtotal", 0.5), (GROSS, 0.3))
    taxes = _pool(candidates, TAX, ("tax word", 0.6), ("other tax", 0.6))
    grosses = _pool(candidates, GROSS, ("total", 0.85))
    dues = list(candidates.get(DUE, ()))[:MOST]
    rounding = [c.amount.value for c in candidates.get(ROUNDING, ())[:3]]
    if triple:
        rounded_up = any(abs(triple[2].value + r - c.amount.value) < CENT for r in rounding for c in grosses if r)
        pools = (nets, taxes) if rounded_up else (nets, taxes, grosses)
        for pool, amount in zip(pools, triple, strict=False):
            pool[:] = [Candidate(amount, 0.95, None), *(c for c in pool if c.amount is not amount)]
    if not grosses:
        grosses = [Candidate(c.amount, c.prior - 0.05, c.label) for c in dues]
    else:
        known = {c.amount.value for c in grosses}
        grosses += [Candidate(c.amount, 0.55 * c.prior, c.label) for c in dues if c.amount.value not in known][:2]
    rounded = {c.amount for c in candidates.get(ROUNDING, ()) if c.prior > PLAIN}
    taxes = [c for c in taxes if c.amount not in rounded]
    off = ("discount", "surcharge", PAID, "paid word", ROUNDING)
    known = {c.amount.value for role in off for c in candidates.get(role, ())}
    speaks_of_tax = taxes or sheet.meaning("word:tax") or sheet.meaning(TAX)
    everywhere = (
        {}
        if not speaks_of_tax
        else {value: a for value, a in _by_value(sheet).items() if value not in known and -value not in known}
    )
    parts = [c for c in candidates.get(TAX, ()) if c.prior > 0.3 and c.amount.value]
    best: tuple[float, dict[str, Candidate]] = (0.0, {})
    for net in (*nets, None):
        for gross in (*grosses, None):
            for tax in (*taxes, None):
                score, picked = _score(net, tax, gross, rounding, everywhere, parts)
                if score > best[0]:
                    best = (score, picked)
    picked = best[1]
    _add_labelled(picked, candidates)
    return _with_others(picked, candidates, dues)


def _with_others(
    picked: dict[str, Candidate], candidates: Mapping[str, Sequence[Candidate]], dues: Sequence[Candidate]
) -> dict[str, Candidate]:
    """The sums with what is due, what is paid and what was rounded."""
    _add_due(picked, candidates, dues)
    for role in (ROUNDING, PAID):
        if role in candidates and candidates[role][0].prior > 0.4:
            picked[role] = candidates[role][0]
    return picked


def _add_labelled(picked: dict[str, Candidate], candidates: Mapping[str, Sequence[Candidate]]) -> None:
    """Add a plainly labelled sum that arithmetic left out: what does not add up on the page is for checking to note."""
    taken = {(c.amount.line, c.amount.first) for c in picked.values()}
    for role in (NET, TAX, GROSS):
        first = next(iter(candidates.get(role, ())), None)
        if role in picked or first is None or first.prior < PLAIN:
            continue
        if (first.amount.line, first.amount.first) not in taken:
            picked[role] = first


def _pool(candidates: Mapping[str, Sequence[Candidate]], role: str, *also: tuple[str, float]) -> list[Candidate]:
    """Candidates of a role, and with a share of their prior those of roles that it is often printed as."""
    pool = list(candidates.get(role, ()))
    for other, share in also:
        pool += [Candidate(c.amount, c.prior * share, c.label) for c in candidates.get(other, ())]
    kept: dict[tuple[int, int], Candidate] = {}
    for c in sorted(pool, key=lambda c: -c.prior):
        kept.setdefault((c.amount.line, c.amount.first), c)
    return [c for c in kept.values() if c.prior > 0.1][:MOST]


def _by_value(sheet: Sheet) -> dict[Decimal, Amount]:
    """Value → its last strict amount outside item tables; one that is all of its line is in none."""
    items = item_rows(sheet)
    return {
        a.value: a
        for a in sheet.amounts
        if a.strict and not a.percent and (a.line not in items or a.end - a.first == len(sheet.tokens[a.line]))
    }


def _score(
    net: Candidate | None,
    tax: Candidate | None,
    gross: Candidate | None,
    rounding: Sequence[Decimal],
    everywhere: Mapping[Decimal, Amount],
    parts: Sequence[Candidate],
) -> tuple[float, dict[str, Candidate]]:
    """How well three choices go together, and the choices with what arithmetic adds to them."""
    picked: dict[str, Candidate] = {}
    for role, candidate in ((NET, net), (TAX, tax), (GROSS, gross)):
        if candidate is not None:
            picked[role] = candidate
    if not picked:
        return 0.0, {}
    places = [(c.amount.line, c.amount.first) for c in picked.values()]
    if len(set(places)) < len(places):
        return -1.0, {}
    score = sum(c.prior for c in picked.values())
    n = net.amount.value if net else None
    t = tax.amount.value if tax else None
    g = gross.amount.value if gross else None
    if n is not None and g is not None and t is not None:
        gap = min((abs(n + t + r - g) for r in (Decimal(0), *rounding)), default=Decimal(0))
        if abs(t) > abs(n) * HIGHEST_RATE:
            score -= 2.0
        elif gap < CENT:
            score += 1.0 if t else 0.5
        else:
            score -= 0.9
    elif n is not None and g is not None:
        if n == g:
            score += 0.1
        elif abs(g) < abs(n) or abs(g - n) > abs(n) * HIGHEST_RATE:
            score -= 0.8
        else:
            missing = everywhere.get(g - n)
            summed = next((found for r in (Decimal(0), *rounding) if (found := _summed(parts, g - n - r))), None)
            if summed is not None:
                picked[TAX] = summed
                score += 1.0
            elif missing is not None and _between(missing, net, gross):
                picked[TAX] = Candidate(missing, 0.4, None)
                score += 0.9
    elif t is not None and g is not None:
        if abs(t) >= abs(g):
            score -= 1.2
        elif t and (missing := everywhere.get(g - t)) is not None and abs(t) <= abs(g - t) * HIGHEST_RATE:
            picked[NET] = Candidate(missing, 0.4, None)
            score += 0.9
    elif n is not None and t is not None:
        if abs(t) > abs(n) * HIGHEST_RATE:
            score -= 0.8
        elif t and (missing := everywhere.get(n + t)) is not None:
            picked[GROSS] = Candidate(missing, 0.4, None)
            score += 0.9
    return score, picked


def _between(amount: Amount, net: Candidate | None, gross: Candidate | None) -> bool:
    """True where an amount stands between net and gross or right beside them, as their difference does."""
    if net is None or gross is None or amount is net.amount or amount is gross.amount:
        return False
    first, last = sorted((net.amount.line, gross.amount.line))
    return first - 2 <= amount.line <= last + 2


def _summed(parts: Sequence[Candidate], wanted: Decimal) -> Candidate | None:
    """The tax as the sum of the taxes at each rate, where these are all that is printed; one amount per line."""
    lines: dict[int, Candidate] = {}
    for part in parts:
        lines.setdefault(part.amount.line, part)
    several = list(lines.values())
    for n in (2, 3, 4):
        for chosen in itertools.combinations(several[:6], n):
            if any(c.amount.value * wanted < 0 for c in chosen):
                continue  # tax that is withheld
            if abs(sum((c.amount.value for c in chosen), Decimal(0)) - wanted) < CENT:
                first = min(chosen, key=lambda c: c.amount.line)
                return Candidate(first.amount, 0.7, first.label, written_like(first.amount, wanted))
    return None


def _add_due(
    picked: dict[str, Candidate], candidates: Mapping[str, Sequence[Candidate]], dues: Sequence[Candidate]
) -> None:
    """The amount due: its own label, checked against the gross total less what is paid."""
    gross = picked.get(GROSS)
    paid = [c.amount.value for role in (PAID, "paid word") for c in candidates.get(role, ())]
    ranked = sorted(dues, key=lambda c: -(c.prior + _due_fit(c, gross, paid)))
    if ranked and ranked[0].prior > 0.3:
        picked[DUE] = ranked[0]
    due = picked.get(DUE)
    if due is not None and gross is None and NET not in picked:
        picked[GROSS] = due
    if due is not None and gross is not None and due.amount.value < gross.amount.value:
        less = gross.amount.value - due.amount.value
        reduced = {abs(c.amount.value) for c in candidates.get("discount", ())}
        if _proven(gross, candidates):
            return
        if any(abs(less - value) < CENT for value in reduced) and not any(abs(less - abs(p)) < CENT for p in paid):
            picked[GROSS] = due


def _due_fit(due: Candidate, gross: Candidate | None, paid: Sequence[Decimal]) -> float:
    if gross is None:
        return 0.0
    value, total = due.amount.value, gross.amount.value
    if value == total:
        return 0.3
    return 0.5 if any(abs(total - abs(p) - value) < CENT for p in paid) else 0.0
