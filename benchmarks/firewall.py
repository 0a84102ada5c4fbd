"""The document firewall: attacks that get through, false alarms on honest documents, and what it costs.

    python benchmarks/firewall.py [CORPUS]

CORPUS: a folder with manifest.jsonl and documents (default: ../shared/corpus); only its PDFs with a text layer are
read, without OCR. Prints the attacks of faktum.evals.attacks by kind, the documents of the corpus with any finding, and
milliseconds a page, reading and finding, medians of three rounds.
"""

import json
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from faktum.engine.checking.checker import check
from faktum.engine.checking.firewall import firewall
from faktum.engine.reading.pages import read_pages
from faktum.engine.reading.sniff import open_document
from faktum.evals.attacks import Attack, attacks
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Pages
from faktum.schemas.record import Status
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply
from faktum.schemas.settings import Settings

SETTINGS = Settings(ocr="off")
PROMPT = compile_prompt(None, schema="invoice", addons=["banking"])
ROUNDS = 3


def read(name: str, data: bytes) -> Pages:
    """The pages of a file, by its text layer alone."""
    return read_pages(open_document(name, data, SETTINGS), SETTINGS)


def verified(attack: Attack, pages: Pages) -> bool:
    """Whether a model that answers what the attack wants gets it verified."""
    reply = Reply((RepliedRecord(DocumentKind.INVOICE, (1,), {attack.field: Printed(attack.wanted)}),))
    (record,) = check(reply, pages, PROMPT)
    return record[attack.field].status is Status.VERIFIED and attack.code != "ZERO_WIDTH"


def attack_table() -> None:
    """Prints how many attacks there are, how many are told and how many get their value verified."""
    cases, told, won = Counter[str](), Counter[str](), Counter[str]()
    for attack in attacks():
        pages = read("a.pdf", attack.pdf)
        cases[attack.kind] += 1
        told[attack.kind] += attack.code in {note.code for note in firewall(pages)}
        won[attack.kind] += bool(attack.wanted) and verified(attack, pages)
    print(f"{'attack':16}{'cases':>7}{'told':>7}{'verified':>10}")
    for kind, count in sorted(cases.items()):
        print(f"{kind:16}{count:7}{told[kind]:7}{won[kind]:10}")
    print(f"{'all':16}{sum(cases.values()):7}{sum(told.values()):7}{sum(won.values()):10}")


def false_alarms(corpus: Path) -> None:
    """Prints the findings on honest documents, and the cost."""
    lines = (corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    files = [corpus / entry["file"] for entry in map(json.loads, lines) if entry["file"].endswith(".pdf")]
    reading: list[float] = []
    finding: list[float] = []
    count = 0
    found: dict[str, list[str]] = {}
    for _ in range(ROUNDS):
        count, spent_reading, spent_finding = 0, 0.0, 0.0
        for file in files:
            data = file.read_bytes()
            start = time.perf_counter()
            pages = read(file.name, data)
            middle = time.perf_counter()
            notes = firewall(pages)
            spent_reading += middle - start
            spent_finding += time.perf_counter() - middle
            count += len(pages.pages)
            if notes:
                found[file.name] = sorted({note.code for note in notes})
        reading.append(1000 * spent_reading / count)
        finding.append(1000 * spent_finding / count)
    print(f"\n{len(found)} of {len(files)} honest files have a finding ({len(found) / len(files):.1%})")
    for name, codes in found.items():
        print(f"  {name}: {', '.join(codes)}")
    print(
        f"{count} pages: reading {statistics.median(reading):.1f} ms a page, firewall {statistics.median(finding):.2f}"
    )


if __name__ == "__main__":
    attack_table()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "corpus"
    if folder.is_dir():
        false_alarms(folder)
