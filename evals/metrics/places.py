"""Values and where they stand. Only truths that tell places can be measured so."""

from functools import partial

from ...schemas.fields import LINE_ITEMS
from ..judged import Judged, Measured, Outcome
from .fields import micro_f1
from .figure import Metric, Tally

SAME_CHARACTERS = 1.0 - 1e-6
"""DocILE takes a place as found where it holds exactly the characters of the true one."""


def _located(table: str | None, document: Measured) -> Tally:
    """DocILE: a field is found where its place is, whatever was read there; surplus answers are false."""
    cells = [cell for cell in document.cells if cell.table == table]
    known = [cell for cell in cells if cell.overlap is not None]
    if not known:
        return {}
    answered = sum(bool(cell.evidence) for cell in known)
    return {
        "right": sum((cell.overlap or 0.0) >= SAME_CHARACTERS for cell in known),
        "answered": answered + sum(cell.outcome is Outcome.SURPLUS for cell in cells),
        "wanted": len(known),
        "n": len(known),
    }


def _grounded(by_page: bool, document: Measured) -> Tally:
    """ExtractBench: a value counts where it is right and its place is; claims about unknown places are not counted."""
    known = [cell for cell in document.cells if cell.overlap is not None]
    right = sum(cell.outcome is Outcome.RIGHT and _there(cell, by_page) for cell in known)
    return {"right": right, "answered": sum(bool(cell.evidence) for cell in known), "wanted": len(known),
            "n": len(known)}  # fmt: skip


def _there(cell: Judged, by_page: bool) -> bool:
    return bool(cell.on_page if by_page else cell.placed)


PLACES = (
    Metric("kile_f1", partial(_located, None), micro_f1, "fields"),
    Metric("lir_f1", partial(_located, LINE_ITEMS), micro_f1, "cells"),
    Metric("grounding_word_f1", partial(_grounded, False), micro_f1, "cells"),
    Metric("grounding_page_f1", partial(_grounded, True), micro_f1, "cells"),
)
