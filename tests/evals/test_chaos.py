"""Chaos: a document as damaged pictures of itself, and which of its fields flip, told or not."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops
from typer.testing import CliRunner

from faktum import __main__ as cli
from faktum.engine.flow import read
from faktum.engine.sources import Source
from faktum.evals.chaos import DAMAGES, PAINTED_OVER, LeftOut, Shaken, flips_between, picture_of, shaken, shares
from faktum.evals.generate.scan import rasters
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Pages
from faktum.schemas.record import Cell, DocumentResult, Evidence, Note, Record, Severity, Status, Value
from faktum.schemas.settings import Settings

INVOICE = Path(__file__).parents[2] / "examples" / "factuur.pdf"
SETTINGS = Settings(ocr="off", concurrency=1)
PROMPT = compile_prompt("invoice number, supplier name, total amount")


@pytest.fixture(scope="module")
def pages() -> Pages:
    return read(Source("factuur.pdf", INVOICE), SETTINGS)


def drawn(pages: Pages, kind: str, seed: str = "0") -> Image.Image:
    """The first page of the damaged document, at 72 dots an inch."""
    place = Evidence(1, pages.page(1).words[0].box, pages.page(1).words[0].text)
    (first, *_) = rasters(picture_of(INVOICE.read_bytes(), pages, kind, seed, (place,)), 72)
    return first


def test_every_damage_changes_the_page_and_the_same_seed_gives_the_same_pixels(pages: Pages) -> None:
    """A PDF of pictures alone, as large as the page."""
    clean = drawn(pages, "picture of it")
    page = rasters(INVOICE.read_bytes(), 72)[0]
    assert max(abs(one - other) for one, other in zip(clean.size, page.size, strict=True)) <= 1
    for kind in ("blurred", "pale", "turned by 4 degrees"):
        assert ImageChops.difference(clean, drawn(pages, kind)).getbbox() is not None
    assert picture_of(INVOICE.read_bytes(), pages, "noisy", "1") == picture_of(
        INVOICE.read_bytes(), pages, "noisy", "1"
    )


def test_a_value_is_painted_over_where_it_stands(pages: Pages) -> None:
    """The page differs there and nowhere else; points are pixels at 72 dots an inch."""
    changed = ImageChops.difference(drawn(pages, "picture of it"), drawn(pages, PAINTED_OVER)).convert("L")
    box = changed.point([0] * 64 + [255] * 192).getbbox()
    word = pages.page(1).words[0].box
    assert box is not None
    assert box[0] >= word.x0 - 3
    assert box[1] >= word.y0 - 3
    assert box[2] <= word.x1 + 3
    assert box[3] <= word.y1 + 3


def result(*values: tuple[str, Value, Status], warn: tuple[str, ...] = ()) -> DocumentResult:
    cells = {name: Cell(value, status=status) for name, value, status in values}
    notes = (Note("X", Severity.WARNING, "look", warn),) if warn else ()
    return DocumentResult("a.pdf", records=(Record("invoice", (1,), cells, notes=notes),))


def test_a_flip_is_told_by_status_note_or_an_empty_cell() -> None:
    """Another value that is verified, and of which no warning speaks, is not told; blanks and case are no flip."""
    good = Status.VERIFIED
    whole = result(("Invoice Number", "7", good), ("Supplier Name", "Nord GmbH", good), ("Total Amount", None, good))
    names = [field.name for field in PROMPT.invoice_fields]
    assert names == ["Invoice Number", "Supplier Name", "Total Amount"]

    def told(damaged: DocumentResult) -> list[tuple[str, bool]]:
        return [(flip.field, flip.told) for flip in flips_between("a.pdf", "blurred", whole, damaged, PROMPT).flips]

    assert told(result(("Invoice Number", "7", good), ("Supplier Name", "NORD  GmbH", good))) == []
    assert told(result(("Invoice Number", "1", good), ("Supplier Name", "Nord GmbH", good))) == [
        ("Invoice Number", False)
    ]
    assert told(result(("Invoice Number", "1", good), warn=("Invoice Number",))) == [
        ("Invoice Number", True),
        ("Supplier Name", True),
    ]
    assert told(result(("Invoice Number", "1", Status.NOT_FOUND), ("Supplier Name", "Nord GmbH", good))) == [
        ("Invoice Number", True)
    ]


def test_flips_are_summed_by_damage() -> None:
    whole = result(("Invoice Number", "7", Status.VERIFIED))
    damaged = result(("Invoice Number", "1", Status.VERIFIED))
    one = flips_between("a.pdf", "blurred", whole, damaged, PROMPT)
    blurred = next(share for share in shares([one, one]) if share.damage == "blurred")
    assert (blurred.documents, blurred.fields, blurred.flipped, blurred.untold) == (2, 2, 2, 2)


def test_without_ocr_a_damaged_document_says_why_it_was_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a file that cannot be read at all is left out, with the reason."""
    monkeypatch.setattr("faktum.evals.chaos.DAMAGES", {"low resolution": DAMAGES["low resolution"]})
    found = list(shaken((Source("a.pdf", INVOICE), Source("b.pdf", b"nothing")), PROMPT, SETTINGS))
    read_again = [one for one in found if isinstance(one, Shaken)]
    assert [one.damage for one in read_again] == ["low resolution"]
    assert all(one.error or all(flip.told for flip in one.flips) for one in read_again)
    (left_out,) = [one for one in found if isinstance(one, LeftOut)]
    assert left_out.file == "b.pdf"


def test_documents_without_chaos_are_wrong_usage() -> None:
    """`faktum doctor a.pdf` does nothing with the document, so it says so."""
    done = CliRunner().invoke(cli.app, ["doctor", "a.pdf"])
    assert done.exit_code == 2
    assert "documents are for --chaos" in done.output
