"""Many documents with truth and manifest, laid out as the corpus is."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from .bundles import draw_bundle
from .compose import Wishes
from .content import InvoiceKind
from .document import Drawn, draw_invoice, draw_long_list, draw_other
from .long_list import LONG_LIST_ROWS
from .markets import Market, markets
from .scan import choose_damage, scanned_image, scanned_pdf
from .truth import truth_of

SHARES = {"digital": 58, "scan": 18, "receipt": 7, "long-table": 5, "credit-note": 6, "bundle": 3, "negative": 3}
"""What a mixed batch is made of, in parts."""

KINDS = ("mixed", *SHARES, "long-list")
"""What can be asked for; a long list is longer and more varied than the long tables of a mixed batch."""

LONG_ROWS = (27, 45, 80, 140, 300)
"""Lines of a long table when no number is asked for."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to generate."""

    count: int = 20
    seed: str = "0"
    kind: str = "mixed"
    rows: int | None = None
    """Lines per invoice; None leaves it to chance."""
    layout: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """One document ready to be written."""

    name: str
    """File name with its suffix."""
    data: bytes
    truth: dict[str, Any] | None
    entry: dict[str, Any]
    """Its line of the manifest."""


def write(order: Order, folder: Path) -> int:
    """Write documents/, truth/ and manifest.jsonl of what is ordered; the number of documents."""
    return save(make(order), folder)


def save(documents: Iterable[Made], folder: Path) -> int:
    """Write documents/, truth/ and manifest.jsonl; the number of documents."""
    for part in ("documents", "truth"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    for made in documents:
        (folder / "documents" / made.name).write_bytes(made.data)
        if made.truth is not None:
            (folder / made.entry["truth"]).write_text(json.dumps(made.truth, ensure_ascii=False) + "\n", "utf-8")
        lines.append(json.dumps(made.entry, ensure_ascii=False))
    (folder / "manifest.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return len(lines)


def make(order: Order) -> Iterator[Made]:
    """The documents, one after the other; the same order gives the same bytes."""
    for at in range(order.count):
        seed = f"{order.seed} {order.kind} {at}"
        random = Random(seed)
        kind = order.kind if order.kind != "mixed" else random.choices(list(SHARES), list(SHARES.values()))[0]
        market = random.choice(markets(order.languages))
        yield _made(order, at, kind, seed, market, random)


def _made(order: Order, at: int, kind: str, seed: str, market: Market, random: Random) -> Made:
    stem = f"{kind}-{at:04}"
    tail = market.locale.lower().replace("_", "-")
    if kind == "negative":
        other, pdf, pages = draw_other(seed, market)
        return _other(f"{stem}-{other}-{tail}", pdf, pages, market)
    if kind == "long-list":
        wishes = Wishes(InvoiceKind.INVOICE, order.rows or LONG_LIST_ROWS[at % len(LONG_LIST_ROWS)])
        drawn = draw_long_list(seed, market, wishes=wishes)
        return _packed(
            f"{stem}-{len(drawn.invoices[0].lines)}-{tail}", ".pdf", drawn.pdf, drawn, "digital_pdf", has_text=True
        )
    rows = order.rows or (random.choice(LONG_ROWS) if kind == "long-table" else None)
    draw = draw_bundle if kind == "bundle" else draw_invoice
    drawn = draw(seed, market, layout=order.layout, wishes=Wishes(_invoice_kind(kind), rows))
    name = f"{stem}-{drawn.layout}-{tail}"
    group = "receipt" if kind == "receipt" else ""
    if kind not in ("scan", "receipt") or (kind == "receipt" and random.random() < 0.25):
        return _packed(name, ".pdf", drawn.pdf, drawn, group or "digital_pdf", has_text=True)
    photo = random.random() < (0.6 if kind == "receipt" else 0.15)
    damage = choose_damage(random, photo=photo)
    if drawn.pages > 1 or random.random() < 0.5:
        return _packed(name, ".pdf", scanned_pdf(drawn.pdf, damage, random), drawn, group or "scan", has_text=False)
    suffix = ".jpg" if photo or random.random() < 0.6 else ".png"
    data = scanned_image(drawn.pdf, damage, random, suffix)
    return _packed(name, suffix, data, drawn, group or ("photo" if photo else "scan"), has_text=False)


def _invoice_kind(kind: str) -> InvoiceKind | None:
    match kind:
        case "credit-note":
            return InvoiceKind.CREDIT_NOTE
        case "receipt":
            return InvoiceKind.RECEIPT
        case "long-table":
            return InvoiceKind.INVOICE
        case _:
            return None


def _packed(name: str, suffix: str, data: bytes, drawn: Drawn, kind: str, *, has_text: bool) -> Made:
    several = len(drawn.invoices) > 1
    entry = {
        **_entry(name, suffix, kind, drawn.market, drawn.pages, len(data)),
        "has_text_layer": has_text,
        "truth": f"truth/{name}.json",
        "issuer_group": f"{drawn.layout}/{drawn.invoices[0].supplier.name}",
        "category": "MultiDocument" if several else drawn.invoices[0].kind.value,
    }
    return Made(f"{name}{suffix}", data, truth_of(drawn, places=has_text), entry)


def _other(name: str, pdf: bytes, pages: int, market: Market) -> Made:
    entry = {
        **_entry(name, ".pdf", "digital_pdf", market, pages, len(pdf)),
        "has_text_layer": True,
        "truth": None,
        "issuer_group": name,
        "category": "NotAnInvoice",
    }
    return Made(f"{name}.pdf", pdf, None, entry)


def _entry(name: str, suffix: str, kind: str, market: Market, pages: int, size: int) -> dict[str, Any]:
    return {
        "id": name,
        "file": f"documents/{name}{suffix}",
        "source": "generated",
        "licence": "Apache-2.0",
        "kind": kind,
        "language": market.language,
        "pages": pages,
        "bytes": size,
    }
