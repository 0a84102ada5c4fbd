"""Invoices made up from a seed: what is sold, to whom, on which terms."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from .content import CENT, Invoice, InvoiceKind, Line, Party, cents
from .issuers import customer, person, supplier
from .markets import MARKETS, Market
from .notation import Notation
from .phrases import Phrases

FIRST_DAY = date(2021, 1, 4)
DAYS = 1800
"""Invoices are dated within this many days of FIRST_DAY."""
ISSUERS = 60
"""Companies per market; they come back with other invoices."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the invoice shall be; None leaves it to chance."""

    kind: InvoiceKind | None = None
    rows: int | None = None
    groups: bool | None = None
    """True: the lines stand under headings."""
    details: bool | None = None
    """True: some descriptions go on over further lines."""
    two_rates: bool = False
    issuer: int | None = None
    """Number of the company that sells."""
    buyer: Party | None = None
    issued: date | None = None


CHANCE = Wishes()
"""No wish at all."""


def compose(market: Market, random: Random, notation: Notation, phrases: Phrases, wishes: Wishes = CHANCE) -> Invoice:
    """One invoice of this market."""
    kind = wishes.kind or random.choices(list(InvoiceKind)[:2], (92, 8))[0]
    issuer = random.randrange(ISSUERS) if wishes.issuer is None else wishes.issuer
    seller, trade = supplier(market, issuer)
    while kind is InvoiceKind.RECEIPT and not _sold_over_the_counter(trade):
        issuer += 1
        seller, trade = supplier(market, issuer)
    issued = wishes.issued or FIRST_DAY + timedelta(days=random.randrange(DAYS))
    buyer, reverse = _buyer(market, kind, random) if wishes.buyer is None else (wishes.buyer, False)
    while buyer and buyer.name == seller.name:
        buyer, reverse = _buyer(market, kind, random)
    american = market.country == "US"
    tax_included = (kind is InvoiceKind.RECEIPT and not american) or (
        buyer is not None and buyer.vat_id is None and not american and random.random() < 0.5
    )
    days = random.choice((7, 10, 14, 14, 30, 30, 30, 45, 60))
    rows = wishes.rows or random.choices((1, 2, 3, 4, 5, 6, 8, 11, 16, 24), (10, 12, 14, 12, 12, 10, 10, 8, 6, 4))[0]
    sales_tax = Decimal(random.choice(("0", "4.5", "6", "6.25", "7", "8.25", "8.875"))) if american else None
    lines = _lines(
        market, trade, rows, random, notation, phrases, wishes, issued, zero_rated=reverse, sales_tax=sales_tax
    )
    invoice = Invoice(
        kind=kind,
        number=_number(kind, issued, seller, random),
        issued=issued,
        supplier=seller,
        customer=buyer,
        ship_to=_branch(market, buyer, random) if buyer and buyer.vat_id and random.random() < 0.25 else None,
        currency=market.currency,
        lines=lines,
        due_date=issued + timedelta(days=days) if kind is InvoiceKind.INVOICE and random.random() < 0.85 else None,
        terms_days=days,
        delivered=issued - timedelta(days=random.randint(0, 9)) if random.random() < 0.4 else None,
        order=_order(random) if kind is not InvoiceKind.RECEIPT and random.random() < 0.5 else None,
        customer_number=str(random.randint(10000, 79999)) if random.random() < 0.6 else None,
        contact=person(market.language, random) if random.random() < 0.35 else None,
        original=_number(InvoiceKind.INVOICE, issued - timedelta(days=20), seller, random)
        if kind is InvoiceKind.CREDIT_NOTE
        else None,
        tax_included=tax_included,
        reverse_charge=reverse,
        early_discount=(Decimal(random.choice(("2", "2", "3"))), 10)
        if kind is InvoiceKind.INVOICE and days >= 30 and random.random() < 0.2
        else None,
    )
    if kind is InvoiceKind.INVOICE:
        invoice = _with_extras(invoice, market, random)
    if market.currency == "CHF":
        invoice = replace(invoice, cash_rounding=Decimal("0.05"))
    return invoice


def _sold_over_the_counter(trade: Any) -> bool:
    """True where nothing is charged by the hour."""
    return all(item[1] not in ("HUR", "DAY", "MON") for item in trade["items"])


def _buyer(market: Market, kind: InvoiceKind, random: Random) -> tuple[Party | None, bool]:
    """The customer, and whether the customer owes the tax."""
    if kind is InvoiceKind.RECEIPT:
        return None, False
    chance = random.random()
    if chance < 0.12:
        return customer(market, random, private=True), False
    inside_union = market.currency == "EUR"
    if chance < 0.22 and inside_union:
        abroad = [other for other in MARKETS if other.currency == "EUR" and other.country != market.country]
        elsewhere = customer(random.choice(abroad), random)
        return replace(elsewhere, country_name=_name_here(elsewhere.country, market.language)), True
    return customer(market, random), False


def _branch(market: Market, buyer: Party, random: Random) -> Party:
    """Another place of the customer, in the issuer's country."""
    elsewhere = customer(market, random)
    return replace(buyer, street=elsewhere.street, town=elsewhere.town, country=elsewhere.country)


def _name_here(country: str, language: str) -> str:
    from .phrases import words

    names = words("countries")[country]["name"]
    return names.get(language, names["en"])


def _lines(
    market: Market,
    trade: Any,
    rows: int,
    random: Random,
    notation: Notation,
    phrases: Phrases,
    wishes: Wishes,
    issued: date,
    *,
    zero_rated: bool,
    sales_tax: Decimal | None,
) -> tuple[Line, ...]:
    with_groups = wishes.groups if wishes.groups is not None else rows >= 6 and random.random() < 0.2
    with_details = wishes.details if wishes.details is not None else random.random() < 0.3
    discounts = random.random() < 0.2
    returns = rows >= 4 and wishes.kind is None and random.random() < 0.12
    dated = rows <= 60 and random.random() < 0.2
    sku_style = random.randrange(4)
    one_rate = not wishes.two_rates and random.random() < 0.35
    lines: list[Line] = []
    goods: list[Any] = []
    group = ""
    for number in range(1, rows + 1):
        if with_groups and (number - 1) % max(3, rows // random.randint(2, 4)) == 0:
            day = issued - timedelta(days=random.randint(1, 25))
            group = phrases("text.group", number=f"LS-{random.randint(20000, 89999)}", date=notation.date(day))
        if not goods:
            goods = random.sample(trade["items"], len(trade["items"]))
        name, unit, low, high, tax_class = goods.pop()
        if wishes.two_rates and number <= 2:
            wanted = "S" if number == 1 else "RZ"
            name, unit, low, high, tax_class = random.choice(
                [item for item in trade["items"] if item[4] in wanted] or trade["items"]
            )
        if rows > len(trade["items"]):  # long tables repeat goods with a size or a number of their own
            name = f"{name} {random.choice('ABCDEFGH')}{random.randint(10, 989)}"
        price = _price(Decimal(low), Decimal(high), random)
        rate = (
            Decimal(0)
            if zero_rated
            else sales_tax
            if sales_tax is not None
            else market.rate("S" if one_rate else tax_class)
        )
        quantity = _quantity(unit, price, random, retail=wishes.kind is InvoiceKind.RECEIPT)
        if returns and number == rows - 1 and quantity * price * 2 < sum(line.amount for line in lines):
            quantity = -quantity
        lines.append(
            Line(
                number=number,
                sku=_sku(sku_style, random),
                description=name,
                quantity=quantity,
                unit=unit,
                price=price,
                rate=rate,
                discount=Decimal(random.choice(("5", "10", "15", "20", "7.5")))
                if discounts and random.random() < 0.4
                else Decimal(0),
                details=_details(phrases, random) if with_details and random.random() < 0.6 else (),
                served=issued - timedelta(days=rows + 3 - number) if dated else None,
                group=group,
            )
        )
    return tuple(lines)


def _details(phrases: Phrases, random: Random) -> tuple[str, ...]:
    known: list[str] = phrases.variants("text.details")
    picked = random.sample(known, k=random.choice((1, 1, 2)))
    return tuple(one.format(number=random.randint(1000, 99999)) for one in picked)


def _price(low: Decimal, high: Decimal, random: Random) -> Decimal:
    places = 3 if high < 1 else 2
    raw = low + (high - low) * Decimal(random.randrange(1001)) / 1000
    price = raw.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if price > 20 and random.random() < 0.4:
        return price.quantize(Decimal(1)).quantize(CENT)
    return price


def _quantity(unit: str, price: Decimal, random: Random, *, retail: bool) -> Decimal:
    if retail:
        return (
            Decimal(random.randint(150, 2400)) / 1000
            if unit == "KGM"
            else Decimal(random.choice((1, 1, 1, 1, 2, 2, 3)))
        )
    if unit in ("KGM", "LTR", "MTR"):
        return Decimal(random.randint(100, 48000)) / 1000 if unit == "KGM" else Decimal(random.randint(2, 160)) / 2
    if unit == "HUR":
        return Decimal(random.randint(1, 120)) / 4
    if unit == "DAY":
        return Decimal(random.randint(1, 24)) / 2
    if price < 1:
        return Decimal(random.randint(5, 400) * 10)
    return Decimal(random.choice((1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 20, 24, 50)))


def _sku(style: int, random: Random) -> str:
    digits = random.randint(1000, 999999)
    return (
        f"{digits:06}",
        f"{random.choice('ABKMPRT')}{digits:05}",
        f"{random.randint(10, 99)}-{digits % 10000:04}-{random.choice('XYZ')}",
        f"{random.randint(100, 999)}.{digits % 1000:03}",
    )[style]


def _number(kind: InvoiceKind, issued: date, seller: Party, random: Random) -> str:
    """A number in the issuer's own style."""
    serial = random.randint(1, 9999)
    if kind is InvoiceKind.CREDIT_NOTE:
        styles = (
            f"GS-{issued:%Y}-{serial:04}",
            f"CN{serial:05}",
            f"AV{issued:%y%m}-{serial % 1000:03}",
            f"9{serial:06}",
        )
    else:
        styles = (
            f"RE-{issued:%Y}-{serial:04}",
            f"INV-{serial:05}",
            f"{issued:%Y}{serial:05}",
            f"{issued:%y}/{serial:04}",
            f"F{issued:%Y}-{serial:04}",
            f"{serial:06}",
            f"{serial}",
            f"{issued:%Y}-{serial:03}",
            f"FA{issued:%y%m}-{serial:04}",
            f"K{issued:%y}{serial:05}",
            f"{serial % 1000}/{issued:%Y}",
            f"{issued:%Y%m%d}-{serial % 100:02}",
            f"VF{issued:%y}-{serial:05}",
            f"9{random.randint(10**8, 10**9 - 1)}",
        )
    return Random(f"numbers of {seller.name}").choice(styles)


def _order(random: Random) -> str:
    serial = random.randint(1000, 99999)
    return random.choice(
        (f"PO-{serial}", f"45000{serial:05}", f"B{serial}", f"{serial}", f"EK {serial % 1000}/{random.randint(20, 25)}")
    )


def _with_extras(invoice: Invoice, market: Market, random: Random) -> Invoice:
    if not invoice.tax_included and random.random() < 0.15:
        invoice = replace(invoice, allowance=Decimal(random.choice(("2", "3", "5", "10"))))
    if not invoice.tax_included and random.random() < 0.2:
        rate = invoice.lines[0].rate if invoice.reverse_charge or market.country == "US" else market.rate("S")
        invoice = replace(
            invoice, charge=Decimal(random.choice(("4.90", "6.95", "9.50", "12.00", "35.00"))), charge_rate=rate
        )
    if random.random() < 0.12:
        invoice = replace(invoice, prepaid=cents(invoice.gross * random.choice((20, 30, 50)) / 100))
    return invoice
