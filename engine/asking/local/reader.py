"""The embedded reader: answers a prompt from page layout and a vocabulary of labels; no model, no network."""

from collections.abc import Mapping
from dataclasses import replace

from ....prompts.compiled import CompiledPrompt
from ....schemas.document import Box, Page, Pages, PageStatus
from ....schemas.fields import LINE_ITEMS, Kind
from ....schemas.invoice import TERMS
from ....schemas.reply import DocumentKind, Printed, RepliedRecord, Reply, Row
from .banking import banking
from .company_ids import company_ids
from .dating import dated, unlabelled
from .documents import judge
from .parties import find_parties
from .references import best, identifiers
from .sheet import Sheet, read_sheet
from .tables import read_line_items
from .totals import solve_totals
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
    sheet = sheet.without(items.lines)
    answers = _answers(sheet)
    fields = {
        field.name: answers[field.term]
        for field in prompt.invoice_fields
        if field.term is not None and field.term in answers
    }
    title = judgement.title
    for field in prompt.invoice_fields:
        if field.term == "InvoiceType" and title is not None:
            fields[field.name] = Printed(title.text, title.page, title.box, None, 0.9)
    numbers = tuple(page.number for page in pages)
    return RepliedRecord(judgement.kind, numbers, fields, groups, judgement.reason), ""


def _answers(sheet: Sheet) -> dict[str, Printed]:
    """Term key → answer, for all terms with one value per invoice."""
    answers: dict[str, Printed] = {}
    parties = find_parties(sheet)
    if parties.supplier:
        answers["SupplierName"] = parties.supplier.name
    if parties.customer:
        answers["CustomerName"] = parties.customer.name
    answers |= company_ids(sheet, parties)
    answers |= banking(sheet)
    answers |= solve_totals(sheet).answers
    used: set[Box] = {p.box for p in answers.values() if p.box}
    for key, term in TERMS.items():
        if term.group is not None or key in answers:
            continue
        if term.kind is Kind.DATE:
            found = best(dated(sheet, key))
        elif term.kind is Kind.IDENTIFIER:
            found = best(identifiers(sheet, key), used)
        else:
            continue
        if found is not None:
            answers[key] = found
            if found.box:
                used.add(found.box)
    if "InvoiceDate" not in answers:
        dates = {p.box for p in answers.values() if p.box}
        found = best(unlabelled(sheet, dates))
        if found is not None:
            answers["InvoiceDate"] = replace(found, score=min(found.score or 0.0, 0.5))
    return answers


def fields_of(answers: Mapping[str, Printed]) -> tuple[str, ...]:
    """Names of the answered terms, sorted."""
    return tuple(sorted(answers))
