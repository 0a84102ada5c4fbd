"""What goes between processes comes through as it was."""

import pickle
from decimal import Decimal

from faktum.schemas.document import Box, Code, Concealment, Hidden, Page, TextSource, Word
from faktum.schemas.record import Cell, DocumentResult, Evidence, PageOutcome, Record, Status, Usage

BOX = Box(1.5, 2.0, 30.25, 4.0)


def test_a_page_is_the_same_after_the_journey() -> None:
    """All its fields; words, edges and confidences to the last digit, halves of characters too."""
    page = Page(
        2,
        595.0,
        842.0,
        (Word("Total", BOX), Word("1,50\ud800", Box(0.1, 0.2, 1 / 3, 0.4), 0.75)),
        (Box(0.0, 10.0, 100.0, 10.5),),
        TextSource.OCR,
        "read",
        turned=90.0,
        sideways=(Word("up", BOX),),
        hidden=(Hidden(Word("unseen", BOX), Concealment.TINY),),
        codes=(Code("SPC", BOX),),
    )
    came = pickle.loads(pickle.dumps(page))
    assert came == page
    assert [type(part) for part in (came.words[1], came.words[1].box, came.rules[0])] == [Word, Box, Box]
    assert came.words[1].box.width == 1 / 3 - 0.1


def test_a_result_is_the_same_after_the_journey() -> None:
    """A document with a cell, its evidence and what it cost."""
    cell = Cell(Decimal("1.50"), "1,50", Status.VERIFIED, 0.9, evidence=(Evidence(1, BOX, "1,50"),))
    outcome = PageOutcome(1, text_source=TextSource.TEXT_LAYER, status=Page(1, 1.0, 1.0).status, reason=None)
    result = DocumentResult(
        "a.pdf", (outcome,), (Record("invoice", (1,), {"Total": cell}, {}),), usage=Usage("m", cost_usd=Decimal("0.01"))
    )
    assert pickle.loads(pickle.dumps(result)) == result
