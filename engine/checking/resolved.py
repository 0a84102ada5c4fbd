"""What follows from several cells together: a quantity from its line's sum, a due date from terms, the signs."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ...prompts.compiled import CompiledPrompt
from ...schemas.fields import Kind
from ...schemas.record import Cell, Note, Severity, Source, Status
from ...schemas.reply import DocumentKind
from .drafts import Draft, Drafts
from .due_date import due_date
from .typed import Typed

UNIT_PRICE = "LineItems.UnitPrice"

LINE_TOLERANCE = Decimal("0.02")
"""How far quantity × price may lie from the line total and still settle how the quantity is read."""


def with_quantities(drafts: Drafts, prompt: CompiledPrompt) -> Drafts:
    """'1.000' is one or a thousand: where only one of them times the price gives the line total, it is that one."""
    names = {field.term: field.name for field in prompt.line_item_fields if field.term}
    quantity, price, total = (names.get(f"LineItems.{leaf}") for leaf in ("Quantity", "UnitPrice", "LineTotalExclTax"))
    if not (quantity and price and total):
        return drafts
    settled = {
        key: _settled(draft, drafts[price, key[1]].cell.value, drafts[total, key[1]].cell.value)
        for key, draft in drafts.items()
        if key[0] == quantity and key[1] is not None
    }
    return {**drafts, **settled}


def with_due_date(drafts: Drafts) -> Drafts:
    """A due date where only terms are printed ('Net 30'); the terms and the issue date are its evidence."""
    by_term = {draft.field.term: key for key, draft in drafts.items() if key[1] is None and draft.field.term}
    if "DueDate" not in by_term or "InvoiceDate" not in by_term:
        return drafts
    due, issued = drafts[by_term["DueDate"]], drafts[by_term["InvoiceDate"]]
    terms = due if due.printed else drafts[by_term["PaymentTerms"]] if "PaymentTerms" in by_term else due
    if due.cell.value is not None or terms.printed is None or not isinstance(issued.cell.value, date):
        return drafts
    value = due_date(terms.printed.text, issued.cell.value)
    if value is None:
        return drafts
    evidence = (*terms.cell.evidence, *issued.cell.evidence)
    cell = Cell(value, terms.printed.text, Status.DERIVED, source=Source.DERIVED, evidence=evidence)
    grounded = replace(terms.grounded, status=Status.DERIVED, evidence=evidence)
    return {**drafts, by_term["DueDate"]: Draft(due.field, cell, Typed(value, inferred=True), grounded, terms.printed)}


def with_tax_in_brackets(drafts: Drafts) -> Drafts:
    """'incl. VAT (35.13 €)' is a remark, not a negative tax: net and tax have the sign of their total."""
    totals = {draft.field.term: draft for (_, row), draft in drafts.items() if row is None}
    gross = totals["TotalAmountIncTax"].cell.value if "TotalAmountIncTax" in totals else None
    if not isinstance(gross, Decimal) or gross <= 0:
        return drafts
    return {key: _without_brackets(draft) if key[1] is None else draft for key, draft in drafts.items()}


def with_signs(drafts: Drafts, kind: DocumentKind, prompt: CompiledPrompt) -> tuple[Drafts, tuple[Note, ...]]:
    """Amounts of a credit note made negative, where the user wants them so and they are printed without a sign."""
    if not prompt.rules.credit_notes_negative or kind is not DocumentKind.CREDIT_NOTE:
        return drafts, ()
    amounts = [draft.cell.value for draft in drafts.values() if _turns(draft)]
    negative = sum(isinstance(amount, Decimal) and amount < 0 for amount in amounts)
    if not amounts or 2 * negative >= len(amounts):
        return drafts, ()
    message = "The amounts of this credit note are printed without a minus sign; they were made negative, as asked."
    turned = {key: _negative(draft) for key, draft in drafts.items()}
    return turned, (Note("CREDIT_NOTE_SIGN", Severity.INFO, message),)


def _without_brackets(draft: Draft) -> Draft:
    """A net or tax amount that only brackets made negative, as positive."""
    value = draft.cell.value
    if draft.field.term not in ("TotalVATAmount", "TotalAmountExclTax") or not isinstance(value, Decimal) or value >= 0:
        return draft
    if "(" not in (draft.cell.printed or "") or "-" in (draft.cell.printed or ""):
        return draft
    return replace(draft, cell=replace(draft.cell, value=-value))


def _settled(draft: Draft, price: object, total: object) -> Draft:
    """The quantity read so that the line adds up, where its characters allow it."""
    value = draft.cell.value
    if not isinstance(value, Decimal) or not isinstance(price, Decimal) or not isinstance(total, Decimal) or not price:
        return draft
    if abs(value * price - total) <= LINE_TOLERANCE or not _three_behind_mark(draft.cell.printed or ""):
        return draft
    other = value * 1000 if value.as_tuple().exponent else value / 1000
    if abs(other * price - total) > LINE_TOLERANCE:
        return draft
    status = Status.VERIFIED if draft.grounded.evidence else draft.cell.status
    return replace(draft, cell=replace(draft.cell, value=_plain(other), status=status), typed=Typed(other))


def _plain(number: Decimal) -> Decimal:
    """A number without trailing zeros and without an exponent."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _three_behind_mark(printed: str) -> bool:
    """True for one mark with three digits behind it, which may part thousands or decimals."""
    number = (printed.split() or [""])[0].replace(",", ".").lstrip("-")
    head, mark, tail = number.partition(".")
    return bool(mark) and head.isdigit() and len(tail) == 3 and tail.isdigit()


def _turns(draft: Draft) -> bool:
    """True for amounts that change their sign with the document: all but the price of a unit."""
    return draft.field.kind is Kind.AMOUNT and draft.field.term != UNIT_PRICE and isinstance(draft.cell.value, Decimal)


def _negative(draft: Draft) -> Draft:
    value = draft.cell.value
    if not _turns(draft) or not isinstance(value, Decimal) or not value:
        return draft
    return replace(draft, cell=replace(draft.cell, value=-value))
