"""Any language model as a Model: windows of pages are asked about, their answers become one reply.

Nothing here knows how a question travels (call.py), and nothing is lost in silence: every page of the file ends in a
record, skipped with a reason or failed with a code.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ....prompts.compiled import CompiledPrompt
from ....prompts.messages import Example
from ....schemas.document import Pages
from ....schemas.errors import FaktumError
from ....schemas.record import Failure, Note, Severity, Source
from ....schemas.reply import DocumentKind, Printed, RepliedRecord, Reply, Row
from ..orders import without_enclosed_orders
from .answers import Draft, DraftRow
from .call import Caller, Look
from .confirming import Doubt, confirmed
from .merging import boundary_reason, merged
from .planning import planned
from .questions import Questions
from .reading import Reading, rows, short
from .receipts import Receipts, lengths
from .sheets import Form, Sheet, Sheets, sheets_of
from .windows import Limits, Window, windows

NO_DOCUMENT = "the model ties no document to this page"
NOTHING_TO_SEE = "nothing to read on the page, and no picture of it"


@dataclass(frozen=True)
class RemoteModel:
    """A Model that asks a language model through a caller."""

    caller: Caller
    form: Form = "auto"
    limits: Limits = Limits()
    language: str = "auto"
    """ISO 639-1 code of the documents, told to the model."""
    examples: tuple[Example, ...] = ()
    """Documents with their answers, shown before every question."""
    look: Look | None = None
    """Where pictures of the pages come from; without it only text is sent."""
    attempt: int = 0
    """Which of several independent readings this is; each is asked anew, whatever a cache holds of the others."""

    @property
    def name(self) -> str:
        """As the user gave it, e.g. 'openai/gpt-4o-mini'."""
        return self.caller.name

    def seeing(self, look: Look | None) -> "RemoteModel":
        """The same model with a way to get pictures of one document's pages."""
        return replace(self, look=look)

    def again(self, attempt: int) -> "RemoteModel":
        """The same model, reading independently of its other attempts."""
        return replace(self, attempt=attempt)

    async def ask(self, pages: Pages, prompt: CompiledPrompt) -> Reply:
        """The printed answers for one document; pages the model fails on are in `failed_pages`."""
        return await self.ask_sheets(sheets_of(pages, prompt, self.form), prompt, self.look)

    async def ask_sheets(self, sheets: Sheets, prompt: CompiledPrompt, look: Look | None = None) -> Reply:
        """The same for pages that are prepared already."""
        look = look or self.look
        asked = [sheet for sheet in sheets.sheets if not sheet.failed and _can_be_shown(sheet, look)]
        blank = [sheet.number for sheet in sheets.sheets if not sheet.failed and not _can_be_shown(sheet, look)]
        receipts = Receipts()
        questions = Questions(prompt, sheets.name, self.language, self.examples, self.limits.output_tokens)
        reading = Reading(self.caller, questions, self.limits, receipts, look, self.attempt)
        parts = windows(asked, self.limits)
        answers = await self._all(parts, reading)
        drafts, failed = _put_together(parts, answers, prompt)
        reply = _reply(drafts, asked, failed, prompt)
        skipped = {**reply.skipped_pages, **dict.fromkeys(blank, NOTHING_TO_SEE)}
        notes = tuple(_notes(drafts, asked, failed, reading.unfinished))
        usage = receipts.usage(self.name, lengths(_told(drafts)))
        return replace(reply, skipped_pages=skipped, notes=notes, usage=usage)

    async def confirm(
        self, sheets: Sheets, reply: Reply, doubts: Sequence[Doubt], prompt: CompiledPrompt, look: Look | None = None
    ) -> Reply:
        """The reply with the cells in doubt read again."""
        return await confirmed(self.caller, sheets, reply, doubts, prompt, look or self.look)

    async def plan(self, text: str, structure: str) -> CompiledPrompt:
        """A free-text prompt as the model splits it; see planning.py."""
        return await planned(text, structure, self.caller)

    async def aclose(self) -> None:
        """Close the caller."""
        await self.caller.aclose()

    async def _all(self, parts: Sequence[Window], reading: Reading) -> list[list[Draft] | FaktumError]:
        """What each window gives, a bounded number under way at a time; one that fails takes no other with it."""
        gate = asyncio.Semaphore(self.limits.windows_at_a_time)

        async def one(window: Window) -> list[Draft] | FaktumError:
            async with gate:
                try:
                    return await reading.read(window)
                except FaktumError as error:
                    return error

        if len(parts) == 1:
            return [await one(parts[0])]
        return list(await asyncio.gather(*(one(window) for window in parts)))


def _can_be_shown(sheet: Sheet, look: Look | None) -> bool:
    return bool(sheet.text) or sheet.image is not None or (sheet.picture and look is not None)


# -- windows → drafts -------------------------------------------------------------------------------------------------


def _put_together(
    parts: Sequence[Window], answers: Sequence[list[Draft] | FaktumError], prompt: CompiledPrompt
) -> tuple[list[Draft], dict[int, Failure]]:
    """(the drafts of all windows, the pages no window could be read for)."""
    drafts: list[Draft] = []
    failed: dict[int, Failure] = {}
    read: dict[int, Sheet] = {}
    for window, answer in zip(parts, answers, strict=True):
        if isinstance(answer, FaktumError):
            failed |= {sheet.number: Failure(answer.code, answer.message) for sheet in window}
            continue
        both = [sheet for sheet in window if sheet.number in read]
        counts = [sheet.expected_rows for sheet in both if sheet.expected_rows is not None]
        if len(answer) == 1 and not answer[0].pages:
            answer[0].pages = [sheet.number for sheet in window]
        drafts = merged(
            drafts,
            answer,
            prompt,
            shared=[sheet.number for sheet in both],
            shared_rows=sum(counts) if counts and len(counts) == len(both) else None,
        )
        read |= {sheet.number: sheet for sheet in window}
    return drafts, {number: failure for number, failure in failed.items() if number not in read}


# -- drafts → reply ---------------------------------------------------------------------------------------------------


def _reply(
    drafts: Sequence[Draft], asked: Sequence[Sheet], failed: Mapping[int, Failure], prompt: CompiledPrompt
) -> Reply:
    kept = [draft for draft in drafts if not _left_out(draft, prompt)]
    covered = {number for draft in kept for number in draft.pages}
    free = [sheet.number for sheet in asked if sheet.number not in covered and sheet.number not in failed]
    put_aside = {number for draft in drafts if _left_out(draft, prompt) for number in draft.pages}
    for draft in kept:
        if not draft.pages:
            draft.pages = [number for number in free if number not in put_aside]
            covered.update(draft.pages)
    skipped = {
        number: "no invoice, says the model" if number in put_aside else NO_DOCUMENT
        for number in free
        if number not in covered
    }
    reasons = ["", *(boundary_reason(old, new, prompt) for old, new in pairwise(kept))]
    records = tuple(_record(draft, reason, prompt) for draft, reason in zip(kept, reasons, strict=False))
    return without_enclosed_orders(Reply(records, skipped, dict(failed)))


def _left_out(draft: Draft, prompt: CompiledPrompt) -> bool:
    return draft.kind is DocumentKind.OTHER and (prompt.rules.only_invoices or draft.empty)


def _record(draft: Draft, reason: str, prompt: CompiledPrompt) -> RepliedRecord:
    page = draft.pages[0] if len(draft.pages) == 1 else None
    derived = {field.name for field in prompt.fields if field.derived}
    fields = {
        name: _printed(name, text, page, derived, tuple(draft.alternatives.get(name, ())))
        for name, text in draft.fields.items()
    }
    groups = {group: tuple(_row(row, page, derived) for row in draft.groups.get(group, ())) for group in prompt.groups}
    return RepliedRecord(draft.kind, tuple(draft.pages), fields, groups, reason)


def _row(row: DraftRow, page: int | None, derived: set[str]) -> Row:
    return {name: _printed(name, text, page, derived) for name, text in row.items()}


def _printed(name: str, text: str, page: int | None, derived: set[str], others: tuple[str, ...] = ()) -> Printed:
    source = Source.DERIVED if name in derived else Source.MODEL
    return Printed(text, page, source=source, alternatives=others)


def _notes(
    drafts: Sequence[Draft], asked: Sequence[Sheet], failed: Mapping[int, Failure], unfinished: Sequence[int]
) -> Iterable[Note]:
    read = tuple(sheet for sheet in asked if sheet.number not in failed)
    expected = sum(sheet.expected_rows or 0 for sheet in read)
    if expected and short(drafts, expected):
        yield Note(
            "ROWS_MISSING",
            Severity.WARNING,
            f"The pages show about {expected} line items, the model gave {rows(drafts)}.",
        )
    for page in sorted(unfinished):
        yield Note("ANSWER_CUT", Severity.WARNING, f"The model's answer from page {page} on was cut off.", page=page)


def _told(drafts: Sequence[Draft]) -> Iterable[tuple[str, str]]:
    for draft in drafts:
        for text in draft.fields.values():
            yield "fields", text
        for group, group_rows in draft.groups.items():
            for row in group_rows:
                for text in row.values():
                    yield group, text
