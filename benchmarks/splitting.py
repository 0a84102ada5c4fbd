"""Several invoices in one file, and files with none: where the embedded reader sees a document begin and end.

python benchmarks/splitting.py [--seed N] [--count N] [--languages de,en] [--show N]

COUNT generated files with two to eight invoices, and as many papers that are no invoice, all languages in turn:
- files right: every record has the pages of one invoice of the truth and nothing is left over; terms of business and
  empty pages behind an invoice may be counted to it or to none;
- boundary F1: over the first pages of invoices;
- records from papers that are no invoice (there should be none).
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from faktum.engine.asking.local.reader import LocalReader
from faktum.engine.flow import read
from faktum.engine.sources import Source
from faktum.evals.generate.bundles import draw_bundle
from faktum.evals.generate.document import draw_other
from faktum.evals.generate.markets import MARKETS
from faktum.evals.generate.others import LIKE_INVOICES, OTHERS
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.reply import DocumentKind
from faktum.schemas.settings import Settings

PROMPT = compile_prompt("Extract invoice number, invoice date, total amount")
SETTINGS = Settings(ocr="off", validate_einvoices=False)


@dataclass
class Tally:
    """What was counted so far."""

    files: int = 0
    right: int = 0
    begins_found: int = 0
    begins_read: int = 0
    begins_true: int = 0
    negatives: int = 0
    taken: int = 0
    taken_from: Counter[str] = field(default_factory=Counter[str])
    wrong: list[str] = field(default_factory=list[str])

    def boundary_f1(self) -> float:
        """F1 over first pages of invoices."""
        return 2 * self.begins_found / max(1, self.begins_read + self.begins_true)


def records_of(name: str, pdf: bytes) -> list[tuple[tuple[int, ...], str]]:
    """(pages, reason) of every record read from a PDF."""
    reply = LocalReader().read(read(Source(name, pdf), SETTINGS), PROMPT)
    orders = DocumentKind.PURCHASE_ORDER  # a record of its own kind, and no invoice
    return [(record.pages, record.reason) for record in reply.records if record.kind is not orders]


def split_one(tally: Tally, seed: str, languages: Sequence[str], at: int) -> None:
    """Read one generated file with several invoices and count what came of it."""
    known = [market for market in MARKETS if market.language in languages]
    drawn = draw_bundle(f"{seed} bundle {at}", known[at % len(known)])
    records = records_of(f"bundle {at}.pdf", drawn.pdf)
    free = set(drawn.free)
    got = [tuple(page for page in pages if page not in free) for pages, _ in records]
    tally.files += 1
    tally.begins_true += len(drawn.spans)
    tally.begins_read += len(got)
    tally.begins_found += len({span[0] for span in drawn.spans} & {pages[0] for pages in got if pages})
    if got == list(drawn.spans):
        tally.right += 1
    else:
        tally.wrong.append(f"{at} {drawn.market.locale} {drawn.layout}: truth {list(drawn.spans)} read {records}")


def refuse_one(tally: Tally, seed: str, languages: Sequence[str], at: int) -> None:
    """Read one generated paper that is no invoice and count the records that were taken from it."""
    known = [market for market in MARKETS if market.language in languages]
    names = [*OTHERS, *LIKE_INVOICES]
    name, pdf, _ = draw_other(f"{seed} other {at}", known[(at // len(names) + at) % len(known)], names[at % len(names)])
    records = records_of(f"{name} {at}.pdf", pdf)
    tally.negatives += 1
    if records:
        tally.taken += len(records)
        tally.taken_from[name] += 1
        tally.wrong.append(f"{at} {name} {known[(at // len(names) + at) % len(known)].locale}: {records}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=100)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--languages", default=",".join(sorted({market.language for market in MARKETS})))
    parser.add_argument("--show", type=int, default=0, help="how many of the wrong ones to print")
    given = parser.parse_args()
    languages = given.languages.split(",")
    tally = Tally()
    for at in range(given.count):
        split_one(tally, str(given.seed), languages, at)
        refuse_one(tally, str(given.seed), languages, at)
    for line in tally.wrong[: given.show]:
        print(line)
    print(
        f"files right {tally.right} of {tally.files} ({tally.right / tally.files:.3f}), "
        f"boundary F1 {tally.boundary_f1():.4f} over {tally.begins_true} invoices; "
        f"records from {tally.negatives} papers that are no invoice: {tally.taken} {dict(tally.taken_from)}"
    )


if __name__ == "__main__":
    main()
