"""The drafts of several windows or rounds → one list of records: no row lost, none twice.

Rows that two windows saw are found as a run: the last rows of one that are the first rows of the next. Rows that are
alike but printed twice stay two, because only the run at the border is taken for the same rows.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from ....prompts.compiled import CompiledPrompt
from ....schemas.fields import LINE_ITEMS, Kind
from ....schemas.reply import DocumentKind
from .answers import Draft, DraftRow

NUMBER_TERM = "InvoiceNumber"
MOST_SHARED_ROWS = 400
"""Rows at a border that are compared where no run is wholly alike."""


def merged(
    before: Sequence[Draft],
    after: Sequence[Draft],
    prompt: CompiledPrompt,
    *,
    shared: Collection[int] = (),
    shared_rows: int | None = None,
    resumed: bool = False,
) -> list[Draft]:
    """The drafts of what came first, gone on with by those that came next; the first ones are changed in place.

    Args:
        before: drafts of earlier pages, or of an answer that was cut.
        after: drafts of later pages, or of the answer that goes on.
        prompt: what was asked.
        shared: pages that both saw.
        shared_rows: line items both should have, by a count on the shared pages; None where unknown.
        resumed: True where `after` goes on with the last draft of `before`.
    """
    found = list(before)
    for k, draft in enumerate(after):
        known = next((old for old in reversed(found) if _same(old, draft, prompt, shared)), None)
        if known is None and found and k == 0 and (resumed or _reaches(draft, shared)):
            known = found[-1] if _goes_on(found[-1], draft, prompt, resumed) else None
        if known is None:
            found.append(draft)
        else:
            overlaps = resumed or bool(shared) or not _disjoint(known, draft)
            _join(known, draft, shared_rows if k == 0 else None, overlaps=overlaps, restarts=not shared)
    return found


def _same(old: Draft, new: Draft, prompt: CompiledPrompt, shared: Collection[int]) -> bool:
    """True where both are about one document: the same number, or without numbers the same shared pages."""
    one, other = _number(old, prompt), _number(new, prompt)
    if one and other:
        return one == other and _kinds_agree(old, new)
    both = set(shared).intersection(old.pages, new.pages)
    return bool(both) and _kinds_agree(old, new) and not _contradict(old, new, prompt)


def _goes_on(old: Draft, new: Draft, prompt: CompiledPrompt, resumed: bool) -> bool:
    """True where the first draft of a window goes on with the last one of the window before."""
    if not _kinds_agree(old, new) or _contradict(old, new, prompt):
        return False
    if resumed:
        return True
    agree = [_folded(old.fields[name]) == _folded(text) for name, text in new.fields.items() if name in old.fields]
    unnumbered = not _number(new, prompt) and (bool(_number(old, prompt)) or not old.fields)
    return not new.fields or (all(agree) and (unnumbered or bool(agree)))


def _reaches(new: Draft, shared: Collection[int]) -> bool:
    """False where a draft begins behind the pages that were seen before: it is another document."""
    return not shared or not new.pages or new.pages[0] in shared


def _kinds_agree(old: Draft, new: Draft) -> bool:
    """True where both are of one kind; 'invoice' is what models call any kind, but not what is no invoice at all."""
    kinds = {old.kind, new.kind}
    return len(kinds) == 1 or (DocumentKind.INVOICE in kinds and DocumentKind.OTHER not in kinds)


def _contradict(old: Draft, new: Draft, prompt: CompiledPrompt) -> bool:
    """True where both name a number of the document, and not the same one."""
    one, other = _number(old, prompt), _number(new, prompt)
    return bool(one and other and one != other)


def _number(draft: Draft, prompt: CompiledPrompt) -> str:
    """The document's own number, folded; '' where it is not asked for or not told."""
    return re.sub(r"\W", "", draft.fields.get(_number_field(prompt), "")).casefold()


def _number_field(prompt: CompiledPrompt) -> str:
    """Name of the field that holds the document's own number; '' where none does."""
    fields = prompt.invoice_fields
    named = next((field.name for field in fields if field.term == NUMBER_TERM), "")
    free = next((field.name for field in fields if field.kind is Kind.IDENTIFIER and field.term is None), "")
    return named or free


def _disjoint(old: Draft, new: Draft) -> bool:
    return bool(old.pages) and bool(new.pages) and not set(old.pages).intersection(new.pages)


def boundary_reason(old: Draft, new: Draft, prompt: CompiledPrompt) -> str:
    """Why a new record begins with `new`, in words for a person."""
    where = f" on page {new.pages[0]}" if new.pages else ""
    if _contradict(old, new, prompt):
        return f"invoice number changes{where}: '{new.fields[_number_field(prompt)]}'"
    if old.kind is not new.kind:
        return f"another kind of document begins{where}: {new.kind.value.replace('_', ' ')}"
    return f"another document begins{where}"


# -- one document, told twice -----------------------------------------------------------------------------------------


def _join(old: Draft, new: Draft, shared_rows: int | None, *, overlaps: bool, restarts: bool) -> None:
    """Add what a later draft of the same document says; what was said first stands, another reading stays beside it."""
    old.pages = sorted({*old.pages, *new.pages})
    if old.kind is DocumentKind.INVOICE and not new.empty:
        old.kind = new.kind
    for name, text in new.fields.items():
        first = old.fields.setdefault(name, text)
        others = old.alternatives.setdefault(name, []) if _folded(first) != _folded(text) else None
        if others is not None and text not in others:
            others.append(text)
    for group, rows in new.groups.items():
        known = old.groups.setdefault(group, [])
        hint = shared_rows if group == LINE_ITEMS else None
        if overlaps and restarts and _begins_with(rows, known):
            old.groups[group] = rows  # told again from the first row
        else:
            known.extend(rows[_seen(known, rows, hint) if overlaps else 0 :])


def _begins_with(rows: Sequence[DraftRow], known: Sequence[DraftRow]) -> bool:
    return len(rows) >= len(known) and [*map(_folded_row, rows[: len(known)])] == [*map(_folded_row, known)]


def _seen(known: Sequence[DraftRow], rows: Sequence[DraftRow], hint: int | None) -> int:
    """How many of the first rows are the last known ones.

    Of several lengths at which both runs are alike (rows that repeat) it is the one nearest to the count on the shared
    pages; without a count it is the longest. Where no run is wholly alike but most rows are, as when one reading
    garbles a cell, the longest such run is taken.
    """
    old, new = [_folded_row(row) for row in known], [_folded_row(row) for row in rows]
    if hint is None and new == old[: len(new)]:
        return len(new)
    longest = min(len(old), len(new))
    exact = [k for k in range(longest, 0, -1) if old[-k] == new[0] and old[-k:] == new[:k]]
    if exact:
        return exact[0] if hint is None else min(exact, key=lambda k: abs(k - hint))
    for k in range(min(longest, MOST_SHARED_ROWS), 1, -1):
        alike = sum(a == b for a, b in zip(old[len(old) - k :], new[:k], strict=True))
        if alike * 4 >= k * 3:
            return k
    return 0


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _folded_row(row: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, _folded(text)) for name, text in row.items()))
