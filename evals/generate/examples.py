"""`python -m faktum.evals.generate.examples examples`: the documents that come with the project, and their truth."""

import csv
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from .compose import Wishes
from .content import Invoice, InvoiceKind
from .document import Drawn, draw_invoice
from .markets import MARKETS
from .scan import Damage, scanned_image, scanned_pdf

PROMPT = "Extract invoice number, invoice date, vendor name, net amount, tax, total amount"
"""The columns of expected.csv answer it."""

COLUMNS = ("Source File", "Invoice Number", "Invoice Date", "Vendor Name", "Net Amount", "Tax", "Total Amount")


@dataclass(frozen=True, slots=True)
class Example:
    """One file of the folder."""

    file: str
    seed: str
    locale: str
    layout: str
    wishes: Wishes
    damage: Damage | None = None
    """Set for scans and photos."""


SCAN = Damage(dpi=120, tilt=0.7, noise=0.025, contrast=0.9, quality=38, paper=250)
PHOTO = Damage(dpi=170, tilt=-1.4, noise=0.02, blur=0.4, shade=0.2, quality=58, paper=240, color=True, background=120)

EXAMPLES = (
    Example("Rechnung.pdf", "a", "de_DE", "din-letter", Wishes(InvoiceKind.INVOICE, 6)),
    Example("facture client.pdf", "b", "fr_FR", "tax-grid", Wishes(InvoiceKind.INVOICE, 30)),
    Example("invoice (1).pdf", "c", "en_US", "boxed-letter", Wishes(InvoiceKind.INVOICE, 4)),
    Example("factuur.pdf", "d", "nl_NL", "din-letter", Wishes(InvoiceKind.INVOICE, 5, two_rates=True)),
    Example("abono.pdf", "e", "es_ES", "tax-grid", Wishes(InvoiceKind.CREDIT_NOTE, 2)),
    Example("till-receipt.jpg", "f", "en_GB", "receipt", Wishes(InvoiceKind.RECEIPT, 5), PHOTO),
    Example("scan0042.pdf", "g", "en_GB", "boxed-letter", Wishes(InvoiceKind.INVOICE, 5), SCAN),
)
"""Chosen to differ in language, layout and carrier."""


def write(folder: Path) -> None:
    """Write every example and expected.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "expected.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for example in EXAMPLES:
            drawn = drawing(example)
            (folder / example.file).write_bytes(data(example, drawn))
            rows.writerow(expected(example, drawn.invoices[0]))


def drawing(example: Example) -> Drawn:
    """The example's page before it was scanned."""
    market = next(market for market in MARKETS if market.locale == example.locale)
    return draw_invoice(f"example {example.seed}", market, layout=example.layout, wishes=example.wishes)


def data(example: Example, drawn: Drawn) -> bytes:
    """The example's bytes."""
    if example.damage is None:
        return drawn.pdf
    random = Random(example.seed)
    if example.file.endswith(".pdf"):
        return scanned_pdf(drawn.pdf, example.damage, random)
    return scanned_image(drawn.pdf, example.damage, random, Path(example.file).suffix)


def expected(example: Example, invoice: Invoice) -> tuple[str, ...]:
    """The right row: dates ISO, amounts with a point, as many decimals as the currency has."""
    amounts: tuple[Decimal, ...] = (invoice.net, invoice.tax, invoice.gross)
    texts = tuple(f"{amount:.2f}" for amount in amounts)
    return (example.file, invoice.number, invoice.issued.isoformat(), invoice.supplier.name, *texts)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
