"""One generated document: from a seed to a PDF with its truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from .blocks import stamp
from .compose import CHANCE, ISSUERS, Wishes, compose
from .content import Invoice, InvoiceKind
from .draft import Draft
from .layouts import LAYOUTS, layouts_for, receipt
from .long_list import with_long_list
from .markets import Market
from .notation import choose_notation
from .others import OTHERS, cover_letter
from .phrases import Phrases
from .sheet import PAPERS, Place, Sheet

DISTINCT_LABELS = (
    ("label.number", "label.order", "label.customer_number", "label.original"),
    ("label.date", "label.due", "label.delivery_date"),
    ("total.lines", "total.net", "total.gross", "total.last", "total.due", "total.tax_sum", "total.charge"),
    (
        "column.price",
        "column.amount",
        "column.gross",
        "column.tax",
        "column.rate",
        "column.pos",
        "column.description",
        "column.quantity",
        "column.date",
        "column.unit",
        "column.sku",
    ),
    ("label.vat_id", "label.tax_number"),
)
"""Labels that no program prints twice for different things."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PDF and what is printed in it."""

    pdf: bytes
    invoices: tuple[Invoice, ...]
    places: dict[str, list[Place]]
    """Field → places; with several invoices each field begins with 'records.N.'."""
    pages: int
    spans: tuple[tuple[int, ...], ...]
    """The pages of each invoice."""
    layout: str
    """The layout's name; several joined by '+'."""
    market: Market


def draw_invoice(seed: str, market: Market, *, layout: str | None = None, wishes: Wishes = CHANCE) -> Drawn:
    """A PDF with one invoice."""
    random = Random(f"{seed} content")
    name = layout or random.choice(layouts_for(market.locale, roll=wishes.kind is InvoiceKind.RECEIPT))
    return _drawn(seed, [make_draft(random, market, wishes)], [name])


def draw_long_list(seed: str, market: Market, *, wishes: Wishes = CHANCE) -> Drawn:
    """A PDF with one invoice whose table is long, its columns, words and ruling varied on purpose."""
    random = Random(f"{seed} content")
    draft = with_long_list(make_draft(random, market, wishes), random)
    return _drawn(seed, [draft], ["long-list"])


def draw_bundle(seed: str, market: Market, *, layout: str | None = None, wishes: Wishes = CHANCE) -> Drawn:
    """A PDF with two to four invoices: of one company behind a cover letter, or of several companies in a pile."""
    random = Random(f"{seed} content")
    count = random.randint(2, 4)
    names = [name for name in layouts_for(market.locale) if not LAYOUTS[name].landscape]
    if random.random() < 0.4:
        drafts = [make_draft(random, market, wishes) for _ in range(count)]
        return _drawn(seed, drafts, [layout or random.choice(names) for _ in drafts])
    first = make_draft(random, market, replace(wishes, issuer=random.randrange(ISSUERS)))
    drafts = [first]
    for at in range(1, count):
        issued = first.invoice.issued + timedelta(days=3 * at)
        same = replace(wishes, issuer=first.issuer, buyer=first.invoice.customer, issued=issued)
        invoice = compose(market, random, first.notation, first.phrases, same)
        drafts.append(replace(first, invoice=replace(invoice, customer_number=first.invoice.customer_number)))
    return _drawn(seed, drafts, [layout or random.choice(names)] * count, cover=random.random() < 0.6)


def draw_other(seed: str, market: Market) -> tuple[str, bytes, int]:
    """A document that is no invoice: its kind, the PDF and the number of its pages."""
    random = Random(f"{seed} content")
    name = random.choice(list(OTHERS))
    draft = make_draft(random, market, replace(CHANCE, kind=InvoiceKind.INVOICE))
    family = random.choice(("helvetica", "times", "vera"))
    sheet = Sheet(PAPERS[market.paper], family, random.choice((9.0, 10.0)), wide=not market.core_fonts)
    OTHERS[name](sheet, draft)
    return name, sheet.finish(), sheet.page


def make_draft(random: Random, market: Market, wishes: Wishes) -> Draft:
    """An invoice with its words and notation, ready to be drawn."""
    notation = choose_notation(market, random)
    phrases = Phrases(market.language, random, without="VAT" if market.country == "US" else None)
    for labels in DISTINCT_LABELS:
        phrases.avoid_repeats(*labels)
    issuer = wishes.issuer if wishes.issuer is not None else random.randrange(ISSUERS)
    return Draft(
        invoice=compose(market, random, notation, phrases, replace(wishes, issuer=issuer)),
        issuer=issuer,
        market=market,
        notation=notation,
        phrases=phrases,
        random=random,
        colon=random.choice((":", ":", "", " :" if market.language == "fr" else ":")),
        marked_totals=random.random() < 0.7,
        marked_cells=random.random() < 0.25,
        tax_sum=random.random() < 0.6,
        rate_codes=random.random() < 0.15,
    )


def _drawn(seed: str, drafts: Sequence[Draft], layouts: Sequence[str], *, cover: bool = False) -> Drawn:
    market = drafts[0].market
    look = LAYOUTS[layouts[0]]
    paper = receipt.PAPER if look.roll else PAPERS[market.paper + ("L" if look.landscape else "")]
    first, _ = _draw(seed, drafts, layouts, paper, {}, cover=cover)
    if first.used:
        paper = (paper[0], first.used)
    counts = first.page_counts  # how many pages each invoice has is known only now
    sheet, spans = _draw(seed, drafts, layouts, paper, counts, cover=cover)
    invoices = tuple(draft.invoice for draft in drafts)
    names = "+".join(dict.fromkeys(layouts))
    return Drawn(sheet.finish(), invoices, sheet.places, sheet.page, spans, names, market)


def _draw(
    seed: str,
    drafts: Sequence[Draft],
    layouts: Sequence[str],
    paper: tuple[float, float],
    counts: Mapping[int, int],
    *,
    cover: bool,
) -> tuple[Sheet, tuple[tuple[int, ...], ...]]:
    sheet = Sheet(paper, wide=not drafts[0].market.core_fonts)
    sheet.page_counts = dict(counts)
    spans: list[tuple[int, ...]] = []
    if cover:
        cover_letter(sheet, drafts)
        sheet.new_page()
    for at, (draft, name) in enumerate(zip(drafts, layouts, strict=True)):
        if at:
            sheet.new_page()
        look = LAYOUTS[name]
        random = Random(f"{seed} {name} paper")
        sheet.family, sheet.font_size = random.choice(look.families), random.choice(look.sizes)
        sheet.ink = random.choice(("#000000", "#000000", "#222222"))
        sheet.prefix = f"records.{at}." if len(drafts) > 1 else ""
        first = sheet.page
        look.draw(sheet, replace(draft, random=Random(f"{seed} {name} look")))
        if not look.roll and Random(f"{seed} {name} stamp").random() < 0.06:
            stamp(sheet, draft.phrases("text.stamp"))
        spans.append(tuple(range(first, sheet.page + 1)))
    return sheet, tuple(spans)
