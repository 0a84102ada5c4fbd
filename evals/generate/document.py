"""One generated document: from a seed to a PDF with its truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from .compose import CHANCE, Wishes, compose
from .content import Invoice, InvoiceKind
from .draft import Draft
from .layouts import LAYOUTS, Layout, layouts_for, receipt
from .markets import Market
from .notation import choose_notation
from .phrases import Phrases
from .sheet import PAPERS, Place, Sheet

DISTINCT_LABELS = (
    ("label.number", "label.order", "label.customer_number", "label.original"),
    ("label.date", "label.due", "label.delivery_date"),
    ("total.lines", "total.net", "total.gross", "total.due", "total.tax_sum", "total.charge"),
    (
        "column.price",
        "column.amount",
        "column.gross",
        "column.tax",
        "column.rate",
        "column.pos",
        "column.description",
        "column.quantity",
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
    market: Market


def draw_invoice(seed: str, market: Market, *, layout: str | None = None, wishes: Wishes = CHANCE) -> Drawn:
    """A PDF with one invoice."""
    random = Random(seed)
    name = layout or random.choice(layouts_for(market.locale, roll=wishes.kind is InvoiceKind.RECEIPT))
    draft = make_draft(random, market, wishes)
    return draw_drafts(seed, [draft], name)


def make_draft(random: Random, market: Market, wishes: Wishes) -> Draft:
    """An invoice with its words and notation, ready to be drawn."""
    notation = choose_notation(market, random)
    phrases = Phrases(market.language, random)
    for labels in DISTINCT_LABELS:
        phrases.avoid_repeats(*labels)
    invoice = compose(market, random, notation, phrases, wishes)
    return Draft(
        invoice=invoice,
        market=market,
        notation=notation,
        phrases=phrases,
        random=random,
        colon=random.choice((":", ":", "", " :" if market.language == "fr" else ":")),
        marked_totals=random.random() < 0.7,
        marked_cells=random.random() < 0.25,
        tax_sum=random.random() < 0.6,
    )


def draw_drafts(seed: str, drafts: Sequence[Draft], layout: str, *, cover: bool = False) -> Drawn:
    """A PDF with these invoices one after the other, each on pages of its own."""
    look = LAYOUTS[layout]
    paper = receipt.PAPER if look.roll else PAPERS[drafts[0].market.paper + ("L" if look.landscape else "")]
    first, _ = _drawn(seed, drafts, look, paper, {})
    if first.used:
        paper = (paper[0], first.used)
    sheet, spans = _drawn(seed, drafts, look, paper, first.page_counts)  # now it is known how many pages there are
    invoices = tuple(draft.invoice for draft in drafts)
    return Drawn(sheet.finish(), invoices, sheet.places, sheet.page, spans, layout, drafts[0].market)


def _drawn(
    seed: str, drafts: Sequence[Draft], look: Layout, paper: tuple[float, float], counts: Mapping[int, int]
) -> tuple[Sheet, tuple[tuple[int, ...], ...]]:
    random = Random(f"{seed} paper")
    ink = random.choice(("#000000", "#000000", "#222222"))
    sheet = Sheet(paper, random.choice(look.families), random.choice(look.sizes), ink)
    sheet.page_counts = dict(counts)
    spans: list[tuple[int, ...]] = []
    for at, draft in enumerate(drafts):
        if at:
            sheet.new_page()
        sheet.prefix = f"records.{at}." if len(drafts) > 1 else ""
        first = sheet.page
        look.draw(sheet, replace(draft, random=Random(f"{seed} look")))
        spans.append(tuple(range(first, sheet.page + 1)))
    return sheet, tuple(spans)
