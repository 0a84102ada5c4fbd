"""Every answer of one invoice, typed and looked for on its pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from ...prompts.compiled import CompiledPrompt
from ...schemas.fields import NUMERIC_KINDS, Field, Kind
from ...schemas.record import Cell, Source, Status
from ...schemas.reply import Printed, RepliedRecord, Row
from .conventions import Conventions
from .grounding import Cursor, Grounded, Sheets, Wanted, ground
from .page_index import PageIndex
from .spelled_words import Place
from .typed import Typed, typed_value

SURE_SCORE = 0.75
"""A reader that scores its answer higher (0 to 1) has settled against the alternatives it names."""

LINE_NUMBER = "LineItems.LineNumber"

LEADERS = 4
"""How many answers of a row are tried, longest first, as the one that the others stand beside."""


class Misplaced(NamedTuple):
    """Where a value stands instead of its place."""

    code: str
    """Of the note."""
    why: str
    """What follows the name of the field and the value in a sentence."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A cell while it is being checked; its confidence comes last."""

    field: Field
    cell: Cell
    typed: Typed = Typed()
    grounded: Grounded = Grounded(Status.NOT_PRESENT)
    printed: Printed | None = None
    disputed: bool = False
    """True where another answer fits nearly as well and means something else."""
    misplaced: Misplaced | None = None
    """Why the value seems to be another's by where it stands: see label_senses.py and row_bands.py."""

    @property
    def term(self) -> str:
        """The field's business term; a free field goes under its own name."""
        return self.field.term or f"{self.field.group or ''}:{self.field.name}"


Drafts = Mapping[tuple[str, int | None], Draft]
"""(field name, row from 1 or None) → its draft, in the order of the prompt and then of the rows."""


@dataclass(frozen=True, slots=True)
class Context:
    """What all answers of one invoice are read by."""

    conventions: Conventions
    sheets: Sheets
    kind: str
    """A schemas.reply.DocumentKind value."""


def drafts_of(replied: RepliedRecord, prompt: CompiledPrompt, context: Context) -> Drafts:
    """A draft for every field asked for, and for every row of every group."""
    drafts: dict[tuple[str, int | None], Draft] = {}
    for field in prompt.invoice_fields:
        drafts[field.name, None] = draft_of(field, replied.fields.get(field.name), context)
    for group in prompt.groups:
        drafts.update(_group(prompt.in_group(group), replied.groups.get(group, ()), context))
    return drafts


def _group(fields: Sequence[Field], rows: Sequence[Row], context: Context) -> dict[tuple[str, int | None], Draft]:
    """The rows in printed order; each is looked for from where the one before it ended."""
    drafts: dict[tuple[str, int | None], Draft] = {}
    cursor = Cursor(next(iter(context.sheets.indexes), 1), 0)
    for number, answers in enumerate(rows, 1):
        row, cursor = _row(fields, answers, context, cursor)
        for field in fields:
            draft = row[field.name]
            if field.term == LINE_NUMBER and _is_counted(draft, number):
                counted = Cell(Decimal(number), None, Status.DERIVED, source=Source.DERIVED)
                draft = Draft(field, counted, grounded=Grounded(Status.DERIVED))
            drafts[field.name, number] = draft
    return drafts


def _is_counted(draft: Draft, number: int) -> bool:
    """True for a line number that no page need print: none was given, or just the count of the rows."""
    return draft.cell.value is None or (draft.grounded.status is Status.NOT_FOUND and draft.cell.value == number)


def _row(fields: Sequence[Field], answers: Row, context: Context, cursor: Cursor) -> tuple[dict[str, Draft], Cursor]:
    """One row, its longest answer found first and the others near it; and where the next row begins.

    Where most others stand elsewhere, the longest answer may be that of another row, so that another one leads.
    """
    longest_first = sorted(fields, key=lambda field: -len(answers[field.name].text) if field.name in answers else 0)
    best, together, found = _led(longest_first, answers, context, cursor)
    for leader in longest_first[1:LEADERS]:
        printed = answers.get(leader.name)
        if 2 * together > found or printed is None or printed.box is not None:
            break
        others = [leader, *(field for field in longest_first if field is not leader)]
        attempt = _led(others, answers, context, cursor)
        if attempt.together > together:
            best, together, found = attempt
    return best


class _Attempt(NamedTuple):
    """One way to find a row."""

    row: tuple[dict[str, Draft], Cursor]
    together: int
    """How many cells stand on the line of the first one found."""
    found: int


def _led(order: Sequence[Field], answers: Row, context: Context, cursor: Cursor) -> _Attempt:
    """The row, its answers looked for in this order, all others near the first one found."""
    row: dict[str, Draft] = {}
    anchor: Cursor | None = None
    last = cursor
    together = found = 0
    for field in order:
        draft = row[field.name] = draft_of(field, answers.get(field.name), context, cursor)
        at = draft.grounded.cursor
        if at is None or draft.cell.value is None:
            continue
        found += 1
        index = context.sheets.indexes[at.page]
        if anchor is None:
            anchor = last = at
            cursor = Cursor(at.page, index.line_start(at.word))
            together = 1
        elif at.page == anchor.page and index.same_line(anchor.word, at.word):
            last = max(last, at)
            together += 1
    return _Attempt((row, Cursor(last.page, last.word + 1) if anchor else cursor), together, found)


def draft_of(field: Field, printed: Printed | None, context: Context, cursor: Cursor | None = None) -> Draft:
    """One answer, typed and looked for (of a row, from `cursor` on); without one, what the user wants there."""
    if printed is None or not printed.text.strip():
        return Draft(field, _absent(field))
    if field.many:
        return _list(field, printed, context)
    conventions = context.conventions
    typed = typed_value(field, printed, conventions, context.kind)
    if field.kind is Kind.CURRENCY and len(conventions.currencies) == 1 and conventions.currency in typed.rivals:
        typed = Typed(conventions.currency)
    elif field.kind is Kind.CURRENCY and len(conventions.currencies) == 1 and conventions.currency == typed.value:
        typed = typed._replace(rivals=())
    grounded = ground(Wanted(field, printed, typed, cursor), context.sheets)
    if typed.value is None:
        grounded = replace(grounded, status=Status.NOT_FOUND)
    disputed = grounded.status is Status.VERIFIED and _disputed(field, printed, typed, context)
    if disputed and (printed.score is None or printed.score < SURE_SCORE):
        grounded = replace(grounded, status=Status.AMBIGUOUS)
    source = Source.DERIVED if grounded.status is Status.DERIVED and printed.source is Source.PAGE else printed.source
    cell = Cell(typed.value, printed.text, grounded.status, 0.0, source, grounded.evidence)
    return Draft(field, cell, typed, grounded, printed, disputed)


def _list(field: Field, printed: Printed, context: Context) -> Draft:
    """A list, one item a line: each is looked for by itself, and the list is as well found as its worst item."""
    typed = typed_value(field, printed, context.conventions, context.kind)
    items = typed.value if isinstance(typed.value, list) else []
    grounds = [ground(Wanted(field, replace(printed, text=item), Typed(item)), context.sheets) for item in items]
    lost = next((found for found in grounds if found.status is Status.NOT_FOUND), None)
    evidence = tuple(place for found in grounds for place in found.evidence)
    certainty = min((found.certainty for found in grounds), default=1.0)
    status = lost.status if lost else grounds[0].status if grounds else Status.NOT_PRESENT
    cell = Cell(typed.value, printed.text, status, 0.0, printed.source, evidence)
    exact = all(found.exact for found in grounds)
    return Draft(field, cell, typed, Grounded(status, evidence, certainty, exact), printed)


def moved(draft: Draft, index: PageIndex, place: Place) -> Draft:
    """The draft with this place as its evidence."""
    evidence = (index.evidence(place),)
    cursor = Cursor(index.number, place[0])
    certainty = index.certainty(place)
    grounded = replace(draft.grounded, evidence=evidence, certainty=certainty, cursor=cursor, place=place)
    return replace(draft, cell=replace(draft.cell, evidence=evidence), grounded=grounded)


def _absent(field: Field) -> Cell:
    """An empty cell, or what the user wants in one."""
    if field.zero_when_absent and field.kind in NUMERIC_KINDS:
        return Cell(Decimal(0))
    return Cell(field.default)


def _disputed(field: Field, printed: Printed, typed: Typed, context: Context) -> bool:
    """True where an alternative means something else; of texts and addresses one may be a part of the other."""
    if field.kind in (Kind.TEXT, Kind.ADDRESS):
        return False
    others: Iterable[Typed] = (
        typed_value(field, replace(printed, text=text), context.conventions, context.kind)
        for text in printed.alternatives
    )
    return any(other.value is not None and other.value != typed.value for other in others)
