"""What a value is, by the label it stands beside: a due date given as the date of the invoice stands under its label.

A model that gives a value without its label may have taken the value of another field, which stands on the page well
enough. So among the places of a value the one beside a label of its own field is taken; and where all of them stand
beside labels of other fields, the value is ambiguous.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ...schemas.fields import Kind
from ...schemas.invoice import TERMS
from ...schemas.record import Source, Status, Value
from ...schemas.vocabulary import STRONG, WEAK
from .drafts import Context, Draft, Drafts, Misplaced, moved
from .grounding import Wanted, places_of
from .page_index import PageIndex
from .printed_labels import Label
from .spelled_words import Place, fold

LABELLED_KINDS = frozenset({Kind.AMOUNT, Kind.DATE, Kind.IDENTIFIER})
"""Kinds of which a document prints several that look alike, each beside its label."""

AKIN = (
    frozenset({"TotalAmountExclTax", "VatBreakdown.TaxableBase", "LineItems.LineTotalExclTax"}),
    frozenset({"TotalVATAmount", "VatBreakdown.VatAmount", "LineItems.LineVATAmount"}),
    frozenset({"TotalAmountIncTax", "LineItems.LineTotalInclTax"}),
    frozenset({"SupplierVatNumber", "SupplierTaxId", "CustomerVatNumber", "CustomerTaxId"}),
)
"""Terms whose labels print the same value, or are the same words."""

TOTALS = frozenset({"TotalAmountExclTax", "TotalAmountIncTax", "AmountDue"}).union(*AKIN[:1], *AKIN[2:3])
"""Amounts that are one where no tax is charged and nothing is paid yet; it may then bear the label of any of them."""

USUALLY_SAME = {"TotalAmountIncTax": ("AmountDue",)}
"""Term → terms whose value is mostly the same: what is due is the total, among several that are called so."""

Places = Sequence[tuple[PageIndex, Place, Label | None]]
"""Where a value stands, and beside which label."""


def with_labels(drafts: Drafts, context: Context) -> Drafts:
    """The drafts, each value without a label of its own tied to the printed label that it stands beside."""
    given = {draft.field.term or "": draft.cell.value for (_, row), draft in drafts.items() if row is None}
    return {key: _tied(draft, given, context) if _is_open(draft) else draft for key, draft in drafts.items()}


def _is_open(draft: Draft) -> bool:
    """True for a value of the invoice, found, of which nobody said beside which label or in which box it stands."""
    printed = draft.printed
    return (
        draft.field.group is None
        and draft.field.term in TERMS
        and draft.field.kind in LABELLED_KINDS
        and draft.cell.status is Status.VERIFIED
        and printed is not None
        and printed.label is None
        and printed.box is None
        and printed.source in (Source.PAGE, Source.MODEL)
    )


def _tied(draft: Draft, given: Mapping[str, Value], context: Context) -> Draft:
    assert draft.printed
    order = context.sheets.date_order
    wanted = Wanted(draft.field, draft.printed, draft.typed)
    places: Places = [
        (index, place, index.labels.beside(place))
        for index in context.sheets.indexes.values()
        for place in places_of(wanted, index, order)
    ]
    if not places:
        return draft
    if own := _best(draft, places, STRONG):
        return own
    why = _of_another_label(draft, places, given) or _beside_own_label(draft, places, given, context)
    if why is None:
        return _best(draft, places, WEAK) or _best(draft, places, None) or draft
    grounded = replace(draft.grounded, status=Status.AMBIGUOUS)
    misplaced = Misplaced("LABEL_MISMATCH", why)
    return replace(draft, cell=replace(draft.cell, status=Status.AMBIGUOUS), grounded=grounded, misplaced=misplaced)


def _best(draft: Draft, places: Places, weight: float | None) -> Draft | None:
    """The draft at the first place beside a label of its own of this weight, or of any; for None, beside no label."""
    for index, place, label in places:
        if weight is None and label is None:
            return moved(draft, index, place)
        own = max((label.weights.get(term, 0.0) for term in _akin(draft)), default=0.0) if label else 0.0
        if weight is not None and own >= weight:
            return moved(draft, index, place)
    return None


def _of_another_label(draft: Draft, places: Places, given: Mapping[str, Value]) -> str | None:
    """That every place of the value stands beside a label of another field; None where one does not."""
    if all(_is_of_another(draft, label, given) for _, _, label in places):
        return f"stands beside the label '{label.text}'" if (label := places[-1][2]) else None
    return None


def _is_of_another(draft: Draft, label: Label | None, given: Mapping[str, Value]) -> bool:
    """True where a label says that a value is another field's.

    Where no tax is charged or nothing is paid yet, one printed amount is several: net is gross is due. So an amount may
    stand beside the label of a field that it was given for as well. A date or a number may not, unless the label may
    mean either.
    """
    if label is None:
        return False
    kind, value, own = draft.field.kind, draft.cell.value, draft.field.term in label.weights
    others = {
        term: weight
        for term, weight in label.weights.items()
        if TERMS[term].kind is kind and (kind is Kind.AMOUNT or TERMS[term].group is None)
    }
    given_too = [weight for term, weight in others.items() if term != draft.field.term and given.get(term) == value]
    if kind is Kind.AMOUNT:
        strong = {term for term, weight in others.items() if weight >= STRONG}
        return not own and not given_too and bool(strong - TOTALS if draft.field.term in TOTALS else strong)
    return STRONG in given_too if own else bool(given_too) or STRONG in others.values()


def _beside_own_label(draft: Draft, places: Places, given: Mapping[str, Value], context: Context) -> str | None:
    """That a value that seems another's, by its labels or as it was given twice, is not what its own label labels."""
    term, value = draft.field.term or "", draft.cell.value
    same = {term, *USUALLY_SAME.get(term, ())}
    others = {other for other in given if given[other] == value} & TERMS.keys() - same
    twice = any(TERMS[other].kind is draft.field.kind for other in others)
    if not twice and not all(label and same.isdisjoint(label.weights) for _, _, label in places):
        return None
    found: list[tuple[Label, str]] = []
    for index in context.sheets.indexes.values():
        said = index.values_at(draft.field.kind, context.sheets.date_order)
        for label in index.labels.all:
            if label.weights.get(term, 0) < (WEAK if draft.field.kind is Kind.DATE else STRONG):
                continue
            for number in index.labels.values_of(label):
                if number in said:
                    if _meaning(value) in said[number]:
                        return None
                    found.append((label, index.words[number].text))
    if not found:
        return None
    label, text = found[0]
    return f"does not stand beside the label '{label.text}', where '{text}' stands"


def _meaning(value: Value) -> Value:
    return abs(value) if isinstance(value, Decimal) else fold(value) if isinstance(value, str) else value


def _akin(draft: Draft) -> frozenset[str]:
    term = draft.field.term or ""
    return next((akin for akin in AKIN if term in akin), frozenset({term}))
