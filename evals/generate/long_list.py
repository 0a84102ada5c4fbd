"""Invoices with long tables: which columns, in which order, with what in and between the rows."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from .content import Invoice, Line
from .draft import Draft
from .issuers import person

LONG_LIST_ROWS = (27, 45, 80, 140, 300, 700, 2205)
"""Lines of a long list when no number is asked for, one invoice after the other."""

GROUP_SIZES = (4, 7, 12, 20, 45)
"""Lines under one heading."""


def with_long_list(draft: Draft, random: Random) -> Draft:
    """The draft with lines as long lists have them: wordy descriptions with figures in them, headings, dates."""
    invoice = draft.invoice
    lines = [replace(line, group="", served=None) for line in invoice.lines]
    if random.random() < 0.55:
        share = random.choice((0.1, 0.4, 1.0))
        lines = [replace(line, description=_wordy(draft, line, random, share)) for line in lines]
    if random.random() < 0.4:
        lines = _grouped(draft, lines, random)
    if random.random() < 0.25:
        first = invoice.issued - timedelta(days=31)
        lines = [
            replace(line, served=first + timedelta(days=30 * at // max(len(lines) - 1, 1)))
            for at, line in enumerate(lines)
        ]
    if random.random() < 0.5:
        lines = [replace(line, details=()) for line in lines]
    return replace(draft, invoice=replace(invoice, lines=tuple(lines)))


def columns_of(invoice: Invoice, random: Random) -> tuple[str, ...]:
    """Keys of the columns, left to right; the amount is always among them."""
    if random.random() < 0.12:
        middle = random.choice((("quantity_unit",), ("quantity",), ()))
        return (*(("pos",) if random.random() < 0.5 else ()), "description", *middle, "amount")
    counted = random.choice(
        (("quantity",), ("quantity",), ("quantity", "unit"), ("unit", "quantity"), ("quantity_unit",))
    )
    lead = ["description"]
    if random.random() < 0.5:
        lead.insert(random.choice((0, 0, 1)), "sku")
    counted_first = random.random() < 0.25
    if counted_first:
        lead = [*counted, *lead]
    if random.random() < 0.5:
        lead.insert(0, "pos")
    priced = ["price"]
    if any(line.discount for line in invoice.lines):
        priced.append("discount")
    rated = ["rate"] if random.random() < 0.5 else []
    tail = ["amount"]
    if rated and not invoice.tax_included and random.random() < 0.35:
        tail += random.choice((["tax", "gross"], ["gross"]))
    if rated:
        place = random.choice(("before the price", "before the amount", "after the amount", "last"))
        if place == "before the price":
            priced.insert(0, "rate")
        elif place == "before the amount":
            priced.append("rate")
        else:
            tail.insert(1 if place == "after the amount" else len(tail), "rate")
    return (*lead, *(() if counted_first else counted), *priced, *tail)


def _wordy(draft: Draft, line: Line, random: Random, share: float) -> str:
    """A description that goes on, with sizes, numbers and days in it, on this share of the lines."""
    if random.random() >= share:
        return line.description
    number = random.randint(1, 9999)
    known: list[str] = draft.phrases.variants("text.details")
    more = (
        random.choice(known).format(number=number),
        f"{random.randint(2, 96)} x {draft.notation.quantity(draft.invoice.lines[0].price)}",
        f"{random.randint(10, 990)} x {random.randint(10, 990)} mm",
        draft.notation.date(draft.invoice.issued - timedelta(days=random.randint(1, 60))),
        f"({person(draft.market.language, random)}, {number})",
        f"{draft.notation.number(line.price / 7)} kg",
    )
    return ", ".join((line.description, *random.sample(more, random.choice((1, 2, 3)))))


def _grouped(draft: Draft, lines: list[Line], random: Random) -> list[Line]:
    """The lines under headings: delivery notes with number and date, or names of people."""
    size = random.choice(GROUP_SIZES)
    named = random.random() < 0.4
    found: list[Line] = []
    heading = ""
    left = 0
    for line in lines:
        if not left:
            day = draft.invoice.issued - timedelta(days=random.randint(1, 25))
            note = draft.phrases(
                "text.group", number=f"LS-{random.randint(20000, 89999)}", date=draft.notation.date(day)
            )
            heading = f"{person(draft.market.language, random)} {random.randint(10, 99)}" if named else note
            left = random.randint(max(1, size // 2), size + size // 2)
        found.append(replace(line, group=heading))
        left -= 1
    return found
