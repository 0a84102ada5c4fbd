"""Repair before doubt: where the sums do not agree, what else is printed is tried.

Only what the document itself offers counts: another printed answer the reader named, the other reading of the same
characters (the decimal mark), two amounts the wrong way round. A change is kept where it silences a failing check
without waking another, and a note (REPAIRED) tells it. Day and month are settled before, for all dates together
(conventions.py).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, islice
from typing import NamedTuple

from ...schemas.fields import Kind
from ...schemas.record import Note, Severity
from .checks.facts import Verdict
from .drafts import Context, Draft, Drafts, draft_of

REPAIRABLE = frozenset({"BR-CO-10", "BR-CO-14", "BR-CO-15", "BR-CO-16", "BR-CO-17", "LINE_TOTAL"})
"""Checks that two or more values fail together, so that a change of one can be proven by the others."""

MOST_TRIES = 40
"""Changes tried for one invoice."""

MOST_REPAIRS = 5
"""Changes kept for one invoice; where more is wrong, nothing is proven."""

Key = tuple[str, int | None]


class Change(NamedTuple):
    """One or two cells read otherwise."""

    drafts: dict[Key, Draft]
    why: str
    """What was done, in words for a person."""


def repaired(
    drafts: Drafts, context: Context, verdict_on: Callable[[Drafts], Verdict]
) -> tuple[Drafts, Verdict, tuple[Note, ...]]:
    """The drafts with what could be proven wrong put right, the verdict on them, and a note for each change.

    Args:
        drafts: the answers of one invoice, typed and found.
        context: what they are read by.
        verdict_on: runs the checks.
    """
    verdict = verdict_on(drafts)
    notes: list[Note] = []
    tries = MOST_TRIES
    while len(notes) < MOST_REPAIRS and (failing := _failing(verdict)):
        better = None
        for change in islice((c for note in failing for c in _changes(note, drafts, context)), tries):
            tries -= 1
            changed = {**drafts, **change.drafts}
            after = verdict_on(changed)
            if _is_better(verdict, after):
                better = changed, after, _note(change, drafts)
                break
        if better is None:
            break
        drafts, verdict, note = better
        notes.append(note)
    return drafts, verdict, tuple(notes)


def _failing(verdict: Verdict) -> list[Note]:
    return [note for note in verdict.notes if note.severity is not Severity.INFO and note.code in REPAIRABLE]


def _is_better(before: Verdict, after: Verdict) -> bool:
    """True where fewer checks fail, and none that did not fail before."""
    failed = {(note.code, note.row) for note in before.notes if note.severity is not Severity.INFO}
    fails = {(note.code, note.row) for note in after.notes if note.severity is not Severity.INFO}
    return fails < failed and len(_failing(after)) < len(_failing(before))


def _changes(note: Note, drafts: Drafts, context: Context) -> Iterator[Change]:
    """What may be tried for one failing check, the likeliest first."""
    keys = [key for name in note.fields for key in ((name, note.row), (name, None)) if key in drafts]
    keys = [key for key in dict.fromkeys(keys) if drafts[key].printed is not None]
    for key in keys:
        yield from _other_answers(key, drafts[key], context)
    for key in keys:
        yield from _other_readings(key, drafts[key])
    amounts = [key for key in keys if drafts[key].field.kind is Kind.AMOUNT and drafts[key].cell.value is not None]
    for one, other in combinations(amounts, 2):
        yield Change(
            {one: _with(drafts[one], drafts[other]), other: _with(drafts[other], drafts[one])},
            f"{drafts[one].field.name} and {drafts[other].field.name} were the wrong way round",
        )


def _other_answers(key: Key, draft: Draft, context: Context) -> Iterator[Change]:
    """The other printed strings that the reader thought of."""
    if draft.printed is None:
        return
    for text in draft.printed.alternatives:
        others = tuple(other for other in (draft.printed.text, *draft.printed.alternatives) if other != text)
        answer = replace(draft.printed, text=text, page=None, box=None, label=None, alternatives=others)
        other = draft_of(draft.field, answer, context)
        if other.cell.value is not None and other.cell.evidence:
            yield Change({key: other}, f"{draft.field.name} is also printed as '{text}'")


def _other_readings(key: Key, draft: Draft) -> Iterator[Change]:
    """The other meanings of the same characters, where the document does not settle its decimal mark."""
    for value in draft.typed.rivals:
        if isinstance(value, Decimal) and value != draft.cell.value:
            cell = replace(draft.cell, value=value)
            typed = draft.typed._replace(value=value, rivals=())
            yield Change({key: replace(draft, cell=cell, typed=typed)}, f"'{draft.cell.printed}' can be read so")


def _with(draft: Draft, other: Draft) -> Draft:
    """A draft with the answer of another, for the same kind of field."""
    return replace(other, field=draft.field)


def _note(change: Change, before: Drafts) -> Note:
    parts = [
        f"{draft.field.name}: {draft.cell.value} was taken instead of {before[key].cell.value}"
        for key, draft in change.drafts.items()
    ]
    row = next(iter(change.drafts))[1]
    where = f"Line {row}: " if row else ""
    message = f"{where}{'; '.join(parts)}, since then the figures agree ({change.why})."
    names = tuple(key[0] for key in change.drafts)
    return Note("REPAIRED", Severity.INFO, message, names, row=row)
