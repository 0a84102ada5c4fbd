"""The embedded reader: answers a prompt from page layout and a vocabulary of labels; no model, no network."""

from rapidfuzz import fuzz

from ....prompts.compiled import CompiledPrompt
from ....schemas.document import Page, Pages, PageStatus
from ....schemas.fields import LINE_ITEMS
from ....schemas.reply import DocumentKind, RepliedRecord, Reply, Row
from .answers import answer
from .documents import Judgement, judge
from .facts import facts
from .free_fields import free_fields
from .sheet import Sheet, read_sheet
from .splitting import Stretch, split
from .tables import read_line_items
from .vat_table import read_vat_breakdown

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
            judgement = judge(sheet)
            why_not = _unwanted(judgement, prompt)
            if why_not is not None:
                skipped |= dict.fromkeys(stretch.pages, why_not)
            else:
                records.append(_record(sheet, judgement, stretch, prompt))
        return Reply(tuple(records), skipped)

    async def ask(self, pages: Pages, prompt: CompiledPrompt) -> Reply:
        """The same as read; nothing is awaited."""
        return self.read(pages, prompt)


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
