"""The embedded reader: answers a prompt from page layout and a vocabulary of labels; no model, no network."""

from ....prompts.compiled import CompiledPrompt
from ....schemas.document import Page, Pages, PageStatus
from ....schemas.fields import LINE_ITEMS
from ....schemas.reply import DocumentKind, RepliedRecord, Reply, Row
from .answers import answer
from .documents import judge
from .sheet import read_sheet
from .tables import read_line_items
from .vat_table import read_vat_breakdown


class LocalReader:
    """Answers without any model; the default."""

    name = "local"

    def read(self, pages: Pages, prompt: CompiledPrompt) -> Reply:
        """The printed answers for one document."""
        kept = tuple(page for page in pages.pages if page.status is PageStatus.SUCCESSFUL and page.words)
        if not kept:
            return Reply(())
        record, reason = _record(kept, prompt)
        if record is None:
            return Reply((), dict.fromkeys((page.number for page in kept), reason))
        return Reply((record,))

    async def ask(self, pages: Pages, prompt: CompiledPrompt) -> Reply:
        """The same as read; nothing is awaited."""
        return self.read(pages, prompt)


def _record(pages: tuple[Page, ...], prompt: CompiledPrompt) -> tuple[RepliedRecord | None, str]:
    sheet = read_sheet(pages)
    judgement = judge(sheet)
    if judgement.kind is DocumentKind.OTHER and prompt.rules.only_invoices:
        return None, judgement.reason
    groups: dict[str, tuple[Row, ...]] = {}
    items = read_line_items(sheet.layout, prompt.in_group(LINE_ITEMS))
    if prompt.in_group(LINE_ITEMS):
        groups[LINE_ITEMS] = items.rows
    if prompt.in_group("VatBreakdown"):
        groups["VatBreakdown"] = read_vat_breakdown(sheet.layout, prompt.in_group("VatBreakdown")).rows
    answers = answer(sheet.without(items.lines), judgement)
    fields = {
        field.name: answers[field.term]
        for field in prompt.invoice_fields
        if field.term is not None and field.term in answers
    }
    numbers = tuple(page.number for page in pages)
    return RepliedRecord(judgement.kind, numbers, fields, groups, judgement.reason), ""
