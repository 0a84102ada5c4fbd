"""`python -m faktum.evals.datasets.fixtures`: writes evals/fixtures, a small corpus of our own that runs offline.

Some of everything: text in seven languages, two scans, a photographed receipt, a credit note, a long table, several
invoices in one file, and two documents that are no invoice.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from ..generate.batch import Made, Order, make, save
from .load import FIXTURES_FOLDER

ORDERS = (
    *(
        Order(1, f"fixtures {locale}", "digital", languages=(locale,))
        for locale in ("de_DE", "en_GB", "en_US", "fr_FR", "nl_NL", "it_IT", "es_ES", "pl_PL")
    ),
    Order(1, "fixtures 0", "scan", rows=3, languages=("de_DE",)),
    Order(1, "fixtures 7", "scan", rows=3, languages=("de_DE",)),
    Order(1, "fixtures 7", "receipt", rows=4, languages=("en_GB",)),
    Order(1, "fixtures", "credit-note", languages=("de_AT",)),
    Order(1, "fixtures", "long-table", rows=60, languages=("fr_FR",)),
    Order(1, "fixtures", "bundle", languages=("en_GB",)),
    Order(2, "fixtures", "negative", languages=("en_GB",)),
)
"""What the set is made of; the seeds of the pictures were chosen for small files."""


def fixtures() -> Iterator[Made]:
    """The documents; the same bytes each time."""
    for order in ORDERS:
        yield from make(order)


def main(arguments: list[str] | None = None) -> int:
    """Write the set and say how much it is; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m faktum.evals.datasets.fixtures", description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=FIXTURES_FOLDER, help="default: evals/fixtures")
    folder: Path = parser.parse_args(arguments).out
    count = save(fixtures(), folder)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{count} documents in {folder}, {size / 1e6:.2f} MB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
