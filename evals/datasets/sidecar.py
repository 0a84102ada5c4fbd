"""A folder of documents, each with its truth beside it: a.pdf and a.json, a.yaml or a.truth.json.

What may stand in a sidecar file, truth.schema.json says; `prompt` in it is asked of its document. A sub-folder
names the group of its documents. A document without a sidecar is extracted, and nothing is judged.
"""

from pathlib import Path

from ...engine.sources import SUFFIXES
from ...schemas.errors import InvalidTruth
from ..case import Case, Dataset
from .data_files import YAML_SUFFIXES, read_data
from .truth_file import CASE_KEYS, check_truth

SIDECARS = (".truth.json", *(f".truth{suffix}" for suffix in YAML_SUFFIXES), ".json", *YAML_SUFFIXES)
"""Endings of a sidecar's name, behind the document's name without its own."""
SCHEMA = ".schema.json"
"""Ending of a JSON Schema: no sidecar."""
GROUPS = {".pdf": "digital", ".xml": "xml"}
"""Group of a document that lies in no sub-folder, by its ending; pictures are 'scan'."""


def has_sidecars(path: Path) -> bool:
    """Whether any document of the folder has its truth beside it."""
    return path.is_dir() and any(_sidecars(document) for document in _documents(path))


def load_sidecars(path: Path) -> Dataset:
    """The documents of the folder and its sub-folders, sorted by name.

    Raises:
        InvalidTruth: a sidecar is not as the schema wants it, stands alone, or is one of two.
    """
    documents = _documents(path)
    owned = {sidecar for document in documents for sidecar in _sidecars(document)}
    for file in sorted(path.rglob("*")):
        if _is_sidecar(file) and file not in owned:
            raise InvalidTruth(f"{file}: no document of this name lies beside it. Add it, or remove this file.")
    return Dataset(path.resolve().name, tuple(_case(path, document) for document in documents))


def _documents(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())


def _is_sidecar(file: Path) -> bool:
    return file.name.endswith(SIDECARS) and not file.name.endswith(SCHEMA) and file.is_file()


def _sidecars(document: Path) -> list[Path]:
    """The files of truth beside a document."""
    named = (document.with_suffix(ending) for ending in SIDECARS)
    return [file for file in named if file.is_file() and not file.name.endswith(SCHEMA)]


def _case(folder: Path, document: Path) -> Case:
    inner = document.relative_to(folder)
    group = inner.parts[0] if len(inner.parts) > 1 else GROUPS.get(document.suffix.lower(), "scan")
    found = _sidecars(document)
    if len(found) > 1:
        raise InvalidTruth(f"{document}: both {found[0].name} and {found[1].name} tell its truth. Keep one.")
    if not found:
        return Case(inner.as_posix(), document, group=group)
    said = check_truth(read_data(found[0]), str(found[0]))
    truth = {key: value for key, value in said.items() if key not in CASE_KEYS}
    if truth and not said.get("holds_invoices", True):
        raise InvalidTruth(f"{found[0]}: holds_invoices is false, yet {next(iter(truth))} is told. Remove one.")
    return Case(
        id=inner.as_posix(),
        file=document,
        truth=truth or None,
        group=group,
        issuer=said.get("issuer", ""),
        language=said.get("language"),
        holds_invoices=said.get("holds_invoices", True),
        prompt=said.get("prompt"),
    )
