"""Files made to break readers end in pages or in a coded error, never in anything else."""

from pathlib import Path

import pytest

from faktum.engine.reading.pages import read_pages
from faktum.engine.reading.sniff import open_document
from faktum.schemas.errors import FaktumError
from faktum.schemas.settings import Settings

pytestmark = pytest.mark.corpus

SETTINGS = Settings.model_validate({"ocr": "off"})
EXPECTED = {
    "derived-zero-bytes.pdf": "EMPTY_FILE",
    "derived-zero-pages.pdf": "NO_PAGES_FOUND",
    "derived-html-as-pdf.pdf": "UNSUPPORTED_FILE",
    "derived-entity-bomb.xml": "UNREADABLE_FILE",
    "derived-truncated-half.pdf": "UNREADABLE_FILE",
    "derived-giant.png": "IMAGE_TOO_LARGE",
    "pypdf-r6-user-password.pdf": "ENCRYPTED_FILE",
    "pypdf-r6-empty-password.pdf": "1 page",
    "derived-png-as-pdf.pdf": "1 page",
    "pillow-multipage.tiff": "3 pages",
    "pillow-decompression-bomb.gif": "UNSUPPORTED_FILE",
}


def outcome(path: Path) -> str:
    try:
        pages = read_pages(open_document(path.name, path.read_bytes(), SETTINGS), SETTINGS)
    except FaktumError as error:
        return error.code
    return "1 page" if len(pages.pages) == 1 else f"{len(pages.pages)} pages"


def test_hostile_files(corpus: Path) -> None:
    found = {path.name: outcome(path) for path in sorted((corpus / "hostile").iterdir()) if path.suffix != ".jsonl"}
    assert {name: found[name] for name in EXPECTED} == EXPECTED
