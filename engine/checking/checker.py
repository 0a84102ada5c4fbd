"""Printed answers → typed cells with evidence, and notes. Pure, and never raises about content: a doubt is a note.

For each invoice: settle how it writes (conventions), type and find every answer (drafts), settle what follows from
several cells together (resolved), run the checks, and say how sure each cell is (confidence).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from ...prompts.compiled import CompiledPrompt
from ...schemas.document import Pages
from ...schemas.fields import LINE_ITEMS
from ...schemas.record import Cell, Record
from ...schemas.reply import RepliedRecord, Reply
from .checks.facts import Facts, Spot
from .checks.registry import verdict_on
from .code_data import with_codes
from .completeness import completeness
from .confidence import confidence
from .conventions import conventions_of
from .drafts import Context, Draft, Drafts, drafts_of
from .einvoice_and_page import with_differences
from .features import Features, features_of
from .firewall import guarded
from .grounding import Sheets
from .instructions import trusted
from .label_senses import with_labels
from .page_index import PageIndex
from .repair import repaired
from .reread import is_proven, told, with_missing_rows
from .resolved import with_due_date, with_quantities, with_signs, with_tax_in_brackets
from .row_bands import with_row_bands

Judge = Callable[[Features], float]
"""How sure a cell is, from what is known about it."""

Cells = Mapping[tuple[str, int | None], Cell]
"""(field name, row from 1 or None) → cell."""


def check(
    reply: Reply, pages: Pages, prompt: CompiledPrompt, judge: Judge = confidence, today: date | None = None
) -> tuple[Record, ...]:
    """The records of a document: every field asked for has a typed cell, every doubt is a note.

    Args:
        reply: what a model or the embedded reader says is printed.
        pages: the words it is looked for in.
        prompt: what was asked.
        judge: gives each cell its confidence; calibration puts its own here, to see the features.
        today: the day, for dates that lie in the future; None leaves them alone.
    """
    of = len(reply.records)
    numbered = enumerate(reply.records, 1)
    records = tuple(_record(replied, number, of, pages, prompt, judge, today) for number, replied in numbered)
    if reply.second is not None:
        others = check(reply.second, pages, prompt, judge, today)
        records = tuple(with_differences(*both, prompt) for both in zip(records, others, strict=True))
    return guarded(with_codes(records, pages, prompt), pages)


def _record(
    replied: RepliedRecord,
    number: int,
    of: int,
    pages: Pages,
    prompt: CompiledPrompt,
    judge: Judge,
    today: date | None,
    *,
    look_again: bool = True,
) -> Record:
    own = (trusted(page) for page in pages.pages if not replied.pages or page.number in replied.pages)
    indexes = {page.number: PageIndex(page) for page in own}
    conventions = conventions_of(replied, prompt.fields, tuple(indexes.values()))
    order = conventions.date_order.order if conventions.date_order.certain else None
    context = Context(conventions, Sheets(indexes, order), replied.kind.value)
    drafts = with_row_bands(with_labels(drafts_of(replied, prompt, context), context), context)
    drafts = with_quantities(drafts, prompt)
    drafts = with_tax_in_brackets(with_due_date(drafts))
    drafts, sign_notes = with_signs(drafts, replied.kind, prompt)
    drafts, verdict, repairs = repaired(
        drafts, context, lambda drafts: verdict_on(_facts(drafts, replied, number, of, context, prompt, today))
    )
    certificate, gaps = completeness(drafts, len(replied.groups.get(LINE_ITEMS, ())), indexes, prompt)
    cells = _cells(features_of(drafts, verdict, context), drafts, judge)
    groups = {
        group: tuple(
            {field.name: cells[field.name, row] for field in prompt.in_group(group)}
            for row in range(1, len(replied.groups.get(group, ())) + 1)
        )
        for group in prompt.groups
    }
    record = Record(
        replied.kind.value,
        replied.pages,
        {field.name: cells[field.name, None] for field in prompt.invoice_fields},
        groups,
        (*verdict.notes, *sign_notes, *repairs, *gaps),
        conventions.currency,
        replied.reason,
        certificate,
    )
    may_be_proven = look_again and certificate is not None and certificate.adds_up is False
    fuller = with_missing_rows(replied, drafts, indexes, prompt) if may_be_proven else None
    if fuller is not None:
        after = _record(fuller, number, of, pages, prompt, judge, today, look_again=False)
        record = told(record, after) if is_proven(record, after) else record
    return record


def _facts(
    drafts: Drafts,
    replied: RepliedRecord,
    number: int,
    of: int,
    context: Context,
    prompt: CompiledPrompt,
    today: date | None,
) -> Facts:
    """The drafts by business term, for the checks; of two fields for one term the first counts."""
    names: dict[str, str] = {}
    spots: dict[Spot, Draft] = {}
    for (name, row), draft in drafts.items():
        if names.setdefault(draft.term, name) == name:
            spots[Spot(draft.term, row)] = draft
    for field in prompt.fields:
        if field.term:
            names.setdefault(field.term, field.name)
    indexes = context.sheets.indexes
    return Facts(
        kind=context.kind,
        names=names,
        cells={spot: draft.cell for spot, draft in spots.items()},
        rows={group: len(replied.groups.get(group, ())) for group in prompt.groups},
        conventions=context.conventions,
        rivals={spot: draft.typed.rivals for spot, draft in spots.items() if draft.typed.rivals},
        unreadable=tuple(spot for spot, draft in spots.items() if draft.printed and draft.cell.value is None),
        certainties={
            spot: draft.grounded.certainty
            for spot, draft in spots.items()
            if draft.cell.evidence and indexes[draft.cell.evidence[0].page].by_ocr
        },
        misplaced={spot: draft.misplaced for spot, draft in spots.items() if draft.misplaced},
        has_words=any(index.words for index in indexes.values()),
        number=number,
        of=of,
        reason=replied.reason,
        pages=replied.pages,
        codes=tuple(code.text for index in indexes.values() for code in index.codes),
    )


def _cells(features: Mapping[tuple[str, int | None], Features], drafts: Drafts, judge: Judge) -> Cells:
    """The cells as the evidence leaves them, each with its confidence."""
    return {
        key: replace(draft.cell, status=features[key].status, confidence=judge(features[key]))
        for key, draft in drafts.items()
    }
