"""Printed answers → typed cells with evidence, and notes. Pure, and never raises about content: a doubt is a note."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ...prompts.compiled import CompiledPrompt
from ...schemas.document import Pages
from ...schemas.fields import NUMERIC_KINDS, Field, Kind
from ...schemas.record import Cell, Note, Record, Severity, Source, Status
from ...schemas.reply import DocumentKind, Printed, RepliedRecord, Reply
from .checks.facts import Facts, Spot, Verdict
from .checks.registry import verdict_on
from .confidence import Features, confidence
from .conventions import Conventions, conventions_of
from .due_date import due_date
from .grounding import Cursor, Grounded, ground
from .page_index import PageIndex
from .typed import Typed, typed_value

LINE_NUMBER = "LineItems.LineNumber"
UNIT_PRICE = "LineItems.UnitPrice"


@dataclass(frozen=True, slots=True)
class Draft:
    """A cell while it is being checked."""

    field: Field
    cell: Cell
    typed: Typed = Typed()
    grounded: Grounded = Grounded(Status.NOT_PRESENT)
    printed: Printed | None = None


Drafts = Mapping[tuple[str, int | None], Draft]
"""(field name, row from 1 or None) → its draft, in the order of the prompt."""


def check(reply: Reply, pages: Pages, prompt: CompiledPrompt) -> tuple[Record, ...]:
    """The records of a document: every field asked for has a typed cell, every doubt is a note."""
    return tuple(
        _record(replied, number, len(reply.records), pages, prompt) for number, replied in enumerate(reply.records, 1)
    )


def _record(replied: RepliedRecord, number: int, of: int, pages: Pages, prompt: CompiledPrompt) -> Record:
    own = [page for page in pages.pages if not replied.pages or page.number in replied.pages]
    indexes = {page.number: PageIndex(page) for page in own}
    conventions = conventions_of(replied, prompt.fields, tuple(indexes.values()))
    drafts = _drafts(replied, prompt, conventions, indexes)
    drafts = _with_quantities(drafts, prompt)
    drafts = _with_due_date(drafts)
    drafts, signs = _with_signs(drafts, replied.kind, prompt)
    facts = _facts(drafts, replied, number, of, conventions, indexes, prompt)
    verdict = verdict_on(facts)
    cells = _cells(drafts, verdict, facts)
    return Record(
        replied.kind.value,
        replied.pages,
        {field.name: cells[field.name, None] for field in prompt.invoice_fields},
        {
            group: tuple(
                {field.name: cells[field.name, row] for field in prompt.in_group(group)}
                for row in range(1, len(replied.groups.get(group, ())) + 1)
            )
            for group in prompt.groups
        },
        (*verdict.notes, *signs),
        conventions.currency,
        replied.reason,
    )


def _drafts(
    replied: RepliedRecord, prompt: CompiledPrompt, conventions: Conventions, indexes: Mapping[int, PageIndex]
) -> dict[tuple[str, int | None], Draft]:
    """Every answer typed and looked for; the rows of a group in printed order, each from where the last was found."""
    numbers = tuple(indexes)
    drafts: dict[tuple[str, int | None], Draft] = {}
    for field in prompt.invoice_fields:
        drafts[field.name, None] = _draft(
            field, replied.fields.get(field.name), conventions, replied.kind, indexes, numbers
        )
    for group in prompt.groups:
        cursor = Cursor(numbers[0], 0) if numbers else None
        fields = prompt.in_group(group)
        for row, answers in enumerate(replied.groups.get(group, ()), 1):
            begun: list[Cursor] = []
            for field in _longest_first(fields, answers):
                at = begun[0] if begun else cursor
                draft = _draft(field, answers.get(field.name), conventions, replied.kind, indexes, numbers, at)
                drafts[field.name, row] = draft
                if draft.grounded.cursor and draft.grounded.status is not Status.NOT_FOUND:
                    begun.append(draft.grounded.cursor)
            for field in fields:
                if field.term == LINE_NUMBER and drafts[field.name, row].cell.value is None:
                    counted = Cell(Decimal(row), None, Status.DERIVED, source=Source.DERIVED)
                    drafts[field.name, row] = Draft(field, counted, grounded=Grounded(Status.DERIVED))
            if begun:
                cursor = max(cursor, min(begun)) if cursor else min(begun)
    return drafts


def _longest_first(fields: Sequence[Field], answers: Mapping[str, Printed]) -> list[Field]:
    """The fields of a row, the most telling answer first: it finds the row, and the others stand near it."""
    return sorted(fields, key=lambda field: -len(answers[field.name].text) if field.name in answers else 0)


def _draft(
    field: Field,
    printed: Printed | None,
    conventions: Conventions,
    kind: DocumentKind,
    indexes: Mapping[int, PageIndex],
    pages: Sequence[int],
    cursor: Cursor | None = None,
) -> Draft:
    if printed is None or not printed.text.strip():
        return Draft(field, _absent(field))
    typed = typed_value(field, printed, conventions, kind.value)
    if field.kind is Kind.CURRENCY and len(conventions.currencies) == 1 and typed.rivals:
        typed = Typed(conventions.currencies[0])
    grounded = ground(field, printed, typed, indexes, pages, cursor)
    if typed.value is None:
        grounded = replace(grounded, status=Status.NOT_FOUND)
    elif grounded.status is Status.VERIFIED and _disputed(field, printed, typed, conventions, kind):
        grounded = replace(grounded, status=Status.AMBIGUOUS)
    source = Source.DERIVED if grounded.status is Status.DERIVED and printed.source is Source.PAGE else printed.source
    cell = Cell(typed.value, printed.text, grounded.status, 0.0, source, grounded.evidence)
    return Draft(field, cell, typed, grounded, printed)


def _absent(field: Field) -> Cell:
    """An empty cell, or what the user wants in one."""
    if field.zero_when_absent and field.kind in NUMERIC_KINDS:
        return Cell(Decimal(0))
    return Cell(field.default)


def _disputed(field: Field, printed: Printed, typed: Typed, conventions: Conventions, kind: DocumentKind) -> bool:
    """True where another answer fits nearly as well and means something else."""
    others = (typed_value(field, replace(printed, text=text), conventions, kind.value) for text in printed.alternatives)
    return any(other.value is not None and other.value != typed.value for other in others)


def _with_quantities(
    drafts: dict[tuple[str, int | None], Draft], prompt: CompiledPrompt
) -> dict[tuple[str, int | None], Draft]:
    """'1.000' is one or a thousand: where only one of them times the price gives the line total, it is that one."""
    names = {field.term: field.name for field in prompt.line_item_fields if field.term}
    quantity, price, total = (names.get(f"LineItems.{leaf}") for leaf in ("Quantity", "UnitPrice", "LineTotalExclTax"))
    if not (quantity and price and total):
        return drafts
    changed = dict(drafts)
    for (name, row), draft in drafts.items():
        if name != quantity or row is None or not isinstance(draft.cell.value, Decimal):
            continue
        whole, each = drafts[total, row].cell.value, drafts[price, row].cell.value
        if not isinstance(whole, Decimal) or not isinstance(each, Decimal) or not each:
            continue
        readings = (draft.cell.value, draft.cell.value * 1000, draft.cell.value / 1000)
        fits = [reading for reading in readings if abs(reading * each - whole) <= Decimal("0.02")]
        if fits and fits[0] != draft.cell.value and _three_behind_mark(draft.cell.printed or ""):
            status = Status.VERIFIED if draft.grounded.evidence else draft.cell.status
            value = fits[0].normalize() if fits[0] < 1000 else fits[0].quantize(Decimal(1))
            changed[name, row] = replace(
                draft, cell=replace(draft.cell, value=value, status=status), typed=Typed(value)
            )
    return changed


def _three_behind_mark(printed: str) -> bool:
    """True for one mark with three digits behind it, which may part thousands or decimals."""
    digits = printed.strip().split()[0] if printed.strip() else ""
    parts = digits.replace(",", ".").split(".")
    return len(parts) == 2 and parts[0].lstrip("-").isdigit() and len(parts[1]) == 3 and parts[1].isdigit()


def _with_due_date(drafts: dict[tuple[str, int | None], Draft]) -> dict[tuple[str, int | None], Draft]:
    """A due date where only terms are printed ('Net 30'): the issue date and the terms are its evidence."""
    by_term = {draft.field.term: key for key, draft in drafts.items() if key[1] is None and draft.field.term}
    due_key, issued_key = by_term.get("DueDate"), by_term.get("InvoiceDate")
    if due_key is None or issued_key is None:
        return drafts
    due, issued = drafts[due_key], drafts[issued_key]
    terms = due if due.printed else drafts[by_term["PaymentTerms"]] if "PaymentTerms" in by_term else None
    if due.cell.value is not None or terms is None or terms.printed is None or not isinstance(issued.cell.value, date):
        return drafts
    derived = due_date(terms.printed.text, issued.cell.value)
    if derived is None:
        return drafts
    evidence = (*terms.cell.evidence, *issued.cell.evidence)
    cell = Cell(derived, terms.printed.text, Status.DERIVED, source=Source.DERIVED, evidence=evidence)
    grounded = replace(terms.grounded, status=Status.DERIVED, evidence=evidence)
    return {**drafts, due_key: Draft(due.field, cell, Typed(derived, inferred=True), grounded, terms.printed)}


def _with_signs(
    drafts: dict[tuple[str, int | None], Draft], kind: DocumentKind, prompt: CompiledPrompt
) -> tuple[dict[tuple[str, int | None], Draft], tuple[Note, ...]]:
    """Amounts of a credit note with a minus sign, where the user wants them so and they are printed without."""
    if not prompt.rules.credit_notes_negative or kind is not DocumentKind.CREDIT_NOTE:
        return drafts, ()
    totals = [
        draft.cell.value
        for draft in drafts.values()
        if draft.field.kind is Kind.AMOUNT and isinstance(draft.cell.value, Decimal) and draft.field.term != UNIT_PRICE
    ]
    if not totals or sum(value < 0 for value in totals) * 2 >= len(totals):
        return drafts, ()
    turned = {key: _negative(draft) for key, draft in drafts.items()}
    message = "The amounts of this credit note are printed without a minus sign; they were made negative, as asked."
    return turned, (Note("CREDIT_NOTE_SIGN", Severity.INFO, message),)


def _negative(draft: Draft) -> Draft:
    value = draft.cell.value
    if (
        draft.field.kind is not Kind.AMOUNT
        or draft.field.term == UNIT_PRICE
        or not isinstance(value, Decimal)
        or not value
    ):
        return draft
    return replace(draft, cell=replace(draft.cell, value=-value))


def _facts(
    drafts: Drafts,
    replied: RepliedRecord,
    number: int,
    of: int,
    conventions: Conventions,
    indexes: Mapping[int, PageIndex],
    prompt: CompiledPrompt,
) -> Facts:
    """The drafts by business term, for the checks; a free field goes under its own name."""
    spots: dict[Spot, Draft] = {}
    for (_, row), draft in drafts.items():
        spots.setdefault(Spot(_term(draft.field), row), draft)
    return Facts(
        kind=replied.kind.value,
        names={_term(field): field.name for field in reversed(prompt.fields)},
        cells={spot: draft.cell for spot, draft in spots.items()},
        rows={group: len(replied.groups.get(group, ())) for group in prompt.groups},
        conventions=conventions,
        rivals={spot: draft.typed.rivals for spot, draft in spots.items() if draft.typed.rivals},
        unreadable=tuple(spot for spot, draft in spots.items() if draft.cell.printed and draft.cell.value is None),
        certainties={
            spot: draft.grounded.certainty
            for spot, draft in spots.items()
            if draft.cell.evidence and _is_ocr(draft, indexes)
        },
        has_words=any(index.words for index in indexes.values()),
        number=number,
        of=of,
        reason=replied.reason,
        pages=replied.pages,
    )


def _term(field: Field) -> str:
    return field.term or f"{field.group or ''}:{field.name}"


def _is_ocr(draft: Draft, indexes: Mapping[int, PageIndex]) -> bool:
    index = indexes.get(draft.cell.evidence[0].page)
    return index is not None and index.by_ocr


def _cells(drafts: Drafts, verdict: Verdict, facts: Facts) -> dict[tuple[str, int | None], Cell]:
    """The cells with their confidence, which the verdict of the checks raises or lowers."""
    confirmed = set(verdict.confirmed)
    doubted = {(name, note.row) for note in verdict.notes if note.severity is not Severity.INFO for name in note.fields}
    cells: dict[tuple[str, int | None], Cell] = {}
    for (name, row), draft in drafts.items():
        features = Features(
            draft.cell.status,
            labelled=bool(draft.printed and draft.printed.label),
            score=draft.printed.score if draft.printed else None,
            certainty=draft.grounded.certainty,
            exact=draft.grounded.exact,
            confirmed=Spot(_term(draft.field), row) in confirmed,
            doubted=(name, row) in doubted,
        )
        cells[name, row] = replace(draft.cell, confidence=confidence(features))
    return cells
