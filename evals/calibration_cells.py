"""The cells confidence is fitted to: what is known about each, and whether it is right.

The embedded reader answers every document of a corpus as if it were a page alone; the checks say what is known about
each cell, and the truth whether it is right. Cells without value, and cells the truth knows nothing
about, are left out.
"""

import json
import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from ..engine.checking.checker import check
from ..engine.checking.features import Features
from ..engine.flow import read, read_locally
from ..engine.parcel import Parcel
from ..engine.sources import sources
from ..prompts.compiled import CompiledPrompt
from ..prompts.compiler import compile_prompt
from ..schemas.document import Pages
from ..schemas.errors import FaktumError
from ..schemas.record import Cell, Record
from ..schemas.reply import Reply
from ..schemas.settings import Settings
from .calibration_false_answers import told_by_a_model
from .case import Truth
from .correctness import HEADER, LINE, is_credit_note, is_known_type, is_right
from .datasets.corpus import GROUPS
from .scorers.line_items import aligned

SORTS = {kind: group for kind, group in GROUPS.items() if group != "xml"}
"""Kind of a document in the manifest → sort it is reported as; other kinds have no page to read."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One cell that was answered."""

    features: Features
    right: bool
    field: str
    document: str
    issuer: str
    """Issuer group: what stands on one side of a fold."""
    sort: str
    """'digital', 'einvoice', 'scan' or 'receipt'."""
    made_up: bool
    """True for a generated document."""
    printed: bool = True
    """False where the truth comes from an e-invoice whose pages do not print it: reading pages cannot find it."""
    row: int | None = None
    """Line item, from 1."""
    page: str = ""
    """What tells the same pages under several file names."""
    by_model: bool = False
    """True for an answer of the stand-in for a language model."""

    @property
    def in_row(self) -> bool:
        """True for a cell of a line item."""
        return self.field in LINE


def prompt_of_calibration() -> CompiledPrompt:
    """What is asked of every document: the invoice schema with line items, banking and tax."""
    return compile_prompt(None, schema="invoice", addons=["lineitems", "banking", "vat_tax"])


def judged_cells(corpus: Path, cache: Path | None = None) -> Iterator[Judged]:
    """Every answered cell of a corpus whose truth is known.

    Args:
        corpus: a folder with manifest.jsonl, documents/ and truth/.
        cache: a folder to keep the pages in, so that a second run reads no document again.
    """
    prompt = prompt_of_calibration()
    for raw in (corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(raw)
        if not entry.get("truth") or entry["kind"] not in SORTS:
            continue
        if entry.get("duplicate_page") or entry.get("xml_page_mismatch"):
            continue
        truth = json.loads((corpus / entry["truth"]).read_text(encoding="utf-8"))
        if "records" in truth:  # several invoices in one file: which is which is another question
            continue
        pages = _pages(corpus / entry["file"], cache)
        if pages is not None:
            reply = read_locally(Parcel(pages), prompt)
            yield from judged(pages, reply, prompt, truth, entry)
            told = told_by_a_model(reply, prompt, entry["file"])
            yield from (replace(cell, by_model=True) for cell in judged(pages, told, prompt, truth, entry))


def once_each(cells: Iterable[Judged]) -> list[Judged]:
    """The cells that measure reading: printed ones, and those of one page under several file names only once.

    A scan of a page is another page: it is read anew.
    """
    met: set[tuple[object, ...]] = set()
    kept: list[Judged] = []
    for cell in cells:
        key = (cell.page, cell.sort == "scan", cell.field, cell.row, cell.by_model)
        if cell.printed and key not in met:
            met.add(key)
            kept.append(cell)
    return kept


def judged(
    pages: Pages, reply: Reply, prompt: CompiledPrompt, truth: Truth, entry: Mapping[str, Any]
) -> Iterator[Judged]:
    """The answered cells of one document whose truth is known.

    Args:
        pages: the document, read.
        reply: the answers to `prompt`; the first record counts.
        prompt: what was asked.
        truth: the document's truth.
        entry: its line of the manifest.
    """
    known: list[Features] = []

    def place(features: Features) -> float:
        known.append(features)
        return float(len(known) - 1)

    records = check(reply, pages, prompt, judge=place)
    if not records:
        return
    credit = is_credit_note(truth)
    for asked in _answers(records[0], truth, credit):
        right = asked.wanted is not None and is_right(asked.field, asked.wanted, asked.cell.value, credit)
        yield Judged(
            known[int(asked.cell.confidence)],
            right,
            asked.field,
            entry["file"],
            entry["issuer_group"],
            SORTS[entry["kind"]],
            entry.get("source") == "generated",
            asked.printed,
            asked.row,
            entry.get("page_text_sha1") or entry["file"],
        )


class _Asked(NamedTuple):
    """One cell and what the truth says of it."""

    field: str
    wanted: object
    cell: Cell
    printed: bool
    row: int | None = None


def _answers(record: Record, truth: Truth, credit: bool) -> Iterator[_Asked]:
    """All answered cells that the truth can speak about.

    A row found that no row of the truth answers to is wrong in every cell whose column the truth has.
    """
    on_page: Mapping[str, bool] = truth.get("printed") or {}
    for field in HEADER:
        wanted, cell = truth.get(field), record.fields.get(field)
        if field == "InvoiceType" and not is_known_type(wanted):
            continue
        if wanted not in (None, "") and cell is not None and cell.value is not None:
            yield _Asked(field, wanted, cell, on_page.get(field, True))
    wanted_rows: list[Truth] = truth.get("LineItems") or []
    if not wanted_rows:
        return
    lines_on_page: list[Mapping[str, bool]] = truth.get("printed_lines") or [{} for _ in wanted_rows]
    columns = [field for field in LINE if any(row.get(field) is not None for row in wanted_rows)]
    found_rows = record.line_items
    values = [{name: cell.value for name, cell in row.items()} for row in found_rows]
    partner = {j: i for i, j in aligned(wanted_rows, values, credit)}
    for number, row in enumerate(found_rows):
        wanted_row = wanted_rows[partner[number]] if number in partner else None
        on_page = lines_on_page[partner[number]] if number in partner else {}
        for field in columns:
            wanted = None if wanted_row is None else wanted_row.get(field)
            cell = row.get(field)
            if cell is None or cell.value is None or (wanted_row is not None and wanted is None):
                continue
            yield _Asked(field, wanted, cell, on_page.get(field, True), number + 1)


def _pages(file: Path, cache: Path | None) -> Pages | None:
    """The document, read, from the cache where it has it; None where it cannot be read."""
    kept = cache / f"{file.name}.pages.pickle" if cache else None
    if kept and kept.is_file():
        loaded: Pages = pickle.loads(kept.read_bytes())
        return loaded
    try:
        pages = read(next(iter(sources([file]))), Settings())
    except FaktumError:
        return None
    if kept:
        kept.write_bytes(pickle.dumps(pages))
    return pages
