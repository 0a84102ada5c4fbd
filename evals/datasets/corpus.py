"""A corpus: manifest.jsonl (one document a line), documents/ and truth/.

A line of the manifest has id, file, kind, truth (a path or null), issuer_group, language and category. Left out are
documents of which nothing is known, those that repeat another's page (`duplicate_page`), and PDFs whose XML
belongs to another page (`xml_page_mismatch`): they would count twice, or measure nothing.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...schemas.errors import InvalidTruth
from ..case import Case, Dataset
from .data_files import read_lines, read_object

MANIFEST = "manifest.jsonl"

GROUPS: Mapping[str, str] = {
    "digital_pdf": "digital",
    "einvoice_pdf": "einvoice",
    "scan": "scan",
    "photo": "scan",
    "receipt": "receipt",
    "xml": "xml",
}
"""Kind in the manifest → group it is reported with; documents of other kinds are left out."""

NO_INVOICE = "NotAnInvoice"
"""Category of a document that is no invoice."""


def is_corpus(path: Path) -> bool:
    """Whether the folder holds a manifest."""
    return (path / MANIFEST).is_file()


def load_corpus(path: Path) -> Dataset:
    """The documents of the manifest, in its order.

    Truths are taken as they stand: a key that no field bears is passed over, since corpora tell more than is judged.

    Raises:
        InvalidTruth: a line or a file cannot be read, or a document is not there.
    """
    cases = (_case(path, number, entry) for number, entry in read_lines(path / MANIFEST))
    return Dataset(path.resolve().name, tuple(case for case in cases if case))


def _case(folder: Path, number: int, entry: Mapping[str, Any]) -> Case | None:
    missing = {"id", "file", "kind"} - entry.keys()
    if missing:
        raise InvalidTruth(f"{folder / MANIFEST}: line {number}: {', '.join(sorted(missing))} must be given.")
    group = GROUPS.get(entry["kind"])
    is_other = entry.get("category") == NO_INVOICE
    truth: str | None = entry.get("truth")
    if group is None or not (truth or is_other):
        return None
    if entry.get("xml_page_mismatch") and group == "einvoice":
        return None
    if entry.get("duplicate_page") and group in ("digital", "scan"):
        return None
    file = folder / entry["file"]
    if not file.is_file():
        raise InvalidTruth(f"{folder / MANIFEST}: line {number}: there is no file {entry['file']}.")
    return Case(
        id=entry["id"],
        file=file,
        truth=read_object(folder / truth) if truth else None,
        group=group,
        issuer=entry.get("issuer_group") or "",
        language=entry.get("language"),
        holds_invoices=not is_other,
    )
