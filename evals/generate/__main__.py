"""`python -m faktum.evals.generate OUT`: invoices that nobody sent, with the truth about them."""

import argparse
import sys
import time
from pathlib import Path

from ...schemas.errors import FaktumError
from .batch import KINDS, Order, write
from .layouts import LAYOUTS


def main(arguments: list[str] | None = None) -> int:
    """Write the documents and say how many; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m faktum.evals.generate",
        description="Invoices with exact truth, laid out as an evaluation corpus.",
    )
    parser.add_argument("out", type=Path, help="folder for documents/, truth/ and manifest.jsonl")
    parser.add_argument("--count", type=int, default=20, help="documents (default 20)")
    parser.add_argument("--seed", default="0", help="the same seed gives the same bytes (default 0)")
    parser.add_argument("--kind", choices=KINDS, default="mixed")
    parser.add_argument("--rows", type=int, help="line items per invoice (default: varied)")
    parser.add_argument(
        "--layout", choices=sorted(LAYOUTS), help="one layout only (default: those in use in each country)"
    )
    parser.add_argument("--languages", default="", help="comma-separated languages or locales: de,fr_CH (default: all)")
    given = parser.parse_args(arguments)
    languages = tuple(part for part in given.languages.split(",") if part)
    started = time.perf_counter()
    order = Order(given.count, given.seed, given.kind, given.rows, given.layout, languages)
    try:
        written = write(order, given.out)
    except FaktumError as error:
        parser.error(error.message)
    print(f"{written} documents in {given.out} ({time.perf_counter() - started:.1f} s)", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
