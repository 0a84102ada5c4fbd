"""One generated document: from a seed to a PDF with its truth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from .blocks import stamp
from .compose import CHANCE, ISSUERS, Wishes, compose
from .content import Invoice, InvoiceKind
from .draft import Draft
from .layouts import LAYOUTS, layouts_for, receipt
from .long_list import with_long_list
from .markets import Market
from .notation import choose_notation
from .others import LIKE_INVOICES, OTHERS
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


INVOICE_WORDS = ("INVOIC", "RECHN", "FACTU", "FATTUR", "FATUR", "FAKTUR", "СЧЕТ", "СЧЁТ", "ՀԱՇԻՎ", "ՀԱՇՎԻ")
"""What a paper that is no invoice does not call itself."""


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
    free: tuple[int, ...] = ()
    """Pages that may be counted to the invoice before them or to none: terms of business, empty pages."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in a file: an invoice in a layout, or pages that are none."""

    draft: Draft
    layout: str = ""
    """The layout's name; '' for pages that are no invoice."""
    draw: Callable[[Sheet, Draft], None] | None = None
    """How pages that are no invoice are drawn."""
    free: bool = False
    """True: its pages may be counted to the invoice before them."""


def draw_invoice(seed: str, market: Market, *, layout: str | None = None, wishes: Wishes = CHANCE) -> Drawn:
    """A PDF with one invoice."""
    random = Random(f"{seed} content")
    name = layout or random.choice(layouts_for(market.locale, roll=wishes.kind is InvoiceKind.RECEIPT))
    return draw_parts(seed, [Part(make_draft(random, market, wishes), name)])


def draw_long_list(seed: str, market: Market, *, wishes: Wishes = CHANCE) -> Drawn:
    """A PDF with one invoice whose table is long, its columns, words and ruling varied on purpose."""
    random = Random(f"{seed} content")
    draft = with_long_list(make_draft(random, market, wishes), random)
    return draw_parts(seed, [Part(draft, "long-list")])


def draw_other(seed: str, market: Market, name: str | None = None) -> tuple[str, bytes, int]:
    """A document that is no invoice: its kind (one of OTHERS), the PDF and the number of its pages."""
    random = Random(f"{seed} content")
    name = name or random.choice([*OTHERS, *LIKE_INVOICES])
    if name in LIKE_INVOICES:
        draft = make_draft(random, market, replace(CHANCE, kind=InvoiceKind.INVOICE), paper=LIKE_INVOICES[name])
        drawn = draw_parts(seed, [Part(draft, random.choice(layouts_for(market.locale)))])
        return name, drawn.pdf, drawn.pages
    draft = make_draft(random, market, replace(CHANCE, kind=InvoiceKind.INVOICE))
    family = random.choice(("helvetica", "times", "vera"))
    sheet = Sheet(PAPERS[market.paper], family, random.choice((9.0, 10.0)), wide=not market.core_fonts)
    OTHERS[name](sheet, draft)
    return name, sheet.finish(), sheet.page


def make_draft(random: Random, market: Market, wishes: Wishes, *, paper: str = "") -> Draft:
    """An invoice with its words and notation, ready to be drawn; with `paper`, one that calls itself something else."""
    notation = choose_notation(market, random)
    without = (("VAT",) if market.country == "US" else ()) + (INVOICE_WORDS if paper else ())
    phrases = Phrases(market.language, random, without=without)
    for labels in DISTINCT_LABELS:
        phrases.avoid_repeats(*labels)
    issuer = wishes.issuer if wishes.issuer is not None else random.randrange(ISSUERS)
    invoice = compose(market, random, notation, phrases, replace(wishes, issuer=issuer))
    if paper:
        invoice = replace(invoice, number=f"{random.choice('ABQ')}{random.randint(10**4, 10**6)}", due_date=None)
    return Draft(
        invoice=invoice,
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
        paper=paper,
    )


def draw_parts(seed: str, parts: Sequence[Part], *, first_only: frozenset[str] = frozenset()) -> Drawn:
    """A PDF of these parts, one after the other; `first_only` are fields that later pages of a part do not repeat."""
    look = LAYOUTS.get(parts[0].layout)
    market = parts[0].draft.market
    paper = (
        receipt.PAPER
        if look and look.roll
        else PAPERS[market.paper + ("L" if look is not None and look.landscape else "")]
    )
    first, _ = _draw(seed, parts, paper, {}, first_only)
    if first.used:
        paper = (paper[0], first.used)
    counts = first.page_counts  # how many pages each invoice has is known only now
    sheet, spans = _draw(seed, parts, paper, counts, first_only)
    return Drawn(
        pdf=sheet.finish(),
        invoices=tuple(part.draft.invoice for part in parts if part.layout),
        places=sheet.places,
        pages=sheet.page,
        spans=tuple(span for part, span in zip(parts, spans, strict=True) if part.layout),
        layout="+".join(dict.fromkeys(part.layout for part in parts if part.layout)),
        market=market,
        free=tuple(page for part, span in zip(parts, spans, strict=True) if part.free for page in span),
    )


def _draw(
    seed: str,
    parts: Sequence[Part],
    paper: tuple[float, float],
    counts: Mapping[int, int],
    first_only: frozenset[str],
) -> tuple[Sheet, tuple[tuple[int, ...], ...]]:
    sheet = Sheet(paper, wide=not parts[0].draft.market.core_fonts)
    sheet.page_counts = dict(counts)
    sheet.first_only = first_only
    several = sum(bool(part.layout) for part in parts) > 1
    spans: list[tuple[int, ...]] = []
    records = 0
    for at, part in enumerate(parts):
        if at:
            sheet.new_page()
        sheet.first_page = first = sheet.page
        if part.draw is not None:
            sheet.prefix = "other."
            part.draw(sheet, part.draft)
        else:
            sheet.prefix = f"records.{records}." if several else ""
            _draw_invoice(seed, sheet, part)
            records += 1
        spans.append(tuple(range(first, sheet.page + 1)))
    sheet.places = {name: found for name, found in sheet.places.items() if not name.startswith("other.")}
    return sheet, tuple(spans)


def _draw_invoice(seed: str, sheet: Sheet, part: Part) -> None:
    look, name = LAYOUTS[part.layout], part.layout
    random = Random(f"{seed} {name} paper")
    sheet.family, sheet.font_size = random.choice(look.families), random.choice(look.sizes)
    sheet.ink = random.choice(("#000000", "#000000", "#222222"))
    look.draw(sheet, replace(part.draft, random=Random(f"{seed} {name} look")))
    if not look.roll and Random(f"{seed} {name} stamp").random() < 0.06:
        stamp(sheet, part.draft.phrases("text.stamp"))
