"""The embedded reader: answers a prompt from page layout and a vocabulary of labels; no model, no network."""

from dataclasses import replace

from rapidfuzz import fuzz

from ....prompts.compiled import CompiledPrompt
from ....schemas.document import Page, Pages, PageStatus
from ....schemas.fields import LINE_ITEMS
from ....schemas.reply import DocumentKind, RepliedRecord, Reply, Row
from ..orders import without_enclosed_orders
from .answers import answer
from .documents import Judgement, judge
from .facts import facts
from .free_fields import free_fields
from .invoice_signs import lists_items
from .sheet import Sheet, read_sheet
from .splitting import Stretch, split
from .tables import read_line_items
from .vat_table import read_vat_breakdown

LEAST_OWN = 2
"""Fields of the user's own that a document which is no invoice must answer to give a record."""

PURCHASE_ORDER = "purchase order"
"""What the vocabulary of titles calls such papers."""

NAMED_ALIKE = 80
"""Similarity (0 to 100) from which the user's words for a kind of page and ours are the same."""


class LocalReader:
    """Answers without any model; the default."""

    name = "local"

    def read(self, pages: Pages, prompt: CompiledPrompt) -> Reply:
        """The printed answers for one document."""
        kept = tuple(page for page in pages.pages if page.status is PageStatus.SUCCESSFUL and page.words)
        if not kept:
            return Reply(())
        whole = read_sheet(kept)
        stretches = split(whole)
        records: list[RepliedRecord] = []
        skipped: dict[int, str] = {}
        for stretch in stretches:
            sheet = whole if len(stretches) == 1 else read_sheet(_only(kept, stretch))
            judgement = _as_order(judge(sheet), sheet)
            why_not = _unwanted(judgement, prompt)
            record = _record(sheet, judgement, stretch, prompt) if why_not is None or _of_ones_own(prompt) else None
            if record is not None and (why_not is None or _answers(record, prompt)):
                records.append(record)
            else:
                skipped |= dict.fromkeys(stretch.pages, why_not or "")
        return without_enclosed_orders(Reply(tuple(records), skipped))

    async def ask(self, pages: Pages, prompt: CompiledPrompt) -> Reply:
        """The same as read; nothing is awaited."""
        return self.read(pages, prompt)


def _as_order(judgement: Judgement, sheet: Sheet) -> Judgement:
    """A paper that says it is a purchase order and lists what is ordered is a document of a kind of its own."""
    if judgement.sort != PURCHASE_ORDER or not lists_items(sheet.labels):
        return judgement
    return replace(judgement, kind=DocumentKind.PURCHASE_ORDER)


def _only(pages: tuple[Page, ...], stretch: Stretch) -> tuple[Page, ...]:
    return tuple(page for page in pages if page.number in stretch.pages)


def _unwanted(judgement: Judgement, prompt: CompiledPrompt) -> str | None:
    """Why a document gives no record; None where it gives one."""
    for words in prompt.rules.skip_pages:
        named = judgement.sort or judgement.kind.value.replace("_", " ")
        if fuzz.token_set_ratio(words.casefold().rstrip("s"), named) >= NAMED_ALIKE:
            return f"left out as asked: {named}"
    if judgement.kind is DocumentKind.OTHER and prompt.rules.only_invoices:
        return judgement.reason
    return None


def _of_ones_own(prompt: CompiledPrompt) -> bool:
    """True where most of what is asked for is nothing that invoices have: other documents are meant as well."""
    own = sum(field.term is None for field in prompt.invoice_fields)
    return not prompt.rules.skip_pages and own >= LEAST_OWN and 2 * own >= len(prompt.fields)


def _answers(record: RepliedRecord, prompt: CompiledPrompt) -> bool:
    """True where most of the fields of the user's own are printed, so that the document is surely of the kind meant."""
    own = [field.name for field in prompt.invoice_fields if field.term is None]
    found = sum(name in record.fields for name in own)
    return found >= LEAST_OWN and 2 * found > len(own)


def _record(sheet: Sheet, judgement: Judgement, stretch: Stretch, prompt: CompiledPrompt) -> RepliedRecord:
    groups: dict[str, tuple[Row, ...]] = {}
    items = read_line_items(sheet.layout, prompt.in_group(LINE_ITEMS))
    if prompt.in_group(LINE_ITEMS):
        groups[LINE_ITEMS] = items.rows
    if prompt.in_group("VatBreakdown"):
        taxes = prompt.in_group("VatBreakdown")
        groups["VatBreakdown"] = read_vat_breakdown(sheet.layout, taxes, items=items.numbered).rows
    boxes = [printed.box for row in items.rows for printed in row.values() if printed.box is not None]
    sheet = sheet.without(items.lines, boxes)
    answers = answer(sheet, judgement)
    fields = {
        field.name: answers[field.term]
        for field in prompt.invoice_fields
        if field.term is not None and field.term in answers
    }
    own = [field for field in prompt.invoice_fields if prompt.schema is None or field.term is None]
    told = facts(sheet, own, fields, items.numbered)
    fields |= told
    fields |= free_fields(sheet, [field for field in own if field.name not in told], fields)
    reason = "; ".join(part for part in (stretch.reason, judgement.reason) if part)
    return RepliedRecord(judgement.kind, stretch.pages, fields, groups, reason)
