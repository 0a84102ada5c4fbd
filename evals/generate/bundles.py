"""Several invoices in one file, as scanners and portals give them: covers, notes, terms and empty pages between."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from random import Random

from .compose import CHANCE, ISSUERS, Wishes, compose
from .content import InvoiceKind
from .document import Drawn, Part, draw_parts, make_draft
from .draft import Draft
from .layouts import LAYOUTS, layouts_for
from .markets import Market
from .others import cover_letter, delivery_note, letter, remittance_advice
from .papers import statement, terms_of_business
from .sheet import Sheet

ROWS = (1, 2, 3, 5, 8, 16, 24, 40, 70)
"""Lines of an invoice in a pile, so that it has one to four pages."""

BETWEEN: Sequence[Callable[[Sheet, Draft], None]] = (delivery_note, remittance_advice, letter, statement)
"""Pages of no invoice that stand between or behind invoices."""


def draw_bundle(seed: str, market: Market, *, layout: str | None = None, wishes: Wishes = CHANCE) -> Drawn:
    """A PDF with two to eight invoices: of one company, of several companies in a pile, or receipts."""
    random = Random(f"{seed} content")
    count = random.choice((2, 2, 3, 3, 4, 5, 6, 8))
    if random.random() < 0.15 and layout is None and wishes.kind is None:
        (name,) = layouts_for(market.locale, roll=True)
        receipts = [make_draft(random, market, replace(wishes, kind=InvoiceKind.RECEIPT)) for _ in range(count)]
        return draw_parts(seed, [Part(draft, name) for draft in receipts])
    of_one = random.random() < 0.6
    drafts = _of_one_company(random, market, wishes, count) if of_one else _pile(random, market, wishes, count)
    names = [name for name in layouts_for(market.locale) if not LAYOUTS[name].landscape]
    one = layout or random.choice(names)
    looks = [one if of_one else layout or random.choice(names) for _ in drafts]
    first_only = frozenset({"InvoiceNumber"}) if random.random() < 0.35 else frozenset[str]()
    return draw_parts(seed, _with_others(random, drafts, looks, cover=of_one), first_only=first_only)


def _pile(random: Random, market: Market, wishes: Wishes, count: int) -> list[Draft]:
    drafts = [make_draft(random, market, _sized(random, wishes)) for _ in range(count)]
    return [replace(draft, counted=random.random() < 0.7) for draft in drafts]


def _of_one_company(random: Random, market: Market, wishes: Wishes, count: int) -> list[Draft]:
    """Invoices to one customer or to several, whose numbers follow one another."""
    counted = random.random() < 0.7
    to_one = random.random() < 0.5
    first = make_draft(random, market, replace(_sized(random, wishes), issuer=random.randrange(ISSUERS)))
    first = replace(first, counted=counted)
    drafts = [first]
    for at in range(1, count):
        issued = first.invoice.issued + timedelta(days=random.choice((0, 1, 3)) * at)
        buyer = first.invoice.customer if to_one else None
        same = replace(_sized(random, wishes), issuer=first.issuer, buyer=buyer, issued=issued)
        invoice = compose(market, random, first.notation, first.phrases, same)
        if invoice.kind is first.invoice.kind:
            invoice = replace(invoice, number=_next(first.invoice.number, at))
        number = first.invoice.customer_number if to_one else invoice.customer_number
        drafts.append(replace(first, invoice=replace(invoice, customer_number=number)))
    return drafts


def _sized(random: Random, wishes: Wishes) -> Wishes:
    return wishes if wishes.rows is not None else replace(wishes, rows=random.choice(ROWS))


def _next(number: str, at: int) -> str:
    """The number of the invoice `at` places further: its last run of digits counted on."""
    *_, run = re.finditer(r"\d+", number)
    digits = str(int(run.group()) + at).zfill(len(run.group()))
    return number[: run.start()] + digits + number[run.end() :]


def _with_others(random: Random, drafts: Sequence[Draft], looks: Sequence[str], *, cover: bool) -> list[Part]:
    parts: list[Part] = []
    if cover and random.random() < 0.5:
        parts.append(Part(drafts[0], draw=partial(_cover, drafts)))
    terms, notes, empty = random.random() < 0.2, random.random() < 0.25, random.random() < 0.2
    for draft, look in zip(drafts, looks, strict=True):
        parts.append(Part(draft, look))
        if terms:
            parts.append(Part(draft, draw=terms_of_business, free=True))
        if notes and random.random() < 0.5:
            parts.append(Part(draft, draw=random.choice(BETWEEN)))
        if empty:
            parts.append(Part(draft, draw=_nothing, free=True))
    return parts


def _cover(drafts: Sequence[Draft], sheet: Sheet, draft: Draft) -> None:
    cover_letter(sheet, drafts)


def _nothing(sheet: Sheet, draft: Draft) -> None:
    """An empty back."""
