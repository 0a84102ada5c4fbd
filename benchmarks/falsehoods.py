"""Planted falsehoods: is what is true found on its page, and is what is false noticed?

    python benchmarks/falsehoods.py ../shared/corpus [--group digital|scan] [--spelling typed|printed] [--pages FOLDER]
        [--peer PYTHON] [--show KIND]

Takes the true records of the corpus (digital PDFs, scans and photos; pages that several documents share once) and feeds
them to the checker as the reply of a model that says neither page nor box nor label. Each value comes in two spellings:
typed (2019-03-05, 1234.5) and as printed, where a usual spelling stands on the page. Then one falsehood is planted at a
time (evals/planted.py).

What counts: values that the truth says are printed (its own marks: `printed`, `only_printed`, or read off the page by
hand) of fields that are read, not judged: the type, the currency and the country codes are shown apart ("codes"). A
false value counts as printed nowhere if no reading of any characters of the page gives it (evals/printed_text.py, which
knows nothing of the engine); for a scan, of the page it was made from. A planted value is "noted" if a note names its
field that the true record did not get; a row, if any note came with it. "Repaired": the checker put the true value
in its place. "Caught" is: not verified, or noted.

Places: where the characters of a true value stand once on its pages, its place is known; the box given is held against
the box of those words (IoU of at least 0.5), and its page against theirs.

--pages keeps pages between runs, so that scans are read once. --peer is the interpreter of an environment with the
grounder paperpin, which gets the same values of the digital documents, all of one kind at a time.
"""

import argparse
import json
import pickle
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from faktum.engine.checking.checker import check
from faktum.engine.reading.pages import read_pages
from faktum.engine.reading.sniff import open_document
from faktum.evals.planted import Falsehood, TrueRecord, falsehoods
from faktum.evals.printed_text import folded
from faktum.evals.true_record import Spelling, kinds_of, reply_with, spelled, text_of, true_record
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Box, Pages
from faktum.schemas.fields import Kind
from faktum.schemas.record import Cell, Note, Record, Severity
from faktum.schemas.reply import Reply
from faktum.schemas.settings import Settings

GROUPS = {"digital_pdf": "digital", "scan": "scan", "photo": "scan"}
PROMPT = compile_prompt(None, schema="invoice", addons=("lineitems", "banking", "vat_tax"))
KINDS = kinds_of(PROMPT)
CODES = (Kind.CHOICE, Kind.COUNTRY, Kind.CURRENCY)
SPELLINGS: tuple[Spelling, ...] = ("typed", "printed")
STATUSES = ("verified", "ambiguous", "derived", "not_found", "repaired")
PEER = Path(__file__).with_name("peer_grounder.py")


@dataclass(frozen=True)
class Sample:
    """A document with its pages and its truth."""

    path: Path
    group: str
    pages: Pages
    record: TrueRecord


@dataclass
class Tally:
    """What became of the values of one kind and field."""

    seen: int = 0
    statuses: Counter[str] = field(default_factory=Counter[str])
    noted: int = 0
    caught: int = 0

    def add(self, status: str, noted: bool) -> None:
        """Count one value."""
        self.seen += 1
        self.statuses[status] += 1
        self.noted += noted
        self.caught += noted or status != "verified"

    def line(self, name: str) -> str:
        """As a line of the table."""
        counts = (*(self.statuses[status] for status in STATUSES), self.noted, self.caught)
        return f"{name:46} {self.seen:6}  " + "  ".join(f"{100 * count / self.seen:6.2f}" for count in counts)


# -- the corpus -------------------------------------------------------------------------------------------------------


def samples(corpus: Path, group: str, kept: Path | None) -> Iterator[Sample]:
    """Every document of a group that has truth."""
    entries = [json.loads(line) for line in (corpus / "manifest.jsonl").read_text("utf-8").splitlines()]
    originals = {entry.get("variant_of"): entry for entry in entries if entry["kind"] == "digital_pdf"}
    for entry in entries:
        if GROUPS.get(entry["kind"]) != group or not entry.get("truth") or entry.get("duplicate_page"):
            continue
        path = corpus / entry["file"]
        pages = read(path, kept)
        original = originals.get(entry["variant_of"]) if entry.get("variant_of") else None
        told = read(corpus / original["file"], kept) if original and group == "scan" else pages
        truth = json.loads((corpus / entry["truth"]).read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
        yield Sample(path, group, pages, true_record(path.name, truth, text_of(told), KINDS))


def read(path: Path, kept: Path | None) -> Pages:
    """The pages of a document, from the folder where an earlier run kept them or else read now."""
    file = kept / f"{path.name}.pages.pickle" if kept else None
    if file and file.exists():
        return pickle.loads(file.read_bytes())
    settings = Settings()
    pages = read_pages(open_document(path.name, path.read_bytes(), settings), settings)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(pages))
    return pages


# -- checking ---------------------------------------------------------------------------------------------------------


class Clock:
    """Seconds spent in the checker, and pages checked."""

    def __init__(self) -> None:
        self.seconds, self.pages = 0.0, 0

    def check(self, said: Reply, pages: Pages) -> Record:
        """The record of a reply."""
        began = time.perf_counter()
        (record,) = check(said, pages, PROMPT)
        self.seconds += time.perf_counter() - began
        self.pages += len(pages.pages)
        return record


# -- measuring --------------------------------------------------------------------------------------------------------


def measure(chosen: Sequence[Sample], spelling: Spelling, show: str | None) -> dict[str, dict[str, Tally]]:
    """Kind → field → tally, true values first; prints cost and places."""
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    true_clock, false_clock, places = Clock(), Clock(), Counter[str]()
    records = [sample.record for sample in chosen]
    for sample in chosen:
        truth = sample.record
        true = true_clock.check(
            reply_with(truth, truth.fields, truth.rows, sample.pages, spelling, PROMPT), sample.pages
        )
        for name, row, cell in cells(true, truth):
            kind = "true, codes" if KINDS["LineItems" if row else None, name] in CODES else "true"
            kind = "true, cells of rows" if row else kind
            bad = cell.status.value != "verified"
            tallies[kind][name].add(cell.status.value, False)
            if show == kind and bad:
                print(f"   {truth.name}: {name} {row or ''} {cell.printed!r}: {cell.status.value} {cell.evidence[:1]}")
            placed(sample, truth, name, row, cell, places)
        tallies["true records"]["with a warning"].add("verified", bool(warnings(true)))
        for lie in falsehoods(truth, records):
            said = reply_with(truth, lie.fields, lie.rows, sample.pages, spelling, PROMPT)
            record = false_clock.check(said, sample.pages)
            status, notes = outcome(lie, record, true)
            tallies[lie.kind][lie.field].add(status, bool(notes))
            failed = (status == "verified" and not notes) or (
                not lie.printed and lie.value and status not in ("not_found", "repaired")
            )
            if show == lie.kind and failed:
                where = cell_of(lie, record).evidence[:1]
                print(f"   {truth.name}: {lie.field} {lie.row or ''} {lie.value!r}: {status} {notes} {where}")
    print(f"{spelling}: {1000 * true_clock.seconds / true_clock.pages:.2f} ms a page for true records,"
          f" {1000 * false_clock.seconds / false_clock.pages:.2f} with a falsehood")  # fmt: skip
    if places["known"]:
        print(f"   places known: {places['known']}; word {100 * places['word'] / places['known']:.1f} %,"
              f" page {100 * places['page'] / places['known']:.1f} %")  # fmt: skip
    return tallies


def cells(record: Record, truth: TrueRecord) -> Iterator[tuple[str, int | None, Cell]]:
    """(field, row, cell) for every true value."""
    for name in truth.fields:
        yield name, None, record.fields[name]
    for number, row in enumerate(truth.rows, 1):
        for name in row:
            yield name, number, record.line_items[number - 1][name]


def cell_of(lie: Falsehood, record: Record) -> Cell:
    """The cell that holds the false value."""
    if lie.row is None:
        return record.fields.get(lie.field, Cell())
    return record.line_items[lie.row - 1].get(lie.field, Cell())


def outcome(lie: Falsehood, record: Record, true: Record) -> tuple[str, list[str]]:
    """The status of the false value, and the codes of the notes it brought."""
    before = {(note.code, note.row, note.fields) for note in true.notes}
    notes = [note for note in record.notes if (note.code, note.row, note.fields) not in before]
    if lie.value is None:
        return "not_found" if notes else "verified", [note.code for note in notes]
    named = [note.code for note in notes if lie.field in note.fields and note.row in (None, lie.row)]
    cell = cell_of(lie, record)
    return "repaired" if cell.value == cell_of(lie, true).value else cell.status.value, named


def warnings(record: Record) -> list[Note]:
    """Notes that ask for a look."""
    return [note for note in record.notes if note.severity is not Severity.INFO]


def placed(sample: Sample, truth: TrueRecord, name: str, row: int | None, cell: Cell, places: Counter[str]) -> None:
    """Count the place given for a value, if its characters stand once on the pages."""
    value = truth.rows[row - 1][name] if row else truth.fields[name]
    known = known_place(sample.pages, spelled(value, value, "printed", truth.text))
    if known is None:
        return
    places["known"] += 1
    best = next(iter(cell.evidence), None)
    if best is not None and best.page == known[0]:
        places["page"] += 1
        places["word"] += best.box is not None and overlap(best.box, known[1]) >= 0.5


def known_place(pages: Pages, text: str) -> tuple[int, Box] | None:
    """Page and box of the words that say a text, where words say it just once."""
    wanted = [token for token in map(folded, text.split()) if token]
    found: list[tuple[int, Box]] = []
    for page in pages.pages:
        words = [word for word in page.words if folded(word.text)]
        tokens = [folded(word.text) for word in words]
        for at in range(len(tokens) - len(wanted) + 1):
            if wanted and tokens[at : at + len(wanted)] == wanted:
                box = words[at].box
                for word in words[at : at + len(wanted)]:
                    box = box.union(word.box)
                found.append((page.number, page.as_shown(box)))
    return found[0] if len(found) == 1 else None


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    shared = max(width, 0) * max(height, 0)
    return shared / (one.width * one.height + other.width * other.height - shared)


# -- the peer ---------------------------------------------------------------------------------------------------------


def measure_peer(python: Path, chosen: Sequence[Sample], spelling: Spelling) -> dict[str, dict[str, Tally]]:
    """The same values through the peer: the true record, then all falsehoods of one kind together."""
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    records = [sample.record for sample in chosen]
    seconds: list[float] = []
    command = [str(python), str(PEER)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:
        assert peer.stdin
        assert peer.stdout
        for sample in chosen:
            truth = sample.record
            lies = [lie for lie in falsehoods(truth, records) if lie.value is not None and lie.row is None]
            kinds = ["true", *dict.fromkeys(lie.kind for lie in lies)]
            changed = [{lie.field: lie.value for lie in lies if lie.kind == kind and lie.value} for kind in kinds]
            runs = [
                {name: spelled(value, truth.fields[name], spelling, truth.text)
                 for name, value in {**truth.fields, **changes}.items() if KINDS[None, name] not in CODES}
                for changes in changed
            ]  # fmt: skip
            peer.stdin.write(json.dumps({"file": str(sample.path), "runs": runs}) + "\n")
            peer.stdin.flush()
            answer = json.loads(peer.stdout.readline())
            seconds += answer["seconds"]
            for kind, changes, statuses in zip(kinds, changed, answer["statuses"], strict=True):
                for name in changes or runs[0]:
                    tallies[kind][name].add(statuses[name], False)
        peer.stdin.close()
    print(f"peer, {spelling}: {sum(seconds) / len(seconds):.3f} s a document")
    return tallies


# -- the table --------------------------------------------------------------------------------------------------------


def report(tallies: Mapping[str, Mapping[str, Tally]], title: str) -> None:
    """Print a table: a line for each kind, and below it one for each field."""
    print(f"\n{title:46} values  {'  '.join(f'{status:>6.6}' for status in STATUSES)}   noted  caught")
    for kind, by_field in tallies.items():
        total = Tally()
        for tally in by_field.values():
            total.seen, total.noted, total.caught = (
                total.seen + tally.seen, total.noted + tally.noted, total.caught + tally.caught)  # fmt: skip
            total.statuses += tally.statuses
        print(total.line(kind))
        for name, tally in sorted(by_field.items()):
            print(tally.line(f"    {name}"))
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--group", choices=("digital", "scan"), action="append")
    parser.add_argument("--spelling", choices=SPELLINGS, action="append")
    parser.add_argument("--pages", type=Path, help="folder that keeps read pages between runs")
    parser.add_argument("--peer", type=Path, help="python of an environment with paperpin")
    parser.add_argument("--show", metavar="KIND", help="list the values of a kind that came out wrong")
    given = parser.parse_args()
    for group in given.group or ("digital", "scan"):
        chosen = list(samples(given.corpus, group, given.pages))
        print(f"{group}: {len(chosen)} documents, {sum(len(one.pages.pages) for one in chosen)} pages")
        for spelling in given.spelling or SPELLINGS:
            report(measure(chosen, spelling, given.show), f"{group}, {spelling}")
            if given.peer and group == "digital":
                report(measure_peer(given.peer, chosen, spelling), f"peer, {group}, {spelling}")


if __name__ == "__main__":
    main()
