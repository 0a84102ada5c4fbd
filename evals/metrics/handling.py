"""What a document costs a person: which need no look, which are split or refused wrongly, what notes say."""

from collections.abc import Iterator

from ...schemas.record import Note, Severity
from ..judged import Measured, Outcome
from .fields import all_right
from .figure import Metric, Tally, ratio

SURE = 0.975
"""Confidence from which a cell is accepted unseen: Rossum's default threshold of automation."""


def notes(document: Measured) -> Iterator[Note]:
    """The notes of a document and of its invoices."""
    if document.document:
        yield from document.document.notes
        for record in document.document.records:
            yield from record.notes


def _reviewed(document: Measured) -> bool:
    """True where a note asks for a person."""
    failed = document.document is None or document.document.error is not None
    return failed or any(note.severity is not Severity.INFO for note in notes(document))


def _unseen(document: Measured) -> Tally:
    judged = [cell for cell in document.cells if cell.outcome is not Outcome.UNJUDGED]
    if not judged or not document.case.holds_invoices:
        return {}
    right, accepted = all_right(judged), not _reviewed(document)
    sure = all(cell.confidence is None or cell.confidence >= SURE for cell in judged)
    return {
        "through": accepted and right,
        "sure and right": sure and right,
        "accepted": accepted,
        "accepted and wrong": accepted and not right,
        "n": 1,
    }


def _wanted_notes(document: Measured) -> Tally:
    """Notes that the truth asks for, and documents where one is told that it does not ask for."""
    truth = document.case.truth
    if truth is None or "notes" not in truth:
        return {}
    wanted: set[str] = set(truth["notes"])
    told = {note.code for note in notes(document)}
    loud = {note.code for note in notes(document) if note.severity is not Severity.INFO}
    return {"told": len(wanted & told), "wanted": len(wanted), "false": bool(loud - wanted), "n": 1}


def _refused(document: Measured) -> Tally:
    if document.case.holds_invoices:
        return {}
    taken = document.document is not None and bool(document.document.records)
    return {"right": not taken, "n": 1}


def _split(document: Measured) -> Tally:
    """Whether a file of several invoices was cut into as many, each of the pages that the truth says."""
    truths = document.case.records
    if not document.case.holds_invoices or len(truths) < 2 or not all(truth.get("pages") for truth in truths):
        return {}
    found = document.document.records if document.document else ()
    same = sorted(tuple(truth["pages"]) for truth in truths) == sorted(record.pages for record in found)
    return {"right": same, "n": 1}


HANDLING = (
    Metric("straight_through", _unseen, lambda sums: ratio(sums["through"], sums["n"]), "documents"),
    Metric("straight_through_sure", _unseen, lambda sums: ratio(sums["sure and right"], sums["n"]), "documents"),
    Metric("slipped_through", _unseen, lambda sums: ratio(sums["accepted and wrong"], sums["accepted"]), "documents",
           more_is_better=False, n=lambda sums: sums["accepted"]),
    Metric("note_recall", _wanted_notes, lambda sums: ratio(sums["told"], sums["wanted"]), "notes",
           n=lambda sums: sums["wanted"]),
    Metric("note_false_alarms", _wanted_notes, lambda sums: ratio(sums["false"], sums["n"]), "documents",
           more_is_better=False),
    Metric("negatives_refused", _refused, lambda sums: ratio(sums["right"], sums["n"]), "documents"),
    Metric("split_accuracy", _split, lambda sums: ratio(sums["right"], sums["n"]), "documents"),
)  # fmt: skip
